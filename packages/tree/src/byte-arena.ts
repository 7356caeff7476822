import { notThere } from './not-there';

/**
 * Bytes of all lengths in slabs of 1 MiB: names and data of a million znodes are a few hundred buffers for the garbage
 * collector instead of two million objects.
 *
 * A slab holds blocks of one size class: steps of 16 bytes up to 512, then four steps for each doubling up to 128 KiB,
 * so that at most a fifth of a block is lost. Larger values have a slab of their own. A slab whose last block is freed goes back
 * to a pool for any class: a change of the usual length does not leave memory behind. Nothing is ever moved.
 *
 * A reference is an unsigned 32-bit number: slab number × 65,536 + offset in units of 16 bytes; 0 is "no bytes".
 */

const SLAB_BYTES = 1 << 20;
const UNIT_BITS = 4;
const SLAB_UNITS = SLAB_BYTES >>> UNIT_BITS;
const SMALL_BYTES_MAX = 512;
const CLASSED_BYTES_MAX = 128 * 1024;
const SMALL_CLASSES = SMALL_BYTES_MAX >>> UNIT_BITS;
const CLASS_COUNT = SMALL_CLASSES + 8 * 4 + 1;
const SLABS_MAX = 65_535;
/** Empty slabs kept for the next need; more are left to the garbage collector. */
const POOLED_SLABS_MAX = 16;
/** Below this a loop is faster than a view and `set`. */
const LOOP_COPY_BYTES_MAX = 160;

class Slab {
  used = 0;
  /** Offset of the first free block that was used before, linked through the blocks' first word; −1: none. */
  freeHead = -1;
  /** Offset of the first byte that was never used. */
  fresh = 0;
  sizeClass = 0;
  blockBytes = 0;
  next: Slab | null = null;
  previous: Slab | null = null;
  listed = false;
  readonly words: Int32Array;

  constructor(
    readonly number: number,
    readonly bytes: Uint8Array,
  ) {
    this.words = new Int32Array(bytes.buffer);
  }
}

function sizeClassOf(length: number): number {
  if (length <= SMALL_BYTES_MAX) {
    return (length + 15) >>> UNIT_BITS;
  }
  const exponent = 31 - Math.clz32(length - 1);
  const step = 1 << (exponent - 2);
  const steps = Math.ceil((length - (1 << exponent)) / step);
  return SMALL_CLASSES + (exponent - 9) * 4 + steps;
}

function blockBytesOf(sizeClass: number): number {
  if (sizeClass <= SMALL_CLASSES) {
    return sizeClass << UNIT_BITS;
  }
  const exponent = 9 + ((sizeClass - SMALL_CLASSES - 1) >> 2);
  const steps = ((sizeClass - SMALL_CLASSES - 1) & 3) + 1;
  return (1 << exponent) + steps * (1 << (exponent - 2));
}

/** Copies source[start, end) to target at `position`. */
export function copyBytes(source: Uint8Array, start: number, end: number, target: Uint8Array, position: number): void {
  if (end - start <= LOOP_COPY_BYTES_MAX) {
    for (let from = start, to = position; from < end; from += 1, to += 1) {
      target[to] = source[from] ?? 0;
    }
  } else {
    target.set(source.subarray(start, end), position);
  }
}

export class ByteArena {
  private readonly slabs: (Slab | undefined)[] = [undefined];
  private readonly freeNumbers: number[] = [];
  private readonly pool: Slab[] = [];
  /** For each class the slabs that have room. */
  private readonly roomy: (Slab | null)[] = new Array<Slab | null>(CLASS_COUNT).fill(null);
  /** Bytes of all slabs, used or not. */
  reservedBytes = 0;

  /** Copies bytes in. The caller keeps reference and length, and frees with both. */
  store(source: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length === 0) {
      return 0;
    }
    const reference = this.allocate(length);
    copyBytes(source, start, end, this.bytesOf(reference), this.offsetOf(reference));
    return reference;
  }

  /** As `store`, by words that need not be aligned: for bytes that come by the million. `view` shows the memory of `source`. */
  storeByWords(source: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    if (length === 0) {
      return 0;
    }
    const reference = this.allocate(length);
    const slab = this.slabOf(reference);
    const offset = this.offsetOf(reference);
    if (length > SMALL_BYTES_MAX || end + 3 > source.length) {
      copyBytes(source, start, end, slab.bytes, offset);
      return reference;
    }
    // The last word may have up to three bytes that follow in the source: they stay within the block, and nobody looks at them.
    const { words } = slab;
    for (let from = start, to = offset >>> 2; from < end; from += 4, to += 1) {
      words[to] = view.getInt32(from, true);
    }
    return reference;
  }

  /** Frees the old bytes and stores the new ones, in the same block where they fit its class. */
  replace(reference: number, oldLength: number, source: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (
      reference !== 0 &&
      length > 0 &&
      length <= CLASSED_BYTES_MAX &&
      oldLength <= CLASSED_BYTES_MAX &&
      sizeClassOf(length) === sizeClassOf(oldLength)
    ) {
      copyBytes(source, start, end, this.bytesOf(reference), this.offsetOf(reference));
      return reference;
    }
    this.free(reference, oldLength);
    return this.store(source, start, end);
  }

  /** The slab's bytes; the block begins at `offsetOf(reference)`. Valid until the block is freed. */
  bytesOf(reference: number): Uint8Array {
    return this.slabOf(reference).bytes;
  }

  /** The same memory as words; the block begins at word `offsetOf(reference) >>> 2`. */
  wordsOf(reference: number): Int32Array {
    return this.slabOf(reference).words;
  }

  offsetOf(reference: number): number {
    return (reference & (SLAB_UNITS - 1)) << UNIT_BITS;
  }

  equals(reference: number, length: number, other: Uint8Array, start: number): boolean {
    const bytes = this.bytesOf(reference);
    const offset = this.offsetOf(reference);
    // From the end: paths differ there first.
    for (let i = length - 1; i >= 0; i -= 1) {
      if (bytes[offset + i] !== other[start + i]) {
        return false;
      }
    }
    return true;
  }

  free(reference: number, length: number): void {
    if (reference === 0) {
      return;
    }
    const slab = this.slabOf(reference);
    if (length > CLASSED_BYTES_MAX) {
      this.slabs[slab.number] = undefined;
      this.freeNumbers.push(slab.number);
      this.reservedBytes -= slab.bytes.length;
      return;
    }
    const offset = this.offsetOf(reference);
    slab.words[offset >>> 2] = slab.freeHead;
    slab.freeHead = offset;
    slab.used -= 1;
    if (!slab.listed) {
      this.list(slab);
    } else if (slab.used === 0 && (slab.next !== null || slab.previous !== null)) {
      this.retire(slab);
    }
  }

  private allocate(length: number): number {
    if (length > CLASSED_BYTES_MAX) {
      const slab = this.addSlab((length + 15) & ~15);
      return slab.number * SLAB_UNITS;
    }
    const sizeClass = sizeClassOf(length);
    const slab = this.roomy[sizeClass] ?? this.openSlab(sizeClass);
    let offset = slab.freeHead;
    if (offset >= 0) {
      slab.freeHead = slab.words[offset >>> 2] ?? -1;
    } else {
      offset = slab.fresh;
      slab.fresh += slab.blockBytes;
    }
    slab.used += 1;
    if (slab.freeHead < 0 && slab.fresh + slab.blockBytes > SLAB_BYTES) {
      this.unlist(slab);
    }
    return slab.number * SLAB_UNITS + (offset >>> UNIT_BITS);
  }

  private slabOf(reference: number): Slab {
    const slab = this.slabs[reference >>> 16];
    if (slab === undefined) {
      throw notThere('arena reference', reference);
    }
    return slab;
  }

  private openSlab(sizeClass: number): Slab {
    const slab = this.pool.pop() ?? this.addSlab(SLAB_BYTES);
    slab.used = 0;
    slab.freeHead = -1;
    slab.fresh = 0;
    slab.sizeClass = sizeClass;
    slab.blockBytes = blockBytesOf(sizeClass);
    this.list(slab);
    return slab;
  }

  private addSlab(byteLength: number): Slab {
    const number = this.freeNumbers.pop() ?? this.slabs.length;
    if (number > SLABS_MAX) {
      throw new Error(`the byte arena is full: ${SLABS_MAX} slabs, ${this.reservedBytes} bytes`);
    }
    const slab = new Slab(number, new Uint8Array(byteLength));
    this.slabs[number] = slab;
    this.reservedBytes += byteLength;
    return slab;
  }

  private retire(slab: Slab): void {
    this.unlist(slab);
    if (this.pool.length < POOLED_SLABS_MAX) {
      this.pool.push(slab);
    } else {
      this.slabs[slab.number] = undefined;
      this.freeNumbers.push(slab.number);
      this.reservedBytes -= slab.bytes.length;
    }
  }

  private list(slab: Slab): void {
    const head = this.roomy[slab.sizeClass] ?? null;
    slab.next = head;
    slab.previous = null;
    if (head !== null) {
      head.previous = slab;
    }
    this.roomy[slab.sizeClass] = slab;
    slab.listed = true;
  }

  private unlist(slab: Slab): void {
    if (slab.previous === null) {
      this.roomy[slab.sizeClass] = slab.next;
    } else {
      slab.previous.next = slab.next;
    }
    if (slab.next !== null) {
      slab.next.previous = slab.previous;
    }
    slab.next = null;
    slab.previous = null;
    slab.listed = false;
  }
}
