import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildShim, clearFault, losePower, setFault, shimEnvironment, shimFiles } from '../../cluster/power-loss';

const library = buildShim();
const onThisMachine = library === null ? describe.skip : describe;
const root = mkdtempSync(join(tmpdir(), 'grove-shim-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Said {
  readonly put: number;
  readonly slot: number;
  readonly page: number;
  readonly error: string | null;
}

/** Runs the writing process until it has said enough, then kills it or, where it ends by itself, waits for that. */
async function run(folder: string, count: number, onDone?: (n: number) => void, only: 'put' | 'page' = 'put'): Promise<Said> {
  if (library === null) throw new Error('no library to preload');
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [join(__dirname, 'disk-process.cjs'), folder, ...(only === 'page' ? ['pages'] : [])], {
    env: { ...process.env, ...shimEnvironment(library, shimFiles(folder)) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const said = { put: 0, slot: 0, page: 0, error: null as string | null };
  for await (const line of createInterface({ input: child.stdout })) {
    const [what = '', ...rest] = line.split(' ');
    if (what === 'put' || what === 'slot' || what === 'page') said[what] = Number(rest[0]);
    else said.error = rest.join(' ');
    if (what === only) onDone?.(said[only]);
    if (said[only] >= count && child.exitCode === null) child.kill('SIGKILL');
  }
  await ended;
  return said;
}

type Found = { readonly keys: number; readonly unsynced: number; readonly slot: number; readonly pages: readonly number[] };

/** The numbers in the file that is overwritten, each where it belongs and at both ends of its place, oldest first. */
function readPages(folder: string): number[] {
  const bytes = readFileSync(join(folder, 'pages'));
  const places = [0, 1, 2, 3].map((place) => bytes.subarray(place * 16384, (place + 1) * 16384));
  return places
    .map((text, place) => {
      const [first, last] = [text.subarray(0, 8), text.subarray(-8)].map((part) => (part[0] === 0 ? 0 : Number(part.toString())));
      if (first === undefined || first !== last) throw new Error(`place ${place} begins with ${first} and ends with ${last}`);
      if (first !== 0 && first % 4 !== place) throw new Error(`${first} at place ${place}`);
      return first;
    })
    .sort((a, b) => a - b);
}

async function read(folder: string): Promise<Found> {
  const rocksdb = createRequire(__filename)('rocksdb') as (path: string) => {
    open(options: object, done: (error?: Error | null) => void): void;
    getMany(keys: readonly string[], done: (error: Error | null, values: readonly (Buffer | undefined)[]) => void): void;
    close(done: (error?: Error | null) => void): void;
  };
  const db = rocksdb(join(folder, 'db'));
  const until = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) =>
      call((error) => (error === null || error === undefined ? resolve() : reject(new Error(error.message)))),
    );
  await until((done) => db.open({}, done));
  const count = (prefix: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const keys = Array.from({ length: 5000 }, (_, n) => `${prefix}-${n + 1}`);
      db.getMany(keys, (error, values) =>
        error === null || error === undefined ? resolve(values.filter((value) => value !== undefined).length) : reject(error),
      );
    });
  const keys = await count('key');
  const unsynced = await count('unsynced');
  await until((done) => db.close(done));
  return { keys, unsynced, slot: Number(readFileSync(join(folder, 'slots')).subarray(0, 8).toString()), pages: readPages(folder) };
}

onThisMachine('what the preloaded library leaves of a disk', () => {
  test('acknowledged synced writes survive a kill and the loss of power', async () => {
    const folder = join(root, 'synced');
    const said = await run(folder, 300);
    losePower(folder, shimFiles(folder));
    const found = await read(folder);
    expect(said.put).toBeGreaterThanOrEqual(300);
    expect(found.keys).toBeGreaterThanOrEqual(said.put);
    expect(found.slot).toBeGreaterThanOrEqual(said.slot);
    // The newest may be one that nobody was told of.
    expect(found.pages[3]).toBeGreaterThanOrEqual(said.page);
    expect(found.pages[3]).toBeLessThanOrEqual(said.page + 1);
    expect(found.pages).toEqual([3, 2, 1, 0].map((n) => (found.pages[3] ?? 0) - n));
    // What was never synced by itself is only there as far as a later sync took it along.
    expect(found.unsynced).toBeLessThanOrEqual(found.keys);
  }, 60_000);

  test('with the syncs left out the acknowledged ones are gone, appended and overwritten alike', async () => {
    const folder = join(root, 'skipped');
    const said = await run(folder, 300, (n) => {
      if (n === 100) setFault(shimFiles(folder), 'skip');
    });
    clearFault(shimFiles(folder));
    losePower(folder, shimFiles(folder));
    const found = await read(folder);
    expect(said.put).toBeGreaterThanOrEqual(300);
    expect(found.keys).toBeGreaterThanOrEqual(100);
    expect(found.keys).toBeLessThan(said.put);
    expect(found.slot).toBeGreaterThanOrEqual(99);
    expect(found.slot).toBeLessThan(said.slot);
    expect(found.pages[3]).toBeGreaterThanOrEqual(99);
    expect(found.pages[3]).toBeLessThan(said.page);
    expect(found.pages).toEqual([3, 2, 1, 0].map((n) => (found.pages[3] ?? 0) - n));
  }, 60_000);

  test.each([
    ['eio', 'put', /I\/O error|EIO|Input\/output/],
    ['nospace', 'put', /No space left|ENOSPC/],
    ['eio', 'page', /EIO.*write/],
    ['nospace', 'page', /ENOSPC.*write/],
  ] as const)(
    'a disk with %s is reported to the writer of a %s',
    async (kind, only, expected) => {
      const folder = join(root, `${kind}-${only}`);
      const said = await run(
        folder,
        100_000,
        (n) => {
          if (n === 20) setFault(shimFiles(folder), kind);
        },
        only,
      );
      expect(said.error).toMatch(expected);
    },
    60_000,
  );

  test('what a failed write with O_DSYNC left in the page cache is lost with the power, and nothing else', async () => {
    const folder = join(root, 'failed-page');
    const said = await run(
      folder,
      100_000,
      (n) => {
        if (n === 20) setFault(shimFiles(folder), 'eio');
      },
      'page',
    );
    const failed = said.page + 1;
    expect(readPages(folder)).toEqual([failed - 3, failed - 2, failed - 1, failed]);
    losePower(folder, shimFiles(folder));
    expect(readPages(folder)).toEqual([failed - 4, failed - 3, failed - 2, failed - 1]);
  }, 60_000);

  test.each(['put', 'page'] as const)(
    'a hanging disk acknowledges no %s, and goes on afterwards',
    async (only) => {
      const folder = join(root, `hanging-${only}`);
      let hungFrom = 0;
      let longest = 0;
      let last = 0;
      await run(
        folder,
        60,
        (n) => {
          const now = performance.now();
          if (hungFrom > 0) longest = Math.max(longest, now - last);
          last = now;
          if (n !== 20) return;
          hungFrom = now;
          setFault(shimFiles(folder), 'hang');
          setTimeout(() => clearFault(shimFiles(folder)), 300);
        },
        only,
      );
      expect(longest).toBeGreaterThan(200);
    },
    60_000,
  );
});

test('a write that was synced by itself is not put back, what was overwritten beside it is', () => {
  const folder = join(root, 'beside');
  mkdirSync(folder);
  const file = join(folder, 'pages');
  writeFileSync(file, 'ABCDEFGHIJ');
  const { dev, ino } = statSync(file);
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const lines = ['10', `0 ${hex('abcdefgh')}`, '2 +3', `3 ${hex('xyz')}`, '4 +1'];
  const files = shimFiles(folder);
  writeFileSync(files.record, lines.map((line) => `${dev} ${ino} ${line}\n`).join(''));
  // Of "abcdefgh" the bytes 2 to 4 were made durable; of "xyz", which came later, the one in the middle.
  losePower(folder, files);
  expect(readFileSync(file, 'utf8')).toBe('abCxEfghIJ');
});

test('a file that nobody synced is as long as its writes with O_DSYNC have made it', () => {
  const folder = join(root, 'grown');
  mkdirSync(folder);
  const file = join(folder, 'pages');
  writeFileSync(file, 'ABCDEFGHIJ');
  const { dev, ino } = statSync(file);
  const files = shimFiles(folder);
  writeFileSync(files.record, `${dev} ${ino} 4 +3\n${dev} ${ino} 0 +2\n`);
  expect(losePower(folder, files)).toBe(3);
  expect(readFileSync(file, 'utf8')).toBe('ABCDEFG');
});
