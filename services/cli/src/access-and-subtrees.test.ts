import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestIdentity } from '@grove/client';
import { formatAcl, parseAcl } from './acl-text';
import { newGrove, ok } from './run-grove.testkit';
import type { Grove } from './run-grove.testkit';

let made: Grove;
const grove = (...args: string[]): ReturnType<Grove['run']> => made.run(args);

beforeEach(async () => {
  made = await newGrove();
});

afterEach(() => {
  made.stop();
});

const bob = ['--auth', 'digest:bob:secret'];

describe('lists as text', () => {
  test.each([
    'world:anyone:cdrwa',
    'auth::r',
    'ip:::1:r,ip:fe80::a:rw,ip:10.0.0.0/8:a',
    'x509:CN=me,O=we,C=de:cd',
    `digest:${digestIdentity('bob', 'secret').id}:cdrwa,world:anyone:r`,
  ])('%s comes back', (text) => {
    expect(parseAcl(text).map(formatAcl).join(',')).toBe(text);
  });

  test.each(['', 'world:anyone', 'world:anyone:', 'world:anyone:x', 'anyone:r', 'world:anyone:r,', 'world:anyone:r,,world:anyone:r'])(
    '"%s" is none',
    (text) => {
      expect(() => parseAcl(text)).toThrow('is no access control list');
    },
  );
});

describe('access', () => {
  test('a znode with a list of its own is shut to others, open to who proves to be in it', async () => {
    expect(await grove(...bob, 'create', '/mine', 'x', '--acl', 'auth::cdrwa')).toEqual(ok('/mine\n'));
    const refused = await grove('get', '/mine');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^grove: NOAUTH: \/mine \(.*--auth.*\)\n$/);
    expect(await grove(...bob, 'get', '/mine')).toEqual(ok('x'));
    expect(await made.run(['get', '/mine'], { environment: { GROVE_AUTH: 'digest:eve:x digest:bob:secret' } })).toEqual(ok('x'));
    expect(await grove(...bob, 'getAcl', '/mine')).toEqual(ok(`digest:${digestIdentity('bob', 'secret').id}:cdrwa\n`));
    expect(await grove(...bob, 'setAcl', '/mine', 'world:anyone:r', '-v', '0')).toEqual(ok(''));
    expect(await grove('get', '/mine')).toEqual(ok('x'));
    expect(await grove('--output', 'json', 'getAcl', '/mine')).toEqual(
      ok(`${JSON.stringify({ path: '/mine', acl: [{ scheme: 'world', id: 'anyone', rights: 'r' }] }, null, 2)}\n`),
    );
    expect((await grove('setAcl', '/mine', 'world:anyone:r', '-v', '0')).err).toContain('BADVERSION');
  });

  test('setAcl -R goes over all below, and getAcl -s shows the version', async () => {
    await grove('create', '-p', '/a/b/c');
    expect(await grove('setAcl', '-R', '/a', 'world:anyone:cdrwa', '--output', 'json')).toEqual(
      ok('{\n  "path": "/a",\n  "changed": 3\n}\n'),
    );
    expect((await grove('getAcl', '-s', '/a/b/c')).out).toMatch(/^world:anyone:cdrwa\n(.+\n)*aversion +1\n/);
  });

  test('whoami tells the identities, in words and in JSON', async () => {
    expect(await grove(...bob, 'whoami')).toEqual(ok('ip      127.0.0.1\ndigest  bob\n'));
    expect(JSON.parse((await grove('whoami', '--output', 'json')).out)).toEqual([{ scheme: 'ip', id: '127.0.0.1' }]);
  });

  test.each([
    [['--auth', 'digest:nobody', 'whoami'], 2, 'grove: --auth digest: needs USER:PASSWORD'],
    [['--auth', 'bob', 'whoami'], 2, 'grove: --auth needs a scheme'],
    [['--auth', 'kerberos:secret', 'whoami'], 1, 'grove: AUTHFAILED ('],
    [['setAcl', '/', 'nonsense'], 2, 'grove: "nonsense" is no access control list'],
    [['--tls-cert', 'x', 'ls', '/'], 2, 'grove: --tls-cert and --tls-key belong together'],
    [['--tls-ca', '/none/such', 'ls', '/'], 2, 'grove: --tls-ca: ENOENT'],
  ] as const)('%j is one clear line without the secret, exit code %d', async (args, code, line) => {
    const ran = await grove(...args);
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
    expect(ran.err.split('\n')[0]).toContain(line);
    expect(ran.err).not.toContain('secret');
  });

  test('--tls does not talk to a replica without it', async () => {
    const ran = await grove('--tls', '--timeout', '0.3', 'ls', '/');
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('CONNECTIONLOSS');
  });
});

describe('quotas', () => {
  test('are set, listed with what is used, and removed', async () => {
    await grove('create', '-p', '/q/n', '12345');
    expect(await grove('quota', 'set', '/q', '-N', '10', '--bytes-soft', '100')).toEqual(ok(''));
    expect(await grove('quota', 'list')).toEqual(
      ok('PATH  ZNODES  SOFT  HARD  BYTES  SOFT  HARD\n/q    2       -     10    5      100   -\n'),
    );
    expect(JSON.parse((await grove('--output', 'json', 'quota', 'list', '/q/n')).out)).toEqual([
      { path: '/q', quota: { countHard: 10, countSoft: -1, bytesHard: -1, bytesSoft: 100 }, count: 2, bytes: 5 },
    ]);
    expect(await grove('quota', 'del', '/q')).toEqual(ok(''));
    expect(await grove('quota', 'list', '/q')).toEqual(ok(''));
    expect((await grove('quota', 'del', '/q')).err).toContain('NONODE');
  });

  test.each([
    [['quota', 'set', '/q'], 'grove: at least one limit is needed'],
    [['quota', 'set', '/q', '-N', '1.5'], 'error: option'],
    [['quota', 'set', '/q', '-N', '0'], 'error: option'],
    [['quota', 'frobnicate'], "error: unknown command 'frobnicate'"],
  ] as const)('%j was not used rightly', async (args, line) => {
    const ran = await grove(...args);
    expect(ran.code).toBe(2);
    expect(ran.err.split('\n')[0]).toContain(line);
  });
});

describe('kinds and subtrees', () => {
  test('create makes containers, znodes with a time to live, and parents', async () => {
    expect(await grove('create', '--container', '/c')).toEqual(ok('/c\n'));
    expect(await grove('create', '-t', '5000', '-s', '/t-')).toEqual(ok('/t-0000000001\n'));
    expect((await grove('stat', '/c')).out).toMatch(/\nkind +container\n/);
    expect((await grove('stat', '/t-0000000001')).out).toMatch(/\nkind +ttl\n(.+\n)*ttlMs +5000\n/);
    expect(await grove('create', '--parents', '/x/y/z', 'deep')).toEqual(ok('/x/y/z\n'));
    expect(await grove('getAllChildrenNumber', '/x')).toEqual(ok('2\n'));
    expect((await grove('create', '-e', '-c', '/no')).err).toContain('only one of');
  });

  test('deleteall is one write, and goes part by part where the server has a limit below that', async () => {
    await grove('create', '-p', '/d/e/f');
    expect(await grove('deleteall', '/d', '--output', 'json')).toEqual(ok('{\n  "path": "/d",\n  "deleted": 3\n}\n'));
    for (let index = 0; index < 4; index++) await grove('create', '-p', `/d/${index}/below/deep`);
    made.server.tree.maxSubtreeDeletions = 2;
    expect(JSON.parse((await grove('deleteall', '/d', '--output', 'json')).out)).toEqual({ path: '/d', deleted: 13 });
    expect(made.server.znodes.size).toBe(1);
    expect((await grove('deleteall', '/d')).err).toContain('NONODE');
  });

  test('ls shows lists that have several pages', async () => {
    const parts = Array.from({ length: 1_050 }, (_, index) => ({ op: 'create', path: `/n${String(index).padStart(4, '0')}` }));
    await made.run(['multi', '-'], { stdin: JSON.stringify(parts) });
    const names = parts.map(({ path }) => path.slice(1));
    expect((await grove('ls', '/')).out).toBe(names.map((name) => `${name}\n`).join(''));
    expect((await grove('ls', '-R', '/')).out.split('\n')).toHaveLength(1_052);
  });

  test('getEphemerals shows them with their owners', async () => {
    const holder = await made.connect();
    await holder.create('/mine', new Uint8Array(0), { ephemeral: true });
    await holder.create('/stays', new Uint8Array(0));
    expect(await grove('getEphemerals')).toEqual(ok(`${holder.sessionId}  /mine\n`));
    expect(await grove('getEphemerals', '/', '--session', '1')).toEqual(ok(''));
    expect(JSON.parse((await grove('getEphemerals', '--output', 'json')).out)).toEqual([{ path: '/mine', session: holder.sessionId }]);
    await holder.close();
  });

  test('a multi has every kind of part', async () => {
    const parts = [
      { op: 'checkNotExists', path: '/m' },
      { op: 'create', path: '/m/n', data: 'a"b', parents: true, acl: 'world:anyone:cdrwa' },
      { op: 'create', path: '/m/t', ttlMs: 1000 },
      { op: 'get', path: '/m/n' },
      { op: 'ls', path: '/m' },
      { op: 'exists', path: '/m/t' },
      { op: 'delete', path: '/m', subtree: true },
    ];
    const file = join(made.folder, 'parts.json');
    writeFileSync(file, JSON.stringify(parts));
    expect(await grove('multi', file)).toEqual(ok('ok\n/m/n\n/m/t\n"a\\"b"\nn t\nok\nok\n'));
    const { results } = JSON.parse((await grove('--output', 'json', 'multi', file)).out) as { results: { result: object | null }[] };
    expect(results[3]?.result).toMatchObject({ type: 'getData', data: 'a"b', encoding: 'utf8' });
    expect(made.server.znodes.size).toBe(1);
  });

  test.each([
    [{ op: 'create', path: '/a', ttlMs: 'long' }, '"ttlMs" must be a whole number'],
    [{ op: 'create', path: '/a', ttlMs: 5, container: true }, 'only one of'],
    [{ op: 'create', path: '/a', acl: 'anyone' }, 'is no access control list'],
    [{ op: 'create', path: '/a', acl: [] }, '"acl" must be a text'],
    [{ op: 'frobnicate', path: '/a' }, '"op" must be create'],
  ])('the part %j is refused', async (part, line) => {
    const ran = await made.run(['multi', '-'], { stdin: JSON.stringify([part]) });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(line);
  });
});
