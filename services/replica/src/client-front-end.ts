import type { ServerDuplexStream } from '@grpc/grpc-js';
import { clientDrainedBytes, type ClientSink, type EngineApi, type SessionStream } from '@grove/engine';
import { ErrorCode } from '@grove/wire';
import type { Metrics } from '@grove/telemetry';
import { abortStream } from './abort-stream';
import { asBuffer } from './byte-methods';
import { callFailure, retryAfterMs } from './call-failure';
import { callerOf } from './caller-identity';
import type { StreamLimit } from './stream-limit';
import { WriteBacklog, type Drained, type TotalBacklog } from './write-backlog';

type SessionCall = ServerDuplexStream<Buffer, Buffer>;

/** What a stream that the engine has ended may take to carry its last frames to the client. */
const endGraceMs = 5_000;
/** A client that has closed its half gets the answers under way; the stream ends when none came for this long. */
const halfClosedIdleMs = 1_000;

/** The Session RPC: frames go to the engine and come from it as bytes, in both directions untouched. */
export class ClientFrontEnd {
  private readonly unwritten: TotalBacklog = { bytes: 0 };

  constructor(
    private readonly engine: EngineApi,
    private readonly limit: StreamLimit,
    private readonly metrics: Metrics,
  ) {}

  readonly open = (call: SessionCall): void => {
    if (!this.limit.enter()) {
      call.emit(
        'error',
        callFailure({ code: ErrorCode.THROTTLEDOP, message: 'too many streams at this replica', path: '', zxid: 0, retryAfterMs }),
      );
      return;
    }
    new ClientStream(call, this.engine, this.metrics, this.unwritten, () => this.limit.leave());
  };
}

/** One client's stream. */
class ClientStream implements ClientSink, Drained {
  readonly below = clientDrainedBytes;
  private readonly backlog: WriteBacklog;
  private readonly stream: SessionStream;
  private engineKnows = true;
  private timer: NodeJS.Timeout | null = null;
  private framesSent = 0;
  private isClosed = false;

  constructor(
    private readonly call: SessionCall,
    engine: EngineApi,
    private readonly metrics: Metrics,
    private readonly unwritten: TotalBacklog,
    private readonly closed: () => void,
  ) {
    this.backlog = new WriteBacklog(call, unwritten, this);
    this.metrics.sessionStreams.inc();
    this.stream = engine.openStream(this, callerOf(call));
    call.on('data', (frame: Buffer) => {
      this.metrics.framesReceivedTotal.inc();
      this.metrics.frameReceivedBytesTotal.inc(frame.length);
      if (this.engineKnows) this.stream.receive(frame);
    });
    call.on('end', () => this.onHalfClosed());
    // All three lead to the same, once; and `once` would cost a few hundred bytes for each of ten thousand streams.
    const gone = (): void => this.gone();
    call.on('cancelled', gone);
    call.on('error', gone);
    // Emitted when both halves are done: the orderly end.
    call.on('close', gone);
  }

  /** The backlog's word that there is room again. */
  tell(): void {
    if (this.engineKnows) this.stream.drained?.();
  }

  send(frame: Uint8Array): void {
    if (!this.engineKnows) return;
    this.framesSent += 1;
    this.metrics.framesSentTotal.inc();
    this.metrics.frameSentBytesTotal.inc(frame.length);
    this.backlog.write(asBuffer(frame));
  }

  backlogBytes(): number {
    return this.backlog.bytes;
  }

  backlogOfAllBytes(): number {
    return this.unwritten.bytes;
  }

  end(): void {
    if (!this.engineKnows) return;
    this.engineKnows = false;
    this.finish();
  }

  /** Ends the stream behind its frames, or without them where the client does not read. */
  private finish(): void {
    this.clearTimer();
    this.call.end();
    this.timer = setTimeout(() => {
      if (!abortStream(this.call)) this.call.destroy();
    }, endGraceMs);
    this.timer.unref();
  }

  /**
   * The client will send no more, but may still wait for answers: many a generated client closes its half as soon
   * as it has sent its requests.
   */
  private onHalfClosed(): void {
    if (!this.engineKnows) return;
    const seen = this.framesSent;
    this.clearTimer();
    this.timer = setTimeout(() => {
      if (this.framesSent !== seen) {
        this.onHalfClosed();
        return;
      }
      this.leaveEngine();
      this.finish();
    }, halfClosedIdleMs);
  }

  private gone(): void {
    this.leaveEngine();
    this.clearTimer();
    if (this.isClosed) return;
    this.isClosed = true;
    this.backlog.giveUp();
    this.metrics.sessionStreams.dec();
    this.closed();
  }

  private leaveEngine(): void {
    if (!this.engineKnows) return;
    this.engineKnows = false;
    this.stream.disconnected();
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
