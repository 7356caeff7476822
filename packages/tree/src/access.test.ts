import { encodeOperation, type Operation } from '@grove/wire';
import { ACL_BYTES_ASKED_MAX } from './access-check';
import { DECODED_BYTES_MAX } from './acl-table';
import { ErrorCode } from './error-code';
import { IDENTITIES_MAX } from './identity';
import { loadSnapshot, TEST_LIMITS, TreeDriver } from './testing/tree-driver';
import { Tree } from './tree';
import { TreeState } from './tree-state';
import type { ReadCaller } from './types';
import { utf8Bytes } from './utf8';

/** What ZooKeeper's DigestAuthenticationProvider makes of `bob:secret` and `eve:secret`. */
const BOB = 'digest:bob:fyVmFCwVbTJYrznoSu1koqYEYF0=';
const EVE = 'digest:eve:vcGMCUlWFMiXiG/KAGnEJMiG2ww=';
const CERTIFICATE = 'x509:CN=carol,O=Grove';
const READ = 1;
const WRITE = 2;
const CREATE = 4;
const DELETE = 8;
const ADMIN = 16;

interface Entry {
  rights: number;
  identity: { scheme: string; id: string };
}

function grant(rights: number, identity: string): Entry {
  const colon = identity.indexOf(':');
  return { rights, identity: { scheme: identity.slice(0, colon), id: identity.slice(colon + 1) } };
}

const set = (path: string, ...acl: Entry[]): Operation => ({ type: 'setAcl', path, acl, aversion: null });
const get = (path: string): Operation => ({ type: 'getAcl', path });
const as = (...identities: string[]): ReadCaller => ({ sessionId: 0, identities });
const by = (...caller: string[]) => ({ caller });
const data = (path: string): Operation => ({ type: 'setData', path, data: utf8Bytes('x'), version: null });
const remove = (path: string) => ({ type: 'delete', path, version: null }) as const;
const create = (path: string, ...acl: Entry[]) =>
  ({ type: 'create', path, data: new Uint8Array(0), kind: 'persistent', sequential: false, ...(acl.length > 0 && { acl }) }) as const;

function aclOf(driver: TreeDriver, path: string, caller = as('super:')): string[] {
  const { result } = driver.read(get(path), caller);
  if (result?.type !== 'getAcl') throw new Error('no list');
  return result.acl.map(({ rights, identity }) => `${rights} ${identity.scheme}:${identity.id}`);
}

function audit(driver: TreeDriver): void {
  expect(driver.tree.recomputeDigest()).toBe(driver.tree.digest());
}

describe('rights', () => {
  const OPERATIONS: [string, number, (driver: TreeDriver, identities: string[]) => number][] = [
    ['getData', READ, (driver, who) => driver.read({ type: 'getData', path: '/p', watch: false }, as(...who)).code],
    ['exists', READ, (driver, who) => driver.read({ type: 'exists', path: '/p', watch: false }, as(...who)).code],
    ['getChildren', READ, (driver, who) => driver.read({ type: 'getChildren', path: '/p', watch: false }, as(...who)).code],
    ['getAcl', READ | ADMIN, (driver, who) => driver.read(get('/p'), as(...who)).code],
    ['setData', WRITE, (driver, who) => driver.write(data('/p'), by(...who)).code],
    ['create', CREATE, (driver, who) => driver.write(create('/p/new'), by(...who)).code],
    ['delete', DELETE, (driver, who) => driver.write(remove('/p/c'), by(...who)).code],
    ['setAcl', ADMIN, (driver, who) => driver.write(set('/p', grant(1, 'world:anyone')), by(...who)).code],
    ['check', READ, (driver, who) => multi(driver, who, { type: 'check', path: '/p', version: -1 })],
    ['create in a multi', CREATE, (driver, who) => multi(driver, who, create('/p/new'))],
    ['setData in a multi', WRITE, (driver, who) => multi(driver, who, data('/p'))],
    ['delete in a multi', DELETE, (driver, who) => multi(driver, who, remove('/p/c'))],
    ['getData in a multi', READ, (driver, who) => multi(driver, who, { type: 'getData', path: '/p' })],
    ['getChildren in a multi', READ, (driver, who) => multi(driver, who, { type: 'getChildren', path: '/p' })],
    ['exists in a multi', READ, (driver, who) => multi(driver, who, { type: 'exists', path: '/p' })],
    ['checkNotExists in a multi', READ, (driver, who) => multi(driver, who, { type: 'checkNotExists', path: '/p/none' })],
    ['getData in a multiRead', READ, (driver, who) => multiRead(driver, who, 'getData')],
    ['getChildren in a multiRead', READ, (driver, who) => multiRead(driver, who, 'getChildren')],
    ['exists in a multiRead', READ, (driver, who) => multiRead(driver, who, 'exists')],
  ];

  /** The code of the part on /p; the one beside it is answered all the same. */
  function multiRead(driver: TreeDriver, who: string[], type: 'getData' | 'getChildren' | 'exists'): number {
    const parts = [{ type: 'exists', path: '/' } as const, { type, path: '/p' }];
    const { result } = driver.read({ type: 'multiRead', parts }, as(...who));
    if (result?.type !== 'multiRead') throw new Error('no results');
    expect(result.results[0]?.code).toBe(0);
    return result.results[1]?.code ?? NaN;
  }

  function multi(driver: TreeDriver, who: string[], part: unknown): number {
    const parts = [create('/side'), part] as Extract<Operation, { type: 'multi' }>['parts'];
    const { code } = driver.write({ type: 'multi', parts }, by(...who));
    // S47: a part without its right leaves nothing of the parts before it.
    expect(driver.tree.lookup('/side') !== null).toBe(code === 0);
    return code;
  }

  const GRANTED: [string, string[]][] = [
    ['world:anyone', []],
    [BOB, [BOB]],
    ['ip:10.0.0.0/8', ['ip:10.2.3.4']],
    ['ip:2001:db8::/32', ['ip:2001:db8::7']],
    [CERTIFICATE, [CERTIFICATE]],
  ];

  it.each(OPERATIONS)('S47 %s needs its right, by every scheme, and a superuser needs none', (_, needed, attempt) => {
    for (const [granted, who] of GRANTED) {
      for (const right of [READ, WRITE, CREATE, DELETE, ADMIN, 31]) {
        const fresh = (): TreeDriver => {
          const driver = new TreeDriver();
          driver.create('/p', { acl: [grant(right, granted)] }, by(...who));
          driver.write(create('/p/c'), by('super:'));
          return driver;
        };
        const driver = fresh();
        // /p/c is not there where CREATE was missing: a superuser made it.
        expect(attempt(driver, ['x509:CN=other', EVE, ...who])).toBe((right & needed) !== 0 ? 0 : ErrorCode.noAuth);
        if (granted !== 'world:anyone') {
          expect(attempt(fresh(), ['ip:11.0.0.1', 'ip:2001:db9::1', EVE, 'x509:CN=other'])).toBe(ErrorCode.noAuth);
          expect(attempt(fresh(), [])).toBe(ErrorCode.noAuth);
        }
        expect(attempt(fresh(), ['super:'])).toBe(0);
        audit(driver);
      }
    }
  });

  it('are not inherited', () => {
    const driver = new TreeDriver();
    driver.create('/p', { acl: [grant(CREATE, 'world:anyone')] });
    driver.create('/p/c');
    expect(driver.read({ type: 'getData', path: '/p', watch: false }).code).toBe(ErrorCode.noAuth);
    expect(driver.read({ type: 'getData', path: '/p/c', watch: false }).code).toBe(0);
    expect(aclOf(driver, '/p/c')).toEqual(['31 world:anyone']);
  });

  it('a configuration is written by nobody, and its list is everybody may read', () => {
    const driver = new TreeDriver();
    for (const operation of [data('/zookeeper/config'), create('/zookeeper/config/x'), remove('/zookeeper/config/x')]) {
      expect(driver.write(operation, by('super:')).code).toBe(ErrorCode.noAuth);
    }
    expect(driver.write(set('/zookeeper/config', grant(31, 'world:anyone')), by('super:')).code).toBe(ErrorCode.noAuth);
    expect(aclOf(driver, '/zookeeper/config', as())).toEqual(['1 world:anyone']);
  });

  it('NOAUTH is before what the znode itself would say, and after NONODE of what the right is asked on', () => {
    const driver = new TreeDriver();
    driver.create('/p', { acl: [grant(READ, 'world:anyone')] });
    expect(driver.write(create('/none/x')).code).toBe(ErrorCode.noNode);
    expect(driver.write(create('/p/x', grant(0, 'world:anyone'))).code).toBe(ErrorCode.invalidAcl);
    expect(driver.write(create('/none/x', grant(0, 'world:anyone'))).code).toBe(ErrorCode.invalidAcl);
    expect(driver.write(remove('/p/none')).code).toBe(ErrorCode.noAuth);
    expect(driver.write({ type: 'setData', path: '/p', data: new Uint8Array(0), version: 9 }).code).toBe(ErrorCode.noAuth);
    expect(driver.write({ type: 'setAcl', path: '/p', acl: [grant(31, 'world:anyone')], aversion: 9 }).code).toBe(ErrorCode.noAuth);
    expect(driver.write(set('/none', grant(31, 'world:anyone'))).code).toBe(ErrorCode.noNode);
    expect(driver.write(set('/none', grant(31, 'sasl:x'))).code).toBe(ErrorCode.invalidAcl);
    expect(driver.write(set('bad', grant(31, 'sasl:x'))).code).toBe(ErrorCode.badArguments);
  });

  it('a read without READ sets no watch, but for an exists of nothing', () => {
    const driver = new TreeDriver();
    driver.create('/p', { acl: [grant(WRITE, 'world:anyone')] });
    expect(driver.read({ type: 'getData', path: '/p', watch: true }).watch).toBeNull();
    expect(driver.read({ type: 'exists', path: '/p', watch: true }).watch).toBeNull();
    expect(driver.read({ type: 'exists', path: '/none', watch: true }).watch).not.toBeNull();
  });
});

describe('lists', () => {
  it.each<[string, Entry[]]>([
    ['no rights', [grant(0, 'world:anyone')]],
    ['unknown rights', [grant(32, 'world:anyone')]],
    ['negative rights', [grant(-1, 'world:anyone')]],
    ['unknown scheme', [grant(1, 'sasl:bob')]],
    ['super in a list', [grant(1, 'super:')]],
    ['world, but somebody', [grant(1, 'world:bob')]],
    ['a digest without its hash', [grant(1, 'digest:bob')]],
    ['no address', [grant(1, 'ip:10.0.0')]],
    ['one entry of two', [grant(1, 'world:anyone'), grant(1, 'ip:10.0.0.0/40')]],
    ['auth of nobody', [grant(1, 'auth:')]],
    ['too many', Array.from({ length: 257 }, (_, n) => grant(1, `ip:10.0.${n >> 8}.${n & 255}`))],
    ['too long', Array.from({ length: 40 }, (_, n) => grant(1, `x509:${n}${'x'.repeat(1000)}`))],
    ['one too long', [grant(1, `x509:${'x'.repeat(1020)}`)]],
  ])('INVALIDACL: %s', (_, acl) => {
    const driver = new TreeDriver();
    driver.create('/p');
    // An address is no identity that somebody has proved.
    const caller = by('ip:10.0.0.1');
    expect(driver.create('/x', { acl }, caller).code).toBe(ErrorCode.invalidAcl);
    expect(driver.write(set('/p', ...acl), caller).code).toBe(ErrorCode.invalidAcl);
    expect(driver.write(set('/p')).code).toBe(ErrorCode.invalidAcl);
    audit(driver);
  });

  it.each<[string, number[]]>([
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a byte that begins nothing', [0x41, 0xff, 0x41]],
    ['a character that is cut off', [0x41, 0x41, 0xe2]],
    ['a byte too long a form', [0x41, 0xc1, 0x81]],
  ])('INVALIDACL: an id that is no UTF-8: %s', (_, bytes) => {
    const driver = new TreeDriver();
    const encoded = encodeOperation(create('/x', grant(1, 'x509:ABC')));
    const at = encoded.findIndex((byte, i) => byte === 0x41 && encoded[i + 1] === 0x42 && encoded[i + 2] === 0x43);
    expect(driver.entry(0, encoded).code).toBe(0);
    driver.write(remove('/x'));
    encoded.set(bytes, at);
    expect(driver.entry(0, encoded).code).toBe(ErrorCode.invalidAcl);
  });

  it('auth becomes what the caller has proved, in its session and in the call, each once', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open(1, 10_000, ['ip:10.0.0.1', CERTIFICATE]);
    driver.authenticate(sessionId, BOB);
    driver.create(
      '/x',
      { acl: [grant(3, 'auth:whatever'), grant(1, 'ip:10.0.0.1'), grant(3, BOB)] },
      { sessionId, caller: [EVE, BOB, 'super:'] },
    );
    expect(aclOf(driver, '/x')).toEqual([`3 ${CERTIFICATE}`, `3 ${BOB}`, `3 ${EVE}`, '1 ip:10.0.0.1']);
  });

  it('a digest is shown without its hash to whoever has no ADMIN', () => {
    const driver = new TreeDriver();
    driver.create('/x', { acl: [grant(READ, 'world:anyone'), grant(31, BOB)] });
    expect(aclOf(driver, '/x', as())).toEqual(['1 world:anyone', '31 digest:bob:x']);
    expect(aclOf(driver, '/x', as(EVE))).toEqual(['1 world:anyone', '31 digest:bob:x']);
    expect(aclOf(driver, '/x', as(BOB))).toEqual(['1 world:anyone', `31 ${BOB}`]);
    driver.create('/y', { acl: [grant(ADMIN, EVE), grant(1, BOB)] });
    expect(aclOf(driver, '/y', as(EVE))).toEqual([`16 ${EVE}`, `1 ${BOB}`]);
    expect(driver.read(get('/y')).code).toBe(ErrorCode.noAuth);
  });

  it('setACL counts aversions, changes nothing else, and is a change that no watch hears', () => {
    const driver = new TreeDriver();
    driver.create('/x');
    const { result: before } = driver.read({ type: 'exists', path: '/x', watch: false });
    const applied = driver.write({ type: 'setAcl', path: '/x', acl: [grant(17, BOB)], aversion: 0 });
    expect(applied.answer?.result).toEqual({
      type: 'setAcl',
      stat: { ...(before?.type === 'exists' ? before.stat : null), aversion: 1 },
    });
    expect(driver.write({ type: 'setAcl', path: '/x', acl: [grant(17, BOB)], aversion: 0 }, by(BOB)).code).toBe(ErrorCode.badVersion);
    expect(driver.changes().at(-1)).toEqual({ zxid: applied.zxid, ordinal: 0, kind: 'aclChanged', path: '/x' });
    expect(driver.write(set('/x', grant(31, 'world:anyone')), by(BOB)).code).toBe(0);
    expect(aclOf(driver, '/x', as())).toEqual(['31 world:anyone']);
    audit(driver);
  });

  it('a change record knows the lists of its time: of the znode, and of its parent', () => {
    const driver = new TreeDriver();
    driver.create('/p', { acl: [grant(31, BOB)] });
    driver.write(create('/p/c', grant(31, EVE)), by(BOB));
    driver.write(remove('/p/c'), by(BOB));
    driver.write(set('/p', grant(31, CERTIFICATE)), by(BOB));
    driver.write(create('/p/d'), by(CERTIFICATE));
    driver.write(remove('/p/d'), by('super:'));
    driver.write(remove('/p'), by());
    const { tree } = driver;
    const readers = (acl: number): string[] => [BOB, EVE, CERTIFICATE, 'ip:1.2.3.4'].filter((one) => tree.mayRead(acl, as(one)));
    const all = [BOB, EVE, CERTIFICATE, 'ip:1.2.3.4'];
    const expected = [
      ['created /p', [BOB], all],
      ['created /p/c', [EVE], [BOB]],
      ['deleted /p/c', [EVE], [BOB]],
      ['aclChanged /p', [CERTIFICATE], all],
      ['created /p/d', all, [CERTIFICATE]],
      ['deleted /p/d', all, [CERTIFICATE]],
      ['deleted /p', [CERTIFICATE], all],
    ];
    const seen = (from: TreeDriver): unknown[] =>
      from.records().map(({ kind, path, acl, parentAcl }) => [`${kind} ${path}`, readers(acl), readers(parentAcl)]);
    expect(seen(driver)).toEqual(expected);
    audit(driver);
    const loaded = new TreeDriver(loadSnapshot(driver.tree.beginSnapshot()));
    expect(loaded.records()).toEqual(driver.records());
    audit(loaded);
  });
});

describe('many different lists in one turn', () => {
  /** A list of this number alone, as long as a list may be; whoever has `carol`’s certificate may do everything, by its last entry. */
  const longList = (n: number): Entry[] => [
    ...Array.from({ length: 31 }, (_, k) => grant(31, `x509:CN=${n}-${k}-${'x'.repeat(990)}`)),
    grant(31, CERTIFICATE),
  ];
  /** More than may be looked at in one turn. */
  const LISTS = Math.ceil(ACL_BYTES_ASKED_MAX / (31 * 1000)) + 2;
  const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, maxMultiParts: 10_000 }));
  driver.create('/deep');
  driver.create('/flat');
  for (let n = 0; n < LISTS; n += 1) {
    driver.create(`/deep/${n}`, { acl: longList(n) });
    driver.create(`/deep/${n}/c`, {}, { caller: [CERTIFICATE] });
    driver.create(`/flat/${n}`, { acl: longList(n), data: utf8Bytes('x') });
  }
  const subtree = { ...remove('/deep'), subtree: true };

  it('a subtree of too many is refused as a whole, and goes in parts', () => {
    expect(driver.write(subtree, by(CERTIFICATE)).code).toBe(ErrorCode.badArguments);
    audit(driver);
    expect(driver.write({ ...remove('/deep/0'), subtree: true }, by(CERTIFICATE)).code).toBe(ErrorCode.ok);
    expect(driver.write({ ...remove('/deep/1'), subtree: true }, by(EVE)).code).toBe(ErrorCode.noAuth);
  });

  it('a multi is refused at the part that asks one too many, not where the same lists are asked again and again', () => {
    const check = (n: number) => ({ type: 'check', path: `/flat/${n}`, version: null }) as const;
    const parts = Array.from({ length: LISTS }, (_, n) => check(n));
    const refused = driver.write({ type: 'multi', parts }, by(CERTIFICATE));
    expect(refused.code).toBe(ErrorCode.badArguments);
    const alternating = Array.from({ length: 4 * LISTS }, (_, n) => check(n % 2));
    expect(driver.write({ type: 'multi', parts: alternating }, by(CERTIFICATE)).code).toBe(ErrorCode.ok);
  });

  it('a multiRead has an error at each part past the bound', () => {
    const parts = Array.from({ length: LISTS }, (_, n) => ({ type: 'getData', path: `/flat/${n}` }) as const);
    const { result } = driver.read({ type: 'multiRead', parts }, as(CERTIFICATE));
    if (result?.type !== 'multiRead') throw new Error('no result');
    expect(result.results[0]?.code).toBe(ErrorCode.ok);
    expect(result.results.at(-1)?.code).toBe(ErrorCode.badArguments);
    expect(result.results.filter(({ code }) => code === ErrorCode.noAuth)).toEqual([]);
  });

  it('children with their data come in shorter pages, each of them once, and a list without pages names them', () => {
    const read = { type: 'getChildren', path: '/flat', watch: false, withData: true } as const;
    expect(driver.read(read, as(CERTIFICATE)).code).toBe(ErrorCode.listTooLong);
    const names: string[] = [];
    let pages = 0;
    for (
      let pageToken: Uint8Array | undefined = new Uint8Array(0);
      pageToken !== undefined && (pages === 0 || pageToken.length > 0);
      pages += 1
    ) {
      const { result } = driver.read({ ...read, pageSize: 1000, pageToken }, as(CERTIFICATE));
      if (result?.type !== 'getChildren') throw new Error('no result');
      for (const entry of result.entries ?? []) {
        names.push(entry.name);
        expect(entry.data).toEqual(utf8Bytes('x'));
      }
      pageToken = result.nextPageToken;
    }
    expect(pages).toBe(2);
    expect(names.sort()).toEqual(Array.from({ length: LISTS }, (_, n) => String(n)).sort());
  });
});

describe('S48 lists and identities that are used no more', () => {
  it('leave nothing behind: a million lists one after the other take the room of a few', () => {
    const state = new TreeState({ ...TEST_LIMITS, historyMaxBytes: 2000 });
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, historyMaxBytes: 2000 }, state));
    driver.create('/x');
    const { acls, arena } = state.store;
    const bytes = new Uint8Array(64);
    let reserved = 0;
    for (let n = 0; n < 1_000_000; n += 1) {
      bytes[0] = n;
      bytes[1] = n >> 8;
      bytes[2] = n >> 16;
      acls.release(acls.intern(bytes, 64));
      if (n === 1000) reserved = arena.reservedBytes;
    }
    expect([acls.limit, acls.size, arena.reservedBytes]).toEqual([3, 1, reserved]);
    driver.create('/p');
    driver.create('/p/c');
    for (let n = 0; n < 3000; n += 1) {
      driver.write(set('/x', grant(31, `x509:CN=${n}`)), by('super:'));
      // A change below a list knows that one too.
      driver.write(set('/p', grant(31, `x509:CN=parent ${n}`)), by('super:'));
      driver.write(data('/p/c'));
    }
    // Those that the history's few records know.
    expect(acls.size).toBeLessThan(100);
    audit(driver);
    for (const path of ['/x', '/p/c', '/p']) driver.write(remove(path), by('super:'));
    for (let n = 0; n < 100; n += 1) driver.write(data('/'), by());
    expect(acls.size).toBe(1);
    audit(driver);
  });

  it('many at once are found again, after growth too, and are one each', () => {
    const { acls } = new TreeState(TEST_LIMITS).store;
    const bytesOf = (n: number): Uint8Array => new Uint8Array(Int32Array.of(n, n * 7).buffer);
    const refs = Array.from({ length: 20_000 }, (_, n) => acls.intern(bytesOf(n), 8));
    expect(new Set(refs).size).toBe(20_000);
    refs.forEach((ref, n) => expect(acls.intern(bytesOf(n), 8)).toBe(ref));
    refs.forEach((ref) => acls.release(ref));
    expect(acls.size).toBe(20_001);
    refs.forEach((ref) => acls.release(ref));
    expect(acls.size).toBe(1);
  });

  it('long lists that are asked are not held decoded without a bound', () => {
    const { acls } = new TreeState(TEST_LIMITS).store;
    const identity = `x509:CN=${'x'.repeat(1000)}`;
    const list = (n: number): Uint8Array => {
      const entries = Array.from({ length: 30 }, (_, at) => {
        const id = Buffer.from(`${identity}${n}-${at}`);
        return Buffer.concat([Buffer.of(31, id.length & 0xff, id.length >> 8), id]);
      });
      return new Uint8Array(Buffer.concat(entries));
    };
    const refs = Array.from({ length: 300 }, (_, n) => acls.intern(list(n), list(n).length));
    let most = 0;
    for (const ref of refs) {
      expect(acls.entries(ref)).toHaveLength(30);
      most = Math.max(most, acls.decodedBytes);
    }
    expect(most).toBeGreaterThan(DECODED_BYTES_MAX / 2);
    expect(most).toBeLessThanOrEqual(DECODED_BYTES_MAX);
    for (const ref of refs) acls.release(ref);
    expect(acls.decodedBytes).toBe(0);
  });

  it('a multi that fails leaves no use of a list', () => {
    const driver = new TreeDriver();
    driver.create('/x', { acl: [grant(31, BOB)] });
    const before = driver.tree.digest();
    const parts = [create('/a', grant(31, EVE)), create('/a2', grant(31, EVE)), remove('/x'), remove('/none')];
    expect(driver.write({ type: 'multi', parts }).code).toBe(ErrorCode.noNode);
    audit(driver);
    expect(aclOf(driver, '/x')).toEqual([`31 ${BOB}`]);
    expect(driver.write({ type: 'multi', parts: parts.slice(0, 3) }).code).toBe(0);
    audit(driver);
    expect(driver.tree.digest()).not.toBe(before);
  });
});

describe('identities of a session', () => {
  const who = (driver: TreeDriver, caller: ReadCaller): string[] => {
    const { result } = driver.read({ type: 'whoAmI' }, caller);
    if (result?.type !== 'whoAmI') throw new Error('no identities');
    return result.identities.map(({ scheme, id }) => `${scheme}:${id}`);
  };

  it('are those of its connection, replaced with it, and those that were added, which stay', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open(1, 10_000, ['ip:10.0.0.1', CERTIFICATE]);
    expect(driver.authenticate(sessionId, BOB, BOB).code).toBe(0);
    const session: ReadCaller = { sessionId, identities: [] };
    expect(who(driver, session)).toEqual(['ip:10.0.0.1', CERTIFICATE, 'digest:bob']);
    expect(who(driver, { sessionId, identities: [EVE, 'ip:10.0.0.1'] })).toEqual(['ip:10.0.0.1', CERTIFICATE, 'digest:bob', 'digest:eve']);
    driver.attach(sessionId, 1, ['ip:10.0.0.2']);
    expect(who(driver, session)).toEqual(['ip:10.0.0.2', 'digest:bob']);
    expect(who(driver, as())).toEqual([]);
    driver.create('/x', { acl: [grant(31, BOB)] });
    expect(driver.write(data('/x'), { sessionId }).code).toBe(0);
    expect(driver.write(data('/x')).code).toBe(ErrorCode.noAuth);
    audit(driver);
    driver.expire(sessionId);
    expect(who(driver, session)).toEqual([]);
    expect(driver.read({ type: 'getData', path: '/x', watch: false }, session).code).toBe(ErrorCode.noAuth);
  });

  it('are bounded, and nothing is added where they would be too many', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open(1, 10_000, ['ip:10.0.0.1']);
    const many = Array.from({ length: IDENTITIES_MAX - 1 }, (_, n) => `digest:u${n}:h`);
    expect(driver.authenticate(sessionId, ...many, EVE).code).toBe(ErrorCode.badArguments);
    expect(who(driver, { sessionId, identities: [] })).toEqual(['ip:10.0.0.1']);
    expect(driver.authenticate(sessionId, ...many).code).toBe(0);
    expect(driver.authenticate(sessionId, 'digest:u0:h').code).toBe(0);
    expect(driver.authenticate(sessionId, EVE).code).toBe(ErrorCode.badArguments);
    driver.attach(sessionId, 1, ['ip:1.1.1.1', 'ip:1.1.1.2', 'ip:1.1.1.3']);
    expect(who(driver, { sessionId, identities: [] })).toHaveLength(IDENTITIES_MAX);
    audit(driver);
  });

  it('a superuser by addAuth is one where the replica that the session attaches to has it so, and nowhere else', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    const isRoot = (): boolean => {
      audit(driver);
      return driver.write({ type: 'setAcl', path: '/x', acl: [grant(31, EVE)], aversion: null }, { sessionId }).code === 0;
    };
    driver.create('/x', { acl: [grant(31, EVE)] });
    driver.authenticate(sessionId, BOB, 'super:');
    expect(isRoot()).toBe(true);
    driver.attach(sessionId);
    expect(isRoot()).toBe(true);
    driver.attach(sessionId, 1, [], BOB);
    expect(isRoot()).toBe(true);
    driver.attach(sessionId, 1, [], EVE);
    expect(isRoot()).toBe(false);
    expect(who(driver, { sessionId, identities: [] })).toEqual(['digest:bob']);
    driver.attach(sessionId, 1, [], '');
    expect(isRoot()).toBe(false);
    driver.attach(sessionId, 1, [], BOB);
    expect(isRoot()).toBe(true);
    expect(who(driver, { sessionId, identities: [] })).toEqual(['digest:bob', 'super:']);
    // One that its certificate proves is the connection's own.
    driver.attach(sessionId, 1, ['super:'], '');
    expect(isRoot()).toBe(true);
  });

  it('an ended session and an older connection add nothing', () => {
    const driver = new TreeDriver();
    const sessionId = driver.open();
    driver.attach(sessionId);
    expect(driver.authenticate(99, BOB).code).toBe(ErrorCode.sessionExpired);
    const old = driver.entry(7, new Uint8Array(0), { sessionId, generation: 1 });
    expect(old.code).toBe(ErrorCode.sessionMoved);
  });

  it('S50 are in the digest: of two sessions that differ in them alone', () => {
    const digests = [BOB, EVE].map((identity) => {
      const driver = new TreeDriver();
      const sessionId = driver.open(1, 10_000, ['ip:10.0.0.1']);
      expect(driver.authenticate(sessionId, identity).code).toBe(0);
      return driver.tree.digest();
    });
    expect(new Set(digests).size).toBe(2);
  });

  it.each([
    ['with a history that knows the lists', TEST_LIMITS.historyMaxBytes],
    ['without one: nobody but the snapshot needs them any more', 0],
  ])('S50 are in a snapshot, with all lists, while both go on changing, %s', (_, historyMaxBytes) => {
    const driver = new TreeDriver(new Tree({ ...TEST_LIMITS, historyMaxBytes }));
    const sessionId = driver.open(1, 10_000, ['ip:10.0.0.1']);
    driver.authenticate(sessionId, BOB);
    for (let n = 0; n < 50; n += 1) driver.create(`/n${n}`, { acl: [grant(31, `x509:CN=${n % 7}`), grant(1, `ip:10.0.0.${n}`)] });
    const cursor = driver.tree.beginSnapshot();
    const digest = driver.tree.digest();
    const first = [cursor.next(40), cursor.next(40)].filter((chunk) => chunk !== null);
    driver.authenticate(sessionId, EVE);
    for (let n = 0; n < 50; n += 1)
      driver.write(n % 2 === 0 ? remove(`/n${n}`) : set(`/n${n}`, grant(31, `x509:CN=new${n}`)), by('super:'));
    const loaded = new TreeDriver(loadSnapshot(cursor, first, { ...TEST_LIMITS, historyMaxBytes }));
    expect(loaded.tree.digest()).toBe(digest);
    audit(loaded);
    audit(driver);
    expect(who(loaded, { sessionId, identities: [] })).toEqual(['ip:10.0.0.1', 'digest:bob']);
    expect(aclOf(loaded, '/n8')).toEqual(['31 x509:CN=1', '1 ip:10.0.0.8']);
  });
});
