import { isWrite as isWriteType } from '@grove/wire';
import type { Child, OperationResult, Operation as WireOperation, Stat } from '@grove/wire';
import type { Text } from './text';

/**
 * A recorded history: one JSON object a line, in the order in which one process saw them. The order of the lines is the
 * real-time order: A was answered before B was sent where A's answer stands above B's call. No clock is compared.
 *
 * A client is one session, in the order of its stream (who opens another session is another client), or somebody who makes unary
 * calls, which have no order.
 */

/** What users ask for. How a session sets its watches again is its library's. */
export type Operation = Text<Exclude<WireOperation, { readonly type: 'setWatches' }>>;
export type OperationOf<Type extends Operation['type']> = Extract<Operation, { readonly type: Type }>;

export type Write = OperationOf<'create' | 'delete' | 'setData' | 'setAcl' | 'multi' | 'setQuota' | 'removeQuota' | 'addAuth' | 'close'>;
export type Read = Exclude<Operation, Write>;
export type Part = OperationOf<'multi'>['parts'][number];

/** The protocol's result; fields that an answer does not have are left out. */
export interface Outcome {
  readonly type?: OperationResult['type'];
  readonly path?: string;
  readonly stat?: Stat | null;
  readonly data?: string;
  readonly deleted?: number;
  readonly children?: readonly string[];
  readonly entries?: readonly Text<Child>[];
  readonly nextPageToken?: string;
  /** Of a multi and a multiRead. */
  readonly results?: readonly { readonly code: number; readonly result: Outcome | null }[];
  readonly acl?: Extract<OperationResult, { readonly type: 'getAcl' }>['acl'];
  readonly count?: number;
  readonly paths?: readonly string[];
  readonly identities?: Extract<OperationResult, { readonly type: 'whoAmI' }>['identities'];
  readonly quotas?: Extract<OperationResult, { readonly type: 'listQuotas' }>['quotas'];
}

export type EventType = 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';

export type Line =
  /** What was run, for people; and the address that all clients have, which is an identity. */
  | { readonly type: 'run'; readonly seed: number; readonly replicas: number; readonly text: string; readonly address: string }
  | { readonly type: 'open'; readonly client: number; readonly session: number; readonly timeoutMs: number; readonly atMs: number }
  | {
      readonly type: 'call';
      readonly client: number;
      readonly id: number;
      readonly operation: Operation;
      readonly linearizable: boolean;
      readonly minZxid: number;
      readonly atMs: number;
      /** A unary call: of no order with the others of its client. */
      readonly unary?: true;
      /** The same with every attempt, and with a call that is made again although it was answered. */
      readonly requestId?: string;
      /** Identities that the call proves beside those of its session, `scheme:id`. */
      readonly identities?: readonly string[];
    }
  | {
      readonly type: 'answer';
      readonly client: number;
      readonly id: number;
      readonly code: number;
      readonly zxid: number;
      readonly outcome: Outcome;
      readonly atMs: number;
    }
  /** A watch of a session tells; `watch` is the id of the call that set it. */
  | {
      readonly type: 'event';
      readonly client: number;
      readonly watch: number;
      readonly event: EventType;
      readonly path: string;
      readonly zxid: number;
      /** Null where they were asked for and are not held any more; left out where they were not asked for or there are none. */
      readonly data?: string | null;
      readonly previousData?: string | null;
    }
  /** The watch is gone, and says so (COMPACTED). */
  | { readonly type: 'lost'; readonly client: number; readonly watch: number }
  /** What the client believes of its session, and the replica it talks to. */
  | { readonly type: 'state'; readonly client: number; readonly state: string; readonly endpoint: string | null }
  /** A change of any znode, told to the observer: a Watch stream on the whole tree, bound to no session. */
  | {
      readonly type: 'change';
      readonly zxid: number;
      readonly event: EventType;
      readonly path: string;
      readonly data: string | null;
      readonly atMs: number;
    }
  /** At the end, when nothing was on its way any more. */
  | { readonly type: 'digest'; readonly replica: number; readonly zxid: number; readonly digest: string }
  | { readonly type: 'note'; readonly text: string; readonly atMs: number };

export interface Answer {
  readonly position: number;
  readonly code: number;
  readonly zxid: number;
  readonly outcome: Outcome;
  readonly atMs: number;
}

export interface Call {
  readonly client: number;
  readonly id: number;
  readonly operation: Operation;
  readonly linearizable: boolean;
  readonly minZxid: number;
  readonly unary?: true;
  readonly requestId?: string;
  readonly identities?: readonly string[];
  readonly position: number;
  readonly atMs: number;
  /** Null where none came before the record ended. */
  answer: Answer | null;
}

export type Positioned<T> = T & { readonly position: number };
type LineOf<Type extends Line['type']> = Positioned<Extract<Line, { readonly type: Type }>>;

/** What one session saw, in order. */
export interface ClientHistory {
  readonly client: number;
  session: number;
  timeoutMs: number;
  readonly calls: Call[];
  readonly events: LineOf<'event'>[];
  readonly lost: LineOf<'lost'>[];
  readonly states: LineOf<'state'>[];
}

/** A history, sorted by what the rules ask for. */
export class History {
  readonly clients = new Map<number, ClientHistory>();
  /** All calls in the order in which they were sent, but for those made again. */
  readonly calls: Call[] = [];
  /** Calls with the request id of one before: made again although that was answered, so that they have no place of their own. */
  readonly repeats: { readonly call: Call; readonly first: Call }[] = [];
  readonly changes: LineOf<'change'>[] = [];
  readonly digests: LineOf<'digest'>[] = [];
  /** Of all clients. */
  readonly address: string;

  constructor(readonly lines: readonly Line[]) {
    this.address = lines.find((line) => line.type === 'run')?.address ?? '127.0.0.1';
    const open = new Map<string, Call>();
    const byRequestId = new Map<string, Call>();
    for (const [position, line] of lines.entries()) {
      switch (line.type) {
        case 'open': {
          const client = this.client(line.client);
          client.session = line.session;
          client.timeoutMs = line.timeoutMs;
          break;
        }
        case 'call': {
          const call: Call = { ...line, position, answer: null };
          open.set(`${line.client}/${line.id}`, call);
          const first = line.requestId === undefined ? undefined : byRequestId.get(line.requestId);
          if (first !== undefined) {
            this.repeats.push({ call, first });
            break;
          }
          if (line.requestId !== undefined) byRequestId.set(line.requestId, call);
          this.calls.push(call);
          this.client(line.client).calls.push(call);
          break;
        }
        case 'answer': {
          const call = open.get(`${line.client}/${line.id}`);
          if (call === undefined) throw new Error(`line ${position + 1}: an answer without its call`);
          if (call.answer !== null) throw new Error(`line ${position + 1}: a second answer to one call`);
          call.answer = { ...line, position };
          break;
        }
        case 'event':
          this.client(line.client).events.push({ ...line, position });
          break;
        case 'lost':
          this.client(line.client).lost.push({ ...line, position });
          break;
        case 'state':
          this.client(line.client).states.push({ ...line, position });
          break;
        case 'change':
          this.changes.push({ ...line, position });
          break;
        case 'digest':
          this.digests.push({ ...line, position });
          break;
        case 'run':
        case 'note':
          break;
      }
    }
  }

  static parse(text: string): History {
    return new History(
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line),
    );
  }

  private client(number: number): ClientHistory {
    let client = this.clients.get(number);
    if (client === undefined) {
      client = { client: number, session: 0, timeoutMs: 0, calls: [], events: [], lost: [], states: [] };
      this.clients.set(number, client);
    }
    return client;
  }
}

export function isWrite(operation: Operation): operation is Write {
  return isWriteType(operation.type);
}

/** For messages. */
export function describe(call: Call): string {
  const where = 'path' in call.operation ? ` ${call.operation.path}` : '';
  const answer = call.answer === null ? 'unanswered' : `code ${call.answer.code} at zxid ${call.answer.zxid}`;
  return `client ${call.client} call ${call.id} ${call.operation.type}${where} (line ${call.position + 1}, ${answer})`;
}
