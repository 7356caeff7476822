import { encodeOperation, type Operation, type OperationType } from '@grove/wire';
import { create, encoded, remove } from './cases';
import { furnish } from './furnished';
import { samples, streamOnly, writes } from './samples';
import { World, type Session } from './world';

/**
 * Errors that do not come from what an operation asks, but from when and by whom: the same for each operation. A pair that
 * cannot be reached is a line too, with the reason.
 */
const operations = Object.entries(samples) as [OperationType, Operation][];
const unaryOperations = operations.filter(([type]) => !streamOnly.includes(type));
const isWrite = (type: OperationType): boolean => writes.includes(type);
const writing = operations.filter(([type]) => isWrite(type));
const reading = unaryOperations.filter(([type]) => !isWrite(type));
const CLOSE = encodeOperation({ type: 'close' });
/** A zxid that no cluster of a test reaches. */
const NEVER = 1_000_000_000;

const worlds: World[] = [];
function newWorld(...args: ConstructorParameters<typeof World>): World {
  const world = new World(...args);
  worlds.push(world);
  furnish(world);
  return world;
}
afterAll(() => {
  for (const { cluster } of worlds) cluster.assertHealthy();
});

describe('SESSIONEXPIRED', () => {
  const world = newWorld();

  test.each(operations)('stream: %s on a connection whose session was closed: the stream has ended so', (_, operation) => {
    const session = world.session();
    world.closeSession(session);
    expect(session.do(encoded(operation, 's'))).toMatchObject({ code: 'SESSIONEXPIRED', ended: true });
  });

  test.each(unaryOperations)('unary: %s with the secret of another session', (_, operation) => {
    const session = world.session();
    expect(world.unary(encoded(operation, 'u'), { session, secret: world.session().secret }).code).toBe('SESSIONEXPIRED');
  });

  test.each(unaryOperations)('unary: %s in a session that was not heard in time', (_, operation) => {
    const session = world.session(undefined, 1, 4_000);
    session.disconnect();
    world.cluster.clock.run(10_000);
    expect(world.unary(encoded(operation, 'u'), { session }).code).toBe('SESSIONEXPIRED');
  });

  test('stream: attach with another session’s secret, and to a session that has ended', () => {
    const session = world.session();
    session.disconnect();
    const { secret } = session;
    session.secret = world.session().secret;
    session.attach();
    expect(session.ended).toBe('SESSIONEXPIRED');
    session.secret = secret;
    session.attach();
    expect(session.ended).toBeNull();
    session.do(CLOSE);
    session.attach();
    expect(session.ended).toBe('SESSIONEXPIRED');
  });
});

describe('SESSIONMOVED', () => {
  const world = newWorld(3);

  test.each(operations)('stream: %s on the connection that the session left: the stream has ended so', (_, operation) => {
    const session = world.session();
    const old = world.session();
    const taken = { id: session.id, secret: session.secret };
    Object.assign(old, taken);
    old.attach(2);
    // The replica of before hears of it when it applies the same entry.
    world.cluster.untilConverged();
    expect(session.do(encoded(operation, 's'))).toMatchObject({ code: 'SESSIONMOVED', ended: true });
    expect(old.do(encodeOperation({ type: 'sync', path: '/' })).code).toBe('OK');
  });

  test.each(unaryOperations)('unary: %s cannot be: a call names the session, not one of its connections', (_, operation) => {
    const session = world.session();
    session.attach(2);
    const { code } = world.unary(encoded(operation, 'u'), { session });
    expect(code).not.toBe('SESSIONMOVED');
  });
});

describe('GAP', () => {
  const world = newWorld();

  test.each(writing)('stream: %s with a number that leaves one out is not done and uses no number', (_, operation) => {
    const session = world.session();
    expect(session.do(encoded(operation, 's'), { sequence: 2 })).toMatchObject({ code: 'GAP', ended: false });
    expect(session.do(encodeOperation(create('/gap-', { sequential: true })), { sequence: 1 }).code).toBe('OK');
  });

  test.each(writing)('unary: %s cannot be: a unary call has no number', (_, operation) => {
    expect(world.unary(encoded(operation, 'u'), { session: world.session() }).code).not.toBe('GAP');
  });
});

describe('exactly once', () => {
  const world = newWorld();

  test('stream: a write sent again with its number gets the first answer', () => {
    const session = world.session();
    const operation = encodeOperation(create('/once-', { sequential: true }));
    const first = session.do(operation, { sequence: 1 });
    session.attach();
    expect(session.do(operation, { sequence: 1 })).toEqual(first);
  });

  test('stream: one that failed gets the same failure, also when it would succeed now', () => {
    const session = world.session();
    const operation = encodeOperation(remove('/later'));
    const first = session.do(operation, { sequence: 1 });
    expect(first.code).toBe('NONODE');
    world.unary(encodeOperation(create('/later')));
    expect(session.do(operation, { sequence: 1 })).toEqual(first);
  });
});

describe('MARSHALLINGERROR', () => {
  const world = newWorld();
  /** The operation's message, cut off in the middle of a field. */
  const broken = (operation: Operation): Uint8Array => {
    const whole = encodeOperation(operation);
    // The tag takes two bytes, the length one: a message of two bytes whose only field says that it has nine.
    return Uint8Array.from([whole[0] ?? 0, whole[1] ?? 0, 2, 0x0a, 9]);
  };

  test.each(operations.filter(([type]) => type !== 'sync'))('stream: %s whose bytes are cut off', (_, operation) => {
    const session = world.session();
    expect(session.do(broken(operation))).toMatchObject({ code: 'MARSHALLINGERROR', ended: false });
  });

  test.each(unaryOperations.filter(([type]) => type !== 'sync'))('unary: %s whose bytes are cut off', (_, operation) => {
    expect(world.unary(broken(operation)).code).toBe('MARSHALLINGERROR');
  });
});

describe('AUTHFAILED', () => {
  const world = newWorld();
  const wrong = { scheme: 'sasl', credential: new Uint8Array(0) };
  const malformed = { scheme: 'digest', credential: new TextEncoder().encode('without a colon') };

  test.each([wrong, malformed])('stream: addAuth: the connection ends, the session can be attached again', (credential) => {
    const session = world.session();
    expect(session.do(encodeOperation({ type: 'addAuth', credential }))).toMatchObject({ code: 'AUTHFAILED' });
    expect(session.do(encodeOperation({ type: 'sync', path: '/' }))).toMatchObject({ ended: true });
    session.attach();
    expect(session.ended).toBeNull();
  });

  test.each(unaryOperations)('unary: %s with a credential that proves nothing', (_, operation) => {
    for (const credential of [wrong, malformed]) {
      expect(world.unary(encoded(operation, 'u'), { credentials: [credential] }).code).toBe('AUTHFAILED');
    }
  });
});

describe('UNIMPLEMENTED', () => {
  const world = newWorld();

  test('an operation of a later version', () => {
    const later = Uint8Array.from([0xfa, 0x03, 0x00]);
    expect(world.session().do(later)).toMatchObject({ code: 'UNIMPLEMENTED', ended: false });
    expect(world.unary(later).code).toBe('UNIMPLEMENTED');
  });

  test.each(operations.filter(([type]) => streamOnly.includes(type)))('unary: %s belongs to the stream', (_, operation) => {
    expect(world.unary(encodeOperation(operation)).code).toBe('UNIMPLEMENTED');
  });
});

describe('THROTTLEDOP', () => {
  const world = newWorld(1, { maxOutstandingRequests: 2, maxPendingBytes: 5_000, maxWatchesPerSession: 2 });
  const large = encodeOperation(create('/wait-', { sequential: true, data: new Uint8Array(3_000) }));

  test.each(operations)('stream: %s when more than the allowed number wait, with a delay', (_, operation) => {
    const session = world.session();
    // Each of these waits for the leader's disk.
    const waiting = [0, 1].map(() => session.send(encodeOperation(create('/wait-', { sequential: true }))));
    const refused = session.send(encoded(operation, 's'));
    expect(waiting.map((id) => session.answerTo(id).code)).toEqual(['OK', 'OK']);
    const answer = session.answerTo(refused);
    expect(answer).toMatchObject({ code: 'THROTTLEDOP', ended: false });
    expect(answer.retryAfterMs).toBeGreaterThan(0);
    // A refused write has used its number: the next is done.
    expect(session.do(encodeOperation(create('/after-', { sequential: true }))).code).toBe('OK');
  });

  /** Unary writes of which nobody has heard yet: as many bytes as may wait. */
  function fill(): () => void {
    const done: string[] = [];
    for (let n = 0; n < 2; n += 1) world.startUnary(large, {}, ({ code }) => done.push(String(code)));
    return () => {
      world.cluster.clock.until(() => done.length === 2);
      expect(done).toEqual(['OK', 'OK']);
    };
  }

  test.each(writing)('unary: %s when as many bytes wait as may, with a delay, and nothing is done', (_, operation) => {
    const settle = fill();
    const answer = world.unary(encoded(operation, 'u'));
    expect(answer.code).toBe('THROTTLEDOP');
    expect(answer.retryAfterMs).toBeGreaterThan(0);
    settle();
    expect(world.unary(encoded(operation, 'u')).code).not.toBe('THROTTLEDOP');
  });

  test.each(reading)('unary: %s cannot be: a read waits for nobody’s writes', (_, operation) => {
    const settle = fill();
    expect(world.unary(encoded(operation, 'u')).code).not.toBe('THROTTLEDOP');
    settle();
  });

  test('stream: addWatch, setWatches and a read that sets a watch, when the session has as many as it may', () => {
    const session = world.session();
    const watch = (path: string) => session.do(encodeOperation({ type: 'addWatch', path, mode: 'persistent' }));
    expect([watch('/1').code, watch('/2').code]).toEqual(['OK', 'OK']);
    const none = { dataPaths: [], existsPaths: [], childPaths: [], persistentRecursivePaths: [] };
    const refused = [
      watch('/3'),
      session.do(encodeOperation({ type: 'setWatches', relativeZxid: 0, ...none, persistentPaths: ['/3'] })),
      session.do(encodeOperation({ type: 'getData', path: '/p', watch: true })),
    ];
    for (const answer of refused) {
      expect(answer.code).toBe('THROTTLEDOP');
      expect(answer.retryAfterMs).toBeGreaterThan(0);
    }
    // The same watch once more is none more.
    expect(watch('/1').code).toBe('OK');
  });
});

describe('NOTREADONLY', () => {
  const world = newWorld(3);
  const sessions = new Map(operations.map(([type]) => [type, world.session(undefined, 3)]));
  for (const session of sessions.values()) session.disconnect();
  for (const other of [1, 2]) world.cluster.partition(3, other);
  world.cluster.clock.run(2_000);
  /** What a replica without a quorum cannot do: writes, and reads that ask a quorum. */
  const needsQuorum = (type: OperationType): boolean => isWrite(type) || type === 'sync';

  function readOnly(type: OperationType): Session {
    const session = sessions.get(type);
    if (session === undefined) throw new Error(`no session for ${type}`);
    if (!session.readOnly || session.ended !== null) session.attach(3, session.lastZxid, true);
    expect(session).toMatchObject({ readOnly: true, ended: null });
    return session;
  }

  test.each(operations)(
    'stream: %s on a read-only connection: what needs the quorum is refused, the rest is answered',
    (type, operation) => {
      const { code, ended } = readOnly(type).do(encoded(operation, 's'));
      expect(ended).toBe(false);
      if (needsQuorum(type)) expect(code).toBe('NOTREADONLY');
      else expect(code).not.toBe('NOTREADONLY');
    },
  );

  test.each(operations.filter(([type]) => !isWrite(type)))(
    'stream: %s that is to be linearizable, or newer than what is here',
    (type, operation) => {
      const session = readOnly(type);
      expect(session.do(encoded(operation, 's'), { linearizable: true }).code).toBe('NOTREADONLY');
      expect(session.do(encoded(operation, 's'), { minZxid: NEVER }).code).toBe('NOTREADONLY');
    },
  );

  test('stream: a refused write takes no number: it is done with the same one when there is a leader', () => {
    const session = readOnly('create');
    const write = encodeOperation(create('/not-read-only'));
    expect(session.do(write, { sequence: 1 }).code).toBe('NOTREADONLY');
    world.cluster.heal();
    world.cluster.untilReady();
    session.attach(3);
    expect(session.do(write, { sequence: 1 }).code).toBe('OK');
  });
});

describe('NOAUTH of quotas', () => {
  const world = newWorld(1);
  const { code } = world.unary(
    encodeOperation({
      type: 'setAcl',
      path: '/zookeeper/quota',
      acl: [{ rights: 31, identity: { scheme: 'x509', id: 'CN=ann' } }],
      aversion: null,
    }),
  );
  const ann = { identities: ['x509:CN=ann'] };
  const quotas: readonly Operation[] = [
    { type: 'setQuota', path: '/full', quota: { countHard: 5, countSoft: -1, bytesHard: -1, bytesSoft: -1 } },
    { type: 'listQuotas', path: '' },
    { type: 'removeQuota', path: '/full' },
  ];

  test.each(quotas.map((operation) => [operation.type, operation] as const))(
    'stream and unary: %s without the right on /zookeeper/quota',
    (_, operation) => {
      expect(code).toBe('OK');
      const bytes = encodeOperation(operation);
      expect(world.session().do(bytes)).toMatchObject({ code: 'NOAUTH', ended: false });
      expect(world.unary(bytes).code).toBe('NOAUTH');
    },
  );

  test.each(quotas.map((operation) => [operation.type, operation] as const))('stream and unary: %s with it', (_, operation) => {
    const bytes = encodeOperation(operation);
    expect(world.session(ann).do(bytes).code).toBe('OK');
    // A quota that is gone cannot be removed once more.
    expect(world.unary(bytes, { caller: ann }).code).toBe(operation.type === 'removeQuota' ? 'NONODE' : 'OK');
  });
});

describe('without a leader', () => {
  /** Replica 1 follows, and then hears nobody. */
  function cutOff(): World {
    const world = newWorld(3);
    const { cluster } = world;
    const leader = cluster.leader?.id ?? 0;
    // The case is about replica 1: another has to lead.
    if (leader === 1) {
      cluster.replica(1).crash();
      cluster.clock.until(() => cluster.leader !== undefined);
      cluster.replica(1).start();
      cluster.untilReady();
    }
    for (const other of [2, 3]) cluster.partition(1, other);
    return world;
  }

  const world = cutOff();

  test.each(unaryOperations.filter(([type]) => isWrite(type)))('OUTCOMEUNKNOWN unary: %s: it may still happen', (_, operation) => {
    expect(world.unary(encoded(operation, 'u')).code).toBe('OUTCOMEUNKNOWN');
  });

  test.each(reading)('OPERATIONTIMEOUT unary: %s that is to be linearizable', (_, operation) => {
    expect(world.unary(encoded(operation, 'u'), { linearizable: true }).code).toBe('OPERATIONTIMEOUT');
  });

  test.each(reading)('OPERATIONTIMEOUT unary: %s of a zxid that never comes', (_, operation) => {
    expect(world.unary(encoded(operation, 'u'), { minZxid: NEVER }).code).toBe('OPERATIONTIMEOUT');
  });

  test.each(operations)('CONNECTIONLOSS stream: %s: the stream ends before the session could', (type, operation) => {
    const behind = cutOffSession();
    // What needs a leader ends with the stream, and the client goes to another replica.
    expect(behind.do(encoded(operation, 's'), { linearizable: !isWrite(type) })).toMatchObject({ code: 'CONNECTIONLOSS', ended: true });
  });

  function cutOffSession(): ReturnType<World['session']> {
    world.cluster.heal();
    world.cluster.untilReady();
    const session = world.session(undefined, 1);
    for (const other of [2, 3]) world.cluster.partition(1, other);
    return session;
  }
});
