import type { Operation } from '@grove/wire';
import { encodeOperation } from '@grove/wire';
import { EntryKind } from './entry-kind';
import { ErrorCode } from './error-code';
import { TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { Tree } from './tree';
import type { ReadOutcome } from './types';
import { utf8Bytes } from './utf8';

const NO_DATA = new Uint8Array(0);
const TOO_LARGE = new Uint8Array(TEST_LIMITS.maxDataBytes + 1);

/**
 * A tree with one of everything that can be in the way: /p with version 1 and the child /p/c, the empty /leaf,
 * the ephemeral /e of `session`.
 */
function furnished(): { driver: TreeDriver; session: number } {
  const driver = new TreeDriver();
  driver.create('/p');
  driver.create('/p/c');
  driver.create('/leaf');
  driver.write({ type: 'setData', path: '/p', data: utf8Bytes('one'), version: null });
  const session = driver.open();
  driver.create('/e', { kind: 'ephemeral' }, { sessionId: session });
  return { driver, session };
}

type Create = Extract<Operation, { type: 'create' }>;

const create = (path: string, more: Partial<Create> = {}): Create => ({
  type: 'create',
  path,
  data: NO_DATA,
  kind: 'persistent',
  sequential: false,
  ...more,
});
const remove = (path: string, version: number | null = null): Operation => ({ type: 'delete', path, version });
const set = (path: string, version: number | null = null, data: Uint8Array = NO_DATA): Operation => ({
  type: 'setData',
  path,
  data,
  version,
});

describe("checks in ZooKeeper's order: each line breaks the rule named and every one after it", () => {
  it.each<[string, Operation, number]>([
    ['create: session before path', create('bad', { kind: 'ephemeral' }), ErrorCode.badArguments],
    ['create: path before size', create('/none/./x', { data: TOO_LARGE }), ErrorCode.badArguments],
    ['create: size before parent', create('/none/x', { data: TOO_LARGE }), ErrorCode.dataTooLarge],
    ['create: the parent must exist', create('/none/x'), ErrorCode.noNode],
    ['create: nothing below the configuration', create('/zookeeper/config/x'), ErrorCode.noAuth],
    ['create: the znode must not exist', create('/p/c'), ErrorCode.nodeExists],
    ['create: the root exists', create('/'), ErrorCode.nodeExists],
    ['create: not below an ephemeral', create('/e/x'), ErrorCode.noChildrenForEphemerals],
    ['create: not below an ephemeral, sequential', create('/e/x', { sequential: true }), ErrorCode.noChildrenForEphemerals],
    ['delete: path first', remove('/none/', 7), ErrorCode.badArguments],
    ['delete: the root', remove('/', 7), ErrorCode.badArguments],
    ['delete: /zookeeper', remove('/zookeeper', 7), ErrorCode.badArguments],
    ['delete: nothing below the configuration, before the znode is looked for', remove('/zookeeper/config/x'), ErrorCode.noAuth],
    ['delete: the parent first', remove('/absent/x'), ErrorCode.noNode],
    ['delete: /zookeeper/config', remove('/zookeeper/config', 7), ErrorCode.badArguments],
    ['delete: /zookeeper/quota', remove('/zookeeper/quota', 7), ErrorCode.badArguments],
    ['delete: parent missing', remove('/none/x', 7), ErrorCode.noNode],
    ['delete: znode missing', remove('/none', 7), ErrorCode.noNode],
    ['delete: version before children', remove('/p', 7), ErrorCode.badVersion],
    ['delete: children', remove('/p', 1), ErrorCode.notEmpty],
    ['setData: path before size', set('p', 7, TOO_LARGE), ErrorCode.badArguments],
    ['setData: size before existence', set('/none', 7, TOO_LARGE), ErrorCode.dataTooLarge],
    ['setData: existence before version', set('/none', 7), ErrorCode.noNode],
    ['setData: the configuration is read-only', set('/zookeeper/config', 7), ErrorCode.noAuth],
    ['setData: version', set('/p', 0), ErrorCode.badVersion],
    ['close: there must be a session', { type: 'close' }, ErrorCode.badArguments],
    ['a read is no write', { type: 'exists', path: '/p', watch: false }, ErrorCode.unimplemented],
  ])('%s', (_, operation, code) => {
    const { driver } = furnished();
    const before = { digest: driver.tree.digest(), changes: driver.changes(), znodes: driver.tree.znodeCount };
    const applied = driver.write(operation);
    expect(applied.code).toBe(code);
    expect(applied.answer).toMatchObject({ zxid: applied.zxid, code, result: null });
    expect({ changes: driver.changes(), znodes: driver.tree.znodeCount }).toEqual({ changes: before.changes, znodes: before.znodes });
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });

  it.each<[string, Operation]>([
    ['the right version', remove('/leaf', 0)],
    ['version −1', remove('/leaf', -1)],
    ['no version', remove('/leaf')],
    ['setData with the right version', set('/p', 1)],
    ['setData with version −1', set('/p', -1)],
  ])('accepts %s', (_, operation) => {
    expect(furnished().driver.write(operation).code).toBe(0);
  });
});

describe('paths', () => {
  const tree = new Tree(TEST_LIMITS);
  it.each(['/', '/a', '/a/b.c', '/...', '/.a', '/a b', '/é', '/日本', '/\uf900', '/\uffef', '/a/~', '/\u00a0'])('allows %j', (path) => {
    expect(tree.isValidPath(path)).toBe(true);
  });
  it.each([
    '',
    'a',
    'a/b',
    '//',
    '/a/',
    '/a//b',
    '/.',
    '/..',
    '/./a',
    '/a/..',
    '/a/../b',
    '/\u0000',
    '/a\u001f',
    '/\u007f',
    '/\u009f',
    '/\ud800',
    '/\udfff',
    '/\ue000',
    '/\uf8ff',
    '/\ufff0',
    '/\uffff',
    '/😀',
    '/a/😀/b',
  ])('refuses %j', (path) => {
    expect(tree.isValidPath(path)).toBe(false);
    expect(tree.lookup(path)).toBeNull();
  });

  it('refuses one that is longer than a request may be', () => {
    expect(tree.isValidPath(`/${'x'.repeat(1024 * 1024)}`)).toBe(false);
  });

  it.each([
    ['a stray continuation', [0x2f, 0x80]],
    ['an overlong slash', [0x2f, 0xc0, 0xaf]],
    ['an overlong letter of three bytes', [0x2f, 0xe0, 0x81, 0x81]],
    ['a character cut off', [0x2f, 0xc3]],
    ['a character of three bytes cut off', [0x2f, 0xe6, 0x97]],
    ['a byte that UTF-8 does not have', [0x2f, 0xff]],
  ])('refuses %s', (_, path) => {
    const driver = new TreeDriver();
    const message = Uint8Array.from([0x0a, path.length, ...path]);
    const applied = driver.entry(EntryKind.command, Uint8Array.from([0x82, 0x01, message.length, ...message]));
    expect(applied.code).toBe(ErrorCode.badArguments);
  });
});

describe('malformed operations', () => {
  it.each<[string, readonly number[], number]>([
    ['nothing', [], ErrorCode.marshallingError],
    ['half a tag', [0x82], ErrorCode.marshallingError],
    ['a length beyond the end', [0x82, 0x01, 0x05, 0x0a], ErrorCode.marshallingError],
    ['bytes behind the operation', [0x82, 0x01, 0x00, 0x00], ErrorCode.marshallingError],
    ['a varint in the place of the message', [0x80, 0x01, 0x01], ErrorCode.marshallingError],
    ['a field beyond its message', [0x82, 0x01, 0x02, 0x0a, 0x09], ErrorCode.marshallingError],
    ['field number 0', [0x82, 0x01, 0x02, 0x02, 0x00], ErrorCode.marshallingError],
    ['a varint of eleven bytes', [0x82, 0x01, 12, 0x18, ...Array<number>(11).fill(0x80)], ErrorCode.marshallingError],
    ['a group', [0x82, 0x01, 0x02, 0x0b, 0x0c], ErrorCode.marshallingError],
    ['an operation of a later version', [0xca, 0x01, 0x00], ErrorCode.unimplemented],
    ['a part of a later version', [0x9a, 0x01, 0x04, 0x0a, 0x02, 0x7a, 0x00], ErrorCode.unimplemented],
    ['a malformed part', [0x9a, 0x01, 0x04, 0x0a, 0x02, 0x0a, 0x05], ErrorCode.marshallingError],
    ['a kind of znode of a later version', [0x82, 0x01, 0x06, 0x0a, 0x02, 0x2f, 0x61, 0x18, 0x05], ErrorCode.badArguments],
  ])('%s', (_, bytes, code) => {
    const driver = new TreeDriver();
    expect(driver.entry(EntryKind.command, Uint8Array.from(bytes)).code).toBe(code);
    expect(driver.tree.znodeCount).toBe(4);
  });

  it('unknown fields and call options are passed over', () => {
    const driver = new TreeDriver();
    const fields = [
      0x0a, 0x02, 0x2f, 0x61, 0x7a, 0x02, 0x08, 0x01, 0x98, 0x06, 0x01, 0x9d, 0x06, 1, 2, 3, 4, 0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8,
    ];
    expect(driver.entry(EntryKind.command, Uint8Array.from([0x82, 0x01, fields.length, ...fields])).code).toBe(0);
    expect(driver.tree.lookup('/a')).not.toBeNull();
  });

  it('no prefix and no single changed byte of an operation makes apply or read throw', () => {
    const operation = encodeOperation({
      type: 'multi',
      parts: [create('/a', { data: utf8Bytes('x') }), { type: 'check', path: '/a', version: 0 }],
    });
    const driver = new TreeDriver();
    const out: ReadOutcome = { code: 0, answer: NO_DATA, rows: 0, watch: null };
    for (let i = 0; i < operation.length; i += 1) {
      driver.entry(EntryKind.command, operation.slice(0, i));
      for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
        const changed = operation.slice();
        changed[i] = byte;
        driver.entry(EntryKind.command, changed);
        driver.tree.read(changed, 0, changed.length, out);
      }
    }
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
  });
});

describe('multi', () => {
  it('a failing part leaves nothing: codes before, at and behind it', () => {
    const { driver, session } = furnished();
    const digest = driver.tree.digest();
    const changes = driver.changes();
    const applied = driver.write(
      {
        type: 'multi',
        parts: [
          create('/p/new', { kind: 'ephemeral' }),
          create('/p/s-', { sequential: true }),
          { type: 'setData', path: '/p', data: utf8Bytes('two'), version: 1 },
          { type: 'delete', path: '/p/c', version: null },
          { type: 'delete', path: '/e', version: null },
          { type: 'check', path: '/p', version: 1 },
          create('/later'),
        ],
      },
      { sessionId: session },
    );
    expect(applied.code).toBe(ErrorCode.badVersion);
    const codes = [0, 0, 0, 0, 0, ErrorCode.badVersion, ErrorCode.runtimeInconsistency];
    expect(applied.answer?.result).toEqual({ type: 'multi', results: codes.map((code) => ({ code, result: null })) });
    driver.tree.applyNoop((driver.zxid += 1));
    expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
    expect(driver.changes()).toEqual(changes);
    // The stamp is state too; put it back by comparing with a tree that had a harmless entry instead.
    const other = furnished();
    other.driver.entry(EntryKind.clock, NO_DATA);
    expect(driver.tree.digest()).toBe(other.driver.tree.digest());
    expect(digest).not.toBe(driver.tree.digest());
    // Order of the ephemerals is back as well.
    driver.create('/e2', { kind: 'ephemeral' }, { sessionId: session });
    driver.expire(session);
    expect(
      driver
        .changes()
        .slice(-2)
        .map(({ path }) => path),
    ).toEqual(['/e', '/e2']);
  });

  it('all parts share one zxid, see the parts before them, and are recorded in order', () => {
    const driver = new TreeDriver();
    const applied = driver.write({
      type: 'multi',
      parts: [
        create('/a'),
        create('/a/s', { sequential: true }),
        { type: 'setData', path: '/a', data: utf8Bytes('1'), version: 0 },
        { type: 'setData', path: '/a', data: utf8Bytes('22'), version: 1 },
        { type: 'check', path: '/a', version: 2 },
        { type: 'delete', path: '/a/s0000000000', version: null },
        { type: 'delete', path: '/a', version: 2 },
        create('/a'),
      ],
    });
    expect(applied.code).toBe(0);
    expect(driver.changes().map(({ zxid, ordinal, kind, path }) => [zxid, ordinal, kind, path])).toEqual(
      [
        ['created', '/a'],
        ['created', '/a/s0000000000'],
        ['dataChanged', '/a'],
        ['dataChanged', '/a'],
        ['deleted', '/a/s0000000000'],
        ['deleted', '/a'],
        ['created', '/a'],
      ].map(([kind, path], ordinal) => [applied.zxid, ordinal, kind, path]),
    );
    expect(driver.read({ type: 'exists', path: '/a', watch: false }).result).toMatchObject({ stat: { version: 0, czxid: applied.zxid } });
  });

  it('no part at all succeeds; too many are refused whole', () => {
    const driver = new TreeDriver();
    expect(driver.write({ type: 'multi', parts: [] }).answer).toMatchObject({ code: 0, result: { type: 'multi', results: [] } });
    const parts = Array.from({ length: TEST_LIMITS.maxMultiParts + 1 }, (_, n) => create(`/n${n}`));
    expect(driver.write({ type: 'multi', parts }).code).toBe(ErrorCode.badArguments);
    expect(driver.tree.znodeCount).toBe(4);
  });
});

describe('Stat', () => {
  it('shows 2 × creations − children as cversion, −1 for a fresh root', () => {
    const driver = new TreeDriver();
    const cversion = (path: string): number | null => {
      const { result } = driver.read({ type: 'exists', path, watch: false });
      return result?.type === 'exists' ? result.stat.cversion : null;
    };
    expect([cversion('/'), cversion('/zookeeper')]).toEqual([-1, -2]);
    driver.create('/a');
    driver.create('/a/b');
    driver.create('/a/c');
    expect(cversion('/a')).toBe(2);
    driver.write(remove('/a/b'));
    expect(cversion('/a')).toBe(3);
    expect(cversion('/')).toBe(0);
  });

  it('keeps creation and change apart: zxids, times, versions, lengths', () => {
    const driver = new TreeDriver();
    const created = driver.create('/a', { data: utf8Bytes('four') });
    const createdAt = driver.timeMs;
    const child = driver.create('/a/b');
    const changed = driver.write(set('/a', 0, utf8Bytes('sixsix')));
    expect(changed.answer?.result).toMatchObject({
      stat: {
        czxid: created.zxid,
        mzxid: changed.zxid,
        pzxid: child.zxid,
        ctimeMs: createdAt,
        mtimeMs: driver.timeMs,
        version: 1,
        cversion: 1,
        aversion: 0,
        kind: 'persistent',
        ownerSessionId: 0,
        ttlMs: 0,
        dataLength: 6,
        numChildren: 1,
      },
    });
    const deleted = driver.write(remove('/a/b'));
    expect(driver.tree.lookup('/a')).toMatchObject({ czxid: created.zxid, mzxid: changed.zxid, pzxid: deleted.zxid });
  });
});

describe('sequential znodes', () => {
  it("take the parent's count of creations, plain ones included, and never a number twice", () => {
    const driver = new TreeDriver();
    driver.create('/q');
    driver.create('/q/plain');
    const first = driver.create('/q/s-', { sequential: true });
    driver.write(remove('/q/s-0000000001'));
    const second = driver.create('/q/', { sequential: true });
    const third = driver.create('/q/..', { sequential: true });
    expect([first, second, third].map(({ answer }) => answer?.result)).toMatchObject([
      { path: '/q/s-0000000001' },
      { path: '/q/0000000002' },
      { path: '/q/..0000000003' },
    ]);
    expect(driver.create('/', { sequential: true }).answer?.result).toMatchObject({ path: '/0000000001' });
  });
});

describe('reads', () => {
  it('an exists sets its watch whether the znode is there or not; the others where it is', () => {
    const { driver } = furnished();
    const watchOf = (type: 'exists' | 'getData' | 'getChildren', path: string) => driver.read({ type, path, watch: true }).watch;
    expect(watchOf('exists', '/none')).toEqual({ kind: 'exists', path: '/none' });
    expect(watchOf('exists', '/p')).toEqual({ kind: 'exists', path: '/p' });
    expect(watchOf('getData', '/p')).toEqual({ kind: 'data', path: '/p' });
    expect(watchOf('getChildren', '/p')).toEqual({ kind: 'child', path: '/p' });
    expect(watchOf('getData', '/none')).toBeNull();
    expect(watchOf('getChildren', '/none')).toBeNull();
    expect(watchOf('exists', 'bad')).toBeNull();
    expect(driver.read({ type: 'exists', path: '/none', watch: false }).watch).toBeNull();
  });

  it.each<[string, Operation, number]>([
    ['NONODE', { type: 'getData', path: '/none', watch: false }, ErrorCode.noNode],
    ['BADARGUMENTS', { type: 'getChildren', path: 'p', watch: false }, ErrorCode.badArguments],
    ['UNIMPLEMENTED for a write', { type: 'close' }, ErrorCode.unimplemented],
    ['an answer to sync', { type: 'sync', path: '/p' }, 0],
  ])('gives %s with the zxid of the state', (_, operation, code) => {
    const { driver } = furnished();
    expect(driver.read(operation)).toMatchObject({ code, zxid: driver.zxid });
  });

  it('gives large data and lists of children, and LISTTOOLONG past 3 MiB', () => {
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, maxDataBytes: 1 << 20, historyMaxBytes: 1 << 16 }));
    const data = new Uint8Array(900_001).map((_, i) => i % 251);
    driver.create('/l', { data });
    const read = driver.read({ type: 'getData', path: '/l', watch: false }).result;
    expect(read?.type === 'getData' && Buffer.compare(read.data, data)).toBe(0);
    const names = Array.from({ length: 104 }, (_, n) => `${n}`.padStart(30_000, 'x'));
    names.forEach((name) => driver.create(`/l/${name}`));
    const list = driver.read({ type: 'getChildren', path: '/l', watch: false }).result;
    const children = new Set(list?.type === 'getChildren' ? list.children : []);
    expect(children.size).toBe(names.length);
    expect(names.every((name) => children.has(name))).toBe(true);
    driver.create(`/l/${'y'.repeat(30_000)}`);
    expect(driver.read({ type: 'getChildren', path: '/l', watch: true })).toMatchObject({
      code: ErrorCode.listTooLong,
      watch: null,
      result: null,
    });
  });
});

describe('configuration', () => {
  it('becomes the data of /zookeeper/config, with a version and an event', () => {
    const driver = new TreeDriver();
    driver.tree.applyConfig(7, 5000, utf8Bytes('server.1=a:1'));
    expect(driver.read({ type: 'getData', path: '/zookeeper/config', watch: false }).result).toMatchObject({
      data: utf8Bytes('server.1=a:1'),
      stat: { version: 1, mzxid: 7, mtimeMs: 5000 },
    });
    expect(driver.changes()).toEqual([{ zxid: 7, ordinal: 0, kind: 'dataChanged', path: '/zookeeper/config' }]);
  });
});
