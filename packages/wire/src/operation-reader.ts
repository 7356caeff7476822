import type { Acl, Credential } from './acl';
import { readAcl, readCredential } from './acl';
import { OperationField } from './contract';
import { ByteReader } from './byte-reader';
import type { CreateOperation, DeleteOperation, GetChildrenOperation, MultiPart, Operation, ReadPart } from './operation';
import type { SetAclOperation, SetDataOperation } from './operation';
import type { Quota } from './quota';
import { readQuota } from './quota';
import { NodeKindNumber, nodeKindOf } from './stat';
import { readAddWatch, readSetWatches, readWatcher } from './watch-operations';

/** Operations, read as domain types. Replicas apply them without this (packages/tree has its own decoder). */

function readPath(reader: ByteReader): string {
  let path = '';
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else reader.skip();
  }
  return path;
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
  let kindNumber = 0;
  let sequential = false;
  let ttlMs = 0;
  const acl: Acl[] = [];
  let parents = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) data = reader.bytes();
    else if (reader.key === 3 << 3) kindNumber = reader.int32();
    else if (reader.key === 4 << 3) sequential = reader.boolean();
    else if (reader.key === 5 << 3) ttlMs = reader.integer();
    else if (reader.key === ((6 << 3) | 2)) acl.push(readAcl(reader));
    else if (reader.key === 7 << 3) parents = reader.boolean();
    else reader.skip();
  }
  const kind = nodeKindOf(kindNumber === 0 ? NodeKindNumber.persistent : kindNumber);
  if (kind === null) reader.fail();
  return {
    type: 'create',
    path,
    data,
    kind: kind ?? 'persistent',
    sequential,
    ...(ttlMs !== 0 && { ttlMs }),
    ...(acl.length > 0 && { acl }),
    ...(parents && { parents }),
  };
}

function readDelete(reader: ByteReader): DeleteOperation {
  let path = '';
  let version: number | null = null;
  let subtree = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) version = reader.int32();
    else if (reader.key === 3 << 3) subtree = reader.boolean();
    else reader.skip();
  }
  return { type: 'delete', path, version: version === -1 ? null : version, ...(subtree && { subtree }) };
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

/** By member of the oneof of MultiPart. */
const multiPartReaders: readonly ((reader: ByteReader) => MultiPart)[] = [
  readCreate,
  readDelete,
  readSetData,
  (reader) => ({ type: 'check', ...readPathAndVersion(reader) }),
  (reader) => ({ type: 'checkNotExists', path: readPath(reader) }),
  (reader) => ({ type: 'getData', path: readPath(reader) }),
  (reader) => ({ type: 'getChildren', path: readPath(reader) }),
  (reader) => ({ type: 'exists', path: readPath(reader) }),
];

/** By member of the oneof of MultiReadPart. */
const multiReadPartReaders: readonly ((reader: ByteReader) => ReadPart)[] = [
  (reader) => ({ type: 'getData', path: readPath(reader) }),
  (reader) => ({ type: 'getChildren', path: readPath(reader) }),
  (reader) => ({ type: 'exists', path: readPath(reader) }),
];

/** The parts of field 1; one without a known member fails. Of two members in one part the last counts. */
function readParts<Part>(reader: ByteReader, readers: readonly ((reader: ByteReader) => Part)[]): Part[] {
  const parts: Part[] = [];
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    let part: Part | null = null;
    while (reader.next()) {
      const readPart = (reader.key & 7) === 2 ? readers[(reader.key >>> 3) - 1] : undefined;
      if (readPart === undefined) {
        reader.skip();
        continue;
      }
      const inner = reader.enter();
      part = readPart(reader);
      reader.leave(inner);
    }
    if (part === null) reader.fail();
    else parts.push(part);
    reader.leave(outer);
  }
  return parts;
}

function readPathAndWatch(reader: ByteReader): { path: string; watch: boolean } {
  let path = '';
  let watch = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) watch = reader.boolean();
    else reader.skip();
  }
  return { path, watch };
}

function readGetChildren(reader: ByteReader): GetChildrenOperation {
  let path = '';
  let watch = false;
  let pageSize = 0;
  let pageToken = reader.buffer.subarray(0, 0);
  let withData = false;
  let withStat = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 2 << 3) watch = reader.boolean();
    else if (reader.key === 3 << 3) pageSize = reader.int32();
    else if (reader.key === ((4 << 3) | 2)) pageToken = reader.bytes();
    else if (reader.key === 5 << 3) withData = reader.boolean();
    else if (reader.key === 6 << 3) withStat = reader.boolean();
    else reader.skip();
  }
  return {
    type: 'getChildren',
    path,
    watch,
    ...(pageSize !== 0 && { pageSize }),
    ...(pageToken.length > 0 && { pageToken }),
    ...(withData && { withData }),
    ...(withStat && { withStat }),
  };
}

function readSetAcl(reader: ByteReader): SetAclOperation {
  let path = '';
  const acl: Acl[] = [];
  let aversion: number | null = null;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) acl.push(readAcl(reader));
    else if (reader.key === 3 << 3) aversion = reader.int32();
    else reader.skip();
  }
  return { type: 'setAcl', path, acl, aversion: aversion === -1 ? null : aversion };
}

function readSetQuota(reader: ByteReader): Operation {
  let path = '';
  let quota: Quota = { countHard: 0, countSoft: 0, bytesHard: 0, bytesSoft: 0 };
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === ((2 << 3) | 2)) quota = readQuota(reader);
    else reader.skip();
  }
  return { type: 'setQuota', path, quota };
}

function readAddAuth(reader: ByteReader): Operation {
  let credential: Credential = { scheme: '', credential: reader.buffer.subarray(0, 0) };
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) credential = readCredential(reader);
    else reader.skip();
  }
  return { type: 'addAuth', credential };
}

function readNothing(reader: ByteReader): void {
  while (reader.next()) reader.skip();
}

function readBody(field: number, reader: ByteReader): Operation | null {
  switch (field) {
    case OperationField.create:
      return readCreate(reader);
    case OperationField.delete:
      return readDelete(reader);
    case OperationField.setData:
      return readSetData(reader);
    case OperationField.multi:
      return { type: 'multi', parts: readParts(reader, multiPartReaders) };
    case OperationField.close:
      readNothing(reader);
      return { type: 'close' };
    case OperationField.setAcl:
      return readSetAcl(reader);
    case OperationField.setQuota:
      return readSetQuota(reader);
    case OperationField.removeQuota:
      return { type: 'removeQuota', path: readPath(reader) };
    case OperationField.addAuth:
      return readAddAuth(reader);
    case OperationField.exists:
      return { type: 'exists', ...readPathAndWatch(reader) };
    case OperationField.getData:
      return { type: 'getData', ...readPathAndWatch(reader) };
    case OperationField.getChildren:
      return readGetChildren(reader);
    case OperationField.sync:
      return { type: 'sync', path: readPath(reader) };
    case OperationField.addWatch:
      return readAddWatch(reader);
    case OperationField.removeWatches:
      return { type: 'removeWatches', ...readWatcher(reader) };
    case OperationField.setWatches:
      return readSetWatches(reader);
    case OperationField.getAcl:
      return { type: 'getAcl', path: readPath(reader) };
    case OperationField.getAllChildrenNumber:
      return { type: 'getAllChildrenNumber', path: readPath(reader) };
    case OperationField.getEphemerals:
      return { type: 'getEphemerals', prefix: readPath(reader) };
    case OperationField.multiRead:
      return { type: 'multiRead', parts: readParts(reader, multiReadPartReaders) };
    case OperationField.checkWatches:
      return { type: 'checkWatches', ...readWatcher(reader) };
    case OperationField.whoAmI:
      readNothing(reader);
      return { type: 'whoAmI' };
    case OperationField.listQuotas:
      return { type: 'listQuotas', path: readPath(reader) };
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
