import type { JuteReader } from './jute-reader';
import { OpCode } from './op-code';

/** Of an ACL: the rights, and two lengths. */
const ACL_BYTES_MIN = 12;

/** A range of the packet's bytes; what is null is empty too. */
export interface ByteRange {
  start: number;
  end: number;
  isNull: boolean;
}

function emptyRange(): ByteRange {
  return { start: 0, end: 0, isNull: false };
}

/**
 * One request, taken apart without an object: what its operation has of these is set by `readRequest`, and is valid until the next
 * one. All places are of the buffer that was read. Used again and again; who keeps something copies it.
 */
export class RequestView {
  xid = 0;
  type = 0;
  /** The path; of `getEphemerals` the prefix, of `auth` the scheme. */
  readonly path: ByteRange = emptyRange();
  /** The data; of `auth` the proof, of `sasl` the token. */
  readonly data: ByteRange = emptyRange();
  watch = false;
  /** The version that is expected; −1 for any. */
  version = 0;
  /** CreateFlag; of `addWatch` the mode, of `removeWatches` and `checkWatches` the type of watcher. */
  flags = 0;
  /** Of `createTtl`; −1 where the operation has none. A negative one is as wrong as 0, and told as that. */
  ttlMs = -1;
  /** Where the entries of an access control list begin, and how many there are: read them with `readAcl`. */
  aclStart = 0;
  aclCount = 0;
  /** What follows the header: of `multi`, `multiRead`, `setWatches`, `reconfig`. */
  readonly body: ByteRange = emptyRange();
}

/** Reads xid and type. */
export function readRequestHeader(reader: JuteReader, view: RequestView): void {
  view.xid = reader.int32();
  view.type = reader.int32();
}

/**
 * Reads what follows the header of an operation of this type; a part of a multi is read by it too. False where there is no such
 * operation; what is malformed is the reader's failure. As ZooKeeper does, bytes behind what belongs to the operation are not looked at.
 */
export function readOperation(reader: JuteReader, type: number, view: RequestView): boolean {
  switch (type) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTtl:
      readRange(reader, view.path);
      readRange(reader, view.data);
      skipAcl(reader, view);
      view.flags = reader.int32();
      view.ttlMs = type === OpCode.createTtl ? Math.max(0, anyInteger(reader)) : -1;
      return true;
    case OpCode.delete:
    case OpCode.check:
      readRange(reader, view.path);
      view.version = reader.int32();
      return true;
    case OpCode.setData:
      readRange(reader, view.path);
      readRange(reader, view.data);
      view.version = reader.int32();
      return true;
    case OpCode.exists:
    case OpCode.getData:
    case OpCode.getChildren:
    case OpCode.getChildren2:
      readRange(reader, view.path);
      view.watch = reader.boolean();
      return true;
    case OpCode.setAcl:
      readRange(reader, view.path);
      skipAcl(reader, view);
      view.version = reader.int32();
      return true;
    case OpCode.getAcl:
    case OpCode.sync:
    case OpCode.getEphemerals:
    case OpCode.getAllChildrenNumber:
    case OpCode.deleteContainer:
      readRange(reader, view.path);
      return true;
    case OpCode.addWatch:
    case OpCode.removeWatches:
    case OpCode.checkWatches:
      readRange(reader, view.path);
      view.flags = reader.int32();
      return true;
    case OpCode.auth:
      // A type that nobody uses.
      reader.int32();
      readRange(reader, view.path);
      readRange(reader, view.data);
      return true;
    case OpCode.sasl:
      readRange(reader, view.data);
      return true;
    case OpCode.multi:
    case OpCode.multiRead:
    case OpCode.setWatches:
    case OpCode.setWatches2:
    case OpCode.reconfig:
      view.body.start = reader.position;
      view.body.end = reader.end;
      return true;
    case OpCode.ping:
    case OpCode.whoAmI:
    case OpCode.closeSession:
      return true;
    default:
      return false;
  }
}

/** One that a number cannot hold is not malformed: it is larger, or smaller, than any that may be. */
function anyInteger(reader: JuteReader): number {
  const value = reader.bigint();
  return Number(value);
}

function readRange(reader: JuteReader, range: ByteRange): void {
  reader.range();
  range.start = reader.start;
  range.end = reader.stop;
  range.isNull = reader.isNull;
}

function skipAcl(reader: JuteReader, view: RequestView): void {
  view.aclCount = reader.count(ACL_BYTES_MIN);
  view.aclStart = reader.position;
  for (let left = view.aclCount; left > 0 && !reader.failed; left -= 1) {
    reader.int32();
    reader.range();
    reader.range();
  }
}

/** One entry of an access control list. */
export class AclView {
  rights = 0;
  readonly scheme: ByteRange = emptyRange();
  readonly id: ByteRange = emptyRange();
}

export function readAcl(reader: JuteReader, view: AclView): void {
  view.rights = reader.int32();
  readRange(reader, view.scheme);
  readRange(reader, view.id);
}
