import { SessionResponseBuilder, decodeOperation, encodeAnswer, visitSessionRequest } from '@grove/wire';
import type { EncodedEventDetails } from '@grove/wire';
import type { Operation, OperationResult } from '@grove/wire';
import type { ClientClock, ClientTransport, ConnectionEvents } from '../session';

/** A clock that moves when the test says so. */
export class FakeClock implements ClientClock {
  private now = 1_000;
  private timers: { atMs: number; fire: () => void }[] = [];
  private deferred: (() => void)[] = [];

  nowMs(): number {
    return this.now;
  }

  setTimer(delayMs: number, fire: () => void): object {
    const timer = { atMs: this.now + delayMs, fire };
    this.timers.push(timer);
    return timer;
  }

  clearTimer(timer: object | number): void {
    this.timers = this.timers.filter((each) => each !== timer);
  }

  defer(fire: () => void): void {
    this.deferred.push(fire);
  }

  /** Ends the turn: everything deferred runs. */
  turn(): void {
    while (this.deferred.length > 0) for (const fire of this.deferred.splice(0)) fire();
  }

  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      this.turn();
      const next = [...this.timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > until) break;
      this.timers = this.timers.filter((each) => each !== next);
      this.now = Math.max(this.now, next.atMs);
      next.fire();
    }
    this.now = until;
    this.turn();
  }
}

export interface SeenRequest {
  readonly id: number;
  readonly sequence: number;
  readonly operation: Operation;
  readonly consistency: number;
}

/** A stream as the server sees it. The test answers by hand. */
export class FakeConnection {
  readonly requests: SeenRequest[] = [];
  readonly frames: number[] = [];
  open: number | null = null;
  attach: { readonly sessionId: number; readonly secret: readonly number[]; readonly lastZxidSeen: number } | null = null;
  allowsReadOnly = false;
  acknowledged = 0;
  pings: number[] = [];
  isClosed = false;
  private readonly builder = new SessionResponseBuilder();

  constructor(
    readonly endpoint: string,
    private readonly events: ConnectionEvents,
  ) {}

  receive(frame: Uint8Array): void {
    let count = 0;
    const isWhole = visitSessionRequest(frame, {
      onOpen: (timeoutMs, allowReadOnly) => {
        this.open = timeoutMs;
        this.allowsReadOnly = allowReadOnly;
      },
      onAttach: (sessionId, secret, lastZxidSeen, allowReadOnly) => {
        this.attach = { sessionId, secret: [...secret], lastZxidSeen };
        this.allowsReadOnly = allowReadOnly;
      },
      onAcknowledged: (sequence) => (this.acknowledged = sequence),
      onRequest: (bytes, request) => {
        const operation = decodeOperation(bytes, request.operationStart, request.operationEnd);
        if (operation === null) throw new Error('the client sent an operation that cannot be read');
        count++;
        this.requests.push({ id: request.id, sequence: request.sequence, operation, consistency: request.consistency });
      },
      onPing: (id) => this.pings.push(id),
    });
    if (!isWhole) throw new Error('the client sent a frame that cannot be read');
    this.frames.push(count);
  }

  started(
    fields: { sessionId?: number; generation?: number; zxid?: number; lastSequence?: number; timeoutMs?: number; readOnly?: boolean } = {},
  ): this {
    const sessionSecret = this.attach === null ? Uint8Array.of(1, 2, 3) : new Uint8Array(0);
    this.builder.started({
      sessionId: 77,
      timeoutMs: 6_000,
      generation: 1,
      lastSequence: 0,
      zxid: 10,
      replica: 1,
      sessionSecret,
      ...fields,
    });
    return this;
  }

  answer(request: SeenRequest | undefined, zxid: number, result?: OperationResult, code = 0): this {
    if (request === undefined) throw new Error('there is no such request');
    this.builder.answer(request.id, encodeAnswer({ zxid, code, ...(result === undefined ? {} : { result }) }));
    return this;
  }

  bookmark(zxid: number): this {
    this.builder.bookmark(zxid, new Uint8Array(0));
    return this;
  }

  event(type: number, path: string, zxid: number, details?: EncodedEventDetails): this {
    this.builder.event(type, path, zxid, details);
    return this;
  }

  pong(zxid: number, confirmedMsAgo: number): this {
    this.builder.pong(this.pings[this.pings.length - 1] ?? 0, zxid, confirmedMsAgo);
    return this;
  }

  ended(code: number, message = ''): this {
    this.builder.ended(code, message);
    return this;
  }

  /** Hands over what was built, as one frame. */
  flush(): this {
    this.events.onFrame(this.builder.take());
    return this;
  }

  raw(bytes: Uint8Array): void {
    this.events.onFrame(bytes);
  }

  break(reason = 'reset'): void {
    this.events.onClosed(reason);
  }
}

/** A transport whose connections the test holds. */
export class FakeTransport implements ClientTransport {
  readonly connections: FakeConnection[] = [];

  connect(endpoint: string, events: ConnectionEvents): { send(frame: Uint8Array): void; close(): void } {
    const connection = new FakeConnection(endpoint, events);
    this.connections.push(connection);
    return {
      send: (frame) => connection.receive(frame),
      close: () => (connection.isClosed = true),
    };
  }

  get last(): FakeConnection {
    const connection = this.connections[this.connections.length - 1];
    if (connection === undefined) throw new Error('nothing was dialled');
    return connection;
  }
}
