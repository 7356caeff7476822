import type { AclTable } from './acl-table';
import { copyBytes } from './byte-arena';
import { readUtf8 } from './utf8';
import type { ChangeKind, ChangeRecord, HistoryApi } from './types';
import { notThere } from './not-there';

/**
 * What changed, oldest first: zxid, ordinal within it, kind, path, the access control lists of the znode and of its parent as they were at
 * the change, and the part of the entry that holds the value. The log's commands cannot be replayed into this without the state of their time.
 *
 * Segments of some thousand records are filled one after the other and dropped from the front. A record never changes
 * once written, so a snapshot reads the segments that it found without copying anything aside.
 */

const SEGMENT_RECORDS = 4096;
const SEGMENT_PATH_BYTES = 128 * 1024;
/** What a record counts besides its path. */
const RECORD_BYTES = 32;

const KINDS: readonly ChangeKind[] = ['created', 'deleted', 'dataChanged', 'aclChanged'];
/** Numbers of the kinds in the columns and in snapshots. */
export const ChangeNumber = { created: 0, deleted: 1, dataChanged: 2, aclChanged: 3 } as const;

export class HistorySegment {
  readonly zxids = new Float64Array(SEGMENT_RECORDS);
  readonly ordinals = new Int32Array(SEGMENT_RECORDS);
  readonly kinds = new Uint8Array(SEGMENT_RECORDS);
  readonly parts = new Int32Array(SEGMENT_RECORDS);
  /** Numbers of the lists that held at the change: of the znode, and of its parent. A record held is a user of them. */
  readonly aclRefs = new Int32Array(SEGMENT_RECORDS);
  readonly parentAclRefs = new Int32Array(SEGMENT_RECORDS);
  readonly pathEnds = new Int32Array(SEGMENT_RECORDS);
  readonly paths: Uint8Array;
  count = 0;

  constructor(
    readonly firstPosition: number,
    pathCapacity: number,
  ) {
    this.paths = new Uint8Array(pathCapacity);
  }

  pathStart(index: number): number {
    return index === 0 ? 0 : (this.pathEnds[index - 1] ?? 0);
  }

  pathEnd(index: number): number {
    return this.pathEnds[index] ?? 0;
  }

  get pathBytes(): number {
    return this.pathStart(this.count);
  }
}

/** The positions [start, end); of the zxids from firstZxid on, all changes are among them. */
export interface HistoryTail {
  readonly segments: readonly HistorySegment[];
  readonly start: number;
  readonly end: number;
  readonly firstZxid: number;
}

export class ChangeHistory implements HistoryApi {
  oldestPosition = 0;
  nextPosition = 0;
  firstZxid = 1;
  /** Path bytes and RECORD_BYTES for each record held. */
  heldBytes = 0;

  private segments: HistorySegment[] = [];

  constructor(
    private readonly maxBytes: number,
    private readonly acls: AclTable,
  ) {}

  record(
    zxid: number,
    ordinal: number,
    kind: number,
    part: number,
    acl: number,
    parentAcl: number,
    paths: Uint8Array,
    pathStart: number,
    pathLength: number,
  ): void {
    const segment = this.segmentWithRoom(pathLength);
    const index = segment.count;
    const start = segment.pathBytes;
    copyBytes(paths, pathStart, pathStart + pathLength, segment.paths, start);
    segment.zxids[index] = zxid;
    segment.ordinals[index] = ordinal;
    segment.kinds[index] = kind;
    segment.parts[index] = part;
    segment.aclRefs[index] = acl;
    segment.parentAclRefs[index] = parentAcl;
    this.acls.retain(acl);
    this.acls.retain(parentAcl);
    segment.pathEnds[index] = start + pathLength;
    segment.count = index + 1;
    this.nextPosition += 1;
    this.heldBytes += RECORD_BYTES + pathLength;
    while (this.heldBytes > this.maxBytes) {
      this.dropOldest();
    }
  }

  at(position: number): ChangeRecord {
    const segment = this.segmentOf(position);
    const index = position - segment.firstPosition;
    return {
      zxid: segment.zxids[index] ?? 0,
      ordinal: segment.ordinals[index] ?? 0,
      kind: KINDS[segment.kinds[index] ?? 0] ?? 'created',
      path: readUtf8(segment.paths, segment.pathStart(index), segment.pathEnd(index)),
      acl: segment.aclRefs[index] ?? 0,
      parentAcl: segment.parentAclRefs[index] ?? 0,
    };
  }

  positionAfter(zxid: number, ordinal: number): number {
    let low = this.oldestPosition;
    let high = this.nextPosition;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const segment = this.segmentOf(middle);
      const index = middle - segment.firstPosition;
      const at = segment.zxids[index] ?? 0;
      if (at > zxid || (at === zxid && (segment.ordinals[index] ?? 0) > ordinal)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The newest segments as they are now that have `maxBytes` together, at least one of those that are held: what a snapshot keeps. */
  tail(maxBytes: number): HistoryTail {
    let first = this.segments.length;
    let bytes = 0;
    do {
      first -= 1;
      const segment = this.segments[first];
      if (segment === undefined) break;
      bytes += segment.count * RECORD_BYTES + segment.pathBytes;
    } while (first > 0 && bytes < maxBytes);
    const before = this.segments[first - 1];
    const start = this.segments[first];
    if (before === undefined || start === undefined) {
      return { segments: this.segments.slice(), start: this.oldestPosition, end: this.nextPosition, firstZxid: this.firstZxid };
    }
    const firstZxid = (before.zxids[before.count - 1] ?? 0) + 1;
    return { segments: this.segments.slice(first), start: start.firstPosition, end: this.nextPosition, firstZxid };
  }

  /** Calls with the number of each list that a record uses, once for each use. */
  forEachAcl(visit: (acl: number) => void): void {
    for (let position = this.oldestPosition; position < this.nextPosition; position += 1) {
      const { acl, parentAcl } = this.at(position);
      [acl, parentAcl].filter((ref) => ref !== 0).forEach(visit);
    }
  }

  /** Begins an empty history where another one's tail began. */
  restoreStart(oldestPosition: number, firstZxid: number): void {
    this.segments = [];
    this.oldestPosition = oldestPosition;
    this.nextPosition = oldestPosition;
    this.firstZxid = firstZxid;
    this.heldBytes = 0;
  }

  private segmentWithRoom(pathLength: number): HistorySegment {
    const last = this.segments[this.segments.length - 1];
    if (last !== undefined && last.count < SEGMENT_RECORDS && last.pathBytes + pathLength <= last.paths.length) {
      return last;
    }
    const segment = new HistorySegment(this.nextPosition, Math.max(SEGMENT_PATH_BYTES, pathLength));
    this.segments.push(segment);
    return segment;
  }

  private dropOldest(): void {
    const segment = this.segmentOf(this.oldestPosition);
    const index = this.oldestPosition - segment.firstPosition;
    this.heldBytes -= RECORD_BYTES + segment.pathEnd(index) - segment.pathStart(index);
    this.firstZxid = (segment.zxids[index] ?? 0) + 1;
    this.acls.release(segment.aclRefs[index] ?? 0);
    this.acls.release(segment.parentAclRefs[index] ?? 0);
    this.oldestPosition += 1;
    if (index + 1 === segment.count) {
      this.segments.shift();
    }
  }

  private segmentOf(position: number): HistorySegment {
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const segment = this.segments[middle];
      if (segment !== undefined && segment.firstPosition <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const found = this.segments[low];
    if (found === undefined || position < this.oldestPosition || position >= this.nextPosition) {
      throw notThere('history position', position);
    }
    return found;
  }
}
