import { Server, type ConnectionInjector, type ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import { ConnectionAcceptor } from './connection-acceptor';
import { setConnectionWindow, setUpHttp2 } from './http2-settings';

/** A gRPC server on one address. The port is our own (`connection-acceptor.ts`); grpc-js is given the connections. */
export class GrpcListener {
  readonly server: Server;
  private readonly injector: ConnectionInjector;
  private readonly acceptor: ConnectionAcceptor;

  /** `receiveWindowBytes`: what one connection may send before it is read. */
  constructor(options: ServerOptions, credentials: ServerCredentials, connectionsMax: number, receiveWindowBytes: number) {
    this.server = new Server({ ...options, 'grpc.enable_channelz': 0 });
    setUpHttp2(this.server, receiveWindowBytes);
    this.injector = this.server.createConnectionInjector(credentials);
    setConnectionWindow(this.server, receiveWindowBytes);
    this.acceptor = new ConnectionAcceptor(connectionsMax, (socket) => this.injector.injectConnection(socket));
  }

  /** Answers the port. An IPv6 host may come with or without brackets. */
  listen(host: string, port: number): Promise<number> {
    return this.acceptor.listen(host, port);
  }

  /** Takes no new calls, waits for those under way, at most so long, then cuts what is left. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      // grpc-js's own timer does not keep the process alive, this one does.
      const timer = setTimeout(resolve, graceMs + 100);
      this.acceptor.close(() => {
        clearTimeout(timer);
        resolve();
      });
      this.injector.drain(graceMs);
      this.server.tryShutdown(() => undefined);
    });
  }

  /** Cuts every connection. */
  closeNow(): void {
    this.acceptor.close(() => undefined);
    this.injector.drain(0);
    this.server.forceShutdown();
  }
}
