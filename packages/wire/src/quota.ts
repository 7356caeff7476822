import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';

/** Limits of a subtree, its root included; −1 for none. A hard one refuses writes, a soft one is only told. */
export interface Quota {
  /** Znodes. */
  readonly countHard: number;
  /** Znodes. */
  readonly countSoft: number;
  /** Bytes of data. */
  readonly bytesHard: number;
  /** Bytes of data. */
  readonly bytesSoft: number;
}

/** A quota and what the subtree has used of it. */
export interface QuotaUse {
  readonly path: string;
  readonly quota: Quota;
  /** Znodes. */
  readonly count: number;
  /** Bytes of data. */
  readonly bytes: number;
}

export function writeQuota(writer: ByteWriter, field: number, quota: Quota): void {
  const begin = writer.beginMessage(field);
  writer.integerField(1, quota.countHard);
  writer.integerField(2, quota.countSoft);
  writer.integerField(3, quota.bytesHard);
  writer.integerField(4, quota.bytesSoft);
  writer.endMessage(begin);
}

/** Enters the nested message at the reader's key. */
export function readQuota(reader: ByteReader): Quota {
  let countHard = 0;
  let countSoft = 0;
  let bytesHard = 0;
  let bytesSoft = 0;
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === 1 << 3) countHard = reader.integer();
    else if (reader.key === 2 << 3) countSoft = reader.integer();
    else if (reader.key === 3 << 3) bytesHard = reader.integer();
    else if (reader.key === 4 << 3) bytesSoft = reader.integer();
    else reader.skip();
  }
  reader.leave(outer);
  return { countHard, countSoft, bytesHard, bytesSoft };
}

export function writeQuotaUse(writer: ByteWriter, field: number, use: QuotaUse): void {
  const begin = writer.beginMessage(field);
  writer.stringField(1, use.path);
  writeQuota(writer, 2, use.quota);
  writer.integerField(3, use.count);
  writer.integerField(4, use.bytes);
  writer.endMessage(begin);
}

/** Enters the nested message at the reader's key. */
export function readQuotaUse(reader: ByteReader): QuotaUse {
  let path = '';
  let quota: Quota = { countHard: 0, countSoft: 0, bytesHard: 0, bytesSoft: 0 };
  let count = 0;
  let bytes = 0;
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) quota = readQuota(reader);
    else if (reader.key === 3 << 3) count = reader.integer();
    else if (reader.key === 4 << 3) bytes = reader.integer();
    else reader.skip();
  }
  reader.leave(outer);
  return { path, quota, count, bytes };
}
