import { encodeOperation, type Operation, type OperationType } from '@grove/wire';
import { create, encoded, remove } from './cases';
import { furnish } from './furnished';
import { samples, streamOnly, writes } from './samples';
import { World } from './world';

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
  const world = newWorld(1, { maxOutstandingRequests: 2 });

  test.each(operations)('stream: %s when more than the allowed number wait', (_, operation) => {
    const session = world.session();
    // Each of these waits for the leader's disk.
    const waiting = [0, 1].map(() => session.send(encodeOperation(create('/wait-', { sequential: true }))));
    const refused = session.send(encoded(operation, 's'));
    expect(waiting.map((id) => session.answerTo(id).code)).toEqual(['OK', 'OK']);
    expect(session.answerTo(refused)).toMatchObject({ code: 'THROTTLEDOP', ended: false });
    // A refused write has used its number: the next is done.
    expect(session.do(encodeOperation(create('/after-', { sequential: true }))).code).toBe('OK');
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
    const outcome = behind.do(encoded(operation, 's'), { linearizable: !isWrite(type) });
    // What needs no leader is answered; what needs one ends with the stream, and the client goes to another replica.
    if (isWrite(type) || !streamOnly.includes(type)) {
      expect(outcome).toMatchObject({ code: 'CONNECTIONLOSS', ended: true });
    } else {
      expect(outcome.code).not.toBe('OUTCOMEUNKNOWN');
    }
  });

  function cutOffSession(): ReturnType<World['session']> {
    world.cluster.heal();
    world.cluster.untilReady();
    const session = world.session(undefined, 1);
    for (const other of [2, 3]) world.cluster.partition(1, other);
    return session;
  }
});
