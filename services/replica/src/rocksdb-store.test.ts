import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyValueOp, KeyValueRow } from '@grove/storage';
import { openRocksDb, RocksDbStore } from './rocksdb-store';

const folder = mkdtempSync(join(tmpdir(), 'grove-rocksdb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let number = 0;

function open(path = join(folder, String((number += 1)))): Promise<RocksDbStore> {
  return new Promise((resolve, reject) => {
    openRocksDb(
      path,
      'log',
      () => undefined,
      (error, store) => (store === null ? reject(error ?? new Error('no store')) : resolve(store)),
    );
  });
}

const run = (call: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error === null ? resolve() : reject(error))));
const scan = (store: RocksDbStore, gte: number, lt: number, limit: number, reverse = false): Promise<readonly KeyValueRow[]> =>
  new Promise((resolve, reject) =>
    store.scan({ gte: Uint8Array.of(gte), lt: Uint8Array.of(lt), limit, reverse }, (error, rows) =>
      error === null ? resolve(rows) : reject(error),
    ),
  );
const get = (store: RocksDbStore, key: number): Promise<Uint8Array | null> =>
  new Promise((resolve, reject) => store.get(Uint8Array.of(key), (error, value) => (error === null ? resolve(value) : reject(error))));
// A view into a larger buffer, as blocks out of a network frame are.
const put = (key: number, length = 3): KeyValueOp => ({
  type: 'put',
  key: Uint8Array.of(9, key, 9).subarray(1, 2),
  value: new Uint8Array(length + 2).fill(key).subarray(1, length + 1),
});
const keys = (rows: readonly KeyValueRow[]): (number | undefined)[] => rows.map((row) => row.key[0]);

test('what is written is read, over a close too', async () => {
  const path = join(folder, 'again');
  let store = await open(path);
  await run((done) => store.batch([put(1), put(2), put(3), { type: 'delete', key: Uint8Array.of(2) }], true, done));
  await run((done) => store.batch([put(4, 0)], false, done));
  await run((done) => store.close(done));
  store = await open(path);
  expect(keys(await scan(store, 0, 9, 10))).toEqual([1, 3, 4]);
  expect(keys(await scan(store, 0, 9, 2))).toEqual([1, 3]);
  expect(keys(await scan(store, 0, 4, 9, true))).toEqual([3, 1]);
  expect(await scan(store, 5, 9, 9)).toEqual([]);
  expect(new Uint8Array((await get(store, 3)) ?? [])).toEqual(Uint8Array.of(3, 3, 3));
  expect(await get(store, 4)).toHaveLength(0);
  expect(await get(store, 2)).toBeNull();
  await run((done) => store.clear(Uint8Array.of(3), Uint8Array.of(9), done));
  expect(keys(await scan(store, 0, 9, 10))).toEqual([1]);
  await run((done) => store.close(done));
});

test('a scan of large values comes in one piece', async () => {
  const store = await open();
  await run((done) =>
    store.batch(
      Array.from({ length: 40 }, (_, n) => put(n, 100_000)),
      false,
      done,
    ),
  );
  const rows = await scan(store, 0, 255, 64);
  expect(rows.map((row) => row.value.length)).toEqual(Array.from({ length: 40 }, () => 100_000));
  expect(rows.every((row) => row.value.every((byte) => byte === row.key[0]))).toBe(true);
  await run((done) => store.close(done));
});

test('writes are carried out and answered in their order, never within the call', async () => {
  const store = await open();
  const order: number[] = [];
  const calls = Array.from({ length: 200 }, (_, n) =>
    run((done) =>
      store.batch([{ type: 'put', key: Uint8Array.of(1), value: Uint8Array.of(n) }], n % 7 === 0, (error) => {
        order.push(n);
        done(error);
      }),
    ),
  );
  calls.push(run((done) => store.clear(Uint8Array.of(2), Uint8Array.of(3), done)));
  expect(order).toEqual([]);
  await Promise.all(calls);
  expect(order).toEqual(Array.from({ length: 200 }, (_, n) => n));
  expect((await get(store, 1))?.[0]).toBe(199);
  await run((done) => store.close(done));
});

test('a close waits for what is under way and refuses what comes later', async () => {
  const store = await open();
  const reads = [scan(store, 0, 9, 9), scan(store, 0, 9, 9)];
  const write = run((done) => store.batch([put(1)], true, done));
  const closed = run((done) => store.close(done));
  const late = expect(run((done) => store.batch([put(2)], true, done))).rejects.toThrow('closed');
  await Promise.all([...reads, write, closed, late]);
  await expect(get(store, 1)).rejects.toThrow('closed');
});

/** A binding whose second write fails. */
function failing() {
  const asked: string[] = [];
  const answer = (name: string, done: (error: Error | null) => void): void => {
    asked.push(name);
    setImmediate(() => done(asked.length === 2 ? new Error('IO error: No space left on device') : null));
  };
  const store = new RocksDbStore(
    {
      open: (_options, done) => done(null),
      close: (done) => answer('close', done),
      batch: (_ops, { sync }, done) => answer(sync ? 'synced batch' : 'batch', done),
      getMany: (_keys, _options, done) => answer('getMany', done),
      clear: (_range, done) => answer('clear', done),
      iterator: () => {
        throw new Error('not asked for here');
      },
    },
    (error) => asked.push(`failed: ${error.message}`),
  );
  return { asked, store };
}

test('S54 after the first error nothing more is asked of RocksDB, and everyone gets that error', async () => {
  const { asked, store } = failing();
  const results = await Promise.allSettled([
    ...[1, 2, 3].map((n) => run((done) => store.batch([put(n)], true, done))),
    run((done) => store.clear(Uint8Array.of(1), Uint8Array.of(2), done)),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
  await expect(get(store, 1)).rejects.toThrow('No space left');
  await expect(run((done) => store.close(done))).rejects.toThrow('No space left');
  expect(asked).toEqual(['synced batch', 'synced batch', 'failed: IO error: No space left on device']);
});
