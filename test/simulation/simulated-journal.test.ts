import { JOURNAL_PAGE_BYTES, JournaledStore, type KeyValueOp, type KeyValueRow } from '@grove/storage';
import { EventQueue, Phase, type EventOwner } from './event-queue';
import { JournalOverlay } from './journal-overlay';
import { SeededRandom } from './random';
import { SimulatedDisk, StorePort, keyOf, type DiskPlan } from './simulated-disk';
import { JournalPort } from './simulated-journal';

const PAGES = 8;
const plan: DiskPlan = {
  writeMs: 0.1,
  syncMs: 1,
  readMs: 0.1,
  slowChance: 0,
  slowMs: 0,
  syncsAreSkipped: false,
  journalIsSkipped: false,
  journalPages: PAGES,
};
const owner: EventOwner = { alive: true, pausedUntilMs: 0, run: (action) => action() };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const pagesOf = (...fills: readonly number[]): Uint8Array => {
  const pages = new Uint8Array(fills.length * JOURNAL_PAGE_BYTES);
  fills.forEach((fill, at) => pages.fill(fill, at * JOURNAL_PAGE_BYTES, (at + 1) * JOURNAL_PAGE_BYTES));
  return pages;
};

function setUp(seed: number, overrides: Partial<DiskPlan> = {}) {
  const queue = new EventQueue();
  /** Rows of the log as the observer was told of them, and each change. */
  const durable = new Map<string, string>();
  const told: string[] = [];
  const overlay = new JournalOverlay({
    onDurablePut: (store, key, value) => {
      if (store !== 'log' || keyOf(key).startsWith('m/')) return;
      durable.set(keyOf(key), keyOf(value));
      told.push(`${keyOf(key)}=${keyOf(value)}`);
    },
    onDurableDelete: (store, key) => {
      if (store !== 'log' || keyOf(key).startsWith('m/')) return;
      durable.delete(keyOf(key));
      told.push(`-${keyOf(key)}`);
    },
    onDurableBatch: () => {},
    onDurableJournal: () => {},
    onWiped: () => durable.clear(),
  });
  const disk = new SimulatedDisk(queue, new SeededRandom(seed), { ...plan, ...overrides }, overlay);
  if (disk.journal === null) throw new Error('there is no journal');
  const { journal } = disk;
  const port = new JournalPort(journal, owner, () => {});
  const drain = (): void => {
    while (queue.step(Infinity));
  };
  /** The first byte of each page. */
  const content = (): number[] => {
    let read: Uint8Array = new Uint8Array(0);
    port.read((_error, found) => (read = found));
    drain();
    return Array.from({ length: PAGES }, (_, at) => read[at * JOURNAL_PAGE_BYTES] ?? -1);
  };
  const open = (): { store: JournaledStore; lost: string | null } => {
    const options = {
      later: (run: () => void) => void queue.after(20, owner, Phase.timer, run),
      newGeneration: () => new SeededRandom(seed, 1).bytes(8),
      onFailure: () => {},
    };
    let opened: { store: JournaledStore; lost: string | null } | null = null;
    JournaledStore.open(new StorePort(disk.log, owner, () => {}), port, options, (_error, made) => (opened = made));
    drain();
    if (opened === null) throw new Error('not opened');
    return opened;
  };
  const put = (store: JournaledStore, key: string, value: string, done: () => void = () => {}): void => {
    const ops: KeyValueOp[] = [{ type: 'put', key: bytes(key), value: bytes(value) }];
    store.batch(ops, true, (error) => {
      expect(error).toBeNull();
      done();
    });
  };
  const rows = (store: JournaledStore): string[] => {
    const found: string[] = [];
    store.scan({ gte: bytes('a'), lt: bytes('l'), limit: 100 }, (_error, some: readonly KeyValueRow[]) => {
      for (const { key, value } of some) found.push(`${keyOf(key)}=${keyOf(value)}`);
    });
    drain();
    return found;
  };
  return { queue, disk, journal, port, overlay, durable, told, drain, content, open, put, rows };
}

/** A store whose journal is in use, with two batches in the journal that the store has not. */
function inUse(seed: number, overrides: Partial<DiskPlan> = {}) {
  const made = setUp(seed, overrides);
  const { store } = made.open();
  for (const key of ['a', 'b', 'c']) made.put(store, key, '0');
  made.drain();
  const untilDurable = (key: string, value: string): void => {
    let isDone = false;
    made.put(store, key, value, () => (isDone = true));
    while (!isDone) made.queue.step(Infinity);
  };
  untilDurable('a', '1');
  untilDurable('d', '1');
  untilDurable('b', '1');
  return { ...made, store, untilDurable };
}

describe('the simulated journal', () => {
  it('has on the disk what was carried out, and of the write that a crash cuts off some first pages', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const { disk, port, drain, content } = setUp(seed);
      port.write(pagesOf(1, 1, 1), JOURNAL_PAGE_BYTES, () => {});
      drain();
      port.write(pagesOf(2, 2), 2 * JOURNAL_PAGE_BYTES, () => {});
      disk.crash(seed % 2 === 0);
      seen.add(content().slice(0, 5).join(' '));
    }
    expect(seen).toEqual(new Set(['0 1 1 1 0', '0 1 2 1 0', '0 1 2 2 0']));
  });

  it('refuses what a file could not do or nobody may ask: half pages, its end, two writes at once', () => {
    const { port } = setUp(1);
    expect(() => port.write(new Uint8Array(10), 0, () => {})).toThrow('whole pages');
    expect(() => port.write(pagesOf(1, 1), (PAGES - 1) * JOURNAL_PAGE_BYTES, () => {})).toThrow('behind the end');
    port.write(pagesOf(1), 0, () => {});
    expect(() => port.write(pagesOf(1), 0, () => {})).toThrow('at once');
  });

  it('fails one write, waits where the disk hangs, and is empty on a new disk', () => {
    const { queue, disk, port, drain, content } = setUp(1);
    const said: string[] = [];
    disk.failNextWrite = true;
    port.write(pagesOf(1), 0, (error) => said.push(error?.message ?? 'done'));
    drain();
    disk.hangsUntilMs = 500;
    port.write(pagesOf(2), 0, (error) => said.push(`${error?.message ?? 'done'} ${queue.nowMs}`));
    drain();
    expect(said).toEqual(['EIO: input/output error (simulated)', 'done 500']);
    expect(content()[0]).toBe(2);
    disk.wipe();
    expect(content()).toEqual(new Array(PAGES).fill(0));
  });

  it('takes writes back at a loss of power where the fault is planted', () => {
    let lost = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { disk, port, drain, content } = setUp(seed, { journalIsSkipped: true });
      port.write(pagesOf(1), 0, () => {});
      drain();
      disk.crash(true);
      if (content()[0] === 0) lost++;
    }
    expect(lost).toBeGreaterThan(0);
  });
});

describe('what the journal makes durable', () => {
  it('is told when the record is on disk, and not again when the store has it too', () => {
    const { told, durable, drain, overlay } = inUse(1);
    expect([...durable].sort().join()).toBe('a,1,b,1,c,0,d,1');
    expect(overlay.liveRecords).toBeGreaterThan(0);
    const before = [...told];
    drain();
    expect(told).toEqual(before);
  });

  it('does not go back where a loss of power takes from the store what the journal has', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { told, disk, queue, durable, open, rows } = inUse(seed);
      // Until the store has been given the batches, unsynced.
      while (queue.step(queue.nowMs + 1) || queue.nowMs < 25) queue.nowMs += 1;
      const before = told.length;
      disk.crash(true);
      expect(told.length).toBe(before);
      const { store, lost } = open();
      expect(lost).toBeNull();
      expect(rows(store)).toEqual(['a=1', 'b=1', 'c=0', 'd=1']);
      expect([...durable].sort().join()).toBe('a,1,b,1,c,0,d,1');
    }
  });

  it('is gone with the journal, or behind a record of it that is damaged, and the next start knows', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { journal, disk, durable, overlay, open } = inUse(seed);
      disk.crash(true);
      const harmed = seed % 3 === 0 ? journal.lose() : journal.corrupt(overlay.mark);
      expect(harmed).toBe(true);
      expect(disk.damaged).toBe(true);
      expect(durable.get('b')).toBe('0');
      expect(open().lost).not.toBeNull();
    }
  });
});
