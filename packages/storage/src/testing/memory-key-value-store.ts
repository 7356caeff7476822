import type { KeyValueOp, KeyValueRow, KeyValueStore, ScanRange } from '../ports';
import { keyText, OrderedBytesMap } from './ordered-bytes-map';
import type { DiskOperation, DiskScheduler } from './scheduling';

/** What was changed by one batch, newest last, so that it can be undone, and done again. */
interface AppliedBatch {
  readonly changes: readonly { readonly key: string; readonly before: Uint8Array | null; readonly after: Uint8Array | null }[];
}

interface QueuedWrite {
  readonly operation: DiskOperation;
  /** Makes the changes when the write is carried out. */
  readonly changes: () => readonly { readonly key: string; readonly after: Uint8Array | null }[];
  readonly done: (error: Error | null) => void;
}

export interface MemoryDiskOptions {
  readonly schedule: DiskScheduler;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Durable batches that `dropBatches` and `loseTail` can still reach; default 64. */
  readonly journalLength?: number;
}

/**
 * A key-value store in memory that behaves like a log-structured one on a disk: batches take effect one after
 * the other, each whole; a synced one makes all before it durable; a crash keeps what is durable and a prefix of
 * the rest, the write under way included. After a crash the same object is the same disk, opened anew.
 */
export class MemoryKeyValueStore implements KeyValueStore {
  private readonly rows = new OrderedBytesMap();
  private journal: AppliedBatch[] = [];
  /** Batches at the front of the journal that are durable. */
  private durable = 0;
  private queue: QueuedWrite[] = [];
  /** The operation whose turn it is was handed to the scheduler. */
  private writing = false;
  private life = 0;
  private closed = false;
  private hanging = false;
  private held: (() => void)[] = [];
  private failures: { countdown: number; readonly error: Error; readonly applied: boolean }[] = [];

  /** Planted fault: synced batches are acknowledged without being made durable. */
  skipSync = false;
  /** Batches and clears carried out since the store was made. */
  writes = 0;
  /** Synced ones among them. */
  syncs = 0;

  constructor(private readonly options: MemoryDiskOptions) {}

  get size(): number {
    return this.rows.size;
  }

  batch(ops: readonly KeyValueOp[], sync: boolean, done: (error: Error | null) => void): void {
    let bytes = 0;
    for (const op of ops) bytes += op.key.length + (op.type === 'put' ? op.value.length : 0);
    const changes = ops.map((op) => ({ key: keyText(op.key), after: op.type === 'put' ? op.value : null }));
    this.enqueue({ operation: { kind: 'batch', sync, bytes }, changes: () => changes, done });
  }

  clear(gte: Uint8Array, lt: Uint8Array, done: (error: Error | null) => void): void {
    const from = keyText(gte);
    const to = keyText(lt);
    this.enqueue({
      operation: { kind: 'clear', sync: false, bytes: 0 },
      changes: () => this.rows.keysIn(from, to).map((key) => ({ key, after: null })),
      done,
    });
  }

  get(key: Uint8Array, done: (error: Error | null, value: Uint8Array | null) => void): void {
    this.read('get', () => this.rows.get(keyText(key)), done, null);
  }

  scan(range: ScanRange, done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void {
    this.read('scan', () => this.rows.scan(range), done, []);
  }

  /** Comes after all writes given before. A clean close makes everything durable, as the operating system would in time. */
  close(done: (error: Error | null) => void): void {
    this.enqueue({
      operation: { kind: 'close', sync: false, bytes: 0 },
      changes: () => {
        this.closed = true;
        return [];
      },
      done,
    });
  }

  // --- what a test or a simulator does to the disk ---

  /**
   * The machine loses power: every callback still due is lost, and all that was not synced but for a prefix of
   * `keep` batches; without `keep` its length is random, from nothing to everything. The write under way counts
   * as the last of them. The store is open again.
   */
  crash(keep?: number | 'all' | 'none'): void {
    const head = this.writing ? this.queue[0] : undefined;
    const unsynced = this.journal.length - this.durable;
    const most = unsynced + (head === undefined ? 0 : 1);
    const kept = keep === 'all' ? most : keep === 'none' ? 0 : Math.min(most, keep ?? Math.floor(this.options.random() * (most + 1)));
    if (head !== undefined && kept === most) this.apply(head.changes());
    this.undoTo(this.durable + Math.min(kept, this.journal.length - this.durable));
    this.durable = this.journal.length;
    this.restart();
  }

  /** The process ends, the machine goes on: callbacks are lost, what was written stays (kill -9). The write under way may or may not happen. */
  kill(): void {
    const head = this.writing ? this.queue[0] : undefined;
    if (head !== undefined && this.options.random() < 0.5) this.apply(head.changes());
    this.restart();
  }

  /** Opens the store after a close. */
  reopen(): void {
    this.restart();
  }

  /** The write that is carried out as the `nth` from now (1: the next) fails; `applied`: it took effect all the same, unsynced. */
  failWrite(nth: number, error: Error, applied = false): void {
    this.failures.push({ countdown: nth, error, applied });
  }

  /** Nothing is carried out until `resume`. */
  hang(): void {
    this.hanging = true;
  }

  resume(): void {
    this.hanging = false;
    const held = this.held;
    this.held = [];
    for (const run of held) run();
  }

  /** Inverts bits of a stored value; false where there is no such byte. */
  flipByte(key: Uint8Array, offset: number, mask = 0x01): boolean {
    const text = keyText(key);
    const value = this.rows.get(text);
    if (value === null || offset >= value.length) return false;
    const flipped = value.slice();
    flipped[offset] = (flipped[offset] ?? 0) ^ mask;
    this.rows.set(text, flipped);
    return true;
  }

  /** Rows vanish without an error. Answers how many. */
  dropRange(gte: Uint8Array, lt: Uint8Array): number {
    const keys = this.rows.keysIn(keyText(gte), keyText(lt));
    for (const key of keys) this.rows.set(key, null);
    return keys.length;
  }

  /** Batches out of the middle never happened, as when a damaged write-ahead log is read back: all but the last `after` and the `count` before them stay. Answers how many were dropped. */
  dropBatches(after: number, count: number): number {
    const end = Math.max(0, this.journal.length - after);
    const from = Math.max(0, end - count);
    const again = this.journal.slice(end);
    this.undoTo(from);
    for (const batch of again) this.apply(batch.changes);
    this.durable = this.journal.length;
    return end - from;
  }

  /** The last `count` batches never happened, though they were synced. */
  loseTail(count: number): number {
    return this.dropBatches(0, count);
  }

  /** All rows as they are now, without delay. */
  dump(): readonly KeyValueRow[] {
    return this.rows.scan({ gte: new Uint8Array(0), lt: new Uint8Array(64).fill(0xff), limit: Number.MAX_SAFE_INTEGER });
  }

  private restart(): void {
    this.life += 1;
    this.queue = [];
    this.held = [];
    this.writing = false;
    this.closed = false;
    this.hanging = false;
    this.failures = [];
  }

  private schedule(operation: DiskOperation, run: () => void): void {
    const life = this.life;
    const alive = (): void => {
      if (life !== this.life) return;
      if (this.hanging) this.held.push(alive);
      else run();
    };
    this.options.schedule(operation, alive);
  }

  private enqueue(write: QueuedWrite): void {
    this.queue.push(write);
    if (!this.writing) this.startNext();
  }

  private startNext(): void {
    const head = this.queue[0];
    if (head === undefined) return;
    this.writing = true;
    this.schedule(head.operation, () => {
      this.queue.shift();
      this.writing = false;
      const error = this.carryOut(head);
      head.done(error);
      if (!this.writing) this.startNext();
    });
  }

  private carryOut(write: QueuedWrite): Error | null {
    if (this.closed) return new Error('the store is closed');
    for (const failure of this.failures) failure.countdown -= 1;
    const failure = this.failures.find((candidate) => candidate.countdown <= 0);
    if (failure !== undefined) this.failures = this.failures.filter((candidate) => candidate !== failure);
    if (failure === undefined || failure.applied) this.apply(write.changes());
    if (failure !== undefined) return failure.error;
    this.writes += 1;
    if (write.operation.sync) {
      this.syncs += 1;
      if (!this.skipSync) this.durable = this.journal.length;
    }
    if (write.operation.kind === 'close') this.durable = this.journal.length;
    const excess = Math.min(this.durable, this.journal.length - (this.options.journalLength ?? 64));
    // In larger steps, so that trimming costs little per write.
    if (excess >= 32) {
      this.journal.splice(0, excess);
      this.durable -= excess;
    }
    return null;
  }

  private apply(changes: readonly { readonly key: string; readonly after: Uint8Array | null }[]): void {
    this.journal.push({ changes: changes.map(({ key, after }) => ({ key, after, before: this.rows.set(key, after) })) });
  }

  private undoTo(length: number): void {
    for (let batch = this.journal.pop(); batch !== undefined; batch = this.journal.pop()) {
      if (this.journal.length < length) {
        this.journal.push(batch);
        return;
      }
      for (let i = batch.changes.length - 1; i >= 0; i--) {
        const change = batch.changes[i];
        if (change !== undefined) this.rows.set(change.key, change.before);
      }
    }
  }

  private read<T>(kind: 'get' | 'scan', take: () => T, done: (error: Error | null, result: T) => void, none: T): void {
    this.schedule({ kind, sync: false, bytes: 0 }, () => {
      if (this.closed) done(new Error('the store is closed'), none);
      else done(null, take());
    });
  }
}
