import { Right, type AccessCheck } from './access-check';
import { AclRequest } from './acl-request';
import { copyBytes } from './byte-arena';
import { ChangeNumber, type ChangeHistory } from './change-history';
import { ErrorCode } from './error-code';
import { CHECK_FIELD, OperationField, type Operation } from './operation';
import { PathScan } from './path-scan';
import type { QuotaTable } from './quota-table';
import type { Session } from './session-table';
import { LAST_RESERVED_ROW, ROOT_ROW } from './tree-state';
import type { TreeOptions } from './types';
import type { UndoLog } from './undo-log';
import type { ValueRecorder } from './value-recorder';
import { Field, NumberField, RowKind } from './znode-columns';
import type { ZnodeStore } from './znode-store';

const VERSION_ANY = -1;
const SEQUENCE_DIGITS = 10;
/** A sign can stand before the ten digits once the counter has wrapped. */
const SEQUENCE_CHARACTERS_MAX = 11;
const ZERO = 0x30;
const MINUS = 0x2d;
const INITIAL_PATH_BYTES = 4096;
/** ZooKeeper has no limit of its own but the size of a request, 1 MiB − 1. */
const PATH_BYTES_MAX = 1024 * 1024 - 1;

/**
 * The writes create, delete, setData and check, with ZooKeeper 3.9.5's order of checks. A method answers
 * with the operation's code; where it is 0, `row` is the znode that it made or changed.
 *
 * Everything is checked before anything is changed.
 */
export class CommandExecutor {
  /** The row of the last create, setData or check that succeeded. */
  row = 0;
  /** In words, where the code alone does not say enough. */
  reason = '';
  zxid = 0;
  timeMs = 0;
  /** Position of the next change within the zxid. */
  ordinal = 0;
  /** Set while the parts of a multi are applied: changes are noted there instead of in the history. */
  undo: UndoLog | null = null;

  /** Null where nobody keeps values of changes. */
  values: ValueRecorder | null = null;

  readonly scan = new PathScan();
  private readonly aclRequest: AclRequest;
  private scratch = new Uint8Array(INITIAL_PATH_BYTES);

  constructor(
    private readonly options: TreeOptions,
    private readonly store: ZnodeStore,
    private readonly history: ChangeHistory,
    private readonly access: AccessCheck,
    private readonly quotas: QuotaTable,
  ) {
    this.aclRequest = new AclRequest(store.acls, access);
  }

  begin(zxid: number, timeMs: number): void {
    this.zxid = zxid;
    this.timeMs = timeMs;
    this.ordinal = 0;
    this.reason = '';
    this.values?.ring.settle(this.history.nextPosition);
  }

  /** A write other than multi and close. `session` is null for a caller without one. */
  execute(buffer: Uint8Array, operation: Operation, session: Session | null): number {
    switch (operation.field) {
      case OperationField.setData:
        return this.setData(buffer, operation);
      case OperationField.create:
        return this.create(buffer, operation, session);
      case OperationField.delete:
        return this.delete(buffer, operation);
      case CHECK_FIELD:
        return this.check(buffer, operation);
      default:
        return ErrorCode.unimplemented;
    }
  }

  private create(buffer: Uint8Array, operation: Operation, session: Session | null): number {
    const columns = this.store.columns;
    const scan = this.scan;
    const ephemeral = operation.kind === RowKind.ephemeral;
    if (operation.kind < 0 || operation.kind > RowKind.ephemeral) {
      return this.badArguments('unknown kind of znode');
    }
    if (ephemeral && session === null) {
      return this.badArguments('an ephemeral znode needs a session');
    }
    let { pathStart, pathEnd } = operation;
    if (!this.isValidPath(buffer, pathStart, pathEnd, operation.sequential)) {
      return this.badArguments('invalid path');
    }
    if (operation.dataEnd - operation.dataStart > this.options.maxDataBytes) {
      return ErrorCode.dataTooLarge;
    }
    if (this.aclRequest.read(buffer, operation) !== ErrorCode.ok) {
      return this.invalidAcl();
    }
    if (pathEnd - pathStart === 1 && !operation.sequential) {
      return ErrorCode.nodeExists;
    }
    const parent = this.parentRow(buffer, pathStart);
    if (parent === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(parent, Right.create)) {
      return ErrorCode.noAuth;
    }
    let path = buffer;
    if (operation.sequential) {
      pathEnd = this.appendSequence(buffer, pathStart, pathEnd, columns.get(parent, Field.creations));
      pathStart = 0;
      path = this.scratch;
    }
    if (this.store.index.find(path, pathStart, pathEnd, scan.hash) !== 0) {
      return ErrorCode.nodeExists;
    }
    if (columns.get(parent, Field.kind) === RowKind.ephemeral) {
      return ErrorCode.noChildrenForEphemerals;
    }
    if (!this.quotas.admitsCreation(path, pathStart, pathEnd, 1, operation.dataEnd - operation.dataStart)) {
      return ErrorCode.quotaExceeded;
    }

    const row = this.store.prepare(
      ephemeral ? RowKind.ephemeral : RowKind.persistent,
      path,
      pathStart,
      pathEnd,
      scan,
      buffer,
      operation.dataStart,
      operation.dataEnd,
      this.zxid,
      this.timeMs,
      this.ordinal,
      ephemeral && session !== null ? session.id : 0,
    );
    columns.set(row, Field.acl, this.aclRequest.take());
    this.undo?.created(row, parent, this.ordinal);
    this.store.beginChange(parent);
    columns.set(parent, Field.creations, (columns.get(parent, Field.creations) + 1) | 0);
    columns.setNumber(parent, NumberField.pzxid, this.zxid);
    this.store.attach(row, parent);
    this.store.endChange(parent);
    this.recordChange(ChangeNumber.created, row);
    this.row = row;
    return ErrorCode.ok;
  }

  private delete(buffer: Uint8Array, operation: Operation): number {
    const columns = this.store.columns;
    const { pathStart, pathEnd } = operation;
    if (!this.isValidPath(buffer, pathStart, pathEnd, false)) {
      return this.badArguments('invalid path');
    }
    const parent = pathEnd - pathStart === 1 ? ROOT_ROW : this.parentRow(buffer, pathStart);
    const row = this.store.index.find(buffer, pathStart, pathEnd, this.scan.hash);
    if (row !== 0 && row <= LAST_RESERVED_ROW) {
      return this.badArguments('a reserved znode cannot be deleted');
    }
    if (parent === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(parent, Right.delete)) {
      return ErrorCode.noAuth;
    }
    if (row === 0) {
      return ErrorCode.noNode;
    }
    if (operation.version !== VERSION_ANY && operation.version !== columns.get(row, Field.version)) {
      return ErrorCode.badVersion;
    }
    if (columns.get(row, Field.childCount) > 0) {
      return ErrorCode.notEmpty;
    }
    this.remove(row);
    return ErrorCode.ok;
  }

  /** Deletes an existing row without children: a delete, or an ephemeral of a session that ends. */
  remove(row: number): void {
    const columns = this.store.columns;
    const parent = columns.get(row, Field.parent);
    this.undo?.deleted(row, parent, this.ordinal);
    this.store.beginChange(row);
    this.store.beginChange(parent);
    columns.setNumber(parent, NumberField.pzxid, this.zxid);
    this.store.detach(row);
    this.store.endChange(parent);
    this.recordChange(ChangeNumber.deleted, row);
    if (this.undo === null) {
      this.store.release(row);
    }
  }

  private setData(buffer: Uint8Array, operation: Operation): number {
    const { pathStart, pathEnd, dataStart, dataEnd } = operation;
    if (!this.isValidPath(buffer, pathStart, pathEnd, false)) {
      return this.badArguments('invalid path');
    }
    if (dataEnd - dataStart > this.options.maxDataBytes) {
      return ErrorCode.dataTooLarge;
    }
    const row = this.store.index.find(buffer, pathStart, pathEnd, this.scan.hash);
    if (row === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(row, Right.write)) {
      return ErrorCode.noAuth;
    }
    if (!this.quotas.admitsData(row, dataEnd - dataStart)) {
      return ErrorCode.quotaExceeded;
    }
    if (operation.version !== VERSION_ANY && operation.version !== this.store.columns.get(row, Field.version)) {
      return ErrorCode.badVersion;
    }
    this.replaceData(row, buffer, dataStart, dataEnd);
    return ErrorCode.ok;
  }

  /** Sets an existing row's data. */
  replaceData(row: number, data: Uint8Array, dataStart: number, dataEnd: number): void {
    const { columns, arena } = this.store;
    this.undo?.dataChanged(row, this.ordinal);
    this.values?.beforeReplacement(row);
    this.store.beginChange(row);
    const words = columns.words(row);
    const base = columns.base(row);
    const oldRef = (words[base + Field.dataRef] ?? 0) >>> 0;
    words[base + Field.dataRef] =
      this.undo === null
        ? arena.replace(oldRef, words[base + Field.dataLength] ?? 0, data, dataStart, dataEnd)
        : arena.store(data, dataStart, dataEnd);
    words[base + Field.dataLength] = dataEnd - dataStart;
    words[base + Field.version] = nextVersion(words[base + Field.version] ?? 0);
    const numbers = columns.numbers(row);
    const numberBase = columns.numberBase(row);
    numbers[numberBase + NumberField.mzxid] = this.zxid;
    numbers[numberBase + NumberField.mtimeMs] = this.timeMs;
    this.store.hashData(row);
    this.store.endChange(row);
    this.recordChange(ChangeNumber.dataChanged, row);
    this.row = row;
  }

  private check(buffer: Uint8Array, operation: Operation): number {
    const { pathStart, pathEnd } = operation;
    if (!this.isValidPath(buffer, pathStart, pathEnd, false)) {
      return this.badArguments('invalid path');
    }
    const row = this.store.index.find(buffer, pathStart, pathEnd, this.scan.hash);
    if (row === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(row, Right.read)) {
      return ErrorCode.noAuth;
    }
    if (operation.version !== VERSION_ANY && operation.version !== this.store.columns.get(row, Field.version)) {
      return ErrorCode.badVersion;
    }
    this.row = row;
    return ErrorCode.ok;
  }

  /** The scan's results hold until the next call. */
  isValidPath(bytes: Uint8Array, start: number, end: number, sequential: boolean): boolean {
    return end - start <= PATH_BYTES_MAX && this.scan.scan(bytes, start, end, sequential);
  }

  private parentRow(bytes: Uint8Array, pathStart: number): number {
    const scan = this.scan;
    return scan.parentEnd === pathStart ? ROOT_ROW : this.store.index.find(bytes, pathStart, scan.parentEnd, scan.parentHash);
  }

  /** Writes path and counter to the scratch, as `%010d` does, and hashes on. Returns the end. */
  private appendSequence(buffer: Uint8Array, pathStart: number, pathEnd: number, counter: number): number {
    const length = pathEnd - pathStart;
    if (length + SEQUENCE_CHARACTERS_MAX > this.scratch.length) {
      this.scratch = new Uint8Array((length + SEQUENCE_CHARACTERS_MAX) * 2);
    }
    const scratch = this.scratch;
    copyBytes(buffer, pathStart, pathEnd, scratch, 0);
    let rest = counter < 0 ? -counter : counter;
    // A negative number of ten digits takes an eleventh character for its sign.
    const end = length + (counter <= -1_000_000_000 ? SEQUENCE_CHARACTERS_MAX : SEQUENCE_DIGITS);
    for (let at = end - 1; at >= length; at -= 1) {
      scratch[at] = ZERO + (rest % 10);
      rest = (rest / 10) | 0;
    }
    if (counter < 0) {
      scratch[length] = MINUS;
    }
    this.scan.extend(scratch, length, end);
    return end;
  }

  private recordChange(change: number, row: number): void {
    this.values?.changed(change, row);
    if (this.undo === null) {
      const { columns, arena } = this.store;
      const pathRef = columns.get(row, Field.pathRef) >>> 0;
      this.history.record(
        this.zxid,
        this.ordinal,
        change,
        0,
        columns.get(row, Field.acl),
        this.store.parentAcl(row),
        arena.bytesOf(pathRef),
        arena.offsetOf(pathRef),
        columns.get(row, Field.pathLength),
      );
    }
    this.ordinal += 1;
  }

  private invalidAcl(): number {
    this.reason = this.aclRequest.reason;
    return ErrorCode.invalidAcl;
  }

  private badArguments(reason: string): number {
    this.reason = reason;
    return ErrorCode.badArguments;
  }
}

/** Wraps as an int32 and skips −1, which would mean "any" (ZooKeeper's master does the same, ZOOKEEPER-4743). */
export function nextVersion(version: number): number {
  const next = (version + 1) | 0;
  return next === VERSION_ANY ? 0 : next;
}
