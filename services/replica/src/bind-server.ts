import { ServerCredentials, type Server } from '@grpc/grpc-js';

/** Binds a gRPC server without TLS; answers the port. An IPv6 host may come with or without brackets. */
export function bindServer(server: Server, host: string, port: number): Promise<number> {
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(authority, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new Error(`cannot listen on ${authority}: ${error.message}`));
    });
  });
}
