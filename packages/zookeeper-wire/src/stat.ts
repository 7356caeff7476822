import type { JuteReader } from './jute-reader';
import type { JuteWriter } from './jute-writer';

/** What a znode tells about itself, on ZooKeeper's wire. */
export interface ZooKeeperStat {
  czxid: number;
  mzxid: number;
  ctimeMs: number;
  mtimeMs: number;
  version: number;
  cversion: number;
  aversion: number;
  /** The session that owns an ephemeral znode; 0 for the others. A server of ZooKeeper gives ids of 64 bits: those are bigint here. */
  ephemeralOwner: number | bigint;
  dataLength: number;
  numChildren: number;
  pzxid: number;
}

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

export const STAT_BYTES = 68;

export function newStat(): ZooKeeperStat {
  return {
    czxid: 0,
    mzxid: 0,
    ctimeMs: 0,
    mtimeMs: 0,
    version: 0,
    cversion: 0,
    aversion: 0,
    ephemeralOwner: 0,
    dataLength: 0,
    numChildren: 0,
    pzxid: 0,
  };
}

export function readStat(reader: JuteReader): ZooKeeperStat {
  const czxid = reader.integer();
  const mzxid = reader.integer();
  const ctimeMs = reader.integer();
  const mtimeMs = reader.integer();
  const version = reader.int32();
  const cversion = reader.int32();
  const aversion = reader.int32();
  const owner = reader.bigint();
  const ephemeralOwner = owner >= 0n && owner <= SAFE_MAX ? Number(owner) : owner;
  const dataLength = reader.int32();
  const numChildren = reader.int32();
  const pzxid = reader.integer();
  return {
    czxid,
    mzxid,
    ctimeMs,
    mtimeMs,
    version,
    cversion,
    aversion,
    ephemeralOwner,
    dataLength,
    numChildren,
    pzxid,
  };
}

export function writeStat(writer: JuteWriter, stat: ZooKeeperStat): void {
  writer.integer(stat.czxid);
  writer.integer(stat.mzxid);
  writer.integer(stat.ctimeMs);
  writer.integer(stat.mtimeMs);
  writer.int32(stat.version);
  writer.int32(stat.cversion);
  writer.int32(stat.aversion);
  if (typeof stat.ephemeralOwner === 'number') writer.integer(stat.ephemeralOwner);
  else writer.bigint(stat.ephemeralOwner);
  writer.int32(stat.dataLength);
  writer.int32(stat.numChildren);
  writer.integer(stat.pzxid);
}
