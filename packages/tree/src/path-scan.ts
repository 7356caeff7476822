import { finalMix } from './digest';

/**
 * One pass over a path's UTF-8 bytes: is it allowed (ZooKeeper's rules for paths), where does the parent's path end, and the hashes of
 * the path and of the parent's. No string is made.
 *
 * Characters beyond U+FFFF are refused: ZooKeeper sees them as two surrogates, which it forbids.
 */

// As in digest: a sandboxed global is slow.
const { imul } = Math;

const SLASH = 0x2f;
const DOT = 0x2e;
const FIRST_BASIS = 0x811c9dc5 | 0;
const SECOND_BASIS = 0x2f0b4c47;
const FIRST_FACTOR = 0x01000193;
const SECOND_FACTOR = 0x27d4eb2f;

export class PathScan {
  /** Hash for the index. */
  hash = 0;
  /** An independent hash; both together stand for the path in the digest. */
  hashSecond = 0;
  /** Index hash of the parent's path; meaningless where the parent is the root. */
  parentHash = 0;
  /** Position of the last slash: the parent's path is [start, parentEnd); empty where the parent is the root. */
  parentEnd = 0;

  private first = 0;
  private second = 0;
  /** The hashes as they were in front of the last slash. */
  private parentFirst = FIRST_BASIS;
  private parentSecond = SECOND_BASIS;

  /**
   * False where the path is not allowed. With `sequential` the last component may be empty, `.` or `..`, because digits follow.
   */
  scan(bytes: Uint8Array, start: number, end: number, sequential: boolean): boolean {
    if (end <= start || bytes[start] !== SLASH) {
      return false;
    }
    return this.scanFrom(start, bytes, start, end, FIRST_BASIS, SECOND_BASIS, sequential);
  }

  /**
   * As `scan`, of a path that begins with the `parentLength` bytes of the parent of the last path that was scanned (and allowed), and goes on with
   * a slash: only what follows is looked at. Who calls has compared the bytes.
   */
  scanSibling(bytes: Uint8Array, start: number, end: number, parentLength: number): boolean {
    return this.scanFrom(start + parentLength, bytes, start, end, this.parentFirst, this.parentSecond, false);
  }

  /** From the slash at `from` on, with the hashes of what is before it. */
  private scanFrom(
    from: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    firstBefore: number,
    secondBefore: number,
    sequential: boolean,
  ): boolean {
    let first = firstBefore;
    let second = secondBefore;
    let parentFirst = first;
    let parentSecond = second;
    let slash = from;
    for (let i = from; i < end; i += 1) {
      const byte = bytes[i] ?? 0;
      if (byte === SLASH) {
        if (i > from) {
          if (isBadComponent(bytes, slash + 1, i)) {
            return false;
          }
          slash = i;
          parentFirst = first;
          parentSecond = second;
        }
      } else if (byte < 0x20 || byte >= 0x7f) {
        const next = skipAllowedCharacter(bytes, i, end);
        if (next < 0) {
          return false;
        }
        // All but the character's last byte are hashed here.
        for (; i < next - 1; i += 1) {
          const part = bytes[i] ?? 0;
          first = imul(first ^ part, FIRST_FACTOR);
          second = imul(((second << 5) | (second >>> 27)) ^ part, SECOND_FACTOR);
        }
        const last = bytes[i] ?? 0;
        first = imul(first ^ last, FIRST_FACTOR);
        second = imul(((second << 5) | (second >>> 27)) ^ last, SECOND_FACTOR);
        continue;
      }
      first = imul(first ^ byte, FIRST_FACTOR);
      second = imul(((second << 5) | (second >>> 27)) ^ byte, SECOND_FACTOR);
    }
    if (!sequential && end - start > 1 && isBadComponent(bytes, slash + 1, end)) {
      return false;
    }
    this.first = first;
    this.second = second;
    this.parentFirst = parentFirst;
    this.parentSecond = parentSecond;
    this.hash = finalMix(first);
    this.hashSecond = finalMix(second);
    this.parentHash = finalMix(parentFirst);
    this.parentEnd = slash;
    return true;
  }

  /** Goes on from the scanned path over further bytes (the digits of a sequential name). */
  extend(bytes: Uint8Array, start: number, end: number): void {
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] ?? 0;
      this.first = imul(this.first ^ byte, FIRST_FACTOR);
      this.second = imul(((this.second << 5) | (this.second >>> 27)) ^ byte, SECOND_FACTOR);
    }
    this.hash = finalMix(this.first);
    this.hashSecond = finalMix(this.second);
  }
}

/** Empty, `.` or `..`. */
function isBadComponent(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return length === 0 || (length <= 2 && bytes[start] === DOT && (length === 1 || bytes[start + 1] === DOT));
}

/** The end of an allowed character of two or three bytes that begins at i; −1 where it is not allowed or no UTF-8. */
function skipAllowedCharacter(bytes: Uint8Array, i: number, end: number): number {
  const lead = bytes[i] ?? 0;
  if (lead >= 0xc2 && lead < 0xe0 && i + 2 <= end) {
    const next = bytes[i + 1] ?? 0;
    const point = ((lead & 0x1f) << 6) | (next & 0x3f);
    return (next & 0xc0) === 0x80 && point > 0x9f ? i + 2 : -1;
  }
  if (lead >= 0xe0 && lead < 0xf0 && i + 3 <= end) {
    const second = bytes[i + 1] ?? 0;
    const third = bytes[i + 2] ?? 0;
    const point = ((lead & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
    const wellFormed = (second & 0xc0) === 0x80 && (third & 0xc0) === 0x80 && point >= 0x800;
    return wellFormed && (point < 0xd800 || point > 0xf8ff) && point < 0xfff0 ? i + 3 : -1;
  }
  return -1;
}
