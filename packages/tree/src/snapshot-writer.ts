import type { HistoryTail } from './change-history';
import { REQUEST_ID_BYTES, type RequestIdSegment } from './request-ids';
import type { Session } from './session-table';
import type { SessionSaver } from './session-executor';
import { RecordType, RecordWriter, SNAPSHOT_FORMAT_VERSION } from './snapshot-format';
import type { TreeState } from './tree-state';
import type { SnapshotCursor } from './types';
import { utf8Bytes } from './utf8';
import { Field, NumberField, RowKind } from './znode-columns';
import type { RowSaver } from './znode-store';

/**
 * A snapshot keeps so much of the history, by its count: some 80,000 changes. Who resumes behind a restart of this replica was a moment
 * behind the end of the log, and what the log has after the snapshot comes on top (DESIGN.md, "Snapshots are points in time").
 */
export const SNAPSHOT_HISTORY_BYTES = 4 * 1024 * 1024;

/** Copied-aside records are sealed into buffers of about this size. */
const ASIDE_BYTES = 64 * 1024;

/**
 * A snapshot of the state at one zxid, written while the state goes on changing.
 *
 * The cursor passes all sessions, then all rows. What it has not passed and is about to change or to vanish is
 * copied aside first, once; what came into being later is marked and passed over. The history's segments never change and
 * are simply kept; header, origins and checkpoints are small and are written at once.
 */
export class SnapshotWriter implements SnapshotCursor, RowSaver, SessionSaver {
  readonly zxid: number;
  readonly digest: string;

  private readonly header: Uint8Array;
  private readonly history: HistoryTail;
  private historyPosition: number;
  private segmentIndex = 0;
  private readonly requestIdSegments: readonly RequestIdSegment[];
  private requestIdPosition: number;
  private readonly requestIdEnd: number;
  private requestIdSegment = 0;
  private readonly sessions: IterableIterator<Session>;
  private sessionsPassed = false;
  /** Rows below this have been passed. */
  private rowCursor = 1;
  /** Rows from here on were made after the snapshot began. */
  private readonly rowLimit: number;

  /** Lists of lower numbers have been written; those from the limit on were made later. Lists without users are kept until the end. */
  private aclCursor = 1;
  private readonly aclLimit: number;

  private readonly out = new RecordWriter(ASIDE_BYTES);
  private readonly aside = new RecordWriter(ASIDE_BYTES);
  private readonly sealedAside: Uint8Array[] = [];
  private sealedAsideBytes = 0;
  private phase: 'header' | 'acls' | 'history' | 'requestIds' | 'sessions' | 'rows' | 'done' = 'header';

  /** `number` tells this snapshot's marks from those of others; `ended` is called once. */
  constructor(
    private readonly state: TreeState,
    private readonly number: number,
    private readonly ended: () => void,
  ) {
    this.zxid = state.appliedZxid;
    this.digest = state.digest();
    this.history = state.history.tail(SNAPSHOT_HISTORY_BYTES);
    this.historyPosition = this.history.start;
    this.requestIdSegments = state.requestIds.heldSegments();
    this.requestIdPosition = state.requestIds.oldestPosition;
    this.requestIdEnd = state.requestIds.nextPosition;
    this.sessions = state.sessions.values();
    this.rowLimit = state.store.columns.rowLimit;
    this.aclLimit = state.store.acls.limit;
    state.store.acls.keep();
    this.header = this.encodeHeader();
  }

  get copiedAsideBytes(): number {
    return this.sealedAsideBytes + this.aside.length;
  }

  next(maxBytes: number): Uint8Array | null {
    if (this.phase === 'done') {
      return null;
    }
    if (this.phase === 'header') {
      this.phase = 'acls';
      return this.header;
    }
    if (this.phase === 'acls') {
      this.writeAcls(maxBytes);
      if (this.out.length > 0) {
        return this.out.take();
      }
    }
    const sealed = this.takeSealed();
    if (sealed !== null) {
      return sealed;
    }
    if (this.phase === 'history') {
      this.writeHistory(maxBytes);
    }
    if (this.phase === 'requestIds') {
      this.writeRequestIds(maxBytes);
    }
    if (this.phase === 'sessions') {
      this.writeSessions(maxBytes);
    }
    if (this.phase === 'rows') {
      this.writeRows(maxBytes);
    }
    if (this.phase === 'rows' && this.rowCursor === this.rowLimit) {
      this.writeEnd();
    }
    return this.out.take();
  }

  release(): void {
    if (this.phase !== 'done') {
      this.finish();
    }
  }

  beforeRowChange(row: number): void {
    if (row < this.rowCursor || row >= this.rowLimit) {
      return;
    }
    const { columns } = this.state.store;
    if (columns.get(row, Field.snapshotMark) !== this.number) {
      columns.set(row, Field.snapshotMark, this.number);
      this.writeRow(this.aside, row);
      this.sealAside();
    }
  }

  rowCreated(row: number): void {
    this.state.store.columns.set(row, Field.snapshotMark, this.number);
  }

  beforeSessionChange(session: Session): void {
    if (this.sessionsPassed || session.id > this.zxid || session.snapshotMark === this.number) {
      return;
    }
    session.snapshotMark = this.number;
    writeSession(this.aside, session);
    this.sealAside();
  }

  sessionOpened(session: Session): void {
    session.snapshotMark = this.number;
  }

  private takeSealed(): Uint8Array | null {
    const sealed = this.sealedAside.shift();
    if (sealed === undefined) {
      return null;
    }
    this.sealedAsideBytes -= sealed.length;
    return sealed;
  }

  private sealAside(): void {
    if (this.aside.length >= ASIDE_BYTES) {
      const sealed = this.aside.take();
      this.sealedAside.push(sealed);
      this.sealedAsideBytes += sealed.length;
    }
  }

  /** Before what names them, so that the loader need not hash anything twice: what is copied aside meanwhile waits. */
  private writeAcls(maxBytes: number): void {
    const { acls } = this.state.store;
    const out = this.out;
    while (this.aclCursor < this.aclLimit && out.length < maxBytes) {
      const acl = this.aclCursor;
      if (acls.has(acl)) {
        out.byte(RecordType.acl);
        out.varint(acl);
        acls.bytes(acl, (bytes, start, end) => out.blob(bytes, start, end));
      }
      this.aclCursor += 1;
    }
    if (this.aclCursor === this.aclLimit) {
      this.phase = 'history';
    }
  }

  private writeHistory(maxBytes: number): void {
    const out = this.out;
    while (this.historyPosition < this.history.end && out.length < maxBytes) {
      const segment = this.history.segments[this.segmentIndex];
      if (segment === undefined) {
        throw new Error(`history position ${this.historyPosition} has no segment`);
      }
      const index = this.historyPosition - segment.firstPosition;
      if (index >= segment.count) {
        this.segmentIndex += 1;
        continue;
      }
      out.byte(RecordType.history);
      out.varint(segment.zxids[index] ?? 0);
      out.varint(segment.ordinals[index] ?? 0);
      out.byte(segment.kinds[index] ?? 0);
      out.varint(segment.parts[index] ?? 0);
      out.varint(segment.aclRefs[index] ?? 0);
      out.varint(segment.parentAclRefs[index] ?? 0);
      out.blob(segment.paths, segment.pathStart(index), segment.pathEnd(index));
      this.historyPosition += 1;
    }
    if (this.historyPosition === this.history.end) {
      this.phase = 'requestIds';
    }
  }

  private writeRequestIds(maxBytes: number): void {
    const out = this.out;
    while (this.requestIdPosition < this.requestIdEnd && out.length < maxBytes) {
      const segment = this.requestIdSegments[this.requestIdSegment];
      if (segment === undefined) {
        throw new Error(`request id at position ${this.requestIdPosition} has no segment`);
      }
      const index = this.requestIdPosition - segment.firstPosition;
      if (index >= segment.count) {
        this.requestIdSegment += 1;
        continue;
      }
      out.byte(RecordType.requestId);
      out.varint(segment.timesMs[index] ?? 0);
      out.raw(segment.id(index), REQUEST_ID_BYTES);
      out.int32(segment.operationLow[index] ?? 0);
      out.int32(segment.operationHigh[index] ?? 0);
      out.int32(segment.codes[index] ?? 0);
      const answer = segment.answer(index);
      out.blob(answer, 0, answer.length);
      this.requestIdPosition += 1;
    }
    if (this.requestIdPosition === this.requestIdEnd) {
      this.phase = 'sessions';
    }
  }

  private writeSessions(maxBytes: number): void {
    while (this.out.length < maxBytes) {
      const next = this.sessions.next();
      if (next.done === true) {
        this.sessionsPassed = true;
        this.phase = 'rows';
        return;
      }
      if (next.value.id <= this.zxid && next.value.snapshotMark !== this.number) {
        next.value.snapshotMark = this.number;
        writeSession(this.out, next.value);
      }
    }
  }

  private writeRows(maxBytes: number): void {
    const { columns } = this.state.store;
    while (this.rowCursor < this.rowLimit && this.out.length < maxBytes) {
      const row = this.rowCursor;
      if (columns.get(row, Field.kind) !== RowKind.free && columns.get(row, Field.snapshotMark) !== this.number) {
        this.writeRow(this.out, row);
      }
      this.rowCursor += 1;
    }
  }

  /** Sealed buffers have all gone out by calls of their own: none can have been added within this one. */
  private writeEnd(): void {
    this.out.raw(this.aside.bytes, this.aside.length);
    this.out.byte(RecordType.end);
    this.finish();
  }

  private finish(): void {
    this.phase = 'done';
    this.sealedAside.length = 0;
    this.sealedAsideBytes = 0;
    this.aside.length = 0;
    this.state.store.acls.letGo();
    this.ended();
  }

  private writeRow(out: RecordWriter, row: number): void {
    const { columns, arena } = this.state.store;
    const words = columns.words(row);
    const base = columns.base(row);
    const numbers = columns.numbers(row);
    const numberBase = columns.numberBase(row);
    out.byte(RecordType.znode);
    out.byte(words[base + Field.kind] ?? 0);
    const pathRef = (words[base + Field.pathRef] ?? 0) >>> 0;
    const pathStart = arena.offsetOf(pathRef);
    out.blob(arena.bytesOf(pathRef), pathStart, pathStart + (words[base + Field.pathLength] ?? 0));
    const dataRef = (words[base + Field.dataRef] ?? 0) >>> 0;
    if (dataRef === 0) {
      out.varint(0);
    } else {
      const dataStart = arena.offsetOf(dataRef);
      out.blob(arena.bytesOf(dataRef), dataStart, dataStart + (words[base + Field.dataLength] ?? 0));
    }
    out.int32(words[base + Field.version] ?? 0);
    out.int32(words[base + Field.creations] ?? 0);
    out.int32(words[base + Field.aversion] ?? 0);
    out.varint(words[base + Field.acl] ?? 0);
    out.varint(words[base + Field.childCount] ?? 0);
    out.varint(words[base + Field.createOrdinal] ?? 0);
    for (let field = NumberField.czxid; field <= NumberField.owner; field += 1) {
      out.varint(numbers[numberBase + field] ?? 0);
    }
  }

  private encodeHeader(): Uint8Array {
    const { state } = this;
    const out = new RecordWriter(1024);
    out.byte(RecordType.header);
    out.varint(SNAPSHOT_FORMAT_VERSION);
    out.varint(this.zxid);
    out.varint(state.timeMs);
    out.varint(state.featureLevel);
    out.varint(state.store.znodeCount);
    out.varint(state.sessions.size);
    out.varint(this.historyPosition);
    out.varint(this.history.end);
    out.varint(this.history.firstZxid);
    let origins = 0;
    state.origins.forEach(() => {
      origins += 1;
    });
    out.varint(origins);
    state.origins.forEach((replica, epoch, number) => {
      out.varint(replica);
      out.varint(epoch);
      out.varint(number);
    });
    out.varint(state.checkpoints.length);
    for (const { zxid, digest } of state.checkpoints) {
      const bytes = utf8Bytes(digest);
      out.varint(zxid);
      out.blob(bytes, 0, bytes.length);
    }
    return out.take();
  }
}

function writeSession(out: RecordWriter, session: Session): void {
  out.byte(RecordType.session);
  out.varint(session.id);
  out.varint(session.timeoutMs);
  out.varint(session.generation);
  out.varint(session.lastSequence);
  out.blob(session.secretHash, 0, session.secretHash.length);
  for (const identities of [session.connectionIdentities, session.addedIdentities]) {
    out.varint(identities.length);
    for (const identity of identities) {
      const bytes = utf8Bytes(identity);
      out.blob(bytes, 0, bytes.length);
    }
  }
  const { answers } = session;
  out.varint(answers.firstSequence);
  out.varint(answers.count);
  for (let i = 0; i < answers.count; i += 1) {
    answers.find(answers.firstSequence + i);
    out.int32(answers.foundCode);
    const bytes = answers.foundBytes;
    out.blob(bytes, 0, bytes.length);
  }
}
