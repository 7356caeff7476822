import { ItemSeed, type DigestSum, type ItemHasher } from './digest';
import { isProved } from './identity';
import { notThere } from './not-there';

/**
 * The answers of unary writes that carried a request id, so that one that is sent again gets the first one's answer and is not done
 * twice. Replicated, in the digest and in snapshots; oldest first, and forgotten from that end by age in the log's time, by number
 * and by bytes, at the same entry on every replica.
 *
 * Segments are filled one after the other and dropped whole; a record never changes once written, so a snapshot reads the segments that it
 * found, as with the history.
 */

export const REQUEST_ID_BYTES = 16;
export const REQUEST_IDS_MAX = 100_000;
export const REQUEST_ID_BYTES_MAX = 64 * 1024 * 1024;
export const REQUEST_ID_KEPT_MS = 5 * 60_000;

const SEGMENT_RECORDS = 1024;
const SEGMENT_WORDS = 8 * 1024;
/** What a record counts besides its answer. */
const RECORD_BYTES = 64;
const ID_WORDS = REQUEST_ID_BYTES / 4;

/** What was asked for under an id: two different operations hash alike by accident only. */
export interface OperationHash {
  low: number;
  high: number;
}

export class RequestIdSegment {
  readonly ids = new Uint8Array(SEGMENT_RECORDS * REQUEST_ID_BYTES);
  readonly idWords = new Int32Array(this.ids.buffer);
  readonly timesMs = new Float64Array(SEGMENT_RECORDS);
  readonly codes = new Int32Array(SEGMENT_RECORDS);
  readonly operationLow = new Int32Array(SEGMENT_RECORDS);
  readonly operationHigh = new Int32Array(SEGMENT_RECORDS);
  readonly itemLow = new Int32Array(SEGMENT_RECORDS);
  readonly itemHigh = new Int32Array(SEGMENT_RECORDS);
  readonly lengths = new Int32Array(SEGMENT_RECORDS);
  /** Where the answers begin, in words. */
  readonly starts = new Int32Array(SEGMENT_RECORDS);
  words = new Int32Array(SEGMENT_WORDS);
  usedWords = 0;
  count = 0;

  constructor(readonly firstPosition: number) {}

  id(index: number): Uint8Array {
    return this.ids.subarray(index * REQUEST_ID_BYTES, (index + 1) * REQUEST_ID_BYTES);
  }

  answer(index: number): Uint8Array {
    return new Uint8Array(this.words.buffer, (this.starts[index] ?? 0) * 4, this.lengths[index] ?? 0);
  }
}

export class RequestIds {
  /** Positions [oldestPosition, nextPosition) are held. */
  oldestPosition = 0;
  nextPosition = 0;
  heldBytes = 0;
  /** Of the record found last. */
  foundCode = 0;
  private foundSegment: RequestIdSegment | null = null;
  private foundIndex = 0;
  private segments: RequestIdSegment[] = [];
  private readonly positions = new Map<string, number>();

  constructor(
    private readonly sum: DigestSum,
    private readonly hasher: ItemHasher,
  ) {}

  get count(): number {
    return this.nextPosition - this.oldestPosition;
  }

  /**
   * The hash of buffer[start, end), sent in the session; into `out`. What a caller proved counts too: an answer can hold data, and is
   * for nobody else. Its address does not: it can be another one at another replica.
   */
  hashOperation(sessionId: number, caller: readonly string[], buffer: Uint8Array, start: number, end: number, out: OperationHash): void {
    const { hasher } = this;
    hasher.begin(ItemSeed.requestId);
    hasher.number(sessionId);
    for (const identity of caller) {
      if (isProved(identity)) {
        hasher.word(identity.length);
        for (let i = 0; i < identity.length; i += 1) {
          hasher.word(identity.charCodeAt(i));
        }
      }
    }
    for (let i = start; i < end; i += 1) {
      hasher.word(buffer[i] ?? 0);
    }
    hasher.finish();
    out.low = hasher.low;
    out.high = hasher.high;
  }

  /** Whether the id is known; then the `found…` are its. */
  find(id: Uint8Array): boolean {
    const position = this.count === 0 ? undefined : this.positions.get(keyOf(id));
    if (position === undefined) {
      return false;
    }
    const segment = this.segmentOf(position);
    this.foundSegment = segment;
    this.foundIndex = position - segment.firstPosition;
    this.foundCode = segment.codes[this.foundIndex] ?? 0;
    return true;
  }

  /** The operation under the id found last is this one. */
  foundIs(hash: OperationHash): boolean {
    return this.foundSegment?.operationLow[this.foundIndex] === hash.low && this.foundSegment.operationHigh[this.foundIndex] === hash.high;
  }

  /** The answer under the id found last: a view that is valid until the next change. */
  get foundBytes(): Uint8Array {
    return this.foundSegment?.answer(this.foundIndex) ?? new Uint8Array(0);
  }

  /** Adds an id that is not known; the answer's bytes are those of `source` from its first word on. */
  append(timeMs: number, id: Uint8Array, hash: OperationHash, code: number, source: Int32Array, byteLength: number): void {
    const needed = (byteLength + 3) >>> 2;
    const segment = this.segmentWithRoom(needed);
    const index = segment.count;
    segment.ids.set(id, index * REQUEST_ID_BYTES);
    segment.timesMs[index] = timeMs;
    segment.codes[index] = code;
    segment.operationLow[index] = hash.low;
    segment.operationHigh[index] = hash.high;
    segment.lengths[index] = byteLength;
    segment.starts[index] = segment.usedWords;
    for (let from = 0, to = segment.usedWords; from < needed; from += 1, to += 1) {
      segment.words[to] = source[from] ?? 0;
    }
    segment.usedWords += needed;
    segment.count = index + 1;
    hashRecord(this.hasher, segment, index);
    segment.itemLow[index] = this.hasher.low;
    segment.itemHigh[index] = this.hasher.high;
    this.sum.add(this.hasher.low, this.hasher.high);
    this.positions.set(keyOf(id), this.nextPosition);
    this.nextPosition += 1;
    this.heldBytes += RECORD_BYTES + needed * 4;
    while (this.count > REQUEST_IDS_MAX || this.heldBytes > REQUEST_ID_BYTES_MAX) {
      this.dropOldest();
    }
  }

  /** Forgets what is older than REQUEST_ID_KEPT_MS. */
  prune(timeMs: number): void {
    while (this.count > 0) {
      const segment = this.segmentOf(this.oldestPosition);
      if ((segment.timesMs[this.oldestPosition - segment.firstPosition] ?? 0) + REQUEST_ID_KEPT_MS > timeMs) {
        return;
      }
      this.dropOldest();
    }
  }

  /** The segments as they are now, for a snapshot of the positions held. */
  heldSegments(): readonly RequestIdSegment[] {
    return this.segments.slice();
  }

  /** Adds every record's item, computed from its bytes, to the sum. For audits. */
  auditInto(sum: DigestSum, hasher: ItemHasher): void {
    let bytes = 0;
    for (let position = this.oldestPosition; position < this.nextPosition; position += 1) {
      const segment = this.segmentOf(position);
      const index = position - segment.firstPosition;
      if (this.positions.get(keyOf(segment.id(index))) !== position) {
        throw new Error(`the request id at position ${position} is not found`);
      }
      hashRecord(hasher, segment, index);
      sum.add(hasher.low, hasher.high);
      bytes += RECORD_BYTES + (((segment.lengths[index] ?? 0) + 3) & ~3);
    }
    if (bytes !== this.heldBytes || this.positions.size !== this.count) {
      throw new Error(`${bytes} bytes of request ids are held and ${this.heldBytes} are counted`);
    }
  }

  private dropOldest(): void {
    const segment = this.segmentOf(this.oldestPosition);
    const index = this.oldestPosition - segment.firstPosition;
    this.positions.delete(keyOf(segment.id(index)));
    this.sum.subtract(segment.itemLow[index] ?? 0, segment.itemHigh[index] ?? 0);
    this.heldBytes -= RECORD_BYTES + (((segment.lengths[index] ?? 0) + 3) & ~3);
    this.oldestPosition += 1;
    if (index + 1 === segment.count) {
      this.segments.shift();
    }
    this.foundSegment = null;
  }

  private segmentWithRoom(words: number): RequestIdSegment {
    const last = this.segments[this.segments.length - 1];
    if (last !== undefined && last.count < SEGMENT_RECORDS && last.usedWords + words <= last.words.length) {
      return last;
    }
    const segment = new RequestIdSegment(this.nextPosition);
    if (words > SEGMENT_WORDS) {
      segment.words = new Int32Array(words);
    }
    this.segments.push(segment);
    return segment;
  }

  private segmentOf(position: number): RequestIdSegment {
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.segments[middle]?.firstPosition ?? Infinity) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const found = this.segments[low];
    if (found === undefined) {
      throw notThere('request id at position', position);
    }
    return found;
  }
}

function hashRecord(hasher: ItemHasher, segment: RequestIdSegment, index: number): void {
  hasher.begin(ItemSeed.requestId);
  hasher.words(segment.idWords, index * ID_WORDS, (index + 1) * ID_WORDS);
  hasher.number(segment.timesMs[index] ?? 0);
  hasher.word(segment.codes[index] ?? 0);
  hasher.word(segment.operationLow[index] ?? 0);
  hasher.word(segment.operationHigh[index] ?? 0);
  hasher.bytes(segment.words, segment.starts[index] ?? 0, segment.lengths[index] ?? 0);
  hasher.finish();
}

function keyOf(id: Uint8Array): string {
  return String.fromCharCode(...id);
}
