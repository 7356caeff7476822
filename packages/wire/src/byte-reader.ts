import { decodeUtf8 } from './utf8';

const TWO_POW_28 = 0x10000000;
/** 2^53 / 2^28: a middle part at or above it makes the value unsafe. */
const MIDDLE_LIMIT = 0x2000000;
const TWO_POW_32 = 0x100000000;

/**
 * Reads protobuf from bytes that may be anything. It never throws: what is malformed, or an integer beyond the safe
 * ones, sets `failed`, every read after that answers zero or empty, and `next` answers false.
 *
 * A message is read by
 * `while (reader.next()) switch (reader.key) { case (1 << 3) | 0: …; break; default: reader.skip(); }`
 * where the key is field number × 8 + wire type, so that a known field of a wrong wire type is skipped like an unknown one.
 */
export class ByteReader {
  buffer: Uint8Array;
  position: number;
  end: number;
  failed = false;
  /** Key of the field that `next` found. */
  key = 0;
  /** Where that key starts. */
  keyStart = 0;

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

  fail(): void {
    this.failed = true;
    this.position = this.end;
  }

  /** Reads the next field's key; false at the end of the message and after a failure. */
  next(): boolean {
    if (this.failed || this.position >= this.end) return false;
    this.keyStart = this.position;
    const first = this.buffer[this.position] ?? 0;
    if (first < 0x80) {
      this.position++;
      this.key = first;
    } else {
      const key = this.integer();
      if (key < 0 || key >= TWO_POW_32) this.fail();
      this.key = key;
    }
    if (this.key < 8) this.fail();
    return !this.failed;
  }

  /** Skips the value of the field that `next` found. */
  skip(): void {
    switch (this.key % 8) {
      case 0:
        this.varintSkip();
        return;
      case 1:
        this.advance(8);
        return;
      case 2: {
        // Not `position += length()`: that would take the position from before the length was read.
        const length = this.length();
        this.position += length;
        return;
      }
      case 5:
        this.advance(4);
        return;
      default:
        // Groups are not proto3.
        this.fail();
    }
  }

  /** int64 or uint64 within ±(2^53 − 1); anything wider fails. */
  integer(): number {
    const buffer = this.buffer;
    const end = this.end;
    let position = this.position;
    let byte = position < end ? (buffer[position++] ?? 0) : 0x100;
    if (byte < 0x80) {
      this.position = position;
      return byte;
    }
    let low = byte & 0x7f;
    let middle = 0;
    let high = 0;
    for (let count = 1; byte >= 0x80; count++) {
      if (position >= end || count === 10) {
        this.fail();
        return 0;
      }
      byte = buffer[position++] ?? 0;
      if (count < 4) low |= (byte & 0x7f) << (7 * count);
      else if (count < 8) middle |= (byte & 0x7f) << (7 * (count - 4));
      else high |= (byte & 0x7f) << (7 * (count - 8));
    }
    this.position = position;
    // Of the tenth byte only one bit belongs to 64.
    high &= 0xff;
    if (high >= 0x80) {
      const lowInverse = ~low & 0xfffffff;
      const middleInverse = ~middle & 0xfffffff;
      const value = -(lowInverse + middleInverse * TWO_POW_28 + 1);
      if (high === 0xff && middleInverse < MIDDLE_LIMIT && Number.isSafeInteger(value)) return value;
    } else if (high === 0 && middle < MIDDLE_LIMIT) {
      return low + middle * TWO_POW_28;
    }
    this.fail();
    return 0;
  }

  /** An integer that may not be negative. */
  unsigned(): number {
    const value = this.integer();
    if (value >= 0) return value;
    this.fail();
    return 0;
  }

  /** int32 or an enum: as every protobuf reader, the low 32 bits of whatever is there. */
  int32(): number {
    const start = this.position;
    const first = start < this.end ? (this.buffer[start] ?? 0) : 0x100;
    if (first < 0x80) {
      this.position = start + 1;
      return first;
    }
    this.varintSkip();
    if (this.failed) return 0;
    let value = 0;
    for (let index = 0; index < 5 && start + index < this.position; index++)
      value |= ((this.buffer[start + index] ?? 0) & 0x7f) << (7 * index);
    return value | 0;
  }

  /** sint32 (zigzag). */
  zigzag(): number {
    const value = this.int32();
    return (value >>> 1) ^ -(value & 1);
  }

  boolean(): boolean {
    const start = this.position;
    this.varintSkip();
    for (let position = start; position < this.position; position++) {
      if (((this.buffer[position] ?? 0) & 0x7f) !== 0) return !this.failed;
    }
    return false;
  }

  fixed32(): number {
    const start = this.position;
    this.advance(4);
    if (this.failed) return 0;
    const buffer = this.buffer;
    return (
      ((buffer[start] ?? 0) | ((buffer[start + 1] ?? 0) << 8) | ((buffer[start + 2] ?? 0) << 16) | ((buffer[start + 3] ?? 0) << 24)) >>> 0
    );
  }

  /** The length before bytes, a text or a message; leaves the position at their start. What it answers fits in the message. */
  length(): number {
    const length = this.integer();
    if (length < 0 || length > this.end - this.position) {
      this.fail();
      return 0;
    }
    return length;
  }

  /** A view of the bytes. */
  bytes(): Uint8Array {
    const length = this.length();
    const start = this.position;
    this.position = start + length;
    return this.buffer.subarray(start, start + length);
  }

  /** Fails where the bytes are no UTF-8. */
  string(): string {
    const length = this.length();
    const start = this.position;
    this.position = start + length;
    const text = decodeUtf8(this.buffer, start, start + length);
    if (text !== null) return text;
    this.fail();
    return '';
  }

  /** Enters a nested message; give the answer to `leave`. */
  enter(): number {
    const outerEnd = this.end;
    const length = this.length();
    if (!this.failed) this.end = this.position + length;
    return outerEnd;
  }

  leave(outerEnd: number): void {
    this.position = this.end;
    this.end = outerEnd;
    if (this.failed) this.position = outerEnd;
  }

  private advance(byteLength: number): void {
    if (byteLength > this.end - this.position) this.fail();
    else this.position += byteLength;
  }

  private varintSkip(): void {
    const limit = Math.min(this.end, this.position + 10);
    while (this.position < limit) {
      if ((this.buffer[this.position++] ?? 0) < 0x80) return;
    }
    this.fail();
  }
}
