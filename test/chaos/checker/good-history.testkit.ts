import { SeededRandom } from '../../simulation/random';
import { isWrite, type Line, type Operation, type Outcome } from './history';
import { Model } from './model';

/** Histories that keep every rule: the model itself answers, at one moment between each call and its answer. */

interface Client {
  readonly client: number;
  readonly session: number;
  nextId: number;
  /** Asks more. */
  isOpen: boolean;
  hasEnded: boolean;
  lastZxid: number;
  /** Watches that stay: the id of their call. */
  staying: number | null;
  oneShot: { readonly id: number; readonly path: string }[];
}

const ROOTS = ['/register', '/set', '/seq', '/lock', '/group'];

export function goodHistory(seed: number, steps = 450): Line[] {
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
  const waiting: { readonly client: Client; readonly id: number; readonly operation: Operation; readonly linearizable: boolean }[] = [];

  const open = (): Client => {
    const client: Client = {
      client: nextClient++,
      session: ++zxid,
      nextId: 1,
      isOpen: true,
      hasEnded: false,
      lastZxid: zxid,
      staying: null,
      oneShot: [],
    };
    lines.push({ type: 'open', client: client.client, session: client.session, timeoutMs: 4_000, atMs });
    lines.push({ type: 'state', client: client.client, state: 'CONNECTED', endpoint: 'one' });
    clients.push(client);
    return client;
  };

  const call = (client: Client, operation: Operation, linearizable = false): void => {
    const id = client.nextId++;
    lines.push({ type: 'call', client: client.client, id, operation, linearizable, minZxid: 0, atMs });
    waiting.push({ client, id, operation, linearizable });
  };

  const tell = (): void => {
    for (; told < model.changes.length; told++) {
      const change = model.changes[told];
      if (change === undefined) return;
      const data =
        change.kind === 'deleted' ? null : (model.read({ type: 'getData', path: change.path, watch: false }, 0).outcome.data ?? '');
      lines.push({ type: 'change', zxid: change.zxid, event: change.kind, path: change.path, data, atMs });
      for (const client of clients) {
        if (client.hasEnded) continue;
        const event = { type: 'event', client: client.client, event: change.kind, path: change.path, zxid: change.zxid } as const;
        if (client.staying !== null && change.path.startsWith('/set')) lines.push({ ...event, watch: client.staying });
        const fired = client.oneShot.filter(({ path }) => path === change.path);
        client.oneShot = client.oneShot.filter(({ path }) => path !== change.path);
        for (const { id } of fired) lines.push({ ...event, watch: id });
      }
    }
  };

  /** The cluster takes up the oldest call of a random client, and its answer is heard at once. */
  const answer = (): void => {
    const asked = waiting.length === 0 ? undefined : random.pick(waiting);
    const next = waiting.find(({ client }) => client === asked?.client);
    if (next === undefined) return;
    waiting.splice(waiting.indexOf(next), 1);
    const { client, id, operation } = next;
    let code = 0;
    let outcome: Outcome = {};
    if (isWrite(operation)) {
      zxid++;
      if (operation.type === 'close') {
        model.endSession(client.session, zxid);
        client.hasEnded = true;
      } else ({ code, outcome } = model.apply(operation, zxid, client.session));
    } else ({ code, outcome } = model.read(operation, client.session));
    tell();
    if (code === 0 && operation.type === 'addWatch') client.staying = id;
    if (code === 0 && 'watch' in operation && operation.watch) client.oneShot.push({ id, path: operation.path });
    lines.push({ type: 'answer', client: client.client, id, code, zxid, outcome: stamped(outcome), atMs });
    client.lastZxid = zxid;
    if (operation.type === 'close') lines.push({ type: 'state', client: client.client, state: 'CLOSED', endpoint: null });
  };

  const settle = (): void => {
    while (waiting.length > 0) answer();
  };

  const setUp = open();
  for (const path of ROOTS) call(setUp, { type: 'create', path, data: '', ephemeral: false, sequential: false });
  call(setUp, { type: 'create', path: '/register/a', data: '', ephemeral: false, sequential: false });
  settle();
  for (let n = 0; n < 3; n++) call(open(), { type: 'addWatch', path: '/set', recursive: true });
  for (let step = 0; step < steps; step++) {
    atMs += random.between(1, 20);
    const live = clients.filter(({ isOpen }) => isOpen);
    const client = random.pick(live);
    const data = `u${++unique}`;
    const known = (path: string): number => model.read({ type: 'exists', path, watch: false }, 0).outcome.stat?.version ?? 0;
    if (waiting.length < 6) {
      switch (random.below(14)) {
        case 0:
        case 1:
          call(client, { type: 'setData', path: '/register/a', data, version: random.chance(0.5) ? -1 : known('/register/a') });
          break;
        case 2:
        case 3:
          call(client, { type: 'getData', path: '/register/a', watch: random.chance(0.3) }, random.chance(0.6));
          break;
        case 4:
          call(client, { type: 'create', path: `/set/s${random.below(6)}`, data, ephemeral: false, sequential: false });
          break;
        case 5:
          call(client, { type: 'delete', path: `/set/s${random.below(6)}`, version: -1 });
          break;
        case 6:
          call(client, { type: 'create', path: '/seq/n-', data, ephemeral: false, sequential: true });
          break;
        case 7:
          call(client, { type: 'create', path: '/lock/one', data, ephemeral: true, sequential: false });
          break;
        case 8:
          if (model.ownerOf('/lock/one') === client.session) call(client, { type: 'delete', path: '/lock/one', version: -1 });
          break;
        case 9:
          call(client, { type: 'create', path: '/group/m-', data, ephemeral: true, sequential: true });
          break;
        case 10:
          call(client, { type: 'getChildren', path: random.pick(ROOTS), watch: false });
          break;
        case 11:
          call(client, { type: 'sync' });
          break;
        case 12:
          call(client, { type: 'setAcl', path: '/set', rights: random.chance(0.8) ? 31 : 31 - 4, aversion: -1 });
          break;
        default:
          if (random.chance(0.3) && live.length > 2) {
            call(client, { type: 'close' });
            client.isOpen = false;
          } else if (live.length < 5) call(open(), { type: 'addWatch', path: '/set', recursive: true });
      }
    }
    if (random.chance(0.6)) answer();
  }
  settle();
  for (const client of clients) if (client.isOpen) call(client, { type: 'sync' });
  settle();
  for (const replica of [1, 2, 3]) lines.push({ type: 'digest', replica, zxid, digest: 'd' });
  return lines;
}

/** The model has no clock: times that follow the zxid. */
function stamped(outcome: Outcome): Outcome {
  const { stat } = outcome;
  return stat === undefined || stat === null
    ? outcome
    : { ...outcome, stat: { ...stat, ctimeMs: stat.czxid * 10, mtimeMs: stat.mzxid * 10 } };
}
