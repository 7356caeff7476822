import type { Acl, CreateOperation, MultiPart, Operation } from '@grove/wire';
import { EntryKind } from './entry-kind';
import { ErrorCode } from './error-code';
import { loadSnapshot, TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { CREATED_PARENTS_MAX, SUBTREE_DELETIONS_MAX } from './tree-limits';
import { Tree } from './tree';
import { utf8Bytes } from './utf8';
import { ZnodeStore } from './znode-store';

const create = (path: string, more: Partial<CreateOperation> = {}): CreateOperation => ({
  type: 'create',
  path,
  data: new Uint8Array(0),
  kind: 'persistent',
  sequential: false,
  ...more,
});
const removeAll = (path: string, version: number | null = null): Extract<Operation, { type: 'delete' }> => ({
  type: 'delete',
  path,
  version,
  subtree: true,
});
/** Everybody may do `everybody`, the caller OWNER everything. */
const OWNER = 'ip:10.0.0.1';
const acl = (everybody: number): readonly Acl[] => [
  { rights: 31, identity: { scheme: 'ip', id: '10.0.0.1' } },
  ...(everybody === 0 ? [] : [{ rights: everybody, identity: { scheme: 'world', id: 'anyone' } }]),
];
const READ = 1;
const CREATE = 4;
const DELETE = 8;

function statOf(driver: TreeDriver, path: string) {
  const { result } = driver.read({ type: 'exists', path, watch: false });
  return result?.type === 'exists' ? result.stat : null;
}

function recentPaths(driver: TreeDriver, zxid: number): string[] {
  return driver
    .changes()
    .filter((change) => change.zxid === zxid)
    .map(({ kind, path }) => `${kind} ${path}`);
}

describe('create with parents', () => {
  it('makes what is missing from the top down, in one zxid: persistent, empty, with the same list; only the last is what was asked for', () => {
    const driver = new TreeDriver();
    driver.create('/a');
    const session = driver.open();
    const operation = create('/a/b/c/d', { parents: true, kind: 'ephemeral', data: utf8Bytes('x'), acl: acl(READ) });
    const applied = driver.write(operation, { sessionId: session, caller: [OWNER] });
    expect(applied.answer?.result).toMatchObject({ type: 'create', path: '/a/b/c/d', stat: { kind: 'ephemeral', dataLength: 1 } });
    expect(recentPaths(driver, applied.zxid)).toEqual(['created /a/b', 'created /a/b/c', 'created /a/b/c/d']);
    expect(statOf(driver, '/a')).toMatchObject({ cversion: 1, pzxid: applied.zxid, numChildren: 1 });
    expect(statOf(driver, '/a/b/c')).toMatchObject({ kind: 'persistent', dataLength: 0, numChildren: 1, cversion: 1, czxid: applied.zxid });
    expect(driver.write(create('/a/b/x')).code).toBe(ErrorCode.noAuth);
    expect(driver.write(create('/a/b/x'), { caller: [OWNER] }).code).toBe(0);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('begins the numbers of a sequential znode at 0 below a parent that it makes, and goes on below one that exists', () => {
    const driver = new TreeDriver();
    const paths = [1, 2].map(() => driver.write(create('/q/r/', { parents: true, sequential: true })).answer?.result);
    expect(paths).toMatchObject([{ path: '/q/r/0000000000' }, { path: '/q/r/0000000001' }]);
  });

  it('takes paths with characters of several bytes', () => {
    const driver = new TreeDriver();
    expect(driver.write(create('/é/日本/x', { parents: true })).code).toBe(0);
    expect(driver.tree.lookup('/é/日本')).not.toBeNull();
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it.each<[string, CreateOperation, number]>([
    ['the path comes first', create('/x//y', { parents: true }), ErrorCode.badArguments],
    ['without the flag a missing parent is NONODE', create('/x/y'), ErrorCode.noNode],
    ['CREATE on the lowest existing ancestor', create('/locked/x/y', { parents: true }), ErrorCode.noAuth],
    ['a right above does not help', create('/open/locked/x/y', { parents: true }), ErrorCode.noAuth],
    ['nothing below the configuration', create('/zookeeper/config/x/y', { parents: true }), ErrorCode.noAuth],
    ['the last name must be new', create('/open', { parents: true }), ErrorCode.nodeExists],
    ['not below an ephemeral', create('/e/x/y', { parents: true }), ErrorCode.noChildrenForEphemerals],
    ['no more parents than the bound', create(`${'/n'.repeat(CREATED_PARENTS_MAX + 1)}/x`, { parents: true }), ErrorCode.badArguments],
    ['as many parents as the bound', create(`${'/n'.repeat(CREATED_PARENTS_MAX)}/x`, { parents: true }), 0],
  ])('%s', (_, operation, code) => {
    const driver = new TreeDriver();
    const session = driver.open();
    driver.create('/locked', { acl: acl(READ) }, { caller: [OWNER] });
    driver.create('/open');
    driver.create('/open/locked', { acl: acl(READ) }, { caller: [OWNER] });
    driver.create('/e', { kind: 'ephemeral' }, { sessionId: session });
    const before = driver.tree.znodeCount;
    expect(driver.write(operation).code).toBe(code);
    expect(driver.tree.znodeCount - before).toBe(code === 0 ? CREATED_PARENTS_MAX + 1 : 0);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });
});

/** /t with two branches, an ephemeral of `session`, a container and a TTL znode among them. */
function planted(): { driver: TreeDriver; session: number } {
  const driver = new TreeDriver();
  const session = driver.open();
  driver.create('/t');
  driver.create('/t/a', { kind: 'container' });
  driver.create('/t/a/1');
  driver.create('/t/a/2', { kind: 'ttl', ttlMs: 1000 });
  driver.create('/t/b');
  driver.create('/t/b/e', { kind: 'ephemeral' }, { sessionId: session });
  driver.create('/e2', { kind: 'ephemeral' }, { sessionId: session });
  return { driver, session };
}

describe('delete of a subtree', () => {
  it('removes from the leaves up, siblings newest first, in one zxid, ephemerals of others too, and says how many', () => {
    const { driver, session } = planted();
    const applied = driver.write(removeAll('/t', 0));
    expect(applied.answer?.result).toEqual({ type: 'delete', deleted: 6 });
    expect(recentPaths(driver, applied.zxid)).toEqual(
      ['/t/b/e', '/t/b', '/t/a/2', '/t/a/1', '/t/a', '/t'].map((path) => `deleted ${path}`),
    );
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
    expect(driver.reapable()).toEqual([]);
    const { result } = driver.read({ type: 'getEphemerals', prefix: '' }, { sessionId: session, identities: [] });
    expect(result).toEqual({ type: 'getEphemerals', paths: ['/e2'] });
    expect(driver.write(removeAll('/e2')).answer?.result).toEqual({ type: 'delete', deleted: 1 });
  });

  it('has the same order on a replica that came by snapshot', () => {
    const { driver } = planted();
    for (const path of ['/t/a/1', '/t/b/e']) driver.write({ type: 'delete', path, version: null });
    ['/t/a/7', '/t/x', '/t/a/8'].forEach((path) => driver.create(path));
    const replica = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    replica.timeMs = driver.timeMs;
    for (const each of [driver, replica]) each.write(removeAll('/t'));
    expect(replica.changes()).toEqual(driver.changes());
    expect(replica.tree.digest()).toBe(driver.tree.digest());
  });

  it.each<[string, Operation, number]>([
    ['path first', removeAll('/t/', 7), ErrorCode.badArguments],
    ['not the root', removeAll('/', 7), ErrorCode.badArguments],
    ['not what is reserved', removeAll('/zookeeper', 7), ErrorCode.badArguments],
    ['parent missing', removeAll('/none/x', 7), ErrorCode.noNode],
    ['DELETE on the parent before existence', removeAll('/locked/none', 7), ErrorCode.noAuth],
    ['znode missing', removeAll('/none', 7), ErrorCode.noNode],
    ['version before the rights below', removeAll('/open', 7), ErrorCode.badVersion],
    ['DELETE on every parent below', removeAll('/open'), ErrorCode.noAuth],
    ['without the flag: NOTEMPTY', { type: 'delete', path: '/t', version: 0 }, ErrorCode.notEmpty],
  ])('%s', (_, operation, code) => {
    const { driver } = planted();
    driver.create('/locked', { acl: acl(READ | CREATE) }, { caller: [OWNER] });
    driver.create('/locked/x');
    driver.create('/open');
    driver.create('/open/z');
    driver.create('/open/deep');
    driver.create('/open/deep/locked', { acl: acl(READ | CREATE) }, { caller: [OWNER] });
    driver.create('/open/deep/locked/x');
    const before = driver.changes();
    expect(driver.write(operation).code).toBe(code);
    expect(driver.changes()).toEqual(before);
    // With the right, what comes next decides.
    const next = code !== ErrorCode.noAuth ? code : 'path' in operation && operation.path === '/open' ? 0 : ErrorCode.noNode;
    expect(driver.write(operation, { caller: [OWNER] }).code).toBe(next);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it('asks no right of a znode without children that goes itself', () => {
    const driver = new TreeDriver();
    driver.create('/d', { acl: acl(DELETE | CREATE) }, { caller: [OWNER] });
    driver.create('/d/leaf', { acl: acl(0) }, { caller: [OWNER] });
    expect(driver.write(removeAll('/d')).code).toBe(0);
  });

  it(`takes ${SUBTREE_DELETIONS_MAX} znodes of one entry, and not one more; BADARGUMENTS says how many there are`, () => {
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, historyMaxBytes: 1 << 22 }));
    for (const root of ['/x', '/y']) {
      driver.create(root);
      for (let n = 1; n < SUBTREE_DELETIONS_MAX / 2; n += 1) driver.create(`${root}/${n}`);
    }
    driver.create('/x/more');
    const parts = [removeAll('/y'), removeAll('/x')];
    const refused = driver.write({ type: 'multi', parts });
    expect(refused).toMatchObject({ code: ErrorCode.badArguments });
    expect(refused.answer?.message).toBe('5001 znodes are to be deleted, of at most 10000');
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
    driver.write({ type: 'delete', path: '/x/more', version: null });
    expect(driver.write({ type: 'multi', parts }).code).toBe(0);
    expect(driver.tree.znodeCount).toBe(4);
  });
});

describe('a multi rolls all of it back', () => {
  it('parents, subtrees, containers, TTL znodes and reads leave nothing, and the order of siblings is back', () => {
    const { driver, session } = planted();
    const twin = planted();
    const changes = driver.changes();
    const parts: MultiPart[] = [
      create('/t/new/deep/er', { parents: true, kind: 'ttl', ttlMs: 5 }),
      removeAll('/t/a'),
      create('/t/a', { kind: 'container' }),
      { type: 'getChildren', path: '/t' },
      removeAll('/t'),
      create('/t/a/1', { parents: true }),
      { type: 'checkNotExists', path: '/t/b' },
      removeAll('/e2'),
      { type: 'checkNotExists', path: '/t' },
      create('/never'),
    ];
    const applied = driver.write({ type: 'multi', parts }, { sessionId: session });
    const codes = [0, 0, 0, 0, 0, 0, 0, 0, ErrorCode.nodeExists, ErrorCode.runtimeInconsistency];
    expect(applied.answer?.result).toEqual({ type: 'multi', results: codes.map((code) => ({ code, result: null })) });
    twin.driver.entry(EntryKind.clock, new Uint8Array(0));
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
    expect(driver.tree.digest()).toBe(twin.driver.tree.digest());
    expect(driver.changes()).toEqual(changes);
    for (const each of [driver, twin.driver]) {
      each.timeMs += 700_000;
      each.write(removeAll('/t'));
      each.expire(session);
    }
    expect(driver.changes()).toEqual(twin.driver.changes());
  });

  it('what all parts did is in one zxid, in order', () => {
    const { driver } = planted();
    const applied = driver.write({ type: 'multi', parts: [removeAll('/t/a'), create('/t/a/z', { parents: true }), removeAll('/t/b')] });
    expect(applied.answer?.result).toMatchObject({
      results: [{ result: { type: 'delete', deleted: 3 } }, { result: { path: '/t/a/z' } }, { result: { type: 'delete', deleted: 2 } }],
    });
    expect(recentPaths(driver, applied.zxid)).toEqual([
      'deleted /t/a/2',
      'deleted /t/a/1',
      'deleted /t/a',
      'created /t/a',
      'created /t/a/z',
      'deleted /t/b/e',
      'deleted /t/b',
    ]);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });
});

describe('many deletions in one entry', () => {
  /** Calls of `endChange`, which hashes a row, while `act` runs. */
  function hashed(act: () => void): number {
    const spy = jest.spyOn(ZnodeStore.prototype, 'endChange');
    act();
    const { length } = spy.mock.calls;
    spy.mockRestore();
    return length;
  }

  it('hash a parent once, however many of its children go with their session or their subtree', () => {
    const driver = new TreeDriver();
    const session = driver.open();
    for (const parent of ['/p', '/q']) {
      driver.create(parent);
      for (let n = 0; n < 500; n += 1) driver.create(`${parent}/${n}`, { kind: 'ephemeral' }, { sessionId: session });
    }
    driver.create('/q/more');
    expect(hashed(() => driver.expire(session))).toBe(2);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
    for (let n = 0; n < 500; n += 1) driver.create(`/p/${n}`);
    expect(hashed(() => driver.write(removeAll('/p')))).toBe(1);
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });
});
