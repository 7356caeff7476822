import { encodeOperation } from '@grove/wire';
import type { Acl, GetChildrenOperation, MultiPart, Operation, ReadPart } from '@grove/wire';
import { EntryKind } from './entry-kind';
import { ErrorCode } from './error-code';
import { loadSnapshot, TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { Tree } from './tree';
import { LIST_BYTES_MAX, MULTI_READ_BYTES_MAX, PAGE_BYTES_MAX, PAGE_CHILDREN_MAX } from './tree-limits';
import { utf8Bytes } from './utf8';

const OWNER = 'ip:10.0.0.1';
const PRIVATE: readonly Acl[] = [{ rights: 31, identity: { scheme: 'ip', id: '10.0.0.1' } }];
const LARGE = { ...TEST_LIMITS, maxDataBytes: 4 << 20 };

const page = (path: string, more: Partial<GetChildrenOperation> = {}): GetChildrenOperation => ({
  type: 'getChildren',
  path,
  watch: false,
  pageSize: 2,
  ...more,
});

function pageOf(driver: TreeDriver, operation: GetChildrenOperation) {
  const { result } = driver.read(operation);
  if (result?.type !== 'getChildren') throw new Error('no page');
  // Views of a buffer that the next read uses again.
  return { ...result, nextPageToken: new Uint8Array(result.nextPageToken ?? []) };
}

/** All names from here on, with `between` called after each page. */
function namesFrom(driver: TreeDriver, first: GetChildrenOperation, between: (page: number) => TreeDriver = () => driver): string[] {
  const names: string[] = [];
  let reader = driver;
  let pageToken = new Uint8Array(0);
  for (let count = 1; ; count += 1) {
    const read = pageOf(reader, { ...first, pageToken });
    names.push(...read.children, ...(read.entries ?? []).map(({ name }) => name));
    if (read.nextPageToken.length === 0) return names;
    pageToken = read.nextPageToken;
    reader = between(count);
  }
}

function withChildren(count: number): TreeDriver {
  const driver = new TreeDriver();
  driver.create('/p');
  for (let n = 0; n < count; n += 1) driver.create(`/p/${n}`);
  return driver;
}

const newestFirst = (count: number): string[] => Array.from({ length: count }, (_, n) => String(count - 1 - n));

describe('pages of children', () => {
  it.each([1, 2, 3, 6, 7, 100])('of %i: together the whole list, newest first, the parent with each', (pageSize) => {
    const driver = withChildren(6);
    expect(namesFrom(driver, page('/p', { pageSize }))).toEqual(newestFirst(6));
    expect(pageOf(driver, page('/p', { pageSize })).stat.numChildren).toBe(6);
    expect(pageOf(driver, page('/p/0', { pageSize }))).toMatchObject({ children: [], nextPageToken: new Uint8Array(0) });
  });

  it('give a child that stays exactly once, whatever comes and goes meanwhile: the last one given, the next, rows used again', () => {
    for (const gone of [[8], [7], [8, 7], [9, 8, 7, 6], [0]]) {
      const driver = withChildren(10);
      const names = namesFrom(driver, page('/p'), (count) => {
        if (count === 1) gone.forEach((n) => driver.write({ type: 'delete', path: `/p/${n}`, version: null }));
        driver.create(`/p/new${count}`);
        return driver;
      });
      const stayed = newestFirst(10).filter((name) => name === '9' || name === '8' || !gone.includes(Number(name)));
      expect(names).toEqual(stayed);
    }
  });

  it('go on at a replica that came by snapshot, with other rows', () => {
    const driver = withChildren(12);
    for (const n of [3, 10, 5]) driver.write({ type: 'delete', path: `/p/${n}`, version: null });
    const multi: MultiPart[] = ['x', 'y', 'z'].map((name) => {
      return { type: 'create', path: `/p/${name}`, data: new Uint8Array(0), kind: 'persistent', sequential: false };
    });
    driver.write({ type: 'multi', parts: multi });
    // Rows of the loaded tree are in the order of the snapshot.
    const cursor = driver.tree.beginSnapshot();
    driver.write({ type: 'setData', path: '/p/x', data: utf8Bytes('1'), version: null });
    const replica = new TreeDriver(loadSnapshot(cursor));
    const names = namesFrom(driver, page('/p'), (count) => (count % 2 === 1 ? replica : driver));
    expect(names).toEqual(['z', 'y', 'x', '11', '9', '8', '7', '6', '4', '2', '1', '0']);
  });

  it('end where their parent was deleted and made anew: its children are all newer', () => {
    const driver = withChildren(4);
    const { nextPageToken } = pageOf(driver, page('/p'));
    driver.write({ type: 'delete', path: '/p', version: null, subtree: true });
    driver.create('/p');
    driver.create('/p/later');
    expect(pageOf(driver, page('/p', { pageToken: nextPageToken }))).toMatchObject({ children: [], nextPageToken: new Uint8Array(0) });
    expect(driver.read(page('/p', { pageToken: nextPageToken })).rows).toBe(0);
  });

  it('carry data and Stat on request; a child without READ comes with its name alone', () => {
    const driver = new TreeDriver();
    driver.create('/p');
    driver.create('/p/open', { data: utf8Bytes('one') });
    driver.create('/p/hidden', { data: utf8Bytes('two'), acl: PRIVATE }, { caller: [OWNER] });
    const none = new Uint8Array(0);
    expect(pageOf(driver, page('/p', { withData: true, withStat: true, pageSize: 5 }))).toMatchObject({
      children: [],
      entries: [
        { name: 'hidden', stat: null, data: none },
        { name: 'open', stat: { dataLength: 3, version: 0 }, data: utf8Bytes('one') },
      ],
    });
    const both = page('/p', { withData: true, withStat: true, pageSize: 5 });
    expect(driver.read(both, { sessionId: 0, identities: [OWNER] }).result).toMatchObject({
      entries: [{ stat: { dataLength: 3 }, data: utf8Bytes('two') }, { data: utf8Bytes('one') }],
    });
    expect(pageOf(driver, page('/p', { withStat: true, pageSize: 1 })).entries).toMatchObject([{ name: 'hidden', data: none }]);
    const { pageSize, ...whole } = page('/p', { withData: true });
    expect(pageOf(driver, whole)).toMatchObject({ entries: [{ name: 'hidden' }, { name: 'open', stat: null, data: utf8Bytes('one') }] });
    expect(pageSize).toBe(2);
  });

  it(`end at ${PAGE_BYTES_MAX} bytes, but hold one child at least; a whole list that fits no message is LISTTOOLONG`, () => {
    const driver = new TreeDriver(new Tree(LARGE));
    driver.create('/p');
    [300, 300, 900, 300, 1700].forEach((kib, n) => driver.create(`/p/${n}`, { data: new Uint8Array(kib * 1024) }));
    const sizes: number[] = [];
    let pageToken = new Uint8Array(0);
    do {
      const read = pageOf(driver, page('/p', { pageSize: 100, withData: true, pageToken }));
      sizes.push(read.entries?.length ?? 0);
      pageToken = read.nextPageToken;
    } while (pageToken.length > 0);
    expect(sizes).toEqual([1, 1, 1, 1, 1]);
    expect(namesFrom(driver, page('/p', { pageSize: 100 }))).toHaveLength(5);
    expect(driver.read({ type: 'getChildren', path: '/p', watch: true, withData: true })).toMatchObject({
      code: ErrorCode.listTooLong,
      watch: null,
    });
    driver.create('/p/huge', { data: new Uint8Array(3 << 20) });
    expect(driver.read(page('/p', { withData: true })).code).toBe(ErrorCode.listTooLong);
  });

  it(`hold ${PAGE_CHILDREN_MAX} children at most, also where more are asked for or a token comes without a size`, () => {
    const driver = withChildren(PAGE_CHILDREN_MAX + 2);
    const first = pageOf(driver, page('/p', { pageSize: 2 * PAGE_CHILDREN_MAX }));
    expect(first.children).toHaveLength(PAGE_CHILDREN_MAX);
    expect(pageOf(driver, page('/p', { pageSize: 0, pageToken: first.nextPageToken })).children).toEqual(['1', '0']);
  });

  it('set their watch with the first one alone', () => {
    const driver = withChildren(3);
    expect(driver.read(page('/p', { watch: true })).watch).toEqual({ kind: 'child', path: '/p' });
    const { nextPageToken } = pageOf(driver, page('/p'));
    expect(driver.read(page('/p', { watch: true, pageToken: nextPageToken }))).toMatchObject({ code: ErrorCode.badArguments, watch: null });
  });

  it.each<[string, GetChildrenOperation, number]>([
    ['a path first', page('p', { pageSize: -1 }), ErrorCode.badArguments],
    ['existence', page('/none', { pageSize: -1 }), ErrorCode.noNode],
    ['READ before the page', page('/hidden', { pageSize: -1 }), ErrorCode.noAuth],
    ['a negative size', page('/p', { pageSize: -1 }), ErrorCode.badArguments],
    ['a token cut off', page('/p', { pageToken: Uint8Array.of(1, 2) }), ErrorCode.badArguments],
    ['a token that is too long', page('/p', { pageToken: Uint8Array.of(1, 2, 3, 4, 5, 6) }), ErrorCode.badArguments],
    ['a token of a later version', page('/p', { pageToken: Uint8Array.of(2, 2, 3, 4, 5) }), ErrorCode.badArguments],
    ['a token that names rows that never were', page('/p', { pageToken: Uint8Array.of(1, 0x7f, 0, 0xff, 0xff, 0x7f, 0xff, 0x7f) }), 0],
  ])('check %s', (_, operation, code) => {
    const driver = withChildren(1);
    driver.create('/hidden', { acl: PRIVATE }, { caller: [OWNER] });
    expect(driver.read(operation).code).toBe(code);
  });
});

describe('getAllChildrenNumber', () => {
  it('counts all below, and follows every change, also a failed multi and a snapshot', () => {
    const driver = withChildren(3);
    const count = (from: TreeDriver, path: string) => from.read({ type: 'getAllChildrenNumber', path }).result;
    driver.create('/p/0/a');
    driver.create('/p/0/a/b');
    expect([count(driver, '/'), count(driver, '/p'), count(driver, '/p/0'), count(driver, '/p/1')]).toEqual(
      [9, 5, 2, 0].map((number) => ({ type: 'getAllChildrenNumber', count: number })),
    );
    driver.write({
      type: 'multi',
      parts: [
        { type: 'delete', path: '/p/0', version: null, subtree: true },
        { type: 'check', path: '/none', version: null },
      ],
    });
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    for (const from of [driver, loaded]) expect(count(from, '/p')).toMatchObject({ count: 5 });
    driver.write({ type: 'delete', path: '/p/0', version: null, subtree: true });
    expect(count(driver, '/p')).toMatchObject({ count: 2 });
  });

  it.each([
    ['p', ErrorCode.badArguments],
    ['/none', ErrorCode.noNode],
    ['/hidden', ErrorCode.noAuth],
  ])('of %s gives %i', (path, code) => {
    const driver = new TreeDriver();
    driver.create('/hidden', { acl: PRIVATE }, { caller: [OWNER] });
    expect(driver.read({ type: 'getAllChildrenNumber', path }).code).toBe(code);
  });
});

describe('getEphemerals', () => {
  it("gives the session's own, by a prefix that is plain text", () => {
    const driver = new TreeDriver();
    const [one, two] = [driver.open(), driver.open()];
    driver.create('/a');
    for (const path of ['/a/x', '/ab', '/b']) driver.create(path, { kind: 'ephemeral' }, { sessionId: one });
    driver.create('/a/y', { kind: 'ephemeral' }, { sessionId: two });
    const paths = (prefix: string, sessionId: number) =>
      driver.read({ type: 'getEphemerals', prefix }, { sessionId, identities: [] }).result;
    expect(paths('', one)).toEqual({ type: 'getEphemerals', paths: ['/a/x', '/ab', '/b'] });
    expect(paths('/', one)).toEqual(paths('', one));
    expect(paths('/a', one)).toEqual({ type: 'getEphemerals', paths: ['/a/x', '/ab'] });
    expect(paths('/a/', one)).toEqual({ type: 'getEphemerals', paths: ['/a/x'] });
    expect(paths('/a/xyz', one)).toEqual({ type: 'getEphemerals', paths: [] });
    expect(paths('/a', two)).toEqual({ type: 'getEphemerals', paths: ['/a/y'] });
    driver.expire(two);
    expect(driver.read({ type: 'getEphemerals', prefix: '' }).code).toBe(ErrorCode.badArguments);
    expect(driver.read({ type: 'getEphemerals', prefix: '' }, { sessionId: two, identities: [] }).code).toBe(ErrorCode.sessionExpired);
  });

  it('is LISTTOOLONG past what a message holds', () => {
    const driver = new TreeDriver(new Tree(LARGE));
    const sessionId = driver.open();
    const name = 'x'.repeat(60_000);
    for (let n = 0; n * 60_000 < LIST_BYTES_MAX; n += 1) driver.create(`/${n}${name}`, { kind: 'ephemeral' }, { sessionId });
    expect(driver.read({ type: 'getEphemerals', prefix: '' }, { sessionId, identities: [] }).code).toBe(ErrorCode.listTooLong);
    expect(driver.read({ type: 'getEphemerals', prefix: '/1' }, { sessionId, identities: [] }).code).toBe(0);
  });
});

describe('multiRead', () => {
  it('gives each part its own code and result, all of one state', () => {
    const driver = withChildren(2);
    driver.create('/hidden', { acl: PRIVATE }, { caller: [OWNER] });
    const parts: ReadPart[] = [
      { type: 'getData', path: '/p/0' },
      { type: 'getChildren', path: '/p' },
      { type: 'exists', path: '/none' },
      { type: 'getData', path: '/hidden' },
      { type: 'exists', path: 'bad' },
      { type: 'exists', path: '/p' },
    ];
    const read = driver.read({ type: 'multiRead', parts });
    expect(read).toMatchObject({ code: 0, zxid: driver.zxid, watch: null });
    expect(read.result).toMatchObject({
      results: [
        { code: 0, result: { type: 'getData' } },
        { code: 0, result: { type: 'getChildren', children: ['1', '0'] } },
        { code: ErrorCode.noNode, result: null },
        { code: ErrorCode.noAuth, result: null },
        { code: ErrorCode.badArguments, result: null },
        { code: 0, result: { type: 'exists', stat: { numChildren: 2 } } },
      ],
    });
    expect(driver.read({ type: 'multiRead', parts: [] })).toMatchObject({ code: 0, result: { type: 'multiRead', results: [] } });
  });

  it('fits one message: what does not is DATATOOLARGE or LISTTOOLONG, and smaller parts behind it still come', () => {
    const driver = new TreeDriver(new Tree(LARGE));
    driver.create('/large', { data: new Uint8Array(2 << 20) });
    const parts: ReadPart[] = [
      { type: 'getData', path: '/large' },
      { type: 'getData', path: '/large' },
      { type: 'exists', path: '/large' },
    ];
    expect(driver.read({ type: 'multiRead', parts }).result).toMatchObject({
      results: [{ code: 0 }, { code: ErrorCode.dataTooLarge }, { code: 0, result: { stat: { dataLength: 2 << 20 } } }],
    });
    for (let n = 0; n < 20; n += 1) driver.create(`/large/${'n'.repeat(60_000)}${n}`);
    const lists: ReadPart[] = [0, 1, 2].map(() => ({ type: 'getChildren', path: '/large' }));
    expect(driver.read({ type: 'multiRead', parts: lists }).result).toMatchObject({
      results: [{ code: 0 }, { code: 0 }, { code: ErrorCode.listTooLong }],
    });
  });

  it('takes as many parts as a multi, and no write', () => {
    const driver = new TreeDriver();
    const parts = Array.from({ length: TEST_LIMITS.maxMultiParts + 1 }, (): ReadPart => ({ type: 'exists', path: '/' }));
    expect(driver.read({ type: 'multiRead', parts: parts.slice(1) }).code).toBe(0);
    expect(driver.read({ type: 'multiRead', parts }).code).toBe(ErrorCode.badArguments);
    // A part of a field that MultiReadPart does not have.
    const bytes = Uint8Array.from([0xd2, 0x02, 0x04, 0x0a, 0x02, 0x22, 0x00]);
    const out = { code: 99, answer: bytes, rows: 0, watch: null };
    driver.tree.read(bytes, 0, bytes.length, out);
    expect(out.code).toBe(ErrorCode.unimplemented);
    expect(driver.write({ type: 'multiRead', parts: [] }).code).toBe(ErrorCode.unimplemented);
  });
});

test('a read tells how many rows it looked at', () => {
  const driver = withChildren(8);
  const rowsOf = (read: Operation): number => driver.read(read).rows;
  expect(rowsOf({ type: 'getData', path: '/p', watch: false })).toBe(0);
  expect(rowsOf({ type: 'getChildren', path: '/p', watch: false })).toBe(8);
  expect(rowsOf(page('/p', { pageSize: 5 }))).toBe(5);
  // A token that nobody gave, as old as the parent: all children that came since are looked at. An older one costs nothing.
  const { zxid } = driver.create('/q');
  driver.create('/q/a');
  driver.create('/q/b');
  expect(rowsOf(page('/q', { pageToken: Uint8Array.of(1, zxid, 0, 0, 0) }))).toBe(2);
  expect(rowsOf(page('/q', { pageToken: Uint8Array.of(1, zxid - 1, 0, 0, 0) }))).toBe(0);
  const parts = Array.from({ length: 3 }, (): ReadPart => ({ type: 'getChildren', path: '/p' }));
  expect(rowsOf({ type: 'multiRead', parts })).toBeGreaterThanOrEqual(3 * 8);
});

/** A multi of one read part with options that a part must not have. */
function multiOf(read: Extract<Operation, { type: 'getData' | 'getChildren' | 'exists' }>): Uint8Array {
  const message = encodeOperation(read).slice(2);
  const field = { getData: 6, getChildren: 7, exists: 8 }[read.type];
  const part = Uint8Array.of((field << 3) | 2, ...message);
  return Uint8Array.of(0x9a, 0x01, part.length + 2, 0x0a, part.length, ...part);
}

describe('reads and checks within a multi', () => {
  it('S46 see the tree as the parts before left it, and the answer is the same on every replica, also one that came by snapshot', () => {
    const driver = withChildren(4);
    driver.write({ type: 'delete', path: '/p/1', version: null });
    driver.create('/p/again');
    const cursor = driver.tree.beginSnapshot();
    driver.write({ type: 'setData', path: '/p/3', data: utf8Bytes('1'), version: null });
    const replica = new TreeDriver(loadSnapshot(cursor));
    replica.timeMs = driver.timeMs - 1;
    replica.write({ type: 'setData', path: '/p/3', data: utf8Bytes('1'), version: null });
    const parts: MultiPart[] = [
      { type: 'checkNotExists', path: '/p/x' },
      { type: 'create', path: '/p/x', data: utf8Bytes('new'), kind: 'persistent', sequential: false },
      { type: 'getData', path: '/p/x' },
      { type: 'getChildren', path: '/p' },
      { type: 'delete', path: '/p/x', version: 0 },
      { type: 'exists', path: '/p' },
    ];
    const session = [driver.open(), replica.open()][0] ?? 0;
    const fields = { sessionId: session, generation: 1, sequence: 1 };
    const [one, two] = [driver, replica].map((each) => each.write({ type: 'multi', parts }, fields));
    expect(one?.answer?.result).toMatchObject({
      results: [
        { code: 0, result: null },
        { result: { path: '/p/x' } },
        { result: { type: 'getData', data: utf8Bytes('new'), stat: { czxid: one?.zxid } } },
        { result: { type: 'getChildren', children: ['x', 'again', '3', '2', '0'], stat: { numChildren: 5 } } },
        { result: { type: 'delete', deleted: 1 } },
        { result: { type: 'exists', stat: { numChildren: 4, pzxid: one?.zxid } } },
      ],
    });
    expect(two?.bytes).toEqual(one?.bytes);
    expect(replica.tree.digest()).toBe(driver.tree.digest());
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it.each<[string, MultiPart, number]>([
    ['checkNotExists: path', { type: 'checkNotExists', path: 'bad' }, ErrorCode.badArguments],
    ['checkNotExists: READ on the parent', { type: 'checkNotExists', path: '/hidden/x' }, ErrorCode.noAuth],
    ['checkNotExists: READ before existence', { type: 'checkNotExists', path: '/hidden/there' }, ErrorCode.noAuth],
    ['checkNotExists: there', { type: 'checkNotExists', path: '/p/0' }, ErrorCode.nodeExists],
    ['checkNotExists: the root', { type: 'checkNotExists', path: '/' }, ErrorCode.nodeExists],
    ['checkNotExists: the parent need not exist', { type: 'checkNotExists', path: '/none/x' }, 0],
    ['getData: path', { type: 'getData', path: 'bad' }, ErrorCode.badArguments],
    ['getData: existence', { type: 'getData', path: '/none' }, ErrorCode.noNode],
    ['getData: READ', { type: 'getData', path: '/hidden' }, ErrorCode.noAuth],
    ['getChildren: existence', { type: 'getChildren', path: '/none' }, ErrorCode.noNode],
    ['getChildren: READ', { type: 'getChildren', path: '/hidden' }, ErrorCode.noAuth],
    ['exists: existence', { type: 'exists', path: '/none' }, ErrorCode.noNode],
    ['exists: READ', { type: 'exists', path: '/hidden' }, ErrorCode.noAuth],
    ['check: existence', { type: 'check', path: '/none', version: 7 }, ErrorCode.noNode],
    ['check: READ before the version', { type: 'check', path: '/hidden', version: 7 }, ErrorCode.noAuth],
    ['check: version', { type: 'check', path: '/p', version: 7 }, ErrorCode.badVersion],
  ])('%s', (_, part, code) => {
    const driver = withChildren(1);
    driver.create('/hidden', { acl: PRIVATE }, { caller: [OWNER] });
    driver.create('/hidden/there', {}, { caller: [OWNER] });
    const first: MultiPart = { type: 'create', path: '/first', data: new Uint8Array(0), kind: 'persistent', sequential: false };
    const applied = driver.write({ type: 'multi', parts: [first, part] });
    expect(applied.code).toBe(code);
    expect(driver.tree.lookup('/first') === null).toBe(code !== 0);
  });

  it.each<[string, Uint8Array]>([
    ['a watch', multiOf({ type: 'getData', path: '/p', watch: true })],
    ['pages', multiOf({ type: 'getChildren', path: '/p', watch: false, pageSize: 1 })],
    ['a token', multiOf({ type: 'getChildren', path: '/p', watch: false, pageToken: Uint8Array.of(1) })],
    ['data of children', multiOf({ type: 'getChildren', path: '/p', watch: false, withData: true })],
    ['Stat of children', multiOf({ type: 'getChildren', path: '/p', watch: false, withStat: true })],
  ])('%s there is BADARGUMENTS', (_, bytes) => {
    const driver = withChildren(1);
    expect(driver.entry(EntryKind.command, bytes).code).toBe(ErrorCode.badArguments);
  });

  it(`give ${MULTI_READ_BYTES_MAX} bytes together at most; DATATOOLARGE at the part that gives more, and nothing is done`, () => {
    const driver = new TreeDriver(new Tree(LARGE));
    driver.create('/d', { data: new Uint8Array(500_000) });
    const read: MultiPart = { type: 'getData', path: '/d' };
    const write: MultiPart = { type: 'setData', path: '/d', data: new Uint8Array(600_000), version: 0 };
    const refused = driver.write({ type: 'multi', parts: [read, write, read, { type: 'exists', path: '/d' }] });
    const codes = [0, 0, ErrorCode.dataTooLarge, ErrorCode.runtimeInconsistency];
    expect(refused.code).toBe(ErrorCode.dataTooLarge);
    expect(refused.answer?.result).toEqual({ type: 'multi', results: codes.map((code) => ({ code, result: null })) });
    expect(driver.read({ type: 'exists', path: '/d', watch: false }).result).toMatchObject({ stat: { dataLength: 500_000, version: 0 } });
    expect(driver.write({ type: 'multi', parts: [read, read] }).code).toBe(0);
    for (let n = 0; n < 20; n += 1) driver.create(`/d/${'n'.repeat(60_000)}${n}`);
    expect(driver.write({ type: 'multi', parts: [{ type: 'getChildren', path: '/d' }] }).code).toBe(ErrorCode.dataTooLarge);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });
});
