import { Right, type AccessCheck } from './access-check';
import { AclRequest } from './acl-request';
import { copyBytes } from './byte-arena';
import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import type { Operation } from './operation';
import { PathScan } from './path-scan';
import type { QuotaTable } from './quota-table';
import type { Session } from './session-table';
import { CREATED_PARENTS_MAX, TTL_MS_MAX } from './tree-limits';
import { ROOT_ROW } from './tree-state';
import type { TreeOptions } from './types';
import { Field, RowKind } from './znode-columns';
import type { ZnodeStore } from './znode-store';

const SEQUENCE_DIGITS = 10;
/** A sign can stand before the ten digits once the counter has wrapped. */
const SEQUENCE_CHARACTERS_MAX = 11;
const ZERO = 0x30;
const MINUS = 0x2d;
const SLASH = 0x2f;
const INITIAL_PATH_BYTES = 4096;

/** The write create: of every kind, sequential or not, with its missing parents or without. */
export class ZnodeCreation {
  private readonly aclRequest: AclRequest;
  private scratch = new Uint8Array(INITIAL_PATH_BYTES);
  /** Stands at the end of the first missing parent, after `lowestAncestor`. */
  private readonly parentScan = new PathScan();
  private missingEnd = 0;
  private missing = 0;

  constructor(
    private readonly commands: CommandExecutor,
    private readonly options: TreeOptions,
    private readonly store: ZnodeStore,
    private readonly access: AccessCheck,
    private readonly quotas: QuotaTable,
  ) {
    this.aclRequest = new AclRequest(store.acls, access);
  }

  create(buffer: Uint8Array, operation: Operation, session: Session | null): number {
    const { commands } = this;
    const { columns, index } = this.store;
    const { scan } = commands;
    const fault = kindFault(operation);
    if (fault !== '') {
      return commands.badArguments(fault);
    }
    const ephemeral = operation.kind === RowKind.ephemeral;
    if (ephemeral && session === null) {
      return commands.badArguments('an ephemeral znode needs a session');
    }
    let { pathStart, pathEnd } = operation;
    if (!commands.isValidPath(buffer, pathStart, pathEnd, operation.sequential)) {
      return commands.badArguments('invalid path');
    }
    if (operation.dataEnd - operation.dataStart > this.options.maxDataBytes) {
      return ErrorCode.dataTooLarge;
    }
    if (this.aclRequest.read(buffer, operation) !== ErrorCode.ok) {
      commands.reason = this.aclRequest.reason;
      return ErrorCode.invalidAcl;
    }
    if (pathEnd - pathStart === 1 && !operation.sequential) {
      return ErrorCode.nodeExists;
    }
    const parentEnd = scan.parentEnd;
    let parent = commands.parentRow(buffer, pathStart);
    this.missing = 0;
    if (parent === 0) {
      if (!operation.parents) {
        return ErrorCode.noNode;
      }
      parent = this.lowestAncestor(buffer, pathStart, parentEnd);
      if (this.missing > CREATED_PARENTS_MAX) {
        return commands.badArguments(`more than ${CREATED_PARENTS_MAX} parents are missing`);
      }
    }
    if (!this.access.allows(parent, Right.create)) {
      return ErrorCode.noAuth;
    }
    let path = buffer;
    if (operation.sequential) {
      pathEnd = this.appendSequence(buffer, pathStart, pathEnd, this.missing > 0 ? 0 : columns.get(parent, Field.creations));
      pathStart = 0;
      path = this.scratch;
    }
    if (this.missing === 0 && index.find(path, pathStart, pathEnd, scan.hash) !== 0) {
      return ErrorCode.nodeExists;
    }
    if (columns.get(parent, Field.kind) === RowKind.ephemeral) {
      return ErrorCode.noChildrenForEphemerals;
    }
    if (!this.quotas.admitsCreation(path, pathStart, pathEnd, this.missing + 1, operation.dataEnd - operation.dataStart)) {
      return ErrorCode.quotaExceeded;
    }
    const quotaFault = this.quotaFault(path, pathStart, pathEnd, pathStart - operation.pathStart);
    if (quotaFault !== '') {
      return commands.badArguments(quotaFault);
    }

    const acl = this.aclRequest.take();
    if (this.missing > 0) {
      parent = this.makeParents(parent, buffer, operation.pathStart, parentEnd, acl);
    }
    const kind = operation.kind === 0 ? RowKind.persistent : operation.kind;
    const owner = ephemeral && session !== null ? session.id : operation.ttlMs;
    const row = this.store.prepare(
      kind,
      path,
      pathStart,
      pathEnd,
      scan,
      buffer,
      operation.dataStart,
      operation.dataEnd,
      commands.zxid,
      commands.timeMs,
      commands.ordinal,
      owner,
    );
    columns.set(row, Field.acl, acl);
    commands.attach(row, parent);
    commands.row = row;
    return ErrorCode.ok;
  }

  /**
   * A persistent znode of the tree's own accord, with its missing parents, all with this list: no right and no quota is asked. BADARGUMENTS
   * where it cannot be.
   */
  make(path: Uint8Array, data: Uint8Array, acl: number): number {
    const { commands, store } = this;
    if (!commands.isValidPath(path, 0, path.length, false)) {
      return commands.badArguments('the path is too long');
    }
    const { scan } = commands;
    const { parentEnd } = scan;
    let parent = commands.parentRow(path, 0);
    this.missing = 0;
    if (parent === 0) {
      parent = this.lowestAncestor(path, 0, parentEnd);
      if (this.missing > CREATED_PARENTS_MAX) {
        return commands.badArguments(`more than ${CREATED_PARENTS_MAX} parents are missing`);
      }
    }
    if (store.columns.get(parent, Field.kind) === RowKind.ephemeral) {
      return commands.badArguments('an ephemeral znode is in the way');
    }
    const quotaFault = this.quotaFault(path, 0, path.length, 0);
    if (quotaFault !== '') {
      return commands.badArguments(quotaFault);
    }
    if (this.missing > 0) {
      parent = this.makeParents(parent, path, 0, parentEnd, acl);
    }
    const { zxid, timeMs, ordinal } = commands;
    const row = store.prepare(RowKind.persistent, path, 0, path.length, scan, data, 0, data.length, zxid, timeMs, ordinal, 0);
    store.acls.retain(acl);
    store.columns.set(row, Field.acl, acl);
    commands.attach(row, parent);
    commands.row = row;
    return ErrorCode.ok;
  }

  /** `moved`: how far the path lies from where its parent was looked for. */
  private quotaFault(path: Uint8Array, start: number, end: number, moved: number): string {
    const { scan } = this.commands;
    const parentEnd = scan.parentEnd + moved;
    return this.quotas.creationFault(path, start, end, parentEnd, this.missing > 0 ? this.missingEnd + moved - 1 : parentEnd);
  }

  /**
   * The lowest row above a path whose parent [start, parentEnd) does not exist. From the top, going on with one hash, because a path can
   * have half a million components.
   */
  private lowestAncestor(buffer: Uint8Array, start: number, parentEnd: number): number {
    const scan = this.parentScan;
    let row: number = ROOT_ROW;
    let end = componentEnd(buffer, start + 1, parentEnd);
    scan.scan(buffer, start, end, false);
    for (;;) {
      const found = this.store.index.find(buffer, start, end, scan.hash);
      if (found === 0) {
        break;
      }
      row = found;
      end = this.extendTo(buffer, end, parentEnd);
    }
    this.missingEnd = end;
    this.missing = 1;
    for (let i = end; i < parentEnd; i += 1) {
      if (buffer[i] === SLASH) {
        this.missing += 1;
      }
    }
    return row;
  }

  /** Persistent and empty, with the same access control list, from the top down. Answers the lowest one. */
  private makeParents(ancestor: number, buffer: Uint8Array, start: number, parentEnd: number, acl: number): number {
    const { commands, store, parentScan } = this;
    let parent = ancestor;
    for (let end = this.missingEnd; ; end = this.extendTo(buffer, end, parentEnd)) {
      const row = store.prepare(
        RowKind.persistent,
        buffer,
        start,
        end,
        parentScan,
        buffer,
        0,
        0,
        commands.zxid,
        commands.timeMs,
        commands.ordinal,
        0,
      );
      store.acls.retain(acl);
      store.columns.set(row, Field.acl, acl);
      commands.attach(row, parent);
      parent = row;
      if (end === parentEnd) {
        return parent;
      }
    }
  }

  /** Moves the scan of parents from the end of one component to that of the next. */
  private extendTo(buffer: Uint8Array, end: number, parentEnd: number): number {
    const next = componentEnd(buffer, end + 1, parentEnd);
    this.parentScan.extend(buffer, end, next);
    return next;
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
    this.commands.scan.extend(scratch, length, end);
    return end;
  }
}

/** Empty where kind, sequence and time to live go together (ZooKeeper's CreateMode and EphemeralType.validateTTL). */
function kindFault(operation: Operation): string {
  const { kind, ttlMs } = operation;
  if (kind < 0 || kind > RowKind.ttl) {
    return 'unknown kind of znode';
  }
  if (kind === RowKind.ttl ? ttlMs < 1 || ttlMs > TTL_MS_MAX : ttlMs !== 0) {
    return kind === RowKind.ttl ? `a time to live is 1 to ${TTL_MS_MAX} ms` : 'a time to live is for TTL znodes';
  }
  return kind === RowKind.container && operation.sequential ? 'a container is not sequential' : '';
}

/** The position of the next slash from `start` on, or `end`. */
function componentEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SLASH) {
    at += 1;
  }
  return at;
}
