import type { Operation, Quota } from '@grove/wire';
import { ErrorCode } from './error-code';
import { QuotaTable } from './quota-table';
import { loadSnapshot, SeededRandom, TreeDriver } from './testing/tree-driver';
import { ZnodeColumns } from './znode-columns';

const NONE: Quota = { countHard: -1, countSoft: -1, bytesHard: -1, bytesSoft: -1 };
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(120);
const limit = (path: string, quota: Partial<Quota>): Operation => ({ type: 'setQuota', path, quota: { ...NONE, ...quota } });
const lift = (path: string): Operation => ({ type: 'removeQuota', path });
const remove = (path: string): Operation => ({ type: 'delete', path, version: null });
const data = (path: string, length: number, version: number | null = null): Operation => ({
  type: 'setData',
  path,
  data: bytes(length),
  version,
});
const create = (path: string, length = 0) =>
  ({ type: 'create', path, data: bytes(length), kind: 'persistent', sequential: false }) as const;

function audit(driver: TreeDriver): void {
  expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
}

/** Path, znodes and bytes of each quota listed. */
function uses(driver: TreeDriver, path = '/'): [string, number, number][] {
  const { result } = driver.read({ type: 'listQuotas', path });
  if (result?.type !== 'listQuotas') throw new Error('no quotas');
  return result.quotas.map((use) => [use.path, use.count, use.bytes]);
}

/** /q with two children and 30 bytes, beside it /qq and /r. */
function planted(): TreeDriver {
  const driver = new TreeDriver();
  for (const operation of [create('/q', 5), create('/q/a', 10), create('/q/a/b', 15), create('/qq', 100), create('/r', 100)]) {
    expect(driver.write(operation).code).toBe(0);
  }
  return driver;
}

describe('quotas', () => {
  it('of the largest limits come through a snapshot', () => {
    const driver = planted();
    const most = Number.MAX_SAFE_INTEGER;
    expect(driver.write(limit('/q', { countHard: most, countSoft: 0, bytesHard: most, bytesSoft: most })).code).toBe(0);
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    expect(loaded.read({ type: 'listQuotas', path: '/' }).result).toEqual(driver.read({ type: 'listQuotas', path: '/' }).result);
  });

  it('count what is there when they are set, and everything after it', () => {
    const driver = planted();
    expect(driver.write(limit('/q', { countSoft: 100 })).answer?.result).toEqual({ type: 'setQuota' });
    expect(uses(driver)).toEqual([['/q', 3, 30]]);
    driver.create('/q/c', { data: bytes(7) });
    driver.create('/qq/c', { data: bytes(7) });
    driver.write(data('/q/a', 1));
    driver.write(data('/q', 6));
    expect(uses(driver)).toEqual([['/q', 4, 29]]);
    driver.write(remove('/q/a/b'));
    expect(uses(driver)).toEqual([['/q', 3, 14]]);
    const sessionId = driver.open();
    driver.create('/q/e', { kind: 'ephemeral', data: bytes(50) }, { sessionId });
    driver.create('/q/f', { kind: 'ephemeral', data: bytes(50) }, { sessionId });
    expect(uses(driver)).toEqual([['/q', 5, 114]]);
    audit(driver);
    driver.expire(sessionId);
    expect(uses(driver)).toEqual([['/q', 3, 14]]);
    driver.create('/q/x/y/z', { parents: true, data: bytes(3) });
    expect(uses(driver)).toEqual([['/q', 6, 17]]);
    driver.write({ type: 'delete', path: '/q/x', version: null, subtree: true });
    expect(uses(driver)).toEqual([['/q', 3, 14]]);
    audit(driver);
  });

  it('one is set at the same cost for a small and for a large subtree', () => {
    const driver = planted();
    for (let n = 0; n < 5_000; n += 1) driver.create(`/q/n${n}`, { data: bytes(2) });
    const rows = jest.spyOn(ZnodeColumns.prototype, 'get');
    driver.write(limit('/q', { bytesHard: 20_000 }));
    expect(rows.mock.calls.length).toBeLessThan(100);
    rows.mockRestore();
    expect(uses(driver)).toEqual([['/q', 5_003, 10_030]]);
    audit(driver);
  });

  it('a write looks at those alone whose use it changes', () => {
    const driver = planted();
    for (let n = 0; n < 500; n += 1) {
      driver.create(`/n${n}`);
      driver.write(limit(`/n${n}`, { bytesSoft: 10 }));
    }
    const used = jest.spyOn(QuotaTable.prototype, 'bytesOf');
    driver.write(data('/n7', 3));
    driver.write(data('/n7', 4));
    driver.write(create('/other'));
    expect(used.mock.calls.map(([{ path }]) => path)).toEqual(['/n7', '/n7']);
    used.mockRestore();
    audit(driver);
  });

  it('a hard count refuses the create above it, whichever its kind, and nothing else', () => {
    const driver = planted();
    driver.write(limit('/q', { countHard: 5 }));
    expect(driver.create('/q/x/y/z', { parents: true }).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/q/x/y', { parents: true }).code).toBe(0);
    expect(driver.create('/q/s-', { sequential: true }).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/q/a/x', { kind: 'container' }).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/qq/x').code).toBe(0);
    expect(driver.write(data('/q', 900)).code).toBe(0);
    expect(driver.write(remove('/q/x/y')).code).toBe(0);
    expect(driver.create('/q/s-', { sequential: true }).code).toBe(0);
    audit(driver);
  });

  it('hard bytes refuse what grows above them, and let what shrinks', () => {
    const driver = planted();
    driver.write(limit('/q', { bytesHard: 40 }));
    expect(driver.create('/q/x', { data: bytes(11) }).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.write(data('/q/a', 21)).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/q/x', { data: bytes(10) }).code).toBe(0);
    driver.write(limit('/q', { bytesHard: 10 }));
    expect(driver.write(data('/q/a', 9)).code).toBe(0);
    expect(driver.write(data('/q/a', 9)).code).toBe(0);
    expect(driver.write(data('/q/a', 10)).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/q/empty').code).toBe(0);
    audit(driver);
  });

  it('the order of checks: rights, then the quota, then the version; the parent is no ephemeral, then the quota', () => {
    const driver = planted();
    driver.write(limit('/q', { bytesHard: 30, countHard: 3 }));
    expect(driver.write(data('/q', 6, 9)).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.write(data('/q', 5, 9)).code).toBe(ErrorCode.badVersion);
    expect(driver.create('/q/a').code).toBe(ErrorCode.nodeExists);
    driver.write({ type: 'setAcl', path: '/q', acl: [{ rights: 16, identity: { scheme: 'world', id: 'anyone' } }], aversion: null });
    expect(driver.write(data('/q', 6)).code).toBe(ErrorCode.noAuth);
    expect(driver.create('/q/x').code).toBe(ErrorCode.noAuth);
    const sessionId = driver.open();
    driver.write(lift('/q'));
    driver.create('/r/e', { kind: 'ephemeral' }, { sessionId });
    driver.write(limit('/r', { countHard: 1 }));
    expect(driver.create('/r/e/x').code).toBe(ErrorCode.noChildrenForEphemerals);
  });

  it('a soft limit refuses nothing and is told', () => {
    const driver = planted();
    driver.write(limit('/q', { countSoft: 3, bytesSoft: 30 }));
    expect(driver.tree.quotaOverruns()).toEqual([]);
    driver.create('/q/x', { data: bytes(1) });
    expect(driver.tree.quotaOverruns()).toEqual([
      { path: '/q', of: 'count', used: 4, limit: 3 },
      { path: '/q', of: 'bytes', used: 31, limit: 30 },
    ]);
    driver.write(remove('/q/x'));
    expect(driver.tree.quotaOverruns()).toEqual([]);
  });

  it('parts of a multi see the ones before, and a multi that fails leaves the counts as they were', () => {
    const driver = planted();
    driver.write(limit('/q', { countHard: 4, bytesHard: 50 }));
    const multi = (...parts: unknown[]): number =>
      driver.write({ type: 'multi', parts: parts as Extract<Operation, { type: 'multi' }>['parts'] }).code;
    const digest = (): string => {
      audit(driver);
      return JSON.stringify(uses(driver));
    };
    const before = digest();
    expect(multi(create('/q/x'), create('/q/y'))).toBe(ErrorCode.quotaExceeded);
    expect(multi(create('/q/x', 10), data('/q', 15), data('/q', 16))).toBe(ErrorCode.quotaExceeded);
    expect(multi(remove('/q/a/b'), remove('/q/a'), data('/q', 40), data('/q', 1), create('/q/z', 9), remove('/none'))).toBe(
      ErrorCode.noNode,
    );
    expect(digest()).toBe(before);
    expect(multi(remove('/q/a/b'), create('/q/x', 20), create('/q/y', 10))).toBe(0);
    expect(uses(driver)).toEqual([['/q', 4, 45]]);
    audit(driver);
  });

  it('are set, changed, listed and removed; none above or below another', () => {
    const driver = planted();
    expect(driver.write(limit('/none', { countHard: 1 })).code).toBe(ErrorCode.noNode);
    expect(driver.write(limit('bad', { countHard: 1 })).code).toBe(ErrorCode.badArguments);
    expect(driver.write(limit('/q', NONE)).code).toBe(ErrorCode.badArguments);
    expect(driver.write(limit('/q', { countHard: -2 })).code).toBe(ErrorCode.badArguments);
    expect(driver.write(limit('/q/a', { countHard: 9, bytesSoft: 8 })).code).toBe(0);
    expect(driver.write(limit('/qq', { countSoft: 7, bytesHard: 6000 })).code).toBe(0);
    for (const nested of ['/', '/q', '/q/a/b']) {
      expect(driver.write(limit(nested, { countHard: 1 })).code).toBe(ErrorCode.badArguments);
    }
    expect(driver.read({ type: 'listQuotas', path: '' }).result).toEqual({
      type: 'listQuotas',
      quotas: [
        { path: '/q/a', quota: { ...NONE, countHard: 9, bytesSoft: 8 }, count: 2, bytes: 25 },
        { path: '/qq', quota: { ...NONE, countSoft: 7, bytesHard: 6000 }, count: 1, bytes: 100 },
      ],
    });
    expect(uses(driver, '/q').map(([path]) => path)).toEqual(['/q/a']);
    expect(uses(driver, '/q/a/b').map(([path]) => path)).toEqual(['/q/a']);
    expect(uses(driver, '/r')).toEqual([]);
    driver.write(limit('/q/a', { countHard: 2 }));
    expect(driver.create('/q/a/x').code).toBe(ErrorCode.quotaExceeded);
    expect(driver.write(lift('/q')).code).toBe(ErrorCode.noNode);
    expect(driver.write(lift('/q/a')).answer?.result).toEqual({ type: 'removeQuota' });
    expect(driver.write(lift('/q/a')).code).toBe(ErrorCode.noNode);
    expect(driver.create('/q/a/x').code).toBe(0);
    expect(driver.write(limit('/q', { countHard: 100 })).code).toBe(0);
    audit(driver);
  });

  it('one on the root counts everything but /zookeeper, on which there is none', () => {
    const driver = planted();
    driver.write(limit('/', { countHard: 7 }));
    expect(uses(driver)).toEqual([['/', 6, 230]]);
    expect(driver.create('/x').code).toBe(0);
    expect(driver.create('/x/y').code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/zookeeper/x', { data: bytes(9) }).code).toBe(0);
    expect(uses(driver)).toEqual([['/', 7, 230]]);
    for (const path of ['/zookeeper', '/zookeeper/x'])
      expect(driver.write(limit(path, { countHard: 9 })).code).toBe(ErrorCode.badArguments);
    audit(driver);
  });

  it('a quota stays with its path: a znode that comes there again is limited again', () => {
    const driver = planted();
    driver.write(limit('/qq', { countHard: 2, bytesHard: 10 }));
    driver.write(remove('/qq'));
    expect(uses(driver)).toEqual([['/qq', 0, 0]]);
    expect(driver.create('/qq/a/b', { parents: true }).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/qq/a', { parents: true, data: bytes(11) }).code).toBe(ErrorCode.quotaExceeded);
    expect(driver.create('/qq/a', { parents: true, data: bytes(10) }).code).toBe(0);
    expect(uses(driver)).toEqual([['/qq', 2, 10]]);
    expect(driver.create('/qq/b').code).toBe(ErrorCode.quotaExceeded);
    audit(driver);
  });

  it('their rights are those on /zookeeper/quota', () => {
    const driver = planted();
    const grantTo = (rights: number): Operation => ({
      type: 'setAcl',
      path: '/zookeeper/quota',
      acl: [{ rights, identity: { scheme: 'world', id: 'anyone' } }],
      aversion: null,
    });
    const attempts = (): number[] => [
      driver.write(limit('/q', { countHard: 9 })).code,
      driver.read({ type: 'listQuotas', path: '' }).code,
      driver.write(limit('/r', { countHard: 9 }), { caller: ['super:'] }).code,
      driver.write(lift('/r')).code,
    ];
    const { noAuth } = ErrorCode;
    driver.write(grantTo(16 + 4));
    expect(attempts()).toEqual([0, noAuth, 0, noAuth]);
    driver.write(grantTo(16 + 8));
    expect(attempts()).toEqual([noAuth, noAuth, 0, 0]);
    driver.write(grantTo(16 + 1));
    expect(attempts()).toEqual([noAuth, 0, 0, noAuth]);
  });

  it('S50 are in the digest and in a snapshot, with what they have used', () => {
    const driver = planted();
    const digests = new Set([driver.tree.digest()]);
    driver.write(limit('/q', { countHard: 4, countSoft: 3, bytesHard: 2 ** 40, bytesSoft: 0 }));
    digests.add(driver.tree.digest());
    driver.write(limit('/q', { countHard: 4, countSoft: 3, bytesHard: 2 ** 40, bytesSoft: 1 }));
    digests.add(driver.tree.digest());
    expect(digests.size).toBe(3);
    driver.write(limit('/r', { countSoft: 0, bytesHard: 0 }));
    const cursor = driver.tree.beginSnapshot();
    const listed = uses(driver);
    const first = [cursor.next(40)].filter((chunk) => chunk !== null);
    driver.write(lift('/q'));
    driver.write(remove('/q/a/b'));
    const loaded = new TreeDriver(loadSnapshot(cursor, first));
    expect(uses(loaded)).toEqual(listed);
    audit(loaded);
    expect(loaded.create('/q/x').code).toBe(0);
    expect(loaded.create('/q/y').code).toBe(ErrorCode.quotaExceeded);
    expect(loaded.write(data('/q', 6)).code).toBe(0);
    expect(uses(loaded, '/q')).toEqual([['/q', 4, 31]]);
    audit(loaded);
  });

  it('S60 counts agree with the tree after any mixture of writes', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const random = new SeededRandom(seed);
      const driver = new TreeDriver();
      const sessions = [driver.open(), driver.open()];
      const path = (): string => `/${random.of(['a', 'b', 'ab'])}${random.of(['', '/c', '/c/d', '/e'])}`;
      const part = (): unknown =>
        random.of([create(path(), random.below(9)), data(path(), random.below(9)), remove(path()), data(path(), 0)]);
      for (let step = 0; step < 300; step += 1) {
        const choice = random.below(12);
        if (choice === 0) driver.write(limit(path(), { countHard: random.below(6), bytesHard: random.below(30) - 1 }));
        else if (choice === 1) driver.write(lift(path()));
        else if (choice === 2) driver.write({ type: 'delete', path: path(), version: null, subtree: true });
        else if (choice === 3) driver.create(path(), { parents: true, data: bytes(4) });
        else if (choice === 4) driver.create(path(), { kind: 'ephemeral', data: bytes(3) }, { sessionId: random.of(sessions) });
        else if (choice === 5 && step % 50 === 5) {
          driver.expire(sessions.splice(0, 1)[0] ?? 0);
          sessions.push(driver.open());
        } else if (choice < 9) {
          driver.write({ type: 'multi', parts: [part(), part(), part()] as Extract<Operation, { type: 'multi' }>['parts'] });
        } else driver.write(part() as Operation);
        audit(driver);
      }
    }
  });
});
