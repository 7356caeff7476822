import { createRequire } from 'node:module';
import type { KeyValueOp, KeyValueRow, KeyValueStore, ScanRange } from '@grove/storage';
import type rocksdb from 'rocksdb';

type Database = ReturnType<typeof rocksdb>;
type Iterator = ReturnType<Database['iterator']>;
type Done = (error: Error | null) => void;

/** How a store is used decides its settings; the figures are in packages/storage/DESIGN.md. */
export type StoreUse = 'log' | 'snapshots';

const SETTINGS: Readonly<Record<StoreUse, Readonly<Record<string, unknown>>>> = {
  // A log is written, seldom read, and deleted from the front: large write buffers let most blocks die in memory.
  log: { compression: false, writeBufferSize: 64 * 1024 * 1024, cacheSize: 1024 * 1024 },
  // Chunks are written once and read in order.
  snapshots: { compression: true, writeBufferSize: 8 * 1024 * 1024, cacheSize: 1024 * 1024 },
};

/** Bytes that one crossing into the binding may bring back; a scan is bounded by its rows. */
const SCAN_BYTES = 16 * 1024 * 1024;

/** The bytes as the binding wants them: a view, not a copy. */
function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Opens (or makes) a RocksDB in a folder whose parent exists. Call `ensureNativeBinding` first: on a Node that the
 * binding was not built for, loading it aborts the process. `onFailure` hears the first error of the open store.
 */
export function openRocksDb(
  folder: string,
  use: StoreUse,
  onFailure: (error: Error) => void,
  done: (error: Error | null, store: RocksDbStore | null) => void,
): void {
  // Loaded here and not above, so that importing this file is safe.
  const open = createRequire(__filename)(process.env['GROVE_ROCKSDB_MODULE'] ?? 'rocksdb') as typeof rocksdb;
  const database = open(folder);
  database.open({ createIfMissing: true, ...SETTINGS[use] }, (error) => {
    if (error === null || error === undefined) done(null, new RocksDbStore(database, onFailure));
    else done(error, null);
  });
}

/**
 * The key-value port on RocksDB. Batches and clears run one at a time, because the binding hands each to its own
 * thread and two threads have no order. The first error is final: RocksDB would go on after a failed fsync as if
 * nothing had happened (S54), so nothing is asked of it any more and every call gets that error.
 */
export class RocksDbStore implements KeyValueStore {
  private readonly waiting: (() => void)[] = [];
  private writing = false;
  private reads = 0;
  private failure: Error | null = null;
  /** Called when the last read has ended, once the store is closing. */
  private onIdle: (() => void) | null = null;

  constructor(
    private readonly database: Database,
    private readonly onFailure: (error: Error) => void,
  ) {}

  batch(ops: readonly KeyValueOp[], sync: boolean, done: Done): void {
    // The binding copies keys and values before the call returns.
    this.inTurn((end) => {
      const batch = ops.map((op) =>
        op.type === 'put'
          ? { type: 'put' as const, key: view(op.key), value: view(op.value) }
          : { type: 'del' as const, key: view(op.key) },
      );
      this.database.batch(batch, { sync }, end);
    }, done);
  }

  clear(gte: Uint8Array, lt: Uint8Array, done: Done): void {
    this.inTurn((end) => this.database.clear({ gte: view(gte), lt: view(lt) }, end), done);
  }

  get(key: Uint8Array, done: (error: Error | null, value: Uint8Array | null) => void): void {
    if (this.failure !== null) return this.refuse(this.failure, (error) => done(error, null));
    this.reads += 1;
    this.database.getMany([view(key)], { asBuffer: true }, (error, values) => {
      const failure = this.readEnded(error);
      done(failure, failure === null ? (values?.[0] ?? null) : null);
    });
  }

  scan(range: ScanRange, done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void {
    if (this.failure !== null) return this.refuse(this.failure, (error) => done(error, []));
    this.reads += 1;
    const iterator = this.database.iterator({
      gte: view(range.gte),
      lt: view(range.lt),
      limit: range.limit,
      reverse: range.reverse ?? false,
      fillCache: false,
      highWaterMark: SCAN_BYTES,
    });
    this.collect(iterator, [], (error, rows) => {
      iterator.end((endError) => {
        const failure = this.readEnded(error ?? endError);
        done(failure, failure === null ? rows : []);
      });
    });
  }

  /** After the writes given before it; calls given later get an error. */
  close(done: Done): void {
    this.inTurn((end) => {
      this.failure = new Error('the store is closed');
      // The binding does not wait for its iterators.
      const closeNow = (): void => this.database.close(end);
      if (this.reads === 0) closeNow();
      else this.onIdle = closeNow;
    }, done);
  }

  private collect(iterator: Iterator, rows: KeyValueRow[], done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void {
    iterator.next((error, key, value) => {
      if (error !== null && error !== undefined) return done(error, []);
      if (key === undefined || value === undefined) return done(null, rows);
      rows.push({ key, value });
      this.collect(iterator, rows, done);
    });
  }

  private inTurn(run: (end: (error: Error | null | undefined) => void) => void, done: Done): void {
    const start = (): void => {
      if (this.failure !== null) {
        const failure = this.failure;
        return this.refuse(failure, (error) => {
          done(error);
          this.startNext();
        });
      }
      this.writing = true;
      run((error) => {
        this.writing = false;
        const failure = this.note(error);
        // The disk first: it should not wait for what the answer causes.
        this.startNext();
        done(failure);
      });
    };
    if (this.writing || this.waiting.length > 0) this.waiting.push(start);
    else start();
  }

  private startNext(): void {
    if (!this.writing) this.waiting.shift()?.();
  }

  private readEnded(error: Error | null | undefined): Error | null {
    this.reads -= 1;
    const failure = this.note(error);
    if (this.reads === 0 && this.onIdle !== null) {
      const idle = this.onIdle;
      this.onIdle = null;
      idle();
    }
    return failure;
  }

  private note(error: Error | null | undefined): Error | null {
    if (error === null || error === undefined) return null;
    if (this.failure === null) {
      this.failure = error;
      this.onFailure(error);
    }
    return error;
  }

  private refuse(error: Error, done: Done): void {
    process.nextTick(done, error);
  }
}
