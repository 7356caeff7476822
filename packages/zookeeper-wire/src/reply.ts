import { readAcls, writeAcls } from './acl';
import type { ZooKeeperAcl } from './acl';
import type { JuteReader } from './jute-reader';
import type { JuteWriter } from './jute-writer';
import { readMultiHeader, writeMultiEnd, writeMultiError, writeMultiHeader } from './multi-header';
import type { MultiHeader } from './multi-header';
import { OpCode, SYNC_CONNECTED, Xid, opCodeName } from './op-code';
import { readBuffer, writeBuffer } from './request';
import { readStat, writeStat } from './stat';
import type { ZooKeeperStat } from './stat';

/** Replies and events: what a server writes on its hot path, and as domain types for clients and tests. */

export interface ReplyHeader {
  readonly xid: number;
  /** Of a write its own, of a read that of the state that was read. */
  readonly zxid: number;
  /** 0 where it succeeded. */
  readonly error: number;
}

export const REPLY_HEADER_BYTES = 16;

export function writeReplyHeader(writer: JuteWriter, xid: number, zxid: number, error: number): void {
  writer.int32(xid);
  writer.integer(zxid);
  writer.int32(error);
}

export function readReplyHeader(reader: JuteReader): ReplyHeader {
  return { xid: reader.int32(), zxid: reader.integer(), error: reader.int32() };
}

/** A whole packet that is nothing but a header: an error, or the answer of an operation that answers nothing. */
export function writeBareReply(writer: JuteWriter, xid: number, zxid: number, error: number): void {
  const at = writer.beginPacket();
  writeReplyHeader(writer, xid, zxid, error);
  writer.endPacket(at);
}

export interface ZooKeeperEvent {
  /** EventType. */
  readonly type: number;
  readonly path: string;
}

/** A whole packet. The zxid of the change: since 3.9; before it −1. */
export function writeEvent(writer: JuteWriter, type: number, path: string, zxid: number): void {
  const at = writer.beginPacket();
  writeReplyHeader(writer, Xid.notification, zxid, 0);
  writer.int32(type);
  writer.int32(SYNC_CONNECTED);
  writer.string(path);
  writer.endPacket(at);
}

/** Behind its header. */
export function readEvent(reader: JuteReader): ZooKeeperEvent {
  const type = reader.int32();
  reader.int32();
  return { type, path: reader.string() };
}

/** What is known of one identity: whoAmI. */
export interface ClientInfo {
  readonly scheme: string;
  readonly user: string;
}

export type MultiResult = { readonly error: number } | ZooKeeperResult;

export type ZooKeeperResult =
  | { readonly type: 'create'; readonly path: string }
  | { readonly type: 'create2' | 'createContainer' | 'createTtl'; readonly path: string; readonly stat: ZooKeeperStat }
  | { readonly type: 'setData' | 'setAcl' | 'exists'; readonly stat: ZooKeeperStat }
  | { readonly type: 'getData' | 'reconfig'; readonly data: Uint8Array | null; readonly stat: ZooKeeperStat }
  | { readonly type: 'getChildren'; readonly children: readonly string[] }
  | { readonly type: 'getChildren2'; readonly children: readonly string[]; readonly stat: ZooKeeperStat }
  | { readonly type: 'getAcl'; readonly acl: readonly ZooKeeperAcl[]; readonly stat: ZooKeeperStat }
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'getEphemerals'; readonly paths: readonly string[] }
  | { readonly type: 'getAllChildrenNumber'; readonly count: number }
  | { readonly type: 'whoAmI'; readonly identities: readonly ClientInfo[] }
  | { readonly type: 'sasl'; readonly token: Uint8Array | null }
  | { readonly type: 'multi' | 'multiRead'; readonly results: readonly MultiResult[] }
  /** Those that answer a header alone. */
  | {
      readonly type:
        | 'delete'
        | 'deleteContainer'
        | 'check'
        | 'ping'
        | 'auth'
        | 'closeSession'
        /** An error of 0 follows. */
        | 'addWatch'
        | 'removeWatches'
        | 'checkWatches'
        | 'setWatches'
        | 'setWatches2';
    };

/** What follows the header of an answer without an error; null where it is malformed, or of no known type. */
export function readResult(reader: JuteReader, number: number): ZooKeeperResult | null {
  const result = readOne(reader, number);
  return reader.failed || !reader.isAtEnd ? null : result;
}

function readOne(reader: JuteReader, number: number): ZooKeeperResult | null {
  const type = opCodeName(number);
  switch (type) {
    case 'create':
      return { type, path: reader.string() };
    case 'create2':
    case 'createContainer':
    case 'createTtl':
      return { type, path: reader.string(), stat: readStat(reader) };
    case 'setData':
    case 'setAcl':
    case 'exists':
      return { type, stat: readStat(reader) };
    case 'getData':
    case 'reconfig':
      return { type, data: readBuffer(reader), stat: readStat(reader) };
    case 'getChildren':
      return { type, children: reader.strings() };
    case 'getChildren2':
      return { type, children: reader.strings(), stat: readStat(reader) };
    case 'getAcl':
      return { type, acl: readAcls(reader), stat: readStat(reader) };
    case 'sync':
      return { type, path: reader.string() };
    case 'getEphemerals':
      return { type, paths: reader.strings() };
    case 'getAllChildrenNumber':
      return { type, count: reader.int32() };
    case 'whoAmI': {
      const identities: ClientInfo[] = [];
      for (let left = reader.count(8); left > 0 && !reader.failed; left -= 1)
        identities.push({ scheme: reader.string(), user: reader.string() });
      return { type, identities };
    }
    case 'sasl':
      return { type, token: readBuffer(reader) };
    case 'multi':
    case 'multiRead':
      return readResults(reader, type);
    case 'addWatch':
      reader.int32();
      return { type };
    case 'createSession':
    case 'error':
    case null:
      return null;
    default:
      return { type };
  }
}

function readResults(reader: JuteReader, type: 'multi' | 'multiRead'): ZooKeeperResult | null {
  const results: MultiResult[] = [];
  const header: MultiHeader = { type: 0, done: false, error: 0 };
  for (readMultiHeader(reader, header); !header.done && !reader.failed; readMultiHeader(reader, header)) {
    if (header.type === OpCode.error) {
      results.push({ error: reader.int32() });
      continue;
    }
    const result = readOne(reader, header.type);
    if (result === null || result.type === 'multi' || result.type === 'multiRead') return null;
    results.push(result);
  }
  return { type, results };
}

/** A whole packet. */
export function writeReply(writer: JuteWriter, header: ReplyHeader, result: ZooKeeperResult | null): void {
  const at = writer.beginPacket();
  writeReplyHeader(writer, header.xid, header.zxid, header.error);
  if (result !== null) writeResult(writer, result);
  writer.endPacket(at);
}

function writeResult(writer: JuteWriter, result: ZooKeeperResult): void {
  switch (result.type) {
    case 'create':
    case 'sync':
      writer.string(result.path);
      break;
    case 'create2':
    case 'createContainer':
    case 'createTtl':
      writer.string(result.path);
      writeStat(writer, result.stat);
      break;
    case 'setData':
    case 'setAcl':
    case 'exists':
      writeStat(writer, result.stat);
      break;
    case 'getData':
    case 'reconfig':
      writeBuffer(writer, result.data);
      writeStat(writer, result.stat);
      break;
    case 'getChildren':
      writer.strings(result.children);
      break;
    case 'getChildren2':
      writer.strings(result.children);
      writeStat(writer, result.stat);
      break;
    case 'getAcl':
      writeAcls(writer, result.acl);
      writeStat(writer, result.stat);
      break;
    case 'getEphemerals':
      writer.strings(result.paths);
      break;
    case 'getAllChildrenNumber':
      writer.int32(result.count);
      break;
    case 'whoAmI':
      writer.int32(result.identities.length);
      for (const { scheme, user } of result.identities) {
        writer.string(scheme);
        writer.string(user);
      }
      break;
    case 'sasl':
      writeBuffer(writer, result.token);
      break;
    case 'multi':
    case 'multiRead':
      for (const part of result.results) {
        if ('error' in part) {
          writeMultiError(writer, part.error);
        } else {
          writeMultiHeader(writer, OpCode[part.type], 0);
          writeResult(writer, part);
        }
      }
      writeMultiEnd(writer);
      break;
    case 'addWatch':
      writer.int32(0);
      break;
    default:
  }
}
