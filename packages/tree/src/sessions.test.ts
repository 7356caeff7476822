import { encodeOperation } from '@grove/wire';
import { EntryKind } from './entry-kind';
import { ErrorCode } from './error-code';
import { loadSnapshot, secretHashOf, TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { Tree } from './tree';
import { utf8Bytes } from './utf8';

const ephemeral = { kind: 'ephemeral' } as const;

describe('opening and attaching', () => {
  it('a session is the zxid of its entry, with generation 1', () => {
    const driver = new TreeDriver();
    const id = driver.open(1, 4000);
    expect(driver.tree.session(id)).toMatchObject({ id, timeoutMs: 4000, generation: 1, lastSequence: 0 });
    expect(driver.tree.sessionCount).toBe(1);
    expect(driver.tree.takeSessionChanges()).toEqual([{ type: 'opened', sessionId: id, timeoutMs: 4000 }]);
    expect(driver.tree.takeSessionChanges()).toEqual([]);
  });

  it('an attach raises the generation where the secret is right', () => {
    const driver = new TreeDriver();
    const id = driver.open(1);
    driver.tree.takeSessionChanges();
    expect(driver.attach(id, 2).code).toBe(ErrorCode.sessionExpired);
    expect(driver.attach(id + 1, 1).code).toBe(ErrorCode.sessionExpired);
    expect(driver.tree.takeSessionChanges()).toEqual([]);
    const attached = driver.attach(id, 1);
    expect(attached.answer).toEqual({ zxid: attached.zxid, code: 0, message: '', result: null });
    expect(driver.tree.session(id)?.generation).toBe(2);
    expect(driver.tree.takeSessionChanges()).toEqual([{ type: 'attached', sessionId: id, generation: 2 }]);
    expect(driver.tree.sessionSecretMatches(id, secretHashOf(1))).toBe(true);
    expect(driver.tree.sessionSecretMatches(id, secretHashOf(2))).toBe(false);
    expect(driver.tree.sessionSecretMatches(id, secretHashOf(1).subarray(1))).toBe(false);
    expect(driver.tree.sessionSecretMatches(99, secretHashOf(1))).toBe(false);
  });

  it('nothing of the message or the chunk that brought a session is kept', () => {
    const driver = new TreeDriver();
    const id = driver.open(1);
    // The driver spoils what it gave, as a loader's test does.
    expect(driver.tree.sessionSecretMatches(id, secretHashOf(1))).toBe(true);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
    const loaded = loadSnapshot(driver.tree.beginSnapshot());
    expect(loaded.sessionSecretMatches(id, secretHashOf(1))).toBe(true);
    expect(loaded.recomputeDigest()).toBe(driver.tree.digest());
  });

  it.each([EntryKind.sessionOpen, EntryKind.sessionAttach, EntryKind.sessionExpire, EntryKind.feature])(
    'malformed entries of kind %i change nothing',
    (kind) => {
      const driver = new TreeDriver();
      expect(driver.entry(kind, Uint8Array.from([0x0a, 0x09, 0x01])).code).toBe(ErrorCode.marshallingError);
      expect(driver.tree.sessionCount).toBe(0);
    },
  );

  it('an entry of a later kind is UNIMPLEMENTED', () => {
    expect(new TreeDriver().entry(77, new Uint8Array(0)).code).toBe(ErrorCode.unimplemented);
  });
});

describe('exactly once', () => {
  it('a repeated write gets its first answer and changes nothing', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    const fields = { sessionId, generation: 1, sequence: 1 };
    const first = driver.create('/a', { sequential: true }, fields);
    const again = driver.create('/a', { sequential: true }, fields);
    expect(again).toMatchObject({ repeated: true, code: 0, disposition: 'applied' });
    expect(again.bytes).toEqual(first.bytes);
    expect(driver.tree.znodeCount).toBe(5);
    expect(driver.tree.session(sessionId)?.lastSequence).toBe(1);
  });

  it('failed and refused writes consume their number and are repeated with their code', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    const failed = driver.write({ type: 'delete', path: '/none', version: null }, { sessionId, generation: 1, sequence: 1 });
    const refused = driver.entry(EntryKind.noop, new Uint8Array(0), { sessionId, generation: 1, sequence: 2, refusalCode: -127 });
    expect(refused.answer).toMatchObject({ code: -127, zxid: refused.zxid });
    driver.create('/none', {}, { sessionId, generation: 1, sequence: 3 });
    const repeats = [1, 2].map((sequence) => driver.create('/x', {}, { sessionId, generation: 1, sequence }));
    expect(repeats.map(({ bytes }) => bytes)).toEqual([failed.bytes, refused.bytes]);
    expect(repeats.map(({ code }) => code)).toEqual([ErrorCode.noNode, -127]);
  });

  it('a number too high is a GAP and is not consumed', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    expect(driver.create('/b', {}, { sessionId, generation: 1, sequence: 2 }).code).toBe(ErrorCode.gap);
    expect(driver.create('/a', {}, { sessionId, generation: 1, sequence: 1 }).code).toBe(0);
    expect(driver.create('/b', {}, { sessionId, generation: 1, sequence: 2 }).code).toBe(0);
  });

  it('acknowledged answers are forgotten; a repeat of one is told nothing', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    for (let sequence = 1; sequence <= 50; sequence += 1) driver.create(`/n${sequence}`, {}, { sessionId, generation: 1, sequence });
    const bytes = driver.tree.session(sessionId)?.storedAnswerBytes ?? 0;
    driver.create('/last', {}, { sessionId, generation: 1, sequence: 51, acknowledgedSequence: 49 });
    expect(driver.tree.session(sessionId)).toMatchObject({ storedAnswerCount: 2 });
    expect(driver.tree.session(sessionId)?.storedAnswerBytes).toBeLessThan(bytes / 10);
    expect(driver.create('/n49', {}, { sessionId, generation: 1, sequence: 49 })).toMatchObject({ repeated: true, answer: null });
    expect(driver.create('/n50', {}, { sessionId, generation: 1, sequence: 50 }).answer?.result).toMatchObject({ path: '/n50' });
    // An acknowledgement of what was never done forgets no more than there is.
    driver.create('/x', {}, { sessionId, generation: 1, sequence: 52, acknowledgedSequence: 1000 });
    expect(driver.tree.session(sessionId)).toMatchObject({ lastSequence: 52, storedAnswerCount: 1 });
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('a write without a number is done each time it comes', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    const paths = [1, 2].map(() => driver.create('/s', { sequential: true }, { sessionId }).answer?.result);
    expect(paths).toMatchObject([{ path: '/s0000000000' }, { path: '/s0000000001' }]);
    expect(driver.tree.session(sessionId)?.lastSequence).toBe(0);
  });

  it.each([false, true])('S60 the same write by the old replica and by the new one, old first, snapshot between: %s', (between) => {
    let driver = new TreeDriver();
    const sessionId = driver.open();
    const old = driver.create('/s', { sequential: true }, { sessionId, generation: 1, sequence: 1 });
    driver.attach(sessionId);
    if (between) driver = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    const again = driver.create('/s', { sequential: true }, { sessionId, generation: 2, sequence: 1 });
    expect(again).toMatchObject({ repeated: true, bytes: old.bytes });
    expect(driver.tree.znodeCount).toBe(5);
  });

  it.each([false, true])('S60 the same write by the new replica first, snapshot between: %s', (between) => {
    let driver = new TreeDriver();
    const sessionId = driver.open();
    driver.attach(sessionId);
    const first = driver.create('/s', { sequential: true }, { sessionId, generation: 2, sequence: 1 });
    if (between) driver = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    expect(driver.create('/s', { sequential: true }, { sessionId, generation: 1, sequence: 1 }).code).toBe(ErrorCode.sessionMoved);
    expect(driver.create('/s', { sequential: true }, { sessionId, generation: 2, sequence: 1 }).bytes).toEqual(first.bytes);
    expect(driver.tree.znodeCount).toBe(5);
  });

  it('S34 a write of an older generation is SESSIONMOVED and consumes nothing', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    driver.attach(sessionId);
    expect(driver.create('/a', {}, { sessionId, generation: 1, sequence: 1 }).code).toBe(ErrorCode.sessionMoved);
    expect(driver.create('/a', {}, { sessionId, generation: 2, sequence: 1 })).toMatchObject({ code: 0, repeated: false });
    expect(driver.create('/b', {}, { sessionId, generation: 0 }).code).toBe(0);
  });
});

describe('the end of a session', () => {
  it('a close deletes its ephemerals in the order of creation, under its own zxid', () => {
    const driver = new TreeDriver();
    const [sessionId, other] = [driver.open(1), driver.open(2)];
    driver.create('/p');
    for (const path of ['/p/z', '/a', '/p/m', '/gone']) driver.create(path, ephemeral, { sessionId });
    driver.create('/others', ephemeral, { sessionId: other });
    driver.write({ type: 'delete', path: '/gone', version: null });
    driver.tree.takeSessionChanges();
    const before = driver.changes().length;
    const closed = driver.write({ type: 'close' }, { sessionId, generation: 1, sequence: 1 });
    expect(closed.answer).toMatchObject({ code: 0, result: { type: 'close' } });
    expect(driver.changes().slice(before)).toEqual(
      ['/p/z', '/a', '/p/m'].map((path, ordinal) => ({ zxid: closed.zxid, ordinal, kind: 'deleted', path })),
    );
    expect(driver.tree.takeSessionChanges()).toEqual([{ type: 'ended', sessionId, expired: false }]);
    expect(driver.tree.lookup('/others')).not.toBeNull();
    expect(driver.tree.lookup('/p')?.pzxid).toBe(closed.zxid);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('an expiry ends several sessions whole, one after the other, and passes over those that are gone', () => {
    const driver = new TreeDriver();
    const [a, b] = [driver.open(1), driver.open(2)];
    driver.create('/b1', ephemeral, { sessionId: b });
    driver.create('/a1', ephemeral, { sessionId: a });
    driver.create('/b2', ephemeral, { sessionId: b });
    driver.tree.takeSessionChanges();
    const expired = driver.expire(b, 12345, a, b);
    expect(driver.changes().slice(-3)).toEqual(
      ['/b1', '/b2', '/a1'].map((path, ordinal) => ({ zxid: expired.zxid, ordinal, kind: 'deleted', path })),
    );
    expect(driver.tree.takeSessionChanges()).toEqual([
      { type: 'ended', sessionId: b, expired: true },
      { type: 'ended', sessionId: a, expired: true },
    ]);
    expect(driver.tree.sessionCount).toBe(0);
  });

  it('S33 a session that was attached after the decision to expire it lives on, with its ephemerals', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    driver.create('/e', ephemeral, { sessionId });
    driver.attach(sessionId);
    driver.tree.takeSessionChanges();
    expect(driver.expireAsOf([sessionId], [1]).code).toBe(0);
    expect(driver.tree.lookup('/e')).not.toBeNull();
    expect(driver.tree.takeSessionChanges()).toEqual([]);
    expect(driver.expireAsOf([sessionId], [2]).code).toBe(0);
    expect(driver.tree.sessionCount).toBe(0);
    expect(driver.tree.lookup('/e')).toBeNull();
  });

  it('S32 writes behind the close of their session fail alike on a replica and on one that replays from a snapshot', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    driver.create('/e', ephemeral, { sessionId, generation: 1, sequence: 1 });
    const replica = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    replica.timeMs = driver.timeMs;
    const [one, two] = [driver, replica].map((each) => [
      each.write({ type: 'close' }, { sessionId, generation: 1, sequence: 2 }),
      each.create('/late', {}, { sessionId, generation: 1, sequence: 3 }),
      each.create('/late', ephemeral, { sessionId, generation: 1, sequence: 4 }),
      each.write({ type: 'close' }, { sessionId, generation: 1, sequence: 2 }),
    ]);
    expect(one?.map(({ code }) => code)).toEqual([0, ErrorCode.sessionExpired, ErrorCode.sessionExpired, ErrorCode.sessionExpired]);
    expect(two).toEqual(one);
    expect(replica.tree.digest()).toBe(driver.tree.digest());
  });

  it('S34 an attach to a session that has ended is refused, by whichever end and with the right secret (etcd 20615)', () => {
    const driver = new TreeDriver();
    const [closed, expired] = [driver.open(1), driver.open(2)];
    driver.write({ type: 'close' }, { sessionId: closed, generation: 1, sequence: 1 });
    driver.expire(expired);
    driver.tree.takeSessionChanges();
    expect(driver.attach(closed, 1).code).toBe(ErrorCode.sessionExpired);
    expect(driver.attach(expired, 2).code).toBe(ErrorCode.sessionExpired);
    expect(driver.tree.takeSessionChanges()).toEqual([]);
    expect(driver.tree.sessionCount).toBe(0);
  });

  it('S35 a create by a session that has expired fails, also when it arrives late or as a part', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    driver.expire(sessionId);
    const newer = driver.open();
    expect(driver.create('/lock', ephemeral, { sessionId, generation: 1, sequence: 1 }).code).toBe(ErrorCode.sessionExpired);
    const part = { type: 'create', path: '/lock', data: utf8Bytes('x'), kind: 'ephemeral', sequential: false } as const;
    expect(driver.write({ type: 'multi', parts: [part] }, { sessionId, generation: 1, sequence: 2 }).code).toBe(ErrorCode.sessionExpired);
    expect(driver.tree.lookup('/lock')).toBeNull();
    expect(driver.create('/lock', ephemeral, { sessionId: newer, generation: 1, sequence: 1 }).code).toBe(0);
  });

  it('S36 a session with 100,000 ephemerals ends in one entry and leaves none', () => {
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, historyMaxBytes: 64 << 20 }));
    const sessionId = driver.open();
    const empty = driver.tree.znodeCount;
    const bytes = encodeOperation({ type: 'create', path: '/e', data: new Uint8Array(10), kind: 'ephemeral', sequential: true });
    const outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false } as const;
    const entry = {
      kind: 0,
      sessionId,
      generation: 1,
      sequence: 0,
      acknowledgedSequence: 0,
      refusalCode: 0,
      requestId: new Uint8Array(0),
      caller: [],
      buffer: bytes,
    };
    const origin = { replica: 0, epoch: 0, number: 0 };
    for (let n = 0; n < 100_000; n += 1) {
      driver.tree.apply((driver.zxid += 1), 5, origin, { ...entry, operationStart: 0, operationEnd: bytes.length }, { ...outcome });
    }
    expect(driver.tree.znodeCount).toBe(empty + 100_000);
    const { zxid } = driver.expire(sessionId);
    const { history } = driver.tree;
    expect(driver.tree.znodeCount).toBe(empty);
    expect(history.at(history.nextPosition - 1)).toMatchObject({ zxid, ordinal: 99_999, kind: 'deleted', path: '/e0000099999' });
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });
});

describe('origins', () => {
  const at = (driver: TreeDriver, replica: number, epoch: number, number: number) => {
    driver.origin = { replica, epoch, number };
    const before = { digest: driver.tree.digest(), time: driver.tree.lastTimeMs };
    const { disposition, answer } = driver.create('/s', { sequential: true });
    if (disposition !== 'applied') {
      expect(answer).toBeNull();
      expect({ digest: driver.tree.digest(), time: driver.tree.lastTimeMs }).toEqual(before);
      expect(driver.tree.appliedZxid).toBe(driver.zxid);
    }
    return disposition;
  };

  it('each number once and in order, each epoch from 1, an older epoch never', () => {
    const driver = new TreeDriver();
    const steps: readonly [number, number, number, string][] = [
      [1, 5, 2, 'gap'],
      [1, 5, 1, 'applied'],
      [1, 5, 1, 'duplicate'],
      [1, 5, 3, 'gap'],
      [1, 5, 2, 'applied'],
      [1, 5, 1, 'duplicate'],
      [2, 1, 1, 'applied'],
      [1, 6, 2, 'gap'],
      [1, 5, 3, 'applied'],
      [1, 6, 1, 'applied'],
      [1, 5, 4, 'stale'],
      [1, 6, 2, 'applied'],
      [0, 0, 0, 'applied'],
      [0, 0, 0, 'applied'],
    ];
    for (const [replica, epoch, number, disposition] of steps) {
      expect([replica, epoch, number, at(driver, replica, epoch, number)]).toEqual([replica, epoch, number, disposition]);
    }
    expect([driver.tree.lastOriginNumber(1, 6), driver.tree.lastOriginNumber(1, 5), driver.tree.lastOriginNumber(3, 1)]).toEqual([2, 0, 0]);
    expect(driver.tree.znodeCount).toBe(4 + 8);
  });

  it('an origin that is no member any more stays: a late copy has no second effect, and it goes on when it is taken in again', () => {
    const driver = new TreeDriver();
    at(driver, 1, 1, 1);
    at(driver, 2, 1, 1);
    driver.tree.applyConfig((driver.zxid += 1), driver.timeMs, utf8Bytes('only 2 and 3'));
    expect([driver.tree.lastOriginNumber(1, 1), driver.tree.lastOriginNumber(2, 1)]).toEqual([1, 1]);
    expect(at(driver, 1, 1, 1)).toBe('duplicate');
    expect(at(driver, 1, 1, 2)).toBe('applied');
  });
});

describe('feature level and clock', () => {
  it('the level only rises; a clock entry changes the time alone', () => {
    const driver = new TreeDriver();
    driver.raiseFeatureLevel(3);
    driver.raiseFeatureLevel(2);
    expect(driver.tree.featureLevel).toBe(3);
    driver.timeMs += 5000;
    driver.entry(EntryKind.clock, new Uint8Array(0));
    expect(driver.tree.lastTimeMs).toBe(driver.timeMs);
    driver.timeMs -= 9000;
    driver.create('/a');
    expect(driver.tree.lastTimeMs).toBe(driver.timeMs + 8999);
  });

  it('S51 a zxid that does not grow, or is past 2^53, is a broken invariant', () => {
    const driver = new TreeDriver();
    driver.tree.applyNoop(5);
    expect(() => driver.tree.applyNoop(5)).toThrow('cannot follow');
    expect(() => driver.tree.applyNoop(Number.MAX_SAFE_INTEGER + 1)).toThrow('cannot follow');
    driver.tree.applyNoop(Number.MAX_SAFE_INTEGER);
    expect(driver.tree.appliedZxid).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('answers that nobody acknowledges', () => {
  const path = '/large';
  const readPart = { type: 'getData', path } as const;

  function reading(maxStoredAnswerBytes = 1 << 30): { driver: TreeDriver; sessionId: number } {
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, maxDataBytes: 1 << 20, maxStoredAnswerBytes }));
    driver.create(path, { data: new Uint8Array(1_000_000) });
    return { driver, sessionId: driver.open() };
  }

  it('small requests with large answers are refused before they fill the memory, and go on when the client has acknowledged', () => {
    const { driver, sessionId } = reading();
    const read = (sequence: number, acknowledgedSequence = 0) =>
      driver.write({ type: 'multi', parts: [readPart] }, { sessionId, sequence, acknowledgedSequence });
    const codes = Array.from({ length: 30 }, (_, n) => read(n + 1).code);
    expect(codes.filter((code) => code === 0)).toHaveLength(9);
    expect(new Set(codes.slice(9))).toEqual(new Set([ErrorCode.throttledOp]));
    expect(driver.tree.session(sessionId)?.storedAnswerBytes).toBeLessThan(10_000_000);
    // Each has its number and its answer.
    expect(read(20)).toMatchObject({ code: ErrorCode.throttledOp, repeated: true });
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot(), [], { ...TEST_LIMITS, maxDataBytes: 1 << 20 }));
    expect(read(31).code).toBe(ErrorCode.throttledOp);
    expect(loaded.write({ type: 'multi', parts: [readPart] }, { sessionId, sequence: 31 }).code).toBe(ErrorCode.throttledOp);
    expect(read(32, 31).code).toBe(0);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('of all sessions together they are bounded too', () => {
    const { driver, sessionId } = reading(3_500_000);
    const others = Array.from({ length: 4 }, () => driver.open());
    for (const id of others) expect(driver.write({ type: 'multi', parts: [readPart] }, { sessionId: id, sequence: 1 }).code).toBe(0);
    expect(driver.write({ type: 'multi', parts: [readPart] }, { sessionId, sequence: 1 }).code).toBe(ErrorCode.throttledOp);
    expect(driver.create('/small', {}, { sessionId, sequence: 2 }).code).toBe(0);
    driver.expire(...others);
    expect(driver.write({ type: 'multi', parts: [readPart] }, { sessionId, sequence: 3 }).code).toBe(0);
  });
});
