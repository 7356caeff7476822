import type { ByteReader } from './byte-reader';
import { ByteWriter, varintLength } from './byte-writer';
import { decodeOneof, readHello, writeHello } from './peer-control';
import type { AppendMessage, MessageOf, SnapshotMessage } from './peer-message';

/** Messages of the Append and Snapshot streams. Blocks, groups and chunks are copied once, into a buffer of the right size. */

const shared = new ByteWriter(256);

/** Wraps the shared writer's fields, and `tailLength` bytes that `tail` writes, as field `field` of a oneof. */
function wrap(field: number, tailLength: number, tail: (writer: ByteWriter) => void): Uint8Array {
  const length = shared.byteLength + tailLength;
  // 16: tag and length in front, and the writer's own margin for a last varint.
  const writer = new ByteWriter(length + 16);
  writer.tag(field, 2);
  writer.varint(length);
  writer.append(shared.view());
  tail(writer);
  return writer.view();
}

function fieldLength(bytes: Uint8Array): number {
  return 1 + varintLength(bytes.length) + bytes.length;
}

function nothing(): void {
  // No tail.
}

export function encodeAppend(message: AppendMessage): Uint8Array {
  const head = shared;
  head.reset();
  switch (message.type) {
    case 'hello':
      writeHello(head, message);
      return wrap(1, 0, nothing);
    case 'append': {
      head.integerField(1, message.term);
      head.integerField(2, message.prevIndex);
      head.integerField(3, message.prevTerm);
      head.fixed32Field(4, message.prevChain);
      head.integerField(5, message.commitIndex);
      let length = 0;
      for (const block of message.blocks) length += fieldLength(block);
      return wrap(2, length, (writer) => {
        for (const block of message.blocks) writer.presentBytesField(6, block);
      });
    }
    case 'appendReply':
      head.integerField(1, message.term);
      head.booleanField(2, message.accepted);
      head.integerField(3, message.index);
      head.integerField(4, message.hintTerm);
      head.fixed32Field(5, message.hintChain);
      head.integerField(6, message.refusedIndex);
      return wrap(3, 0, nothing);
    case 'forward':
      head.integerField(1, message.term);
      return wrap(4, fieldLength(message.group), (writer) => {
        writer.presentBytesField(2, message.group);
      });
    case 'forwardReply':
      head.integerField(1, message.term);
      head.integerField(2, message.expectedNumber);
      head.booleanField(3, message.refused);
      return wrap(5, 0, nothing);
  }
}

function readAppend(reader: ByteReader): MessageOf<AppendMessage, 'append'> {
  let term = 0;
  let prevIndex = 0;
  let prevTerm = 0;
  let prevChain = 0;
  let commitIndex = 0;
  const blocks: Uint8Array[] = [];
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) prevIndex = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) prevTerm = reader.unsigned();
    else if (reader.key === ((4 << 3) | 5)) prevChain = reader.fixed32();
    else if (reader.key === ((5 << 3) | 0)) commitIndex = reader.unsigned();
    else if (reader.key === ((6 << 3) | 2)) blocks.push(reader.bytes());
    else reader.skip();
  }
  return { type: 'append', term, prevIndex, prevTerm, prevChain, commitIndex, blocks };
}

function readAppendReply(reader: ByteReader): MessageOf<AppendMessage, 'appendReply'> {
  let term = 0;
  let accepted = false;
  let index = 0;
  let hintTerm = 0;
  let hintChain = 0;
  let refusedIndex = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) accepted = reader.boolean();
    else if (reader.key === ((3 << 3) | 0)) index = reader.unsigned();
    else if (reader.key === ((4 << 3) | 0)) hintTerm = reader.unsigned();
    else if (reader.key === ((5 << 3) | 5)) hintChain = reader.fixed32();
    else if (reader.key === ((6 << 3) | 0)) refusedIndex = reader.unsigned();
    else reader.skip();
  }
  return { type: 'appendReply', term, accepted, index, hintTerm, hintChain, refusedIndex };
}

function readForward(reader: ByteReader): MessageOf<AppendMessage, 'forward'> {
  let term = 0;
  let group = reader.buffer.subarray(0, 0);
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 2)) group = reader.bytes();
    else reader.skip();
  }
  return { type: 'forward', term, group };
}

function readForwardReply(reader: ByteReader): MessageOf<AppendMessage, 'forwardReply'> {
  let term = 0;
  let expectedNumber = 0;
  let refused = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) expectedNumber = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) refused = reader.boolean();
    else reader.skip();
  }
  return { type: 'forwardReply', term, expectedNumber, refused };
}

function readAppendMember(reader: ByteReader): AppendMessage | null {
  switch (reader.key) {
    case (1 << 3) | 2:
      return readHello(reader);
    case (2 << 3) | 2:
      return readAppend(reader);
    case (3 << 3) | 2:
      return readAppendReply(reader);
    case (4 << 3) | 2:
      return readForward(reader);
    case (5 << 3) | 2:
      return readForwardReply(reader);
    default:
      return null;
  }
}

/** Null where the bytes are malformed or a number is out of range. Blocks and groups are not looked into. */
export function decodeAppend(bytes: Uint8Array): AppendMessage | null {
  return decodeOneof(bytes, 5, readAppendMember);
}

export function encodeSnapshot(message: SnapshotMessage): Uint8Array {
  const head = shared;
  head.reset();
  switch (message.type) {
    case 'hello':
      writeHello(head, message);
      return wrap(1, 0, nothing);
    case 'chunk':
      head.integerField(1, message.term);
      head.integerField(2, message.lastIndex);
      head.integerField(3, message.lastTerm);
      head.fixed32Field(4, message.lastChain);
      head.bytesField(5, message.config);
      head.integerField(6, message.chunk);
      head.integerField(7, message.chunks);
      return wrap(2, fieldLength(message.data), (writer) => {
        writer.presentBytesField(8, message.data);
      });
    case 'chunkReply':
      head.integerField(1, message.term);
      head.integerField(2, message.lastIndex);
      head.integerField(3, message.nextChunk);
      head.booleanField(4, message.refused);
      return wrap(3, 0, nothing);
  }
}

function readChunk(reader: ByteReader): MessageOf<SnapshotMessage, 'chunk'> {
  let term = 0;
  let lastIndex = 0;
  let lastTerm = 0;
  let lastChain = 0;
  let config = reader.buffer.subarray(0, 0);
  let chunk = 0;
  let chunks = 0;
  let data = config;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) lastIndex = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) lastTerm = reader.unsigned();
    else if (reader.key === ((4 << 3) | 5)) lastChain = reader.fixed32();
    else if (reader.key === ((5 << 3) | 2)) config = reader.bytes();
    else if (reader.key === ((6 << 3) | 0)) chunk = reader.int32();
    else if (reader.key === ((7 << 3) | 0)) chunks = reader.int32();
    else if (reader.key === ((8 << 3) | 2)) data = reader.bytes();
    else reader.skip();
  }
  if (chunk < 0 || chunk >= chunks) reader.fail();
  return { type: 'chunk', term, lastIndex, lastTerm, lastChain, config, chunk, chunks, data };
}

function readChunkReply(reader: ByteReader): MessageOf<SnapshotMessage, 'chunkReply'> {
  let term = 0;
  let lastIndex = 0;
  let nextChunk = 0;
  let refused = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) lastIndex = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) nextChunk = reader.int32();
    else if (reader.key === ((4 << 3) | 0)) refused = reader.boolean();
    else reader.skip();
  }
  if (nextChunk < 0) reader.fail();
  return { type: 'chunkReply', term, lastIndex, nextChunk, refused };
}

function readSnapshotMember(reader: ByteReader): SnapshotMessage | null {
  switch (reader.key) {
    case (1 << 3) | 2:
      return readHello(reader);
    case (2 << 3) | 2:
      return readChunk(reader);
    case (3 << 3) | 2:
      return readChunkReply(reader);
    default:
      return null;
  }
}

/** Null where the bytes are malformed or a number is out of range. */
export function decodeSnapshot(bytes: Uint8Array): SnapshotMessage | null {
  return decodeOneof(bytes, 3, readSnapshotMember);
}
