import { Right, type AccessCheck } from './access-check';
import type { AnswerEncoder } from './answer-encoder';
import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import { OperationField, type Operation } from './operation';
import { OperationDecoder } from './operation-decoder';
import type { QuotaEntry, QuotaTable } from './quota-table';
import {
  isWithin,
  limitsText,
  limitsZnodePath,
  mayHaveQuota,
  QUOTA_ZNODE_PATH_BYTES_MAX,
  statsText,
  statsZnodePath,
  type QuotaLimits,
} from './quota-znodes';
import { RecordWriter } from './snapshot-format';
import { LIST_BYTES_MAX } from './tree-limits';
import { LAST_RESERVED_ROW, QUOTA_ROW } from './tree-state';
import { readUtf8, utf8Bytes } from './utf8';
import { Field } from './znode-columns';
import type { ZnodeStore } from './znode-store';

const TAG_QUOTAS = 0x0a;
const TAG_PATH = 0x0a;
const TAG_QUOTA = 0x12;
const TAG_COUNT = 0x18;
const TAG_BYTES = 0x20;

/**
 * setQuota, removeQuota and listQuotas: what ZooKeeper's shell does to the znodes of a quota, as one entry of the log. Their rights are
 * those on /zookeeper/quota, whose list is given to the znodes that are made here.
 */
export class QuotaOperations {
  private readonly decoder = new OperationDecoder();
  private readonly out = new RecordWriter(1024);
  private readonly part = new RecordWriter(256);
  private readonly limits = new RecordWriter(64);

  constructor(
    private readonly store: ZnodeStore,
    private readonly quotas: QuotaTable,
    private readonly access: AccessCheck,
    private readonly commands: CommandExecutor,
    private readonly encoder: AnswerEncoder,
  ) {}

  /** Path → limits → NONODE → NOAUTH → nested, and what hinders the znodes below /zookeeper/quota. Not a part of a multi. */
  set(buffer: Uint8Array, operation: Operation): number {
    const { commands } = this;
    if (!commands.isValidPath(buffer, operation.pathStart, operation.pathEnd, false)) {
      return commands.badArguments('invalid path');
    }
    const limits = this.readLimits(buffer, operation);
    if (limits === null) {
      return commands.badArguments('a limit is -1, 0 or more, and one is not -1');
    }
    const path = readUtf8(buffer, operation.pathStart, operation.pathEnd);
    if (!mayHaveQuota(path)) {
      return commands.badArguments('no quota is on /zookeeper');
    }
    if (utf8Bytes(limitsZnodePath(path)).length > QUOTA_ZNODE_PATH_BYTES_MAX) {
      return commands.badArguments('the path is too long for a quota');
    }
    if (this.store.index.find(buffer, operation.pathStart, operation.pathEnd, commands.scan.hash) === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(QUOTA_ROW, Right.create)) {
      return ErrorCode.noAuth;
    }
    const fault = this.quotas.faultOf(path);
    if (fault !== '') {
      return commands.badArguments(fault);
    }
    const code = this.write(limitsZnodePath(path), utf8Bytes(limitsText(limits)));
    const entry = this.quotas.get(path);
    if (code !== ErrorCode.ok || entry === undefined || this.rowOf(statsZnodePath(path)) !== 0) {
      return code;
    }
    return this.write(statsZnodePath(path), utf8Bytes(statsText(this.quotas.countOf(entry), this.quotas.bytesOf(entry))));
  }

  /** Path → NONODE (no quota there, whether there is a znode or not) → NOAUTH → nothing is below the limits. */
  remove(buffer: Uint8Array, operation: Operation): number {
    if (!this.commands.isValidPath(buffer, operation.pathStart, operation.pathEnd, false)) {
      return this.commands.badArguments('invalid path');
    }
    const path = readUtf8(buffer, operation.pathStart, operation.pathEnd);
    if (this.quotas.get(path) === undefined) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(QUOTA_ROW, Right.delete)) {
      return ErrorCode.noAuth;
    }
    const { columns } = this.store;
    const limits = this.rowOf(limitsZnodePath(path));
    const stats = this.rowOf(statsZnodePath(path));
    if (columns.get(limits, Field.childCount) > 0) {
      return this.commands.badArguments('something is below the limits');
    }
    let above = columns.get(limits, Field.parent);
    this.commands.remove(limits);
    if (stats !== 0 && columns.get(stats, Field.childCount) === 0) {
      this.commands.remove(stats);
    }
    // As ZooKeeper's shell does it: what was made on the way goes again.
    while (above > LAST_RESERVED_ROW && columns.get(above, Field.childCount) === 0) {
      const parent = columns.get(above, Field.parent);
      this.commands.remove(above);
      above = parent;
    }
    this.commands.endRemovals();
    return ErrorCode.ok;
  }

  /** Those on the path, above and below it, by path. Writes the result, or answers with another code than 0. */
  list(buffer: Uint8Array, operation: Operation): number {
    const { pathStart, pathEnd } = operation;
    if (pathEnd > pathStart && !this.commands.isValidPath(buffer, pathStart, pathEnd, false)) {
      return ErrorCode.badArguments;
    }
    if (!this.access.allows(QUOTA_ROW, Right.read)) {
      return ErrorCode.noAuth;
    }
    const path = pathEnd > pathStart ? readUtf8(buffer, pathStart, pathEnd) : '/';
    const { out } = this;
    out.length = 0;
    for (const entry of this.quotas.sorted()) {
      if (isWithin(entry.path, path) || isWithin(path, entry.path)) {
        this.putUse(entry);
        if (out.length > LIST_BYTES_MAX) {
          return ErrorCode.listTooLong;
        }
      }
    }
    this.encoder.rawResult(OperationField.listQuotas, out.bytes, out.length);
    return ErrorCode.ok;
  }

  /** Makes the znode, or sets its data. */
  private write(path: string, data: Uint8Array): number {
    const row = this.rowOf(path);
    if (row !== 0) {
      this.commands.replaceData(row, data, 0, data.length);
      return ErrorCode.ok;
    }
    return this.commands.creation.make(utf8Bytes(path), data, this.store.columns.get(QUOTA_ROW, Field.acl));
  }

  /** 0 where there is none. */
  private rowOf(path: string): number {
    const bytes = utf8Bytes(path);
    return this.commands.isValidPath(bytes, 0, bytes.length, false)
      ? this.store.index.find(bytes, 0, bytes.length, this.commands.scan.hash)
      : 0;
  }

  /** Null where they are not valid, or none. */
  private readLimits(buffer: Uint8Array, operation: Operation): QuotaLimits | null {
    const limits = [0, 0, 0, 0];
    this.decoder.open(buffer, operation.dataStart, operation.dataEnd);
    for (let field = this.decoder.next(); field !== 0; field = this.decoder.next()) {
      if (field <= limits.length) {
        limits[field - 1] = this.decoder.takeSigned();
      } else {
        this.decoder.skip();
      }
    }
    const [countHard = 0, countSoft = 0, bytesHard = 0, bytesSoft = 0] = limits;
    const valid = !this.decoder.malformed && operation.dataEnd > operation.dataStart;
    return valid && limits.every((limit) => limit >= -1) && limits.some((limit) => limit >= 0)
      ? { countHard, countSoft, bytesHard, bytesSoft }
      : null;
  }

  /** One QuotaUse of a ListQuotasResponse. */
  private putUse(entry: QuotaEntry): void {
    const { out, part, limits } = this;
    part.length = 0;
    part.byte(TAG_PATH);
    part.blob(entry.root.bytes, 0, entry.root.bytes.length);
    limits.length = 0;
    const { countHard, countSoft, bytesHard, bytesSoft } = entry.limits;
    [countHard, countSoft, bytesHard, bytesSoft].forEach((limit, i) => putNumber(limits, (i + 1) << 3, limit));
    part.byte(TAG_QUOTA);
    part.blob(limits.bytes, 0, limits.length);
    putNumber(part, TAG_COUNT, this.quotas.countOf(entry));
    putNumber(part, TAG_BYTES, this.quotas.bytesOf(entry));
    out.byte(TAG_QUOTAS);
    out.blob(part.bytes, 0, part.length);
  }
}

/** An int64 field: −1 is ten bytes. */
function putNumber(out: RecordWriter, tag: number, value: number): void {
  if (value === 0) {
    return;
  }
  out.byte(tag);
  if (value > 0) {
    out.varint(value);
    return;
  }
  for (let i = 0; i < 9; i += 1) {
    out.byte(0xff);
  }
  out.byte(1);
}
