import { readAcls, writeAcls } from './acl';
import type { ZooKeeperAcl } from './acl';
import type { JuteReader } from './jute-reader';
import type { JuteWriter } from './jute-writer';
import { readMultiHeader, writeMultiEnd, writeMultiHeader } from './multi-header';
import type { MultiHeader } from './multi-header';
import { OpCode, opCodeName } from './op-code';

/**
 * Requests as domain types: for clients, tools and tests. A server that wants them fast reads them with `RequestView`; the tests hold the
 * two together.
 */

export interface CreateRequest {
  readonly type: 'create' | 'create2' | 'createContainer' | 'createTtl';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly ZooKeeperAcl[];
  /** CreateFlag. */
  readonly flags: number;
  /** Of `createTtl`. */
  readonly ttlMs?: number;
}

export interface SetWatchesRequest {
  readonly type: 'setWatches' | 'setWatches2';
  readonly relativeZxid: number;
  readonly data: readonly string[];
  readonly exists: readonly string[];
  readonly child: readonly string[];
  /** Of `setWatches2`. */
  readonly persistent?: readonly string[];
  readonly persistentRecursive?: readonly string[];
}

export type ZooKeeperRequest =
  | CreateRequest
  | { readonly type: 'delete' | 'check'; readonly path: string; readonly version: number }
  | { readonly type: 'setData'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly type: 'exists' | 'getData' | 'getChildren' | 'getChildren2'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'setAcl'; readonly path: string; readonly acl: readonly ZooKeeperAcl[]; readonly version: number }
  | { readonly type: 'getAcl' | 'sync' | 'getEphemerals' | 'getAllChildrenNumber' | 'deleteContainer'; readonly path: string }
  /** `mode`: AddWatchMode. */
  | { readonly type: 'addWatch'; readonly path: string; readonly mode: number }
  /** `watcherType`: WatcherType. */
  | { readonly type: 'removeWatches' | 'checkWatches'; readonly path: string; readonly watcherType: number }
  | { readonly type: 'auth'; readonly scheme: string; readonly proof: Uint8Array }
  | { readonly type: 'sasl'; readonly token: Uint8Array }
  | { readonly type: 'multi' | 'multiRead'; readonly parts: readonly ZooKeeperRequest[] }
  | SetWatchesRequest
  | {
      readonly type: 'reconfig';
      readonly joining: string | null;
      readonly leaving: string | null;
      readonly members: string | null;
      /** The version of the configuration that is changed; −1 for any. */
      readonly configId: bigint;
    }
  | { readonly type: 'ping' | 'whoAmI' | 'closeSession' };

export interface NumberedRequest {
  readonly xid: number;
  readonly request: ZooKeeperRequest;
}

/** A packet's content; null where it is malformed, or of a type that is none. */
export function readRequest(reader: JuteReader): NumberedRequest | null {
  const xid = reader.int32();
  const request = readOperation(reader, reader.int32());
  return request === null || reader.failed || !reader.isAtEnd ? null : { xid, request };
}

function readOperation(reader: JuteReader, number: number): ZooKeeperRequest | null {
  const type = opCodeName(number);
  switch (type) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTtl': {
      const create = { type, path: reader.string(), data: readBuffer(reader), acl: readAcls(reader), flags: reader.int32() };
      return type === 'createTtl' ? { ...create, ttlMs: reader.integer() } : create;
    }
    case 'delete':
    case 'check':
      return { type, path: reader.string(), version: reader.int32() };
    case 'setData':
      return { type, path: reader.string(), data: readBuffer(reader), version: reader.int32() };
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      return { type, path: reader.string(), watch: reader.boolean() };
    case 'setAcl':
      return { type, path: reader.string(), acl: readAcls(reader), version: reader.int32() };
    case 'getAcl':
    case 'sync':
    case 'getEphemerals':
    case 'getAllChildrenNumber':
    case 'deleteContainer':
      return { type, path: reader.string() };
    case 'addWatch':
      return { type, path: reader.string(), mode: reader.int32() };
    case 'removeWatches':
    case 'checkWatches':
      return { type, path: reader.string(), watcherType: reader.int32() };
    case 'auth':
      reader.int32();
      return { type, scheme: reader.string(), proof: reader.bytes() };
    case 'sasl':
      return { type, token: reader.bytes() };
    case 'multi':
    case 'multiRead':
      return readMulti(reader, type);
    case 'setWatches':
    case 'setWatches2': {
      const watches = {
        type,
        relativeZxid: reader.integer(),
        data: reader.strings(),
        exists: reader.strings(),
        child: reader.strings(),
      };
      return type === 'setWatches' ? watches : { ...watches, persistent: reader.strings(), persistentRecursive: reader.strings() };
    }
    case 'reconfig':
      return { type, joining: readText(reader), leaving: readText(reader), members: readText(reader), configId: reader.bigint() };
    case 'ping':
    case 'whoAmI':
    case 'closeSession':
      return { type };
    case 'createSession':
    case 'error':
    case null:
      return null;
  }
}

function readMulti(reader: JuteReader, type: 'multi' | 'multiRead'): ZooKeeperRequest | null {
  const parts: ZooKeeperRequest[] = [];
  const header: MultiHeader = { type: 0, done: false, error: 0 };
  for (readMultiHeader(reader, header); !header.done && !reader.failed; readMultiHeader(reader, header)) {
    const part = readOperation(reader, header.type);
    if (part === null || part.type === 'multi' || part.type === 'multiRead') return null;
    parts.push(part);
  }
  return { type, parts };
}

export function readBuffer(reader: JuteReader): Uint8Array | null {
  const bytes = reader.bytes();
  return reader.isNull ? null : bytes;
}

function readText(reader: JuteReader): string | null {
  const text = reader.string();
  return reader.isNull ? null : text;
}

export function writeBuffer(writer: JuteWriter, bytes: Uint8Array | null): void {
  if (bytes === null) writer.null();
  else writer.range(bytes);
}

function writeText(writer: JuteWriter, text: string | null): void {
  if (text === null) writer.null();
  else writer.string(text);
}

/** A whole packet, its length included. */
export function writeRequest(writer: JuteWriter, xid: number, request: ZooKeeperRequest): void {
  const at = writer.beginPacket();
  writer.int32(xid);
  writer.int32(OpCode[request.type]);
  writeOperation(writer, request);
  writer.endPacket(at);
}

function writeOperation(writer: JuteWriter, request: ZooKeeperRequest): void {
  switch (request.type) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTtl':
      writer.string(request.path);
      writeBuffer(writer, request.data);
      writeAcls(writer, request.acl);
      writer.int32(request.flags);
      if (request.type === 'createTtl') writer.integer(request.ttlMs ?? 0);
      break;
    case 'delete':
    case 'check':
      writer.string(request.path);
      writer.int32(request.version);
      break;
    case 'setData':
      writer.string(request.path);
      writeBuffer(writer, request.data);
      writer.int32(request.version);
      break;
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      writer.string(request.path);
      writer.boolean(request.watch);
      break;
    case 'setAcl':
      writer.string(request.path);
      writeAcls(writer, request.acl);
      writer.int32(request.version);
      break;
    case 'getAcl':
    case 'sync':
    case 'getEphemerals':
    case 'getAllChildrenNumber':
    case 'deleteContainer':
      writer.string(request.path);
      break;
    case 'addWatch':
      writer.string(request.path);
      writer.int32(request.mode);
      break;
    case 'removeWatches':
    case 'checkWatches':
      writer.string(request.path);
      writer.int32(request.watcherType);
      break;
    case 'auth':
      writer.int32(0);
      writer.string(request.scheme);
      writer.range(request.proof);
      break;
    case 'sasl':
      writer.range(request.token);
      break;
    case 'multi':
    case 'multiRead':
      for (const part of request.parts) {
        writeMultiHeader(writer, OpCode[part.type], -1);
        writeOperation(writer, part);
      }
      writeMultiEnd(writer);
      break;
    case 'setWatches':
    case 'setWatches2':
      writer.integer(request.relativeZxid);
      writer.strings(request.data);
      writer.strings(request.exists);
      writer.strings(request.child);
      if (request.type === 'setWatches') break;
      writer.strings(request.persistent ?? []);
      writer.strings(request.persistentRecursive ?? []);
      break;
    case 'reconfig':
      writeText(writer, request.joining);
      writeText(writer, request.leaving);
      writeText(writer, request.members);
      writer.bigint(request.configId);
      break;
    case 'ping':
    case 'whoAmI':
    case 'closeSession':
      break;
  }
}
