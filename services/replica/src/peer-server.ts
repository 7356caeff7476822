import { Metadata, status, type ServerDuplexStream } from '@grpc/grpc-js';
import type { PeerChannel, PeerEvents } from '@grove/engine';
import type { Logger, Metrics } from '@grove/telemetry';
import type { PeerSettings } from './configuration';
import { GrpcListener } from './grpc-listener';
import { decodeHello, peerService } from './peer-protocol';
import { serverCredentials } from './tls';

/** Each peer has three, and may dial anew before it knows that the old ones are gone. */
const CONNECTIONS_MAX = 1_000;
/** Each carries one. */
const CONNECTION_STREAMS_MAX = 16;
/** Several of the largest append messages: a block shall never wait for the receiver's event loop half way. */
const RECEIVE_WINDOW_BYTES = 8 * 1024 * 1024;

type PeerStream = ServerDuplexStream<Buffer, Buffer>;

/** Takes in the streams that the other replicas dial, and hands their messages on as they came. */
export class PeerServer {
  private readonly listener: GrpcListener;
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
    this.listener = new GrpcListener(
      {
        'grpc.max_receive_message_length': messageBytesMax,
        'grpc.max_concurrent_streams': CONNECTION_STREAMS_MAX,
        'grpc.keepalive_time_ms': settings.keepaliveMs,
        'grpc.keepalive_timeout_ms': settings.keepaliveTimeoutMs,
      },
      serverCredentials(settings.tls, 'required'),
      CONNECTIONS_MAX,
      RECEIVE_WINDOW_BYTES,
    );
    this.listener.server.addService(peerService, {
      Control: (stream: PeerStream) => this.accept(stream, 'control'),
      Append: (stream: PeerStream) => this.accept(stream, 'append'),
      Snapshot: (stream: PeerStream) => this.accept(stream, 'snapshot'),
    });
  }

  /** Answers the port. */
  listen(host: string, port: number): Promise<number> {
    return this.listener.listen(host, port);
  }

  close(): void {
    this.current.clear();
    this.listener.closeNow();
  }

  private accept(stream: PeerStream, channel: PeerChannel): void {
    let peer = 0;
    let incarnation = '';
    let key = '';
    stream.on('data', (message: Buffer) => {
      if (peer !== 0) {
        this.metrics.peerMessagesReceivedTotal.add(channel);
        this.metrics.peerReceivedBytesTotal.add(channel, message.length);
        if (this.current.get(key) === stream) this.events.onPeerMessage(peer, channel, message, incarnation);
        return;
      }
      const hello = decodeHello(message);
      const refusal = this.refusal(hello);
      if (hello === null || refusal !== null) {
        this.logger.log('warn', 'refused a peer', { from: stream.getPeer(), reason: refusal });
        refuse(stream, refusal ?? '');
        return;
      }
      peer = hello.replica;
      ({ incarnation } = hello);
      key = `${peer} ${channel} ${incarnation}`;
      this.current.set(key, stream);
      // The headers tell the dialler that it was accepted.
      stream.sendMetadata(new Metadata());
      this.onDialled(peer);
    });
    const gone = (): void => {
      stream.end();
      if (peer === 0 || this.current.get(key) !== stream) return;
      this.current.delete(key);
      // The quickest sign of a dead process: its kernel closes what it had dialled.
      this.events.onPeerReset(peer);
    };
    stream.on('cancelled', gone);
    stream.on('end', gone);
    stream.on('error', gone);
  }

  private refusal(hello: ReturnType<typeof decodeHello>): string | null {
    if (hello === null) return 'the first message is no hello';
    if (hello.cluster !== this.self.cluster) return `cluster '${hello.cluster.slice(0, 64)}' is not '${this.self.cluster}'`;
    if (hello.replica === this.self.replica) return `it calls itself replica ${hello.replica}, as this one`;
    return null;
  }
}

function refuse(stream: PeerStream, details: string): void {
  stream.emit('error', { code: status.FAILED_PRECONDITION, details });
}
