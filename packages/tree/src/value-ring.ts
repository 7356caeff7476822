import { copyBytes } from './byte-arena';
import type { ChangeValues } from './types';

const SEGMENT_BYTES = 256 * 1024;
/** Three lengths of four bytes: Stat, data, data before; the latter two are −1 for none. */
const HEADER_BYTES = 12;
const NONE = -1;
const NO_BYTES = new Uint8Array(0);

interface Segment {
  readonly firstPosition: number;
  readonly bytes: Uint8Array;
  /** Where each record begins, and behind the last where the next one would. */
  readonly starts: number[];
}

/**
 * What changes of the tree made of znodes: the Stat and data after, the data before. By position of the history, for watchers that
 * asked for values; a bounded number of bytes, oldest gone first. Not replicated: it follows from the entries, and a replica that
 * starts from a snapshot has none of before.
 *
 * Segments that are full of what is gone are filled anew: buffers of such a size that come and go make V8 mark its whole heap.
 */
export class ValueRing {
  /** Of the next record. */
  nextPosition = 0;
  heldBytes = 0;
  private segments: Segment[] = [];
  /** A segment's memory to be filled anew; null for none. */
  private spare: Uint8Array | null = null;
  private readonly segmentBytes: number;
  private previous = new Uint8Array(1024);
  private previousLength = NONE;

  constructor(private readonly maxBytes: number) {
    this.segmentBytes = Math.min(SEGMENT_BYTES, Math.max(4096, maxBytes >> 2));
  }

  get oldestPosition(): number {
    return this.segments[0]?.firstPosition ?? this.nextPosition;
  }

  /** Records of positions from this on were not kept (a multi that failed), those before it that are missing will not come. */
  settle(position: number): void {
    if (this.nextPosition === position) return;
    if (this.nextPosition < position) this.segments = [];
    while (this.segments.length > 0) {
      const segment = this.segments[this.segments.length - 1];
      if (segment === undefined) break;
      const count = position - segment.firstPosition;
      if (count > 0) {
        segment.starts.length = count + 1;
        break;
      }
      this.segments.pop();
    }
    this.nextPosition = position;
    this.heldBytes = this.segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Keeps data that is about to be replaced, for the next record. */
  keepPrevious(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > this.previous.length) this.previous = new Uint8Array(length * 2);
    copyBytes(bytes, start, end, this.previous, 0);
    this.previousLength = length;
  }

  /** `data` null: none. Takes the kept previous data along. */
  append(stat: Uint8Array, statLength: number, data: Uint8Array | null, dataStart: number, dataEnd: number): void {
    const dataLength = data === null ? 0 : dataEnd - dataStart;
    const previousLength = this.previousLength;
    const needed = HEADER_BYTES + statLength + dataLength + Math.max(0, previousLength);
    const segment = this.segmentWithRoom(needed);
    const { bytes, starts } = segment;
    let at = starts[starts.length - 1] ?? 0;
    at = writeInt(bytes, at, statLength);
    at = writeInt(bytes, at, data === null ? NONE : dataLength);
    at = writeInt(bytes, at, previousLength);
    copyBytes(stat, 0, statLength, bytes, at);
    at += statLength;
    if (data !== null) copyBytes(data, dataStart, dataEnd, bytes, at);
    at += dataLength;
    if (previousLength > 0) {
      copyBytes(this.previous, 0, previousLength, bytes, at);
      at += previousLength;
    }
    starts.push(at);
    this.previousLength = NONE;
    // A value of a megabyte once in a while shall not stay for good.
    if (this.previous.length > SEGMENT_BYTES) this.previous = new Uint8Array(1024);
    this.nextPosition += 1;
    while (this.heldBytes > this.maxBytes && this.segments.length > 1) {
      const gone = this.segments.shift()?.bytes ?? NO_BYTES;
      this.heldBytes -= gone.length;
      if (gone.length === this.segmentBytes) this.spare = gone;
    }
  }

  /** Null where it is not held, or not any more. Views that are valid until the next record. */
  at(position: number): ChangeValues | null {
    if (position < this.oldestPosition || position >= this.nextPosition) return null;
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.segments[middle]?.firstPosition ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    const segment = this.segments[low];
    const start = segment?.starts[position - segment.firstPosition];
    if (segment === undefined || start === undefined) return null;
    const { bytes } = segment;
    const statStart = start + HEADER_BYTES;
    const dataStart = statStart + readInt(bytes, start);
    const dataLength = readInt(bytes, start + 4);
    const previousStart = dataStart + Math.max(0, dataLength);
    const previousLength = readInt(bytes, start + 8);
    return {
      stat: dataLength === NONE ? null : bytes.subarray(statStart, dataStart),
      data: dataLength === NONE ? null : bytes.subarray(dataStart, previousStart),
      previousData: previousLength === NONE ? null : bytes.subarray(previousStart, previousStart + previousLength),
    };
  }

  private segmentWithRoom(needed: number): Segment {
    const last = this.segments[this.segments.length - 1];
    if (last !== undefined && (last.starts[last.starts.length - 1] ?? 0) + needed <= last.bytes.length) return last;
    const isLarge = needed > this.segmentBytes;
    const bytes = isLarge ? new Uint8Array(needed) : (this.spare ?? new Uint8Array(this.segmentBytes));
    if (!isLarge) this.spare = null;
    const segment = { firstPosition: this.nextPosition, bytes, starts: [0] };
    this.segments.push(segment);
    this.heldBytes += segment.bytes.length;
    return segment;
  }
}

function writeInt(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value >> 16;
  bytes[at + 3] = value >> 24;
  return at + 4;
}

function readInt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
