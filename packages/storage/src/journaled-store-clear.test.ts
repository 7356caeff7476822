import { JournaledStore } from './journaled-store';
import { JOURNAL_PAGE_BYTES, type KeyValueOp } from './ports';
import { MemoryJournalFile } from './testing/memory-journal-file';
import { MemoryKeyValueStore } from './testing/memory-key-value-store';
import { CallbackQueue } from './testing/scheduling';

const key = (n: number): Uint8Array => Uint8Array.of(n);
const put = (n: number): KeyValueOp => ({ type: 'put', key: key(n), value: key(n) });

test('what was read of a broken journal does not come back after a clear', () => {
  const queue = new CallbackQueue();
  const options = { schedule: queue.schedule, random: () => 0.5 };
  const disk = new MemoryKeyValueStore(options);
  const journal = new MemoryJournalFile(options, 8);
  const open = (): { store: JournaledStore; lost: string | null } => {
    let opened: { store: JournaledStore; lost: string | null } | null = null;
    const never = (): void => undefined;
    const newGeneration = (): Uint8Array => new Uint8Array(8).fill(7);
    JournaledStore.open(disk, journal, { later: never, newGeneration, onFailure: never }, (_, made) => (opened = made));
    queue.runAll();
    if (opened === null) throw new Error('not opened');
    return opened;
  };
  const write = (store: JournaledStore, n: number): void => {
    store.batch([put(n)], true, (error) => expect(error).toBeNull());
    queue.runAll();
  };
  const { store } = open();
  for (let n = 1; n <= 6; n += 1) write(store, n);
  disk.crash('none');
  journal.crash();
  // The second record: the first can be read, those behind it prove that one is missing.
  journal.content[2 * JOURNAL_PAGE_BYTES + 20] = 0xff;
  const again = open();
  expect(again.lost).toBe('a record of the journal is damaged');
  again.store.clear(key(0), key(100), (error) => expect(error).toBeNull());
  queue.runAll();
  write(again.store, 50);
  let found: number[] = [];
  again.store.scan({ gte: key(0), lt: key(100), limit: 100 }, (_, rows) => (found = rows.map((row) => row.key[0] ?? -1)));
  queue.runAll();
  expect(found).toEqual([50]);
});
