import type { KeyValueOp } from '../ports';
import { MemoryKeyValueStore } from './memory-key-value-store';
import { MemoryWitnessFile } from './memory-witness-file';
import { CallbackQueue } from './scheduling';

const key = (n: number): Uint8Array => Uint8Array.of(n);
const put = (n: number, value = n): KeyValueOp => ({ type: 'put', key: key(n), value: Uint8Array.of(value) });
const remove = (n: number): KeyValueOp => ({ type: 'delete', key: key(n) });
const none = (): void => undefined;

function make(random = (): number => 0.5) {
  const queue = new CallbackQueue();
  const options = { schedule: queue.schedule, random };
  return { queue, store: new MemoryKeyValueStore(options), witness: new MemoryWitnessFile(options) };
}

const held = (store: MemoryKeyValueStore): number[] => store.dump().map((row) => row.key[0] ?? -1);

test('nothing is called back within the call, and writes are carried out in their order', () => {
  const { queue, store } = make();
  const seen: string[] = [];
  store.batch([put(2), put(1)], false, () => seen.push('batch'));
  store.clear(key(2), key(9), () => seen.push('clear'));
  store.scan({ gte: key(0), lt: key(9), limit: 5 }, (_, rows) => seen.push(`scan ${rows.map((row) => String(row.key[0])).join()}`));
  expect(seen).toEqual([]);
  queue.runAll();
  store.scan({ gte: key(0), lt: key(9), limit: 5, reverse: true }, (_, rows) =>
    seen.push(`scan ${rows.map((row) => String(row.key[0])).join()}`),
  );
  store.get(key(2), (_, value) => seen.push(String(value)));
  queue.runAll();
  expect(seen).toEqual(['batch', 'scan 1,2', 'clear', 'scan 1', 'null']);
});

test.each([
  ['none', [1, 2]],
  [1, [1, 3]],
  [2, [1, 3, 4]],
  ['all', [1, 3, 4, 5]],
] as const)('a crash that keeps %s of what was not synced leaves a prefix', (keep, expected) => {
  const { queue, store } = make();
  store.batch([put(1), put(2)], true, none);
  store.batch([put(3), remove(2)], false, none);
  store.batch([put(4)], false, none);
  queue.runAll();
  let called = false;
  store.batch([put(5)], true, () => (called = true));
  store.batch([put(6)], true, () => (called = true));
  store.crash(keep);
  queue.runAll();
  expect(called).toBe(false);
  expect(held(store)).toEqual([...expected]);
});

test('a synced batch makes the ones before it durable; with the sync skipped it does not', () => {
  for (const skipped of [false, true]) {
    const { queue, store } = make();
    store.skipSync = skipped;
    store.batch([put(1)], false, none);
    store.batch([put(2)], true, none);
    queue.runAll();
    store.crash('none');
    expect(held(store)).toEqual(skipped ? [] : [1, 2]);
  }
});

test('planted faults: an error, a hang, a flipped bit, lost batches', () => {
  const { queue, store } = make();
  const seen: (string | null)[] = [];
  for (let n = 1; n <= 5; n++) store.batch([put(n)], true, (error) => seen.push(error?.message ?? null));
  store.failWrite(2, new Error('EIO'));
  queue.runAll();
  expect(seen).toEqual([null, 'EIO', null, null, null]);
  expect(held(store)).toEqual([1, 3, 4, 5]);
  expect(store.dropBatches(1, 2)).toBe(2);
  expect(held(store)).toEqual([1, 5]);
  expect(store.loseTail(1)).toBe(1);
  expect(held(store)).toEqual([1]);
  expect(store.flipByte(key(1), 0, 0x80)).toBe(true);
  expect(store.dump()[0]?.value).toEqual(Uint8Array.of(0x81));

  store.hang();
  store.batch([put(7)], true, (error) => seen.push(error?.message ?? 'late'));
  queue.runAll();
  expect(held(store)).toEqual([1]);
  store.resume();
  expect(seen.at(-1)).toBe('late');
});

test('a crash leaves the witness at its synced content or a later one', () => {
  const survivors = new Set<number | undefined>();
  for (let step = 0; step < 4; step++) {
    const { queue, witness } = make(() => step / 4);
    witness.write(Uint8Array.of(1), true, none);
    witness.write(Uint8Array.of(2), false, none);
    witness.write(Uint8Array.of(3), false, none);
    queue.runAll();
    witness.write(Uint8Array.of(4), true, none);
    witness.crash();
    survivors.add(witness.content()?.[0]);
  }
  expect([...survivors].sort()).toEqual([1, 2, 3, 4]);
});

test('kill -9 keeps what was written, and a power loss after it can still take it', () => {
  const { queue, store, witness } = make(() => 0.9);
  store.batch([put(1)], false, none);
  witness.write(Uint8Array.of(1), false, none);
  queue.runAll();
  store.kill();
  witness.kill();
  expect(held(store)).toEqual([1]);
  expect(witness.content()).toEqual(Uint8Array.of(1));
  store.crash('none');
  witness.crash('none');
  expect(held(store)).toEqual([]);
  expect(witness.content()).toBeNull();
});
