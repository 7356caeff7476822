import { encodeOperation, type Acl, type Operation, type OperationType } from '@grove/wire';
import { QUOTA, TOO_LARGE, check, create, encoded, multi, remove, setData } from './cases';
import type { Code } from './codes';
import { furnish } from './furnished';
import { samples, streamOnly, writes } from './samples';
import { World, type Session } from './world';

/** What a replica refuses before it is logged or read, and what it says of the stream, the same for each operation. */
const operations = Object.entries(samples) as [OperationType, Operation][];
const unaryOperations = operations.filter(([type]) => !streamOnly.includes(type));
const isWrite = (type: OperationType): boolean => writes.includes(type);
const writing = operations.filter(([type]) => isWrite(type));
const asking = operations.filter(([type]) => !isWrite(type));
/** Operations of the stream about the session itself. */
const addAuth = (credential = 'ann:secret', scheme = 'digest'): Operation => ({
  type: 'addAuth',
  credential: { scheme, credential: new TextEncoder().encode(credential) },
});
const ofSession: readonly (readonly [string, Operation])[] = [
  ['addAuth', addAuth()],
  ['close', { type: 'close' }],
];
const SYNC = encodeOperation({ type: 'sync', path: '/' });
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

describe('BADARGUMENTS: a state that the cluster has not reached', () => {
  const world = newWorld();
  const session = world.session();

  test.each(asking)('stream: %s', (_, operation) => {
    expect(session.do(encoded(operation, 's'), { minZxid: NEVER })).toMatchObject({ code: 'BADARGUMENTS', ended: false });
  });

  test.each(unaryOperations.filter(([type]) => !isWrite(type)))('unary: %s', (_, operation) => {
    expect(world.unary(encoded(operation, 'u'), { minZxid: NEVER }).code).toBe('BADARGUMENTS');
    expect(world.unary(encoded(operation, 'u'), { minZxid: NEVER, linearizable: true }).code).toBe('BADARGUMENTS');
  });
});

describe('BADARGUMENTS: a unary call’s options within a write of the stream, or within a part', () => {
  const world = newWorld();
  const session = world.session();
  /** `call`, field 15, with a session's id: 2 bytes of tag and length, 2 of content. */
  const withOptions = (operation: Operation): Uint8Array => {
    const whole = encodeOperation(operation);
    const content = whole.subarray(3);
    return Uint8Array.from([whole[0] ?? 0, whole[1] ?? 0, content.length + 4, ...content, 0x7a, 2, 0x08, 1]);
  };

  test.each(writing.filter(([, operation]) => encodeOperation(operation).length < 120))('stream: %s', (_, operation) => {
    expect(session.do(withOptions(operation))).toMatchObject({ code: 'BADARGUMENTS', ended: false });
  });
});

describe('DATATOOLARGE: a request that is larger than a frame, whatever it carries', () => {
  const world = newWorld(1, { maxFrameBytes: 4_000 });
  const long = `/${'n'.repeat(4_000)}`;
  const acl: readonly Acl[] = Array.from({ length: 200 }, () => ({ rights: 31, identity: { scheme: 'x509', id: 'CN=someone' } }));
  test.each<[string, Operation]>([
    ['create', create(long)],
    ['delete', remove(long)],
    ['setData', setData(long)],
    ['setAcl', { type: 'setAcl', path: '/leaf', acl, aversion: null }],
    ['setQuota', { type: 'setQuota', path: long, quota: QUOTA }],
    ['removeQuota', { type: 'removeQuota', path: long }],
    ['multi', multi(check(long))],
  ])('unary: %s; on a stream its frame ends the stream', (_, operation) => {
    expect(world.unary(encodeOperation(operation)).code).toBe('DATATOOLARGE');
    expect(world.session().do(encodeOperation(operation))).toMatchObject({ code: 'BADARGUMENTS', ended: true });
  });
});

describe('bounds on the number', () => {
  const world = newWorld();
  const session = world.session();
  const tooMany: readonly Acl[] = Array.from({ length: 1_001 }, () => ({ rights: 31, identity: { scheme: 'world', id: 'anyone' } }));
  test.each<[string, Code, Operation]>([
    ['INVALIDACL before BADARGUMENTS: create with too many entries', 'INVALIDACL', create('x', { acl: tooMany })],
    ['INVALIDACL before BADARGUMENTS: a create of a multi', 'INVALIDACL', multi(check('x'), create('/none/x', { acl: tooMany }))],
    ['INVALIDACL before BADARGUMENTS: setAcl', 'INVALIDACL', { type: 'setAcl', path: 'x', acl: tooMany, aversion: null }],
    ['BADARGUMENTS before NONODE: multi of too many parts', 'BADARGUMENTS', multi(...Array.from({ length: 10_001 }, () => check('/none')))],
    ['BADARGUMENTS: create of more than a hundred parents', 'BADARGUMENTS', create(`/a${'/a'.repeat(101)}`, { parents: true })],
  ])('stream and unary: %s', (_, code, operation) => {
    const bytes = encodeOperation(operation);
    expect(session.do(bytes)).toMatchObject({ code, ended: false });
    expect(world.unary(bytes).code).toBe(code);
  });
});

describe('the order at the door', () => {
  const world = newWorld(1, { maxOutstandingRequests: 2, maxPendingBytes: 5_000 });
  const credentials = [{ scheme: 'sasl', credential: new Uint8Array(0) }];
  const requestId = new Uint8Array(15);
  const large = encodeOperation(create('/wait-', { sequential: true, data: new Uint8Array(3_000) }));
  const tooLarge = encodeOperation(setData('x', null, TOO_LARGE));

  test.each(unaryOperations)('unary: %s: the request id’s length, then AUTHFAILED, then SESSIONEXPIRED', (_, operation) => {
    const wrong = { session: world.session(), secret: new Uint8Array(16), credentials, requestId };
    const bytes = encoded(operation, 'u');
    expect(world.unary(bytes, wrong).code).toBe('BADARGUMENTS');
    expect(world.unary(bytes, { session: wrong.session, secret: wrong.secret, credentials }).code).toBe('AUTHFAILED');
    expect(world.unary(bytes, { session: wrong.session, secret: wrong.secret }).code).toBe('SESSIONEXPIRED');
  });

  test('unary: SESSIONEXPIRED before THROTTLEDOP, before DATATOOLARGE, before BADARGUMENTS', () => {
    const session = world.session();
    const done: string[] = [];
    for (let n = 0; n < 2; n += 1) world.startUnary(large, {}, ({ code }) => done.push(String(code)));
    expect(world.unary(tooLarge, { session, secret: new Uint8Array(16) }).code).toBe('SESSIONEXPIRED');
    world.cluster.clock.until(() => done.length === 2);
    for (let n = 0; n < 2; n += 1) world.startUnary(large, {}, ({ code }) => done.push(String(code)));
    expect(world.unary(tooLarge).code).toBe('THROTTLEDOP');
    world.cluster.clock.until(() => done.length === 4);
    expect(world.unary(tooLarge).code).toBe('DATATOOLARGE');
    expect(world.unary(encodeOperation(setData('x'))).code).toBe('BADARGUMENTS');
  });

  test('stream: GAP before what the door refuses: that write has not used a number', () => {
    const session = world.session();
    expect(session.do(tooLarge, { sequence: 2 }).code).toBe('GAP');
    expect(session.do(tooLarge, { sequence: 1 }).code).toBe('DATATOOLARGE');
    expect(session.do(encodeOperation(create('/door-', { sequential: true })), { sequence: 2 }).code).toBe('OK');
  });

  test('stream: THROTTLEDOP before DATATOOLARGE', () => {
    const session = world.session();
    const waiting = [0, 1].map(() => session.send(encodeOperation(create('/wait-', { sequential: true }))));
    const refused = session.send(tooLarge);
    for (const id of waiting) expect(session.answerTo(id).code).toBe('OK');
    expect(session.answerTo(refused).code).toBe('THROTTLEDOP');
  });
});

describe('OUTCOMEUNKNOWN', () => {
  const world = newWorld();

  const forgotten: readonly (readonly [string, Operation])[] = [...writing, ['addAuth', addAuth()]];
  test.each(forgotten)('stream: %s sent again though its answer was acknowledged: the answer is forgotten', (_, operation) => {
    const session = world.session();
    const first = session.do(encoded(operation, 's'), { sequence: 1 });
    session.acknowledge(1);
    // What is acknowledged is forgotten with the next write.
    expect(session.do(encodeOperation(create('/next-', { sequential: true })), { sequence: 2 }).code).toBe('OK');
    const again = session.do(encoded(operation, 's'), { sequence: 1 });
    expect(again).toMatchObject({ code: 'OUTCOMEUNKNOWN', ended: false });
    expect(again.zxid).toBeGreaterThan(first.zxid);
  });
});

describe('CONNECTIONLOSS', () => {
  const world = newWorld();
  const session = world.session();
  world.cluster.replica(1).engine?.stop(() => undefined);

  test.each(unaryOperations)('unary: %s at a replica that is going down', (_, operation) => {
    expect(world.unary(encoded(operation, 'u')).code).toBe('CONNECTIONLOSS');
  });

  test.each(operations)('stream: %s at a replica that is going down', (_, operation) => {
    expect(session.do(encoded(operation, 's'))).toMatchObject({ code: 'CONNECTIONLOSS', ended: true });
  });
});

describe('addAuth and close: of the session itself', () => {
  const world = newWorld(3, { maxOutstandingRequests: 2 });

  test.each(ofSession)('stream: %s: OK', (type, operation) => {
    const session = world.session();
    expect(session.do(encodeOperation(operation)).code).toBe('OK');
    expect(session.do(SYNC).ended).toBe(type === 'close');
    if (type === 'close') expect(session.ended).toBe('OK');
  });

  test.each(ofSession)('stream: %s: GAP, and nothing is done', (_, operation) => {
    const session = world.session();
    expect(session.do(encodeOperation(operation), { sequence: 2 })).toMatchObject({ code: 'GAP', ended: false });
    expect(session.do(encodeOperation({ type: 'whoAmI' })).result).toMatchObject({ identities: [] });
  });

  test('stream: a close that was refused leaves the session as it was: its end by another call ends the stream', () => {
    const session = world.session();
    expect(session.do(encodeOperation({ type: 'close' }), { sequence: 2 }).code).toBe('GAP');
    world.closeSession(session);
    expect(session.do(SYNC)).toMatchObject({ code: 'SESSIONEXPIRED', ended: true });
  });

  test.each(ofSession)('stream: %s: THROTTLEDOP with a delay', (_, operation) => {
    const session = world.session();
    const waiting = [0, 1].map(() => session.send(encodeOperation(create('/wait-', { sequential: true }))));
    const refused = session.send(encodeOperation(operation));
    for (const id of waiting) expect(session.answerTo(id).code).toBe('OK');
    const answer = session.answerTo(refused);
    expect(answer).toMatchObject({ code: 'THROTTLEDOP', ended: false });
    expect(answer.retryAfterMs).toBeGreaterThan(0);
    expect(session.do(SYNC).code).toBe('OK');
  });

  test.each(ofSession)('stream: %s: SESSIONEXPIRED, where the session was closed', (_, operation) => {
    const session = world.session();
    world.closeSession(session);
    expect(session.do(encodeOperation(operation))).toMatchObject({ code: 'SESSIONEXPIRED', ended: true });
  });

  test.each(ofSession)('stream: %s: SESSIONMOVED, on the connection that the session left', (_, operation) => {
    const session = world.session();
    const other: Session = world.session();
    Object.assign(other, { id: session.id, secret: session.secret });
    other.attach(2);
    expect(session.do(encodeOperation(operation))).toMatchObject({ code: 'SESSIONMOVED', ended: true });
    expect(other.do(SYNC).code).toBe('OK');
  });

  test('stream: addAuth: MARSHALLINGERROR', () => {
    const whole = encodeOperation(addAuth());
    const broken = Uint8Array.from([whole[0] ?? 0, whole[1] ?? 0, 2, 0x0a, 9]);
    expect(world.session().do(broken)).toMatchObject({ code: 'MARSHALLINGERROR', ended: false });
  });

  test('stream: addAuth: BADARGUMENTS for one identity more than a session may have, which is not added', () => {
    const session = world.session();
    let added = 0;
    let last = session.do(encodeOperation(addAuth(`user${added}:x`)));
    for (; last.code === 'OK' && added < 1_000; added += 1) last = session.do(encodeOperation(addAuth(`user${added + 1}:x`)));
    expect(last).toMatchObject({ code: 'BADARGUMENTS', ended: false });
    const { result } = session.do(encodeOperation({ type: 'whoAmI' }));
    expect(result?.type === 'whoAmI' && result.identities.length).toBe(added);
  });

  test('stream: a close that another call was faster than: SESSIONEXPIRED, and the stream ends', () => {
    const session = world.session();
    const { engine } = world.cluster.replica(1);
    engine?.closeSession({ sessionId: session.id, sessionSecret: session.secret }, () => undefined);
    expect(session.do(encodeOperation({ type: 'close' })).code).toBe('SESSIONEXPIRED');
    expect(session.ended).toBe('SESSIONEXPIRED');
  });

  describe('without a quorum', () => {
    const cut = newWorld(3);
    const sessions = ofSession.map(() => [cut.session(undefined, 3), cut.session(undefined, 3)] as const);
    for (const pair of sessions) pair[0].disconnect();
    for (const other of [1, 2]) cut.cluster.partition(3, other);
    const lost = ofSession.map(([, operation], at) => sessions[at]?.[1].do(encodeOperation(operation)));

    test.each(ofSession.map(([type, operation], at) => [type, operation, at] as const))(
      'stream: %s: CONNECTIONLOSS, and NOTREADONLY on a read-only connection',
      (_, operation, at) => {
        expect(lost[at]).toMatchObject({ code: 'CONNECTIONLOSS', ended: true });
        const session = sessions[at]?.[0];
        session?.attach(3, session.lastZxid, true);
        expect(session?.do(encodeOperation(operation))).toMatchObject({ code: 'NOTREADONLY', ended: false });
      },
    );
  });
});
