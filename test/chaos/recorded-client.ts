import { ErrorCode, GrpcTransport, SessionCore, defaultSessionOptions, nodeClock, nodeRandom } from '@grove/client';
import type { Answer as WireAnswer, ClientTransport, SessionOptions, SessionWatchEvent } from '@grove/client';
import { encodeOperation } from '@grove/wire';
import { isWrite, type Operation, type OperationOf, type Outcome } from './checker/history';
import { asBytes, asText, textOf } from './checker/text';
import type { Recorder } from './recorder';

export interface RecordedAnswer {
  readonly code: number;
  readonly zxid: number;
  readonly outcome: Outcome;
}

export interface Freshness {
  readonly linearizable?: boolean;
  readonly minZxid?: number;
}

/** Of calls without a stream; a session's stream does not need them. */
export interface UnaryOptions extends Freshness {
  /** The write is done once, however often it is sent. */
  readonly once?: boolean;
  /** `user:password`, proved by this call. */
  readonly as?: string;
}

/** Somebody who uses the cluster, and whose calls and answers are recorded. */
export interface User {
  readonly number: number;
  readonly hasEnded: boolean;
  /** The last that it has seen. */
  readonly lastZxid: number;
  /** Resolves when there is a session where one is wanted, or never will be. */
  opened(): Promise<void>;
  data(): string;
  call(operation: Operation, options?: UnaryOptions): Promise<RecordedAnswer>;
  close(): Promise<void>;
  /** Dies: nothing more is sent, and a session is left to expire. */
  abandon(): void;
}

/**
 * A session of the client library, each of whose calls, answers, events and states is recorded at the moment at which its
 * user would see it. It uses the library's core, whose callbacks come in the order of the stream: promises would lose it.
 */
export class RecordedClient implements User {
  readonly number: number;
  private readonly core: SessionCore;
  private nextId = 1;
  private unique = 1;
  private answered = 0;
  private isOpen = false;
  private readonly whenOpen: Promise<void>;

  constructor(
    endpoints: readonly string[],
    sessionTimeoutMs: number,
    private readonly recorder: Recorder,
    options: Partial<SessionOptions> = {},
  ) {
    this.number = recorder.newClient();
    const grpc = new GrpcTransport(undefined);
    const transport: ClientTransport = {
      connect: (endpoint, events) => {
        // A move of a session that is SUSPENDED changes nothing of its state.
        recorder.add({ type: 'state', client: this.number, state: 'dialling', endpoint });
        return grpc.connect(endpoint, events);
      },
    };
    const ports = { clock: nodeClock, random: nodeRandom, transport };
    this.core = new SessionCore({ ...defaultSessionOptions, ...options, endpoints, sessionTimeoutMs }, ports);
    this.whenOpen = new Promise((resolve) => {
      this.core.onState((state) => {
        if (!this.isOpen && this.core.id !== 0) {
          this.isOpen = true;
          recorder.add({
            type: 'open',
            client: this.number,
            session: this.core.id,
            timeoutMs: this.core.timeoutMs,
            atMs: performance.now(),
          });
        }
        recorder.add({ type: 'state', client: this.number, state, endpoint: this.core.endpoint });
        if (this.isOpen || this.hasEnded || state === 'CONNECTED_READ_ONLY') resolve();
      });
    });
    this.core.start();
  }

  opened(): Promise<void> {
    return this.whenOpen;
  }

  get hasEnded(): boolean {
    return this.core.ending !== null;
  }

  /** Calls that have no answer yet. */
  get waiting(): number {
    return this.nextId - 1 - this.answered;
  }

  get lastZxid(): number {
    return this.core.lastZxidSeen;
  }

  data(): string {
    return `${this.number}-${this.unique++}`;
  }

  call(operation: Operation, { linearizable = false, minZxid = 0 }: Freshness = {}): Promise<RecordedAnswer> {
    const { recorder, core, number: client } = this;
    const id = this.nextId++;
    recorder.add({ type: 'call', client, id, operation, linearizable, minZxid, atMs: performance.now() });
    return new Promise((resolve) => {
      const onAnswer = (answer: WireAnswer): void => {
        this.answered++;
        const recorded = { code: answer.code, zxid: answer.zxid, outcome: asText(answer.result()) ?? {} };
        recorder.add({ type: 'answer', client, id, ...recorded, atMs: performance.now() });
        this.setWatch(operation, id, recorded.code);
        resolve(recorded);
      };
      if (operation.type === 'close') {
        // The library answers 0 also where the session had gone before: what counts is told by `close`.
        throw new Error('a session is closed by close()');
      }
      core.submit(operation.type, isWrite(operation), encodeOperation(asBytes(operation)), linearizable ? 2 : 0, minZxid, onAnswer);
    });
  }

  /** Ends the session. When exactly is nobody's to know: the library keeps the zxid to itself, so it counts as a call without an answer. */
  close(): Promise<void> {
    const id = this.nextId++;
    this.recorder.add({
      type: 'call',
      client: this.number,
      id,
      operation: { type: 'close' },
      linearizable: false,
      minZxid: 0,
      atMs: performance.now(),
    });
    return new Promise((resolve) => {
      this.core.close(() => {
        this.answered++;
        resolve();
      });
    });
  }

  abandon(): void {
    this.core.abandon();
  }

  /** As the library sets them, before the next item of the stream is looked at. */
  private setWatch(operation: Operation, id: number, code: number): void {
    const { core, recorder, number: client } = this;
    const asked = operation.type === 'addWatch' ? operation : null;
    const onEvent = (event: SessionWatchEvent): void => {
      const { type, path, zxid } = event;
      recorder.add({ type: 'event', client, watch: id, event: type, path, zxid, ...(asked !== null && dataOf(event, asked)) });
    };
    if (asked !== null && code === 0) {
      const { types, withData, withPreviousData } = asked;
      core.watches.addPersistent(asked.path, asked.mode === 'persistentRecursive', {
        options: {
          ...(types !== undefined && { types }),
          ...(withData === true && { withData }),
          ...(withPreviousData === true && { withPreviousData }),
        },
        onEvent,
        onLost: () => recorder.add({ type: 'lost', client, watch: id }),
      });
    } else if (operation.type === 'removeWatches' && code === 0) core.watches.removePath(operation.path, operation.watcherType);
    else if ('watch' in operation && operation.watch) {
      if (operation.type === 'exists' && code === ErrorCode.NONODE) core.watches.addOneShot('exists', operation.path, onEvent);
      else if (code === 0) core.watches.addOneShot(operation.type === 'getChildren' ? 'child' : 'data', operation.path, onEvent);
    }
  }
}

/** What the watch asked for; another one of the session may have asked for more. */
function dataOf(
  event: SessionWatchEvent,
  { withData, withPreviousData }: OperationOf<'addWatch'>,
): { data?: string | null; previousData?: string | null } {
  const { type, data, previousData, dataAbsent, previousDataAbsent } = event;
  const textOrNull = (bytes: Uint8Array | undefined, isAbsent: true | undefined): string | null =>
    isAbsent === true ? null : textOf(bytes ?? new Uint8Array(0));
  const isNew = type === 'created' || type === 'dataChanged';
  const isOld = type === 'deleted' || type === 'dataChanged';
  return {
    ...(withData === true && isNew && { data: textOrNull(data, dataAbsent) }),
    ...(withPreviousData === true && isOld && { previousData: textOrNull(previousData, previousDataAbsent) }),
  };
}
