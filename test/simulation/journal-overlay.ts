import { decodeJournalMark, readJournalHeader, readJournalRecords, type JournalMark } from '@grove/storage';
import { bytesOfKey, keyOf, type DurableObserver, type StoreName } from './simulated-disk';

/** The row of the log's store that says how far the journal was taken into it. */
const MARK_KEY = 'm/journal';

/**
 * Lays what the journal holds over what the store has, as the next start would, and tells `next` what is durable in this way. The same
 * operations reach the disk twice, first in the journal, then in the store: only what differs from what was told before is told.
 */
export class JournalOverlay implements DurableObserver {
  /** Rows of the log's store after a loss of power now. */
  private readonly stored = new Map<string, Uint8Array>();
  private readonly told = new Map<string, Uint8Array>();
  private journal: Uint8Array | null = null;
  /** What the records above the mark make of their keys. */
  private above = new Map<string, Uint8Array | null>();
  private recordsAbove = 0;
  /** Keys that the batch under way has changed. */
  private readonly changed = new Set<string>();

  constructor(private readonly next: DurableObserver) {}

  /** Of the records that only the journal has. */
  get liveRecords(): number {
    return this.recordsAbove;
  }

  get mark(): JournalMark | null {
    const stored = this.stored.get(MARK_KEY);
    return stored === undefined ? null : decodeJournalMark(stored);
  }

  onDurablePut(store: StoreName, key: Uint8Array, value: Uint8Array): void {
    if (store !== 'log') return this.next.onDurablePut(store, key, value);
    const text = keyOf(key);
    this.stored.set(text, value);
    this.changed.add(text);
  }

  onDurableDelete(store: StoreName, key: Uint8Array): void {
    if (store !== 'log') return this.next.onDurableDelete(store, key);
    const text = keyOf(key);
    this.stored.delete(text);
    this.changed.add(text);
  }

  onDurableBatch(store: StoreName): void {
    if (store !== 'log') return this.next.onDurableBatch(store);
    if (this.changed.has(MARK_KEY)) this.readAgain();
    this.tell();
  }

  /** `content` is not changed afterwards. */
  onDurableJournal(content: Uint8Array): void {
    this.journal = content;
    this.readAgain();
    this.tell();
  }

  onWiped(): void {
    this.stored.clear();
    this.told.clear();
    this.changed.clear();
    this.above.clear();
    this.recordsAbove = 0;
    this.journal = null;
    this.next.onWiped();
  }

  private readAgain(): void {
    for (const key of this.above.keys()) this.changed.add(key);
    this.above = new Map();
    this.recordsAbove = 0;
    const { mark, journal } = this;
    const generation = journal === null ? null : readJournalHeader(journal);
    if (mark === null || journal === null || generation === null || keyOf(generation) !== keyOf(mark.generation)) return;
    const { records, hasGap } = readJournalRecords(journal, mark);
    if (hasGap) return;
    for (const { sequence, ops } of records) {
      if (sequence <= mark.sequence) continue;
      this.recordsAbove++;
      for (const op of ops) {
        const key = keyOf(op.key);
        this.above.set(key, op.type === 'put' ? op.value : null);
        this.changed.add(key);
      }
    }
  }

  private tell(): void {
    for (const key of this.changed) {
      const above = this.above.get(key);
      const value = above === undefined ? (this.stored.get(key) ?? null) : above;
      const before = this.told.get(key) ?? null;
      if (isSame(before, value)) continue;
      if (value === null) {
        this.told.delete(key);
        this.next.onDurableDelete('log', bytesOfKey(key));
      } else {
        this.told.set(key, value);
        this.next.onDurablePut('log', bytesOfKey(key), value);
      }
    }
    this.changed.clear();
    this.next.onDurableBatch('log');
  }
}

function isSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === b || (a !== null && b !== null && Buffer.compare(a, b) === 0);
}
