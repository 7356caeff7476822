import { JOURNAL_PAGE_BYTES, type JournalFile } from './ports';
import { JournaledStore, type OpenedJournal } from './journaled-store';
import { MemoryKeyValueStore } from './testing/memory-key-value-store';
import { CallbackQueue } from './testing/scheduling';

/**
 * A file whose failed write stays in the page cache, as the kernel leaves it there: a process that is started again reads what is not on the
 * disk, no sync brings it there, and a loss of power takes it away.
 */
class CachedJournal implements JournalFile {
  readonly byteLength = 8 * JOURNAL_PAGE_BYTES;
  private disk = new Uint8Array(this.byteLength);
  private cache = new Uint8Array(this.byteLength);
  failsNext = false;

  constructor(private readonly queue: CallbackQueue) {}

  read(done: (error: Error | null, content: Uint8Array) => void): void {
    this.later(() => done(null, this.cache.slice()));
  }

  write(pages: Uint8Array, offset: number, done: (error: Error | null) => void): void {
    this.cache.set(pages, offset);
    const error = this.failsNext ? new Error('EIO') : null;
    this.failsNext = false;
    if (error === null) this.disk.set(pages, offset);
    this.later(() => done(error));
  }

  close(done: (error: Error | null) => void): void {
    this.later(() => done(null));
  }

  losePower(): void {
    this.cache = this.disk.slice();
  }

  private later(run: () => void): void {
    this.queue.schedule({ kind: 'journalWrite', sync: true, bytes: 0 }, run);
  }
}

const key = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test('S54 a header that a failed write left in the page cache alone is not what later records count upon', () => {
  for (let failing = 0; failing < 6; failing++) {
    const queue = new CallbackQueue();
    const kv = new MemoryKeyValueStore({ schedule: queue.schedule, random: () => 0 });
    const journal = new CachedJournal(queue);
    let generation = 0;
    const open = (): OpenedJournal => {
      let result: OpenedJournal | null = null;
      const newGeneration = (): Uint8Array => new Uint8Array(8).fill((generation += 1));
      const onFailure = (): void => undefined;
      JournaledStore.open(kv, journal, { later: () => undefined, newGeneration, onFailure }, (_, opened) => (result = opened));
      queue.runAll();
      if (result === null) throw new Error('not opened');
      return result;
    };
    const acknowledged: string[] = [];
    const put = ({ store }: OpenedJournal, name: string): void => {
      store.batch([{ type: 'put', key: key(name), value: key(name) }], true, (error) => {
        if (error === null) acknowledged.push(name);
      });
      queue.runAll();
    };
    const first = open();
    for (let n = 0; n < 6; n++) {
      journal.failsNext = n === failing;
      put(first, `first-${n}`);
    }
    // The disk is well again, and so is the process.
    journal.failsNext = false;
    const second = open();
    for (let n = 0; n < 6; n++) put(second, `second-${n}`);
    expect(acknowledged.length).toBeGreaterThanOrEqual(6 + failing);
    kv.crash();
    journal.losePower();
    const third = open();
    expect(third.lost).toBeNull();
    for (const name of acknowledged) {
      let found: Uint8Array | null = null;
      third.store.get(key(name), (_, value) => (found = value));
      queue.runAll();
      expect({ failing, name, found: found !== null }).toEqual({ failing, name, found: true });
    }
  }
});
