import { Right, type AccessCheck } from './access-check';
import type { AnswerEncoder } from './answer-encoder';
import type { CommandExecutor } from './command-executor';
import { ErrorCode } from './error-code';
import { OperationField, type Operation } from './operation';
import { OperationDecoder } from './operation-decoder';
import { isWithin, QUOTAS_MAX, type QuotaEntry, type QuotaLimits, type QuotaTable } from './quota-table';
import { RecordWriter } from './snapshot-format';
import { LIST_BYTES_MAX } from './tree-limits';
import { QUOTA_ROW } from './tree-state';
import { readUtf8 } from './utf8';
import type { ZnodeStore } from './znode-store';

const TAG_QUOTAS = 0x0a;
const TAG_PATH = 0x0a;
const TAG_QUOTA = 0x12;
const TAG_COUNT = 0x18;
const TAG_BYTES = 0x20;

/** setQuota, removeQuota and listQuotas. Their rights are those on /zookeeper/quota, where ZooKeeper keeps its quotas. */
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

  /** Path → limits → NONODE → NOAUTH → nested. Not a part of a multi. */
  set(buffer: Uint8Array, operation: Operation): number {
    const { commands } = this;
    if (!commands.isValidPath(buffer, operation.pathStart, operation.pathEnd, false)) {
      return commands.badArguments('invalid path');
    }
    const limits = this.readLimits(buffer, operation);
    if (limits === null) {
      return commands.badArguments('a limit is -1, 0 or more, and one is not -1');
    }
    if (this.store.index.find(buffer, operation.pathStart, operation.pathEnd, commands.scan.hash) === 0) {
      return ErrorCode.noNode;
    }
    if (!this.access.allows(QUOTA_ROW, Right.create)) {
      return ErrorCode.noAuth;
    }
    const path = readUtf8(buffer, operation.pathStart, operation.pathEnd);
    if (this.quotas.nested(path) !== null) {
      return commands.badArguments('a quota stands above or below');
    }
    if (this.quotas.size >= QUOTAS_MAX && this.quotas.get(path) === undefined) {
      return commands.badArguments('too many quotas');
    }
    this.quotas.set(path, limits);
    return ErrorCode.ok;
  }

  /** Path → NONODE (no quota there, whether there is a znode or not) → NOAUTH. */
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
    this.quotas.remove(path);
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
    part.blob(entry.pathBytes, 0, entry.pathBytes.length);
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
