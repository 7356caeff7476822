import { readCredential, writeCredential } from './acl';
import type { Credential } from './acl';
import { OperationField } from './contract';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { encodeOperation } from './operation';
import type { Operation, OperationType } from './operation';
import { newAnswerView, readAnswer, readResult } from './result';
import type { OperationResult } from './result';

/** Unary calls: the same operations, with CallOptions inside the request and the zxid inside the answer. */

/** The operations that are unary RPCs too; the RPC's name is the operation's with a capital letter. */
export const unaryKinds = [
  'create',
  'delete',
  'exists',
  'getData',
  'setData',
  'getChildren',
  'multi',
  'sync',
  'setAcl',
  'getAcl',
  'getAllChildrenNumber',
  'getEphemerals',
  'multiRead',
  'whoAmI',
  'setQuota',
  'removeQuota',
  'listQuotas',
] as const satisfies readonly OperationType[];

export type UnaryKind = (typeof unaryKinds)[number];

/** The field of CallOptions in every unary request, and of the zxid in every unary answer. */
const CALL_FIELD = 15;
const ZXID_FIELD = 15;

export interface CallOptions {
  /** 0: a call without a session. */
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly linearizable: boolean;
  readonly minZxid: number;
  /** 16 bytes; empty or absent for none. */
  readonly requestId?: Uint8Array;
  readonly credentials?: readonly Credential[];
}

export interface UnaryParts extends Required<CallOptions> {
  /** The oneof field of Request, tag included, without CallOptions: what is logged and applied. */
  readonly operation: Uint8Array;
}

const NO_CREDENTIALS: readonly Credential[] = [];
/** More than any server takes: whoever judges them refuses the call for their number, however many follow. */
const CREDENTIALS_READ_MAX = 1_000;

/** Reads the fields of a CallOptions message to its end. */
export function readCallOptions(reader: ByteReader): Required<CallOptions> {
  let sessionId = 0;
  let sessionSecret = reader.buffer.subarray(0, 0);
  let consistency = 0;
  let minZxid = 0;
  let requestId = sessionSecret;
  let credentials: Credential[] | null = null;
  while (reader.next()) {
    if (reader.key === 1 << 3) sessionId = reader.unsigned();
    else if (reader.key === ((2 << 3) | 2)) sessionSecret = reader.bytes();
    else if (reader.key === 3 << 3) consistency = reader.int32();
    else if (reader.key === 4 << 3) minZxid = reader.unsigned();
    else if (reader.key === ((5 << 3) | 2)) requestId = reader.bytes();
    else if (reader.key === ((6 << 3) | 2)) {
      const credential = readCredential(reader);
      if (credentials === null) credentials = [credential];
      else if (credentials.length < CREDENTIALS_READ_MAX) credentials.push(credential);
    } else reader.skip();
  }
  return { sessionId, sessionSecret, linearizable: consistency === 2, minZxid, requestId, credentials: credentials ?? NO_CREDENTIALS };
}

export function writeCallOptions(writer: ByteWriter, field: number, call: CallOptions): void {
  const begin = writer.beginMessage(field);
  writer.integerField(1, call.sessionId);
  writer.bytesField(2, call.sessionSecret);
  if (call.linearizable) writer.integerField(3, 2);
  writer.integerField(4, call.minZxid);
  if (call.requestId !== undefined) writer.bytesField(5, call.requestId);
  for (const credential of call.credentials ?? NO_CREDENTIALS) writeCredential(writer, 6, credential);
  writer.endMessage(begin);
}

/** Takes a unary request apart, without looking into the operation. Null where the bytes are malformed. */
export function splitUnary(kind: UnaryKind, bytes: Uint8Array): UnaryParts | null {
  const reader = new ByteReader(bytes);
  const writer = new ByteWriter(bytes.length + 16);
  const empty = bytes.subarray(0, 0);
  let call: Required<CallOptions> = {
    sessionId: 0,
    sessionSecret: empty,
    linearizable: false,
    minZxid: 0,
    requestId: empty,
    credentials: NO_CREDENTIALS,
  };
  const begin = writer.beginMessage(OperationField[kind]);
  while (reader.next()) {
    if (reader.key === ((CALL_FIELD << 3) | 2)) {
      const outer = reader.enter();
      call = readCallOptions(reader);
      reader.leave(outer);
    } else {
      const start = reader.keyStart;
      reader.skip();
      if (!reader.failed) writer.append(bytes, start, reader.position);
    }
  }
  if (reader.failed) return null;
  writer.endMessage(begin);
  return { operation: writer.take(), ...call };
}

/**
 * Turns an encoded Answer (without id) into what a unary call answers. `response` is the encoded response message with
 * its zxid; it is only to be sent where `code` is 0. Null where the answer is malformed or answers another operation.
 */
export function answerToUnaryResponse(
  kind: UnaryKind,
  answerBytes: Uint8Array,
): {
  readonly code: number;
  readonly message: string;
  readonly retryAfterMs: number;
  readonly zxid: number;
  readonly response: Uint8Array;
} | null {
  const reader = new ByteReader(answerBytes);
  const answer = newAnswerView();
  readAnswer(reader, answer);
  if (reader.failed || (answer.resultField !== 0 && answer.resultField !== OperationField[kind])) return null;
  const writer = new ByteWriter(answer.resultEnd - answer.resultStart + 32);
  writer.append(answerBytes, answer.resultStart, answer.resultEnd);
  writer.integerField(ZXID_FIELD, answer.zxid);
  return { code: answer.code, message: answer.message, retryAfterMs: answer.retryAfterMs, zxid: answer.zxid, response: writer.take() };
}

/** The failing part of a multi, from its encoded MultiResponse: the first whose code is not 0. Null where there is none. */
export function failingPart(multiResponse: Uint8Array): number | null {
  const reader = new ByteReader(multiResponse);
  let part = 0;
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    let code = 0;
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.key === 1 << 3) code = reader.int32();
      else reader.skip();
    }
    reader.leave(outer);
    if (code !== 0) return reader.failed ? null : part;
    part += 1;
  }
  return null;
}

/** The path of a part of an encoded MultiRequest: field 1 of whatever it does. Empty where it has none. */
export function pathOfPart(request: Uint8Array, part: number): string {
  const reader = new ByteReader(request);
  let left = part;
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2) || left > 0) {
      if (reader.key === ((1 << 3) | 2)) left -= 1;
      reader.skip();
      continue;
    }
    let path = '';
    const outer = reader.enter();
    while (reader.next()) {
      if ((reader.key & 7) !== 2) {
        reader.skip();
        continue;
      }
      const partEnd = reader.enter();
      while (reader.next()) {
        if (reader.key === ((1 << 3) | 2)) path = reader.string();
        else reader.skip();
      }
      reader.leave(partEnd);
    }
    reader.leave(outer);
    return reader.failed ? '' : path;
  }
  return '';
}

/** A unary request, for a client. */
export function encodeUnaryRequest(operation: Extract<Operation, { readonly type: UnaryKind }>, call: CallOptions | null): Uint8Array {
  const encoded = encodeOperation(operation);
  const reader = new ByteReader(encoded);
  reader.next();
  const length = reader.length();
  const writer = new ByteWriter(length + 64);
  writer.append(encoded, reader.position, reader.position + length);
  if (call !== null) writeCallOptions(writer, CALL_FIELD, call);
  return writer.take();
}

/** A unary answer, for a client; null where the bytes are malformed. */
export function decodeUnaryResponse(
  kind: UnaryKind,
  bytes: Uint8Array,
): { readonly zxid: number; readonly result: OperationResult } | null {
  const reader = new ByteReader(bytes);
  const result = readResult(kind, reader);
  if (reader.failed) return null;
  let zxid = 0;
  reader.reset(bytes);
  while (reader.next()) {
    if (reader.key === ZXID_FIELD << 3) zxid = reader.unsigned();
    else reader.skip();
  }
  return reader.failed ? null : { zxid, result };
}
