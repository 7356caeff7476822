import { encodeOperation, type Operation } from '@grove/wire';
import { DigestSum, ItemHasher } from './digest';
import { ErrorCode } from './error-code';
import { EntryKind } from './entry-kind';
import { REQUEST_ID_BYTES_MAX, REQUEST_ID_KEPT_MS, REQUEST_IDS_MAX, RequestIds } from './request-ids';
import { loadSnapshot, TreeDriver, type Applied } from './testing/tree-driver';

const idOf = (n: number): Uint8Array => new Uint8Array(Int32Array.of(n, n * 3, 7, ~n).buffer);
const sequential: Operation = { type: 'create', path: '/s-', data: new Uint8Array(0), kind: 'persistent', sequential: true };

function audit(driver: TreeDriver): void {
  expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
}

/** Applied again: the same answer, and nothing else changed. */
function expectRepeat(again: Applied, first: Applied): void {
  expect(again.repeated).toBe(true);
  expect([again.code, again.bytes]).toEqual([first.code, first.bytes]);
}

describe('request ids', () => {
  it('a write that is sent again is done once and gets its first answer, with and without a session', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    for (const [n, fields] of [{}, { sessionId }].entries()) {
      const first = driver.write(sequential, { ...fields, requestId: idOf(n) });
      const znodes = driver.tree.znodeCount;
      driver.write({ type: 'setData', path: '/', data: new Uint8Array(9), version: null });
      expectRepeat(driver.write(sequential, { ...fields, requestId: idOf(n) }), first);
      expect(driver.tree.znodeCount).toBe(znodes);
      expect(driver.write(sequential, fields).repeated).toBe(false);
      expect(driver.write(sequential, { ...fields, requestId: idOf(n + 10) }).answer?.result).not.toEqual(first.answer?.result);
    }
    audit(driver);
  });

  it('a failed write too, a multi, and a close after its session is gone', () => {
    const driver = new TreeDriver();
    const remove: Operation = { type: 'delete', path: '/late', version: null };
    const failed = driver.write(remove, { requestId: idOf(1) });
    expect(failed.code).toBe(ErrorCode.noNode);
    driver.create('/late');
    expectRepeat(driver.write(remove, { requestId: idOf(1) }), failed);
    const multi: Operation = { type: 'multi', parts: [{ type: 'delete', path: '/late', version: null }] };
    const done = driver.write(multi, { requestId: idOf(2) });
    expect(done.code).toBe(0);
    expectRepeat(driver.write(multi, { requestId: idOf(2) }), done);
    const sessionId = driver.open();
    const closed = driver.write({ type: 'close' }, { sessionId, requestId: idOf(3) });
    expect(closed.code).toBe(0);
    expectRepeat(driver.write({ type: 'close' }, { sessionId, requestId: idOf(3) }), closed);
    expect(driver.write({ type: 'close' }, { sessionId, requestId: idOf(4) }).code).toBe(ErrorCode.sessionExpired);
    audit(driver);
  });

  it('an answer is for the caller who asked: not for one who proves something else, or nothing', () => {
    const driver = new TreeDriver();
    const alice = ['ip:10.0.0.1', 'digest:alice:aGFzaA=='];
    driver.create('/secret', { data: new Uint8Array(5), acl: [{ rights: 31, identity: { scheme: 'digest', id: 'alice:aGFzaA==' } }] });
    const multi: Operation = { type: 'multi', parts: [{ type: 'getData', path: '/secret' }] };
    const first = driver.write(multi, { requestId: idOf(1), caller: alice });
    expect(first.code).toBe(0);
    for (const caller of [[], ['ip:10.0.0.1'], ['digest:mallory:aGFzaA==']]) {
      const answer = driver.write(multi, { requestId: idOf(1), caller });
      expect([answer.code, answer.repeated, answer.answer?.result]).toEqual([ErrorCode.badArguments, false, null]);
    }
    // Another address, by another way to another replica.
    expectRepeat(driver.write(multi, { requestId: idOf(1), caller: ['ip:192.168.0.7', 'digest:alice:aGFzaA=='] }), first);
    audit(driver);
  });

  it('the same id for another operation or in another session is BADARGUMENTS, and stays what it was', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    const first = driver.write(sequential, { requestId: idOf(1) });
    const before = driver.tree.znodeCount;
    expect(driver.write({ ...sequential, path: '/t-' }, { requestId: idOf(1) }).code).toBe(ErrorCode.badArguments);
    expect(driver.write(sequential, { sessionId, requestId: idOf(1) }).code).toBe(ErrorCode.badArguments);
    expect(driver.write(sequential, { requestId: idOf(1).subarray(1) }).code).toBe(ErrorCode.badArguments);
    expect(driver.tree.znodeCount).toBe(before);
    expectRepeat(driver.write(sequential, { requestId: idOf(1) }), first);
    audit(driver);
  });

  it('a write that was refused before the log is not remembered', () => {
    const driver = new TreeDriver();
    const operation = encodeOperation(sequential);
    const refused = driver.entry(EntryKind.noop, operation, { requestId: idOf(1), refusalCode: -127 });
    expect(refused.repeated).toBe(false);
    expect(driver.write(sequential, { requestId: idOf(1) }).code).toBe(0);
  });

  it('are forgotten by the age of the log, to the millisecond', () => {
    const driver = new TreeDriver();
    const first = driver.write(sequential, { requestId: idOf(1) });
    const { timeMs } = driver;
    driver.timeMs = timeMs + REQUEST_ID_KEPT_MS - 2;
    expectRepeat(driver.write(sequential, { requestId: idOf(1) }), first);
    const kept = driver.tree.digest();
    driver.timeMs = timeMs + REQUEST_ID_KEPT_MS - 1;
    const again = driver.write(sequential, { requestId: idOf(1) });
    expect(again.repeated).toBe(false);
    expect(again.zxid).toBe(again.answer?.zxid);
    expect(driver.tree.digest()).not.toBe(kept);
    audit(driver);
  });

  it('are bounded by number and by bytes, the oldest first', () => {
    const sum = new DigestSum();
    const ids = new RequestIds(sum, new ItemHasher());
    const hash = { low: 1, high: 2 };
    const answer = new Int32Array(1);
    for (let n = 0; n < REQUEST_IDS_MAX + 2000; n += 1) ids.append(0, idOf(n), hash, 0, answer, 4);
    expect(ids.count).toBe(REQUEST_IDS_MAX);
    expect([ids.find(idOf(1999)), ids.find(idOf(2000)), ids.find(idOf(REQUEST_IDS_MAX + 1999))]).toEqual([false, true, true]);
    const large = new Int32Array(1024 * 1024);
    for (let n = 0; n < 40; n += 1) ids.append(0, idOf(-1 - n), hash, 0, large, large.byteLength);
    expect(ids.heldBytes).toBeLessThanOrEqual(REQUEST_ID_BYTES_MAX);
    expect(ids.count).toBe(15);
    expect([ids.find(idOf(-25)), ids.find(idOf(-26))]).toEqual([false, true]);
    const audited = new DigestSum();
    ids.auditInto(audited, new ItemHasher());
    expect([audited.low, audited.high]).toEqual([sum.low, sum.high]);
    ids.prune(REQUEST_ID_KEPT_MS);
    expect([ids.count, ids.heldBytes, sum.low, sum.high]).toEqual([0, 0, 0, 0]);
  });

  it('S50 are in the digest and in a snapshot, while more come and old ones go', () => {
    const driver = new TreeDriver();
    const firsts = Array.from({ length: 1500 }, (_, n) => driver.write(sequential, { requestId: idOf(n) }));
    const cursor = driver.tree.beginSnapshot();
    const digest = driver.tree.digest();
    const head = [cursor.next(100), cursor.next(100)].filter((chunk) => chunk !== null);
    const { timeMs } = driver;
    driver.timeMs += REQUEST_ID_KEPT_MS - 500;
    for (let n = 2000; n < 2100; n += 1) driver.write(sequential, { requestId: idOf(n) });
    audit(driver);
    const loaded = new TreeDriver(loadSnapshot(cursor, head));
    expect(loaded.tree.digest()).toBe(digest);
    audit(loaded);
    loaded.timeMs = timeMs;
    firsts.forEach((first, n) => n % 100 === 0 && expectRepeat(loaded.write(sequential, { requestId: idOf(n) }), first));
    expect(loaded.write(sequential, { requestId: idOf(2000) }).repeated).toBe(false);
    audit(loaded);
  });
});
