import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeServer } from '../../../packages/client/src/testing/fake-server';
import { newGrove, ok } from './run-grove.testkit';
import type { Grove, Ran, RunOptions } from './run-grove.testkit';

let made: Grove;
let server: FakeServer;
let endpoint: string;
let folder: string;

beforeEach(async () => {
  made = await newGrove();
  ({ server, endpoint, folder } = made);
});

afterEach(() => {
  made.stop();
});

const grove = (args: readonly string[], options?: RunOptions): Promise<Ran> => made.run(args, options);

describe('verbs', () => {
  test('create, get, set, ls, exists and delete do what they say', async () => {
    expect(await grove(['create', '/a', 'hello'])).toEqual(ok('/a\n'));
    expect(await grove(['create', '-s', '/a/n-'])).toEqual(ok('/a/n-0000000000\n'));
    expect(await grove(['get', '/a'])).toEqual(ok('hello'));
    expect(await grove(['set', '/a', '-', '-v', '0'], { stdin: 'from stdin' })).toEqual(ok(''));
    expect(await grove(['--output', 'json', 'get', '/a'])).toEqual(
      ok('{\n  "path": "/a",\n  "data": "from stdin",\n  "encoding": "utf8"\n}\n'),
    );
    expect(await grove(['ls', '/'])).toEqual(ok('a\n'));
    expect(await grove(['ls', '-R', '/', '--output', 'json'])).toEqual(ok('[\n  "/",\n  "/a",\n  "/a/n-0000000000"\n]\n'));
    expect(await grove(['exists', '/a'])).toEqual(ok('true\n'));
    expect(await grove(['exists', '/none'])).toEqual({ code: 1, out: 'false\n', err: '' });
    expect((await grove(['stat', '/a'])).out).toMatch(/^czxid +\d+\n(.+\n)+version +1\n/m);
    expect(await grove(['delete', '/a/n-0000000000'])).toEqual(ok(''));
    expect(await grove(['deleteall', '/a'])).toEqual(ok(''));
    expect(server.znodes.size).toBe(1);
  });

  test('multi does a list of parts whole, or says which one failed', async () => {
    const parts = [
      { op: 'create', path: '/m', data: 'x' },
      { op: 'check', path: '/m', version: 0 },
    ];
    expect(await grove(['multi', '-'], { stdin: JSON.stringify(parts) })).toEqual(ok('/m\nok\n'));
    expect(
      await grove(['multi', '-'], {
        stdin: JSON.stringify([
          { op: 'set', path: '/m', data: 'y' },
          { op: 'delete', path: '/none' },
        ]),
      }),
    ).toEqual({
      code: 1,
      out: '',
      err: 'grove: NONODE: /none: part 2 of 2 failed, nothing was done\n',
    });
    expect(Buffer.from(server.znodes.get('/m')?.data ?? []).toString()).toBe('x');
  });

  test('status shows every endpoint, and fails where one does not answer', async () => {
    const both = await grove(['status'], { endpoints: `${endpoint},127.0.0.1:1` });
    expect(both.code).toBe(1);
    expect(both.out).toMatch(/^ENDPOINT .*\n127\.0\.0\.1:\d+ +1 +leader +3 +1 /);
    expect(both.err).toContain('127.0.0.1:1');
    expect((await grove(['status', '--output', 'json'])).code).toBe(0);
  });

  test('watch prints changes and ends at Ctrl-C without an error', async () => {
    let interrupt = (): void => {};
    const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
    const watching = grove(['watch', '-r', '/w'], { interrupted });
    while (server.watchStreams.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    server.sendWatchResponse([{ type: 'dataChanged', path: '/w/x', zxid: 30, cursor: Uint8Array.of(1) }], 30, Uint8Array.of(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    interrupt();
    expect(await watching).toEqual(ok('30  data changed  /w/x\n'));
  });

  test('watch prints values where they were asked for, and says where they are no longer held', async () => {
    const watching = grove(['watch', '-d', '-p', '-n', '2', '/w']);
    while (server.watchStreams.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.watchRequests[0]).toMatchObject({ withData: true, withPreviousData: true });
    const cursor = Uint8Array.of(1);
    const values = { data: Buffer.from('new'), previousData: Buffer.from('old') };
    const events = [
      { type: 'dataChanged', path: '/w', zxid: 30, cursor, ...values },
      { type: 'deleted', path: '/w', zxid: 31, cursor, previousDataAbsent: true },
    ] as const;
    server.sendWatchResponse(events, 31, cursor);
    expect(await watching).toEqual(ok('30  data changed  /w  now "new"  before "old"\n31  deleted  /w  before (no longer held)\n'));
  });

  test('an ephemeral znode is held until Ctrl-C', async () => {
    let interrupt = (): void => {};
    const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
    const holding = grove(['create', '-e', '/e'], { interrupted });
    while (!server.znodes.has('/e')) await new Promise((resolve) => setTimeout(resolve, 5));
    interrupt();
    expect(await holding).toMatchObject({ code: 0, out: '/e\n' });
  });
});

describe('what goes wrong', () => {
  test.each([
    [['get', '/none'], 1, 'grove: NONODE: /none ('],
    [['get', 'none'], 2, 'grove: "none" is no path'],
    [['get'], 2, "error: missing required argument 'path'"],
    [['frobnicate'], 2, "error: unknown command 'frobnicate'"],
    [['set', '/', 'x', '-v', 'one'], 2, 'error: option'],
    [['--output', 'xml', 'ls', '/'], 2, 'error: option'],
    [['deleteall', '/'], 2, 'grove: the root cannot be deleted'],
    [['--endpoints', 'nowhere', 'ls', '/'], 2, 'grove: "nowhere" is no host:port'],
    [['multi', '/none/such'], 1, 'grove: ENOENT'],
  ] as const)('%j is one clear line, exit code %d', async (args, code, line) => {
    const ran = await grove(args);
    expect(ran.code).toBe(code);
    expect(ran.out).toBe('');
    expect(ran.err.split('\n')[0]).toContain(line);
    expect(ran.err).not.toContain('    at ');
  });

  test('no replica: the line says where it looked', async () => {
    const ran = await grove(['--timeout', '0.3', 'ls', '/'], { endpoints: '127.0.0.1:1' });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^grove: CONNECTIONLOSS: .*127\.0\.0\.1:1.*npm start.*\n$/);
  });

  test('--help is no error', async () => {
    const ran = await grove(['--help']);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('GROVE_ENDPOINTS');
    expect((await grove(['import', '--help'])).out).toContain('Symbolic links are followed');
  });
});

describe('import and export', () => {
  /** Everything below a folder: folders as null, files as base64. */
  function contents(root: string, below = ''): Record<string, string | null> {
    const found: Record<string, string | null> = {};
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) Object.assign(found, { [path]: null }, contents(root, path));
      else found[path] = readFileSync(join(root, path)).toString('base64');
    }
    return found;
  }

  function makeSource(): string {
    const source = join(folder, 'source');
    mkdirSync(join(source, 'deep', 'er', 'empty folder'), { recursive: true });
    writeFileSync(join(source, 'empty file'), '');
    writeFileSync(join(source, 'deep', 'Größe'), Buffer.from([0, 255, 10, 13]));
    for (let index = 0; index < 40; index++) writeFileSync(join(source, 'deep', 'er', `f${index}`), 'x'.repeat(index + 1));
    return source;
  }

  test('come back byte for byte: empty files, empty folders, any bytes, also when the connection breaks in the middle', async () => {
    const source = makeSource();
    server.breakAfterWrites = 20;
    expect(await grove(['import', source, '/in/here'])).toEqual(ok('42 files and 4 folders, 824 bytes, are now below /in/here\n'));
    expect(server.breaks).toBe(1);
    const target = join(folder, 'target');
    expect(await grove(['export', '/in/here', target])).toEqual(ok(`42 files and 4 folders, 824 bytes, are now in ${target}\n`));
    expect(contents(target)).toEqual(contents(source));
  });

  test('symbolic links are followed; those that lead nowhere or in a circle are skipped with a note', async () => {
    const source = makeSource();
    symlinkSync('deep/er', join(source, 'folder link'));
    symlinkSync('deep/Größe', join(source, 'file link'));
    symlinkSync('nowhere', join(source, 'dangling'));
    symlinkSync('..', join(source, 'deep', 'circle'));
    const ran = await grove(['import', source, '/s']);
    expect(ran.code).toBe(0);
    expect(ran.err.trimEnd().split('\n')).toEqual([expect.stringContaining('dangling'), expect.stringContaining('circle')]);
    expect(Buffer.from(server.znodes.get('/s/file link')?.data ?? [])).toEqual(Buffer.from([0, 255, 10, 13]));
    expect(server.znodes.has('/s/folder link/f39')).toBe(true);
  });

  test('nothing is written where something does not fit', async () => {
    const source = makeSource();
    server.maxDataBytes = 30;
    expect(await grove(['import', source, '/s'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/f30 has 31 bytes; a znode holds 30 at most/) as string,
    });
    writeFileSync(join(source, 'bell\u0007'), '');
    expect(await grove(['import', source, '/s'])).toMatchObject({ code: 1, err: expect.stringContaining('U+0007') as string });
    expect(server.znodes.size).toBe(1);
    expect((await grove(['import', join(folder, 'none'), '/s'])).code).toBe(2);
  });

  test('a target that is not empty is refused unless forced', async () => {
    const source = makeSource();
    await grove(['import', source, '/s']);
    expect(await grove(['import', source, '/s'])).toMatchObject({ code: 1, err: expect.stringContaining('/s is not empty') as string });
    writeFileSync(join(source, 'deep', 'er', 'f0'), 'changed');
    expect((await grove(['import', '--force', source, '/s'])).code).toBe(0);
    const target = join(folder, 'target');
    mkdirSync(target);
    writeFileSync(join(target, 'mine'), '');
    expect(await grove(['export', '/s', target])).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') as string });
    expect((await grove(['export', '--force', '/s', target])).code).toBe(0);
    expect(contents(target)).toEqual({ ...contents(source), mine: '' });
  });

  test('a znode with data and children cannot be exported, and a single file is named as one', async () => {
    await grove(['create', '/both', 'data']);
    await grove(['create', '/both/child']);
    expect(await grove(['export', '/both', join(folder, 'x')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('/both has data and children') as string,
    });
    await grove(['create', '/file', 'data']);
    expect(await grove(['export', '/file', join(folder, 'x')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('grove get /file') as string,
    });
  });

  test.each([
    [['import', '/a'], 'missing argument: import DIR PATH, or import --from'],
    [['export', '/a'], 'missing argument: export PATH DIR, or export --to'],
    [['import', 'dir', '/a', '--once'], '--once, --delete and --acl are for copies of a ZooKeeper'],
    [['import', '/a', '/b', '--from', 'zookeeper://127.0.0.1:9/a'], 'there is one path more at most'],
    [['import', '--force', '--from', 'zookeeper://127.0.0.1:9/a'], '--force is for folders'],
    [['import', '--from', 'zookeeper://127.0.0.1:9/a', '/zookeeper/a'], 'belongs to Grove itself'],
    [['import', '--from', 'zookeeper://127.0.0.1:9/a', '--from-auth', 'secret'], '--from-auth needs a scheme and its credential'],
    [['export', '--to', 'zookeeper://127.0.0.1:9/zookeeper'], 'never copied'],
  ])('%p is no right use', async (args, why) => {
    expect(await grove(args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(why) as string });
  });

  test('says which ZooKeeper it looked for, and what to do', async () => {
    const ran = await grove(['--timeout', '0.1', 'import', '--once', '--from', 'zookeeper://127.0.0.1:9,127.0.0.1:10/a']);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^grove: no ZooKeeper could be used for 0.1 s \(.*127.0.0.1:9: .*\)\. Does it run there\?.*\n$/);
  });
});
