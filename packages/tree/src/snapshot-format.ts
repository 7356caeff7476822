import { writeVarint } from './answer-encoder';
import { copyBytes } from './byte-arena';

/**
 * The bytes of a snapshot (DESIGN.md): chunks, each a whole number of records, each record a type byte and fields in a
 * fixed order. Numbers are varints, int32 are four bytes little-endian, strings and bytes have a varint length.
 */

const SAFE_INTEGER_MAX = Number.MAX_SAFE_INTEGER;

export const SNAPSHOT_FORMAT_VERSION = 3;

/** Every format begins like this one, with the header's type and the format's number: so each version knows what it cannot read. */
export class OtherSnapshotFormat extends Error {
  constructor(readonly format: number) {
    super(`it is of format ${format}, and this version of Grove reads format ${SNAPSHOT_FORMAT_VERSION} alone`);
  }
}

/** The first record is the header, the last one the end; history records come in their own order; otherwise the order is free. */
export const RecordType = { header: 1, history: 2, session: 3, znode: 4, end: 5, acl: 6, requestId: 7 } as const;

export class RecordWriter {
  length = 0;
  bytes: Uint8Array;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** A non-negative safe integer. */
  varint(value: number): void {
    this.reserve(10);
    this.length = writeVarint(this.bytes, this.length, value);
  }

  int32(value: number): void {
    this.reserve(4);
    for (let shift = 0; shift < 32; shift += 8) {
      this.bytes[this.length++] = (value >>> shift) & 0xff;
    }
  }

  /** source[start, end) with its length before it. */
  blob(source: Uint8Array, start: number, end: number): void {
    this.varint(end - start);
    this.reserve(end - start);
    copyBytes(source, start, end, this.bytes, this.length);
    this.length += end - start;
  }

  /** source[0, length) as it is. */
  raw(source: Uint8Array, length: number): void {
    this.reserve(length);
    copyBytes(source, 0, length, this.bytes, this.length);
    this.length += length;
  }

  /** A copy of what was written; the writer starts anew. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private reserve(more: number): void {
    if (this.length + more > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
  }
}

/** Reads what RecordWriter wrote; throws an Error where the bytes end too early. */
export class RecordReader {
  position = 0;
  /** Of the last `blob`: bytes[blobStart, blobEnd). */
  blobStart = 0;
  blobEnd = 0;

  /** The same memory as `bytes`. */
  readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.position];
    if (value === undefined) {
      throw endsInside(this.bytes, 'record', this.position, 1);
    }
    this.position += 1;
    return value;
  }

  varint(): number {
    // Most have up to three bytes, and a million znodes have some fifteen million of them.
    const { bytes, position } = this;
    const first = bytes[position] ?? 0xff;
    if (first < 0x80) {
      this.position = position + 1;
      return first;
    }
    const second = bytes[position + 1] ?? 0xff;
    if (second < 0x80) {
      this.position = position + 2;
      return (first & 0x7f) | (second << 7);
    }
    const third = bytes[position + 2] ?? 0xff;
    if (third < 0x80) {
      this.position = position + 3;
      return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
    }
    // And times have six.
    const sixth = bytes[position + 5] ?? 0xff;
    const fourth = bytes[position + 3] ?? 0xff;
    const fifth = bytes[position + 4] ?? 0xff;
    if (sixth < 0x80 && fourth >= 0x80 && fifth >= 0x80) {
      this.position = position + 6;
      const low = (first & 0x7f) | ((second & 0x7f) << 7) | ((third & 0x7f) << 14) | ((fourth & 0x7f) << 21);
      return low + ((fifth & 0x7f) | (sixth << 7)) * 0x10000000;
    }
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        break;
      }
      factor *= 0x80;
    }
    // Not `value > …`: enough bytes of nothing make a factor without end, and a number that is none.
    if (!(value <= SAFE_INTEGER_MAX)) {
      throw new Error(`snapshot number ${value} is above 2^53`);
    }
    return value;
  }

  int32(): number {
    const { position } = this;
    if (position + 4 > this.bytes.length) {
      throw endsInside(this.bytes, 'number', position, 4);
    }
    this.position = position + 4;
    return this.view.getInt32(position, true);
  }

  /** A view of so many bytes. */
  take(length: number): Uint8Array {
    const start = this.position;
    if (start + length > this.bytes.length) {
      throw endsInside(this.bytes, 'field', start, length);
    }
    this.position = start + length;
    return this.bytes.subarray(start, this.position);
  }

  blob(): void {
    const length = this.varint();
    if (this.position + length > this.bytes.length) {
      throw endsInside(this.bytes, 'field', this.position, length);
    }
    this.blobStart = this.position;
    this.blobEnd = this.position + length;
    this.position = this.blobEnd;
  }
}

/** Why this first chunk of a snapshot cannot be read here; null where its format is this version's, or it says none. */
export function otherFormatOf(firstChunk: Uint8Array): OtherSnapshotFormat | null {
  const reader = new RecordReader(firstChunk);
  try {
    if (reader.byte() !== RecordType.header) return null;
    const format = reader.varint();
    return format === SNAPSHOT_FORMAT_VERSION ? null : new OtherSnapshotFormat(format);
  } catch {
    return null;
  }
}

/** As in `not-there.ts`: no text is made before it is needed. */
function endsInside(chunk: Uint8Array, what: string, position: number, length: number): Error {
  return new Error(`snapshot chunk of ${chunk.length} bytes ends inside a ${what} of ${length} bytes at ${position}`);
}
