import { PathScan } from './path-scan';
import { ReapableZnodes } from './reapable-znodes';
import { compareCreation, sortSiblings } from './sibling-order';
import { REQUEST_ID_BYTES } from './request-ids';
import { OtherSnapshotFormat, RecordReader, RecordType, SNAPSHOT_FORMAT_VERSION } from './snapshot-format';
import { Tree } from './tree';
import { RESERVED_PATHS, ROOT_ROW, TreeState } from './tree-state';
import type { SnapshotLoaderApi, TreeOptions } from './types';
import { readUtf8, utf8Bytes } from './utf8';
import { Field, NumberField, RowKind } from './znode-columns';

/** A header may say anything: beyond so many the index grows as rows come. */
const RESERVED_ROWS_MAX = 1 << 23;

/** More lists than there can be znodes and records: a damaged number must not ask for memory. */
const ACL_NUMBER_MAX = 1 << 24;

interface Header {
  readonly zxid: number;
  readonly znodes: number;
  readonly sessions: number;
  readonly historyEnd: number;
}

/**
 * While loading, `nextEphemeral` of a row that is no ephemeral counts the children that have been linked to it; nobody
 * reads the field of such a row until `finish`, which links container and TTL znodes by it.
 */
const LINKED_CHILDREN = Field.nextEphemeral;

/**
 * Builds a tree from a snapshot's chunks, each znode linked as it comes: a parent that has not come yet is a
 * placeholder until then. All hashes are computed anew from the bytes, so that the digest proves the load.
 */
export class SnapshotLoader implements SnapshotLoaderApi {
  private readonly state: TreeState;
  private readonly scan = new PathScan();
  private readonly parentScan = new PathScan();
  private header: Header | null = null;
  private ended = false;
  private placeholders = 0;
  /** Rows whose linked children are not as many as their record says. */
  private incompleteParents = 0;
  private readonly ephemerals: number[] = [];
  private readonly reapable: number[] = [];
  /** Rows whose children did not come in the order of their creation. */
  private readonly unsortedParents = new Set<number>();
  /** Their hashes lack the list's. */
  private readonly rowsBeforeTheirAcl: number[] = [];
  private answerWords = new Int32Array(1024);
  /** The parent of the row before: siblings mostly come one after the other. */
  private lastParent = ROOT_ROW;
  /** Where the path of the row before begins in the chunk; −1 where the next one is not compared with it. */
  private lastPathStart = -1;
  /** Children of the last parent that it and those above it have not been told of, with what is below them and their bytes of data. */
  private newChildren = 0;
  private newZnodes = 0;
  private newBytes = 0;

  constructor(private readonly options: TreeOptions) {
    this.state = new TreeState(options, true);
    // Where less history is kept than in the snapshot, records go again before the znodes come that use the same lists.
    this.state.store.acls.keep();
    for (const path of RESERVED_PATHS) {
      const bytes = utf8Bytes(path);
      this.scan.scan(bytes, 0, bytes.length, false);
      this.addPlaceholder(this.state.store.arena.store(bytes, 0, bytes.length), bytes.length, this.scan);
    }
  }

  add(chunk: Uint8Array): void {
    const reader = new RecordReader(chunk);
    this.lastPathStart = -1;
    while (!reader.atEnd) {
      const type = reader.byte();
      if ((type === RecordType.header) !== (this.header === null) || this.ended) {
        throw new Error(`snapshot record of type ${type} is out of place`);
      }
      switch (type) {
        case RecordType.znode:
          this.addZnode(reader);
          break;
        case RecordType.history:
          this.addHistory(reader);
          break;
        case RecordType.acl:
          this.addAcl(reader);
          break;
        case RecordType.requestId:
          this.addRequestId(reader);
          break;
        case RecordType.session:
          this.addSession(reader);
          break;
        case RecordType.header:
          this.header = this.readHeader(reader);
          break;
        case RecordType.end:
          this.ended = true;
          break;
        default:
          throw new Error(`snapshot record of unknown type ${type}`);
      }
    }
  }

  finish(zxid: number, digest: string): Tree {
    const { state, header } = this;
    if (header === null || !this.ended) {
      throw new Error('the snapshot is not complete');
    }
    this.tellParent();
    expectEqual('zxid', zxid, header.zxid);
    expectEqual('znodes', header.znodes, state.store.znodeCount);
    expectEqual('sessions', header.sessions, state.sessions.size);
    expectEqual('znodes without a record', 0, this.placeholders);
    expectEqual('znodes with missing children', 0, this.incompleteParents);
    expectEqual('history end', header.historyEnd, state.history.nextPosition);
    state.store.acls.finishRestore();
    this.rowsBeforeTheirAcl.forEach((row) => state.store.endChange(row));
    this.linkEphemerals();
    this.reapable.forEach((row) => state.store.reapable.link(row));
    this.unsortedParents.forEach((parent) => sortSiblings(state.store.columns, parent));
    state.sessions.sort();
    state.appliedZxid = zxid;
    expectEqual('digest', digest, state.digest());
    return new Tree(this.options, state);
  }

  private readHeader(reader: RecordReader): Header {
    const { state } = this;
    const format = reader.varint();
    if (format !== SNAPSHOT_FORMAT_VERSION) throw new OtherSnapshotFormat(format);
    const zxid = reader.varint();
    state.timeMs = reader.varint();
    state.featureLevel = reader.varint();
    const znodes = reader.varint();
    state.store.index.reserve(Math.min(znodes, RESERVED_ROWS_MAX));
    const sessions = reader.varint();
    const historyStart = reader.varint();
    const historyEnd = reader.varint();
    state.history.restoreStart(historyStart, reader.varint());
    for (let count = reader.varint(); count > 0; count -= 1) {
      state.origins.restore(reader.varint(), reader.varint(), reader.varint());
    }
    for (let count = reader.varint(); count > 0; count -= 1) {
      const checkpointZxid = reader.varint();
      reader.blob();
      state.checkpoints.push({ zxid: checkpointZxid, digest: readUtf8(reader.bytes, reader.blobStart, reader.blobEnd) });
    }
    return { zxid, znodes, sessions, historyEnd };
  }

  private addHistory(reader: RecordReader): void {
    const zxid = reader.varint();
    const ordinal = reader.varint();
    const kind = reader.byte();
    const part = reader.varint();
    const acl = this.readAcl(reader);
    const parentAcl = this.readAcl(reader);
    reader.blob();
    this.state.history.record(zxid, ordinal, kind, part, acl, parentAcl, reader.bytes, reader.blobStart, reader.blobEnd - reader.blobStart);
  }

  private addAcl(reader: RecordReader): void {
    const acl = this.readAcl(reader);
    reader.blob();
    if (acl === 0 || reader.blobEnd === reader.blobStart || this.state.store.acls.has(acl)) {
      throw new Error(`access control list ${acl} of the snapshot is malformed or there twice`);
    }
    this.state.store.acls.restore(acl, reader.bytes, reader.blobStart, reader.blobEnd);
  }

  /** A number of a list, which may come later. */
  private readAcl(reader: RecordReader): number {
    const acl = reader.varint();
    if (acl > ACL_NUMBER_MAX) {
      throw new Error(`access control list ${acl} of the snapshot cannot be`);
    }
    this.state.store.acls.reserve(acl);
    return acl;
  }

  private addRequestId(reader: RecordReader): void {
    const timeMs = reader.varint();
    const id = reader.take(REQUEST_ID_BYTES);
    const hash = { low: reader.int32(), high: reader.int32() };
    const code = reader.int32();
    reader.blob();
    const length = reader.blobEnd - reader.blobStart;
    this.state.requestIds.append(timeMs, id, hash, code, this.alignedWords(reader.bytes, reader.blobStart, length), length);
  }

  private addSession(reader: RecordReader): void {
    const { state } = this;
    const id = reader.varint();
    const timeoutMs = reader.varint();
    const generation = reader.varint();
    const lastSequence = reader.varint();
    reader.blob();
    if (state.sessions.get(id) !== undefined) {
      throw new Error(`session ${id} is in the snapshot twice`);
    }
    const session = state.sessions.open(id, timeoutMs, reader.bytes.subarray(reader.blobStart, reader.blobEnd));
    session.generation = generation;
    session.lastSequence = lastSequence;
    const connection = readIdentities(reader);
    session.setIdentities(connection, readIdentities(reader), state.hasher);
    session.answers.firstSequence = reader.varint();
    for (let count = reader.varint(); count > 0; count -= 1) {
      const code = reader.int32();
      reader.blob();
      const length = reader.blobEnd - reader.blobStart;
      session.answers.append(id, code, this.alignedWords(reader.bytes, reader.blobStart, length), length, state.hasher, state.sum);
    }
  }

  private addZnode(reader: RecordReader): void {
    const { columns, arena, index, acls } = this.state.store;
    const kind = reader.byte();
    reader.blob();
    const pathStart = reader.blobStart;
    const pathEnd = reader.blobEnd;
    const isSibling = this.scanPath(reader, pathStart, pathEnd);
    // Without placeholders it can only be new, or there twice, which the digest tells: the index need not be asked.
    let row = this.placeholders === 0 ? 0 : index.find(reader.bytes, pathStart, pathEnd, this.scan.hash);
    if (row === 0) {
      row = this.addPlaceholder(arena.storeByWords(reader.bytes, reader.view, pathStart, pathEnd), pathEnd - pathStart, this.scan);
    } else {
      if (columns.get(row, Field.kind) !== RowKind.placeholder) {
        throw new Error(`znode ${readUtf8(reader.bytes, pathStart, pathEnd)} is in the snapshot twice`);
      }
      // It may be above the last parent, or be it: from here on it has a parent of its own, which is told of all that is below.
      this.tellParent();
    }
    this.placeholders -= 1;
    reader.blob();
    const words = columns.words(row);
    const base = columns.base(row);
    words[base + Field.dataRef] = arena.storeByWords(reader.bytes, reader.view, reader.blobStart, reader.blobEnd);
    words[base + Field.dataLength] = reader.blobEnd - reader.blobStart;
    words[base + Field.version] = reader.int32();
    words[base + Field.creations] = reader.int32();
    words[base + Field.aversion] = reader.int32();
    const acl = this.readAcl(reader);
    if (acl !== 0) {
      words[base + Field.acl] = acl;
      acls.retain(acl);
      if (!acls.has(acl)) {
        this.rowsBeforeTheirAcl.push(row);
      }
    }
    words[base + Field.childCount] = reader.varint();
    words[base + Field.createOrdinal] = reader.varint();
    const numbers = columns.numbers(row);
    const numberBase = columns.numberBase(row);
    for (let field = NumberField.czxid; field <= NumberField.owner; field += 1) {
      numbers[numberBase + field] = reader.varint();
    }
    if (row === ROOT_ROW) {
      this.lastPathStart = -1;
    } else {
      if (!isSibling) {
        this.enterParent(reader.bytes, pathStart);
      }
      this.lastPathStart = pathStart;
      this.linkToParent(row);
    }
    words[base + Field.kind] = kind;
    this.noteCompleteness(row, 1);
    if (kind === RowKind.ephemeral) {
      if (words[base + Field.firstChild] !== 0) {
        throw new Error('an ephemeral znode of the snapshot has children');
      }
      this.ephemerals.push(row);
    } else if (ReapableZnodes.isKind(kind)) {
      this.reapable.push(row);
    }
    this.state.quotas.restore(row);
    this.state.store.hashData(row);
    this.state.store.endChange(row);
    this.state.store.znodeCount += 1;
  }

  /** True: the parent is that of the row before, for the paths are the same up to the last slash. */
  private scanPath(reader: RecordReader, start: number, end: number): boolean {
    const { scan } = this;
    const { bytes } = reader;
    const parentLength = this.lastPathStart < 0 ? 0 : scan.parentEnd - this.lastPathStart;
    const mayBeSibling =
      this.lastPathStart >= 0 && end - start > parentLength && sameBytes(reader, this.lastPathStart, start, parentLength + 1);
    const isAllowed = mayBeSibling ? scan.scanSibling(bytes, start, end, parentLength) : scan.scan(bytes, start, end, false);
    if (!isAllowed) {
      throw new Error('the snapshot holds a znode with an invalid path');
    }
    return mayBeSibling && scan.parentEnd - start === parentLength;
  }

  /** The last parent becomes that of the scanned path: a placeholder where it has not come yet. */
  private enterParent(bytes: Uint8Array, pathStart: number): void {
    const { parentEnd, parentHash } = this.scan;
    const { arena, index } = this.state.store;
    let parent = parentEnd === pathStart ? ROOT_ROW : index.find(bytes, pathStart, parentEnd, parentHash);
    if (parent === 0) {
      this.parentScan.scan(bytes, pathStart, parentEnd, false);
      parent = this.addPlaceholder(arena.store(bytes, pathStart, parentEnd), parentEnd - pathStart, this.parentScan);
    }
    if (parent !== this.lastParent) {
      this.tellParent();
      this.lastParent = parent;
    }
  }

  /** First among the children of the last parent, which is told of it with its siblings. */
  private linkToParent(row: number): void {
    const { columns } = this.state.store;
    const parent = this.lastParent;
    const newest = columns.get(parent, Field.firstChild);
    const words = columns.words(row);
    const base = columns.base(row);
    words[base + Field.parent] = parent;
    words[base + Field.nextSibling] = newest;
    if (newest !== 0) {
      columns.set(newest, Field.previousSibling, row);
      if (compareCreation(columns, row, newest) < 0) {
        this.unsortedParents.add(parent);
      }
    }
    columns.set(parent, Field.firstChild, row);
    this.newChildren += 1;
    this.newZnodes += 1 + (words[base + Field.descendants] ?? 0);
    this.newBytes += (words[base + Field.dataLength] ?? 0) + columns.getNumber(row, NumberField.dataBelow);
  }

  /**
   * The last parent counts its new children, and those above it what is new below them: once for a run of siblings. To be called before
   * any of these rows is linked itself.
   */
  private tellParent(): void {
    if (this.newChildren === 0) {
      return;
    }
    const { store } = this.state;
    const parent = this.lastParent;
    this.noteCompleteness(parent, -1);
    store.columns.set(parent, LINKED_CHILDREN, store.columns.get(parent, LINKED_CHILDREN) + this.newChildren);
    this.noteCompleteness(parent, 1);
    store.countBelow(parent, this.newZnodes, this.newBytes);
    this.newChildren = 0;
    this.newZnodes = 0;
    this.newBytes = 0;
  }

  /** Counts a row among the incomplete ones (`change` 1) or takes it out (−1), where it is one. */
  private noteCompleteness(row: number, change: number): void {
    const { columns } = this.state.store;
    if (columns.get(row, Field.kind) !== RowKind.placeholder && columns.get(row, LINKED_CHILDREN) !== columns.get(row, Field.childCount)) {
      this.incompleteParents += change;
    }
  }

  private addPlaceholder(pathRef: number, pathLength: number, scan: PathScan): number {
    const { columns, index } = this.state.store;
    const row = columns.allocate();
    const words = columns.words(row);
    const base = columns.base(row);
    words[base + Field.kind] = RowKind.placeholder;
    words[base + Field.pathRef] = pathRef;
    words[base + Field.pathLength] = pathLength;
    words[base + Field.pathHash] = scan.hash;
    words[base + Field.pathHashSecond] = scan.hashSecond;
    index.insert(row);
    this.placeholders += 1;
    return row;
  }

  /** Rows come in any order; an owner's list is in the order of creation. */
  private linkEphemerals(): void {
    const { store } = this.state;
    const { columns } = store;
    this.ephemerals.sort(
      (a, b) =>
        columns.getNumber(a, NumberField.czxid) - columns.getNumber(b, NumberField.czxid) ||
        columns.get(a, Field.createOrdinal) - columns.get(b, Field.createOrdinal),
    );
    for (const row of this.ephemerals) {
      const session = store.ownerOf(row);
      if (session === undefined) {
        throw new Error(`the owner ${columns.getNumber(row, NumberField.owner)} of an ephemeral znode is not in the snapshot`);
      }
      store.appendEphemeral(row, session);
    }
  }

  private alignedWords(bytes: Uint8Array, start: number, length: number): Int32Array {
    if (length > this.answerWords.length * 4) {
      this.answerWords = new Int32Array(length);
    }
    const target = new Uint8Array(this.answerWords.buffer);
    target.set(bytes.subarray(start, start + length));
    target.fill(0, length, (length + 3) & ~3);
    return this.answerWords;
  }
}

/** Whether so many bytes from either place on are the same, and are there. */
function sameBytes({ bytes, view }: RecordReader, one: number, other: number, length: number): boolean {
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    if (view.getInt32(one + at) !== view.getInt32(other + at)) {
      return false;
    }
  }
  for (; at < length; at += 1) {
    if (bytes[one + at] !== bytes[other + at]) {
      return false;
    }
  }
  return true;
}

function expectEqual(what: string, expected: number | string, actual: number | string): void {
  if (expected !== actual) {
    throw new Error(`the loaded snapshot differs: ${what} should be ${expected} and is ${actual}`);
  }
}

function readIdentities(reader: RecordReader): readonly string[] {
  const identities: string[] = [];
  for (let count = reader.varint(); count > 0; count -= 1) {
    reader.blob();
    identities.push(readUtf8(reader.bytes, reader.blobStart, reader.blobEnd));
  }
  return identities;
}
