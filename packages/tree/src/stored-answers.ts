import { ItemSeed, type DigestSum, type ItemHasher } from './digest';

/**
 * The answers of one session's writes that the client has not acknowledged, so that a repeated write gets its first
 * answer (P8). They belong to consecutive sequence numbers and lie behind one another in one array of words:
 * length in bytes, code, the two lanes of the answer's item in the digest, the bytes.
 */

const HEADER_WORDS = 4;
const WORDS_MIN = 64;
/** An empty store gives back an array larger than this. */
const KEPT_WORDS_MAX = 1024;
const EMPTY = new Int32Array(0);
const EMPTY_BYTES = new Uint8Array(EMPTY.buffer);

/** Hashes one stored answer as an item of the digest. */
export function hashAnswer(
  hasher: ItemHasher,
  sessionId: number,
  sequence: number,
  code: number,
  source: Int32Array,
  byteLength: number,
): void {
  hasher.begin(ItemSeed.answer);
  hasher.number(sessionId);
  hasher.number(sequence);
  hasher.word(code);
  hasher.bytes(source, 0, byteLength);
  hasher.finish();
}

export class StoredAnswers {
  /** Sequence number of the oldest answer. */
  firstSequence = 1;
  count = 0;

  /** `all`: of all sessions together. */
  constructor(private readonly all: { bytes: number }) {}

  private words: Int32Array = EMPTY;
  private bytes: Uint8Array = EMPTY_BYTES;
  private head = 0;
  private tail = 0;
  /** Where the last look-up ended: repeats come in order, so that each is one step. */
  private foundSequence = 0;
  private foundAt = 0;

  get byteLength(): number {
    return (this.tail - this.head) * 4;
  }

  /** Adds the answer to `firstSequence + count`; its bytes are those of `source` from its first word on. */
  append(sessionId: number, code: number, source: Int32Array, byteLength: number, hasher: ItemHasher, sum: DigestSum): void {
    const sequence = this.firstSequence + this.count;
    const needed = HEADER_WORDS + ((byteLength + 3) >>> 2);
    this.reserve(needed);
    hashAnswer(hasher, sessionId, sequence, code, source, byteLength);
    sum.add(hasher.low, hasher.high);
    const at = this.tail;
    const words = this.words;
    words[at] = byteLength;
    words[at + 1] = code;
    words[at + 2] = hasher.low;
    words[at + 3] = hasher.high;
    for (let from = 0, to = at + HEADER_WORDS; to < at + needed; from += 1, to += 1) {
      words[to] = source[from] ?? 0;
    }
    this.tail = at + needed;
    this.count += 1;
    this.all.bytes += needed * 4;
  }

  /** Forgets the answers up to this sequence number. */
  prune(sequence: number, sum: DigestSum): void {
    while (this.count > 0 && this.firstSequence <= sequence) {
      const at = this.head;
      const used = HEADER_WORDS + (((this.words[at] ?? 0) + 3) >>> 2);
      sum.subtract(this.words[at + 2] ?? 0, this.words[at + 3] ?? 0);
      this.head = at + used;
      this.all.bytes -= used * 4;
      this.firstSequence += 1;
      this.count -= 1;
    }
    if (this.count === 0) {
      this.head = 0;
      this.tail = 0;
      this.foundSequence = 0;
      if (this.words.length > KEPT_WORDS_MAX) {
        this.words = EMPTY;
        this.bytes = EMPTY_BYTES;
      }
    }
  }

  /** Whether the answer is here; then `foundBytes` and `foundCode` are its. */
  find(sequence: number): boolean {
    if (sequence < this.firstSequence || sequence >= this.firstSequence + this.count) {
      return false;
    }
    let at = this.head;
    let current = this.firstSequence;
    if (this.foundSequence >= current && this.foundSequence <= sequence) {
      at = this.foundAt;
      current = this.foundSequence;
    }
    for (; current < sequence; current += 1) {
      at += HEADER_WORDS + (((this.words[at] ?? 0) + 3) >>> 2);
    }
    this.foundSequence = sequence;
    this.foundAt = at;
    return true;
  }

  /** A view, valid until the next change. */
  get foundBytes(): Uint8Array {
    const start = (this.foundAt + HEADER_WORDS) * 4;
    return this.bytes.subarray(start, start + (this.words[this.foundAt] ?? 0));
  }

  get foundCode(): number {
    return this.words[this.foundAt + 1] ?? 0;
  }

  private reserve(needed: number): void {
    if (this.tail + needed <= this.words.length) {
      return;
    }
    const used = this.tail - this.head;
    if ((used + needed) * 2 <= this.words.length) {
      this.words.copyWithin(0, this.head, this.tail);
    } else {
      let capacity = Math.max(WORDS_MIN, this.words.length);
      while (capacity < (used + needed) * 2) {
        capacity *= 2;
      }
      const larger = new Int32Array(capacity);
      larger.set(this.words.subarray(this.head, this.tail));
      this.words = larger;
      this.bytes = new Uint8Array(larger.buffer);
    }
    this.head = 0;
    this.tail = used;
    this.foundSequence = 0;
  }
}
