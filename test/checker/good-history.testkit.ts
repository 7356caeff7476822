import type { Operation, OperationResult } from '@grove/wire';
import { ReferenceTree } from '../../packages/tree/src/testing/reference-tree';
import { isWrite, type Line } from './history';

const SESSIONS = 4;
export const REGISTER = '/register';
const PATHS = ['/a', '/b', '/a/x', '/a/y', '/b/z'];
/** Sent and not yet answered, per session. */
const UNDER_WAY_MAX = 3;

/** A small generator (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Item {
  readonly line: 'answered' | 'told';
  fill(at: number): Line;
}

/**
 * What clients of a flawless service would have recorded: it does one request after another, in each session's order, and tells events before
 * answers; clients hear of it at any later time. One session expires, one client loses its last answers.
 */
export function goodHistory(seed: number, steps: number): Line[] {
  const random = randomOf(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const tree = new ReferenceTree(1_000_000);
  const history: Line[] = [];
  let at = 0;
  let zxid = 0;
  let ids = 0;
  let told = 0;
  const sessions = Array.from({ length: SESSIONS }, () => {
    zxid += 1;
    tree.open(zxid, 1);
    history.push({ line: 'session', at: (at += 1), session: zxid });
    return { id: zxid, sent: [] as { id: number; operation: Operation }[], outbox: [] as Item[], lives: true, underWay: 0 };
  });
  const stream: Item[] = [];
  const first: Operation = { type: 'create', path: REGISTER, data: new Uint8Array(0), kind: 'persistent', sequential: false };
  const maker = sessions[1]?.id ?? 0;
  history.push({ line: 'sent', at: (at += 1), id: (ids += 1), session: maker, operation: first, linearizable: false });
  const made = tree.write((zxid += 1), 1, { sessionId: maker, generation: 0, sequence: 0, acknowledgedSequence: 0, operation: first });
  history.push({ line: 'answered', at: (at += 1), id: ids, code: made?.code ?? 0, zxid, result: made?.result ?? null });
  told = tree.changes.length;
  history.push({ line: 'watching', at: (at += 1), watch: 1, session: 0, path: '/', recursive: true, zxid });
  for (const [n, { id }] of sessions.entries()) {
    history.push({ line: 'watching', at: (at += 1), watch: 2 + n, session: id, path: pick(['/', '/a']), recursive: n % 2 === 0, zxid });
  }
  const watches = history.filter((line) => line.line === 'watching');

  const tellChanges = (): void => {
    for (; told < tree.changes.length; told += 1) {
      const change = tree.changes[told];
      if (change === undefined || change.kind === 'aclChanged') continue;
      const { kind, path } = change;
      const parent = path.slice(0, path.lastIndexOf('/')) || '/';
      const data = new Uint8Array(Buffer.from(change.data, 'latin1'));
      for (const { watch, session, path: watched, recursive } of watches) {
        const outbox = session === 0 ? stream : (sessions.find(({ id }) => id === session)?.outbox ?? []);
        const below = watched === '/' || path.startsWith(`${watched}/`);
        const fill =
          (type: typeof kind | 'childrenChanged', of: string) =>
          (now: number): Line => ({ line: 'told', at: now, watch, type, path: of, zxid: change.zxid, data });
        if (path === watched || (recursive && below)) outbox.push({ line: 'told', fill: fill(kind, path) });
        if (!recursive && parent === watched && kind !== 'dataChanged')
          outbox.push({ line: 'told', fill: fill('childrenChanged', watched) });
      }
    }
  };
  const operation = (dies: boolean, isDeaf: boolean): Operation => {
    const path = pick(PATHS);
    const data = new Uint8Array(Buffer.from(`value ${(ids += 1)}`));
    // A register that nothing else happens to, and whose writes are all answered.
    if (!isDeaf && !dies && random() < 0.12)
      return random() < 0.5 ? { type: 'setData', path: REGISTER, data, version: null } : { type: 'getData', path: REGISTER, watch: false };
    const version = random() < 0.3 ? Math.floor(random() * 3) : null;
    // The session that expires leaves something behind.
    if (dies && random() < 0.3) return { type: 'create', path: '/own-', data, kind: 'ephemeral', sequential: true };
    const kind = random() < 0.3 ? 'ephemeral' : 'persistent';
    return pick<() => Operation>([
      () => ({ type: 'create', path, data, kind, sequential: random() < 0.3 }),
      () => ({ type: 'setData', path, data, version }),
      () => ({ type: 'setData', path, data, version: null }),
      () => ({ type: 'delete', path, version }),
      () => ({
        type: 'multi',
        parts: [
          { type: 'check', path, version },
          { type: 'setData', path, data, version: null },
        ],
      }),
      () => ({ type: 'getData', path, watch: false }),
      () => ({ type: 'exists', path, watch: false }),
      () => ({ type: 'getChildren', path: pick(['/', '/a', '/b']), watch: false }),
    ])();
  };
  const deliver = (outbox: Item[]): void => {
    const item = outbox.shift();
    if (item !== undefined) history.push(item.fill((at += 1)));
  };
  for (let step = 0; step < steps; step += 1) {
    const session = pick(sessions);
    const action = random();
    if (action < 0.3 && session.lives && session.underWay < UNDER_WAY_MAX) {
      const id = (ids += 1);
      const asked = operation(session === sessions[0], session === sessions[2]);
      session.sent.push({ id, operation: asked });
      session.underWay += 1;
      history.push({ line: 'sent', at: (at += 1), id, session: session.id, operation: asked, linearizable: !isWrite(asked) });
    } else if (action < 0.6) {
      const request = session.sent.shift();
      if (request === undefined || !session.lives) continue;
      const write = { sessionId: session.id, generation: 0, sequence: 0, acknowledgedSequence: 0, operation: request.operation };
      const done = isWrite(request.operation) ? tree.write((zxid += 1), 1, write) : tree.read(request.operation, session.id);
      tellChanges();
      const result: OperationResult | null = done?.result ?? null;
      const code = done?.code ?? 0;
      const answered = { id: request.id, code, zxid: done?.zxid === 0 ? zxid : (done?.zxid ?? zxid), result };
      session.outbox.push({
        line: 'answered',
        fill: (now) => {
          session.underWay -= 1;
          return { line: 'answered', at: now, ...answered };
        },
      });
    } else if (action < 0.95) deliver(random() < 0.3 ? stream : session.outbox);
    else if (step > steps / 2 && session === sessions[0] && session.lives) {
      session.lives = false;
      tree.expire((zxid += 1), 1, [session.id]);
      tellChanges();
    }
  }
  // The third one hears no more; the others hear the rest.
  for (const outbox of [stream, ...sessions.filter((_, n) => n !== 2).map((session) => session.outbox)]) {
    while (outbox.length > 0) deliver(outbox);
  }
  for (const { watch, session } of watches) {
    const isDeaf = session === sessions[2]?.id || session === sessions[0]?.id;
    if (!isDeaf) history.push({ line: 'watchEnd', at: (at += 1), watch, zxid });
  }
  return history;
}
