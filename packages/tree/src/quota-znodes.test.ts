import type { CreateOperation, MultiPart, Operation, Quota } from '@grove/wire';
import { ErrorCode } from './error-code';
import { limitsOf, limitsText, quotaZnodeOf } from './quota-znodes';
import { ReferenceTree } from './testing/reference-tree';
import { loadSnapshot, SeededRandom, TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { utf8Bytes } from './utf8';

const NONE: Quota = { countHard: -1, countSoft: -1, bytesHard: -1, bytesSoft: -1 };
const LIMITS = '/zookeeper/quota/a/zookeeper_limits';
const STATS = '/zookeeper/quota/a/zookeeper_stats';

const create = (path: string, data = '', more: Partial<CreateOperation> = {}): CreateOperation => ({
  type: 'create',
  path,
  data: utf8Bytes(data),
  kind: 'persistent',
  sequential: false,
  ...more,
});
const withParents = (path: string, data = ''): CreateOperation => create(path, data, { parents: true });
const setData = (path: string, data: string, version: number | null = null) =>
  ({ type: 'setData', path, data: utf8Bytes(data), version }) as const;
const remove = (path: string, subtree = false) => ({ type: 'delete', path, version: null, subtree }) as const;
const multi = (...parts: MultiPart[]): Operation => ({ type: 'multi', parts });
const setQuota = (path: string, limits: Partial<Quota>): Operation => ({ type: 'setQuota', path, quota: { ...NONE, ...limits } });
const removeQuota = (path: string): Operation => ({ type: 'removeQuota', path });
const hard = (count: number): string => `count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=${count}`;

/** /a with a child, and 5 bytes in it. */
function planted(): TreeDriver {
  const driver = new TreeDriver();
  for (const operation of [create('/a'), create('/a/b', '12345')]) expect(driver.write(operation).code).toBe(0);
  return driver;
}

function audit(driver: TreeDriver): void {
  expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
}

/** Path, hard count, znodes used, of each quota. */
function quotas(driver: TreeDriver): [string, number, number][] {
  const { result } = driver.read({ type: 'listQuotas', path: '/' });
  return result?.type === 'listQuotas' ? result.quotas.map(({ path, quota, count }) => [path, quota.countHard, count]) : [];
}

function textOf(driver: TreeDriver, path: string): string | null {
  const { result } = driver.read({ type: 'getData', path, watch: false });
  return result?.type === 'getData' ? String.fromCharCode(...result.data) : null;
}

test.each([
  [LIMITS, { what: 'limits', path: '/a' }],
  ['/zookeeper/quota/a/b/zookeeper_stats', { what: 'stats', path: '/a/b' }],
  ['/zookeeper/quota/zookeeper_limits', { what: 'limits', path: '/' }],
  ['/zookeeper/quota/zookeeper/zookeeper_limits', null],
  ['/zookeeper/quota/zookeeper/a/zookeeper_limits', null],
  ['/zookeeper/quota/zookeepers/zookeeper_limits', { what: 'limits', path: '/zookeepers' }],
  ['/zookeeper/quota/a', null],
  ['/zookeeper/quotaa/zookeeper_limits', null],
  ['/zookeeper/quota/azookeeper_limits', null],
  ['/zookeeper/quota/a/zookeeper_limits/b', null],
  ['/a/zookeeper/quota/a/zookeeper_limits', null],
])('%s is the znode of a quota, or not', (path, znode) => {
  const bytes = utf8Bytes(`.${path}.`);
  expect(quotaZnodeOf(bytes, 1, bytes.length - 1)).toEqual(znode);
});

test('limits in more than a kilobyte are none', () => {
  const bytes = utf8Bytes(`count=1,${' '.repeat(1024)}`);
  expect(limitsOf(bytes, 0, bytes.length)).toEqual(NONE);
});

test.each([
  ['count=5,bytes=10', { ...NONE, countSoft: 5, bytesSoft: 10 }],
  ['count=-1,bytes=-1=;byteHardLimit=7;countHardLimit=3', { ...NONE, bytesHard: 7, countHard: 3 }],
  ['count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=0', { ...NONE, countHard: 0 }],
  ['count=-7,bytes=3', { ...NONE, bytesSoft: 3 }],
  ['', NONE],
  ['count=many', NONE],
  ['count=9223372036854775807,bytes=9007199254740991', { ...NONE, bytesSoft: Number.MAX_SAFE_INTEGER }],
])('what %s says becomes the limits, and what it does not say is none', (data, limits) => {
  const bytes = utf8Bytes(data);
  expect(limitsOf(bytes, 0, bytes.length)).toEqual(limits);
  const text = utf8Bytes(limitsText(limits));
  expect(limitsOf(text, 0, text.length)).toEqual(limits);
});

describe('the znodes of a quota', () => {
  it('set it, change it and remove it, in the entry that makes, changes and deletes them', () => {
    const driver = planted();
    driver.write(withParents(LIMITS, hard(2)));
    expect(quotas(driver)).toEqual([['/a', 2, 2]]);
    expect(driver.write(create('/a/c')).code).toBe(ErrorCode.quotaExceeded);
    driver.write(setData(LIMITS, hard(3)));
    expect(driver.write(create('/a/c')).code).toBe(0);
    audit(driver);
    driver.write(remove(LIMITS));
    expect(quotas(driver)).toEqual([]);
    expect(driver.write(create('/a/d')).code).toBe(0);
    audit(driver);
  });

  it('leave somebody’s own stats as they were where the multi that made the limits fails behind a read', () => {
    const driver = planted();
    driver.write(withParents(STATS, 'my own'));
    const failed = multi(create(LIMITS, hard(9)), { type: 'getData', path: STATS }, remove('/none'));
    expect(driver.write(failed).code).toBe(ErrorCode.noNode);
    audit(driver);
    const read = driver.write(multi({ type: 'getData', path: STATS })).answer?.result;
    expect(read).toMatchObject({ results: [{ result: { data: utf8Bytes('my own') } }] });
    expect(driver.write(multi(create(LIMITS, hard(9)), { type: 'getData', path: STATS })).code).toBe(0);
    audit(driver);
  });

  it('are none where their path is longer than 4,096 bytes, however often it is looked at', () => {
    const driver = planted();
    const long = `/zookeeper/quota/${'x'.repeat(300_000)}${'/zookeeper_stats'.repeat(99)}/y`;
    const startMs = performance.now();
    expect(driver.write(withParents(long)).code).toBe(0);
    // Reading the whole path for each of its components took seconds.
    expect(performance.now() - startMs).toBeLessThan(1_000);
    const name = 'n'.repeat(4096);
    driver.write(create(`/${name}`));
    expect(driver.write({ type: 'setQuota', path: `/${name}`, quota: { ...NONE, countHard: 5 } }).code).toBe(ErrorCode.badArguments);
    driver.write(withParents(`/zookeeper/quota/${name}/zookeeper_limits`, hard(1)));
    expect(quotas(driver)).toEqual([]);
    audit(driver);
  });

  it('change nothing where the write of the znode fails', () => {
    const driver = planted();
    driver.write(withParents(LIMITS, hard(2)));
    expect(driver.write(setData(LIMITS, hard(9), 7)).code).toBe(ErrorCode.badVersion);
    expect(driver.write(create(LIMITS, hard(9))).code).toBe(ErrorCode.nodeExists);
    expect(driver.write({ ...remove(LIMITS), version: 7 }).code).toBe(ErrorCode.badVersion);
    expect(quotas(driver)).toEqual([['/a', 2, 2]]);
  });

  it('are parts of a multi as others are: the parts behind see the quota, and what fails is undone', () => {
    const driver = planted();
    expect(driver.write(multi(withParents(LIMITS, hard(3)), create('/a/c'), create('/a/d'))).code).toBe(ErrorCode.quotaExceeded);
    expect(quotas(driver)).toEqual([]);
    expect(driver.write(multi(withParents(LIMITS, hard(3)), create('/a/c'))).code).toBe(0);
    const failing: MultiPart[][] = [
      [setData(LIMITS, hard(9)), create('/a/d')],
      [remove(LIMITS), create('/a/d'), withParents('/zookeeper/quota/a/b/zookeeper_limits', hard(1))],
      [remove('/zookeeper/quota/a', true), create('/a/d'), withParents(LIMITS, hard(8)), setData(LIMITS, hard(7))],
    ];
    for (const parts of failing) {
      expect(driver.write(multi(...parts, remove('/none'))).code).toBe(ErrorCode.noNode);
      expect(quotas(driver)).toEqual([['/a', 3, 3]]);
      audit(driver);
    }
    expect(driver.write(create('/a/d')).code).toBe(ErrorCode.quotaExceeded);
    expect(textOf(driver, LIMITS)).toBe(hard(3));
    expect(driver.write(multi(setData(LIMITS, hard(4)), create('/a/d'), remove(LIMITS))).code).toBe(0);
    expect(quotas(driver)).toEqual([]);
    audit(driver);
  });

  it('go with whatever deletes them: a subtree, the end of a session, a time to live', () => {
    const driver = planted();
    const sessionId = driver.open();
    driver.write(withParents(LIMITS, hard(2)));
    driver.write(remove('/zookeeper/quota/a', true));
    expect(quotas(driver)).toEqual([]);
    driver.write(create('/zookeeper/quota/a'));
    driver.write(create(LIMITS, hard(2), { kind: 'ephemeral' }), { sessionId });
    expect(quotas(driver)).toEqual([['/a', 2, 2]]);
    driver.expire(sessionId);
    expect(quotas(driver)).toEqual([]);
    driver.write(create(LIMITS, hard(2), { kind: 'ttl', ttlMs: 10 }));
    expect(quotas(driver)).toEqual([['/a', 2, 2]]);
    driver.timeMs += 1_000;
    driver.reap(driver.reapable());
    expect(quotas(driver)).toEqual([]);
    audit(driver);
  });

  it('say what is used at any time, by the data of the stats alone: no version, time or watch tells of it', () => {
    const driver = planted();
    driver.write(withParents(LIMITS, hard(9)));
    driver.write(create(STATS, 'count=0,bytes=0'));
    expect(textOf(driver, STATS)).toBe('count=2,bytes=5');
    const changes = driver.changes().length;
    const { zxid } = driver.write(create('/a/c', '12'));
    expect(textOf(driver, STATS)).toBe('count=3,bytes=7');
    expect(driver.changes().length).toBe(changes + 1);
    const stat = driver.read({ type: 'exists', path: STATS, watch: false }).result;
    expect(stat).toMatchObject({ stat: { version: 0, mzxid: zxid - 1, dataLength: 15 } });
    driver.write(setData(STATS, 'count=77,bytes=77'));
    expect(textOf(driver, STATS)).toBe('count=3,bytes=7');
    audit(driver);
    driver.write(multi(create('/a/d', '123'), remove('/none')));
    expect(textOf(driver, STATS)).toBe('count=3,bytes=7');
    const read = driver.write(multi(create('/a/d', '123'), { type: 'getData', path: STATS })).answer?.result;
    expect(read).toMatchObject({ results: [{ code: 0 }, { result: { data: utf8Bytes('count=4,bytes=10') } }] });
    driver.write(setData('/a/d', '1'));
    driver.write(remove('/a', true));
    expect(textOf(driver, STATS)).toBe('count=0,bytes=0');
    driver.write(setData(LIMITS, 'nothing'));
    driver.write(create('/a'));
    expect(textOf(driver, STATS)).toBe('count=1,bytes=0');
    audit(driver);
    driver.write(remove(LIMITS));
    driver.write(setData(STATS, 'mine'));
    expect(textOf(driver, STATS)).toBe('mine');
    audit(driver);
  });

  it('none is made above or below another quota, nor as a parent on the way', () => {
    const driver = planted();
    driver.write(withParents('/zookeeper/quota/a/b/zookeeper_limits', hard(9)));
    const limitsOn = (path: string): string => `/zookeeper/quota${path}/zookeeper_limits`;
    for (const path of [limitsOn('/a'), limitsOn('/a/b/c'), limitsOn(''), `${limitsOn('/x')}/y`, `${limitsOn('/x')}/y/zookeeper_limits`]) {
      expect(driver.write(withParents(path, hard(1))).code).toBe(ErrorCode.badArguments);
    }
    const sequential = driver.write(create('/zookeeper/quota/a/zookeeper_limits', hard(1), { sequential: true }));
    expect(sequential.code).toBe(0);
    expect(quotas(driver)).toEqual([['/a/b', 9, 1]]);
    audit(driver);
  });

  it('may be there before the subtree, and those below /zookeeper are znodes like any other', () => {
    const driver = planted();
    expect(driver.write(withParents('/zookeeper/quota/later/zookeeper_limits', hard(1))).code).toBe(0);
    expect(driver.write(withParents('/zookeeper/quota/zookeeper/quota/zookeeper_limits', hard(1))).code).toBe(0);
    expect(quotas(driver)).toEqual([['/later', 1, 0]]);
    expect(driver.write(create('/later')).code).toBe(0);
    expect(driver.write(create('/later/a')).code).toBe(ErrorCode.quotaExceeded);
  });
});

describe('setQuota and removeQuota', () => {
  it('make, change and delete the same znodes, so that neither face says anything else than the other', () => {
    const driver = planted();
    const before = driver.tree.znodeCount;
    expect(driver.write(setQuota('/a/b', { countHard: 3, bytesSoft: 7 })).code).toBe(0);
    const [limits, stats] = ['/zookeeper/quota/a/b/zookeeper_limits', '/zookeeper/quota/a/b/zookeeper_stats'];
    expect(textOf(driver, limits)).toBe('count=-1,bytes=7=;byteHardLimit=-1;countHardLimit=3');
    expect(textOf(driver, stats)).toBe('count=1,bytes=5');
    driver.write(setQuota('/a/b', { countHard: 4 }));
    expect(textOf(driver, limits)).toBe(hard(4));
    driver.write(setData(limits, hard(6)));
    expect(quotas(driver)).toEqual([['/a/b', 6, 1]]);
    expect(driver.changes().map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'created /a',
      'created /a/b',
      'created /zookeeper/quota/a',
      'created /zookeeper/quota/a/b',
      `created ${limits}`,
      `created ${stats}`,
      `dataChanged ${limits}`,
      `dataChanged ${limits}`,
    ]);
    audit(driver);
    expect(driver.write(removeQuota('/a/b')).code).toBe(0);
    expect(driver.tree.znodeCount).toBe(before);
    expect(quotas(driver)).toEqual([]);
    audit(driver);
  });

  it('leave what others have made on the way', () => {
    const driver = planted();
    driver.write(setQuota('/a', { countHard: 3 }));
    driver.write(create('/zookeeper/quota/a/mine'));
    driver.write(create(`${LIMITS}/mine`));
    expect(driver.write(removeQuota('/a')).code).toBe(ErrorCode.badArguments);
    driver.write(remove(`${LIMITS}/mine`));
    expect(driver.write(removeQuota('/a')).code).toBe(0);
    expect(driver.read({ type: 'getChildren', path: '/zookeeper/quota/a', watch: false }).result).toMatchObject({ children: ['mine'] });
    audit(driver);
  });

  it('are refused where the znodes cannot be', () => {
    const driver = planted();
    const sessionId = driver.open();
    driver.write(create('/zookeeper/quota/a', '', { kind: 'ephemeral' }), { sessionId });
    expect(driver.write(setQuota('/a', { countHard: 3 })).code).toBe(ErrorCode.badArguments);
    const deep = '/d'.repeat(101);
    driver.write(withParents('/d'.repeat(100)));
    driver.write(withParents(deep));
    expect(driver.write(setQuota(deep, { countHard: 3 })).code).toBe(ErrorCode.badArguments);
    driver.write(create('/zookeeper_limits'));
    expect(driver.write(setQuota('/zookeeper_limits', { countHard: 3 })).code).toBe(ErrorCode.badArguments);
    expect(quotas(driver)).toEqual([]);
    audit(driver);
  });

  it('make znodes with the list of /zookeeper/quota, and need no right on what is below it', () => {
    const driver = planted();
    const acl = [{ rights: 16 + 4, identity: { scheme: 'world', id: 'anyone' } }];
    driver.write({ type: 'setAcl', path: '/zookeeper/quota', acl, aversion: null });
    expect(driver.write(setQuota('/a', { countHard: 3 })).code).toBe(0);
    expect(driver.write(setData(LIMITS, hard(9))).code).toBe(ErrorCode.noAuth);
    expect(driver.write(setQuota('/a', { countHard: 4 })).code).toBe(0);
    audit(driver);
  });
});

/** Anything that is done to quotas, by whichever face. */
function operation(random: SeededRandom): Operation {
  const top = (): string => random.of(['/a', '/a/b', '/c', '/']);
  const znode = (): string =>
    `/zookeeper/quota${top()}/${random.of(['zookeeper_limits', 'zookeeper_limits', 'zookeeper_stats', 'x'])}`.replace('//', '/');
  const text = (): string => random.of([hard(random.below(7)), `count=1,bytes=${random.below(40)}`, 'byteHardLimit=12', '', 'what?']);
  const path = (): string => `${random.of(['/a', '/a/b', '/c'])}${random.of(['', '/d', '/e'])}`;
  const part = (): MultiPart => {
    const dice = random.below(12);
    if (dice < 2) return withParents(path(), 'x'.repeat(random.below(9)));
    if (dice < 3) return setData(path(), 'x'.repeat(random.below(9)));
    if (dice < 4) return remove(path(), true);
    if (dice < 7) return withParents(znode(), text());
    if (dice < 9) return setData(znode(), text());
    if (dice < 10) return remove(random.below(3) === 0 ? `/zookeeper/quota${random.of(['/a', '/c'])}` : znode(), true);
    return { type: 'getData', path: znode() };
  };
  const dice = random.below(10);
  if (dice < 2) return setQuota(top(), { countHard: random.below(7), bytesHard: random.below(40) });
  if (dice < 3) return removeQuota(top());
  if (dice < 6) return multi(...Array.from({ length: 1 + random.below(4) }, part));
  const alone = part();
  return alone.type === 'create' || alone.type === 'setData' || alone.type === 'delete' ? alone : multi(alone);
}

test('S60 answers, changes, quotas and znodes are those of the plain reference, whoever sets them, and a snapshot goes on alike', () => {
  const codes = new Set<number>();
  for (let seed = 0; seed < 12; seed += 1) {
    const random = new SeededRandom(seed);
    const driver = new TreeDriver();
    const reference = new ReferenceTree(TEST_LIMITS.maxDataBytes);
    let replica: TreeDriver | null = null;
    for (let step = 0; step < 200; step += 1) {
      const asked = operation(random);
      const { code, answer } = driver.write(asked);
      const write = { sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, operation: asked };
      const expected = reference.write(driver.zxid, driver.timeMs, write);
      expect({ zxid: answer?.zxid, code, result: answer?.result }).toEqual(expected);
      codes.add(code);
      expect(driver.read({ type: 'listQuotas', path: '' }).result).toEqual(reference.read({ type: 'listQuotas', path: '' }, 0).result);
      if (step === 100) replica = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
      else if (replica !== null) {
        replica.timeMs = driver.timeMs - 1;
        replica.write(asked);
      }
      if (step % 10 === 0) audit(driver);
    }
    for (const path of reference.znodes.keys()) {
      const read = { type: 'getData', path, watch: false } as const;
      expect(driver.read(read).result).toEqual(reference.read(read, 0).result);
    }
    expect(driver.changes()).toEqual(reference.changes.map(({ zxid, ordinal, kind, path }) => ({ zxid, ordinal, kind, path })));
    expect(replica?.tree.digest()).toBe(driver.tree.digest());
  }
  for (const code of [0, ErrorCode.quotaExceeded, ErrorCode.badArguments, ErrorCode.noNode, ErrorCode.nodeExists])
    expect(codes).toContain(code);
});
