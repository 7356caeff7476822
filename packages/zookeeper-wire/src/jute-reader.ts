import { decodeUtf8 } from '@grove/wire';

const TWO_POW_32 = 0x100000000;
/** 2^53 / 2^32. */
const HIGH_LIMIT = 0x200000;

/**
 * Reads jute, ZooKeeper's serialization: big-endian, without tags, a length of four bytes before what has one, −1 for null.
 * The bytes may be anything: what is malformed sets `failed`, and every read after that answers zero or empty.
 *
 * Texts and buffers are given as ranges of the buffer (`start`, `end`), so that what is only handed on is not looked at.
 */
export class JuteReader {
  buffer: Uint8Array;
  position: number;
  end: number;
  failed = false;
  /** The bytes of the last `range`. */
  start = 0;
  stop = 0;
  /** Whether the last `range` was null. */
  isNull = false;
  /** The halves of the last `int64`, as signed integers. */
  high = 0;
  low = 0;

  constructor(buffer: Uint8Array = new Uint8Array(0), start = 0, end: number = buffer.length) {
    this.buffer = buffer;
    this.position = start;
    this.end = end;
  }

  reset(buffer: Uint8Array, start = 0, end: number = buffer.length): this {
    this.buffer = buffer;
    this.position = start;
    this.end = end;
    this.failed = false;
    return this;
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  fail(): void {
    this.failed = true;
    this.position = this.end;
  }

  boolean(): boolean {
    if (this.position >= this.end) {
      this.fail();
      return false;
    }
    return this.buffer[this.position++] !== 0;
  }

  int32(): number {
    const { buffer, position } = this;
    if (this.end - position < 4) {
      this.fail();
      return 0;
    }
    this.position = position + 4;
    return (
      ((buffer[position] ?? 0) << 24) |
      ((buffer[position + 1] ?? 0) << 16) |
      ((buffer[position + 2] ?? 0) << 8) |
      (buffer[position + 3] ?? 0)
    );
  }

  /** As halves, in `high` and `low`. */
  int64(): void {
    this.high = this.int32();
    this.low = this.int32();
  }

  /** An int64 within ±(2^53 − 1); a wider one fails. */
  integer(): number {
    this.int64();
    const { high } = this;
    if (high >= -HIGH_LIMIT && high < HIGH_LIMIT) {
      const value = high * TWO_POW_32 + (this.low >>> 0);
      if (Number.isSafeInteger(value)) return value;
    }
    this.fail();
    return 0;
  }

  /** Any int64, for what is rare. */
  bigint(): bigint {
    this.int64();
    return (BigInt(this.high) << 32n) | BigInt(this.low >>> 0);
  }

  /** A buffer or a text: its bytes are [start, stop). Null is empty here, and `isNull`. */
  range(): void {
    const length = this.int32();
    this.isNull = length === -1;
    if (length < -1 || length > this.end - this.position) this.fail();
    this.start = this.position;
    if (!this.failed && length > 0) this.position += length;
    this.stop = this.position;
  }

  /** A view. */
  bytes(): Uint8Array {
    this.range();
    return this.buffer.subarray(this.start, this.stop);
  }

  /** Fails where the bytes are no UTF-8. */
  string(): string {
    this.range();
    const text = decodeUtf8(this.buffer, this.start, this.stop);
    if (text !== null) return text;
    this.fail();
    return '';
  }

  /** The number of elements of a vector, of which each takes so many bytes at least; null is empty. */
  count(elementBytesMin: number): number {
    const count = this.int32();
    if (count < -1 || count * elementBytesMin > this.end - this.position) {
      this.fail();
      return 0;
    }
    return Math.max(0, count);
  }

  strings(): string[] {
    const strings: string[] = [];
    for (let left = this.count(4); left > 0 && !this.failed; left -= 1) strings.push(this.string());
    return strings;
  }
}
