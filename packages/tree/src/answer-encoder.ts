import { copyBytes, type ByteArena } from './byte-arena';
import { Field, NumberField, RowKind, type ZnodeColumns } from './znode-columns';
import { writeUtf8 } from './utf8';

/**
 * Writes the fields of grove.v1.Answer, without id, into one buffer that all answers use in turn. Always from the
 * buffer's first byte on, so that views of the same length are made once, and so that the answer can be hashed and stored by words.
 */

// As in digest: a sandboxed global is slow.
const { floor } = Math;

const INITIAL_BYTES = 64 * 1024;
/** A Stat has 13 fields: five 64-bit numbers of at most 8 bytes, four int32 of at most 10, and the rest, with tags 109 bytes. */
const STAT_BYTES_MAX = 120;
const CACHED_VIEW_BYTES_MAX = 1024;
const TAG_ZXID = 0x10;
const TAG_CODE = 0x18;
const TAG_MESSAGE = 0x22;

/** Bytes of a varint of a safe integer. */
function numberBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 0x80; rest = floor(rest / 0x80)) {
    count += 1;
  }
  return count;
}

/** Bytes of a varint of a number below 2^31. */
export function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
}

export class AnswerEncoder {
  length = 0;

  private bytes = new Uint8Array(INITIAL_BYTES);
  private views: (Uint8Array | undefined)[] = [];
  private readonly statWords = new Int32Array(STAT_BYTES_MAX / 4);
  private readonly stat = new Uint8Array(this.statWords.buffer);
  private statLength = 0;
  /** Whose Stat `stat` is, and as of which revision of the rows: a write's is wanted twice, for its answer and for watchers. */
  private statRow = 0;
  private statRevision = -1;
  words = new Int32Array(this.bytes.buffer);

  constructor(
    private readonly columns: ZnodeColumns,
    private readonly arena: ByteArena,
  ) {}

  /** The answer so far, as a view that is valid until the next `begin`. */
  view(): Uint8Array {
    const length = this.length;
    // The last word is hashed whole.
    this.bytes[length] = 0;
    this.bytes[length + 1] = 0;
    this.bytes[length + 2] = 0;
    if (length > CACHED_VIEW_BYTES_MAX) {
      return this.bytes.subarray(0, length);
    }
    const cached = this.views[length];
    if (cached !== undefined) {
      return cached;
    }
    while (this.views.length < length) {
      this.views.push(undefined);
    }
    const view = this.bytes.subarray(0, length);
    this.views[length] = view;
    return view;
  }

  begin(zxid: number, code: number, message: string): void {
    this.length = 0;
    this.bytes[this.length++] = TAG_ZXID;
    this.length = writeVarint(this.bytes, this.length, zxid);
    if (code !== 0) {
      this.bytes[this.length++] = TAG_CODE;
      this.length = writeInt32(this.bytes, this.length, code);
      if (message !== '') {
        this.bytes[this.length++] = TAG_MESSAGE;
        // Messages are short and plain ASCII.
        this.bytes[this.length++] = message.length;
        this.length = writeUtf8(message, this.bytes, this.length);
      }
    }
  }

  /** A row's Stat as it is now, encoded: the first `encodedStatLength` bytes, until the next call of this encoder. */
  encodedStat(row: number): Uint8Array {
    this.encodeStat(row);
    return this.stat;
  }

  /** The same by words, the last one filled up with whatever was there. */
  encodedStatWords(row: number): Int32Array {
    this.encodeStat(row);
    return this.statWords;
  }

  get encodedStatLength(): number {
    return this.statLength;
  }

  /** A result of `field` without content. */
  emptyResult(field: number): void {
    this.fieldHeader(field, 0);
  }

  /** ExistsResponse{stat}, which SetDataResponse{stat} equals. */
  statResult(field: number, row: number): void {
    this.encodeStat(row);
    this.fieldHeader(field, this.statLength + 2);
    this.putStat(1);
  }

  /** DeleteResponse{deleted}, which GetAllChildrenNumberResponse{count} equals. */
  numberResult(field: number, value: number): void {
    this.fieldHeader(field, value === 0 ? 0 : 1 + numberBytes(value));
    this.length = numberField(this.bytes, this.length, 0x08, value);
  }

  /** CreateResponse{path, stat}. */
  createResult(field: number, row: number): void {
    this.encodeStat(row);
    const pathLength = this.columns.get(row, Field.pathLength);
    const pathRef = this.columns.get(row, Field.pathRef);
    this.fieldHeader(field, 1 + varintBytes(pathLength) + pathLength + this.statLength + 2);
    this.putBytes(1, pathRef, 0, pathLength);
    this.putStat(2);
  }

  dataLengthOf(row: number): number {
    return this.columns.get(row, Field.dataLength);
  }

  /** GetEphemeralsResponse{paths}; false, and nothing written, where they take more than `maxBytes`. */
  pathsResult(field: number, rows: readonly number[], maxBytes: number): boolean {
    let pathsLength = 0;
    for (const row of rows) {
      const length = this.columns.get(row, Field.pathLength);
      pathsLength += 1 + varintBytes(length) + length;
    }
    if (pathsLength > maxBytes) {
      return false;
    }
    this.fieldHeader(field, pathsLength);
    for (const row of rows) {
      this.putBytes(1, this.columns.get(row, Field.pathRef), 0, this.columns.get(row, Field.pathLength));
    }
    return true;
  }

  /** GetDataResponse{data, stat}. */
  dataResult(field: number, row: number): void {
    this.encodeStat(row);
    const dataLength = this.columns.get(row, Field.dataLength);
    const dataRef = this.columns.get(row, Field.dataRef);
    const dataField = dataLength === 0 ? 0 : 1 + varintBytes(dataLength) + dataLength;
    this.fieldHeader(field, dataField + this.statLength + 2);
    if (dataLength > 0) {
      this.putBytes(1, dataRef, 0, dataLength);
    }
    this.putStat(2);
  }

  /** GetChildrenResponse{children, stat}; false, and nothing written, where the names take more than `maxBytes`. */
  childrenResult(field: number, row: number, maxBytes: number): boolean {
    const columns = this.columns;
    const parentLength = columns.get(row, Field.pathLength);
    // The root's own slash is the separator of its children.
    const nameStart = parentLength === 1 ? 1 : parentLength + 1;
    let namesLength = 0;
    for (let child = columns.get(row, Field.firstChild); child !== 0; child = columns.get(child, Field.nextSibling)) {
      const length = columns.get(child, Field.pathLength) - nameStart;
      namesLength += 1 + varintBytes(length) + length;
      if (namesLength > maxBytes) {
        return false;
      }
    }
    this.encodeStat(row);
    this.fieldHeader(field, namesLength + this.statLength + 2);
    for (let child = columns.get(row, Field.firstChild); child !== 0; child = columns.get(child, Field.nextSibling)) {
      const length = columns.get(child, Field.pathLength) - nameStart;
      this.putBytes(1, columns.get(child, Field.pathRef), nameStart, length);
    }
    this.putStat(2);
    return true;
  }

  /** GetAclResponse{acl, stat}, of encoded fields `acl`. */
  aclResult(field: number, acl: Uint8Array, length: number, row: number): void {
    this.encodeStat(row);
    this.fieldHeader(field, length + this.statLength + 2);
    copyBytes(acl, 0, length, this.bytes, this.length);
    this.length += length;
    this.putStat(2);
  }

  /** A result whose message is content[0, length). */
  rawResult(field: number, content: Uint8Array, length: number): void {
    this.fieldHeader(field, length);
    copyBytes(content, 0, length, this.bytes, this.length);
    this.length += length;
  }

  /** Wraps what a result method wrote since `begin…` into MultiPartResult; see multi-results. */
  get buffer(): Uint8Array {
    return this.bytes;
  }

  private fieldHeader(field: number, length: number): void {
    this.ensure(length + 16);
    const tag = (field << 3) | 2;
    let at = this.length;
    if (tag >= 0x80) {
      this.bytes[at++] = (tag & 0x7f) | 0x80;
      this.bytes[at++] = tag >>> 7;
    } else {
      this.bytes[at++] = tag;
    }
    this.length = writeVarint(this.bytes, at, length);
  }

  private putBytes(field: number, reference: number, skip: number, length: number): void {
    this.bytes[this.length++] = (field << 3) | 2;
    this.length = writeVarint(this.bytes, this.length, length);
    const start = this.arena.offsetOf(reference) + skip;
    copyBytes(this.arena.bytesOf(reference), start, start + length, this.bytes, this.length);
    this.length += length;
  }

  private putStat(field: number): void {
    this.bytes[this.length++] = (field << 3) | 2;
    this.bytes[this.length++] = this.statLength;
    copyBytes(this.stat, 0, this.statLength, this.bytes, this.length);
    this.length += this.statLength;
  }

  private encodeStat(row: number): void {
    const { revision } = this.columns;
    if (row === this.statRow && revision === this.statRevision) return;
    this.statRow = row;
    this.statRevision = revision;
    const words = this.columns.words(row);
    const base = this.columns.base(row);
    const numbers = this.columns.numbers(row);
    const numberBase = this.columns.numberBase(row);
    const childCount = words[base + Field.childCount] ?? 0;
    // ZooKeeper's rule: every creation and every deletion of a child counts.
    const cversion = (2 * (words[base + Field.creations] ?? 0) - childCount) | 0;
    const stat = this.stat;
    let at = 0;
    at = numberField(stat, at, 0x08, numbers[numberBase + NumberField.czxid] ?? 0);
    at = numberField(stat, at, 0x10, numbers[numberBase + NumberField.mzxid] ?? 0);
    at = numberField(stat, at, 0x18, numbers[numberBase + NumberField.pzxid] ?? 0);
    at = numberField(stat, at, 0x20, numbers[numberBase + NumberField.ctimeMs] ?? 0);
    at = numberField(stat, at, 0x28, numbers[numberBase + NumberField.mtimeMs] ?? 0);
    at = int32Field(stat, at, 0x30, words[base + Field.version] ?? 0);
    at = int32Field(stat, at, 0x38, cversion);
    at = int32Field(stat, at, 0x40, words[base + Field.aversion] ?? 0);
    at = int32Field(stat, at, 0x48, words[base + Field.kind] ?? 0);
    const ownerTag = words[base + Field.kind] === RowKind.ttl ? 0x58 : 0x50;
    at = numberField(stat, at, ownerTag, numbers[numberBase + NumberField.owner] ?? 0);
    at = int32Field(stat, at, 0x60, words[base + Field.dataLength] ?? 0);
    at = int32Field(stat, at, 0x68, childCount);
    this.statLength = at;
  }

  private ensure(more: number): void {
    const needed = this.length + more + 16;
    if (needed <= this.bytes.length) {
      return;
    }
    let capacity = this.bytes.length;
    while (capacity < needed) {
      capacity *= 2;
    }
    const larger = new Uint8Array(capacity);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.words = new Int32Array(larger.buffer);
    this.views = [];
  }
}

/** A non-negative safe integer. */
export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  let rest = value;
  while (rest > 0x7fffffff) {
    bytes[position++] = (rest & 0x7f) | 0x80;
    rest = floor(rest / 0x80);
  }
  while (rest >= 0x80) {
    bytes[position++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[position++] = rest;
  return position;
}

/** Ten bytes where it is negative, as protobuf's int32 has it. */
export function writeInt32(bytes: Uint8Array, position: number, value: number): number {
  if (value >= 0) {
    return writeVarint(bytes, position, value);
  }
  let rest = value;
  for (let i = 0; i < 9; i += 1) {
    bytes[position++] = (rest & 0x7f) | 0x80;
    rest >>= 7;
  }
  bytes[position++] = 1;
  return position;
}

function numberField(bytes: Uint8Array, position: number, tag: number, value: number): number {
  if (value === 0) {
    return position;
  }
  bytes[position] = tag;
  return writeVarint(bytes, position + 1, value);
}

function int32Field(bytes: Uint8Array, position: number, tag: number, value: number): number {
  if (value === 0) {
    return position;
  }
  bytes[position] = tag;
  return writeInt32(bytes, position + 1, value);
}
