import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  readonly error: string | null;
}

/** Runs the writing process until it has said enough, then kills it or, where it ends by itself, waits for that. */
async function run(folder: string, puts: number, onPut?: (n: number) => void): Promise<Said> {
  if (library === null) throw new Error('no library to preload');
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [join(__dirname, 'disk-process.cjs'), folder], {
    env: { ...process.env, ...shimEnvironment(library, shimFiles(folder)) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const said = { put: 0, slot: 0, error: null as string | null };
  for await (const line of createInterface({ input: child.stdout })) {
    const [what = '', ...rest] = line.split(' ');
    if (what === 'put') {
      said.put = Number(rest[0]);
      onPut?.(said.put);
    } else if (what === 'slot') said.slot = Number(rest[0]);
    else said.error = rest.join(' ');
    if (said.put >= puts && child.exitCode === null) child.kill('SIGKILL');
  }
  await ended;
  return said;
}

type Found = { readonly keys: number; readonly unsynced: number; readonly slot: number };

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
  return { keys, unsynced, slot: Number(readFileSync(join(folder, 'slots')).subarray(0, 8).toString()) };
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
  }, 60_000);

  test.each([
    ['eio', /I\/O error|EIO|Input\/output/],
    ['nospace', /No space left|ENOSPC/],
  ] as const)(
    'a disk with %s is reported to the writer',
    async (kind, expected) => {
      const folder = join(root, kind);
      const said = await run(folder, 100_000, (n) => {
        if (n === 20) setFault(shimFiles(folder), kind);
      });
      expect(said.error).toMatch(expected);
    },
    60_000,
  );

  test('a hanging disk acknowledges nothing, and goes on afterwards', async () => {
    const folder = join(root, 'hanging');
    let hungFrom = 0;
    let longest = 0;
    let last = 0;
    await run(folder, 60, (n) => {
      const now = performance.now();
      if (hungFrom > 0) longest = Math.max(longest, now - last);
      last = now;
      if (n !== 20) return;
      hungFrom = now;
      setFault(shimFiles(folder), 'hang');
      setTimeout(() => clearFault(shimFiles(folder)), 300);
    });
    expect(longest).toBeGreaterThan(200);
  }, 60_000);
});
