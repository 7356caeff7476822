import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';

export type NodeKind = 'persistent' | 'ephemeral' | 'container' | 'ttl';

/** Numbers of `NodeKind` in the protocol; 0 means persistent too. */
export const NodeKindNumber = { persistent: 1, ephemeral: 2, container: 3, ttl: 4 } as const;

const nodeKinds: readonly (NodeKind | undefined)[] = [undefined, 'persistent', 'ephemeral', 'container', 'ttl'];

/** The kind of a number; null for 0 and for one that this version does not know. */
export function nodeKindOf(number: number): NodeKind | null {
  return nodeKinds[number] ?? null;
}

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
  /** `unknown`: one that this version does not know, from a newer server; it is not to be taken for persistent. */
  readonly kind: NodeKind | 'unknown';
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
    kind: kind === 0 ? 'persistent' : (nodeKindOf(kind) ?? 'unknown'),
    ownerSessionId,
    ttlMs,
    dataLength,
    numChildren,
  };
}

/** Writes a Stat as field `field`. A kind that is not known has no number to be written by: RangeError. */
export function writeStat(writer: ByteWriter, field: number, stat: Stat): void {
  if (stat.kind === 'unknown') throw new RangeError('a znode of an unknown kind');
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
