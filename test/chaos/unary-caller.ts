import { randomBytes } from 'node:crypto';
import { Metadata, type Client } from '@grpc/grpc-js';
import { ErrorCode, GroveError } from '@grove/client';
import { asBuffer, identity, openChannel, toGroveError } from '@grove/client/dist/grpc-channel';
import { decodeUnaryResponse, encodeUnaryRequest, isWrite, unaryKinds } from '@grove/wire';
import type { CallOptions, UnaryKind } from '@grove/wire';
import { UnaryClient, type SessionHandle } from '../cluster/unary-client';
import { pause } from '../cluster/until';
import type { SeededRandom } from '../simulation/random';
import { digestOf } from './checker/credentials';
import type { Operation, Outcome } from './checker/history';
import { asBytes, asText, bytesOf, textOf } from './checker/text';
import type { RecordedAnswer, UnaryOptions, User } from './recorded-client';
import type { Recorder } from './recorder';

const ATTEMPT_MS = 3_000;
const REQUEST_ID_BYTES = 16;
const PAUSE_MS = 100;
/** How often an answered call is made again with its request id, and how often a second attempt runs beside the first. */
const AGAIN = 0.25;
const BESIDE = 0.2;
const NEVER: RecordedAnswer = { code: ErrorCode.OUTCOMEUNKNOWN, zxid: 0, outcome: {} };
/** It did not happen. */
const REFUSED: readonly number[] = [ErrorCode.THROTTLEDOP, ErrorCode.NOTREADONLY];
/** It happened or it did not. */
const UNDECIDED: readonly number[] = [ErrorCode.CONNECTIONLOSS, ErrorCode.OUTCOMEUNKNOWN, ErrorCode.OPERATIONTIMEOUT];

type UnaryOperation = Extract<Operation, { readonly type: UnaryKind }>;

/**
 * Somebody without a stream: each call goes to any replica by itself. Reads, and writes with a request id, are sent until one replica
 * knows the answer; of another write that comes to nothing nobody knows what became. With a session of its own where one is wanted.
 */
export class UnaryCaller implements User {
  readonly number: number;
  private readonly channels: readonly Client[];
  /** A foreign client: what a session needs beside the operations. */
  private readonly foreign: readonly UnaryClient[];
  private session: SessionHandle | null = null;
  private nextId = 1;
  private unique = 1;
  private seen = 0;
  private isOver = false;
  private heartbeat: NodeJS.Timeout | null = null;

  constructor(
    endpoints: readonly string[],
    private readonly sessionTimeoutMs: number | null,
    private readonly recorder: Recorder,
    private readonly random: SeededRandom,
  ) {
    this.number = recorder.newClient();
    this.channels = endpoints.map((endpoint) => openChannel(endpoint, undefined));
    this.foreign = sessionTimeoutMs === null ? [] : endpoints.map((endpoint) => new UnaryClient(endpoint));
  }

  get hasEnded(): boolean {
    return this.isOver;
  }

  get lastZxid(): number {
    return this.seen;
  }

  async opened(): Promise<void> {
    const { sessionTimeoutMs } = this;
    if (sessionTimeoutMs === null) return;
    for (; this.session === null && !this.isOver; await pause(PAUSE_MS)) {
      // One that is made and not heard of expires.
      const session = await this.random
        .pick(this.foreign)
        .openSession(sessionTimeoutMs)
        .catch(() => null);
      if (session === null || this.hasEnded) continue;
      this.session = session;
      const { session_id, timeout_ms } = session;
      this.recorder.add({ type: 'open', client: this.number, session: session_id, timeoutMs: timeout_ms, atMs: performance.now() });
      this.heartbeat = setInterval(() => this.keepAlive(session), timeout_ms / 5);
      return;
    }
  }

  data(): string {
    return `${this.number}-${this.unique++}`;
  }

  async call(operation: Operation, options: UnaryOptions = {}): Promise<RecordedAnswer> {
    if (!isUnary(operation)) throw new Error(`${operation.type} is no unary call`);
    const requestId = isWrite(operation.type) && options.once === true ? textOf(randomBytes(REQUEST_ID_BYTES)) : null;
    const answer = await this.callWith(operation, options, requestId);
    if (requestId !== null && answer !== NEVER && !this.isOver && this.random.chance(AGAIN))
      await this.callWith(operation, options, requestId);
    return answer;
  }

  async close(): Promise<void> {
    const { session, number: client } = this;
    if (session !== null && !this.isOver) {
      const id = this.nextId++;
      const atMs = performance.now();
      this.recorder.add({ type: 'call', client, id, operation: { type: 'close' }, linearizable: false, minZxid: 0, unary: true, atMs });
      // What does not answer has ended, or expires.
      const closed = await this.random
        .pick(this.foreign)
        .closeSession(session)
        .catch(() => null);
      if (closed !== null)
        this.recorder.add({ type: 'answer', client, id, code: 0, zxid: closed.zxid, outcome: {}, atMs: performance.now() });
    }
    this.end('CLOSED');
  }

  abandon(): void {
    this.end('CLOSED');
  }

  private end(state: 'CLOSED' | 'EXPIRED'): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.heartbeat !== null) clearInterval(this.heartbeat);
    this.recorder.add({ type: 'state', client: this.number, state, endpoint: null });
    for (const channel of [...this.channels, ...this.foreign]) channel.close();
  }

  private keepAlive(session: SessionHandle): void {
    // A replica that does not answer is not the only one.
    this.random
      .pick(this.foreign)
      .keepAlive(session)
      .catch(() => undefined);
  }

  private async callWith(operation: UnaryOperation, options: UnaryOptions, requestId: string | null): Promise<RecordedAnswer> {
    const { recorder, random, number: client } = this;
    const { linearizable = false, minZxid = 0, as } = options;
    const id = this.nextId++;
    recorder.add({
      type: 'call',
      client,
      id,
      operation,
      linearizable,
      minZxid,
      atMs: performance.now(),
      unary: true,
      ...(requestId !== null && { requestId }),
      ...(as !== undefined && { identities: [`digest:${digestOf(as)}`] }),
    });
    const request = asBuffer(
      encodeUnaryRequest(asBytes(operation), {
        sessionId: this.session?.session_id ?? 0,
        sessionSecret: this.session?.session_secret ?? new Uint8Array(0),
        linearizable,
        minZxid,
        ...(requestId !== null && { requestId: bytesOf(requestId) }),
        ...(as !== undefined && { credentials: [{ scheme: 'digest', credential: bytesOf(as) }] }),
      } satisfies CallOptions),
    );
    const mayRepeat = requestId !== null || !isWrite(operation.type);
    let attempts = 0;
    const untilAnswered = async (): Promise<RecordedAnswer | null> => {
      for (; !this.isOver; await pause(PAUSE_MS)) {
        attempts++;
        const answer = await send(random.pick(this.channels), operation.type, request);
        if (REFUSED.includes(answer.code)) continue;
        if (!UNDECIDED.includes(answer.code)) return answer;
        if (!mayRepeat) return null;
      }
      return null;
    };
    const isTwice = mayRepeat && random.chance(BESIDE);
    const answer = await (isTwice ? Promise.race([untilAnswered(), untilAnswered()]) : untilAnswered());
    if (answer === null || this.hasEnded) return NEVER;
    if (answer.code === ErrorCode.SESSIONEXPIRED) {
      // An attempt before may have been done.
      if (attempts === 1) recorder.add({ type: 'answer', client, id, ...answer, atMs: performance.now() });
      this.end('EXPIRED');
      return answer;
    }
    recorder.add({ type: 'answer', client, id, ...answer, atMs: performance.now() });
    this.seen = Math.max(this.seen, answer.zxid);
    return answer;
  }
}

function isUnary(operation: Operation): operation is UnaryOperation {
  return unaryKinds.some((kind) => kind === operation.type);
}

function send(channel: Client, kind: UnaryKind, request: Buffer): Promise<RecordedAnswer> {
  const method = `/grove.v1.CoordinationService/${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const deadline = Date.now() + ATTEMPT_MS;
  return new Promise((resolve) => {
    channel.makeUnaryRequest<Buffer, Buffer>(method, identity, identity, request, new Metadata(), { deadline }, (error, response) => {
      if (error !== null) {
        const { code, zxid } = toGroveError(error, '');
        resolve({ code, zxid, outcome: {} });
        return;
      }
      const answer = response === undefined ? null : decodeUnaryResponse(kind, response);
      if (answer === null) throw new GroveError(ErrorCode.MARSHALLINGERROR, '', 'an answer that cannot be read');
      const outcome: Outcome = asText(answer.result);
      resolve({ code: 0, zxid: answer.zxid, outcome });
    });
  });
}
