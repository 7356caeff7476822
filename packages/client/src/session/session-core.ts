import { ErrorCode, SessionRequestBuilder, closeOperation, encodeOperation, errorName, visitSessionResponse } from '@grove/wire';
import type {
  AnswerView,
  EventDetails,
  OperationType,
  SessionResponseVisitor,
  SessionStarted,
  SetWatchesOperation,
  WatchEventType,
} from '@grove/wire';
import { EndpointRotation } from './endpoint-rotation';
import { Answer, PendingRequests } from './pending-requests';
import type { PendingRequest, RequestCallback } from './pending-requests';
import type { ClientClock, ClientConnection, ClientRandom, ClientTransport, TimerHandle } from './ports';
import { Confirmation } from './session-state';
import type { SessionState, StateListener } from './session-state';
import type { SessionOptions } from './session-options';
import { WatchRegistry } from './watch-registry';

/** A frame is closed at this size; one request may still be as large as the server takes. */
const FRAME_BYTES_SOFT_MAX = 1024 * 1024;
/** The server's default limit for a frame, less room for the envelope: larger requests end the stream, so they are not sent. */
const OPERATION_BYTES_MAX = 4 * 1024 * 1024 - 64 * 1024;

interface Attempt {
  readonly endpoint: string;
  readonly connection: ClientConnection;
  readonly startedAtMs: number;
  isStarted: boolean;
  /** The replica has no leader. */
  isReadOnly: boolean;
  lastFrameAtMs: number;
  pingId: number;
  /** When the ping that has no pong yet was sent; null where there is none. */
  pingSentAtMs: number | null;
  lastPingAtMs: number;
}

export interface SessionPorts {
  readonly clock: ClientClock;
  readonly random: ClientRandom;
  readonly transport: ClientTransport;
}

/**
 * One session's logic: frames, sequence numbers, the move to another replica, watches, states. It keeps the promises
 * that the protocol makes possible:
 *
 * - requests go out, and are answered, in the order of `submit`, all of one turn in one frame (P2);
 * - whatever is unanswered when a connection is lost is sent again in the same order, writes with the same sequence
 *   numbers, so that each takes effect once (P8);
 * - `lastZxidSeen` goes with every attach, so that no older state is seen afterwards (P4), and the watches are set
 *   again from there, before anything else is sent (P6, P7).
 */
export class SessionCore implements SessionResponseVisitor {
  readonly watches = new WatchRegistry();
  private readonly pending = new PendingRequests();
  private readonly builder = new SessionRequestBuilder();
  private readonly answer = new Answer();
  private readonly confirmation = new Confirmation();
  private readonly rotation: EndpointRotation;
  private readonly listeners = new Set<StateListener>();
  private currentState: SessionState = 'CONNECTING';
  private attempt: Attempt | null = null;
  private retryTimer: TimerHandle | null = null;
  private tickTimer: TimerHandle | null = null;
  private tickDueMs = 0;
  private flushScheduled = false;
  private sessionId = 0;
  private secret: Uint8Array = new Uint8Array(0);
  /** Of the attach that was answered last: each one that is applied raises it. */
  private generation = 0;
  /** Attaches that were sent and never answered: they may still be applied, after later ones. */
  private unansweredAttaches = 0;
  private lastZxid = 0;
  /** Every change up to here was told to the watches; behind `lastZxid` while they are being set again. */
  private watchedZxid = 0;
  /** Where the events of the zxid behind `watchedZxid` stopped, while some of them are still to come; null for none. */
  private within: { readonly zxid: number; readonly cursor: Uint8Array } | null = null;
  private isReplaying = false;
  private lastSequence = 0;
  private acknowledgedSequence = 0;
  private acknowledgedSent = 0;
  private nextId = 1;
  private unusableSinceMs: number;
  private lastFailure = '';
  private closeRequested = false;
  private end: { readonly code: number; readonly message: string } | null = null;

  constructor(
    private readonly options: SessionOptions,
    private readonly ports: SessionPorts,
  ) {
    this.rotation = new EndpointRotation(
      options.endpoints,
      options.shuffleEndpoints,
      ports.random,
      options.backoffMsMin,
      options.backoffMsMax,
    );
    this.unusableSinceMs = ports.clock.nowMs();
  }

  start(): void {
    this.unusableSinceMs = this.ports.clock.nowMs();
    this.dial();
    this.scheduleTick();
  }

  get state(): SessionState {
    return this.currentState;
  }

  /** The last zxid seen in any answer or event. */
  get lastZxidSeen(): number {
    return this.lastZxid;
  }

  get id(): number {
    return this.sessionId;
  }

  get credentials(): { readonly sessionId: number; readonly sessionSecret: Uint8Array } {
    return { sessionId: this.sessionId, sessionSecret: this.secret };
  }

  /** The negotiated timeout; 0 before the session. */
  get timeoutMs(): number {
    return this.confirmation.timeoutMs;
  }

  /** Why the session ended, or null while it lives. */
  get ending(): { readonly code: number; readonly message: string } | null {
    return this.end;
  }

  /** The endpoint in use, or null. */
  get endpoint(): string | null {
    return this.attempt?.isStarted === true ? this.attempt.endpoint : null;
  }

  /** What the last lost or failed connection said. */
  get lastConnectionFailure(): string {
    return this.lastFailure;
  }

  onState(listener: StateListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Sends an encoded operation. The callback is called once: with the answer, or with SESSIONEXPIRED (it did not happen),
   * OUTCOMEUNKNOWN (a write that was on the way when the session ended) or another failure of the client itself.
   */
  submit(
    type: OperationType,
    isWrite: boolean,
    operation: Uint8Array,
    consistency: number,
    minZxid: number,
    callback: RequestCallback,
  ): void {
    if (this.end !== null) {
      const { code, message } = this.end;
      this.ports.clock.defer(() => callback(new Answer().showFailure(code, message)));
      return;
    }
    if (operation.length > OPERATION_BYTES_MAX) {
      const message = `the request has ${operation.length} bytes, at most ${OPERATION_BYTES_MAX} can be sent`;
      this.ports.clock.defer(() => callback(new Answer().showFailure(ErrorCode.DATATOOLARGE, message)));
      return;
    }
    this.pending.push({ type, operation, isWrite, consistency, minZxid, callback, isInternal: false, id: 0, sequence: 0 });
    this.wantFlush();
  }

  /**
   * Closes the session: its ephemerals are deleted, all unanswered requests before are answered first. `done` is called
   * once, with the code 0 also where the session had ended already.
   */
  close(done: (code: number) => void): void {
    if (this.end !== null || this.sessionId === 0) {
      this.finish('CLOSED', ErrorCode.SESSIONEXPIRED, 'the session was closed');
      this.ports.clock.defer(() => done(0));
      return;
    }
    this.closeRequested = true;
    this.submit('close', true, closeOperation, 0, 0, (answer) => {
      const ended = answer.code === ErrorCode.SESSIONEXPIRED || answer.code === 0;
      const code = ended ? 0 : answer.code;
      this.finish('CLOSED', ErrorCode.SESSIONEXPIRED, 'the session was closed');
      done(code);
    });
  }

  /** Leaves without a word: the session lives on until its timeout. */
  abandon(): void {
    this.finish('CLOSED', ErrorCode.CONNECTIONLOSS, 'the client was stopped');
  }

  // Sending.

  private wantFlush(): void {
    if (this.flushScheduled || this.attempt?.isStarted !== true) return;
    this.flushScheduled = true;
    this.ports.clock.defer(this.flushNow);
  }

  private readonly flushNow = (): void => {
    this.flushScheduled = false;
    this.flush();
  };

  private flush(): void {
    const attempt = this.attempt;
    if (attempt?.isStarted !== true) return;
    const { builder, pending, options } = this;
    for (;;) {
      const request = pending.peekUnsent();
      if (request === undefined || pending.inFlight >= options.maxInFlight) break;
      // A write of which nobody can say whether it happened waits for a leader, and all behind it (P2).
      if (attempt.isReadOnly && request.sequence !== 0) break;
      if (pending.inFlight > 0 && pending.inFlightBytes + request.operation.length > options.maxInFlightBytes) break;
      if (builder.byteLength > 0 && builder.byteLength + request.operation.length > FRAME_BYTES_SOFT_MAX)
        attempt.connection.send(builder.take());
      if (this.acknowledgedSent < this.acknowledgedSequence) {
        builder.acknowledged(this.acknowledgedSequence);
        this.acknowledgedSent = this.acknowledgedSequence;
      }
      request.id = this.nextId++;
      // Without a leader a write is refused, and takes no number.
      if (request.isWrite && request.sequence === 0 && !attempt.isReadOnly) request.sequence = ++this.lastSequence;
      pending.markSent(request);
      builder.request(request.id, request.sequence, request.consistency, request.minZxid, request.operation);
    }
    if (builder.byteLength > 0) attempt.connection.send(builder.take());
  }

  // Connections.

  private dial(): void {
    this.retryTimer = null;
    const nowMs = this.ports.clock.nowMs();
    const endpoint = this.rotation.take();
    let isCurrent = true;
    const connection = this.ports.transport.connect(endpoint, {
      onFrame: (frame) => {
        if (isCurrent && this.attempt?.connection === connection) this.onFrame(frame);
      },
      onClosed: (reason) => {
        if (isCurrent && this.attempt?.connection === connection) this.onLost(`${endpoint}: ${reason}`);
        isCurrent = false;
      },
    });
    this.attempt = {
      endpoint,
      connection,
      startedAtMs: nowMs,
      isStarted: false,
      isReadOnly: false,
      lastFrameAtMs: nowMs,
      pingId: 0,
      pingSentAtMs: null,
      lastPingAtMs: nowMs,
    };
    if (this.sessionId === 0) this.builder.open(this.options.sessionTimeoutMs, this.options.allowReadOnly);
    else this.builder.attach(this.sessionId, this.secret, this.lastZxid, this.options.allowReadOnly);
    connection.send(this.builder.take());
  }

  /** The connection is gone or of no more use: on to the next one. */
  private onLost(reason: string): void {
    const attempt = this.attempt;
    if (attempt === null) return;
    this.lastFailure = reason;
    this.attempt = null;
    if (this.sessionId !== 0 && (!attempt.isStarted || attempt.isReadOnly)) this.unansweredAttaches++;
    attempt.connection.close();
    this.builder.take();
    this.pending.rewind();
    this.acknowledgedSent = 0;
    if (this.end !== null) return;
    if (attempt.isStarted) this.unusableSinceMs = this.ports.clock.nowMs();
    this.updateState();
    const delayMs = this.rotation.failed();
    this.retryTimer = this.ports.clock.setTimer(delayMs, () => {
      if (this.end === null) this.dial();
    });
  }

  // What the server says.

  private onFrame(frame: Uint8Array): void {
    const attempt = this.attempt;
    if (attempt === null) return;
    attempt.lastFrameAtMs = this.ports.clock.nowMs();
    if (!visitSessionResponse(frame, this) && this.attempt === attempt) {
      this.onLost(`${attempt.endpoint} sent a frame that is no SessionResponse`);
    }
    if (this.pending.peekUnsent() !== undefined) this.wantFlush();
  }

  onStarted(started: SessionStarted): void {
    const attempt = this.attempt;
    if (attempt === null || attempt.isStarted) return;
    // Without a session there is no attach to say what was seen: a replica without a leader may be older than the last one (P4).
    if (started.readOnly && started.zxid < this.lastZxid) {
      this.onLost(`${attempt.endpoint} has no leader and is at zxid ${started.zxid}; ${this.lastZxid} was seen`);
      return;
    }
    attempt.isStarted = true;
    attempt.isReadOnly = started.readOnly;
    if (this.sessionId === 0) {
      this.sessionId = started.sessionId;
      // Not `slice`: a Buffer's is a view, which keeps the whole frame.
      this.secret = new Uint8Array(started.sessionSecret);
    }
    if (!started.readOnly) {
      // What was applied between the two generations was our own, or somebody else's: neither moves the session any more.
      this.unansweredAttaches = Math.max(0, this.unansweredAttaches - Math.max(0, started.generation - this.generation - 1));
      this.generation = started.generation;
    }
    this.confirmation.timeoutMs = started.timeoutMs;
    if (!started.readOnly) this.confirmation.confirm(attempt.startedAtMs, 0);
    this.rotation.succeeded();
    const setWatches = this.watches.setWatches(this.watchedZxid, this.within?.cursor);
    this.isReplaying = setWatches.length > 0;
    this.seen(started.zxid);
    if (this.isReplaying) {
      this.watches.startReplay();
      this.pending.pushFirst(setWatches.map((request, index) => this.newSetWatches(request, index === setWatches.length - 1)));
    }
    this.updateState();
    if (this.pending.size > 0) this.wantFlush();
    this.scheduleTick();
  }

  private newSetWatches(request: SetWatchesOperation, isLast: boolean): PendingRequest {
    return {
      type: 'setWatches',
      operation: encodeOperation(request),
      isWrite: false,
      consistency: 0,
      minZxid: 0,
      isInternal: true,
      id: 0,
      sequence: 0,
      callback: (answer) => {
        this.watches.answered(request, answer.zxid);
        if (isLast) {
          this.watches.endReplay();
          this.isReplaying = false;
          this.watchedZxid = this.lastZxid;
          this.within = null;
        }
        if (answer.code === 0) return;
        const code = answer.code;
        for (const listener of this.watches.lose(request)) this.guard(() => listener.onLost(code));
      },
    };
  }

  onAnswer(frame: Uint8Array, view: AnswerView): void {
    const attempt = this.attempt;
    // The rest of a frame whose connection was given up half-way does not count: it will be asked for again.
    if (attempt === null) return;
    const request = this.pending.peekInFlight();
    if (request === undefined || request.id !== view.id) {
      this.onLost(`${attempt.endpoint} answered request ${view.id}, the next was ${request?.id ?? 'none'}`);
      return;
    }
    if (view.code === ErrorCode.GAP && request.isWrite) {
      // A number before this one is missing there: everything unanswered is sent again from the start.
      this.onLost(`${attempt.endpoint} misses a write before sequence ${request.sequence}`);
      return;
    }
    this.pending.pop();
    this.seen(view.zxid);
    if (request.sequence > this.acknowledgedSequence) this.acknowledgedSequence = request.sequence;
    this.call(request.callback, this.answer.show(frame, view));
  }

  onEvent(type: WatchEventType, path: string, zxid: number, details?: EventDetails): void {
    if (this.attempt === null) return;
    if (details?.cursor === undefined || this.isReplaying) {
      this.seen(zxid);
    } else {
      // More events of this zxid may come: the watches are set again behind this one, not behind the zxid.
      if (zxid > this.lastZxid) this.lastZxid = zxid;
      this.watchedZxid = Math.max(this.watchedZxid, zxid - 1);
      this.within = { zxid, cursor: new Uint8Array(details.cursor) };
    }
    const event = { type, path, zxid, ...details };
    for (const listener of this.watches.take(event)) this.guard(() => listener(event));
  }

  onPong(id: number, zxid: number, confirmedMsAgo: number): void {
    const attempt = this.attempt;
    if (attempt === null) return;
    this.seen(zxid);
    if (id !== attempt.pingId || attempt.pingSentAtMs === null) return;
    if (!attempt.isReadOnly) this.confirmation.confirm(attempt.pingSentAtMs, confirmedMsAgo);
    attempt.pingSentAtMs = null;
    this.updateState();
  }

  onBookmark(zxid: number): void {
    if (this.attempt !== null) this.seen(zxid);
  }

  onEnded(code: number, message: string): void {
    const attempt = this.attempt;
    if (attempt === null) return;
    const reason = [errorName(code), message].filter((part) => part !== '').join(': ');
    switch (code) {
      case ErrorCode.SESSIONEXPIRED:
        // It could not be made: another replica may do better.
        if (this.sessionId === 0) break;
        this.finish(this.closeRequested ? 'CLOSED' : 'EXPIRED', code, message);
        return;
      case ErrorCode.AUTHFAILED:
        this.finish('AUTH_FAILED', code, message);
        return;
      case ErrorCode.SESSIONMOVED:
        // An attach of our own, to a replica that died over it, was applied after a later one: it is taken back by another.
        if (this.unansweredAttaches > 0) break;
        this.finish('CLOSED', code, 'another connection has taken the session over');
        return;
      case ErrorCode.MARSHALLINGERROR:
      case ErrorCode.UNIMPLEMENTED:
        // The same bytes would end the next stream as well.
        this.finish('CLOSED', code, message);
        return;
      case ErrorCode.BADARGUMENTS:
        if (attempt.isStarted) {
          this.finish('CLOSED', code, message);
          return;
        }
        break;
      default:
    }
    this.onLost(`${attempt.endpoint}: ${reason}`);
  }

  private seen(zxid: number): void {
    if (zxid > this.lastZxid) this.lastZxid = zxid;
    if (this.isReplaying || (this.within !== null && zxid < this.within.zxid)) return;
    this.within = null;
    this.watchedZxid = this.lastZxid;
  }

  // Time.

  private scheduleTick(): void {
    if (this.end !== null) return;
    if (this.tickTimer !== null) this.ports.clock.clearTimer(this.tickTimer);
    const timeoutMs = this.confirmation.timeoutMs > 0 ? this.confirmation.timeoutMs : 4_000;
    const delayMs = Math.min(500, Math.max(50, timeoutMs / 12));
    this.tickDueMs = this.ports.clock.nowMs() + delayMs;
    this.tickTimer = this.ports.clock.setTimer(delayMs, () => {
      this.tickTimer = null;
      this.tick();
      this.scheduleTick();
    });
  }

  private tick(): void {
    const nowMs = this.ports.clock.nowMs();
    // Late: this process was held up, and what the replica said meanwhile has not been read yet. The doubt about the
    // session is told at once; the replica is judged at the next tick.
    const isLate = nowMs - this.tickDueMs > 250;
    this.updateState();
    const attempt = this.attempt;
    if (attempt === null || !attempt.isStarted) {
      if (nowMs - this.unusableSinceMs >= this.options.giveUpAfterMs) {
        this.finish(
          'CLOSED',
          ErrorCode.CONNECTIONLOSS,
          `no replica could be used for ${Math.round((nowMs - this.unusableSinceMs) / 1000)} s (${this.lastFailure || 'no answer'})`,
        );
      } else if (attempt !== null && !isLate && nowMs - attempt.startedAtMs >= this.options.attemptTimeoutMs) {
        this.onLost(`${attempt.endpoint}: no session within ${this.options.attemptTimeoutMs} ms`);
      }
      return;
    }
    const timeoutMs = this.confirmation.timeoutMs;
    if (
      attempt.isReadOnly &&
      this.pending.inFlight === 0 &&
      nowMs - attempt.startedAtMs >= Math.max(this.options.attemptTimeoutMs, timeoutMs / 3)
    ) {
      // Another one may have a leader.
      this.onLost(`${attempt.endpoint}: has no leader`);
      return;
    }
    const silenceMs = Math.min(this.options.silenceMsMax, timeoutMs / 3);
    if (attempt.pingSentAtMs !== null) {
      if (!isLate && nowMs - Math.max(attempt.pingSentAtMs, attempt.lastFrameAtMs) >= silenceMs) {
        this.onLost(`${attempt.endpoint}: silent for ${Math.round(silenceMs)} ms`);
      }
      return;
    }
    // Twice as often as a third of the timeout: a pong tells of the report before it, so its age is up to one interval,
    // and until the next pong another one passes.
    const isDue = nowMs - attempt.lastPingAtMs >= timeoutMs / 6;
    const isQuiet = this.pending.inFlight > 0 && nowMs - attempt.lastFrameAtMs >= silenceMs / 4;
    if (isDue || isQuiet) this.ping(attempt, nowMs);
  }

  private ping(attempt: Attempt, nowMs: number): void {
    attempt.pingId++;
    attempt.pingSentAtMs = nowMs;
    attempt.lastPingAtMs = nowMs;
    if (this.acknowledgedSent < this.acknowledgedSequence) {
      this.builder.acknowledged(this.acknowledgedSequence);
      this.acknowledgedSent = this.acknowledgedSequence;
    }
    this.builder.ping(attempt.pingId);
    attempt.connection.send(this.builder.take());
  }

  // States.

  private updateState(): void {
    if (this.end !== null) return;
    if (this.attempt?.isStarted === true && this.attempt.isReadOnly) this.setState('CONNECTED_READ_ONLY');
    else if (this.confirmation.isDoubtful(this.ports.clock.nowMs())) this.setState('SUSPENDED');
    else this.setState(this.attempt?.isStarted === true ? 'CONNECTED' : 'CONNECTING');
  }

  private setState(state: SessionState): void {
    const previous = this.currentState;
    if (state === previous) return;
    this.currentState = state;
    for (const listener of [...this.listeners]) this.guard(() => listener(state, previous));
  }

  /** The end of it all: every request without an answer gets one. */
  private finish(state: 'EXPIRED' | 'CLOSED' | 'AUTH_FAILED', code: number, message: string): void {
    if (this.end !== null) return;
    this.end = { code, message };
    if (this.retryTimer !== null) this.ports.clock.clearTimer(this.retryTimer);
    if (this.tickTimer !== null) this.ports.clock.clearTimer(this.tickTimer);
    this.retryTimer = null;
    this.tickTimer = null;
    const attempt = this.attempt;
    this.attempt = null;
    attempt?.connection.close();
    this.watches.clear();
    this.setState(state);
    for (const request of this.pending.drain()) {
      if (request.isInternal) continue;
      const isUnknown = request.sequence !== 0 && request.type !== 'close';
      this.call(request.callback, this.answer.showFailure(isUnknown ? ErrorCode.OUTCOMEUNKNOWN : code, message));
    }
  }

  private call(callback: RequestCallback, answer: Answer): void {
    try {
      callback(answer);
    } catch (error) {
      this.throwLater(error);
    }
  }

  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.throwLater(error);
    }
  }

  /** A listener that throws must not keep the rest of a frame from being read; what it throws comes up on its own turn. */
  private throwLater(error: unknown): void {
    this.ports.clock.defer(() => {
      throw error;
    });
  }
}
