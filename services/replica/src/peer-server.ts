import type { Socket } from 'node:net';
import type { PeerChannel, PeerEvents } from '@grove/engine';
import { Connection, type ByteCall, type CallEvents, type ConnectionOptions, type Headers } from '@grove/http2';
import type { Logger, Metrics } from '@grove/telemetry';
import { GrpcStatus } from '@grove/wire';
import type { PeerSettings } from './configuration';
import { ConnectionAcceptor } from './connection-acceptor';
import { encodeStatusMessage } from './status-message';
import { listenerOptions } from './tls';
import { channelOfPath, connectionOptions, decodeHello } from './peer-protocol';

/** Each peer has three, and may dial anew before it knows that the old ones are gone. */
const CONNECTIONS_MAX = 1_000;
/** Each carries one. */
const CONNECTION_CALLS_MAX = 16;
const HANDSHAKE_MS_MAX = 10_000;
/** Of what a stranger says, repeated to him. */
const DETAILS_LETTERS_MAX = 64;

const answerFields = [
  { name: ':status', value: '200' },
  { name: 'content-type', value: 'application/grpc' },
] as const;

/** Takes in the streams that the other replicas dial, and hands their messages on as they came. */
export class PeerServer {
  private readonly acceptor: ConnectionAcceptor;
  private readonly options: ConnectionOptions;
  /**
   * The newest stream of each peer, volume and channel; an older one that is still open says nothing any more. Another volume under the same
   * number is another replica, perhaps one that was taken out and still runs: it silences nobody.
   */
  private readonly current = new Map<string, PeerStream>();

  constructor(
    private readonly events: PeerEvents,
    private readonly self: { readonly replica: number; readonly cluster: string },
    settings: PeerSettings,
    messageBytesMax: number,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    /** A peer has dialled and was accepted. */
    private readonly onDialled: (peer: number) => void = () => undefined,
  ) {
    this.options = connectionOptions(settings, messageBytesMax, CONNECTION_CALLS_MAX);
    const tls =
      settings.tls === null
        ? null
        : { ...listenerOptions(settings.tls, 'required'), ALPNProtocols: ['h2'], handshakeTimeout: HANDSHAKE_MS_MAX };
    this.acceptor = new ConnectionAcceptor({ connectionsMax: CONNECTIONS_MAX, tls }, (socket) => this.open(socket));
  }

  /** Answers the port. */
  listen(host: string, port: number): Promise<number> {
    return this.acceptor.listen(host, port);
  }

  close(): void {
    this.current.clear();
    this.acceptor.close(() => undefined);
    this.acceptor.cut();
  }

  private open(socket: Socket): void {
    const address = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`;
    new Connection(socket, 'server', this.options, {
      onCall: (call, headers) => this.onCall(call, headers, address),
      onClosed: () => undefined,
    });
  }

  private onCall(call: ByteCall, headers: Headers, address: string): CallEvents {
    const path = headers.get(':path') ?? '';
    const channel = channelOfPath.get(path);
    const stream = new PeerStream(call, channel ?? 'control', address, this);
    if (channel === undefined) stream.refuse(GrpcStatus.UNIMPLEMENTED, `no method ${path.slice(0, DETAILS_LETTERS_MAX)}`);
    return stream;
  }

  /** Takes the stream in, or refuses it, by its first message. */
  hello(stream: PeerStream, message: Buffer): void {
    const hello = decodeHello(message);
    const refusal = this.refusal(hello);
    if (hello === null || refusal !== null) {
      this.logger.log('warn', 'refused a peer', { from: stream.address, reason: refusal });
      stream.refuse(GrpcStatus.FAILED_PRECONDITION, refusal ?? '');
      return;
    }
    stream.accepted(hello.replica, hello.incarnation);
    this.current.set(stream.key, stream);
    this.onDialled(hello.replica);
  }

  message(stream: PeerStream, message: Buffer): void {
    this.metrics.peerMessagesReceivedTotal.add(stream.channel);
    this.metrics.peerReceivedBytesTotal.add(stream.channel, message.length);
    if (this.current.get(stream.key) === stream) this.events.onPeerMessage(stream.peer, stream.channel, message, stream.incarnation);
  }

  gone(stream: PeerStream): void {
    if (stream.peer === 0 || this.current.get(stream.key) !== stream) return;
    this.current.delete(stream.key);
    // The quickest sign of a dead process: its kernel closes what it had dialled.
    this.events.onPeerReset(stream.peer);
  }

  private refusal(hello: ReturnType<typeof decodeHello>): string | null {
    if (hello === null) return 'the first message is no hello';
    if (hello.cluster !== this.self.cluster)
      return `cluster '${hello.cluster.slice(0, DETAILS_LETTERS_MAX)}' is not '${this.self.cluster}'`;
    if (hello.replica === this.self.replica) return `it calls itself replica ${hello.replica}, as this one`;
    return null;
  }
}

/** One channel of one peer, from its hello on. */
class PeerStream implements CallEvents {
  /** 0: it has not said who it is. */
  peer = 0;
  incarnation = '';
  key = '';
  private isRefused = false;

  constructor(
    private readonly call: ByteCall,
    readonly channel: PeerChannel,
    readonly address: string,
    private readonly server: PeerServer,
  ) {}

  /** The header fields tell the dialler that it was accepted. */
  accepted(peer: number, incarnation: string): void {
    this.peer = peer;
    this.incarnation = incarnation;
    this.key = `${peer} ${this.channel} ${incarnation}`;
    this.call.sendHeaders(answerFields);
  }

  refuse(code: number, details: string): void {
    this.isRefused = true;
    const failure = [
      { name: 'grpc-status', value: String(code) },
      { name: 'grpc-message', value: encodeStatusMessage(details) },
    ];
    this.call.end([...answerFields, ...failure]);
  }

  onMessage(message: Buffer): void {
    if (this.isRefused) return;
    if (this.peer === 0) this.server.hello(this, message);
    else this.server.message(this, message);
  }

  onEnd(): void {
    if (this.peer !== 0) this.call.end([{ name: 'grpc-status', value: String(GrpcStatus.OK) }]);
    this.server.gone(this);
  }

  onLost(): void {
    this.server.gone(this);
  }
}
