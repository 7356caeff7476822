/**
 * What the storage layer stands on. The replica's real side is RocksDB and a file; the simulator's is memory
 * that loses what was not synced, fails, hangs and flips bytes on purpose.
 *
 * Callbacks are called at most once, never from within the call that was given them, in the order of the calls
 * for writes. Buffers given to a port must not be changed before its callback.
 */

export type KeyValueOp =
  { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array } | { readonly type: 'delete'; readonly key: Uint8Array };

export interface KeyValueRow {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface ScanRange {
  /** First key, inclusive. */
  readonly gte: Uint8Array;
  /** Past the last key, exclusive. */
  readonly lt: Uint8Array;
  /** At most so many rows. */
  readonly limit: number;
  readonly reverse?: boolean;
}

/** Keys are ordered by their bytes. Every error is final: the process ends on it (a disk that failed once is not trusted). */
export interface KeyValueStore {
  /** All or nothing. With `sync` the callback comes after it is on disk, and so is every batch before it. */
  batch(ops: readonly KeyValueOp[], sync: boolean, done: (error: Error | null) => void): void;
  get(key: Uint8Array, done: (error: Error | null, value: Uint8Array | null) => void): void;
  /** Rows in key order, at most `limit`. */
  scan(range: ScanRange, done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void;
  /** Deletes every key in [gte, lt); not synced by itself. */
  clear(gte: Uint8Array, lt: Uint8Array, done: (error: Error | null) => void): void;
  close(done: (error: Error | null) => void): void;
}

/**
 * The small second file: term, vote and the end of the log, apart from the log itself, so that a log whose tail
 * vanished is noticed. A write replaces the whole content atomically (two slots, the newer valid one counts).
 */
export interface WitnessFile {
  read(done: (error: Error | null, content: Uint8Array | null) => void): void;
  /** With `sync` the callback comes after it is on disk. */
  write(content: Uint8Array, sync: boolean, done: (error: Error | null) => void): void;
  close(done: (error: Error | null) => void): void;
}

/** A page of the journal: what a record is aligned to, so that a torn write harms no record before it. */
export const JOURNAL_PAGE_BYTES = 4096;

/** A file of a fixed number of pages that is overwritten in place. Made of zeros where there was none. */
export interface JournalFile {
  /** A multiple of the page. */
  readonly byteLength: number;
  /** The whole content. */
  read(done: (error: Error | null, content: Uint8Array) => void): void;
  /** Overwrites whole pages; the callback comes after they are on disk. One write at a time. */
  write(pages: Uint8Array, offset: number, done: (error: Error | null) => void): void;
  close(done: (error: Error | null) => void): void;
}
