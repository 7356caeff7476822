import { encodeUtf8 } from '@grove/wire';

const TWO_POW_32 = 0x100000000;
/** Below this a loop over the bytes is faster than making a view for `set`. */
const COPY_LOOP_MAX = 32;
const NULL_LENGTH = -1;
const EMPTY = new Uint8Array(0);

/**
 * Writes jute into one buffer that grows by doubling. `take` hands over the very buffer, so that what was written is not
 * copied once more.
 */
export class JuteWriter {
  private buffer: Uint8Array;
  position = 0;

  constructor(private readonly capacity = 256) {
    this.buffer = EMPTY;
  }

  /** So much is about to be written, as far as is known: room for it at once. */
  expect(byteLength: number): void {
    this.reserve(byteLength);
  }

  /** What was written; the writer starts anew. */
  take(): Uint8Array {
    // What is kept until it has left is counted by its own length: much room around little would be memory that nobody counts.
    const isLoose = this.position * 2 < this.buffer.length && this.buffer.length > this.capacity;
    const bytes = isLoose ? this.buffer.slice(0, this.position) : this.buffer.subarray(0, this.position);
    this.buffer = EMPTY;
    this.position = 0;
    return bytes;
  }

  private reserve(byteLength: number): void {
    const needed = this.position + byteLength;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.capacity, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.position));
    this.buffer = grown;
  }

  boolean(value: boolean): void {
    this.reserve(1);
    this.buffer[this.position++] = value ? 1 : 0;
  }

  int32(value: number): void {
    this.reserve(4);
    this.put(this.position, value);
    this.position += 4;
  }

  int64(high: number, low: number): void {
    this.reserve(8);
    this.put(this.position, high);
    this.put(this.position + 4, low);
    this.position += 8;
  }

  /** A safe integer; another is a RangeError, because a rounded zxid would be another zxid. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
    // `| 0` is modulo 2^32, however large the value.
    this.int64(Math.floor(value / TWO_POW_32), value | 0);
  }

  /** Any int64, for what is rare. */
  bigint(value: bigint): void {
    this.int64(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
  }

  /** A buffer, or a text as UTF-8: source[start, end) behind its length. */
  range(source: Uint8Array, start = 0, end: number = source.length): void {
    const length = end - start;
    this.reserve(4 + length);
    this.put(this.position, length);
    let position = this.position + 4;
    this.position = position + length;
    if (length <= COPY_LOOP_MAX) {
      const { buffer } = this;
      for (let from = start; from < end; from += 1) buffer[position++] = source[from] ?? 0;
    } else {
      this.buffer.set(start === 0 && end === source.length ? source : source.subarray(start, end), position);
    }
  }

  /** A buffer, a text or a vector that is null. */
  null(): void {
    this.int32(NULL_LENGTH);
  }

  string(text: string): void {
    this.range(encodeUtf8(text));
  }

  strings(texts: readonly string[]): void {
    this.int32(texts.length);
    for (const text of texts) this.string(text);
  }

  /** Leaves room for an int32 that is known later (a length, a number of elements) and answers where: see `putInt32`. */
  later(): number {
    this.int32(0);
    return this.position - 4;
  }

  putInt32(at: number, value: number): void {
    this.put(at, value);
  }

  /** Begins a packet: its length goes before it. Give the answer to `endPacket`. */
  beginPacket(): number {
    return this.later();
  }

  endPacket(at: number): void {
    this.put(at, this.position - at - 4);
  }

  private put(at: number, value: number): void {
    const { buffer } = this;
    buffer[at] = value >> 24;
    buffer[at + 1] = value >> 16;
    buffer[at + 2] = value >> 8;
    buffer[at + 3] = value;
  }
}
