import { clientDrainedBytes, type ClientSink, type EngineApi, type SessionStream } from '@grove/engine';
import { ErrorCode } from '@grove/wire';
import type { Metrics } from '@grove/telemetry';
import { callFailure, retryAfterMs } from './call-failure';
import type { CallHandler, GrpcCall, Method } from './grpc-call';
import type { StreamLimit } from './stream-limit';
import { WriteBacklog, type Drained, type TotalBacklog } from './write-backlog';

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

  readonly open: Method = (call) => {
    if (this.limit.enter()) return new ClientStream(call, this.engine, this.metrics, this.unwritten, () => this.limit.leave());
    call.fail(callFailure({ code: ErrorCode.THROTTLEDOP, message: 'too many streams at this replica', path: '', zxid: 0, retryAfterMs }));
    return refused;
  };
}

const refused: CallHandler = { onMessage: () => undefined, onEnd: () => undefined, onGone: () => undefined };

/** One client's stream. */
class ClientStream implements CallHandler, ClientSink, Drained {
  readonly below = clientDrainedBytes;
  private readonly backlog: WriteBacklog;
  private readonly stream: SessionStream;
  private engineKnows = true;
  private timer: NodeJS.Timeout | null = null;
  private framesSent = 0;

  constructor(
    private readonly call: GrpcCall,
    engine: EngineApi,
    private readonly metrics: Metrics,
    private readonly unwritten: TotalBacklog,
    private readonly closed: () => void,
  ) {
    this.backlog = new WriteBacklog(call, unwritten, this);
    this.metrics.sessionStreams.inc();
    this.stream = engine.openStream(this, call.caller);
  }

  onMessage(frame: Buffer): void {
    this.metrics.framesReceivedTotal.inc();
    this.metrics.frameReceivedBytesTotal.inc(frame.length);
    if (this.engineKnows) this.stream.receive(frame);
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
    this.backlog.write(frame);
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
    this.timer = setTimeout(() => this.call.abort(), endGraceMs);
    this.timer.unref();
    this.call.end();
  }

  /**
   * The client will send no more, but may still wait for answers: many a generated client closes its half as soon
   * as it has sent its requests.
   */
  onEnd(): void {
    if (!this.engineKnows) return;
    const seen = this.framesSent;
    this.clearTimer();
    this.timer = setTimeout(() => {
      if (this.framesSent !== seen) {
        this.onEnd();
        return;
      }
      this.leaveEngine();
      this.finish();
    }, halfClosedIdleMs);
  }

  onGone(): void {
    this.leaveEngine();
    this.clearTimer();
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
