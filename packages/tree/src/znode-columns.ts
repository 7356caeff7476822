import { notThere } from './not-there';

/**
 * The fixed-size part of every znode: records of 40 words in chunks of 4,096 rows, with an Int32Array and a Float64Array
 * over the same memory. A row number stays with its znode for life; freed rows are used again. Growing adds a chunk and
 * moves nothing.
 *
 * The words from `HASHED_START` on are the replicated content; those before are links, references and caches of this process.
 */

/** Word fields. Rows and references are 0 for "none". */
export const Field = {
  pathRef: 0,
  dataRef: 1,
  parent: 2,
  firstChild: 3,
  /** Also links the free rows. */
  nextSibling: 4,
  previousSibling: 5,
  nextEphemeral: 6,
  previousEphemeral: 7,
  nextInBucket: 8,
  /** The number of the last snapshot that need not look at this row any more (saved by it, or created after it began). */
  snapshotMark: 9,
  /** The lanes of this znode in the digest's sum. */
  itemLow: 10,
  itemHigh: 11,
  /** Znodes below this one: follows from the links, and is no content of its own. */
  descendants: 12,
  /** Number of the access control list (acl-table); 0 is the open one. The digest gets the list's hash in its place. */
  acl: 13,
  kind: 16,
  pathLength: 17,
  pathHash: 18,
  pathHashSecond: 19,
  dataLength: 20,
  dataLow: 21,
  dataHigh: 22,
  version: 23,
  /** Children ever created, wrapping at 2^31: ZooKeeper's stored cversion, and the number of the next sequential child. */
  creations: 24,
  aversion: 25,
  childCount: 26,
  /** Position of the creation among the changes of its zxid: with czxid it orders siblings and a session's ephemerals. */
  createOrdinal: 27,
} as const;

/**
 * Float64 fields: safe integers. `owner` is the session of an ephemeral znode and the time to live, in ms, of a TTL znode. `dataBelow`: bytes
 * of data of all znodes below this one, as `descendants` is their count; in words 14 and 15, for it is no content of its own either.
 */
export const NumberField = { dataBelow: -7, czxid: 0, mzxid: 1, pzxid: 2, ctimeMs: 3, mtimeMs: 4, owner: 5 } as const;

/** Values of `Field.kind`; 1 to 4 are those of grove.v1.NodeKind. */
export const RowKind = { free: 0, persistent: 1, ephemeral: 2, container: 3, ttl: 4, placeholder: 255 } as const;

export const HASHED_START = 16;
export const STRIDE = 40;
const NUMBERS_START = 14;
const NUMBER_STRIDE = STRIDE / 2;
const CHUNK_BITS = 12;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const ROW_MASK = CHUNK_ROWS - 1;

export class ZnodeColumns {
  private readonly wordChunks: Int32Array[] = [];
  private readonly numberChunks: Float64Array[] = [];
  private freeRow = 0;
  /** Grows with each change of a row, made, changed or released: what was derived from a row holds as long as it stays. */
  revision = 0;
  /** Rows below this have been used at some time; row 0 never is. */
  rowLimit = 1;

  /** The words of the row's chunk; the row's begin at `base(row)`. */
  words(row: number): Int32Array {
    const chunk = this.wordChunks[row >>> CHUNK_BITS];
    if (chunk === undefined) {
      throw notThere('row', row);
    }
    return chunk;
  }

  numbers(row: number): Float64Array {
    const chunk = this.numberChunks[row >>> CHUNK_BITS];
    if (chunk === undefined) {
      throw notThere('row', row);
    }
    return chunk;
  }

  base(row: number): number {
    return (row & ROW_MASK) * STRIDE;
  }

  numberBase(row: number): number {
    return (row & ROW_MASK) * NUMBER_STRIDE + NUMBERS_START;
  }

  get(row: number, field: number): number {
    return this.words(row)[(row & ROW_MASK) * STRIDE + field] ?? 0;
  }

  set(row: number, field: number, value: number): void {
    this.words(row)[(row & ROW_MASK) * STRIDE + field] = value;
  }

  getNumber(row: number, field: number): number {
    return this.numbers(row)[(row & ROW_MASK) * NUMBER_STRIDE + NUMBERS_START + field] ?? 0;
  }

  setNumber(row: number, field: number, value: number): void {
    this.numbers(row)[(row & ROW_MASK) * NUMBER_STRIDE + NUMBERS_START + field] = value;
  }

  /** A row with all fields 0. */
  allocate(): number {
    this.revision += 1;
    const reused = this.freeRow;
    if (reused !== 0) {
      this.freeRow = this.get(reused, Field.nextSibling);
      this.set(reused, Field.nextSibling, 0);
      return reused;
    }
    const row = this.rowLimit;
    if (row >>> CHUNK_BITS === this.wordChunks.length) {
      const memory = new ArrayBuffer(CHUNK_ROWS * STRIDE * 4);
      this.wordChunks.push(new Int32Array(memory));
      this.numberChunks.push(new Float64Array(memory));
    }
    this.rowLimit = row + 1;
    return row;
  }

  release(row: number): void {
    this.revision += 1;
    const base = this.base(row);
    this.words(row).fill(0, base, base + STRIDE);
    this.set(row, Field.nextSibling, this.freeRow);
    this.freeRow = row;
  }
}
