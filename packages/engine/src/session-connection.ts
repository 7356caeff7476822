import type { Outcome, ReadOutcome, SessionView, TreeApi, WatchTableApi } from '@grove/tree';
import {
  ByteWriter,
  EntryKind,
  ErrorCode,
  OperationField,
  SessionResponseBuilder,
  encodeSessionAttached,
  encodeSessionOpened,
  visitSessionRequest,
} from '@grove/wire';
import type { RequestView, SessionRequestVisitor } from '@grove/wire';
import type { BarrierWaiter, ReadBarrier } from './read-barrier';
import type { ClientSink, SessionStream } from './ports';
import { PENDING_BYTES_MAX } from './forwarder';
import type { EntryOwner, Forwarder } from './forwarder';
import { QueuedKind, RequestQueue } from './request-queue';
import type { SessionReports } from './session-reports';
import { changeWatches, isWatchOperation } from './watch-operations';

/** What a connection needs of the replica that hosts it. */
export interface SessionHost {
  readonly replica: number;
  readonly limits: {
    readonly maxDataBytes: number;
    readonly maxFrameBytes: number;
    readonly maxOutstandingRequests: number;
    readonly maxClientBacklogBytes: number;
  };
  readonly forwarder: Forwarder;
  readonly barrier: ReadBarrier;
  readonly reports: SessionReports;
  readonly watches: WatchTableApi<SessionConnection>;
  tree(): TreeApi;
  nowMs(): number;
  /** The timeout that the server grants for a wanted one. */
  negotiateTimeoutMs(wantedMs: number): number;
  /** A fresh session secret. */
  newSecret(): Uint8Array;
  hashSecret(secret: Uint8Array): Uint8Array;
  /** The connection has something to send at the end of this turn. */
  markDirty(connection: SessionConnection): void;
  /** The connection's frame has grown long: it is sent before the next entry is applied. */
  markLong(connection: SessionConnection): void;
  /** The connection now carries this session; an older one of the same session has moved. */
  hosts(connection: SessionConnection): void;
  /** The connection is over. */
  dropped(connection: SessionConnection): void;
  countReads(count: number): void;
  countWrite(): void;
}

/** Request ids of the entries that start a session; clients' ids are not negative. */
const OPEN_REQUEST = -1;
const ATTACH_REQUEST = -2;

/** A frame is sent once it is this long, so that a turn with large answers makes several frames. */
const FRAME_BYTES_MAX = 512 * 1024;

/** Answers that a session may leave without an acknowledgement: some times what may be outstanding. */
const STORED_ANSWERS_MAX = 50_000;
const STORED_ANSWER_BYTES_MAX = 64 * 1024 * 1024;

const EMPTY = new Uint8Array(0);

function isWrite(field: number): boolean {
  return field >= OperationField.create && field <= OperationField.close;
}

/**
 * One client's stream and its queue: requests take effect and are answered in the order sent (P2), with watch events
 * before any answer that shows what they tell of (P6). Both follow from one list: everything for the client is
 * appended to one builder at the moment it becomes true on this replica.
 *
 * Writes leave for the leader at once. A read waits until all writes before it in the queue were applied here; it is
 * then done at that very state, before a later write of the session is applied.
 */
export class SessionConnection implements SessionStream, EntryOwner, SessionRequestVisitor {
  sessionId = 0;
  generation = 0;
  timeoutMs = 0;
  dirty = false;
  /** When the entry that starts the session was handed on. */
  askedAtMs = 0;
  private phase: 'new' | 'starting' | 'live' | 'ended' = 'new';
  private readonly builder = new SessionResponseBuilder();
  private readonly queue = new RequestQueue();
  private secret: Uint8Array = EMPTY;
  private acknowledgedSequence = 0;
  private closeRequested = false;
  /** The session that `attach` named. */
  private attachedId = 0;
  /** Frames that came before the session was started. */
  private early: Uint8Array[] = [];
  private earlyBytes = 0;
  private readonly readOutcome: ReadOutcome = { code: 0, answer: EMPTY, watch: null };

  constructor(
    private readonly host: SessionHost,
    private readonly sink: ClientSink,
  ) {}

  get isLive(): boolean {
    return this.phase === 'live';
  }

  get isEnded(): boolean {
    return this.phase === 'ended';
  }

  // From the client.

  receive(frame: Uint8Array): void {
    if (this.phase === 'ended') return;
    if (frame.length > this.host.limits.maxFrameBytes) {
      this.end(ErrorCode.BADARGUMENTS, `a frame of ${frame.length} bytes; the limit is ${this.host.limits.maxFrameBytes}`);
      return;
    }
    if (this.phase === 'starting') {
      this.earlyBytes += frame.length;
      if (this.early.length >= this.host.limits.maxOutstandingRequests || this.earlyBytes > this.host.limits.maxClientBacklogBytes) {
        this.end(ErrorCode.THROTTLEDOP, 'too many frames before the session started');
        return;
      }
      this.early.push(frame);
      return;
    }
    if (this.phase === 'live') {
      this.host.reports.hear(this.sessionId);
      if (this.holdsTooManyAnswers()) {
        this.end(ErrorCode.THROTTLEDOP, 'too many answers are kept for this session: send `acknowledged_sequence`');
        return;
      }
    }
    if (!visitSessionRequest(frame, this)) {
      this.end(ErrorCode.MARSHALLINGERROR, 'the frame is not a SessionRequest');
      return;
    }
    this.startOrRefuse();
  }

  /** Answers are replicated state until the client acknowledges them: one that never does is stopped, none is dropped. */
  private holdsTooManyAnswers(): boolean {
    const session = this.host.tree().session(this.sessionId);
    if (session === undefined) return false;
    return session.storedAnswerCount > STORED_ANSWERS_MAX || session.storedAnswerBytes > STORED_ANSWER_BYTES_MAX;
  }

  /** `receive` may have changed the phase by way of the visitor. */
  private startOrRefuse(): void {
    if (this.phase === 'new') this.end(ErrorCode.BADARGUMENTS, 'the first frame must carry `open` or `attach`');
  }

  disconnected(): void {
    this.release();
  }

  onOpen(timeoutMs: number): void {
    if (this.phase !== 'new') {
      this.end(ErrorCode.BADARGUMENTS, '`open` belongs in the first frame');
      return;
    }
    this.phase = 'starting';
    this.secret = this.host.newSecret();
    const payload = encodeSessionOpened({
      timeoutMs: this.host.negotiateTimeoutMs(timeoutMs),
      secretHash: this.host.hashSecret(this.secret),
    });
    this.forward(EntryKind.sessionOpen, OPEN_REQUEST, payload);
  }

  onAttach(sessionId: number, secret: Uint8Array, lastZxidSeen: number): void {
    if (this.phase !== 'new') {
      this.end(ErrorCode.BADARGUMENTS, '`attach` belongs in the first frame');
      return;
    }
    this.phase = 'starting';
    this.attachedId = sessionId;
    const payload = encodeSessionAttached({ sessionId, secretHash: this.host.hashSecret(secret) });
    if (lastZxidSeen <= this.host.tree().appliedZxid) {
      this.forward(EntryKind.sessionAttach, ATTACH_REQUEST, payload);
      return;
    }
    // A state that this replica has not reached: only the leader can say whether the cluster has.
    const waiter: BarrierWaiter = {
      onBarrier: () => {
        if (this.phase !== 'starting') return;
        if (lastZxidSeen > this.host.tree().appliedZxid) {
          this.end(ErrorCode.BADARGUMENTS, `the cluster has not reached zxid ${lastZxidSeen}`);
        } else {
          this.forward(EntryKind.sessionAttach, ATTACH_REQUEST, payload);
        }
      },
      isGone: () => this.isEnded,
    };
    this.host.barrier.linearizable(waiter);
  }

  private forward(kind: number, requestId: number, payload: Uint8Array): void {
    this.askedAtMs = this.host.nowMs();
    const entry = { kind, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    this.host.forwarder.add(this, requestId, entry, payload, 0, payload.length);
  }

  onAcknowledged(sequence: number): void {
    if (sequence > this.acknowledgedSequence) this.acknowledgedSequence = sequence;
  }

  onPing(id: number): void {
    if (this.phase !== 'live') return;
    this.builder.pong(id, this.host.tree().appliedZxid, this.confirmedMsAgo());
    this.host.markDirty(this);
  }

  /** Milliseconds since the leader last confirmed the session, rounded up. */
  confirmedMsAgo(): number {
    const at = this.host.reports.confirmedAt(this.sessionId);
    return at === undefined ? this.timeoutMs : Math.max(0, Math.ceil(this.host.nowMs() - at));
  }

  onRequest(frame: Uint8Array, request: RequestView): void {
    if (this.phase === 'starting') {
      // Requests beside `open` or `attach`: they wait for the session as an early frame of their own.
      if (this.early[this.early.length - 1] !== frame) this.early.push(frame);
      return;
    }
    if (this.phase !== 'live') return;
    if (this.queue.length >= 2 * this.host.limits.maxOutstandingRequests) {
      this.end(ErrorCode.THROTTLEDOP, `more than ${2 * this.host.limits.maxOutstandingRequests} requests without waiting for an answer`);
      return;
    }
    if (isWrite(request.operationField)) this.takeWrite(frame, request);
    else this.takeRead(frame, request);
  }

  private takeWrite(frame: Uint8Array, request: RequestView): void {
    const refusal = this.admit(request);
    this.host.countWrite();
    if (refusal !== 0 && request.sequence === 0) {
      this.fail(request.id, refusal);
      return;
    }
    if (request.operationField === OperationField.close && refusal === 0) this.closeRequested = true;
    this.queue.push(QueuedKind.write, request.id, 0, null, 0, 0, 0);
    this.host.forwarder.add(
      this,
      request.id,
      {
        // A write that is refused at the door still consumes its number (P8): as an entry that only says so.
        kind: refusal === 0 ? EntryKind.command : EntryKind.noop,
        sessionId: this.sessionId,
        generation: this.generation,
        sequence: request.sequence,
        acknowledgedSequence: Math.min(this.acknowledgedSequence, Math.max(0, request.sequence - 1)),
        refusalCode: refusal,
      },
      frame,
      request.operationStart,
      refusal === 0 ? request.operationEnd : request.operationStart,
    );
  }

  /** 0, or the code with which a write is refused before it is logged. */
  private admit(request: RequestView): number {
    const bytes = request.operationEnd - request.operationStart;
    const limit =
      request.operationField === OperationField.multi ? this.host.limits.maxFrameBytes : this.host.limits.maxDataBytes + 64 * 1024;
    if (bytes > limit) return ErrorCode.DATATOOLARGE;
    if (this.queue.length >= this.host.limits.maxOutstandingRequests) return ErrorCode.THROTTLEDOP;
    if (this.host.forwarder.pendingBytes > PENDING_BYTES_MAX) return ErrorCode.THROTTLEDOP;
    return 0;
  }

  private fail(id: number, code: number): void {
    if (this.queue.length === 0) {
      this.builder.failure(id, this.host.tree().appliedZxid, code, '', 0);
      this.host.markDirty(this);
    } else {
      this.queue.push(QueuedKind.failure, id, code, null, 0, 0, 0);
    }
  }

  private takeRead(frame: Uint8Array, request: RequestView): void {
    const field = request.operationField;
    if (field === 0) {
      this.fail(request.id, ErrorCode.UNIMPLEMENTED);
      return;
    }
    if (this.queue.length >= this.host.limits.maxOutstandingRequests) {
      this.fail(request.id, ErrorCode.THROTTLEDOP);
      return;
    }
    const start = request.operationStart;
    const end = request.operationEnd;
    if (field === OperationField.sync || request.consistency === 2) {
      // The read index is asked for now, not when the writes before it are done: both waits run side by side.
      const ticket = this.queue.push(QueuedKind.linearizable, request.id, request.minZxid, frame, field, start, end);
      this.host.barrier.linearizable({
        onBarrier: () => {
          this.queue.markReady(ticket);
          this.drain();
        },
        isGone: () => this.isEnded,
      });
      return;
    }
    if (this.queue.length === 0 && request.minZxid <= this.host.tree().appliedZxid) {
      this.read(request.id, field, frame, start, end);
      this.host.countReads(1);
      return;
    }
    this.queue.push(QueuedKind.read, request.id, request.minZxid, frame, field, start, end);
    if (this.queue.length === 1) this.drain();
  }

  // From the replica.

  /**
   * A write is about to be applied. Reads that stand before it in the queue and still wait for a fresh enough state
   * have it now: the write was proposed after they came in, so whatever had been acknowledged by then has a lower zxid
   * and is applied. Later they would see the write that was sent after them (P2).
   */
  beforeApplied(requestId: number): void {
    if (requestId >= 0 && this.phase === 'live' && this.queue.length > 0 && this.queue.headKind() !== QueuedKind.write) this.drain(true);
  }

  onApplied(requestId: number, zxid: number, outcome: Outcome): void {
    if (this.phase === 'ended') return;
    if (requestId < 0) {
      this.onStarted(requestId, zxid, outcome);
      return;
    }
    if (this.queue.length === 0 || this.queue.headKind() !== QueuedKind.write) {
      throw new Error(`session ${this.sessionId}: the answer to request ${requestId} found no write at the head of its queue`);
    }
    this.queue.pop();
    // A repeat whose answer the client had acknowledged has none: a client that asks again has lost count.
    if (outcome.answer.length === 0)
      this.builder.failure(requestId, zxid, ErrorCode.OUTCOMEUNKNOWN, 'this answer had been acknowledged', 0);
    else this.builder.answer(requestId, outcome.answer);
    this.host.markDirty(this);
    if (this.closeRequested && outcome.code === 0 && this.host.tree().session(this.sessionId) === undefined) {
      this.end(0, '');
      return;
    }
    this.drain();
  }

  onOutcomeUnknown(): void {
    // The client attaches again and repeats; the stored answers tell what happened.
    this.end(ErrorCode.CONNECTIONLOSS, 'the replica was brought up by a snapshot');
  }

  private onStarted(requestId: number, zxid: number, outcome: Outcome): void {
    const opened = requestId === OPEN_REQUEST;
    const session: SessionView | undefined = outcome.code === 0 ? this.host.tree().session(opened ? zxid : this.attachedId) : undefined;
    if (session === undefined) {
      this.end(
        outcome.code === 0 ? ErrorCode.SESSIONEXPIRED : outcome.code,
        opened ? 'the session could not be made' : 'no such session, or not its secret',
      );
      return;
    }
    this.phase = 'live';
    this.sessionId = session.id;
    this.generation = session.generation;
    this.timeoutMs = session.timeoutMs;
    this.builder.started({
      sessionId: session.id,
      sessionSecret: opened ? this.secret : EMPTY,
      timeoutMs: session.timeoutMs,
      generation: session.generation,
      lastSequence: session.lastSequence,
      zxid,
      replica: this.host.replica,
    });
    this.secret = EMPTY;
    this.host.hosts(this);
    this.host.reports.hear(session.id);
    this.host.markDirty(this);
    const early = this.early;
    this.early = [];
    for (const frame of early) {
      if (this.isEnded) return;
      if (!visitSessionRequest(frame, new RequestsOnly(this))) this.end(ErrorCode.MARSHALLINGERROR, 'the frame is not a SessionRequest');
    }
  }

  /** Answers from the head of the queue whatever no longer waits; with `all` also reads that would wait, up to the next write. */
  drain(all = false): void {
    const tree = this.host.tree();
    let reads = 0;
    while (this.queue.length > 0 && this.phase === 'live') {
      const kind = this.queue.headKind();
      if (kind === QueuedKind.write) break;
      const id = this.queue.headId();
      const detail = this.queue.headDetail();
      if (kind === QueuedKind.failure) {
        this.queue.pop();
        this.builder.failure(id, tree.appliedZxid, detail, '', 0);
        this.host.markDirty(this);
        continue;
      }
      if (kind === QueuedKind.linearizable && !this.queue.headReady() && !all) break;
      if (detail > tree.appliedZxid && !all) {
        this.waitFor(detail);
        break;
      }
      const frame = this.queue.headFrame() ?? EMPTY;
      const field = this.queue.headField();
      const start = this.queue.headStart();
      const end = this.queue.headEnd();
      this.queue.pop();
      this.read(id, field, frame, start, end);
      reads += 1;
    }
    if (reads > 0) this.host.countReads(reads);
  }

  private waitingForZxid = 0;

  private waitFor(zxid: number): void {
    if (this.waitingForZxid === zxid) return;
    this.waitingForZxid = zxid;
    this.host.barrier.atLeast(zxid, {
      onBarrier: () => {
        this.waitingForZxid = 0;
        this.drain();
      },
      isGone: () => this.isEnded,
    });
  }

  private read(id: number, field: number, frame: Uint8Array, start: number, end: number): void {
    const tree = this.host.tree();
    if (field === OperationField.sync || isWatchOperation(field)) {
      const code = changeWatches(field, frame.subarray(start, end), tree, this.host.watches, this, (type, path, zxid) => {
        this.builder.event(type, path, zxid);
      });
      if (code === 0) this.builder.answer(id, emptyAnswer(tree.appliedZxid, field));
      else this.builder.failure(id, tree.appliedZxid, code, '', 0);
    } else {
      const outcome = this.readOutcome;
      tree.read(frame, start, end, outcome);
      this.builder.answer(id, outcome.answer);
      const watch = outcome.watch;
      if (watch !== null && (outcome.code === 0 || (watch.kind === 'exists' && outcome.code === ErrorCode.NONODE))) {
        // ZooKeeper files an exists watch on a znode that is there as a data watch: they fire alike.
        this.host.watches.add(watch.kind, watch.path, this);
      }
    }
    this.host.markDirty(this);
    if (this.builder.byteLength >= FRAME_BYTES_MAX) this.flush();
  }

  /** A watch fired. Events of one zxid stay in one frame: a client resumes after the last zxid that it saw. */
  event(type: number, path: string, zxid: number): void {
    if (this.phase !== 'live') return;
    this.builder.event(type, path, zxid);
    this.host.markDirty(this);
    if (this.builder.byteLength >= FRAME_BYTES_MAX) this.host.markLong(this);
  }

  /** The session ended (closed or expired) by an entry that was applied. */
  onSessionEnded(expired: boolean): void {
    // Its own close: the answer is still to come, and ends the stream.
    if (this.closeRequested && !expired) return;
    this.end(ErrorCode.SESSIONEXPIRED, expired ? 'the session was not heard in time' : 'the session was closed');
  }

  /** Sends what gathered. Called by the replica at the end of a turn. */
  flush(): void {
    if (this.builder.byteLength === 0) return;
    this.sink.send(this.builder.take());
    if (this.phase !== 'ended' && this.sink.backlogBytes() > this.host.limits.maxClientBacklogBytes) {
      this.end(ErrorCode.THROTTLEDOP, 'the client does not read what it is sent');
    }
  }

  /** Ends the stream with a reason; the session lives on unless it ended. */
  end(code: number, message: string): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    this.builder.ended(code, message);
    this.sink.send(this.builder.take());
    this.sink.end();
    this.release();
  }

  private release(): void {
    this.phase = 'ended';
    this.queue.clear();
    this.early = [];
    this.host.watches.removeWatcher(this);
    this.host.dropped(this);
  }
}

/** Shows a frame that came before the session was live to the connection again, without its start. */
class RequestsOnly implements SessionRequestVisitor {
  constructor(private readonly connection: SessionConnection) {}
  onOpen(): void {
    // Done.
  }
  onAttach(): void {
    // Done.
  }
  onAcknowledged(sequence: number): void {
    this.connection.onAcknowledged(sequence);
  }
  onRequest(frame: Uint8Array, request: RequestView): void {
    this.connection.onRequest(frame, request);
  }
  onPing(id: number): void {
    this.connection.onPing(id);
  }
}

const emptyAnswerWriter = new ByteWriter(32);

/** Fields of an Answer whose result has no content. */
export function emptyAnswer(zxid: number, field: number): Uint8Array {
  emptyAnswerWriter.integerField(2, zxid);
  emptyAnswerWriter.tag(field, 2);
  emptyAnswerWriter.varint(0);
  return emptyAnswerWriter.take();
}
