import { Right, type AccessCheck } from './access-check';
import type { AccessOperations } from './access-operations';
import type { AnswerEncoder } from './answer-encoder';
import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import { CODE_PART_BYTES, MultiResults } from './multi-results';
import { OperationField, type Operation } from './operation';
import type { OperationDecoder } from './operation-decoder';
import { PagedChildren } from './paged-children';
import { LIST_BYTES_MAX } from './tree-limits';
import type { QuotaOperations } from './quota-operations';
import type { TreeState } from './tree-state';
import type { ReadCaller, ReadOutcome } from './types';
import { readUtf8 } from './utf8';
import { Field } from './znode-columns';

const NOBODY: readonly string[] = [];

/** A quota is sorted among the others whenever they are listed, and written in words: as much as so many rows. */
const ROWS_OF_A_QUOTA = 8;
/** What a part of a multiRead costs beside its list. */
const ROWS_OF_A_PART = 8;

/** Answers reads from the state as it is. */
export class Reader {
  private readonly results = new MultiResults();
  private readonly pages: PagedChildren;
  /** In words, where the code alone does not say enough. */
  private reason = '';
  private rows = 0;

  constructor(
    private readonly state: TreeState,
    private readonly decoder: OperationDecoder,
    private readonly commands: CommandExecutor,
    private readonly encoder: AnswerEncoder,
    private readonly access: AccessCheck,
    private readonly accessOperations: AccessOperations,
    private readonly quotaOperations: QuotaOperations,
  ) {
    this.pages = new PagedChildren(state.store, access);
  }

  read(buffer: Uint8Array, start: number, end: number, out: ReadOutcome, caller: ReadCaller): void {
    const { encoder } = this;
    const zxid = this.state.appliedZxid;
    this.access.begin(this.state.sessions.get(caller.sessionId)?.identities ?? NOBODY, caller.identities);
    this.reason = '';
    this.rows = 0;
    out.watch = null;
    out.code = this.decoder.decode(buffer, start, end);
    if (out.code === ErrorCode.ok) {
      encoder.begin(zxid, ErrorCode.ok, '');
      out.code = this.answer(buffer, this.decoder.operation, caller);
    }
    if (out.code !== ErrorCode.ok) {
      encoder.begin(zxid, out.code, this.reason);
    }
    if (this.decoder.operation.watch) {
      out.watch = watchOf(buffer, this.decoder.operation, out.code);
    }
    out.rows = this.rows;
    out.answer = encoder.view();
  }

  /** Writes the result and answers its code. */
  private answer(buffer: Uint8Array, operation: Operation, caller: ReadCaller): number {
    switch (operation.field) {
      case OperationField.exists:
      case OperationField.getData:
      case OperationField.getChildren:
      case OperationField.getAllChildrenNumber:
        return this.readZnode(buffer, operation);
      case OperationField.sync:
        this.encoder.emptyResult(operation.field);
        return ErrorCode.ok;
      case OperationField.getEphemerals:
        return this.ephemerals(buffer, operation, caller.sessionId);
      case OperationField.getAcl:
        return this.accessOperations.getAcl(buffer, operation);
      case OperationField.listQuotas:
        this.rows = ROWS_OF_A_QUOTA * this.state.quotas.size;
        return this.quotaOperations.list(buffer, operation);
      case OperationField.whoAmI:
        this.accessOperations.whoAmI();
        return ErrorCode.ok;
      case OperationField.multiRead:
        return this.multiRead(buffer);
      default:
        this.reason = 'not a read';
        return ErrorCode.unimplemented;
    }
  }

  private readZnode(buffer: Uint8Array, operation: Operation): number {
    const { encoder } = this;
    const { store } = this.state;
    const { field, pathStart, pathEnd } = operation;
    if (!this.commands.isValidPath(buffer, pathStart, pathEnd, false)) {
      return this.badArguments('invalid path');
    }
    const row = store.index.find(buffer, pathStart, pathEnd, this.commands.scan.hash);
    if (row === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(row, Right.read)) {
      return ErrorCode.noAuth;
    }
    switch (field) {
      case OperationField.getData:
        encoder.dataResult(field, row);
        return ErrorCode.ok;
      case OperationField.exists:
        encoder.statResult(field, row);
        return ErrorCode.ok;
      case OperationField.getAllChildrenNumber:
        encoder.numberResult(field, store.columns.get(row, Field.descendants));
        return ErrorCode.ok;
      default:
        return this.children(buffer, operation, row);
    }
  }

  private children(buffer: Uint8Array, operation: Operation, row: number): number {
    const { encoder, pages } = this;
    const { field, pageSize, pageTokenStart, pageTokenEnd, withData, withStat } = operation;
    if (pageSize === 0 && pageTokenStart === pageTokenEnd && !withData && !withStat) {
      this.rows = this.state.store.columns.get(row, Field.childCount);
      return encoder.childrenResult(field, row, LIST_BYTES_MAX) ? ErrorCode.ok : ErrorCode.listTooLong;
    }
    if (pageSize < 0) {
      return this.badArguments('a page has at least one child');
    }
    if (operation.watch && pageTokenEnd > pageTokenStart) {
      return this.badArguments('the watch is set with the first page');
    }
    const fault = pages.encode(buffer, operation, row, encoder);
    this.rows = pages.rows;
    if (fault !== null) {
      return fault === 'tooLong' ? ErrorCode.listTooLong : this.badArguments('malformed page token');
    }
    encoder.rawResult(field, pages.bytes, pages.length);
    return ErrorCode.ok;
  }

  /** Paths of the session's own ephemerals that begin with the prefix, a plain text as in ZooKeeper. */
  private ephemerals(buffer: Uint8Array, operation: Operation, sessionId: number): number {
    if (sessionId === 0) {
      return this.badArguments('ephemeral znodes belong to a session');
    }
    const session = this.state.sessions.get(sessionId);
    if (session === undefined) {
      return ErrorCode.sessionExpired;
    }
    const { columns, arena } = this.state.store;
    const prefixLength = operation.pathEnd - operation.pathStart;
    const rows: number[] = [];
    for (let row = session.firstEphemeral; row !== 0; row = columns.get(row, Field.nextEphemeral)) {
      this.rows += 1;
      const matches =
        columns.get(row, Field.pathLength) >= prefixLength &&
        (prefixLength === 0 || arena.equals(columns.get(row, Field.pathRef) >>> 0, prefixLength, buffer, operation.pathStart));
      if (matches) {
        rows.push(row);
      }
    }
    return this.encoder.pathsResult(operation.field, rows, LIST_BYTES_MAX) ? ErrorCode.ok : ErrorCode.listTooLong;
  }

  /** Each part has its own code. What does not fit into one message with the parts before it is LISTTOOLONG or DATATOOLARGE. */
  private multiRead(buffer: Uint8Array): number {
    const { encoder, results, commands } = this;
    const { parts, partCount } = this.decoder;
    const bytesMax = LIST_BYTES_MAX - partCount * CODE_PART_BYTES;
    if (partCount > this.state.options.maxMultiParts || bytesMax < 0) {
      return this.badArguments('too many parts');
    }
    results.reset();
    // Each looks up a path, and has a result of its own.
    this.rows = ROWS_OF_A_PART * partCount;
    for (let i = 0; i < partCount; i += 1) {
      const part = parts[i];
      if (part === undefined) {
        break;
      }
      const code = commands.readPart(buffer, part);
      if (code !== ErrorCode.ok) {
        results.code(code);
      } else {
        const isList = part.field === OperationField.getChildren;
        if (isList) {
          this.rows += this.state.store.columns.get(commands.row, Field.childCount);
        }
        if (!results.multiRead(part, commands.row, encoder, bytesMax)) {
          results.code(isList ? ErrorCode.listTooLong : ErrorCode.dataTooLarge);
        }
      }
    }
    encoder.begin(this.state.appliedZxid, ErrorCode.ok, '');
    encoder.rawResult(OperationField.multiRead, results.bytes, results.length);
    return ErrorCode.ok;
  }

  private badArguments(reason: string): number {
    this.reason = reason;
    return ErrorCode.badArguments;
  }
}

/** ZooKeeper sets the watch of an exists whether the znode is there or not; the others need the znode. */
function watchOf(buffer: Uint8Array, operation: Operation, code: number): ReadOutcome['watch'] {
  const exists = operation.field === OperationField.exists;
  if (code !== ErrorCode.ok && !(exists && code === ErrorCode.noNode)) {
    return null;
  }
  const kind = exists ? 'exists' : operation.field === OperationField.getData ? 'data' : 'child';
  return { kind, path: readUtf8(buffer, operation.pathStart, operation.pathEnd) };
}
