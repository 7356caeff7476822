import { ALL_END, ALL_START, LogKey, sameKey } from './log-keys';
import { JournaledStore } from './journaled-store';
import { JOURNAL_PAGE_BYTES, type KeyValueOp } from './ports';
import { MemoryJournalFile } from './testing/memory-journal-file';
import { MemoryKeyValueStore } from './testing/memory-key-value-store';
import { encodeCounter } from './record-codec';
import { CallbackQueue, type DiskScheduler } from './testing/scheduling';

const PAGES = 5;
const key = (n: number): Uint8Array => Uint8Array.of(n);
const put = (n: number, value = n, bytes = 1): KeyValueOp => ({ type: 'put', key: key(n), value: new Uint8Array(bytes).fill(value) });
const remove = (n: number): KeyValueOp => ({ type: 'delete', key: key(n) });

/** Reads overtake writes, as they may in a store with threads. */
class Turns {
  private readonly reads = new CallbackQueue();
  private readonly writes = new CallbackQueue();

  readonly schedule: DiskScheduler = (operation, run) => {
    const queue = operation.kind === 'scan' || operation.kind === 'get' ? this.reads : this.writes;
    queue.schedule(operation, run);
  };

  runOne(): boolean {
    return this.reads.runOne() || this.writes.runOne();
  }

  runAll(): void {
    while (this.runOne());
  }
}

interface Disk {
  readonly queue: Turns;
  readonly store: MemoryKeyValueStore;
  readonly journal: MemoryJournalFile;
}

interface Opened extends Disk {
  readonly kv: JournaledStore;
  readonly lost: string | null;
  /** What was asked to be done in a little while. */
  readonly due: (() => void)[];
  readonly failures: string[];
}

let generations = 0;

function newDisk(): Disk {
  const queue = new Turns();
  const options = { schedule: queue.schedule, random: () => 0.5 };
  return { queue, store: new MemoryKeyValueStore(options), journal: new MemoryJournalFile(options, PAGES) };
}

function open(disk: Disk): Opened {
  const due: (() => void)[] = [];
  const failures: string[] = [];
  let result: Opened | null = null;
  const newGeneration = (): Uint8Array => new Uint8Array(8).fill(++generations);
  const options = {
    later: (run: () => void) => void due.push(run),
    newGeneration,
    onFailure: (error: Error) => void failures.push(error.message),
  };
  JournaledStore.open(disk.store, disk.journal, options, (error, opened) => {
    if (error !== null || opened === null) throw error ?? new Error('nothing opened');
    result = { ...disk, kv: opened.store, lost: opened.lost, due, failures };
  });
  disk.queue.runAll();
  if (result === null) throw new Error('open never answered');
  return result;
}

function write({ kv, queue }: Opened, ops: readonly KeyValueOp[], sync = true): void {
  let answer: Error | null | undefined;
  kv.batch(ops, sync, (error) => (answer = error));
  expect(answer).toBeUndefined();
  queue.runAll();
  if (answer === undefined) throw new Error('never answered');
  if (answer !== null) throw answer;
}

/** Opened, with the journal in use: the second synced batch takes it into use. */
function inUse(disk = newDisk()): Opened {
  const opened = open(disk);
  write(opened, []);
  write(opened, []);
  return opened;
}

/** Key to first byte, without the record of the journal. */
function shown({ kv, queue }: Opened): Record<string, number> {
  const found: Record<string, number> = {};
  kv.scan({ gte: ALL_START, lt: ALL_END, limit: 100 }, (error, rows) => {
    if (error !== null) throw error;
    for (const row of rows) if (!sameKey(row.key, LogKey.journal)) found[String(row.key[0])] = row.value[0] ?? -1;
  });
  queue.runAll();
  return found;
}

function crash(disk: Disk, keep: 'all' | 'none', journalKeep: number | 'all' | 'none' = 'all'): void {
  disk.store.crash(keep);
  disk.journal.crash(journalKeep);
}

test('small synced batches are written to the journal alone, and go to the store together and unsynced', () => {
  const opened = inUse();
  const { store, journal, due, queue } = opened;
  const before = { writes: store.writes, syncs: store.syncs, journal: journal.writes };
  write(opened, [put(1)]);
  write(opened, [put(2), remove(1)]);
  write(opened, [put(3)]);
  expect({ writes: store.writes, syncs: store.syncs, journal: journal.writes }).toEqual({ ...before, journal: before.journal + 3 });
  expect(due).toHaveLength(1);
  due.shift()?.();
  queue.runAll();
  expect({ writes: store.writes, syncs: store.syncs }).toEqual({ writes: before.writes + 1, syncs: before.syncs });
  expect(shown(opened)).toEqual({ 2: 2, 3: 3 });
  expect({ writes: store.writes, due }).toEqual({ writes: before.writes + 1, due: [] });
});

test('what is read has what lies in the journal, and what is on its way to the store', () => {
  const opened = inUse();
  write(opened, [put(1)]);
  expect(shown(opened)).toEqual({ 1: 1 });
  write(opened, [put(2)]);
  // The move is under way when the read is asked for.
  opened.due.shift()?.();
  expect(shown(opened)).toEqual({ 1: 1, 2: 2 });
  write(opened, [put(3)]);
  let value: Uint8Array | null = null;
  opened.kv.get(key(3), (_, found) => (value = found));
  opened.queue.runAll();
  expect(value).toEqual(Uint8Array.of(3));
});

test.each([
  ['too large for the journal', [put(2, 2, 20_000)], true],
  ['not synced', [put(2)], false],
])('a batch that is %s goes to the store behind all that the journal holds', (_, ops, sync) => {
  const opened = inUse();
  const { journal } = opened;
  write(opened, [put(1), put(2, 9)]);
  const { writes } = journal;
  write(opened, ops, sync);
  expect(journal.writes).toBe(writes);
  expect(opened.store.dump().map((row) => [row.key[0], row.value[0]])).toEqual(
    expect.arrayContaining([
      [1, 1],
      [2, 2],
    ]),
  );
});

test('where the journal ends the store is synced, and the journal begins again', () => {
  const opened = inUse();
  const { store, journal } = opened;
  const before = { syncs: store.syncs, journal: journal.writes };
  // Every page but the header's, one batch that finds none, and it goes on.
  for (let n = 1; n <= PAGES - 1 + 1 + 2; n++) write(opened, [put(n)]);
  expect({ syncs: store.syncs, journal: journal.writes }).toEqual({ syncs: before.syncs + 1, journal: before.journal + PAGES - 1 + 2 });
  for (const keep of ['all', 'none'] as const) {
    crash(opened, keep);
    expect(shown(open(opened))).toEqual({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7 });
  }
});

test.each([
  ['nothing', 'none', false],
  ['a part', 1, false],
  ['all', 'all', true],
] as const)('a crash during a write to the journal leaves %s of it, and what was acknowledged before', (_, journalKeep, isThere) => {
  const opened = inUse();
  write(opened, [put(1)]);
  // Of two pages.
  opened.kv.batch([put(2, 2, JOURNAL_PAGE_BYTES)], true, () => {
    throw new Error('was acknowledged');
  });
  crash(opened, 'none', journalKeep);
  const again = open(opened);
  expect(again.lost).toBeNull();
  expect(shown(again)).toEqual(isThere ? { 1: 1, 2: 2 } : { 1: 1 });
  write(again, [put(3)]);
  crash(again, 'none');
  expect(shown(open(again))).toEqual(isThere ? { 1: 1, 2: 2, 3: 3 } : { 1: 1, 3: 3 });
});

test('the first error is final: of the journal for its caller, of a move for whoever was named for it', () => {
  const opened = inUse();
  opened.journal.failWrite(1, new Error('EIO'));
  expect(() => write(opened, [put(1)])).toThrow('EIO');
  expect(() => write(opened, [put(2)])).toThrow('EIO');
  expect(() => write(opened, [put(2)], false)).toThrow('EIO');
  expect(() => shown(opened)).toThrow('EIO');

  const other = inUse();
  write(other, [put(1)]);
  other.store.failWrite(1, new Error('ENOSPC'));
  other.due.shift()?.();
  other.queue.runAll();
  expect(other.failures).toEqual(['ENOSPC']);
  expect(() => write(other, [put(2)])).toThrow('ENOSPC');
  // What was acknowledged is in the journal all the same.
  crash(other, 'none');
  expect(shown(open(other))).toEqual({ 1: 1 });
});

test('a synced batch makes durable what was written unsynced before it', () => {
  const opened = inUse();
  write(opened, [put(1)], false);
  write(opened, [put(2)]);
  write(opened, [put(3)]);
  crash(opened, 'none');
  expect(shown(open(opened))).toEqual({ 1: 1, 2: 2, 3: 3 });
});

test('callbacks come in the order of the calls', () => {
  const opened = inUse();
  const answers: string[] = [];
  opened.kv.batch([put(1)], true, () => answers.push('small'));
  opened.kv.batch([put(2, 2, 20_000)], true, () => answers.push('large'));
  opened.kv.batch([put(3)], true, () => answers.push('small again'));
  opened.kv.clear(key(1), key(2), () => answers.push('clear'));
  opened.kv.close(() => answers.push('close'));
  opened.queue.runAll();
  expect(answers).toEqual(['small', 'large', 'small again', 'clear', 'close']);
});

test('behind a clear only what was written after it is there, in this life and in the next', () => {
  const opened = inUse();
  write(opened, [put(1)]);
  opened.kv.clear(ALL_START, ALL_END, () => undefined);
  opened.queue.runAll();
  expect(shown(opened)).toEqual({});
  for (const n of [2, 3, 4]) write(opened, [put(n)]);
  crash(opened, 'none');
  const again = open(opened);
  expect(again.lost).toBeNull();
  expect(shown(again)).toEqual({ 2: 2, 3: 3, 4: 4 });
});

test('nothing that lay in the journal comes back into a store that was cleared, whenever power is lost', () => {
  for (let turn = 0; ; turn++) {
    const opened = inUse();
    write(opened, [put(1)]);
    let cleared = false;
    opened.kv.clear(ALL_START, ALL_END, () => (cleared = true));
    for (let n = 0; n < turn; n++) opened.queue.runOne();
    crash(opened, turn % 2 === 0 ? 'none' : 'all');
    const again = open(opened);
    expect({ turn, lost: again.lost }).toEqual({ turn, lost: null });
    // A clear is not synced by itself.
    if (!cleared) continue;
    expect([{}, { 1: 1 }]).toContainEqual(shown(again));
    if (turn % 2 === 1) {
      expect(shown(again)).toEqual({});
      return;
    }
  }
});

test.each([
  ['', false],
  [' that was on its way before', true],
])('after an orderly end the store has everything%s by itself, on disk', (_, isMoved) => {
  const opened = inUse();
  write(opened, [put(1)]);
  if (isMoved) expect(shown(opened)).toEqual({ 1: 1 });
  const { syncs } = opened.store;
  opened.kv.close((error) => expect(error).toBeNull());
  opened.queue.runAll();
  expect(opened.store.syncs).toBe(syncs + 1);
  crash(opened, 'none');
  opened.journal.lose();
  expect(opened.store.dump().some((row) => row.key[0] === 1)).toBe(true);
});

test('a store of a version without a journal is taken as it is', () => {
  const disk = newDisk();
  disk.store.batch([put(1)], true, () => undefined);
  disk.queue.runAll();
  const opened = open(disk);
  expect(opened.lost).toBeNull();
  expect(shown(opened)).toEqual({ 1: 1 });
});

/** A store that was synced with 1, and a journal with 2, 3 and 4 behind it. */
function volume(): Opened {
  const opened = inUse();
  write(opened, [put(1, 1, 20_000)]);
  for (const n of [2, 3, 4]) write(opened, [put(n)]);
  crash(opened, 'none');
  return opened;
}

test('S23 every byte of the journal gone bad: what it held is there, or the loss is told; the newest record alone counts as never acknowledged', () => {
  const verdicts = new Map<string, number>();
  // What the header and the three records take of their pages, and some of what lies behind them.
  for (const at of [0, 1, 2, 3].flatMap((page) => Array.from({ length: 64 }, (_, n) => page * JOURNAL_PAGE_BYTES + n))) {
    const disk = volume();
    const { content } = disk.journal;
    content[at] = (content[at] ?? 0) ^ (1 << (at % 8));
    const again = open(disk);
    const page = Math.floor(at / JOURNAL_PAGE_BYTES);
    const rows = shown(again);
    const verdict = again.lost !== null ? 'told' : Object.keys(rows).length === 4 ? 'whole' : 'newest missing';
    if (verdict === 'newest missing') expect({ at, page, rows }).toEqual({ at, page: 3, rows: { 1: 1, 2: 2, 3: 3 } });
    expect({ at, rows }).toEqual({ at, rows: expect.objectContaining({ 1: 1, ...(page > 1 ? { 2: 2 } : {}) }) as object });
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  }
  expect([...verdicts.keys()].sort()).toEqual(['newest missing', 'told', 'whole']);
});

test.each<[string, (disk: Disk) => void, RegExp]>([
  ['a lost journal', ({ journal }) => journal.lose(), /the journal is gone or damaged/],
  ['the journal of another volume', ({ journal }) => journal.content.set(volume().journal.content), /not the one that belongs/],
  ['a lost mark', ({ store }) => void store.dropRange(LogKey.journal, Uint8Array.of(...LogKey.journal, 0)), /record of how far .* is gone/],
  ['a damaged mark', ({ store }) => void store.flipByte(LogKey.journal, 3), /record of how far .* is damaged/],
])('S23 %s is told at every start until the store has been synced with what was told', (_, damage, told) => {
  const disk = volume();
  damage(disk);
  const opened = open(disk);
  expect(opened.lost).toMatch(told);
  crash(disk, 'all');
  const again = open(disk);
  expect(again.lost).toMatch(told);
  write(again, [put(9)]);
  const healed = open(disk);
  expect(healed.lost).toBeNull();
  write(healed, [put(10)]);
  write(healed, [put(11)]);
  crash(disk, 'none');
  const last = open(disk);
  expect(last.lost).toBeNull();
  expect(shown(last)).toMatchObject({ 1: 1, 9: 9, 10: 10, 11: 11 });
});

test('S23 records that a version without the journal has written past are told, and not put on top of what it wrote', () => {
  const opened = inUse();
  const boots = (value: number): KeyValueOp => ({ type: 'put', key: LogKey.boots, value: encodeCounter(value) });
  write(opened, [boots(7), put(1)]);
  write(opened, [put(2)]);
  crash(opened, 'none');
  opened.store.batch([boots(8), put(2, 99)], true, () => undefined);
  opened.queue.runAll();
  const again = open(opened);
  expect(again.lost).toMatch(/written to without its journal/);
  expect(shown(again)).toMatchObject({ 1: 1, 2: 99 });
});

test('a record of the boots goes to the store, and what is written after it is of that life', () => {
  const opened = inUse();
  const boots = (value: number): KeyValueOp => ({ type: 'put', key: LogKey.boots, value: encodeCounter(value) });
  write(opened, [put(1)]);
  write(opened, [boots(1)]);
  expect(shown(opened)).toMatchObject({ 1: 1 });
  write(opened, [put(2)]);
  crash(opened, 'all');
  const again = open(opened);
  expect(again.lost).toBeNull();
  write(again, [boots(2)]);
  write(again, [put(3)]);
  crash(again, 'none');
  const last = open(opened);
  expect(last.lost).toBeNull();
  expect(shown(last)).toMatchObject({ 1: 1, 2: 2, 3: 3 });
});

test('S23 a store that is older than what the journal begins with is told, and nothing is put on top of the gap', () => {
  const opened = inUse();
  for (const n of [1, 2, 3, 4]) write(opened, [put(n)]);
  // The journal is full: synced, and it begins again.
  write(opened, [put(5)]);
  write(opened, [put(6)]);
  opened.store.loseTail(1);
  crash(opened, 'none');
  const again = open(opened);
  expect(again.lost).toMatch(/older than what the journal begins with/);
  expect(shown(again)).toEqual({});
});

test('a record that was replayed beside a damaged one is not put on top of what came later', () => {
  const disk = volume();
  const { content } = disk.journal;
  const second = 2 * JOURNAL_PAGE_BYTES + 39;
  content[second] = (content[second] ?? 0) ^ 1;
  const opened = open(disk);
  expect(opened.lost).toMatch(/a record of the journal is damaged/);
  // Taken over with the newer value; the header that forgets the journal does not reach the disk.
  opened.kv.batch([put(2, 77)], true, () => undefined);
  opened.queue.runOne();
  crash(disk, 'none', 'none');
  const again = open(disk);
  expect(shown(again)).toEqual({ 1: 1, 2: 77 });
  // Once it is forgotten, what lay behind the damage raises no alarm any more.
  for (const n of [5, 6]) write(again, [put(n)]);
  crash(disk, 'none');
  const healed = open(disk);
  expect(healed.lost).toBeNull();
  expect(shown(healed)).toEqual({ 1: 1, 2: 77, 5: 5, 6: 6 });
});

/** The journal is full of records that the store has. */
function takenIn(): Opened {
  const opened = inUse();
  for (const n of [1, 2, 3, 4, 5]) write(opened, [put(n)]);
  return opened;
}

test('S23 damage to records that the store has raises no alarm', () => {
  for (const page of [1, 2, 3, 4]) {
    const disk = takenIn();
    const at = page * JOURNAL_PAGE_BYTES + 33;
    disk.journal.content[at] = (disk.journal.content[at] ?? 0) ^ 1;
    crash(disk, 'none');
    const again = open(disk);
    expect({ page, lost: again.lost }).toEqual({ page, lost: null });
    expect(shown(again)).toEqual({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 });
  }
});

test('a torn record where the journal begins again raises no alarm, though older ones lie behind it', () => {
  const disk = takenIn();
  disk.kv.batch([put(6, 6, JOURNAL_PAGE_BYTES)], true, () => undefined);
  crash(disk, 'none', 1);
  const again = open(disk);
  expect(again.lost).toBeNull();
  expect(shown(again)).toEqual({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 });
});

test('S23 an older copy of a page is told where a newer record lies behind it', () => {
  const disk = takenIn();
  const old = disk.journal.content.slice();
  for (const n of [6, 7, 8]) write(disk, [put(n)]);
  const second = 2 * JOURNAL_PAGE_BYTES;
  disk.journal.content.set(old.subarray(second, second + JOURNAL_PAGE_BYTES), second);
  crash(disk, 'none');
  const again = open(disk);
  expect(again.lost).toMatch(/a record of the journal is damaged/);
  expect(shown(again)).toMatchObject({ 5: 5, 6: 6 });
});
