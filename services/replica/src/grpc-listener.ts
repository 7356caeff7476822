import { Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';

/** A gRPC server on one address, without TLS. */
export class GrpcListener {
  readonly server: Server;
  private authority: string | null = null;

  constructor(options: ServerOptions) {
    this.server = new Server({ ...options, 'grpc.enable_channelz': 0 });
  }

  /** Answers the port. An IPv6 host may come with or without brackets. */
  listen(host: string, port: number): Promise<number> {
    const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    return new Promise((resolve, reject) => {
      this.server.bindAsync(`${name}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) {
          this.authority = `${name}:${bound}`;
          resolve(bound);
        } else {
          reject(new Error(`cannot listen on ${name}:${port}: ${error.message}`));
        }
      });
    });
  }

  /** Takes no new calls and waits for those under way, at most so long. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.closeNow();
        resolve();
      }, graceMs);
      this.server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Cuts every connection. */
  closeNow(): void {
    // Without channelz, grpc-js's `forceShutdown` does not know its connections and leaves them open; `drain` does.
    if (this.authority !== null) this.server.drain(this.authority, 0);
    this.authority = null;
    this.server.forceShutdown();
  }
}
