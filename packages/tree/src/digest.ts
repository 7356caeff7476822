/**
 * The digest of the replicated state: a sum of hashes, one for each item of the state (a znode, a session, a stored
 * answer). A sum does not depend on the order of its items and an item can be taken out again, so every write updates it
 * at the cost of the items that it changes. 64 bits as two lanes of 32, because JavaScript multiplies 32 bits exactly.
 *
 * It finds errors, not enemies: whoever can choose the content of a replica's memory can forge it.
 */

// Taken out once: in a sandbox of its own, as a test runner makes, each look-up of a global costs more than the call.
const { imul } = Math;

const LOW_FACTOR = 0x9e3779b1 | 0;
const HIGH_FACTOR = 0x85ebca77 | 0;

/** Every bit of the result depends on every bit of the argument (the finalizer of MurmurHash3). */
export function finalMix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** What an item is: two items of different types never hash alike for having equal words. */
export const ItemSeed = {
  znode: 0x1b873593,
  data: 0x2545f491,
  session: 0x3c6ef372,
  answer: 0x4a7c15f3,
  secret: 0x5851f42d,
  identities: 0x41c64e6d,
  requestId: 0x165667b1,
  rest: 0x6c078965,
} as const;

/** Hashes one item: `begin`, words in a fixed order, `finish`; then `low` and `high` are the lanes. Reused. */
export class ItemHasher {
  low = 0;
  high = 0;

  begin(seed: number): void {
    this.low = seed;
    this.high = imul(seed, LOW_FACTOR);
  }

  word(word: number): void {
    const low = imul(this.low ^ word, LOW_FACTOR);
    this.low = low ^ (low >>> 15);
    const high = imul((this.high << 7) + (this.high >>> 25) + word, HIGH_FACTOR);
    this.high = high ^ (high >>> 13);
  }

  /** A safe integer. */
  number(value: number): void {
    this.word(value | 0);
    this.word((value / 0x100000000) | 0);
  }

  words(source: Int32Array, start: number, end: number): void {
    let low = this.low;
    let high = this.high;
    for (let i = start; i < end; i += 1) {
      const word = source[i] ?? 0;
      low = imul(low ^ word, LOW_FACTOR);
      low ^= low >>> 15;
      high = imul((high << 7) + (high >>> 25) + word, HIGH_FACTOR);
      high ^= high >>> 13;
    }
    this.low = low;
    this.high = high;
  }

  /**
   * Bytes that begin at a word of `source` (word index `start`), little-endian; those of the last word beyond
   * `byteLength` do not count.
   */
  bytes(source: Int32Array, start: number, byteLength: number): void {
    const whole = byteLength >>> 2;
    this.words(source, start, start + whole);
    const rest = byteLength & 3;
    if (rest !== 0) {
      this.word((source[start + whole] ?? 0) & ((1 << (rest * 8)) - 1));
    }
    this.word(byteLength);
  }

  finish(): void {
    const low = finalMix(this.low ^ imul(this.high, LOW_FACTOR));
    this.high = finalMix(this.high ^ imul(low, HIGH_FACTOR));
    this.low = low;
  }
}

/** A sum of item hashes, lane by lane, modulo 2^32. */
export class DigestSum {
  low = 0;
  high = 0;

  add(low: number, high: number): void {
    this.low = (this.low + low) | 0;
    this.high = (this.high + high) | 0;
  }

  subtract(low: number, high: number): void {
    this.low = (this.low - low) | 0;
    this.high = (this.high - high) | 0;
  }
}

/** 16 hexadecimal digits. */
export function digestText(low: number, high: number): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
