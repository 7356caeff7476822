import type { ByteArena } from './byte-arena';
import { parseIdentity, type AclIdentity } from './identity';
import { finalMix } from './digest';
import { readUtf8 } from './utf8';
import { notThere } from './not-there';

/**
 * Every access control list that is in use, once, under a number: the znodes of one list share it, and so do the change records
 * that still know it. 0 is the open list (everybody everything), which is kept nowhere.
 *
 * A list's bytes are its entries, one behind the other: rights (1 byte), length of the identity (2 bytes, little-endian), `scheme:id`
 * in UTF-8. Its number is this replica's own: the digest gets a hash of the bytes. Users are counted, and the last one's leaving frees the
 * list, so that memory follows what is in use and not what has ever been. Bytes lie in the arena, the rest in chunks of words; the
 * index is the path index's linear hashing, so that nothing is ever copied to grow.
 */

/** The most entries of one list, after `auth` is expanded, and its most bytes as above. */
export const ACL_ENTRIES_MAX = 256;
export const ACL_BYTES_MAX = 32 * 1024;

const { imul } = Math;
const CHUNK_BITS = 12;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;
const STRIDE = 5;
const Word = { bytesRef: 0, length: 1, hash: 2, users: 3, next: 4 } as const;
/** Lists decoded for checks, and the bytes that they were decoded from; a bound, not a hit rate: few lists are in use at a time. */
const DECODED_MAX = 4096;
export const DECODED_BYTES_MAX = 4 * 1024 * 1024;

export interface AclEntry extends AclIdentity {
  /** The sum of rights. */
  readonly rights: number;
}

const NO_ENTRIES: readonly AclEntry[] = [];

export class AclTable {
  /** Lists in use, the open one not counted. */
  size = 0;
  /** References below this have been used at some time. */
  limit = 1;

  private readonly chunks: Int32Array[] = [];
  private free = 0;
  private readonly heads: Int32Array[] = [new Int32Array(1 << CHUNK_BITS)];
  private levelMask = 255;
  private buckets = 256;
  /** Lists without users that a snapshot still has to write; null while there is none. */
  private kept: number[] | null = null;
  private readonly decoded = new Map<number, readonly AclEntry[]>();
  private decodedFromBytes = 0;

  constructor(private readonly arena: ByteArena) {}

  /** The list bytes[0, length), made if it is new, with one user more. */
  intern(bytes: Uint8Array, length: number): number {
    const hash = hashOf(bytes, 0, length);
    for (let ref = this.headOf(this.bucketOf(hash)); ref !== 0; ref = this.get(ref, Word.next)) {
      if (this.get(ref, Word.hash) === hash && this.get(ref, Word.length) === length) {
        if (this.arena.equals(this.get(ref, Word.bytesRef) >>> 0, length, bytes, 0)) {
          this.retain(ref);
          return ref;
        }
      }
    }
    const ref = this.allocate();
    this.fill(ref, bytes, 0, length, hash);
    this.set(ref, Word.users, 1);
    return ref;
  }

  retain(ref: number): void {
    if (ref !== 0) {
      this.set(ref, Word.users, this.get(ref, Word.users) + 1);
    }
  }

  release(ref: number): void {
    if (ref === 0) {
      return;
    }
    const users = this.get(ref, Word.users) - 1;
    this.set(ref, Word.users, users);
    if (users === 0) {
      if (this.kept === null) {
        this.drop(ref);
      } else {
        this.kept.push(ref);
      }
    } else if (users < 0) {
      throw new RangeError(`access control list ${ref} was released more often than it was retained`);
    }
  }

  /** What stands for the list in the digest: equal for equal lists, on every replica. */
  hash(ref: number): number {
    return this.get(ref, Word.hash);
  }

  /** Bytes of the list. */
  length(ref: number): number {
    return this.get(ref, Word.length);
  }

  /** The hash from the bytes alone, for audits. */
  recomputeHash(ref: number): number {
    const bytesRef = this.get(ref, Word.bytesRef) >>> 0;
    const start = this.arena.offsetOf(bytesRef);
    return hashOf(this.arena.bytesOf(bytesRef), start, start + this.get(ref, Word.length));
  }

  users(ref: number): number {
    return ref > 0 && ref < this.limit ? this.get(ref, Word.users) : 0;
  }

  /** Whether the number stands for a list. */
  has(ref: number): boolean {
    return ref > 0 && ref < this.limit && this.get(ref, Word.length) !== 0;
  }

  /** Calls with the list's bytes [start, end). */
  bytes(ref: number, visit: (bytes: Uint8Array, start: number, end: number) => void): void {
    const bytesRef = this.get(ref, Word.bytesRef) >>> 0;
    const start = this.arena.offsetOf(bytesRef);
    visit(this.arena.bytesOf(bytesRef), start, start + this.get(ref, Word.length));
  }

  /** The list's entries. Not of the open list. */
  entries(ref: number): readonly AclEntry[] {
    const known = this.decoded.get(ref);
    if (known !== undefined) {
      return known;
    }
    let entries = NO_ENTRIES;
    this.bytes(ref, (bytes, start, end) => {
      entries = decodeAcl(bytes, start, end);
    });
    const length = this.length(ref);
    if (this.decoded.size >= DECODED_MAX || this.decodedFromBytes + length > DECODED_BYTES_MAX) {
      this.decoded.clear();
      this.decodedFromBytes = 0;
    }
    this.decoded.set(ref, entries);
    this.decodedFromBytes += length;
    return entries;
  }

  /** Bytes of the lists that are held decoded. */
  get decodedBytes(): number {
    return this.decodedFromBytes;
  }

  /** Keeps lists without users until `letGo`, for a snapshot that reads them. */
  keep(): void {
    this.kept ??= [];
  }

  letGo(): void {
    const kept = this.kept ?? [];
    this.kept = null;
    for (const ref of kept) {
      // One that was used again and left again is here twice.
      if (this.get(ref, Word.length) !== 0 && this.get(ref, Word.users) === 0) {
        this.drop(ref);
      }
    }
  }

  /** Makes room for the numbers of a snapshot up to this one: its lists may come after what names them. */
  reserve(ref: number): void {
    while (this.limit <= ref) {
      this.addRow();
    }
  }

  /** A list of a snapshot, under the number that it had; users that came before it stay. */
  restore(ref: number, bytes: Uint8Array, start: number, end: number): void {
    this.reserve(ref);
    this.fill(ref, bytes, start, end, hashOf(bytes, start, end));
  }

  /** After all `restore` and `retain`, with `keep` before them: numbers that stand for nothing are free. Throws where something names one of them. */
  finishRestore(): void {
    this.kept = null;
    this.free = 0;
    for (let ref = this.limit - 1; ref > 0; ref -= 1) {
      if (this.get(ref, Word.length) === 0) {
        if (this.get(ref, Word.users) !== 0) {
          throw new Error(`access control list ${ref} is not in the snapshot`);
        }
        this.set(ref, Word.next, this.free);
        this.free = ref;
      } else if (this.get(ref, Word.users) === 0) {
        this.drop(ref);
      }
    }
  }

  private allocate(): number {
    const reused = this.free;
    if (reused !== 0) {
      this.free = this.get(reused, Word.next);
      return reused;
    }
    return this.addRow();
  }

  private addRow(): number {
    const ref = this.limit;
    if (ref >>> CHUNK_BITS === this.chunks.length) {
      this.chunks.push(new Int32Array(STRIDE << CHUNK_BITS));
    }
    this.limit = ref + 1;
    return ref;
  }

  private fill(ref: number, bytes: Uint8Array, start: number, end: number, hash: number): void {
    this.set(ref, Word.bytesRef, this.arena.store(bytes, start, end));
    this.set(ref, Word.length, end - start);
    this.set(ref, Word.hash, hash);
    this.push(this.bucketOf(hash), ref);
    this.size += 1;
    if (this.size > this.buckets) {
      this.split();
    }
  }

  private drop(ref: number): void {
    const bucket = this.bucketOf(this.get(ref, Word.hash));
    const next = this.get(ref, Word.next);
    let at = this.headOf(bucket);
    if (at === ref) {
      this.setHead(bucket, next);
    } else {
      while (this.get(at, Word.next) !== ref) {
        at = this.get(at, Word.next);
      }
      this.set(at, Word.next, next);
    }
    if (this.decoded.delete(ref)) {
      this.decodedFromBytes -= this.get(ref, Word.length);
    }
    this.arena.free(this.get(ref, Word.bytesRef) >>> 0, this.get(ref, Word.length));
    this.set(ref, Word.length, 0);
    this.set(ref, Word.next, this.free);
    this.free = ref;
    this.size -= 1;
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
    let ref = this.headOf(old);
    this.setHead(old, 0);
    while (ref !== 0) {
      const next = this.get(ref, Word.next);
      this.push(this.bucketOf(this.get(ref, Word.hash)), ref);
      ref = next;
    }
  }

  private bucketOf(hash: number): number {
    const wide = hash & ((this.levelMask << 1) | 1);
    return wide < this.buckets ? wide : hash & this.levelMask;
  }

  private push(bucket: number, ref: number): void {
    this.set(ref, Word.next, this.headOf(bucket));
    this.setHead(bucket, ref);
  }

  private headOf(bucket: number): number {
    return this.heads[bucket >>> CHUNK_BITS]?.[bucket & CHUNK_MASK] ?? 0;
  }

  private setHead(bucket: number, ref: number): void {
    const chunk = this.heads[bucket >>> CHUNK_BITS];
    if (chunk === undefined) {
      throw notThere('bucket', bucket);
    }
    chunk[bucket & CHUNK_MASK] = ref;
  }

  private get(ref: number, word: number): number {
    const value = this.chunks[ref >>> CHUNK_BITS]?.[(ref & CHUNK_MASK) * STRIDE + word];
    if (value === undefined) {
      throw notThere('access control list', ref);
    }
    return value;
  }

  private set(ref: number, word: number, value: number): void {
    const chunk = this.chunks[ref >>> CHUNK_BITS];
    if (chunk === undefined) {
      throw notThere('access control list', ref);
    }
    chunk[(ref & CHUNK_MASK) * STRIDE + word] = value;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i += 1) {
    hash = imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  }
  return finalMix(hash);
}

function decodeAcl(bytes: Uint8Array, start: number, end: number): readonly AclEntry[] {
  const entries: AclEntry[] = [];
  for (let at = start; at < end;) {
    const rights = bytes[at] ?? 0;
    const length = (bytes[at + 1] ?? 0) | ((bytes[at + 2] ?? 0) << 8);
    at += 3;
    const identity = parseIdentity(readUtf8(bytes, at, at + length));
    if (identity === null) {
      throw new Error('an access control list holds an identity of no known form');
    }
    entries.push({ rights, ...identity });
    at += length;
  }
  return entries;
}
