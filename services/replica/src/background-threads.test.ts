import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackgroundThreads } from './background-threads';
import { openRocksDb, type RocksDbStore } from './rocksdb-store';

const TASKS = '/proc/self/task';
const folder = mkdtempSync(join(tmpdir(), 'grove-threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const onLinux = existsSync(TASKS) ? test : test.skip;

/** Nice values by the threads' names. */
function niceOfThreads(): Map<string, number> {
  return new Map(readdirSync(TASKS).map((task) => [readFileSync(`${TASKS}/${task}/comm`, 'utf8').trim(), getPriority(Number(task))]));
}

onLinux('RocksDB flushes behind the event loop, which stays as it was, and compacts behind both', async () => {
  const store = await new Promise<RocksDbStore>((resolve, reject) => {
    openRocksDb(join(folder, 'store'), 'snapshots', reject, (error, opened) =>
      opened === null ? reject(error ?? new Error()) : resolve(opened),
    );
  });
  const mine = getPriority();
  const threads = new BackgroundThreads();
  threads.look();
  // Five write buffers full: flushes, and a compaction of what they leave. Bytes that do not compress.
  let state = 1;
  const value = new Uint32Array(256 * 1024).map(() => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0));
  for (let n = 0; n < 100; n += 1) {
    const key = Uint8Array.of(n);
    await new Promise<void>((resolve, reject) => {
      store.batch([{ type: 'put', key, value: new Uint8Array(value.buffer) }], false, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }
  await new Promise<void>((resolve, reject) => {
    store.close((error) => (error === null ? resolve() : reject(error)));
  });
  threads.look();
  const nice = niceOfThreads();
  expect([...nice.keys()].filter((name) => name.startsWith('rocksdb:')).sort()).toEqual(
    expect.arrayContaining([expect.stringMatching(/^rocksdb:high/), expect.stringMatching(/^rocksdb:low/)]),
  );
  // A thread begins with the nice value of the one that starts it: here that may be a pool's whose own starter gave way further.
  for (const [name, value] of nice) {
    if (name.startsWith('rocksdb:')) expect(value).toBeGreaterThanOrEqual(Math.max(mine, name.startsWith('rocksdb:low') ? 10 : 5));
  }
  expect(getPriority()).toBe(mine);
});
