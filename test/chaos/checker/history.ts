import type { Create, Delete, MultiPart, Result, SetAcl, SetData, Multi, Close } from './operations';

/**
 * A recorded history: one JSON object a line, in the order in which one process saw them. The order of the lines is the
 * real-time order: A was answered before B was sent where A's answer stands above B's call. No clock is compared.
 *
 * A client is one session: who opens another session is another client.
 */

export type ReadPart = { readonly type: 'exists' | 'getData' | 'getChildren'; readonly path: string };

export type Write = Create | Delete | SetData | SetAcl | Multi | Close;

export type Read =
  | { readonly type: 'exists' | 'getData' | 'getChildren'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'sync' }
  | { readonly type: 'getAcl' | 'getAllChildrenNumber'; readonly path: string }
  | { readonly type: 'getEphemerals'; readonly prefix: string }
  | { readonly type: 'multiRead'; readonly parts: readonly ReadPart[] }
  | { readonly type: 'addWatch'; readonly path: string; readonly recursive: boolean };

export type Operation = Write | Read;
export type { Create, Delete, MultiPart, SetAcl, SetData };

/** As the reference tree's, and what only some reads answer. Fields that an answer does not have are left out. */
export type Outcome = Partial<Omit<Result, 'code' | 'parts'>> & {
  readonly parts?: readonly (Outcome & { readonly code: number })[];
  readonly count?: number;
  readonly paths?: readonly string[];
  /** Of the list that everybody has, a sum of ZooKeeper's numbers. */
  readonly rights?: number;
};

export type EventType = 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';

export type Line =
  /** What was run, for people. */
  | { readonly type: 'run'; readonly seed: number; readonly replicas: number; readonly text: string }
  | { readonly type: 'open'; readonly client: number; readonly session: number; readonly timeoutMs: number; readonly atMs: number }
  | {
      readonly type: 'call';
      readonly client: number;
      readonly id: number;
      readonly operation: Operation;
      readonly linearizable: boolean;
      readonly minZxid: number;
      readonly atMs: number;
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
  /** All calls in the order in which they were sent. */
  readonly calls: Call[] = [];
  readonly changes: LineOf<'change'>[] = [];
  readonly digests: LineOf<'digest'>[] = [];

  constructor(readonly lines: readonly Line[]) {
    const open = new Map<string, Call>();
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
  switch (operation.type) {
    case 'create':
    case 'delete':
    case 'setData':
    case 'setAcl':
    case 'multi':
    case 'close':
      return true;
    default:
      return false;
  }
}

/** For messages. */
export function describe(call: Call): string {
  const where = 'path' in call.operation ? ` ${call.operation.path}` : '';
  const answer = call.answer === null ? 'unanswered' : `code ${call.answer.code} at zxid ${call.answer.zxid}`;
  return `client ${call.client} call ${call.id} ${call.operation.type}${where} (line ${call.position + 1}, ${answer})`;
}
