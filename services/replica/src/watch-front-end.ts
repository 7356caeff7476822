import { status as grpcStatus, type ServerWritableStream } from '@grpc/grpc-js';
import type { EngineApi, WatchSink } from '@grove/engine';
import { decodeWatchRequest, ErrorCode, WatchEventTypeNumber, type WatchRequest } from '@grove/wire';
import type { Metrics } from '@grove/telemetry';
import { abortStream } from './abort-stream';
import { asBuffer } from './byte-methods';
import { callerOf } from './caller-identity';
import { callFailure, retryAfterMs, type CallFailure } from './call-failure';
import type { StreamLimit } from './stream-limit';
import { WriteBacklog } from './write-backlog';

type WatchStreamCall = ServerWritableStream<Buffer, Buffer>;

/** What a stream that has been ended may take to carry its last responses to the client. */
const endGraceMs = 5_000;

/** The Watch RPC: a stream of changes for any generated client. */
export function watchMethod(engine: EngineApi, limit: StreamLimit, metrics: Metrics) {
  return (call: WatchStreamCall): void => {
    const request = decodeWatchRequest(call.request);
    if (request === null) {
      refuse(call, ErrorCode.MARSHALLINGERROR, 'the message is no request of Watch');
    } else if (!limit.enter()) {
      refuse(call, ErrorCode.THROTTLEDOP, 'too many streams at this replica');
    } else {
      new WatchStream(call, request, engine, metrics, () => limit.leave());
    }
  };
}

/** One Watch call. */
class WatchStream implements WatchSink {
  private readonly backlog: WriteBacklog;
  private readonly watch: { cancel(): void };
  private ended = false;
  private isClosed = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly call: WatchStreamCall,
    private readonly request: WatchRequest,
    engine: EngineApi,
    private readonly metrics: Metrics,
    private readonly closed: () => void,
  ) {
    this.backlog = new WriteBacklog(call);
    metrics.watchStreams.inc();
    call.once('cancelled', () => this.gone());
    call.once('close', () => this.gone());
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
        caller: callerOf(call),
        credentials: request.credentials ?? [],
      },
      this,
    );
  }

  send(response: Uint8Array): void {
    if (!this.ended) this.backlog.write(asBuffer(response));
  }

  backlogBytes(): number {
    return this.backlog.bytes;
  }

  end(code: number, message: string): void {
    if (this.ended) return;
    this.ended = true;
    this.call.emit('error', endStatus(code, message, this.request.path));
    this.timer = setTimeout(() => {
      if (!abortStream(this.call)) this.call.destroy();
    }, endGraceMs);
    this.timer.unref();
  }

  private gone(): void {
    if (this.isClosed) return;
    this.isClosed = true;
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
  if (code === ErrorCode.OK) return { code: grpcStatus.UNAVAILABLE, details: message === '' ? 'this replica is going down' : message };
  return callFailure({ code, message, path, zxid: 0, retryAfterMs: code === ErrorCode.THROTTLEDOP ? retryAfterMs : 0 });
}

function refuse(call: WatchStreamCall, code: number, message: string): void {
  call.emit('error', endStatus(code, message, ''));
}
