import type { KeyValueRow } from '@grove/storage';
import { EventQueue, type EventOwner } from './event-queue';
import { SeededRandom } from './random';
import { SimulatedDisk, StorePort, WitnessPort, type DiskPlan, type DurableObserver } from './simulated-disk';

const plan: DiskPlan = {
  writeMs: 0.1,
  syncMs: 1,
  readMs: 0.1,
  slowChance: 0,
  slowMs: 0,
  syncsAreSkipped: false,
  journalIsSkipped: false,
  journalPages: null,
};
const nobody: DurableObserver = {
  onDurablePut: () => {},
  onDurableDelete: () => {},
  onDurableBatch: () => {},
  onDurableJournal: () => {},
  onWiped: () => {},
};
const process: EventOwner = { alive: true, pausedUntilMs: 0, run: (action) => action() };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

function setUp(seed: number, overrides: Partial<DiskPlan> = {}) {
  const queue = new EventQueue();
  const disk = new SimulatedDisk(queue, new SeededRandom(seed), { ...plan, ...overrides }, nobody);
  const store = new StorePort(disk.log, process, () => {});
  const drain = (): void => {
    while (queue.step(Infinity));
  };
  const keys = (): string[] => {
    const found: string[] = [];
    store.scan({ gte: bytes(''), lt: bytes('~'), limit: 100 }, (_error, rows: readonly KeyValueRow[]) => {
      for (const row of rows) found.push(text(row.key));
    });
    drain();
    return found;
  };
  const put = (key: string, sync: boolean, done: (error: Error | null) => void = () => {}): void =>
    store.batch([{ type: 'put', key: bytes(key), value: bytes(key) }], sync, done);
  return { queue, disk, store, drain, keys, put };
}

describe('the simulated disk', () => {
  it('scans in key order, forwards and backwards, and clears a range', () => {
    const { store, drain, keys, put } = setUp(1);
    for (const key of ['c', 'a', 'd', 'b']) put(key, false);
    drain();
    expect(keys()).toEqual(['a', 'b', 'c', 'd']);
    store.scan({ gte: bytes('a'), lt: bytes('d'), limit: 2, reverse: true }, (_error, rows) => {
      expect(rows.map((row) => text(row.key))).toEqual(['c', 'b']);
    });
    store.clear(bytes('b'), bytes('d'), () => {});
    drain();
    expect(keys()).toEqual(['a', 'd']);
  });

  it('keeps what was synced, and a prefix of the rest, over a loss of power', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const { disk, drain, keys, put } = setUp(seed);
      put('a', false);
      put('b', true);
      drain();
      put('c', false);
      put('d', false);
      disk.crash(true);
      const left = keys();
      expect(['a', 'b', 'c', 'd'].slice(0, left.length)).toEqual(left);
      expect(left.length).toBeGreaterThanOrEqual(2);
      lengths.add(left.length);
    }
    expect(lengths).toEqual(new Set([2, 3, 4]));
  });

  it('takes a deletion that was not synced back', () => {
    let seen = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { store, disk, drain, keys, put } = setUp(seed);
      put('a', true);
      drain();
      store.clear(bytes('a'), bytes('b'), () => {});
      drain();
      disk.crash(true);
      if (keys().length === 1) seen++;
    }
    expect(seen).toBeGreaterThan(0);
  });

  it('loses synced writes where the fault is planted', () => {
    let lost = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { disk, drain, keys, put } = setUp(seed, { syncsAreSkipped: true });
      put('a', true);
      drain();
      disk.crash(true);
      if (keys().length === 0) lost++;
    }
    expect(lost).toBeGreaterThan(0);
  });

  it('fails one write and leaves a hole where the process goes on', () => {
    const { disk, drain, keys, put } = setUp(1);
    const errors: (string | null)[] = [];
    put('a', true, (error) => errors.push(error === null ? null : error.message));
    disk.failNextWrite = true;
    put('b', true, (error) => errors.push(error === null ? null : error.message));
    put('c', true, (error) => errors.push(error === null ? null : error.message));
    drain();
    expect(errors).toEqual([null, 'EIO: input/output error (simulated)', null]);
    expect(keys()).toEqual(['a', 'c']);
  });

  it('fails every write while it is full, and none afterwards', () => {
    const { queue, disk, drain, keys, put } = setUp(1);
    const errors: (string | null)[] = [];
    disk.fullUntilMs = 500;
    put('a', true, (error) => errors.push(error === null ? null : error.message));
    put('b', false, (error) => errors.push(error === null ? null : error.message));
    drain();
    queue.nowMs = 500;
    put('c', true, (error) => errors.push(error === null ? null : error.message));
    drain();
    expect(errors).toEqual(['ENOSPC: no space left (simulated)', 'ENOSPC: no space left (simulated)', null]);
    expect(keys()).toEqual(['c']);
  });

  it('takes longer while it is slow', () => {
    const finished = [0, 10_000].map((slowUntilMs) => {
      const { queue, disk, drain, put } = setUp(1);
      disk.slowUntilMs = slowUntilMs;
      put('a', true, () => {});
      drain();
      return queue.nowMs;
    });
    expect(finished[1]).toBeGreaterThan(10 * (finished[0] ?? 0));
  });

  it('finishes nothing while it hangs, then all in order', () => {
    const { queue, disk, drain, put } = setUp(1);
    const finished: string[] = [];
    disk.hangsUntilMs = 500;
    put('a', true, () => finished.push(`a ${queue.nowMs}`));
    put('b', false, () => finished.push(`b ${queue.nowMs}`));
    drain();
    expect(finished).toEqual(['a 500', 'b 500']);
  });

  it('replaces the witness whole', () => {
    const { queue, disk } = setUp(1);
    const witness = new WitnessPort(disk.witness, process, () => {});
    witness.write(bytes('one'), false, () => {});
    witness.write(bytes('two'), true, () => {});
    while (queue.step(Infinity));
    let content = '';
    witness.read((_error, read) => (content = read === null ? '' : text(read)));
    while (queue.step(Infinity));
    expect(content).toBe('two');
  });
});
