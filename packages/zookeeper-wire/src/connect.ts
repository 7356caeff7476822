import type { JuteReader } from './jute-reader';
import type { JuteWriter } from './jute-writer';

/** The first packet of a connection, and its answer. Neither has a header. */

export interface ConnectRequest {
  readonly protocolVersion: number;
  readonly lastZxidSeen: number;
  readonly timeoutMs: number;
  /** 0: a new session. A server of ZooKeeper gives ids of 64 bits. */
  readonly sessionId: bigint;
  readonly password: Uint8Array;
  /** Null: a client of before 3.4, which does not know of it. */
  readonly readOnly: boolean | null;
}

export interface ConnectResponse {
  readonly protocolVersion: number;
  /** 0: the session has expired. */
  readonly timeoutMs: number;
  readonly sessionId: bigint;
  readonly password: Uint8Array;
  /** Null: a server of before 3.4, or an answer to such a client. */
  readonly readOnly: boolean | null;
}

/** A session's password has always so many bytes. */
export const PASSWORD_BYTES = 16;

/** Null where it is malformed. */
export function readConnectRequest(reader: JuteReader): ConnectRequest | null {
  const protocolVersion = reader.int32();
  const lastZxidSeen = reader.integer();
  const timeoutMs = reader.int32();
  const sessionId = reader.bigint();
  const password = reader.bytes();
  const readOnly = reader.isAtEnd ? null : reader.boolean();
  return reader.failed ? null : { protocolVersion, lastZxidSeen, timeoutMs, sessionId, password, readOnly };
}

export function writeConnectRequest(writer: JuteWriter, request: ConnectRequest): void {
  const at = writer.beginPacket();
  writer.int32(request.protocolVersion);
  writer.integer(request.lastZxidSeen);
  writer.int32(request.timeoutMs);
  writer.bigint(request.sessionId);
  writer.range(request.password);
  if (request.readOnly !== null) writer.boolean(request.readOnly);
  writer.endPacket(at);
}

/** Null where it is malformed. */
export function readConnectResponse(reader: JuteReader): ConnectResponse | null {
  const protocolVersion = reader.int32();
  const timeoutMs = reader.int32();
  const sessionId = reader.bigint();
  const password = reader.bytes();
  const readOnly = reader.isAtEnd ? null : reader.boolean();
  return reader.failed ? null : { protocolVersion, timeoutMs, sessionId, password, readOnly };
}

export function writeConnectResponse(writer: JuteWriter, response: ConnectResponse): void {
  const at = writer.beginPacket();
  writer.int32(response.protocolVersion);
  writer.int32(response.timeoutMs);
  writer.bigint(response.sessionId);
  writer.range(response.password);
  if (response.readOnly !== null) writer.boolean(response.readOnly);
  writer.endPacket(at);
}
