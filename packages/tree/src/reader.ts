import { Right, type AccessCheck } from './access-check';
import type { AnswerEncoder } from './answer-encoder';
import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import { OperationField } from './operation';
import type { OperationDecoder } from './operation-decoder';
import type { TreeState } from './tree-state';
import type { ReadCaller, ReadOutcome } from './types';
import { readUtf8 } from './utf8';

/** No message to a client is above 3 MiB; the rest is room for the answer's and the frame's own fields. */
const LIST_BYTES_MAX = 3 * 1024 * 1024 - 1024;

const NOBODY: readonly string[] = [];

/** Answers exists, getData, getChildren and sync from the state as it is. */
export class Reader {
  constructor(
    private readonly state: TreeState,
    private readonly decoder: OperationDecoder,
    private readonly commands: CommandExecutor,
    private readonly encoder: AnswerEncoder,
    private readonly access: AccessCheck,
  ) {}

  read(buffer: Uint8Array, start: number, end: number, out: ReadOutcome, caller: ReadCaller): void {
    const encoder = this.encoder;
    const zxid = this.state.appliedZxid;
    this.access.begin(this.state.sessions.get(caller.sessionId)?.identities ?? NOBODY, caller.identities);
    out.watch = null;
    out.code = this.decoder.decode(buffer, start, end);
    const operation = this.decoder.operation;
    const field = operation.field;
    if (out.code !== ErrorCode.ok) {
      encoder.begin(zxid, out.code, '');
    } else if (field === OperationField.sync) {
      encoder.begin(zxid, ErrorCode.ok, '');
      encoder.emptyResult(OperationField.sync);
    } else if (field !== OperationField.exists && field !== OperationField.getData && field !== OperationField.getChildren) {
      out.code = ErrorCode.unimplemented;
      encoder.begin(zxid, out.code, 'not a read');
    } else if (!this.commands.isValidPath(buffer, operation.pathStart, operation.pathEnd, false)) {
      out.code = ErrorCode.badArguments;
      encoder.begin(zxid, out.code, 'invalid path');
    } else {
      const row = this.state.store.index.find(buffer, operation.pathStart, operation.pathEnd, this.commands.scan.hash);
      out.code = this.answer(zxid, field, row);
      // ZooKeeper sets the watch of an exists whether the znode is there or not; the others need the znode.
      if (operation.watch && (out.code === ErrorCode.ok || (field === OperationField.exists && out.code === ErrorCode.noNode))) {
        const kind = field === OperationField.exists ? 'exists' : field === OperationField.getData ? 'data' : 'child';
        out.watch = { kind, path: readUtf8(buffer, operation.pathStart, operation.pathEnd) };
      }
    }
    out.answer = encoder.view();
  }

  private answer(zxid: number, field: number, row: number): number {
    const encoder = this.encoder;
    if (row === 0) {
      encoder.begin(zxid, ErrorCode.noNode, '');
      return ErrorCode.noNode;
    }
    if (!this.access.allows(row, Right.read)) {
      encoder.begin(zxid, ErrorCode.noAuth, '');
      return ErrorCode.noAuth;
    }
    encoder.begin(zxid, ErrorCode.ok, '');
    if (field === OperationField.getData) {
      encoder.dataResult(field, row);
    } else if (field === OperationField.exists) {
      encoder.statResult(field, row);
    } else if (!encoder.childrenResult(field, row, LIST_BYTES_MAX)) {
      encoder.begin(zxid, ErrorCode.listTooLong, '');
      return ErrorCode.listTooLong;
    }
    return ErrorCode.ok;
  }
}
