import type { ByteArena } from './byte-arena';
import { Field, type ZnodeColumns } from './znode-columns';
import { notThere } from './not-there';

/**
 * From path to row: linear hashing (Litwin 1980). Buckets are chains through the rows' `nextInBucket`; when there are
 * more rows than buckets one more bucket is made by splitting one old bucket. So growth costs every insertion the
 * same small step, nothing is ever copied, and a deletion leaves no tombstone. The bucket heads lie in chunks.
 */

const CHUNK_BITS = 14;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;

export class PathIndex {
  private readonly heads: Int32Array[] = [new Int32Array(1 << CHUNK_BITS)];
  /** Buckets = 2^level + split; those below `split` are divided by one bit more already. */
  private levelMask = 1023;
  private buckets = 1024;
  private count = 0;

  constructor(
    private readonly columns: ZnodeColumns,
    private readonly arena: ByteArena,
  ) {}

  /** The row of the path bytes[start, end) whose index hash is given; 0 where there is none. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const bucket = this.bucketOf(hash);
    let row = this.headsOf(bucket)[bucket & CHUNK_MASK] ?? 0;
    const length = end - start;
    while (row !== 0) {
      const words = this.columns.words(row);
      const base = this.columns.base(row);
      if (words[base + Field.pathHash] === hash && words[base + Field.pathLength] === length) {
        if (this.arena.equals((words[base + Field.pathRef] ?? 0) >>> 0, length, bytes, start)) {
          return row;
        }
      }
      row = words[base + Field.nextInBucket] ?? 0;
    }
    return 0;
  }

  /** Adds a row whose path and hash are set; the path must not be there yet. */
  insert(row: number): void {
    this.push(this.bucketOf(this.columns.get(row, Field.pathHash)), row);
    this.count += 1;
    if (this.count > this.buckets) {
      this.split();
    }
  }

  /** As many buckets as there will be rows: later insertions split none. Cheap while there are few rows, for they are divided anew. */
  reserve(count: number): void {
    if (count <= this.buckets) {
      return;
    }
    const rows: number[] = [];
    for (const heads of this.heads) {
      for (let row of heads) {
        for (; row !== 0; row = this.columns.get(row, Field.nextInBucket)) {
          rows.push(row);
        }
      }
      heads.fill(0);
    }
    this.buckets = count;
    while (this.buckets > (this.levelMask + 1) * 2) {
      this.levelMask = this.levelMask * 2 + 1;
    }
    while (this.heads.length << CHUNK_BITS < count) {
      this.heads.push(new Int32Array(1 << CHUNK_BITS));
    }
    for (const row of rows) {
      this.push(this.bucketOf(this.columns.get(row, Field.pathHash)), row);
    }
  }

  remove(row: number): void {
    const bucket = this.bucketOf(this.columns.get(row, Field.pathHash));
    const heads = this.headsOf(bucket);
    const next = this.columns.get(row, Field.nextInBucket);
    let at = heads[bucket & CHUNK_MASK] ?? 0;
    if (at === row) {
      heads[bucket & CHUNK_MASK] = next;
    } else {
      let following = this.columns.get(at, Field.nextInBucket);
      while (following !== row) {
        if (following === 0) {
          throw new Error(`row ${row} is not in the index`);
        }
        at = following;
        following = this.columns.get(at, Field.nextInBucket);
      }
      this.columns.set(at, Field.nextInBucket, next);
    }
    this.columns.set(row, Field.nextInBucket, 0);
    this.count -= 1;
  }

  private bucketOf(hash: number): number {
    const wide = hash & ((this.levelMask << 1) | 1);
    return wide < this.buckets ? wide : hash & this.levelMask;
  }

  private headsOf(bucket: number): Int32Array {
    const chunk = this.heads[bucket >>> CHUNK_BITS];
    if (chunk === undefined) {
      throw notThere('bucket', bucket);
    }
    return chunk;
  }

  private push(bucket: number, row: number): void {
    const heads = this.headsOf(bucket);
    this.columns.set(row, Field.nextInBucket, heads[bucket & CHUNK_MASK] ?? 0);
    heads[bucket & CHUNK_MASK] = row;
  }

  private split(): void {
    const added = this.buckets;
    if (added > this.levelMask * 2 + 1) {
      this.levelMask = this.levelMask * 2 + 1;
    }
    if (added >>> CHUNK_BITS === this.heads.length) {
      this.heads.push(new Int32Array(1 << CHUNK_BITS));
    }
    this.buckets = added + 1;
    const old = added & this.levelMask;
    const heads = this.headsOf(old);
    let row = heads[old & CHUNK_MASK] ?? 0;
    heads[old & CHUNK_MASK] = 0;
    while (row !== 0) {
      const next = this.columns.get(row, Field.nextInBucket);
      this.push(this.bucketOf(this.columns.get(row, Field.pathHash)), row);
      row = next;
    }
  }
}
