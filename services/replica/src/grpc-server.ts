import type { Socket } from 'node:net';
import { Connection, ReadingTurns, type ConnectionOptions } from '@grove/http2';
import { callerOf } from './caller-identity';
import { ConnectionAcceptor } from './connection-acceptor';
import { Decompression } from './decompression';
import { GrpcCall, type Method } from './grpc-call';
import { listenerOptions, type ClientCertificate, type Tls } from './tls';

const HANDSHAKE_MS_MAX = 30_000;
const isGrpc = /^application\/grpc($|[+;])/;

/** A gRPC server on one address, by an HTTP/2 of our own. Its methods are known by their paths, and their messages stay bytes. */
export class GrpcServer {
  private readonly methods = new Map<string, Method>();
  private readonly acceptor: ConnectionAcceptor;
  private readonly connections = new Set<Connection>();
  private readonly options: ConnectionOptions;
  private readonly decompression = new Decompression();
  private isClosing = false;

  constructor(options: ConnectionOptions, tls: Tls | null, clientCertificate: ClientCertificate, connectionsMax: number) {
    this.options = { ...options, turns: new ReadingTurns() };
    const tlsOptions =
      tls === null ? null : { ...listenerOptions(tls, clientCertificate), ALPNProtocols: ['h2'], handshakeTimeout: HANDSHAKE_MS_MAX };
    this.acceptor = new ConnectionAcceptor({ connectionsMax, tls: tlsOptions }, (socket) => this.open(socket));
  }

  /** `path`: `/package.Service/Method`. */
  add(path: string, method: Method): void {
    this.methods.set(path, method);
  }

  /** Answers the port. An IPv6 host may come with or without brackets. */
  listen(host: string, port: number): Promise<number> {
    return this.acceptor.listen(host, port);
  }

  /** Takes no new calls, waits for those under way, at most so long, then cuts what is left. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.acceptor.cut(), graceMs);
      this.acceptor.close(() => {
        clearTimeout(timer);
        resolve();
      });
      this.isClosing = true;
      for (const connection of this.connections) connection.drain();
    });
  }

  private open(socket: Socket): void {
    const caller = callerOf(socket);
    const connection: Connection = new Connection(socket, 'server', this.options, {
      onCall: (byteCall, headers) => {
        const call = new GrpcCall(byteCall, caller, this.options.messageBytesMax, this.decompression);
        const path = headers.get(':path') ?? '';
        if (isGrpc.test(headers.get('content-type') ?? '')) {
          call.begin(this.methods.get(path), path, headers.get('grpc-encoding') ?? 'identity');
        } else {
          byteCall.end(unsupportedMediaType);
        }
        return call;
      },
      onClosed: () => this.connections.delete(connection),
    });
    this.connections.add(connection);
    // Its handshake was under way when the others were told.
    if (this.isClosing) connection.drain();
  }
}

const unsupportedMediaType = [{ name: ':status', value: '415' }];
