import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import type { OperationDecoder } from './operation-decoder';
import type { TreeState } from './tree-state';
import type { EntryView, ReapableZnode } from './types';
import { readUtf8 } from './utf8';
import { Field, NumberField } from './znode-columns';

interface Named {
  readonly pathStart: number;
  readonly pathEnd: number;
  readonly czxid: number;
  readonly mzxid: number;
}

/** Container and TTL znodes whose time is up: the list for the leader, and the entry that it makes of it. */
export class ZnodeReaper {
  constructor(
    private readonly state: TreeState,
    private readonly decoder: OperationDecoder,
    private readonly commands: CommandExecutor,
  ) {}

  due(timeMs: number, max: number): ReapableZnode[] {
    const { columns, arena, reapable } = this.state.store;
    const found: ReapableZnode[] = [];
    reapable.collect(timeMs, max, (row) => {
      const pathRef = columns.get(row, Field.pathRef) >>> 0;
      const start = arena.offsetOf(pathRef);
      found.push({
        path: readUtf8(arena.bytesOf(pathRef), start, start + columns.get(row, Field.pathLength)),
        czxid: columns.getNumber(row, NumberField.czxid),
        mzxid: columns.getNumber(row, NumberField.mzxid),
      });
    });
    return found;
  }

  /**
   * ZnodesReaped: each goes only where it still is the znode that was looked at, unmodified, and due by the entry's own time. What was
   * made, changed or given children meanwhile is passed over.
   */
  apply(entry: EntryView): number {
    const named = this.decode(entry);
    if (named === null) {
      return ErrorCode.marshallingError;
    }
    const { commands } = this;
    const { columns, index, reapable } = this.state.store;
    for (const { pathStart, pathEnd, czxid, mzxid } of named) {
      const row = commands.isValidPath(entry.buffer, pathStart, pathEnd, false)
        ? index.find(entry.buffer, pathStart, pathEnd, commands.scan.hash)
        : 0;
      if (
        row !== 0 &&
        columns.getNumber(row, NumberField.czxid) === czxid &&
        columns.getNumber(row, NumberField.mzxid) === mzxid &&
        reapable.isDue(row, commands.timeMs)
      ) {
        commands.remove(row);
      }
    }
    commands.endRemovals();
    return ErrorCode.ok;
  }

  /** Null where the entry is malformed: then nothing of it is done. */
  private decode(entry: EntryView): Named[] | null {
    const { decoder } = this;
    const messages: Uint8Array[] = [];
    decoder.open(entry.buffer, entry.operationStart, entry.operationEnd);
    for (let field = decoder.next(); field !== 0; field = decoder.next()) {
      if (field === 1) {
        messages.push(decoder.takeBytes());
      } else {
        decoder.skip();
      }
    }
    if (decoder.malformed) {
      return null;
    }
    const named: Named[] = [];
    for (const message of messages) {
      let path = message.subarray(0, 0);
      let czxid = 0;
      let mzxid = 0;
      const start = message.byteOffset - entry.buffer.byteOffset;
      decoder.open(entry.buffer, start, start + message.length);
      for (let field = decoder.next(); field !== 0; field = decoder.next()) {
        if (field === 1) {
          path = decoder.takeBytes();
        } else if (field === 2) {
          czxid = decoder.takeNumber();
        } else if (field === 3) {
          mzxid = decoder.takeNumber();
        } else {
          decoder.skip();
        }
      }
      if (decoder.malformed) {
        return null;
      }
      const pathStart = path.byteOffset - entry.buffer.byteOffset;
      named.push({ pathStart, pathEnd: pathStart + path.length, czxid, mzxid });
    }
    return named;
  }
}
