import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';

export type NodeKind = 'persistent' | 'ephemeral';

/** Numbers of `NodeKind` in the protocol. */
export const NodeKindNumber = { persistent: 1, ephemeral: 2 } as const;

/** What a znode tells about itself; meanings and units in proto/grove/v1/coordination.proto. */
export interface Stat {
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
  readonly ctimeMs: number;
  readonly mtimeMs: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly kind: NodeKind;
  readonly ownerSessionId: number;
  readonly ttlMs: number;
  readonly dataLength: number;
  readonly numChildren: number;
}

/** Reads the fields of a Stat message to its end. */
export function readStat(reader: ByteReader): Stat {
  let czxid = 0;
  let mzxid = 0;
  let pzxid = 0;
  let ctimeMs = 0;
  let mtimeMs = 0;
  let version = 0;
  let cversion = 0;
  let aversion = 0;
  let kind = 0;
  let ownerSessionId = 0;
  let ttlMs = 0;
  let dataLength = 0;
  let numChildren = 0;
  while (reader.next()) {
    switch (reader.key) {
      case 1 << 3:
        czxid = reader.unsigned();
        break;
      case 2 << 3:
        mzxid = reader.unsigned();
        break;
      case 3 << 3:
        pzxid = reader.unsigned();
        break;
      case 4 << 3:
        ctimeMs = reader.integer();
        break;
      case 5 << 3:
        mtimeMs = reader.integer();
        break;
      case 6 << 3:
        version = reader.int32();
        break;
      case 7 << 3:
        cversion = reader.int32();
        break;
      case 8 << 3:
        aversion = reader.int32();
        break;
      case 9 << 3:
        kind = reader.int32();
        break;
      case 10 << 3:
        ownerSessionId = reader.unsigned();
        break;
      case 11 << 3:
        ttlMs = reader.unsigned();
        break;
      case 12 << 3:
        dataLength = reader.int32();
        break;
      case 13 << 3:
        numChildren = reader.int32();
        break;
      default:
        reader.skip();
    }
  }
  return {
    czxid,
    mzxid,
    pzxid,
    ctimeMs,
    mtimeMs,
    version,
    cversion,
    aversion,
    kind: kind === NodeKindNumber.ephemeral ? 'ephemeral' : 'persistent',
    ownerSessionId,
    ttlMs,
    dataLength,
    numChildren,
  };
}

/** Writes a Stat as field `field`. */
export function writeStat(writer: ByteWriter, field: number, stat: Stat): void {
  const begin = writer.beginMessage(field);
  writer.integerField(1, stat.czxid);
  writer.integerField(2, stat.mzxid);
  writer.integerField(3, stat.pzxid);
  writer.integerField(4, stat.ctimeMs);
  writer.integerField(5, stat.mtimeMs);
  writer.integerField(6, stat.version);
  writer.integerField(7, stat.cversion);
  writer.integerField(8, stat.aversion);
  writer.integerField(9, NodeKindNumber[stat.kind]);
  writer.integerField(10, stat.ownerSessionId);
  writer.integerField(11, stat.ttlMs);
  writer.integerField(12, stat.dataLength);
  writer.integerField(13, stat.numChildren);
  writer.endMessage(begin);
}
