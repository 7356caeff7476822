import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TlsOptions } from 'node:tls';

/** Connections that get their HTTP/2 session in one turn: each costs some 0.15 ms, and with TLS as many handshakes follow. */
export const SESSIONS_PER_TURN = 64;
/** The same in time. */
const TURN_MS = 8;

export interface AcceptorOptions {
  readonly connectionsMax: number;
  /** Null: plain text. */
  readonly tls: TlsOptions | null;
  /** Looks at a connection before anything is made of it; false: it is closed. */
  readonly admits?: (socket: Socket) => boolean;
  /** One was above the bound. */
  readonly refused?: () => void;
  readonly handshakeFailed?: () => void;
}

/**
 * Listens on a port and hands connections on, behind their TLS handshake where there is one, some in each turn of the event loop: Node accepts all that wait in one go and would make a
 * session for each at once, so that a crowd that comes back, or a flood, would be one long turn. Those that are above the bound are closed
 * before anything is made of them.
 *
 * Accepted sockets are paused until they are handed on: what they were sent meanwhile stays in the kernel.
 */
export class ConnectionAcceptor {
  private readonly server: Server;
  /** Never listens: it is given the connections. Null: plain text. */
  private readonly tls: TlsServer | null;
  /** All that were admitted, at their handshake too. */
  private readonly sockets = new Set<Socket>();
  private waiting: Socket[] = [];
  private isScheduled = false;

  constructor(
    private readonly options: AcceptorOptions,
    private readonly handOn: (socket: Socket) => void,
  ) {
    this.server = createServer({ pauseOnConnect: true }, (socket) => {
      // One that breaks before it is handed on has nobody else to listen; its end is seen when its turn comes.
      socket.on('error', () => undefined);
      this.waiting.push(socket);
      this.schedule();
    });
    this.server.maxConnections = options.connectionsMax;
    this.server.on('drop', () => options.refused?.());
    this.tls = options.tls === null ? null : createTlsServer(options.tls, handOn);
    this.tls?.on('tlsClientError', (_error, socket) => {
      options.handshakeFailed?.();
      socket.destroy();
    });
  }

  /** Answers the port. An IPv6 host may come with or without brackets. */
  listen(host: string, port: number): Promise<number> {
    const name = host.startsWith('[') ? host.slice(1, -1) : host;
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(new Error(`cannot listen on ${host}:${port}: ${error.message}`));
      this.server.once('error', failed);
      this.server.listen(port, name, () => {
        this.server.off('error', failed);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Takes no more connections; those that there are stay. */
  stopListening(): void {
    for (const socket of this.waiting) socket.destroy();
    this.waiting = [];
    this.server.close();
  }

  /** Takes no more connections; calls back when the last one is gone. */
  close(done: () => void): void {
    this.stopListening();
    // Behind the first close, this one only waits.
    this.server.close(() => done());
  }

  /** Every connection that there is ends at once. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.turn();
    });
  }

  private turn(): void {
    const startMs = performance.now();
    let taken = 0;
    while (taken < this.waiting.length && taken < SESSIONS_PER_TURN && performance.now() - startMs < TURN_MS) {
      const socket = this.waiting[taken];
      taken += 1;
      if (socket === undefined || socket.destroyed) continue;
      this.begin(socket);
      socket.resume();
    }
    this.waiting = this.waiting.slice(taken);
    if (this.waiting.length > 0) this.schedule();
  }

  private begin(socket: Socket): void {
    if (this.options.admits?.(socket) === false) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    if (this.tls === null) this.handOn(socket);
    else this.tls.emit('connection', socket);
  }
}
