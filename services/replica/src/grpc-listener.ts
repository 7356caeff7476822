import { Server, type ServerCredentials, type ServerOptions } from '@grpc/grpc-js';

/** A gRPC server on one address. */
export class GrpcListener {
  readonly server: Server;
  private authority: string | null = null;

  constructor(
    options: ServerOptions,
    private readonly credentials: ServerCredentials,
  ) {
    this.server = new Server({ ...options, 'grpc.enable_channelz': 0 });
  }

  /** Answers the port. An IPv6 host may come with or without brackets. */
  listen(host: string, port: number): Promise<number> {
    const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    return new Promise((resolve, reject) => {
      this.server.bindAsync(`${name}:${port}`, this.credentials, (error, bound) => {
        if (error === null) {
          this.authority = `${name}:${bound}`;
          resolve(bound);
        } else {
          reject(new Error(`cannot listen on ${name}:${port}: ${error.message}`));
        }
      });
    });
  }

  /** Takes no new calls, waits for those under way, at most so long, then cuts what is left. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.cutAfter(graceMs);
      // grpc-js's own timer does not keep the process alive, this one does.
      const timer = setTimeout(resolve, graceMs + 100);
      this.server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Cuts every connection. */
  closeNow(): void {
    this.cutAfter(0);
    this.server.forceShutdown();
  }

  /** Without channelz, grpc-js's shutdowns do not know the connections and leave them open; `drain` does know them. */
  private cutAfter(graceMs: number): void {
    if (this.authority !== null) this.server.drain(this.authority, graceMs);
    this.authority = null;
  }
}
