import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { readCallOptions, writeCallOptions } from './unary';
import type { CallOptions } from './unary';

/** The membership and its changes: Member, MemberAddress and their requests of proto/grove/v1/maintenance.proto. */

export interface MemberAddress {
  /** 1 to 9. */
  readonly replica: number;
  /** host:port. */
  readonly peerAddress: string;
  readonly clientAddress: string;
}

export interface ClusterMember extends MemberAddress {
  readonly voter: boolean;
  /** The random id of its volume; empty while it was added and has not come yet. */
  readonly incarnation: string;
}

export interface Membership {
  /** By their numbers. */
  readonly members: readonly ClusterMember[];
  /** The zxid of the change that made it; 0: as it was formed. */
  readonly version: number;
}

export interface MembershipChange {
  /** What it is made from; null: from any. */
  readonly version: number | null;
  readonly joining: readonly MemberAddress[];
  readonly leaving: readonly number[];
  /** Instead of the two: exactly these; null or empty: it is not meant so. */
  readonly members: readonly MemberAddress[] | null;
}

const Field = { version: 1, joining: 2, leaving: 3, members: 4, call: 15 } as const;
const AddressField = { replica: 1, peerAddress: 2, clientAddress: 3 } as const;
const MemberField = { replica: 1, voter: 2, peerAddress: 3, clientAddress: 4, incarnation: 5 } as const;
const MembershipField = { members: 1, version: 2 } as const;
const INTEGER = 0;
const BYTES = 2;

/** More than there are numbers: a list that is longer is read no further, and refused for what it names twice. */
const NAMED_MAX = 100;

const NO_CALL: Required<CallOptions> = {
  sessionId: 0,
  sessionSecret: new Uint8Array(0),
  linearizable: false,
  minZxid: 0,
  requestId: new Uint8Array(0),
  credentials: [],
};

function key(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

function writeAddress(writer: ByteWriter, field: number, member: MemberAddress): void {
  const begin = writer.beginMessage(field);
  writer.integerField(AddressField.replica, member.replica);
  writer.stringField(AddressField.peerAddress, member.peerAddress);
  writer.stringField(AddressField.clientAddress, member.clientAddress);
  writer.endMessage(begin);
}

function readAddress(reader: ByteReader): MemberAddress {
  let replica = 0;
  let peerAddress = '';
  let clientAddress = '';
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === key(AddressField.replica, INTEGER)) replica = reader.int32();
    else if (reader.key === key(AddressField.peerAddress, BYTES)) peerAddress = reader.string();
    else if (reader.key === key(AddressField.clientAddress, BYTES)) clientAddress = reader.string();
    else reader.skip();
  }
  reader.leave(outer);
  return { replica, peerAddress, clientAddress };
}

/** A ChangeMembersRequest; between replicas it has no `call`. */
export function encodeMembershipChange(change: MembershipChange, call: CallOptions | null): Uint8Array {
  const writer = new ByteWriter(256);
  if (change.version !== null) writer.presentIntegerField(Field.version, change.version);
  for (const member of change.joining) writeAddress(writer, Field.joining, member);
  for (const replica of change.leaving) writer.presentIntegerField(Field.leaving, replica);
  for (const member of change.members ?? []) writeAddress(writer, Field.members, member);
  if (call !== null) writeCallOptions(writer, Field.call, call);
  return writer.take();
}

/** Null where the bytes are malformed. A version of -1 is none. */
export function decodeMembershipChange(
  bytes: Uint8Array,
): { readonly change: MembershipChange; readonly call: Required<CallOptions> } | null {
  let version = -1;
  let call = NO_CALL;
  const joining: MemberAddress[] = [];
  const leaving: number[] = [];
  const members: MemberAddress[] = [];
  const reader = new ByteReader(bytes);
  while (reader.next()) {
    if (reader.key === key(Field.version, INTEGER)) version = reader.integer();
    else if (reader.key === key(Field.joining, BYTES) && joining.length < NAMED_MAX) joining.push(readAddress(reader));
    else if (reader.key === key(Field.members, BYTES) && members.length < NAMED_MAX) members.push(readAddress(reader));
    else if (reader.key === key(Field.leaving, INTEGER) && leaving.length < NAMED_MAX) leaving.push(reader.int32());
    else if (reader.key === key(Field.leaving, BYTES)) {
      const outer = reader.enter();
      while (reader.position < reader.end && !reader.failed && leaving.length < NAMED_MAX) leaving.push(reader.int32());
      reader.leave(outer);
    } else if (reader.key === key(Field.call, BYTES)) {
      const outer = reader.enter();
      call = readCallOptions(reader);
      reader.leave(outer);
    } else reader.skip();
  }
  if (reader.failed) return null;
  return {
    change: { version: version === -1 ? null : version, joining, leaving, members: members.length === 0 ? null : members },
    call,
  };
}

export function encodeListMembersRequest(call: CallOptions): Uint8Array {
  const writer = new ByteWriter(64);
  writeCallOptions(writer, Field.call, call);
  return writer.take();
}

/** Null where the bytes are malformed. */
export function decodeListMembersRequest(bytes: Uint8Array): Required<CallOptions> | null {
  return decodeMembershipChange(bytes)?.call ?? null;
}

/** ListMembersResponse and ChangeMembersResponse have the same fields. */
export function encodeMembership({ members, version }: Membership): Uint8Array {
  const writer = new ByteWriter(512);
  for (const member of members) {
    const begin = writer.beginMessage(MembershipField.members);
    writer.integerField(MemberField.replica, member.replica);
    writer.booleanField(MemberField.voter, member.voter);
    writer.stringField(MemberField.peerAddress, member.peerAddress);
    writer.stringField(MemberField.clientAddress, member.clientAddress);
    writer.stringField(MemberField.incarnation, member.incarnation);
    writer.endMessage(begin);
  }
  writer.integerField(MembershipField.version, version);
  return writer.take();
}

/** Null where the bytes are malformed. */
export function decodeMembership(bytes: Uint8Array): Membership | null {
  const members: ClusterMember[] = [];
  let version = 0;
  const reader = new ByteReader(bytes);
  while (reader.next()) {
    if (reader.key === key(MembershipField.members, BYTES)) members.push(readMember(reader));
    else if (reader.key === key(MembershipField.version, INTEGER)) version = reader.unsigned();
    else reader.skip();
  }
  return reader.failed ? null : { members, version };
}

function readMember(reader: ByteReader): ClusterMember {
  let replica = 0;
  let voter = false;
  let peerAddress = '';
  let clientAddress = '';
  let incarnation = '';
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.key === key(MemberField.replica, INTEGER)) replica = reader.int32();
    else if (reader.key === key(MemberField.voter, INTEGER)) voter = reader.boolean();
    else if (reader.key === key(MemberField.peerAddress, BYTES)) peerAddress = reader.string();
    else if (reader.key === key(MemberField.clientAddress, BYTES)) clientAddress = reader.string();
    else if (reader.key === key(MemberField.incarnation, BYTES)) incarnation = reader.string();
    else reader.skip();
  }
  reader.leave(outer);
  return { replica, voter, peerAddress, clientAddress, incarnation };
}
