import { ErrorCode, Right } from '@grove/wire';
import { SeededRandom } from '../../simulation/random';
import { USERS } from '../users';
import { plain, sequential } from '../workload';
import { digestOf } from './credentials';
import { isWrite, type Line, type Operation, type OperationOf, type Outcome } from './history';
import { Model, type ModelChange } from './model';

/** Histories that keep every rule: the model itself answers, at one moment between each call and its answer. */

type CallLine = Extract<Line, { readonly type: 'call' }>;
type EventLine = Extract<Line, { readonly type: 'event' }>;

interface Client {
  readonly client: number;
  /** 0: somebody who makes unary calls. */
  readonly session: number;
  nextId: number;
  /** Asks more. */
  isOpen: boolean;
  hasEnded: boolean;
  isReadOnly: boolean;
  /** What it watches, by the id of the call. */
  readonly watches: Map<number, OperationOf<'addWatch' | 'getData'>>;
}

const ROOTS = ['/register', '/set', '/seq', '/lock', '/group', '/access', '/quota'];
const ON_SET = { type: 'addWatch', path: '/set', mode: 'persistentRecursive' } as const;
const ON_QUOTA = { type: 'addWatch', path: '/quota', mode: 'persistent', types: ['childrenChanged'] } as const;
const ON_REGISTER = { type: 'addWatch', path: '/register/a', mode: 'persistent', withData: true, withPreviousData: true } as const;
const anyone = { scheme: 'world', id: 'anyone' };

export function goodHistory(seed: number, steps = 600): Line[] {
  const random = new SeededRandom(seed);
  const model = new Model();
  const lines: Line[] = [];
  let zxid = 0;
  let atMs = 0;
  let nextClient = 1;
  let unique = 0;
  let told = 0;
  const clients: Client[] = [];
  /** Sent, and not taken up by the cluster; answered by it, and not yet heard of. */
  const waiting: { readonly client: Client; readonly line: CallLine }[] = [];
  /** What each path held before. */
  const held = new Map<string, string>();

  const open = (isUnary = false): Client => {
    const client: Client = {
      client: nextClient++,
      session: isUnary ? 0 : ++zxid,
      nextId: 1,
      isOpen: true,
      hasEnded: false,
      isReadOnly: false,
      watches: new Map(),
    };
    if (!isUnary) {
      lines.push({ type: 'open', client: client.client, session: client.session, timeoutMs: 4_000, atMs });
      lines.push({ type: 'state', client: client.client, state: 'CONNECTED', endpoint: 'one' });
    }
    clients.push(client);
    return client;
  };

  const call = (client: Client, operation: Operation, more: Partial<CallLine> = {}): void => {
    const id = client.nextId++;
    const unary = client.session === 0 ? ({ unary: true } as const) : {};
    const line: CallLine = { type: 'call', client: client.client, id, operation, linearizable: false, minZxid: 0, atMs, ...unary, ...more };
    lines.push(line);
    waiting.push({ client, line });
  };

  const begin = (client: Client): void => {
    call(client, { type: 'addAuth', credential: { scheme: 'digest', credential: userOf(client) } });
    for (const watch of [ON_SET, ON_QUOTA, ON_REGISTER]) call(client, watch);
  };

  const tell = (): void => {
    for (; told < model.changes.length; told++) {
      const change = model.changes[told];
      if (change === undefined) return;
      const { kind, path, data } = change;
      lines.push({ type: 'change', zxid: change.zxid, event: kind, path, data: kind === 'deleted' ? null : data, atMs });
      for (const client of clients) {
        if (client.hasEnded) continue;
        for (const [watch, operation] of client.watches) {
          const event = eventOf(operation, change, held.get(path) ?? '');
          if (event === null) continue;
          lines.push({ ...event, client: client.client, watch });
          if (operation.type === 'getData') client.watches.delete(watch);
        }
      }
      held.set(path, data);
    }
  };

  const remove = (
    client: Client,
    { path, watcherType = 'any' }: OperationOf<'removeWatches' | 'checkWatches'>,
    isDone: boolean,
  ): number => {
    const found = [...client.watches].filter(([, watch]) => {
      const type = watch.type === 'addWatch' ? watch.mode : 'data';
      return watch.path === path && (watcherType === 'any' || watcherType === type);
    });
    if (isDone) for (const [id] of found) client.watches.delete(id);
    return found.length > 0 ? 0 : ErrorCode.NOWATCHER;
  };

  const execute = ({
    client,
    line: { id, operation, identities, linearizable },
  }: (typeof waiting)[number]): { code: number; outcome: Outcome } => {
    const caller = { session: client.session, ...(identities !== undefined && { identities }) };
    if (client.isReadOnly && (isWrite(operation) || linearizable || operation.type === 'sync')) {
      return { code: ErrorCode.NOTREADONLY, outcome: {} };
    }
    if (isWrite(operation)) {
      zxid++;
      if (operation.type !== 'close') return model.apply(operation, zxid, caller);
      model.endSession(client.session, zxid);
      client.hasEnded = true;
      return { code: 0, outcome: {} };
    }
    switch (operation.type) {
      case 'addWatch':
        client.watches.set(id, operation);
        return { code: 0, outcome: {} };
      case 'removeWatches':
      case 'checkWatches':
        return { code: remove(client, operation, operation.type === 'removeWatches'), outcome: {} };
      case 'getData': {
        const answer = model.read(operation, caller);
        if (operation.watch && answer.code === 0) client.watches.set(id, operation);
        return answer;
      }
      case 'getChildren':
        return operation.pageSize === undefined ? model.read(operation, caller) : page(model, operation, caller.session);
      default:
        return model.read(operation, caller);
    }
  };

  /** The cluster takes up the oldest call of a random client, and its answer is heard at once. */
  const answer = (): void => {
    const asked = waiting.length === 0 ? undefined : random.pick(waiting);
    const next = waiting.find(({ client }) => client === asked?.client);
    if (next === undefined) return;
    waiting.splice(waiting.indexOf(next), 1);
    const { client, line } = next;
    const { operation, id, requestId } = line;
    const { code, outcome } = execute(next);
    tell();
    const answered = { type: 'answer', client: client.client, code, zxid, outcome: stamped(outcome), atMs } as const;
    lines.push({ ...answered, id });
    if (requestId !== undefined && random.chance(0.4)) {
      const again = client.nextId++;
      lines.push({ ...line, id: again });
      lines.push({ ...answered, id: again });
    }
    const { nextPageToken } = outcome;
    if (operation.type === 'getChildren' && nextPageToken !== undefined) call(client, { ...operation, pageToken: nextPageToken });
    if (operation.type === 'close') lines.push({ type: 'state', client: client.client, state: 'CLOSED', endpoint: null });
  };

  const settle = (): void => {
    while (waiting.length > 0) answer();
  };

  const say = (client: Client, state: string): void => {
    client.isReadOnly = state === 'CONNECTED_READ_ONLY';
    lines.push({ type: 'state', client: client.client, state, endpoint: 'one' });
  };

  const setUp = open();
  for (const path of ROOTS) call(setUp, { type: 'create', path, data: '', ...plain });
  call(setUp, { type: 'create', path: '/register/a', data: '', ...plain });
  call(setUp, { type: 'setQuota', path: '/quota', quota: { countHard: 4, countSoft: -1, bytesHard: 8, bytesSoft: -1 } });
  settle();
  for (let n = 0; n < 3; n++) begin(open());
  const stranger = open(true);
  for (let step = 0; step < steps; step++) {
    atMs += random.between(1, 20);
    const live = clients.filter(({ isOpen, session }) => isOpen && session !== 0);
    const client = random.pick(live);
    const data = `u${++unique}`;
    const known = (path: string): number => model.read({ type: 'exists', path, watch: false }, { session: 0 }).outcome.stat?.version ?? 0;
    if (waiting.length < 6) {
      switch (random.below(23)) {
        case 0:
        case 1:
          call(client, { type: 'setData', path: '/register/a', data, version: random.chance(0.5) ? null : known('/register/a') });
          break;
        case 2:
        case 3:
          call(client, { type: 'getData', path: '/register/a', watch: random.chance(0.3) }, { linearizable: random.chance(0.6) });
          break;
        case 4:
          call(client, { type: 'create', path: `/set/s${random.below(9)}`, data, ...plain });
          break;
        case 5:
          call(client, { type: 'delete', path: `/set/s${random.below(9)}`, version: null });
          break;
        case 6:
          call(client, { type: 'create', path: '/seq/n-', data, ...sequential });
          break;
        case 7:
          call(client, { type: 'create', path: '/lock/one', data, kind: 'ephemeral', sequential: false });
          break;
        case 8:
          if (model.ownerOf('/lock/one') === client.session) call(client, { type: 'delete', path: '/lock/one', version: null });
          break;
        case 9:
          call(client, { type: 'create', path: '/group/m-', data, kind: 'ephemeral', sequential: true });
          break;
        case 10:
          call(client, { type: 'getChildren', path: random.pick(ROOTS), watch: false });
          break;
        case 11:
          call(client, { type: 'sync', path: '/' });
          break;
        case 12: {
          const rights = random.chance(0.8) ? Right.all : Right.all - Right.create;
          call(client, { type: 'setAcl', path: '/set', acl: [{ rights, identity: anyone }], aversion: null });
          break;
        }
        case 13: {
          const acl = [{ rights: Right.all, identity: { scheme: 'digest', id: digestOf(userOf(client)) } }];
          call(client, { type: 'create', path: '/access/a-', data, ...sequential, acl });
          break;
        }
        case 14: {
          const [name] = model.children('/access');
          if (name === undefined) break;
          const path = `/access/${name}`;
          call(client, random.chance(0.5) ? { type: 'setData', path, data, version: null } : { type: 'getAcl', path });
          break;
        }
        case 15:
          call(client, random.chance(0.5) ? { type: 'whoAmI' } : { type: 'listQuotas', path: '/quota' });
          break;
        case 16:
        case 21: {
          const path = `/quota/q${random.below(5)}`;
          call(client, random.chance(0.7) ? { type: 'create', path, data, ...plain } : { type: 'delete', path, version: null });
          break;
        }
        case 17: {
          const shown = random.chance(0.5) ? { withData: true, withStat: true } : {};
          call(client, { type: 'getChildren', path: '/set', watch: false, pageSize: 2, ...shown });
          break;
        }
        case 18: {
          const type = random.pick(['checkWatches', 'removeWatches', 'checkWatches'] as const);
          if (type === 'removeWatches') call(client, { type, path: '/register/a' });
          else
            call(client, {
              type,
              path: random.pick(['/register/a', '/set']),
              watcherType: random.pick(['data', 'persistent', 'any'] as const),
            });
          break;
        }
        case 19: {
          const operation = random.pick<Operation>([
            { type: 'setData', path: '/register/a', data, version: null },
            { type: 'create', path: '/seq/n-', data, ...sequential },
            { type: 'getData', path: '/register/a', watch: false },
          ]);
          const as = random.chance(0.5) ? { identities: [`digest:${digestOf(USERS[0])}`] } : {};
          call(stranger, operation, { ...as, ...(isWrite(operation) && { requestId: `request ${data}` }) });
          break;
        }
        case 20:
          if (waiting.some((each) => each.client === client)) break;
          if (client.isReadOnly) say(client, 'CONNECTED');
          else say(client, 'CONNECTED_READ_ONLY');
          break;
        default:
          if (random.chance(0.3) && live.length > 2 && !client.isReadOnly) {
            call(client, { type: 'close' });
            client.isOpen = false;
          } else if (live.length < 5) begin(open());
      }
    }
    if (random.chance(0.7)) answer();
  }
  settle();
  for (const client of clients) {
    if (!client.isOpen || client.session === 0) continue;
    if (client.isReadOnly) say(client, 'CONNECTED');
    call(client, { type: 'sync', path: '/' });
  }
  settle();
  for (const replica of [1, 2, 3]) lines.push({ type: 'digest', replica, zxid, digest: 'd' });
  return lines;
}

function userOf({ client }: Client): string {
  return USERS[client % USERS.length] ?? USERS[0];
}

/** What a watch tells of a change; null for nothing. */
function eventOf(
  watch: OperationOf<'addWatch' | 'getData'>,
  { kind, path, zxid, data }: ModelChange,
  before: string,
): Omit<EventLine, 'client' | 'watch'> | null {
  const event = { type: 'event', event: kind, path, zxid } as const;
  if (watch.type === 'getData') return watch.path === path ? event : null;
  if (watch.mode === 'persistentRecursive') return path === watch.path || path.startsWith(`${watch.path}/`) ? event : null;
  if (path === watch.path) {
    if (watch.types !== undefined && !watch.types.includes(kind)) return null;
    return watch.withData === true ? { ...event, data, previousData: before } : event;
  }
  const isParent = path.slice(0, path.lastIndexOf('/')) === watch.path;
  return isParent && kind !== 'dataChanged' ? { ...event, event: 'childrenChanged', path: watch.path } : null;
}

/** Newest first, as replicas do it; a token is the zxid of the creation of the last child given. */
function page(model: Model, operation: OperationOf<'getChildren'>, session: number): { code: number; outcome: Outcome } {
  const { path, pageSize = 1, pageToken, withData, withStat } = operation;
  const { code, outcome } = model.read({ type: 'getChildren', path, watch: false }, { session });
  const bornAt = (name: string): number =>
    model.read({ type: 'exists', path: `${path}/${name}`, watch: false }, { session }).outcome.stat?.czxid ?? 0;
  const left = model.children(path).filter((name) => pageToken === undefined || bornAt(name) < Number(pageToken));
  const names = left.slice(0, pageSize);
  const isWithEntries = withData === true || withStat === true;
  const entries = names.map((name) => {
    const { stat = null, data = '' } = model.child(`${path}/${name}`, operation, { session });
    return { name, stat, data };
  });
  return {
    code,
    outcome: {
      ...outcome,
      children: isWithEntries ? [] : names,
      ...(isWithEntries && { entries }),
      ...(left.length > pageSize && { nextPageToken: String(bornAt(names[names.length - 1] ?? '')) }),
    },
  };
}

/** The model has no clock: times that follow the zxid. */
function stamped<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(stamped) as T;
  const entries = Object.entries(value).map(([key, each]) => [key, stamped(each)] as const);
  const { czxid, mzxid } = value as { readonly czxid?: number; readonly mzxid?: number };
  const times = czxid === undefined || mzxid === undefined ? {} : { ctimeMs: czxid * 10, mtimeMs: mzxid * 10 };
  return { ...Object.fromEntries(entries), ...times } as T;
}
