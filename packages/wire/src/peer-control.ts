import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { readRepeatedInteger, writePackedIntegers } from './log-payload';
import type { ControlMessage, MessageOf, PeerHello } from './peer-message';

/** Messages of the Control stream. Each is small; heartbeats and session reports are the frequent ones. */

/** Field numbers of the oneof of ControlRequest. */
const controlField: Readonly<Record<ControlMessage['type'], number>> = {
  hello: 1,
  vote: 2,
  voteReply: 3,
  heartbeat: 4,
  heartbeatReply: 5,
  readIndex: 6,
  readIndexReply: 7,
  timeoutNow: 8,
  sessionReport: 9,
  sessionReportReply: 10,
  probe: 11,
  probeReply: 12,
  membershipChange: 13,
  membershipChangeReply: 14,
};

export function writeHello(writer: ByteWriter, hello: PeerHello): void {
  writer.integerField(1, hello.replica);
  writer.stringField(2, hello.cluster);
  writer.stringField(3, hello.incarnation);
  writer.integerField(4, hello.featureLevel);
}

export function readHello(reader: ByteReader): PeerHello {
  let replica = 0;
  let cluster = '';
  let incarnation = '';
  let featureLevel = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) replica = reader.int32();
    else if (reader.key === ((2 << 3) | 2)) cluster = reader.string();
    else if (reader.key === ((3 << 3) | 2)) incarnation = reader.string();
    else if (reader.key === ((4 << 3) | 0)) featureLevel = reader.int32();
    else reader.skip();
  }
  if (!isReplica(replica)) reader.fail();
  return { type: 'hello', replica, cluster, incarnation, featureLevel };
}

/** Replicas are numbered 1 to 9. */
function isReplica(value: number): boolean {
  return value >= 1 && value <= 9;
}

const shared = new ByteWriter(256);

export function encodeControl(message: ControlMessage): Uint8Array {
  const writer = shared;
  writer.reset();
  const begin = writer.beginMessage(controlField[message.type]);
  switch (message.type) {
    case 'hello':
      writeHello(writer, message);
      break;
    case 'vote':
      writer.integerField(1, message.term);
      writer.booleanField(2, message.preVote);
      writer.integerField(3, message.lastIndex);
      writer.integerField(4, message.lastTerm);
      writer.booleanField(5, message.transfer);
      break;
    case 'voteReply':
      writer.integerField(1, message.term);
      writer.booleanField(2, message.preVote);
      writer.booleanField(3, message.granted);
      break;
    case 'heartbeat':
      writer.integerField(1, message.term);
      writer.integerField(2, message.commitIndex);
      writer.integerField(3, message.round);
      writer.integerField(4, message.digestZxid);
      writer.stringField(5, message.digest);
      writer.integerField(6, message.agreedZxid);
      writer.stringField(7, message.agreedDigest);
      break;
    case 'heartbeatReply':
      writer.integerField(1, message.term);
      writer.integerField(2, message.round);
      writer.integerField(3, message.digestZxid);
      writer.stringField(4, message.digest);
      break;
    case 'readIndex':
      writer.integerField(1, message.term);
      writer.integerField(2, message.token);
      break;
    case 'readIndexReply':
      writer.integerField(1, message.term);
      writer.integerField(2, message.token);
      writer.integerField(3, message.index);
      break;
    case 'timeoutNow':
      writer.integerField(1, message.term);
      break;
    case 'sessionReport':
      writer.integerField(1, message.term);
      writer.integerField(2, message.round);
      writePackedIntegers(writer, 3, message.sessionIds);
      writer.booleanField(5, message.valuesWanted);
      writer.booleanField(6, message.commitsUnhurried);
      break;
    case 'sessionReportReply':
      writer.integerField(1, message.term);
      writer.integerField(2, message.round);
      writePackedIntegers(writer, 3, message.refusedSessionIds);
      writer.booleanField(4, message.valuesWanted);
      break;
    case 'probe':
      writer.integerField(1, message.replica);
      writer.stringField(2, message.incarnation);
      writer.stringField(3, message.peerAddress);
      writer.stringField(4, message.clientAddress);
      writer.integerField(5, message.proof);
      break;
    case 'probeReply':
      writer.integerField(1, message.replica);
      writer.stringField(2, message.incarnation);
      writer.booleanField(3, message.formed);
      writer.bytesField(4, message.initialConfig);
      writer.integerField(5, message.version);
      writer.integerField(6, message.challenge);
      break;
    case 'membershipChange':
      writer.integerField(1, message.term);
      writer.integerField(2, message.token);
      writer.bytesField(3, message.change);
      break;
    case 'membershipChangeReply':
      writer.integerField(1, message.term);
      writer.integerField(2, message.token);
      writer.zigzagField(3, message.code);
      writer.stringField(4, message.message);
      writer.integerField(5, message.index);
      writer.integerField(6, message.entryTerm);
      break;
  }
  writer.endMessage(begin);
  return writer.take();
}

function readVote(reader: ByteReader): MessageOf<ControlMessage, 'vote'> {
  let term = 0;
  let preVote = false;
  let lastIndex = 0;
  let lastTerm = 0;
  let transfer = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) preVote = reader.boolean();
    else if (reader.key === ((3 << 3) | 0)) lastIndex = reader.unsigned();
    else if (reader.key === ((4 << 3) | 0)) lastTerm = reader.unsigned();
    else if (reader.key === ((5 << 3) | 0)) transfer = reader.boolean();
    else reader.skip();
  }
  return { type: 'vote', term, preVote, lastIndex, lastTerm, transfer };
}

function readVoteReply(reader: ByteReader): MessageOf<ControlMessage, 'voteReply'> {
  let term = 0;
  let preVote = false;
  let granted = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) preVote = reader.boolean();
    else if (reader.key === ((3 << 3) | 0)) granted = reader.boolean();
    else reader.skip();
  }
  return { type: 'voteReply', term, preVote, granted };
}

function readHeartbeat(reader: ByteReader): MessageOf<ControlMessage, 'heartbeat'> {
  let term = 0;
  let commitIndex = 0;
  let round = 0;
  let digestZxid = 0;
  let digest = '';
  let agreedZxid = 0;
  let agreedDigest = '';
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) commitIndex = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) round = reader.unsigned();
    else if (reader.key === ((4 << 3) | 0)) digestZxid = reader.unsigned();
    else if (reader.key === ((5 << 3) | 2)) digest = reader.string();
    else if (reader.key === ((6 << 3) | 0)) agreedZxid = reader.unsigned();
    else if (reader.key === ((7 << 3) | 2)) agreedDigest = reader.string();
    else reader.skip();
  }
  return { type: 'heartbeat', term, commitIndex, round, digestZxid, digest, agreedZxid, agreedDigest };
}

function readHeartbeatReply(reader: ByteReader): MessageOf<ControlMessage, 'heartbeatReply'> {
  let term = 0;
  let round = 0;
  let digestZxid = 0;
  let digest = '';
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) round = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) digestZxid = reader.unsigned();
    else if (reader.key === ((4 << 3) | 2)) digest = reader.string();
    else reader.skip();
  }
  return { type: 'heartbeatReply', term, round, digestZxid, digest };
}

/** Messages of up to three unsigned integers. */
function readIntegers(reader: ByteReader): [number, number, number] {
  const values: [number, number, number] = [0, 0, 0];
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) values[0] = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) values[1] = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) values[2] = reader.unsigned();
    else reader.skip();
  }
  return values;
}

function readSessionReport(reader: ByteReader): MessageOf<ControlMessage, 'sessionReport'> {
  let term = 0;
  let round = 0;
  const sessionIds: number[] = [];
  let valuesWanted = false;
  let commitsUnhurried = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) round = reader.unsigned();
    else if (reader.key === 5 << 3) valuesWanted = reader.boolean();
    else if (reader.key === 6 << 3) commitsUnhurried = reader.boolean();
    else if (!readRepeatedInteger(reader, 3, sessionIds)) reader.skip();
  }
  return { type: 'sessionReport', term, round, sessionIds, valuesWanted, commitsUnhurried };
}

function readSessionReportReply(reader: ByteReader): MessageOf<ControlMessage, 'sessionReportReply'> {
  let term = 0;
  let round = 0;
  const refusedSessionIds: number[] = [];
  let valuesWanted = false;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) round = reader.unsigned();
    else if (reader.key === 4 << 3) valuesWanted = reader.boolean();
    else if (!readRepeatedInteger(reader, 3, refusedSessionIds)) reader.skip();
  }
  return { type: 'sessionReportReply', term, round, refusedSessionIds, valuesWanted };
}

function readProbe(reader: ByteReader): MessageOf<ControlMessage, 'probe'> {
  let replica = 0;
  let incarnation = '';
  let peerAddress = '';
  let clientAddress = '';
  let proof = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) replica = reader.int32();
    else if (reader.key === ((2 << 3) | 2)) incarnation = reader.string();
    else if (reader.key === ((3 << 3) | 2)) peerAddress = reader.string();
    else if (reader.key === ((4 << 3) | 2)) clientAddress = reader.string();
    else if (reader.key === ((5 << 3) | 0)) proof = reader.unsigned();
    else reader.skip();
  }
  if (!isReplica(replica)) reader.fail();
  return { type: 'probe', replica, incarnation, peerAddress, clientAddress, proof };
}

function readProbeReply(reader: ByteReader): MessageOf<ControlMessage, 'probeReply'> {
  let replica = 0;
  let incarnation = '';
  let formed = false;
  let initialConfig = reader.buffer.subarray(0, 0);
  let version = 0;
  let challenge = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) replica = reader.int32();
    else if (reader.key === ((2 << 3) | 2)) incarnation = reader.string();
    else if (reader.key === ((3 << 3) | 0)) formed = reader.boolean();
    else if (reader.key === ((4 << 3) | 2)) initialConfig = reader.bytes();
    else if (reader.key === ((5 << 3) | 0)) version = reader.unsigned();
    else if (reader.key === ((6 << 3) | 0)) challenge = reader.unsigned();
    else reader.skip();
  }
  if (!isReplica(replica)) reader.fail();
  return { type: 'probeReply', replica, incarnation, formed, initialConfig, version, challenge };
}

function readMembershipChange(reader: ByteReader): MessageOf<ControlMessage, 'membershipChange'> {
  let term = 0;
  let token = 0;
  let change = reader.buffer.subarray(0, 0);
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) token = reader.unsigned();
    else if (reader.key === ((3 << 3) | 2)) change = reader.bytes();
    else reader.skip();
  }
  return { type: 'membershipChange', term, token, change };
}

function readMembershipChangeReply(reader: ByteReader): MessageOf<ControlMessage, 'membershipChangeReply'> {
  let term = 0;
  let token = 0;
  let code = 0;
  let message = '';
  let index = 0;
  let entryTerm = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) term = reader.unsigned();
    else if (reader.key === ((2 << 3) | 0)) token = reader.unsigned();
    else if (reader.key === ((3 << 3) | 0)) code = reader.zigzag();
    else if (reader.key === ((4 << 3) | 2)) message = reader.string();
    else if (reader.key === ((5 << 3) | 0)) index = reader.unsigned();
    else if (reader.key === ((6 << 3) | 0)) entryTerm = reader.unsigned();
    else reader.skip();
  }
  return { type: 'membershipChangeReply', term, token, code, message, index, entryTerm };
}

function readMember(reader: ByteReader): ControlMessage | null {
  switch (reader.key) {
    case (1 << 3) | 2:
      return readHello(reader);
    case (2 << 3) | 2:
      return readVote(reader);
    case (3 << 3) | 2:
      return readVoteReply(reader);
    case (4 << 3) | 2:
      return readHeartbeat(reader);
    case (5 << 3) | 2:
      return readHeartbeatReply(reader);
    case (6 << 3) | 2: {
      const [term, token] = readIntegers(reader);
      return { type: 'readIndex', term, token };
    }
    case (7 << 3) | 2: {
      const [term, token, index] = readIntegers(reader);
      return { type: 'readIndexReply', term, token, index };
    }
    case (8 << 3) | 2: {
      const [term] = readIntegers(reader);
      return { type: 'timeoutNow', term };
    }
    case (9 << 3) | 2:
      return readSessionReport(reader);
    case (10 << 3) | 2:
      return readSessionReportReply(reader);
    case (11 << 3) | 2:
      return readProbe(reader);
    case (12 << 3) | 2:
      return readProbeReply(reader);
    case (13 << 3) | 2:
      return readMembershipChange(reader);
    case (14 << 3) | 2:
      return readMembershipChangeReply(reader);
    default:
      return null;
  }
}

/** Null where the bytes are malformed, a number is out of range, or the message is of a kind that this version does not know. */
export function decodeControl(bytes: Uint8Array): ControlMessage | null {
  return decodeOneof(bytes, 14, readMember);
}

/** Decodes a message that is nothing but a oneof of messages with the field numbers 1 to `lastField`. */
export function decodeOneof<T>(bytes: Uint8Array, lastField: number, readMemberAtKey: (reader: ByteReader) => T | null): T | null {
  const reader = new ByteReader(bytes);
  let message: T | null = null;
  while (reader.next()) {
    if ((reader.key & 7) !== 2 || reader.key >>> 3 > lastField) {
      reader.skip();
      continue;
    }
    // `enter` moves on to the member's fields, which overwrite the key: the member is chosen by a reader of its own.
    const length = reader.length();
    const member = new ByteReader(bytes, reader.position, reader.position + length);
    member.key = reader.key;
    reader.position += length;
    if (reader.failed) return null;
    message = readMemberAtKey(member);
    if (member.failed) return null;
  }
  return reader.failed ? null : message;
}
