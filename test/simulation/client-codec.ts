import { ByteReader, ByteWriter, OperationField } from '@grove/wire';
import type { Create, MultiPart, Operation, PartResult, Result, Stat } from './operations';

/** The client's side of the session stream (grove.v1), as a generated client would write and read it. */

export interface FrameRequest {
  readonly id: number;
  readonly sequence: number;
  readonly linearizable: boolean;
  readonly minZxid: number;
  readonly operation: Operation;
}

export interface Frame {
  readonly open?: { readonly timeoutMs: number };
  readonly attach?: { readonly sessionId: number; readonly secret: Uint8Array; readonly lastZxidSeen: number };
  readonly requests: readonly FrameRequest[];
  readonly acknowledgedSequence: number;
  readonly pingId?: number;
}

export interface Started {
  readonly type: 'started';
  readonly sessionId: number;
  readonly secret: Uint8Array;
  readonly timeoutMs: number;
  readonly generation: number;
  readonly lastSequence: number;
  readonly zxid: number;
  readonly replica: number;
}

export type Item =
  | Started
  | { readonly type: 'answer'; readonly id: number; readonly zxid: number; readonly result: Result }
  | { readonly type: 'event'; readonly eventType: number; readonly path: string; readonly zxid: number }
  | { readonly type: 'pong'; readonly id: number; readonly zxid: number; readonly confirmedMsAgo: number }
  | { readonly type: 'bookmark'; readonly zxid: number }
  | { readonly type: 'ended'; readonly code: number; readonly message: string };

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const EMPTY = new Uint8Array(0);

/** Parts of a multi, by their field numbers from 1 on. */
const PART_TYPES: readonly MultiPart['type'][] = ['create', 'delete', 'setData', 'check', 'checkNotExists'];

export function encodeFrame(frame: Frame): Uint8Array {
  const writer = new ByteWriter(256);
  if (frame.open !== undefined) {
    const start = writer.beginMessage(1);
    writer.integerField(1, frame.open.timeoutMs);
    writer.endMessage(start);
  }
  if (frame.attach !== undefined) {
    const start = writer.beginMessage(2);
    writer.integerField(1, frame.attach.sessionId);
    writer.bytesField(2, frame.attach.secret);
    writer.integerField(3, frame.attach.lastZxidSeen);
    writer.endMessage(start);
  }
  for (const request of frame.requests) {
    const start = writer.beginMessage(3);
    writer.integerField(1, request.id);
    writer.integerField(2, request.sequence);
    writer.integerField(3, request.linearizable ? 2 : 0);
    writer.integerField(4, request.minZxid);
    writeOperation(writer, request.operation);
    writer.endMessage(start);
  }
  writer.integerField(4, frame.acknowledgedSequence);
  if (frame.pingId !== undefined) {
    const start = writer.beginMessage(5);
    writer.integerField(1, frame.pingId);
    writer.endMessage(start);
  }
  return writer.take();
}

function writeOperation(writer: ByteWriter, operation: Operation): void {
  const start = writer.beginMessage(OperationField[operation.type]);
  switch (operation.type) {
    case 'create':
    case 'delete':
    case 'setData':
      writePartFields(writer, operation);
      break;
    case 'multi':
      for (const part of operation.parts) {
        const outer = writer.beginMessage(1);
        const inner = writer.beginMessage(PART_TYPES.indexOf(part.type) + 1);
        writePartFields(writer, part);
        writer.endMessage(inner);
        writer.endMessage(outer);
      }
      break;
    case 'setAcl': {
      writer.stringField(1, operation.path);
      const acl = writer.beginMessage(2);
      writer.integerField(1, operation.rights);
      const identity = writer.beginMessage(2);
      writer.stringField(1, 'world');
      writer.stringField(2, 'anyone');
      writer.endMessage(identity);
      writer.endMessage(acl);
      if (operation.aversion !== -1) writer.presentIntegerField(3, operation.aversion);
      break;
    }
    case 'close':
      break;
    case 'exists':
    case 'getData':
    case 'getChildren':
      writer.stringField(1, operation.path);
      writer.booleanField(2, operation.watch);
      break;
    case 'sync':
      writer.stringField(1, operation.path);
      break;
    case 'addWatch':
      writer.stringField(1, operation.path);
      writer.integerField(2, 2);
      break;
    case 'setWatches':
      writer.integerField(1, operation.relativeZxid);
      for (const path of operation.recursivePaths) writer.stringField(6, path);
      break;
  }
  writer.endMessage(start);
}

function writePartFields(writer: ByteWriter, part: MultiPart): void {
  writer.stringField(1, part.path);
  switch (part.type) {
    case 'create':
      writer.bytesField(2, encoder.encode(part.data));
      writer.integerField(3, part.ephemeral ? 2 : part.container === true ? 3 : (part.ttlMs ?? 0) > 0 ? 4 : 1);
      writer.booleanField(4, part.sequential);
      writer.integerField(5, part.ttlMs ?? 0);
      writer.booleanField(7, part.parents === true);
      break;
    case 'setData':
      writer.bytesField(2, encoder.encode(part.data));
      if (part.version !== -1) writer.presentIntegerField(3, part.version);
      break;
    case 'delete':
    case 'check':
      if (part.version !== -1) writer.presentIntegerField(2, part.version);
      if (part.type === 'delete') writer.booleanField(3, part.subtree === true);
      break;
    case 'checkNotExists':
      break;
  }
}

/** A client's write as it stands in a log entry: the oneof field, tag included. Null where it is none of the workload's. */
export function decodeWrite(buffer: Uint8Array, start: number, end: number): Operation | null {
  const reader = new ByteReader(buffer, start, end);
  if (!reader.next()) return null;
  const field = reader.key >>> 3;
  const outer = reader.enter();
  let operation: Operation | null = null;
  if (field === OperationField.create) operation = readPart(reader, 'create');
  else if (field === OperationField.delete) operation = readPart(reader, 'delete');
  else if (field === OperationField.setData) operation = readPart(reader, 'setData');
  else if (field === OperationField.close) operation = { type: 'close' };
  else if (field === OperationField.setAcl) operation = readSetAcl(reader);
  else if (field === OperationField.multi) {
    const parts: MultiPart[] = [];
    while (reader.next()) {
      const outerPart = reader.enter();
      while (reader.next()) {
        const type = PART_TYPES[(reader.key >>> 3) - 1];
        const innerEnd = reader.enter();
        if (type !== undefined) parts.push(readPart(reader, type));
        reader.leave(innerEnd);
      }
      reader.leave(outerPart);
    }
    operation = { type: 'multi', parts };
  }
  reader.leave(outer);
  return reader.failed ? null : operation;
}

function readSetAcl(reader: ByteReader): Operation {
  let path = '';
  let rights = 0;
  let aversion = -1;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) path = reader.string();
    else if (reader.key === 3 << 3) aversion = reader.int32();
    else if (reader.key === ((2 << 3) | 2)) {
      const outer = reader.enter();
      while (reader.next()) {
        if (reader.key === 1 << 3) rights = reader.int32();
        else reader.skip();
      }
      reader.leave(outer);
    } else reader.skip();
  }
  return { type: 'setAcl', path, rights, aversion };
}

function readPart<T extends MultiPart['type']>(reader: ByteReader, type: T): Extract<MultiPart, { type: T }>;
function readPart(reader: ByteReader, type: MultiPart['type']): MultiPart {
  let path = '';
  let data = '';
  let kind = 0;
  let sequential = false;
  let ttlMs = 0;
  let parents = false;
  let subtree = false;
  let version = -1;
  while (reader.next()) {
    switch (reader.key) {
      case (1 << 3) | 2:
        path = reader.string();
        break;
      case (2 << 3) | 2:
        data = decoder.decode(reader.bytes());
        break;
      case (2 << 3) | 0:
        version = reader.int32();
        break;
      case (3 << 3) | 0:
        if (type === 'create') kind = reader.int32();
        else if (type === 'delete') subtree = reader.boolean();
        else version = reader.int32();
        break;
      case (5 << 3) | 0:
        ttlMs = reader.integer();
        break;
      case (7 << 3) | 0:
        parents = reader.boolean();
        break;
      case (4 << 3) | 0:
        sequential = reader.boolean();
        break;
      default:
        reader.skip();
    }
  }
  switch (type) {
    case 'create':
      return {
        type,
        path,
        data,
        ephemeral: kind === 2,
        sequential,
        ...(kind === 3 ? { container: true } : {}),
        ...(kind === 4 ? { ttlMs } : {}),
        ...(parents ? { parents } : {}),
      } satisfies Create;
    case 'setData':
      return { type, path, data, version };
    case 'delete':
      return { type, path, version, ...(subtree ? { subtree } : {}) };
    case 'check':
      return { type, path, version };
    case 'checkNotExists':
      return { type, path };
  }
}

/** The items of a server frame, in order. Throws where it is malformed. */
export function decodeResponse(frame: Uint8Array): Item[] {
  const reader = new ByteReader(frame);
  const items: Item[] = [];
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    if (reader.next()) {
      const field = reader.key >>> 3;
      const inner = reader.enter();
      items.push(readItem(reader, field));
      reader.leave(inner);
    }
    reader.leave(outer);
  }
  if (reader.failed) throw new Error('a frame from the server is malformed');
  return items;
}

function readItem(reader: ByteReader, field: number): Item {
  if (field === 2) return readAnswer(reader);
  const numbers = new Array<number>(9).fill(0);
  let secret: Uint8Array = EMPTY;
  let text = '';
  while (reader.next()) {
    const number = reader.key >>> 3;
    if ((reader.key & 7) === 0) numbers[number] = reader.integer();
    else if (field === 1 && number === 2) secret = reader.bytes().slice();
    else if ((field === 3 || field === 6) && number === 2) text = reader.string();
    else reader.skip();
  }
  const [, first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0, seventh = 0] = numbers;
  switch (field) {
    case 1:
      return {
        type: 'started',
        sessionId: first,
        secret,
        timeoutMs: third,
        generation: fourth,
        lastSequence: fifth,
        zxid: sixth,
        replica: seventh,
      };
    case 3:
      return { type: 'event', eventType: first, path: text, zxid: third };
    case 4:
      return { type: 'pong', id: first, zxid: second, confirmedMsAgo: third };
    case 5:
      return { type: 'bookmark', zxid: first };
    case 6:
      return { type: 'ended', code: first, message: text };
    default:
      throw new Error(`a server frame has an item of unknown type ${field}`);
  }
}

function readAnswer(reader: ByteReader): Item {
  let id = 0;
  let zxid = 0;
  let code = 0;
  let result: Result | null = null;
  while (reader.next()) {
    const field = reader.key >>> 3;
    if (reader.key === ((1 << 3) | 0)) id = reader.integer();
    else if (reader.key === ((2 << 3) | 0)) zxid = reader.integer();
    else if (reader.key === ((3 << 3) | 0)) code = reader.int32();
    else if (field >= 16) {
      const outer = reader.enter();
      result = readResult(reader, field);
      reader.leave(outer);
    } else reader.skip();
  }
  const none: Result = { code, path: null, data: null, stat: null, children: null, parts: null };
  return { type: 'answer', id, zxid, result: result === null ? none : { ...result, code } };
}

function readResult(reader: ByteReader, field: number): Result {
  let path: string | null = null;
  let data: string | null = field === OperationField.getData ? '' : null;
  let stat: Stat | null = null;
  const children: string[] = [];
  const parts: PartResult[] = [];
  while (reader.next()) {
    const key = reader.key;
    if (key === ((1 << 3) | 2)) {
      if (field === OperationField.create) path = reader.string();
      else if (field === OperationField.getData) data = decoder.decode(reader.bytes());
      else if (field === OperationField.getChildren) children.push(reader.string());
      else if (field === OperationField.multi) parts.push(readPartResult(reader));
      else stat = readStat(reader);
    } else if (key === ((2 << 3) | 2)) {
      stat = readStat(reader);
    } else {
      reader.skip();
    }
  }
  return {
    code: 0,
    path,
    data,
    stat,
    children: field === OperationField.getChildren ? children : null,
    parts: field === OperationField.multi ? parts : null,
  };
}

function readPartResult(reader: ByteReader): PartResult {
  const outer = reader.enter();
  let part: PartResult = { code: 0, path: null, stat: null };
  let code = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) {
      code = reader.int32();
    } else if ((reader.key & 7) === 2) {
      const field = [0, 0, OperationField.create, OperationField.delete, OperationField.setData][reader.key >>> 3] ?? 0;
      const inner = reader.enter();
      const result = readResult(reader, field);
      part = { code: 0, path: result.path, stat: result.stat };
      reader.leave(inner);
    } else {
      reader.skip();
    }
  }
  reader.leave(outer);
  return { ...part, code };
}

function readStat(reader: ByteReader): Stat {
  const outer = reader.enter();
  const numbers = new Array<number>(14).fill(0);
  while (reader.next()) {
    if ((reader.key & 7) === 0) numbers[reader.key >>> 3] = reader.integer();
    else reader.skip();
  }
  reader.leave(outer);
  const at = (field: number): number => numbers[field] ?? 0;
  return {
    czxid: at(1),
    mzxid: at(2),
    pzxid: at(3),
    ctimeMs: at(4),
    mtimeMs: at(5),
    version: at(6),
    cversion: at(7),
    aversion: at(8),
    kind: at(9),
    ownerSessionId: at(10),
    dataLength: at(12),
    numChildren: at(13),
  };
}
