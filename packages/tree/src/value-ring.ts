import type { ChangeValues } from './types';

const SEGMENT_WORDS = 64 * 1024;
/** Lengths in bytes of Stat, data, data before; the latter two are −1 for none. */
const HEADER_WORDS = 3;
const NONE = -1;
const NO_WORDS = new Int32Array(0);
/** Above it a view and `set` are faster than a loop. */
const LOOP_COPY_WORDS_MAX = 96;

interface Segment {
  readonly firstPosition: number;
  readonly words: Int32Array;
  /** At which word each record begins, and behind the last where the next one would. */
  readonly starts: number[];
}

function wordsFor(byteLength: number): number {
  return (byteLength + 3) >>> 2;
}

function copyWords(source: Int32Array, start: number, count: number, target: Int32Array, position: number): void {
  if (count > LOOP_COPY_WORDS_MAX) {
    target.set(source.subarray(start, start + count), position);
    return;
  }
  for (let n = 0; n < count; n += 1) {
    target[position + n] = source[start + n] ?? 0;
  }
}

/**
 * What changes of the tree made of znodes: the Stat and data after, the data before. By position of the history, for watchers that
 * asked for values; a bounded number of bytes, oldest gone first. Not replicated: it follows from the entries, and a replica that
 * starts from a snapshot has none of before. Kept and copied by words, as the arena has them: a loop over bytes was a fifth of a small write.
 *
 * Segments that are full of what is gone are filled anew: buffers of such a size that come and go make V8 mark its whole heap.
 */
export class ValueRing {
  /** Of the next record. */
  nextPosition = 0;
  heldBytes = 0;
  private segments: Segment[] = [];
  /** A segment's memory to be filled anew; null for none. */
  private spare: Int32Array | null = null;
  private readonly segmentWords: number;
  private previous = new Int32Array(256);
  private previousLength = NONE;

  constructor(public maxBytes: number) {
    this.segmentWords = Math.min(SEGMENT_WORDS, Math.max(1024, maxBytes >> 4));
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
    this.heldBytes = this.segments.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** Keeps data that is about to be replaced, for the next record: `byteLength` bytes from the word `start` on. */
  keepPrevious(words: Int32Array, start: number, byteLength: number): void {
    const count = wordsFor(byteLength);
    if (count > this.previous.length) this.previous = new Int32Array(count * 2);
    copyWords(words, start, count, this.previous, 0);
    this.previousLength = byteLength;
  }

  /** `data` null: none. All begin at a word; lengths in bytes. Takes the kept previous data along. */
  append(stat: Int32Array, statLength: number, data: Int32Array | null, dataStart: number, dataLength: number): void {
    const previousLength = this.previousLength;
    const statCount = wordsFor(statLength);
    const dataCount = data === null ? 0 : wordsFor(dataLength);
    const previousCount = previousLength > 0 ? wordsFor(previousLength) : 0;
    const { words, starts } = this.segmentWithRoom(HEADER_WORDS + statCount + dataCount + previousCount);
    let at = starts[starts.length - 1] ?? 0;
    words[at] = statLength;
    words[at + 1] = data === null ? NONE : dataLength;
    words[at + 2] = previousLength;
    at += HEADER_WORDS;
    copyWords(stat, 0, statCount, words, at);
    at += statCount;
    if (data !== null) copyWords(data, dataStart, dataCount, words, at);
    at += dataCount;
    if (previousCount > 0) copyWords(this.previous, 0, previousCount, words, at);
    starts.push(at + previousCount);
    this.previousLength = NONE;
    // A value of a megabyte once in a while shall not stay for good.
    if (this.previous.length > SEGMENT_WORDS) this.previous = new Int32Array(256);
    this.nextPosition += 1;
    while (this.heldBytes > this.maxBytes && this.segments.length > 1) {
      const gone = this.segments.shift()?.words ?? NO_WORDS;
      this.heldBytes -= gone.byteLength;
      if (gone.length === this.segmentWords) this.spare = gone;
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
    const { words } = segment;
    const statLength = words[start] ?? 0;
    const dataLength = words[start + 1] ?? NONE;
    const previousLength = words[start + 2] ?? NONE;
    const statAt = start + HEADER_WORDS;
    const dataAt = statAt + wordsFor(statLength);
    const previousAt = dataAt + wordsFor(Math.max(0, dataLength));
    return {
      stat: dataLength === NONE ? null : bytesAt(words, statAt, statLength),
      data: dataLength === NONE ? null : bytesAt(words, dataAt, dataLength),
      previousData: previousLength === NONE ? null : bytesAt(words, previousAt, previousLength),
    };
  }

  private segmentWithRoom(needed: number): Segment {
    const last = this.segments[this.segments.length - 1];
    if (last !== undefined && (last.starts[last.starts.length - 1] ?? 0) + needed <= last.words.length) return last;
    const isLarge = needed > this.segmentWords;
    const words = isLarge ? new Int32Array(needed) : (this.spare ?? new Int32Array(this.segmentWords));
    if (!isLarge) this.spare = null;
    const segment = { firstPosition: this.nextPosition, words, starts: [0] };
    this.segments.push(segment);
    this.heldBytes += words.byteLength;
    return segment;
  }
}

function bytesAt(words: Int32Array, at: number, byteLength: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + at * 4, byteLength);
}
