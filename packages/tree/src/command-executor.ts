import { Right, type AccessCheck } from './access-check';
import { ChangeNumber, type ChangeHistory } from './change-history';
import { ErrorCode } from './error-code';
import { CHECK_FIELD, CHECK_NOT_EXISTS_FIELD, OperationField, type Operation } from './operation';
import { PathScan } from './path-scan';
import type { QuotaTable } from './quota-table';
import type { Session } from './session-table';
import { ROOT_ROW } from './tree-state';
import type { TreeOptions } from './types';
import type { UndoLog } from './undo-log';
import type { ValueRecorder } from './value-recorder';
import { Field, NumberField } from './znode-columns';
import { ZnodeCreation } from './znode-creation';
import { ZnodeDeletion } from './znode-deletion';
import type { ZnodeStore } from './znode-store';

const VERSION_ANY = -1;
/** ZooKeeper has no limit of its own but the size of a request, 1 MiB − 1. */
const PATH_BYTES_MAX = 1024 * 1024 - 1;

/**
 * The writes create, delete, setData, the checks and the reads of a multi, with ZooKeeper 3.9.5's order of checks. A method answers
 * with the operation's code; where it is 0, `row` is the znode that it made, changed or found.
 *
 * Everything is checked before anything is changed.
 */
export class CommandExecutor {
  /** The row of the last operation that succeeded, but for delete. */
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
  /** Lost a child in this run of removals, and is to be hashed at its end; 0 for none. */
  private changedParent = 0;
  readonly creation: ZnodeCreation;
  readonly deletion: ZnodeDeletion;

  constructor(
    private readonly options: TreeOptions,
    private readonly store: ZnodeStore,
    private readonly history: ChangeHistory,
    private readonly access: AccessCheck,
    private readonly quotas: QuotaTable,
  ) {
    this.creation = new ZnodeCreation(this, options, store, access, quotas);
    this.deletion = new ZnodeDeletion(this, store, access);
  }

  begin(zxid: number, timeMs: number): void {
    this.zxid = zxid;
    this.timeMs = timeMs;
    this.ordinal = 0;
    this.reason = '';
    this.values?.ring.settle(this.history.nextPosition);
    this.deletion.begin();
  }

  /** A write other than multi and close, or any part of a multi. `session` is null for a caller without one. */
  execute(buffer: Uint8Array, operation: Operation, session: Session | null): number {
    return this.orExhausted(this.executeOne(buffer, operation, session));
  }

  /** A right that is missing because too many lists were asked is told as that. */
  private orExhausted(code: number): number {
    return code === ErrorCode.noAuth && this.access.isExhausted
      ? this.badArguments('too many different access control lists for one operation')
      : code;
  }

  private executeOne(buffer: Uint8Array, operation: Operation, session: Session | null): number {
    switch (operation.field) {
      case OperationField.setData:
        return this.setData(buffer, operation);
      case OperationField.create:
        return this.creation.create(buffer, operation, session);
      case OperationField.delete:
        return this.deletion.delete(buffer, operation);
      case CHECK_FIELD:
        return this.check(buffer, operation);
      case CHECK_NOT_EXISTS_FIELD:
        return this.checkNotExists(buffer, operation);
      case OperationField.getData:
      case OperationField.getChildren:
      case OperationField.exists:
        return this.checkRead(buffer, operation);
      default:
        return ErrorCode.unimplemented;
    }
  }

  /** Links a prepared row under its parent, as a creation. */
  attach(row: number, parent: number): void {
    const columns = this.store.columns;
    this.undo?.created(row, parent, this.ordinal);
    this.store.beginChange(parent);
    columns.set(parent, Field.creations, (columns.get(parent, Field.creations) + 1) | 0);
    columns.setNumber(parent, NumberField.pzxid, this.zxid);
    this.store.attach(row, parent);
    this.store.endChange(parent);
    this.recordChange(ChangeNumber.created, row);
  }

  /**
   * Deletes an existing row without children. One or more of these are a run, which `endRemovals` must end: a parent that loses many
   * children in a row is hashed once.
   */
  remove(row: number): void {
    const columns = this.store.columns;
    const parent = columns.get(row, Field.parent);
    this.undo?.deleted(row, parent, this.ordinal);
    this.store.beginChange(row);
    if (row === this.changedParent) {
      // Its item leaves the digest as it came in.
      this.changedParent = 0;
    }
    if (parent !== this.changedParent) {
      this.endRemovals();
      this.changedParent = parent;
      this.store.beginChange(parent);
      columns.setNumber(parent, NumberField.pzxid, this.zxid);
    }
    this.store.detach(row);
    this.recordChange(ChangeNumber.deleted, row);
    if (this.undo === null) {
      this.store.release(row);
    }
  }

  endRemovals(): void {
    if (this.changedParent !== 0) {
      this.store.endChange(this.changedParent);
      this.changedParent = 0;
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
    if (!this.isVersion(operation.version, this.store.columns.get(row, Field.version))) {
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
    const moreBytes = dataEnd - dataStart - (words[base + Field.dataLength] ?? 0);
    words[base + Field.dataLength] = dataEnd - dataStart;
    words[base + Field.version] = nextVersion(words[base + Field.version] ?? 0);
    const numbers = columns.numbers(row);
    const numberBase = columns.numberBase(row);
    numbers[numberBase + NumberField.mzxid] = this.zxid;
    numbers[numberBase + NumberField.mtimeMs] = this.timeMs;
    this.store.hashData(row);
    this.store.dataChanged(row, moreBytes);
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
    if (!this.isVersion(operation.version, this.store.columns.get(row, Field.version))) {
      return ErrorCode.badVersion;
    }
    this.row = row;
    return ErrorCode.ok;
  }

  private checkNotExists(buffer: Uint8Array, operation: Operation): number {
    const { pathStart, pathEnd } = operation;
    if (!this.isValidPath(buffer, pathStart, pathEnd, false)) {
      return this.badArguments('invalid path');
    }
    const parent = pathEnd - pathStart === 1 ? ROOT_ROW : this.parentRow(buffer, pathStart);
    // Whether there is such a name is what READ on the parent lets one see.
    if (parent !== 0 && !this.access.allows(parent, Right.read)) {
      return ErrorCode.noAuth;
    }
    return this.store.index.find(buffer, pathStart, pathEnd, this.scan.hash) === 0 ? ErrorCode.ok : ErrorCode.nodeExists;
  }

  /** The checks of a getData, getChildren or exists within a multi or multiRead. */
  readPart(buffer: Uint8Array, operation: Operation): number {
    return this.orExhausted(this.checkRead(buffer, operation));
  }

  private checkRead(buffer: Uint8Array, operation: Operation): number {
    const { pathStart, pathEnd } = operation;
    if (operation.watch || operation.pageSize !== 0 || operation.pageTokenEnd > operation.pageTokenStart) {
      return this.badArguments('a read within another operation has no watch and no pages');
    }
    if (operation.withData || operation.withStat) {
      return this.badArguments('a read within another operation gives names alone');
    }
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
    this.row = row;
    return ErrorCode.ok;
  }

  isVersion(wanted: number, version: number): boolean {
    return wanted === VERSION_ANY || wanted === version;
  }

  /** The scan's results hold until the next call. */
  isValidPath(bytes: Uint8Array, start: number, end: number, sequential: boolean): boolean {
    return end - start <= PATH_BYTES_MAX && this.scan.scan(bytes, start, end, sequential);
  }

  /** The parent of the path that was scanned last; 0 where it does not exist. */
  parentRow(bytes: Uint8Array, pathStart: number): number {
    const scan = this.scan;
    return scan.parentEnd === pathStart ? ROOT_ROW : this.store.index.find(bytes, pathStart, scan.parentEnd, scan.parentHash);
  }

  recordChange(change: number, row: number): void {
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

  badArguments(reason: string): number {
    this.reason = reason;
    return ErrorCode.badArguments;
  }
}

/** Wraps as an int32 and skips −1, which would mean "any" (ZooKeeper's master does the same, ZOOKEEPER-4743). */
export function nextVersion(version: number): number {
  const next = (version + 1) | 0;
  return next === VERSION_ANY ? 0 : next;
}
