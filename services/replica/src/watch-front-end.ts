import type { EngineApi, WatchSink } from '@grove/engine';
import { decodeWatchRequest, ErrorCode, GrpcStatus, WatchEventTypeNumber, type WatchRequest } from '@grove/wire';
import type { Metrics } from '@grove/telemetry';
import { callFailure, retryAfterMs } from './call-failure';
import { singleRequest, type CallFailure, type GrpcCall, type Method } from './grpc-call';
import type { StreamLimit } from './stream-limit';
import { WriteBacklog } from './write-backlog';

/** What a stream that has been ended may take to carry its last responses to the client. */
const endGraceMs = 5_000;

/** The Watch RPC: a stream of changes for any generated client. */
export function watchMethod(engine: EngineApi, limit: StreamLimit, metrics: Metrics): Method {
  return singleRequest((bytes, call) => {
    const request = decodeWatchRequest(bytes);
    if (request !== null && limit.enter()) return new WatchStream(call, request, engine, metrics, () => limit.leave());
    const failure =
      request === null
        ? endStatus(ErrorCode.MARSHALLINGERROR, 'the message is no request of Watch', '')
        : endStatus(ErrorCode.THROTTLEDOP, 'too many streams at this replica', '');
    call.fail(failure);
    return null;
  });
}

/** One Watch call. */
class WatchStream implements WatchSink {
  private readonly backlog: WriteBacklog;
  private readonly watch: { cancel(): void };
  private ended = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly call: GrpcCall,
    private readonly request: WatchRequest,
    engine: EngineApi,
    private readonly metrics: Metrics,
    private readonly closed: () => void,
  ) {
    this.backlog = new WriteBacklog(call);
    metrics.watchStreams.inc();
    this.watch = engine.openWatch(
      {
        path: request.path,
        recursive: request.recursive,
        startCursor: request.startCursor,
        types: request.types.map((type) => WatchEventTypeNumber[type]),
        minZxid: request.minZxid,
        withData: request.withData ?? false,
        withPreviousData: request.withPreviousData ?? false,
        sessionId: request.sessionId,
        sessionSecret: request.sessionSecret,
        caller: call.caller,
        credentials: request.credentials ?? [],
      },
      this,
    );
  }

  send(response: Uint8Array): void {
    if (!this.ended) this.backlog.write(response);
  }

  backlogBytes(): number {
    return this.backlog.bytes;
  }

  end(code: number, message: string): void {
    if (this.ended) return;
    this.ended = true;
    this.timer = setTimeout(() => this.call.abort(), endGraceMs);
    this.timer.unref();
    this.call.fail(endStatus(code, message, this.request.path));
  }

  onGone(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.metrics.watchStreams.dec();
    this.closed();
    if (this.ended) return;
    this.ended = true;
    this.watch.cancel();
  }
}

function endStatus(code: number, message: string, path: string): CallFailure {
  // A server that goes down is no error of the watch: the client goes on elsewhere, by its cursor.
  if (code === ErrorCode.OK) return { code: GrpcStatus.UNAVAILABLE, details: message === '' ? 'this replica is going down' : message };
  return callFailure({ code, message, path, zxid: 0, retryAfterMs: code === ErrorCode.THROTTLEDOP ? retryAfterMs : 0 });
}
