import type { Caller, Credential, EngineApi, EngineOptions, SessionStream } from '@grove/engine';
import { ByteReader, SessionRequestBuilder, decodeResult, operationTypeOf, visitSessionResponse } from '@grove/wire';
import type { AnswerView, EventDetails, OperationResult } from '@grove/wire';
import { TestCluster } from '../../packages/engine/src/testing/test-cluster';
import { codes, nameOf, type Code } from './codes';

/** What a call was answered; `ended` where the stream ended instead. */
export interface Outcome {
  readonly code: Code | number;
  readonly zxid: number;
  readonly retryAfterMs: number;
  readonly result: OperationResult | null;
  readonly ended: boolean;
}

export interface UnaryOptions {
  readonly session?: Session;
  readonly secret?: Uint8Array;
  readonly linearizable?: boolean;
  readonly minZxid?: number;
  readonly requestId?: Uint8Array;
  readonly caller?: Caller;
  readonly credentials?: readonly Credential[];
}

export interface SentOptions {
  /** Of writes; left out: the session's next. */
  readonly sequence?: number;
  readonly linearizable?: boolean;
  readonly minZxid?: number;
}

/** Fields of the oneof `operation` below this one take a sequence number. */
const FIRST_READ_FIELD = 32;

/** Replicas in one process and in virtual time: a case costs about a millisecond. */
export class World {
  readonly cluster: TestCluster;

  constructor(replicas = 1, options: Partial<EngineOptions> = {}) {
    this.cluster = new TestCluster(replicas, options);
    this.cluster.start();
    this.cluster.untilReady();
  }

  /** Opens a session and waits until it is there. */
  session(caller?: Caller, replica = 1, timeoutMs = 10_000): Session {
    const session = new Session(this, caller);
    session.open(replica, timeoutMs);
    return session;
  }

  /** One unary call: the encoded operation, the oneof field's tag included. */
  unary(operation: Uint8Array, options: UnaryOptions = {}, replica = 1): Outcome {
    let outcome: Outcome | null = null;
    this.startUnary(
      operation,
      options,
      (answer) => {
        outcome = answer;
      },
      replica,
    );
    this.cluster.clock.until(() => outcome !== null, 30_000);
    if (outcome === null) throw new Error('a unary call was not answered');
    return outcome;
  }

  /** Ends a session by the call of its own for that. */
  closeSession(session: Session): void {
    let done = false;
    const credentials = { sessionId: session.id, sessionSecret: session.secret };
    this.cluster.replica(1).engine?.closeSession(credentials, ({ ok }) => {
      done = ok;
    });
    this.cluster.clock.until(() => done);
  }

  startUnary(operation: Uint8Array, options: UnaryOptions, done: (outcome: Outcome) => void, replica = 1): void {
    const { engine } = this.cluster.replica(replica);
    if (engine === null) throw new Error(`replica ${replica} is down`);
    const { session, caller, credentials, requestId } = options;
    engine.call(
      {
        operation,
        sessionId: session?.id ?? 0,
        sessionSecret: options.secret ?? session?.secret ?? new Uint8Array(0),
        linearizable: options.linearizable ?? false,
        minZxid: options.minZxid ?? 0,
        ...(requestId === undefined ? {} : { requestId }),
        ...(caller === undefined ? {} : { caller }),
        ...(credentials === undefined ? {} : { credentials }),
      },
      (answer) => {
        done(outcomeOf(answer));
      },
    );
  }
}

export interface SeenEvent extends EventDetails {
  readonly type: string;
  readonly path: string;
  readonly zxid: number;
}

/** A client of the session stream that does what its test says and nothing by itself. */
export class Session {
  id = 0;
  secret = new Uint8Array(0);
  lastZxid = 0;
  readOnly = false;
  readonly events: SeenEvent[] = [];
  /** How the stream ended; null while it lives. */
  ended: Code | number | null = null;
  private stream: SessionStream | null = null;
  private started = false;
  private connections = 0;
  private nextId = 1;
  private nextSequence = 1;
  private readonly answers = new Map<number, Outcome>();
  private readonly builder = new SessionRequestBuilder();

  constructor(
    private readonly world: World,
    private readonly caller?: Caller,
  ) {}

  open(replica: number, timeoutMs: number): void {
    this.connect(replica);
    this.builder.open(timeoutMs);
    this.awaitStart();
  }

  attach(replica = 1, lastZxidSeen = this.lastZxid, allowReadOnly = false): void {
    this.connect(replica);
    this.builder.attach(this.id, this.secret, lastZxidSeen, allowReadOnly);
    this.awaitStart();
  }

  disconnect(): void {
    this.stream?.disconnected();
    this.stream = null;
  }

  /** Sends one request and waits for its answer, or the end of the stream. */
  do(operation: Uint8Array, options: SentOptions = {}): Outcome {
    return this.answerTo(this.send(operation, options));
  }

  /** Sends one request; answers its id. */
  send(operation: Uint8Array, options: SentOptions = {}): number {
    const id = this.nextId++;
    const reader = new ByteReader(operation);
    const field = reader.next() ? reader.key >>> 3 : 0;
    const isWrite = field > 0 && field < FIRST_READ_FIELD;
    const sequence = options.sequence ?? (isWrite ? this.nextSequence++ : 0);
    this.builder.request(id, sequence, options.linearizable === true ? 2 : 0, options.minZxid ?? 0, operation);
    this.flush();
    return id;
  }

  answerTo(id: number): Outcome {
    this.world.cluster.clock.until(() => this.answers.has(id) || this.ended !== null, 30_000);
    const answer = this.answers.get(id);
    if (answer !== undefined) return answer;
    return { code: this.ended ?? codes.OK[0], zxid: 0, retryAfterMs: 0, result: null, ended: true };
  }

  answered(id: number): boolean {
    return this.answers.has(id);
  }

  /** Says that the answers to all writes up to this number have arrived. */
  acknowledge(sequence: number): void {
    this.builder.acknowledged(sequence);
    this.flush();
  }

  ping(): void {
    this.builder.ping(1);
    this.flush();
  }

  private awaitStart(): void {
    this.flush();
    this.world.cluster.clock.until(() => this.started || this.ended !== null, 30_000);
  }

  private connect(replica: number): void {
    const engine: EngineApi | null = this.world.cluster.replica(replica).engine;
    if (engine === null) throw new Error(`replica ${replica} is down`);
    this.ended = null;
    this.started = false;
    const connection = ++this.connections;
    const send = (frame: Uint8Array): void => {
      // What the connection before is told, its client does not hear any more.
      if (connection === this.connections) this.take(frame);
    };
    this.stream = engine.openStream({ send, backlogBytes: () => 0, end: () => undefined }, this.caller);
  }

  private flush(): void {
    this.stream?.receive(this.builder.take());
  }

  private take(frame: Uint8Array): void {
    const isWhole = visitSessionResponse(frame, {
      onStarted: (started) => {
        this.started = true;
        this.id = started.sessionId;
        if (started.sessionSecret.length > 0) this.secret = started.sessionSecret.slice();
        this.lastZxid = Math.max(this.lastZxid, started.zxid);
        this.readOnly = started.readOnly;
      },
      onAnswer: (bytes, answer) => {
        this.lastZxid = Math.max(this.lastZxid, answer.zxid);
        this.answers.set(answer.id, {
          code: nameOf(answer.code),
          zxid: answer.zxid,
          retryAfterMs: answer.retryAfterMs,
          result: resultOf(bytes, answer),
          ended: false,
        });
      },
      onEvent: (type, path, zxid, details) => {
        this.lastZxid = Math.max(this.lastZxid, zxid);
        this.events.push({ type, path, zxid, ...details });
      },
      onPong: () => undefined,
      onBookmark: () => undefined,
      onEnded: (code) => {
        this.ended = nameOf(code);
      },
    });
    if (!isWhole) throw new Error('a frame of the server could not be read');
  }
}

function resultOf(bytes: Uint8Array, answer: AnswerView): OperationResult | null {
  const type = operationTypeOf(answer.resultField);
  return type === undefined ? null : decodeResult(type, bytes.slice(answer.resultStart, answer.resultEnd));
}

/** Reads an encoded Answer without its id. */
function outcomeOf(bytes: Uint8Array): Outcome {
  const reader = new ByteReader(bytes);
  let code = 0;
  let zxid = 0;
  let retryAfterMs = 0;
  let result: OperationResult | null = null;
  while (reader.next()) {
    const type = (reader.key & 7) === 2 ? operationTypeOf(reader.key >>> 3) : undefined;
    if (reader.key === 2 << 3) zxid = reader.unsigned();
    else if (reader.key === 3 << 3) code = reader.int32();
    else if (reader.key === 5 << 3) retryAfterMs = reader.int32();
    else if (type !== undefined) {
      const length = reader.length();
      result = decodeResult(type, bytes.slice(reader.position, reader.position + length));
      reader.position += length;
    } else reader.skip();
  }
  if (reader.failed) throw new Error('an answer could not be read');
  return { code: nameOf(code), zxid, retryAfterMs, result, ended: false };
}
