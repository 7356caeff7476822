import type { WatchCall } from '@grove/engine';
import { decodeWatchResponse, encodeOperation } from '@grove/wire';
import { create } from './cases';
import { nameOf, type Code } from './codes';
import { World, type Session } from './world';

/** The calls that start, keep and end a session, `Watch`, and the first frame of a stream: what each can be refused with. */
type Answered = Code | number;
const NO_CURSOR_OF_OURS = Uint8Array.of(9, 9);
/** A zxid that no cluster of a test reaches. */
const NEVER = 1_000_000_000;

const worlds: World[] = [];
function newWorld(...args: ConstructorParameters<typeof World>): World {
  const world = new World(...args);
  worlds.push(world);
  return world;
}
afterAll(() => {
  for (const { cluster } of worlds) cluster.assertHealthy();
});

interface Result {
  readonly ok: boolean;
  readonly code?: number;
  readonly retryAfterMs?: number;
}

/** Waits for the answer of a call about a session. */
function answerOf(world: World, start: (done: (result: Result) => void) => void): { code: Answered; retryAfterMs: number } {
  const answered: { result: Result | null } = { result: null };
  start((result) => {
    answered.result = result;
  });
  world.cluster.clock.until(() => answered.result !== null, 30_000);
  const { ok, code = 0, retryAfterMs = 0 } = answered.result ?? NOT_ANSWERED;
  return { code: ok ? 'OK' : nameOf(code), retryAfterMs };
}

const NOT_ANSWERED: Result = { ok: false };
const credentials = (session: Session) => ({ sessionId: session.id, sessionSecret: session.secret });
const engineOf = (world: World, replica = 1) => {
  const { engine } = world.cluster.replica(replica);
  if (engine === null) throw new Error(`replica ${replica} is down`);
  return engine;
};
const open = (world: World, replica = 1) =>
  answerOf(world, (done) => {
    engineOf(world, replica).openSession(10_000, done);
  });
const keepAlive = (world: World, session: { sessionId: number; sessionSecret: Uint8Array }, replica = 1) =>
  answerOf(world, (done) => {
    engineOf(world, replica).keepAlive(session, done);
  });
const close = (world: World, session: { sessionId: number; sessionSecret: Uint8Array }, replica = 1) =>
  answerOf(world, (done) => {
    engineOf(world, replica).closeSession(session, done);
  });

/** How a Watch stream began: `OK`, or the code that ended it. */
function watch(world: World, call: Partial<WatchCall>, replica = 1): Answered {
  const began: { code: Answered | null } = { code: null };
  engineOf(world, replica).openWatch(
    { path: '/', recursive: true, startCursor: new Uint8Array(0), types: [], minZxid: 0, ...call },
    {
      send: () => {
        began.code ??= 'OK';
      },
      backlogBytes: () => 0,
      end: (ended) => {
        began.code ??= nameOf(ended);
      },
    },
  );
  world.cluster.clock.until(() => began.code !== null, 30_000);
  return began.code ?? 'OK';
}

const calls = [
  ['KeepAlive', keepAlive],
  ['CloseSession', close],
  [
    'Watch',
    (world: World, session: { sessionId: number; sessionSecret: Uint8Array }) => ({ code: watch(world, session), retryAfterMs: 0 }),
  ],
] as const;

describe.each(calls)('%s', (_, call) => {
  const world = newWorld();

  test('of a session with its secret', () => {
    expect(call(world, credentials(world.session())).code).toBe('OK');
  });

  test('SESSIONEXPIRED: with the secret of another', () => {
    const session = world.session();
    expect(call(world, { sessionId: session.id, sessionSecret: world.session().secret }).code).toBe('SESSIONEXPIRED');
    expect(call(world, { sessionId: session.id, sessionSecret: new Uint8Array(0) }).code).toBe('SESSIONEXPIRED');
    expect(session.ended).toBeNull();
  });

  test('SESSIONEXPIRED: of one that was closed, that was not heard in time, that never was', () => {
    const closed = world.session();
    world.closeSession(closed);
    expect(call(world, credentials(closed)).code).toBe('SESSIONEXPIRED');
    const silent = world.session(undefined, 1, 4_000);
    silent.disconnect();
    world.cluster.clock.run(10_000);
    expect(call(world, credentials(silent)).code).toBe('SESSIONEXPIRED');
    expect(call(world, { sessionId: NEVER, sessionSecret: closed.secret }).code).toBe('SESSIONEXPIRED');
  });
});

describe('THROTTLEDOP: more sessions than the cluster may have', () => {
  const world = newWorld(1, { maxSessions: 2 });

  test('OpenSession, with a delay; a stream’s open; and room when one was closed', () => {
    const first = world.session();
    world.session();
    const refused = open(world);
    expect(refused.code).toBe('THROTTLEDOP');
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(world.session().ended).toBe('THROTTLEDOP');
    world.closeSession(first);
    expect(open(world).code).toBe('OK');
  });
});

describe('the first frame of a stream', () => {
  const world = newWorld();

  test('BADARGUMENTS: attach to a state that the cluster has not reached; the session lives on', () => {
    const session = world.session();
    session.disconnect();
    session.attach(1, NEVER);
    expect(session.ended).toBe('BADARGUMENTS');
    session.attach();
    expect(session.ended).toBeNull();
  });

  test('BADARGUMENTS comes before SESSIONEXPIRED: the state is what the session is looked up in', () => {
    const session = world.session();
    session.disconnect();
    session.secret = new Uint8Array(16);
    session.attach(1, NEVER);
    expect(session.ended).toBe('BADARGUMENTS');
    session.attach(1, 0);
    expect(session.ended).toBe('SESSIONEXPIRED');
  });
});

describe('Watch', () => {
  const world = newWorld();
  const writer = world.session();

  test.each<[string, Code, Partial<WatchCall>]>([
    ['a path that is none', 'BADARGUMENTS', { path: 'x' }],
    ['a cursor that is none', 'BADARGUMENTS', { startCursor: NO_CURSOR_OF_OURS }],
    ['a zxid that the cluster has not reached', 'BADARGUMENTS', { minZxid: NEVER }],
    ['a credential that proves nothing', 'AUTHFAILED', { credentials: [{ scheme: 'sasl', credential: new Uint8Array(0) }] }],
    ['a znode that is not there', 'OK', { path: '/none/x' }],
  ])('%s: %s', (_, code, call) => {
    expect(watch(world, call)).toBe(code);
  });

  test('BADARGUMENTS before SESSIONEXPIRED before AUTHFAILED', () => {
    const wrong = { sessionId: writer.id, credentials: [{ scheme: 'sasl', credential: new Uint8Array(0) }] };
    expect(watch(world, { ...wrong, path: 'x' })).toBe('BADARGUMENTS');
    expect(watch(world, wrong)).toBe('SESSIONEXPIRED');
    expect(watch(world, { ...wrong, sessionSecret: writer.secret })).toBe('AUTHFAILED');
  });

  test('only the types that were asked for', () => {
    const told: string[] = [];
    engineOf(world).openWatch(
      { path: '/', recursive: true, startCursor: new Uint8Array(0), types: [2], minZxid: 0 },
      {
        send: (bytes) => told.push(...(decodeWatchResponse(bytes)?.events ?? []).map(({ type, path }) => `${type} ${path}`)),
        backlogBytes: () => 0,
        end: () => undefined,
      },
    );
    for (const operation of [create('/typed'), { type: 'delete', path: '/typed', version: null }] as const) {
      expect(writer.do(encodeOperation(operation)).code).toBe('OK');
    }
    world.cluster.clock.run(100);
    expect(told).toEqual(['deleted /typed']);
  });
});

describe('a replica that is cut off, or goes down', () => {
  const world = newWorld(3);
  const session = world.session(undefined, 3, 40_000);
  for (const other of [1, 2]) world.cluster.partition(3, other);
  world.cluster.clock.run(1_000);

  test('OUTCOMEUNKNOWN: OpenSession and CloseSession: they may still happen', () => {
    expect(open(world, 3).code).toBe('OUTCOMEUNKNOWN');
    expect(close(world, credentials(session), 3).code).toBe('OUTCOMEUNKNOWN');
  });

  test('CONNECTIONLOSS: everything', () => {
    const watching = { code: null as Answered | null };
    engineOf(world, 2).openWatch(
      { path: '/', recursive: true, startCursor: new Uint8Array(0), types: [], minZxid: 0 },
      {
        send: () => undefined,
        backlogBytes: () => 0,
        end: (code) => {
          watching.code = nameOf(code);
        },
      },
    );
    engineOf(world, 2).stop(() => undefined);
    world.cluster.clock.until(() => watching.code !== null, 30_000);
    expect(watching.code).toBe('CONNECTIONLOSS');
    expect(open(world, 2).code).toBe('CONNECTIONLOSS');
    expect(keepAlive(world, credentials(session), 2).code).toBe('CONNECTIONLOSS');
    expect(close(world, credentials(session), 2).code).toBe('CONNECTIONLOSS');
    expect(watch(world, {}, 2)).toBe('CONNECTIONLOSS');
  });
});
