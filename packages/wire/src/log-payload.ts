import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';

/** The `operation` of entries that are not a client's: messages of proto/grove/peer/v1/log.proto. */

export interface SessionOpened {
  readonly timeoutMs: number;
  readonly secretHash: Uint8Array;
  /** Of the connection: `scheme:id`. Absent for none. */
  readonly identities?: readonly string[];
}

export function encodeSessionOpened(payload: SessionOpened): Uint8Array {
  const writer = new ByteWriter(64);
  writer.integerField(1, payload.timeoutMs);
  writer.bytesField(2, payload.secretHash);
  for (const identity of payload.identities ?? []) writer.presentStringField(3, identity);
  return writer.take();
}

/** `secretHash` is a view. Null where the bytes are malformed. */
export function decodeSessionOpened(buffer: Uint8Array, start = 0, end: number = buffer.length): Required<SessionOpened> | null {
  const reader = new ByteReader(buffer, start, end);
  const identities: string[] = [];
  let timeoutMs = 0;
  let secretHash = buffer.subarray(0, 0);
  while (reader.next()) {
    switch (reader.key) {
      case (1 << 3) | 0:
        timeoutMs = reader.int32();
        break;
      case (2 << 3) | 2:
        secretHash = reader.bytes();
        break;
      case (3 << 3) | 2:
        identities.push(reader.string());
        break;
      default:
        reader.skip();
    }
  }
  return reader.failed ? null : { timeoutMs, secretHash, identities };
}

export interface SessionAttached {
  readonly sessionId: number;
  readonly secretHash: Uint8Array;
  /** Of the new connection: `scheme:id`. Absent for none. */
  readonly identities?: readonly string[];
  /** The identity that makes a superuser where the session attaches; empty for nobody. Absent: what addAuth proved stays as it is. */
  readonly superuser?: string;
}

export function encodeSessionAttached(payload: SessionAttached): Uint8Array {
  const writer = new ByteWriter(64);
  writer.integerField(1, payload.sessionId);
  writer.bytesField(2, payload.secretHash);
  for (const identity of payload.identities ?? []) writer.presentStringField(3, identity);
  if (payload.superuser !== undefined) writer.presentStringField(4, payload.superuser);
  return writer.take();
}

/** `secretHash` is a view. Null where the bytes are malformed. */
export function decodeSessionAttached(buffer: Uint8Array, start = 0, end: number = buffer.length): SessionAttached | null {
  const reader = new ByteReader(buffer, start, end);
  const identities: string[] = [];
  let sessionId = 0;
  let superuser: string | undefined;
  let secretHash = buffer.subarray(0, 0);
  while (reader.next()) {
    switch (reader.key) {
      case (1 << 3) | 0:
        sessionId = reader.unsigned();
        break;
      case (2 << 3) | 2:
        secretHash = reader.bytes();
        break;
      case (3 << 3) | 2:
        identities.push(reader.string());
        break;
      case (4 << 3) | 2:
        superuser = reader.string();
        break;
      default:
        reader.skip();
    }
  }
  return reader.failed ? null : { sessionId, secretHash, identities, ...(superuser === undefined ? {} : { superuser }) };
}

export interface SessionAuthenticated {
  /** `scheme:id`, hashed where the scheme is digest: never a password. */
  readonly identities: readonly string[];
}

export function encodeSessionAuthenticated(payload: SessionAuthenticated): Uint8Array {
  const writer = new ByteWriter(64);
  for (const identity of payload.identities) writer.presentStringField(1, identity);
  return writer.take();
}

/** Null where the bytes are malformed. */
export function decodeSessionAuthenticated(buffer: Uint8Array, start = 0, end: number = buffer.length): SessionAuthenticated | null {
  const reader = new ByteReader(buffer, start, end);
  const identities: string[] = [];
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) identities.push(reader.string());
    else reader.skip();
  }
  return reader.failed ? null : { identities };
}

/** A znode whose time is up, as the leader saw it. */
export interface ReapedZnode {
  readonly path: string;
  readonly czxid: number;
  readonly mzxid: number;
}

export function encodeZnodesReaped(znodes: readonly ReapedZnode[]): Uint8Array {
  const writer = new ByteWriter(64);
  for (const znode of znodes) {
    const begin = writer.beginMessage(1);
    writer.stringField(1, znode.path);
    writer.integerField(2, znode.czxid);
    writer.integerField(3, znode.mzxid);
    writer.endMessage(begin);
  }
  return writer.take();
}

/** Null where the bytes are malformed. */
export function decodeZnodesReaped(buffer: Uint8Array, start = 0, end: number = buffer.length): readonly ReapedZnode[] | null {
  const reader = new ByteReader(buffer, start, end);
  const znodes: ReapedZnode[] = [];
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outerEnd = reader.enter();
    let path = '';
    let czxid = 0;
    let mzxid = 0;
    while (reader.next()) {
      if (reader.key === ((1 << 3) | 2)) path = reader.string();
      else if (reader.key === 2 << 3) czxid = reader.unsigned();
      else if (reader.key === 3 << 3) mzxid = reader.unsigned();
      else reader.skip();
    }
    reader.leave(outerEnd);
    znodes.push({ path, czxid, mzxid });
  }
  return reader.failed ? null : znodes;
}

export interface SessionsExpired {
  readonly sessionIds: readonly number[];
  /** Of each session: it ends only where this is still its generation. */
  readonly generations: readonly number[];
}

export function encodeSessionsExpired(payload: SessionsExpired): Uint8Array {
  const writer = new ByteWriter(16 + payload.sessionIds.length * 10);
  writePackedIntegers(writer, 1, payload.sessionIds);
  writePackedIntegers(writer, 2, payload.generations);
  return writer.take();
}

/** Null where the bytes are malformed. */
export function decodeSessionsExpired(buffer: Uint8Array, start = 0, end: number = buffer.length): SessionsExpired | null {
  const reader = new ByteReader(buffer, start, end);
  const sessionIds: number[] = [];
  const generations: number[] = [];
  while (reader.next()) {
    if (!readRepeatedInteger(reader, 1, sessionIds) && !readRepeatedInteger(reader, 2, generations)) reader.skip();
  }
  return reader.failed || generations.length !== sessionIds.length ? null : { sessionIds, generations };
}

export interface FeatureLevelRaised {
  readonly level: number;
}

export function encodeFeatureLevelRaised(payload: FeatureLevelRaised): Uint8Array {
  const writer = new ByteWriter(16);
  writer.integerField(1, payload.level);
  return writer.take();
}

/** Null where the bytes are malformed. */
export function decodeFeatureLevelRaised(buffer: Uint8Array, start = 0, end: number = buffer.length): FeatureLevelRaised | null {
  const reader = new ByteReader(buffer, start, end);
  let level = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 0)) level = reader.int32();
    else reader.skip();
  }
  return reader.failed ? null : { level };
}

/** A `repeated int64`, packed as proto3 writes it. */
export function writePackedIntegers(writer: ByteWriter, field: number, values: readonly number[]): void {
  if (values.length === 0) return;
  const begin = writer.beginMessage(field);
  for (const value of values) writer.signed(value);
  writer.endMessage(begin);
}

/** Takes the field at the reader's key into `values` where it is `field`, packed or not; false where it is another. Not negative. */
export function readRepeatedInteger(reader: ByteReader, field: number, values: number[]): boolean {
  if (reader.key === field * 8) {
    values.push(reader.unsigned());
    return true;
  }
  if (reader.key !== field * 8 + 2) return false;
  const outerEnd = reader.enter();
  while (!reader.failed && reader.position < reader.end) values.push(reader.unsigned());
  reader.leave(outerEnd);
  return true;
}
