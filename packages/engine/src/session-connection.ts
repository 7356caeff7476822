import type { Outcome, ReadCaller } from '@grove/tree';
import { EntryKind, ErrorCode, OperationField, SessionResponseBuilder, encodeSessionAuthenticated, visitSessionRequest } from '@grove/wire';
import type { EncodedEventDetails, RequestView, SessionRequestVisitor } from '@grove/wire';
import { isWrite } from './admission';
import { ClientBacklog } from './client-backlog';
import { decodeCredential } from './credential';
import type { EntryOwner } from './forwarder';
import type { Caller, ClientSink, SessionStream } from './ports';
import { QueuedKind, RequestQueue } from './request-queue';
import { encodeCursor } from './cursor';
import { fixedLimits } from './defaults';
import { emptyAnswer, zxidOf } from './empty-answer';
import { HeldFrames } from './held-frames';
import { detailsBytes } from './event-details';
import { FRAME_BYTES_MAX, ReadAnswers } from './read-answers';
import { HOLDING_WORK_PER_TURN, HoldAllowance } from './read-turn';
import type { SessionHost } from './session-host';
import { SessionStart } from './session-start';
import type { StartedSession } from './session-start';
import { SessionWrites } from './session-writes';

/** No request of a client has a negative id. */
const NO_REQUEST = -3;

/** Of an event without its path and values, its cursor included. */
const EVENT_BYTES_MAX = 128;

const HOLDS_UP = 'the reads before a write of the same session take too long: wait for their answers';
const NOT_READ = 'the client does not read what it is sent';
const EMPTY = new Uint8Array(0);
const NOBODY: readonly string[] = [];

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
  private phase: 'new' | 'starting' | 'live' | 'readOnly' | 'ended' = 'new';
  private readonly builder = new SessionResponseBuilder();
  private readonly queue = new RequestQueue();
  private readonly writes: SessionWrites;
  /** The last close that is on its way: the session's end is told by its answer. */
  private closeRequestId = NO_REQUEST;
  private readonly start: SessionStart;
  /** The request whose answer ends the stream (a refused credential), or 0 for none. */
  private lastRequestId = NO_REQUEST;
  /** Frames that came before the session was started. */
  private readonly early = new HeldFrames();
  /** Frames that wait until less of this session's writes is under way, or until what they were handed in amidst is done. */
  private readonly held = new HeldFrames();
  private readonly backlog: ClientBacklog;
  private readonly reads: ReadAnswers;
  /** The change that was told last. */
  private eventZxid = 0;
  private eventOrdinal = 0;
  private readonly mayHold = new HoldAllowance();
  /** A write of its own waits for its reads, and with it all that is to be applied. */
  private holdsUp = false;
  /** The sink is spoken to, maybe in the middle of a frame: what it hands in meanwhile would overtake the rest of that frame. */
  private isSending = false;
  /** The sink told of room meanwhile. */
  private wasDrained = false;

  /** Who reads. The identities of a session are replicated with it; a read-only connection has but its own. */
  reader: ReadCaller;

  constructor(
    private readonly host: SessionHost,
    private readonly sink: ClientSink,
    caller?: Caller,
  ) {
    this.reader = { sessionId: 0, identities: host.identitiesOfConnection(caller) };
    this.start = new SessionStart(host, this);
    this.writes = new SessionWrites(host, this, this.queue);
    this.backlog = new ClientBacklog(sink, host.limits, host);
    this.reads = new ReadAnswers(host, this, this.builder);
  }

  get isStarting(): boolean {
    return this.phase === 'starting';
  }

  /** When the entry that starts the session was handed on. */
  get askedAtMs(): number {
    return this.start.askedAtMs;
  }

  get isLive(): boolean {
    return this.phase === 'live';
  }

  /** Takes requests: whole, or reads alone. */
  private get isServed(): boolean {
    return this.phase === 'live' || this.phase === 'readOnly';
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
      const { maxOutstandingRequests, maxClientBacklogBytes } = this.host.limits;
      if (this.early.length >= maxOutstandingRequests || this.early.bytes + frame.length > maxClientBacklogBytes) {
        this.end(ErrorCode.THROTTLEDOP, 'too many frames before the session started');
        return;
      }
      this.early.push(frame);
      return;
    }
    if (this.phase === 'live') this.host.reports.hear(this.sessionId);
    if (this.isSending) {
      this.held.push(frame);
      this.host.markDirty(this);
    } else if (this.held.length > 0 || this.writes.isWindowFull) {
      this.held.push(frame);
      // A client that sends on and on: the oldest are let in after all, and refused one by one at the door where there is too much.
      this.takeHeld(() => this.held.bytes > this.host.limits.maxClientBacklogBytes);
    } else this.take(frame);
  }

  /** Lets in frames that wait, the oldest first, as long as `may`. */
  private takeHeld(may: () => boolean): void {
    this.held.takeWhile(
      () => !this.isEnded && may(),
      (frame) => {
        this.take(frame);
      },
    );
  }

  private take(frame: Uint8Array): void {
    if (!visitSessionRequest(frame, this)) {
      this.end(ErrorCode.MARSHALLINGERROR, 'the frame is not a SessionRequest');
      return;
    }
    this.startOrRefuse();
    // Behind the frame's own acknowledgement: it may be what makes room.
    if (this.isLive) this.stopWithoutAcknowledgements();
  }

  /** One that never acknowledges is stopped, no answer is dropped. */
  private stopWithoutAcknowledgements(): void {
    if (this.writes.keepsTooManyAnswers)
      this.end(ErrorCode.THROTTLEDOP, 'too many answers are kept for this session: send `acknowledged_sequence`');
  }

  /** `receive` may have changed the phase by way of the visitor. */
  private startOrRefuse(): void {
    if (this.phase === 'new') this.end(ErrorCode.BADARGUMENTS, 'the first frame must carry `open` or `attach`');
  }

  disconnected(): void {
    this.release();
  }

  drained(): void {
    this.backlog.drained();
    this.wasDrained = this.isSending;
    if (this.isSending) this.host.markDirty(this);
    else this.drain();
  }

  /** Called now and then: a client that has not read for its whole timeout what makes its reads wait is cut off. */
  judgeReader(nowMs: number): void {
    if (this.backlog.isUnreadFor(this.timeoutMs, nowMs)) this.end(ErrorCode.THROTTLEDOP, NOT_READ);
  }

  /** So much is on its way to the client that no more is read for it. */
  private isFull(): boolean {
    return this.backlog.isFull(this.builder.byteLength);
  }

  onOpen(timeoutMs: number, allowReadOnly: boolean): void {
    if (this.phase !== 'new') {
      this.end(ErrorCode.BADARGUMENTS, '`open` belongs in the first frame');
      return;
    }
    const refusal = this.host.admission.startRefusal(this.host.tree().sessionCount);
    if (refusal !== null) {
      this.end(ErrorCode.THROTTLEDOP, refusal);
      return;
    }
    this.phase = 'starting';
    if (allowReadOnly) this.host.startsOrReadsOnly(this);
    this.start.open(timeoutMs, this.reader.identities);
  }

  onAttach(sessionId: number, secret: Uint8Array, lastZxidSeen: number, allowReadOnly: boolean): void {
    if (this.phase !== 'new') {
      this.end(ErrorCode.BADARGUMENTS, '`attach` belongs in the first frame');
      return;
    }
    const refusal = this.host.admission.startRefusal(null);
    if (refusal !== null) {
      this.end(ErrorCode.THROTTLEDOP, refusal);
      return;
    }
    this.phase = 'starting';
    if (allowReadOnly) this.host.startsOrReadsOnly(this);
    this.start.attach(sessionId, secret, lastZxidSeen, this.reader.identities);
  }

  /** There is no leader: it is served local reads where its start allows it. False: it does not. */
  startReadOnly(): boolean {
    const started = this.isStarting ? this.start.readOnly() : null;
    if (started !== null) this.begin(started, this.reader.identities);
    return started !== null;
  }

  private begin(started: StartedSession, identities: readonly string[]): void {
    this.phase = started.readOnly ? 'readOnly' : 'live';
    this.sessionId = started.sessionId;
    this.generation = started.generation;
    this.timeoutMs = started.timeoutMs;
    this.reader = { sessionId: started.sessionId, identities };
    this.builder.started(started);
    if (started.readOnly) {
      this.host.hostsReadOnly(this);
    } else {
      this.host.hosts(this);
      this.host.reports.hear(started.sessionId);
    }
    this.host.markDirty(this);
    this.takeEarly();
  }

  onAcknowledged(sequence: number): void {
    this.writes.acknowledge(sequence);
  }

  onPing(id: number): void {
    if (!this.isServed) return;
    this.builder.pong(id, this.host.events.toldZxid, this.confirmedMsAgo());
    this.host.markDirty(this);
  }

  /** Milliseconds since the leader last confirmed the session, rounded up. */
  confirmedMsAgo(): number {
    if (this.phase === 'readOnly') return this.timeoutMs;
    const at = this.host.reports.confirmedAt(this.sessionId);
    return at === undefined ? this.timeoutMs : Math.max(0, Math.ceil(this.host.nowMs() - at));
  }

  onRequest(frame: Uint8Array, request: RequestView): void {
    if (this.phase === 'starting') {
      // Requests beside `open` or `attach`: they wait for the session as an early frame of their own.
      if (!this.early.endsWith(frame)) this.early.push(frame);
      return;
    }
    if (!this.isServed) return;
    if (this.queue.length >= 2 * this.host.limits.maxOutstandingRequests) {
      this.end(ErrorCode.THROTTLEDOP, `more than ${2 * this.host.limits.maxOutstandingRequests} requests without waiting for an answer`);
      return;
    }
    if (this.phase === 'readOnly') this.takeReadOnly(frame, request);
    else if (request.operationField === OperationField.addAuth) this.takeCredential(frame, request);
    else if (isWrite(request.operationField)) this.takeWrite(frame, request);
    else this.takeRead(frame, request);
  }

  /** Without a leader: what this replica can answer alone. A write takes no number. */
  private takeReadOnly(frame: Uint8Array, request: RequestView): void {
    const { operationField: field, consistency, minZxid, sequence } = request;
    if (field === OperationField.addAuth && sequence === 0) this.believe(frame, request);
    else if (isWrite(field) || field === OperationField.sync || consistency === 2 || minZxid > this.host.tree().appliedZxid) {
      this.fail(request.id, ErrorCode.NOTREADONLY, 'this replica has no leader');
    } else {
      this.takeRead(frame, request);
    }
  }

  /**
   * addAuth without a leader, and without a number: the identity holds for this connection, as in ZooKeeper, whose clients repeat it with the
   * next one. Where it has a number it is a write like any other: nothing could say later that it was used.
   */
  private believe(frame: Uint8Array, request: RequestView): void {
    const credential = decodeCredential(frame, request.operationStart, request.operationEnd);
    const proven = credential === null ? null : this.host.identitiesOfCredential(credential);
    const identities = [...new Set([...this.reader.identities, ...(proven ?? [])])];
    let code: number = ErrorCode.OK;
    if (credential === null) code = ErrorCode.MARSHALLINGERROR;
    else if (proven === null) code = ErrorCode.AUTHFAILED;
    else if (identities.length > fixedLimits.maxIdentities) code = ErrorCode.BADARGUMENTS;
    else this.reader = { ...this.reader, identities };
    if (code === ErrorCode.AUTHFAILED && this.lastRequestId === NO_REQUEST) this.lastRequestId = request.id;
    this.fail(request.id, code, '');
  }

  /** addAuth: what is logged is the identity that was proven, never the proof. A refused one takes its number all the same. */
  private takeCredential(frame: Uint8Array, request: RequestView): void {
    const credential = decodeCredential(frame, request.operationStart, request.operationEnd);
    const identities = credential === null ? null : this.host.identitiesOfCredential(credential);
    const { admission } = this.host;
    const throttled = admission.refusal(request.operationField, frame, 0, 0, this.queue.length);
    const refusal = credential === null ? ErrorCode.MARSHALLINGERROR : identities === null ? ErrorCode.AUTHFAILED : throttled;
    if (refusal === ErrorCode.AUTHFAILED && this.lastRequestId === NO_REQUEST) this.lastRequestId = request.id;
    const payload = encodeSessionAuthenticated({ identities: identities ?? [] });
    this.log(EntryKind.sessionAuth, refusal, request, payload, 0, payload.length);
  }

  private takeWrite(frame: Uint8Array, request: RequestView): void {
    const { operationField: field, operationStart: start, operationEnd: end } = request;
    const refusal = this.host.admission.refusal(field, frame, start, end, this.queue.length);
    if (field === OperationField.close && refusal === 0) this.closeRequestId = request.id;
    this.log(EntryKind.command, refusal, request, frame, start, end);
  }

  private log(kind: number, refusal: number, request: RequestView, buffer: Uint8Array, start: number, end: number): void {
    this.host.countWrite();
    if (refusal !== 0 && request.sequence === 0) this.fail(request.id, refusal, this.host.admission.reason(refusal));
    else this.writes.log(kind, refusal, request, buffer, start, end);
  }

  /** Answers with a code alone, in the request's turn; OK is of an addAuth. */
  private fail(id: number, code: number, message: string): void {
    if (this.queue.length === 0 && !this.host.events.isPending) this.answerFailure(id, code, message);
    // The words are not kept: a code among answers that wait says enough.
    else this.queue.push(QueuedKind.failure, id, code, null, 0, 0, 0);
  }

  private answerFailure(id: number, code: number, message: string): void {
    const { appliedZxid } = this.host.tree();
    const retryAfterMs = code === ErrorCode.THROTTLEDOP ? this.host.admission.retryAfterMs() : 0;
    if (code === ErrorCode.OK) this.builder.answer(id, emptyAnswer(appliedZxid, OperationField.addAuth));
    else this.builder.failure(id, appliedZxid, code, message, retryAfterMs);
    this.host.markDirty(this);
    this.endAfter(id);
  }

  /** The answer to this request may have been the stream's last. */
  private endAfter(id: number): void {
    if (id === this.lastRequestId) this.end(ErrorCode.AUTHFAILED, 'a credential was refused');
  }

  private takeRead(frame: Uint8Array, request: RequestView): void {
    const field = request.operationField;
    if (field === 0) {
      this.fail(request.id, ErrorCode.UNIMPLEMENTED, '');
      return;
    }
    if (this.queue.length >= this.host.limits.maxOutstandingRequests) {
      this.fail(request.id, ErrorCode.THROTTLEDOP, this.host.admission.reason(ErrorCode.THROTTLEDOP));
      return;
    }
    const start = request.operationStart;
    const end = request.operationEnd;
    const refusal = this.host.admission.readRefusal(field, frame, start, end);
    if (refusal !== 0) {
      this.fail(request.id, refusal, this.host.admission.reason(refusal));
      return;
    }
    if (field === OperationField.sync || request.consistency === 2) {
      // The read index is asked for now, not when the writes before it are done: both waits run side by side.
      this.readyWhenLinearizable(this.queue.push(QueuedKind.linearizable, request.id, request.minZxid, frame, field, start, end));
      return;
    }
    const { host } = this;
    const isFirst = this.queue.length === 0 && request.minZxid <= host.tree().appliedZxid && field !== OperationField.setWatches;
    if (isFirst && !host.events.isPending && !host.readTurn.isSpent && !this.isFull()) {
      this.read(request.id, field, frame, start, end);
      host.countReads(1);
      return;
    }
    const ticket = this.queue.push(QueuedKind.read, request.id, request.minZxid, frame, field, start, end);
    // A zxid that is not known here may be none at all: the leader says so, or the read would hold up the queue for ever.
    if (request.minZxid > host.tree().appliedZxid) this.readyWhenLinearizable(ticket);
    if (this.queue.length === 1) this.drain();
  }

  /** Whatever had been acknowledged before is applied here when the request is ready. */
  private readyWhenLinearizable(ticket: number): void {
    this.host.barrier.linearizable({
      onBarrier: () => {
        this.queue.markReady(ticket);
        this.drain();
      },
      isGone: () => this.isEnded,
    });
  }

  // From the replica.

  /**
   * A write is about to be applied. Reads that stand before it in the queue and still wait for a fresh enough state
   * have it now: the write was proposed after they came in, so whatever had been acknowledged by then has a lower zxid
   * and is applied. Later they would see the write that was sent after them (P2). False: they take more than this turn.
   */
  beforeApplied(requestId: number): boolean {
    if (requestId < 0 || this.phase !== 'live' || this.queue.length === 0 || this.queue.headKind() === QueuedKind.write) return true;
    this.holdsUp = !this.drain(true);
    return !this.holdsUp;
  }

  onApplied(requestId: number, zxid: number, outcome: Outcome): void {
    if (this.phase === 'ended') return;
    if (requestId < 0) {
      const started = this.start.applied(requestId, zxid, outcome);
      if (started !== null) this.begin(started, NOBODY);
      return;
    }
    if (this.queue.length === 0 || this.queue.headKind() !== QueuedKind.write) {
      throw new Error(`session ${this.sessionId}: the answer to request ${requestId} found no write at the head of its queue`);
    }
    this.writes.popApplied();
    // A repeat whose answer the client had acknowledged has none: a client that asks again has lost count.
    if (outcome.answer.length === 0)
      this.builder.failure(requestId, zxid, ErrorCode.OUTCOMEUNKNOWN, 'this answer had been acknowledged', 0);
    else if (outcome.code === ErrorCode.THROTTLEDOP) {
      const { admission } = this.host;
      // Of a repeat: where the first was refused.
      const refusedAt = outcome.repeated ? zxidOf(outcome.answer) : zxid;
      this.builder.failure(requestId, refusedAt, outcome.code, admission.reason(outcome.code), admission.retryAfterMs());
    } else this.builder.answer(requestId, outcome.answer);
    this.host.markDirty(this);
    if (requestId === this.lastRequestId) {
      this.endAfter(requestId);
      return;
    }
    if (this.closeRequestId !== NO_REQUEST && this.host.tree().session(this.sessionId) === undefined) {
      // Another call may have been faster.
      if (outcome.code === 0) this.end(0, '');
      else this.end(ErrorCode.SESSIONEXPIRED, 'the session was closed');
      return;
    }
    // A close that failed (GAP, THROTTLEDOP) has closed nothing.
    if (requestId === this.closeRequestId) this.closeRequestId = NO_REQUEST;
    this.drain();
  }

  onOutcomeUnknown(): void {
    // The client attaches again and repeats; the stored answers tell what happened.
    this.end(ErrorCode.CONNECTIONLOSS, 'the replica was brought up by a snapshot');
  }

  private takeEarly(): void {
    this.early.takeWhile(
      () => !this.isEnded,
      (frame) => {
        if (!visitSessionRequest(frame, new RequestsOnly(this))) this.end(ErrorCode.MARSHALLINGERROR, 'the frame is not a SessionRequest');
      },
    );
  }

  /**
   * Answers from the head of the queue whatever no longer waits; with `all` also reads that would wait, up to the next write. False: some of
   * them wait for the next turn.
   */
  drain(all = false): boolean {
    // Nothing is shown of an entry before its events; when they are out, the replica drains everybody.
    if (this.host.events.isPending) return true;
    const { readTurn } = this.host;
    const tree = this.host.tree();
    let isDone = true;
    let isBehindSetWatches = false;
    let reads = 0;
    let workBeforeWrite = 0;
    while (this.queue.length > 0 && this.isServed) {
      const kind = this.queue.headKind();
      if (kind === QueuedKind.write) break;
      const id = this.queue.headId();
      const detail = this.queue.headDetail();
      if (kind === QueuedKind.failure) {
        this.queue.pop();
        this.answerFailure(id, detail, '');
        continue;
      }
      // Before an own write is applied there is no waiting: the read must not see it.
      if (!all && !this.reads.isSettingWatches && this.isFull()) break;
      const isReady = all || this.queue.headReady();
      if (kind === QueuedKind.linearizable && !isReady) break;
      if (detail > tree.appliedZxid) {
        if (!isReady) {
          this.waitFor(detail);
          break;
        }
        this.queue.pop();
        this.builder.failure(id, tree.appliedZxid, ErrorCode.BADARGUMENTS, `the cluster has not reached zxid ${detail}`, 0);
        this.host.markDirty(this);
        continue;
      }
      const field = this.queue.headField();
      // What holds up applying has a share of its own, or a crowd of other reads could hold it up for ever.
      const isSpent = all && field !== OperationField.setWatches ? workBeforeWrite >= HOLDING_WORK_PER_TURN : readTurn.isSpent;
      const isRefused = isSpent && all && field !== OperationField.setWatches && this.mayHold.isSpent(this.host.nowMs());
      if (isSpent && !isRefused) {
        // Those that a client sends one behind the other are of one state: nothing that one of them has set tells live what the next one tells.
        if (isBehindSetWatches && field === OperationField.setWatches) this.reads.setWatchesLater(this.headOperation());
        readTurn.wait(this);
        isDone = false;
        break;
      }
      isBehindSetWatches = field === OperationField.setWatches;
      if (isBehindSetWatches && !this.reads.setWatches(id, this.headOperation())) {
        isDone = false;
        break;
      }
      const frame = this.queue.headFrame() ?? EMPTY;
      const start = this.queue.headStart();
      const end = this.queue.headEnd();
      this.queue.pop();
      reads += 1;
      if (isRefused) this.answerFailure(id, ErrorCode.THROTTLEDOP, HOLDS_UP);
      else if (!isBehindSetWatches) {
        const work = this.read(id, field, frame, start, end);
        if (all) workBeforeWrite += work;
        if (all || this.holdsUp) this.mayHold.spend(work);
      }
    }
    if (reads > 0) this.host.countReads(reads);
    return isDone;
  }

  private headOperation(): Uint8Array {
    return (this.queue.headFrame() ?? EMPTY).subarray(this.queue.headStart(), this.queue.headEnd());
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

  /** Answers a read; what it cost, in units of a turn's work. */
  private read(id: number, field: number, frame: Uint8Array, start: number, end: number): number {
    const work = this.reads.read(id, field, frame, start, end);
    if (this.builder.byteLength >= FRAME_BYTES_MAX) this.flush();
    return work;
  }

  /**
   * A watch fired. Where the events of one zxid do not fit one frame, or are told in several turns (`inParts`), the last one of a frame
   * carries a cursor: without it a client resumes after the last zxid that it saw.
   */
  event(type: number, path: string, zxid: number, ordinal: number, details: EncodedEventDetails | undefined, inParts: boolean): void {
    // One change can tell of the znode and of its parent's children: these have one cursor, so they stay in one frame.
    if (this.builder.byteLength >= FRAME_BYTES_MAX && (zxid !== this.eventZxid || ordinal !== this.eventOrdinal)) this.flush();
    if (!this.isServed) return;
    const isLast = this.builder.byteLength + detailsBytes(details) + 3 * path.length + EVENT_BYTES_MAX >= FRAME_BYTES_MAX;
    this.builder.event(type, path, zxid, inParts || isLast ? { ...details, cursor: encodeCursor(zxid, ordinal) } : details);
    this.eventZxid = zxid;
    this.eventOrdinal = ordinal;
    this.host.markDirty(this);
  }

  /** All events up to this zxid were told. */
  bookmark(zxid: number, cursor: Uint8Array): void {
    if (!this.isServed) return;
    this.builder.bookmark(zxid, cursor);
    this.host.markDirty(this);
  }

  /** The session ended (closed or expired) by an entry that was applied. */
  onSessionEnded(expired: boolean): void {
    // Its own close: the answer is still to come, and ends the stream.
    if (this.closeRequestId !== NO_REQUEST && !expired) return;
    this.end(ErrorCode.SESSIONEXPIRED, expired ? 'the session was not heard in time' : 'the session was closed');
  }

  /** Called by the replica at the end of a turn in which something became of this connection. */
  endOfTurn(): void {
    if (this.wasDrained) this.drained();
    if (this.held.length > 0) this.takeHeld(() => !this.writes.isWindowFull);
    this.flush();
  }

  /** Sends what gathered, however much is on its way already. */
  sendGathered(): void {
    this.isSending = true;
    this.sink.send(this.builder.take());
    this.isSending = false;
  }

  /** Sends what gathered. */
  private flush(): void {
    if (this.builder.byteLength === 0) return;
    this.sendGathered();
    if (this.phase !== 'ended' && this.backlog.isTooMuch) {
      this.end(ErrorCode.THROTTLEDOP, NOT_READ);
    }
  }

  /** Drops what gathered: it tells of a state that turned out to be wrong. */
  withhold(): void {
    if (this.builder.byteLength > 0) this.builder.take();
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
    this.start.takeBack();
    this.queue.clear();
    this.early.clear();
    this.held.clear();
    this.host.watches.removeWatcher(this);
    this.host.readTurn.forget(this);
    this.reads.giveUp();
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
