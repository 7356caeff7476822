import { encodeUtf8Into } from './utf8';

const TWO_POW_7 = 128;
const TWO_POW_28 = 0x10000000;
const TWO_POW_31 = 0x80000000;
/** Below this a loop over the bytes is faster than making a view for `set`. */
const COPY_LOOP_MAX = 32;
/** A buffer of which less than this part was used, so many times in a row, goes back to its first size. */
const SHRINK_BELOW = 8;
const SHRINK_AFTER = 64;

/** The bytes that an unsigned varint takes; 0 ≤ value < 2^53. */
export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  let length = 4;
  for (let rest = Math.floor(value / TWO_POW_28); rest > 0; rest = Math.floor(rest / TWO_POW_7)) length++;
  return length;
}

/** The bytes that `integerField` takes for a field number up to 15 and a value that is not negative. */
export function integerFieldLength(value: number): number {
  return value === 0 ? 0 : 1 + varintLength(value);
}

/**
 * Writes protobuf into one buffer that grows by doubling and is used again after `take`.
 *
 * Methods named `…Field` write tag and value and, as proto3 asks, leave a zero out. Integers must be safe integers:
 * a wider one is a RangeError, because a silently rounded zxid would be another zxid.
 */
export class ByteWriter {
  private buffer: Uint8Array;
  private position = 0;
  /** Times in a row that the buffer was far too large. */
  private loose = 0;

  constructor(private readonly capacity = 1024) {
    this.buffer = new Uint8Array(capacity);
  }

  get byteLength(): number {
    return this.position;
  }

  /** Bytes of the buffer, written or not. */
  get room(): number {
    return this.buffer.length;
  }

  reset(): void {
    this.position = 0;
  }

  /** Forgets what was written behind so many bytes. */
  truncate(byteLength: number): void {
    this.position = Math.min(this.position, byteLength);
  }

  /** A copy of what was written; the writer starts anew. */
  take(): Uint8Array {
    const bytes = this.buffer.slice(0, this.position);
    // Room for something large is not kept by a writer that goes on with small things: there are as many as clients. But large and small ones
    // in turn are what batches are: the room is not made anew for each.
    this.loose = this.buffer.length > this.capacity && this.position * SHRINK_BELOW < this.buffer.length ? this.loose + 1 : 0;
    if (this.loose === SHRINK_AFTER) {
      this.buffer = new Uint8Array(this.capacity);
      this.loose = 0;
    }
    this.position = 0;
    return bytes;
  }

  /** What was written, as a view that is valid until the next write. */
  view(): Uint8Array {
    return this.buffer.subarray(0, this.position);
  }

  /** Makes room for so many bytes more. */
  reserve(byteLength: number): void {
    const needed = this.position + byteLength;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.position));
    this.buffer = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.position++] = value;
  }

  /** An unsigned varint, 0 ≤ value < 2^53. */
  varint(value: number): void {
    this.reserve(8);
    const buffer = this.buffer;
    let position = this.position;
    let rest = value;
    if (!(rest >= 0 && rest <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`${value} is not an unsigned safe integer`);
    while (rest >= TWO_POW_31) {
      buffer[position++] = (rest % TWO_POW_7) | 0x80;
      rest = Math.floor(rest / TWO_POW_7);
    }
    while (rest >= 0x80) {
      buffer[position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[position++] = rest;
    this.position = position;
  }

  /** int64, int32 and enum: a negative value takes ten bytes, as protobuf has it. */
  signed(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
    // Two's complement in 64 bits is the complement of |value| − 1, taken 7 bits at a time.
    this.reserve(10);
    let rest = -value - 1;
    for (let count = 0; count < 9; count++) {
      this.buffer[this.position++] = (~(rest % TWO_POW_7) & 0x7f) | 0x80;
      rest = Math.floor(rest / TWO_POW_7);
    }
    this.buffer[this.position++] = 1;
  }

  fixed32(value: number): void {
    this.reserve(4);
    const buffer = this.buffer;
    buffer[this.position++] = value & 0xff;
    buffer[this.position++] = (value >>> 8) & 0xff;
    buffer[this.position++] = (value >>> 16) & 0xff;
    buffer[this.position++] = value >>> 24;
  }

  /** Copies source[start, end) as it is. */
  append(source: Uint8Array, start = 0, end = source.length): void {
    const length = end - start;
    this.reserve(length);
    if (length <= COPY_LOOP_MAX) {
      const buffer = this.buffer;
      let position = this.position;
      for (let from = start; from < end; from++) buffer[position++] = source[from] ?? 0;
      this.position = position;
      return;
    }
    this.buffer.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.position);
    this.position += length;
  }

  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  /** uint64, and int64, int32, enum and bool that may be negative. Zero is left out. */
  integerField(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, 0);
    this.signed(value);
  }

  /** Like `integerField`, but written also where it is zero: for `optional` fields and members of a oneof. */
  presentIntegerField(field: number, value: number): void {
    this.tag(field, 0);
    this.signed(value);
  }

  booleanField(field: number, value: boolean): void {
    if (value) this.integerField(field, 1);
  }

  /** sint32 (zigzag). Zero is left out. */
  zigzagField(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, 0);
    this.varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  fixed32Field(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, 5);
    this.fixed32(value);
  }

  /** Empty bytes are left out. */
  bytesField(field: number, value: Uint8Array): void {
    if (value.length > 0) this.presentBytesField(field, value);
  }

  /** A message, an element of a repeated field, or bytes in a oneof: written also where empty. */
  presentBytesField(field: number, value: Uint8Array, start = 0, end = value.length): void {
    this.tag(field, 2);
    this.varint(end - start);
    this.append(value, start, end);
  }

  /** The empty text is left out. */
  stringField(field: number, text: string): void {
    if (text.length > 0) this.presentStringField(field, text);
  }

  /** An element of a repeated field: written also where empty. */
  presentStringField(field: number, text: string): void {
    this.tag(field, 2);
    this.string(text);
  }

  /** Length and UTF-8. */
  string(text: string): void {
    const length = text.length;
    this.reserve(length * 3 + 8);
    const start = this.position;
    const buffer = this.buffer;
    const lengthBytes = varintLength(length);
    let position = start + lengthBytes;
    let index = 0;
    for (; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) break;
      buffer[position++] = unit;
    }
    if (index === length) {
      this.varint(length);
      this.position = position;
      return;
    }
    // Not ASCII: the platform's encoder, behind the widest length there can be, then moved up to the real one.
    const widest = varintLength(length * 3);
    const written = encodeUtf8Into(text, buffer, start + widest);
    this.varint(written);
    buffer.copyWithin(this.position, start + widest, start + widest + written);
    this.position += written;
  }

  /** Starts a nested message; give the answer to `endMessage`. */
  beginMessage(field: number): number {
    this.tag(field, 2);
    // One byte for the length, which is nearly always enough; `endMessage` makes room where it is not.
    this.byte(0);
    return this.position;
  }

  endMessage(start: number): void {
    const length = this.position - start;
    const extra = varintLength(length) - 1;
    if (extra > 0) {
      this.reserve(extra);
      this.buffer.copyWithin(start + extra, start, this.position);
    }
    this.position = start - 1;
    this.varint(length);
    this.position += length;
  }
}
