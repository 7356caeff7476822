import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';

/**
 * `google.rpc.Status` for the trailer `grpc-status-details-bin`, with an ErrorInfo (domain "grove"), a RetryInfo where a client
 * should wait, and the results of a failed multi. Written by hand: three small messages that have not changed for years.
 */

const TYPE_PREFIX = 'type.googleapis.com/google.rpc.';
const MULTI_RESPONSE_TYPE = 'type.googleapis.com/grove.v1.MultiResponse';
const DOMAIN = 'grove';

export interface StatusDetails {
  readonly grpcCode: number;
  readonly message: string;
  /** The name of the ErrorCode, e.g. NONODE. */
  readonly reason: string;
  readonly path: string;
  readonly zxid: number;
  readonly retryAfterMs: number;
  /** The failing part of a multi, from 0; null for other calls. */
  readonly part: number | null;
  /** The encoded MultiResponse of a failed multi; null for other calls, and where it was too long for a trailer. */
  readonly multiResponse: Uint8Array | null;
}

export function encodeStatusDetails(details: {
  readonly grpcCode: number;
  readonly message: string;
  readonly reason: string;
  readonly path?: string;
  readonly zxid?: number;
  readonly retryAfterMs?: number;
  readonly part?: number | null;
  readonly multiResponse?: Uint8Array | null;
}): Uint8Array {
  const writer = new ByteWriter(256);
  writer.integerField(1, details.grpcCode);
  writer.stringField(2, details.message);
  const errorInfo = writer.beginMessage(3);
  writer.stringField(1, `${TYPE_PREFIX}ErrorInfo`);
  const value = writer.beginMessage(2);
  writer.stringField(1, details.reason);
  writer.stringField(2, DOMAIN);
  writeMetadata(writer, 'path', details.path ?? '');
  if (details.zxid !== undefined && details.zxid > 0) writeMetadata(writer, 'zxid', String(details.zxid));
  if (typeof details.part === 'number') writeMetadata(writer, 'part', String(details.part));
  writer.endMessage(value);
  writer.endMessage(errorInfo);
  if (details.multiResponse instanceof Uint8Array) {
    const detail = writer.beginMessage(3);
    writer.stringField(1, MULTI_RESPONSE_TYPE);
    writer.bytesField(2, details.multiResponse);
    writer.endMessage(detail);
  }
  if (details.retryAfterMs !== undefined && details.retryAfterMs > 0) {
    const retryInfo = writer.beginMessage(3);
    writer.stringField(1, `${TYPE_PREFIX}RetryInfo`);
    const retryValue = writer.beginMessage(2);
    const delay = writer.beginMessage(1);
    writer.integerField(1, Math.floor(details.retryAfterMs / 1000));
    writer.integerField(2, (details.retryAfterMs % 1000) * 1_000_000);
    writer.endMessage(delay);
    writer.endMessage(retryValue);
    writer.endMessage(retryInfo);
  }
  return writer.take();
}

function writeMetadata(writer: ByteWriter, key: string, value: string): void {
  if (value === '') return;
  const begin = writer.beginMessage(3);
  writer.stringField(1, key);
  writer.stringField(2, value);
  writer.endMessage(begin);
}

interface MutableDetails {
  grpcCode: number;
  message: string;
  reason: string;
  path: string;
  zxid: number;
  retryAfterMs: number;
  part: number | null;
  multiResponse: Uint8Array | null;
}

function readErrorInfo(reader: ByteReader, details: MutableDetails): void {
  while (reader.next()) {
    if (reader.key === ((1 << 3) | 2)) {
      details.reason = reader.string();
    } else if (reader.key === ((3 << 3) | 2)) {
      let key = '';
      let value = '';
      const outer = reader.enter();
      while (reader.next()) {
        if (reader.key === ((1 << 3) | 2)) key = reader.string();
        else if (reader.key === ((2 << 3) | 2)) value = reader.string();
        else reader.skip();
      }
      reader.leave(outer);
      if (key === 'path') details.path = value;
      else if (key === 'zxid' && Number.isSafeInteger(Number(value))) details.zxid = Number(value);
      else if (key === 'part' && /^[0-9]{1,9}$/.test(value)) details.part = Number(value);
    } else {
      reader.skip();
    }
  }
}

function readRetryInfo(reader: ByteReader, details: MutableDetails): void {
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    let seconds = 0;
    let nanos = 0;
    while (reader.next()) {
      if (reader.key === 1 << 3) seconds = reader.unsigned();
      else if (reader.key === 2 << 3) nanos = reader.int32();
      else reader.skip();
    }
    reader.leave(outer);
    details.retryAfterMs = seconds * 1000 + Math.round(nanos / 1_000_000);
  }
}

/** Null where the bytes are malformed or hold no ErrorInfo. */
export function decodeStatusDetails(bytes: Uint8Array): StatusDetails | null {
  const details: MutableDetails = {
    grpcCode: 0,
    message: '',
    reason: '',
    path: '',
    zxid: 0,
    retryAfterMs: 0,
    part: null,
    multiResponse: null,
  };
  const reader = new ByteReader(bytes);
  while (reader.next()) {
    if (reader.key === 1 << 3) {
      details.grpcCode = reader.int32();
    } else if (reader.key === ((2 << 3) | 2)) {
      details.message = reader.string();
    } else if (reader.key === ((3 << 3) | 2)) {
      let type = '';
      let value = bytes.subarray(0, 0);
      const outer = reader.enter();
      while (reader.next()) {
        if (reader.key === ((1 << 3) | 2)) type = reader.string();
        else if (reader.key === ((2 << 3) | 2)) value = reader.bytes();
        else reader.skip();
      }
      reader.leave(outer);
      const inner = new ByteReader(value);
      if (type === `${TYPE_PREFIX}ErrorInfo`) readErrorInfo(inner, details);
      else if (type === `${TYPE_PREFIX}RetryInfo`) readRetryInfo(inner, details);
      else if (type === MULTI_RESPONSE_TYPE) details.multiResponse = value;
      if (inner.failed) return null;
    } else {
      reader.skip();
    }
  }
  return reader.failed || details.reason === '' ? null : details;
}
