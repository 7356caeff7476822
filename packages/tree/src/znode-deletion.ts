import { Right, type AccessCheck } from './access-check';
import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import type { Operation } from './operation';
import { SUBTREE_DELETIONS_MAX } from './tree-limits';
import { LAST_RESERVED_ROW, ROOT_ROW } from './tree-state';
import { Field } from './znode-columns';
import type { ZnodeStore } from './znode-store';

/** The write delete: of one znode, or of all below it too. */
export class ZnodeDeletion {
  /** Znodes that the last delete that succeeded removed. */
  deleted = 0;
  /** Znodes that the subtree deletions of this entry removed. */
  private deletedBySubtrees = 0;

  constructor(
    private readonly commands: CommandExecutor,
    private readonly store: ZnodeStore,
    private readonly access: AccessCheck,
  ) {}

  /** For each entry anew. */
  begin(): void {
    this.deletedBySubtrees = 0;
  }

  delete(buffer: Uint8Array, operation: Operation): number {
    const { commands } = this;
    const { columns, index } = this.store;
    const { pathStart, pathEnd } = operation;
    if (!commands.isValidPath(buffer, pathStart, pathEnd, false)) {
      return commands.badArguments('invalid path');
    }
    const parent = pathEnd - pathStart === 1 ? ROOT_ROW : commands.parentRow(buffer, pathStart);
    const row = index.find(buffer, pathStart, pathEnd, commands.scan.hash);
    if (row !== 0 && row <= LAST_RESERVED_ROW) {
      return commands.badArguments('a reserved znode cannot be deleted');
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
    if (!commands.isVersion(operation.version, columns.get(row, Field.version))) {
      return ErrorCode.badVersion;
    }
    if (columns.get(row, Field.childCount) > 0) {
      return operation.subtree ? this.deleteSubtree(row) : ErrorCode.notEmpty;
    }
    commands.remove(row);
    commands.endRemovals();
    this.deleted = 1;
    return ErrorCode.ok;
  }

  /** As single deletes would do it, from the leaves up. Nothing is removed unless everything may be. */
  private deleteSubtree(root: number): number {
    const { commands } = this;
    const { columns } = this.store;
    const count = columns.get(root, Field.descendants) + 1;
    if (this.deletedBySubtrees + count > SUBTREE_DELETIONS_MAX) {
      return commands.badArguments(`${count} znodes are to be deleted, of at most ${SUBTREE_DELETIONS_MAX}`);
    }
    if (!this.allowsAllBelow(root)) {
      return ErrorCode.noAuth;
    }
    let row = root;
    for (;;) {
      const child = columns.get(row, Field.firstChild);
      if (child !== 0) {
        row = child;
        continue;
      }
      const parent = columns.get(row, Field.parent);
      commands.remove(row);
      if (row === root) {
        break;
      }
      row = parent;
    }
    commands.endRemovals();
    this.deletedBySubtrees += count;
    this.deleted = count;
    return ErrorCode.ok;
  }

  /** DELETE on every znode that has children here. */
  private allowsAllBelow(root: number): boolean {
    const { columns } = this.store;
    let row = root;
    for (;;) {
      const child = columns.get(row, Field.firstChild);
      if (child !== 0) {
        if (!this.access.allows(row, Right.delete)) {
          return false;
        }
        row = child;
        continue;
      }
      while (row !== root && columns.get(row, Field.nextSibling) === 0) {
        row = columns.get(row, Field.parent);
      }
      if (row === root) {
        return true;
      }
      row = columns.get(row, Field.nextSibling);
    }
  }
}
