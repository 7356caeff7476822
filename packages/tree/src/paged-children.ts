import { Right, type AccessCheck } from './access-check';
import { varintBytes, type AnswerEncoder } from './answer-encoder';
import type { Operation } from './operation';
import { RecordReader, RecordWriter } from './snapshot-format';
import { LIST_BYTES_MAX, PAGE_BYTES_MAX, PAGE_CHILDREN_MAX } from './tree-limits';
import { Field, NumberField, RowKind } from './znode-columns';
import type { ZnodeStore } from './znode-store';

/**
 * Children by pages, and with their data and Stat.
 *
 * Siblings are newest first, and a page's token names the last child given by (czxid, ordinal of creation): the next page has those
 * created before it. So whatever comes or goes meanwhile, a child that stays is given once, by any replica. The token's rows are hints of
 * the replica that made it, looked at first and trusted only where what they say fits; without them the list is walked from its start.
 */

const TOKEN_VERSION = 1;
const TAG_NAMES = 0x0a;
const TAG_STAT = 0x12;
const TAG_ENTRIES = 0x1a;
const TAG_TOKEN = 0x22;
const TAG_ENTRY_NAME = 0x0a;
const TAG_ENTRY_STAT = 0x12;
const TAG_ENTRY_DATA = 0x1a;

export type PageFault = 'malformedToken' | 'tooLong' | null;

interface Token {
  readonly czxid: number;
  readonly ordinal: number;
  readonly lastRow: number;
  readonly nextRow: number;
}

/** Builds the messages of GetChildrenResponse that are more than a list of names. */
export class PagedChildren {
  private readonly out = new RecordWriter(16 * 1024);
  private readonly token = new RecordWriter(64);
  /** Children that the last page looked at. */
  rows = 0;

  constructor(
    private readonly store: ZnodeStore,
    private readonly access: AccessCheck,
  ) {}

  /** The message is then `bytes`[0, `length`). */
  encode(buffer: Uint8Array, operation: Operation, parent: number, encoder: AnswerEncoder): PageFault {
    const { out, store } = this;
    const { columns } = store;
    const resumed = operation.pageTokenEnd > operation.pageTokenStart;
    const paged = resumed || operation.pageSize > 0;
    const token = resumed ? readToken(buffer.subarray(operation.pageTokenStart, operation.pageTokenEnd)) : null;
    if (resumed && token === null) {
      return 'malformedToken';
    }
    const wanted = operation.pageSize > 0 ? operation.pageSize : PAGE_CHILDREN_MAX;
    const countMax = paged ? Math.min(wanted, PAGE_CHILDREN_MAX) : Number.MAX_SAFE_INTEGER;
    const bytesMax = paged ? PAGE_BYTES_MAX : LIST_BYTES_MAX;
    out.length = 0;
    this.rows = 0;
    let count = 0;
    let last = 0;
    let child = token === null ? columns.get(parent, Field.firstChild) : this.firstAfter(token, parent);
    for (; child !== 0 && count < countMax; child = columns.get(child, Field.nextSibling)) {
      const before = out.length;
      this.rows += 1;
      this.putChild(operation, parent, child, encoder);
      // One list never exhausts, so each page has a child.
      const exhausted = this.access.isExhausted;
      if (out.length > bytesMax || exhausted) {
        if (paged && count > 0) {
          out.length = before;
          break;
        }
        // The first of a page may be larger than a page, but not than a message.
        if (out.length > LIST_BYTES_MAX || exhausted) {
          return 'tooLong';
        }
      }
      count += 1;
      last = child;
    }
    const stat = encoder.encodedStat(parent);
    out.byte(TAG_STAT);
    out.blob(stat, 0, encoder.encodedStatLength);
    if (child !== 0 && last !== 0) {
      this.writeToken(last, child);
      out.byte(TAG_TOKEN);
      out.blob(this.token.bytes, 0, this.token.length);
    }
    return null;
  }

  get bytes(): Uint8Array {
    return this.out.bytes;
  }

  get length(): number {
    return this.out.length;
  }

  private putChild(operation: Operation, parent: number, child: number, encoder: AnswerEncoder): void {
    const { out } = this;
    const { columns, arena } = this.store;
    const parentLength = columns.get(parent, Field.pathLength);
    // The root's own slash is the separator of its children.
    const skip = parentLength === 1 ? 1 : parentLength + 1;
    const pathRef = columns.get(child, Field.pathRef) >>> 0;
    const nameStart = arena.offsetOf(pathRef) + skip;
    const nameEnd = arena.offsetOf(pathRef) + columns.get(child, Field.pathLength);
    const path = arena.bytesOf(pathRef);
    if (!operation.withData && !operation.withStat) {
      out.byte(TAG_NAMES);
      out.blob(path, nameStart, nameEnd);
      return;
    }
    const readable = this.access.allows(child, Right.read);
    const dataLength = readable && operation.withData ? columns.get(child, Field.dataLength) : 0;
    const stat = encoder.encodedStat(child);
    const statLength = readable && operation.withStat ? encoder.encodedStatLength : 0;
    out.byte(TAG_ENTRIES);
    out.varint(fieldBytes(nameEnd - nameStart) + fieldBytes(statLength) + fieldBytes(dataLength));
    out.byte(TAG_ENTRY_NAME);
    out.blob(path, nameStart, nameEnd);
    if (statLength > 0) {
      out.byte(TAG_ENTRY_STAT);
      out.blob(stat, 0, statLength);
    }
    if (dataLength > 0) {
      const dataRef = columns.get(child, Field.dataRef) >>> 0;
      const dataStart = arena.offsetOf(dataRef);
      out.byte(TAG_ENTRY_DATA);
      out.blob(arena.bytesOf(dataRef), dataStart, dataStart + dataLength);
    }
  }

  /** The newest child that was created before the token's; 0 for none. */
  private firstAfter(token: Token, parent: number): number {
    const { columns } = this.store;
    const { lastRow, nextRow } = token;
    if (this.isChild(lastRow, parent) && this.compare(lastRow, token) === 0) {
      return columns.get(lastRow, Field.nextSibling);
    }
    if (this.isChild(nextRow, parent) && this.compare(nextRow, token) < 0) {
      const newer = columns.get(nextRow, Field.previousSibling);
      if (newer === 0 || this.compare(newer, token) >= 0) {
        return nextRow;
      }
    }
    // Nothing is older than what it is in: such a token, of a znode that was deleted and made again or of nobody, costs no walk.
    if (columns.getNumber(parent, NumberField.czxid) > token.czxid) {
      return 0;
    }
    let child = columns.get(parent, Field.firstChild);
    while (child !== 0 && this.compare(child, token) >= 0) {
      this.rows += 1;
      child = columns.get(child, Field.nextSibling);
    }
    return child;
  }

  private isChild(row: number, parent: number): boolean {
    const { columns } = this.store;
    return row > 0 && row < columns.rowLimit && columns.get(row, Field.kind) !== RowKind.free && columns.get(row, Field.parent) === parent;
  }

  private compare(row: number, token: Token): number {
    const { columns } = this.store;
    return columns.getNumber(row, NumberField.czxid) - token.czxid || columns.get(row, Field.createOrdinal) - token.ordinal;
  }

  private writeToken(last: number, next: number): void {
    const { token } = this;
    const { columns } = this.store;
    token.length = 0;
    token.byte(TOKEN_VERSION);
    token.varint(columns.getNumber(last, NumberField.czxid));
    token.varint(columns.get(last, Field.createOrdinal));
    token.varint(last);
    token.varint(next);
  }
}

function readToken(bytes: Uint8Array): Token | null {
  // The reader of snapshots throws where bytes are missing; a client's must not.
  try {
    const reader = new RecordReader(bytes);
    const version = reader.byte();
    const token = { czxid: reader.varint(), ordinal: reader.varint(), lastRow: reader.varint(), nextRow: reader.varint() };
    return version === TOKEN_VERSION && reader.atEnd ? token : null;
  } catch {
    return null;
  }
}

function fieldBytes(length: number): number {
  return length === 0 ? 0 : 1 + varintBytes(length) + length;
}
