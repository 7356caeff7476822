import { OperationField } from './contract';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { NodeKindNumber } from './stat';
import type { NodeKind } from './stat';

/** Operations as domain types, and as the oneof field of a Request: the bytes that are forwarded, logged and applied. */

export interface CreateOperation {
  readonly type: 'create';
  readonly path: string;
  readonly data: Uint8Array;
  readonly kind: NodeKind;
  readonly sequential: boolean;
}

export interface DeleteOperation {
  readonly type: 'delete';
  readonly path: string;
  /** The version that the znode must have; null for any. */
  readonly version: number | null;
}

export interface SetDataOperation {
  readonly type: 'setData';
  readonly path: string;
  readonly data: Uint8Array;
  /** The version that the znode must have; null for any. */
  readonly version: number | null;
}

export interface CheckOperation {
  readonly type: 'check';
  readonly path: string;
  /** The version that the znode must have; null where it must only exist. */
  readonly version: number | null;
}

export type MultiPart = CreateOperation | DeleteOperation | SetDataOperation | CheckOperation;

export type WatchMode = 'persistent' | 'persistentRecursive';

/** Numbers of `WatchMode` in the protocol. */
export const WatchModeNumber = { persistent: 1, persistentRecursive: 2 } as const;

export interface SetWatchesOperation {
  readonly type: 'setWatches';
  readonly relativeZxid: number;
  readonly dataPaths: readonly string[];
  readonly existsPaths: readonly string[];
  readonly childPaths: readonly string[];
  readonly persistentPaths: readonly string[];
  readonly persistentRecursivePaths: readonly string[];
}

export type Operation =
  | CreateOperation
  | DeleteOperation
  | SetDataOperation
  | { readonly type: 'multi'; readonly parts: readonly MultiPart[] }
  | { readonly type: 'close' }
  | { readonly type: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'getData'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'getChildren'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'addWatch'; readonly path: string; readonly mode: WatchMode }
  | { readonly type: 'removeWatches'; readonly path: string }
  | SetWatchesOperation;

export type OperationType = Operation['type'];

/** Operations that take a sequence number. */
export function isWrite(type: OperationType): boolean {
  return OperationField[type] <= OperationField.close;
}

const operationWriter = new ByteWriter(1024);

/** A buffer of its own costs a microsecond, which is more than all the encoding: small operations are cut from one. */
const SLAB_BYTES = 64 * 1024;
const CUT_BYTES_MAX = 4 * 1024;
let slab = new Uint8Array(0);
let slabUsed = 0;

function cutCopy(bytes: Uint8Array): Uint8Array {
  const length = bytes.length;
  if (length > CUT_BYTES_MAX) return bytes.slice();
  if (slabUsed + length > slab.length) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  const copy = slab.subarray(slabUsed, slabUsed + length);
  copy.set(bytes);
  slabUsed += length;
  return copy;
}

/** `close`, encoded: the same bytes always. */
export const closeOperation: Uint8Array = encodeOperation({ type: 'close' });

const multiPartField = { create: 1, delete: 2, setData: 3, check: 4 } as const;

function writeOperation(writer: ByteWriter, field: number, operation: Operation | CheckOperation): void {
  const begin = writer.beginMessage(field);
  switch (operation.type) {
    case 'create':
      writer.stringField(1, operation.path);
      writer.bytesField(2, operation.data);
      writer.integerField(3, NodeKindNumber[operation.kind]);
      writer.booleanField(4, operation.sequential);
      break;
    case 'delete':
    case 'check':
      writer.stringField(1, operation.path);
      if (operation.version !== null) writer.presentIntegerField(2, operation.version);
      break;
    case 'setData':
      writer.stringField(1, operation.path);
      writer.bytesField(2, operation.data);
      if (operation.version !== null) writer.presentIntegerField(3, operation.version);
      break;
    case 'multi':
      for (const part of operation.parts) {
        const outer = writer.beginMessage(1);
        writeOperation(writer, multiPartField[part.type], part);
        writer.endMessage(outer);
      }
      break;
    case 'exists':
    case 'getData':
    case 'getChildren':
      writer.stringField(1, operation.path);
      writer.booleanField(2, operation.watch);
      break;
    case 'sync':
    case 'removeWatches':
      writer.stringField(1, operation.path);
      break;
    case 'addWatch':
      writer.stringField(1, operation.path);
      writer.integerField(2, WatchModeNumber[operation.mode]);
      break;
    case 'setWatches':
      writer.integerField(1, operation.relativeZxid);
      for (const path of operation.dataPaths) writer.presentStringField(2, path);
      for (const path of operation.existsPaths) writer.presentStringField(3, path);
      for (const path of operation.childPaths) writer.presentStringField(4, path);
      for (const path of operation.persistentPaths) writer.presentStringField(5, path);
      for (const path of operation.persistentRecursivePaths) writer.presentStringField(6, path);
      break;
    case 'close':
      break;
  }
  writer.endMessage(begin);
}

/** The oneof field of a Request, tag included. The bytes may lie in a larger buffer. */
export function encodeOperation(operation: Operation): Uint8Array {
  const writer = operationWriter;
  // Not empty where the operation before it was refused half-way.
  writer.reset();
  writeOperation(writer, OperationField[operation.type], operation);
  return cutCopy(writer.view());
}

function readPathAndVersion(reader: ByteReader): { path: string; version: number | null } {
  let path = '';
  let version: number | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) version = reader.int32();
    else reader.skip();
  }
  return { path, version: version === -1 ? null : version };
}

function readCreate(reader: ByteReader): CreateOperation {
  let path = '';
  let data = reader.buffer.subarray(0, 0);
  let kind = 0;
  let sequential = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) data = reader.bytes();
    else if (reader.key === 3 << 3) kind = reader.int32();
    else if (reader.key === 4 << 3) sequential = reader.boolean();
    else reader.skip();
  }
  if (kind < 0 || kind > NodeKindNumber.ephemeral) reader.fail();
  return { type: 'create', path, data, kind: kind === NodeKindNumber.ephemeral ? 'ephemeral' : 'persistent', sequential };
}

function readSetData(reader: ByteReader): SetDataOperation {
  let path = '';
  let data = reader.buffer.subarray(0, 0);
  let version: number | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) data = reader.bytes();
    else if (reader.key === 3 << 3) version = reader.int32();
    else reader.skip();
  }
  return { type: 'setData', path, data, version: version === -1 ? null : version };
}

function readMultiPart(reader: ByteReader): MultiPart | null {
  let part: MultiPart | null = null;
  while (reader.next()) {
    const key = reader.key;
    if (key !== ((1 << 3) | 2) && key !== ((2 << 3) | 2) && key !== ((3 << 3) | 2) && key !== ((4 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    if (key === ((1 << 3) | 2)) part = readCreate(reader);
    else if (key === ((2 << 3) | 2)) part = { type: 'delete', ...readPathAndVersion(reader) };
    else if (key === ((3 << 3) | 2)) part = readSetData(reader);
    else part = { type: 'check', ...readPathAndVersion(reader) };
    reader.leave(outer);
  }
  return part;
}

function readMulti(reader: ByteReader): Operation {
  const parts: MultiPart[] = [];
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    const part = readMultiPart(reader);
    if (part === null) reader.fail();
    else parts.push(part);
    reader.leave(outer);
  }
  return { type: 'multi', parts };
}

function readPathAndNumber(reader: ByteReader): { path: string; number: number } {
  let path = '';
  let number = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) number = reader.int32();
    else reader.skip();
  }
  return { path, number };
}

function readAddWatch(reader: ByteReader): Operation {
  const { path, number } = readPathAndNumber(reader);
  if (number !== WatchModeNumber.persistent && number !== WatchModeNumber.persistentRecursive) reader.fail();
  return { type: 'addWatch', path, mode: number === WatchModeNumber.persistentRecursive ? 'persistentRecursive' : 'persistent' };
}

function readSetWatches(reader: ByteReader): SetWatchesOperation {
  let relativeZxid = 0;
  const lists: [string[], string[], string[], string[], string[]] = [[], [], [], [], []];
  while (reader.next()) {
    const list = (reader.key & 7) === 2 ? lists[(reader.key >>> 3) - 2] : undefined;
    if (list !== undefined) list.push(reader.string());
    else if (reader.key === 1 << 3) relativeZxid = reader.unsigned();
    else reader.skip();
  }
  const [dataPaths, existsPaths, childPaths, persistentPaths, persistentRecursivePaths] = lists;
  return { type: 'setWatches', relativeZxid, dataPaths, existsPaths, childPaths, persistentPaths, persistentRecursivePaths };
}

function readBody(field: number, reader: ByteReader): Operation | null {
  switch (field) {
    case OperationField.create:
      return readCreate(reader);
    case OperationField.delete:
      return { type: 'delete', ...readPathAndVersion(reader) };
    case OperationField.setData:
      return readSetData(reader);
    case OperationField.multi:
      return readMulti(reader);
    case OperationField.close:
      while (reader.next()) reader.skip();
      return { type: 'close' };
    case OperationField.exists:
    case OperationField.getData:
    case OperationField.getChildren: {
      const { path, number } = readPathAndNumber(reader);
      const type = field === OperationField.exists ? 'exists' : field === OperationField.getData ? 'getData' : 'getChildren';
      return { type, path, watch: number !== 0 };
    }
    case OperationField.sync:
      return { type: 'sync', path: readPathAndNumber(reader).path };
    case OperationField.addWatch:
      return readAddWatch(reader);
    case OperationField.removeWatches:
      return { type: 'removeWatches', path: readPathAndNumber(reader).path };
    case OperationField.setWatches:
      return readSetWatches(reader);
    default:
      return null;
  }
}

/**
 * The operation in buffer[start, end), its tag included. Byte fields are views. Null where it is malformed, unknown,
 * or has a kind or mode that this version does not know.
 */
export function decodeOperation(buffer: Uint8Array, start = 0, end: number = buffer.length): Operation | null {
  const reader = new ByteReader(buffer, start, end);
  if (!reader.next() || (reader.key & 7) !== 2) return null;
  const field = reader.key >>> 3;
  const outer = reader.enter();
  const operation = readBody(field, reader);
  reader.leave(outer);
  return reader.failed || reader.position !== end ? null : operation;
}
