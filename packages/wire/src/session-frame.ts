import { OperationField } from './contract';
import type { RequestView, SessionRequestVisitor, SessionResponseBuilderApi, VisitSessionRequest } from './contract';
import { ByteReader } from './byte-reader';
import { varintLength } from './byte-writer';
import type { ByteWriter } from './byte-writer';
import { IdleWriters } from './idle-writers';
import { writeWatchEvent } from './watch';
import type { EncodedEventDetails } from './watch';

/** The server's side of the session stream: frames of requests are walked, frames of answers are built. */

const EMPTY = new Uint8Array(0);

/** By field number: it is one of OperationField. */
const knownOperation: readonly boolean[] = Array.from({ length: 64 }, (_, field) =>
  (Object.values(OperationField) as number[]).includes(field),
);

// Shared: JavaScript runs one walk at a time, and a visitor that starts another one gets readers of its own.
const sharedReader = new ByteReader();
const sharedInner = new ByteReader();
const sharedRequest: RequestView = {
  id: 0,
  sequence: 0,
  consistency: 0,
  minZxid: 0,
  operationField: 0,
  operationStart: 0,
  operationEnd: 0,
};
let sharedInUse = false;

function readRequest(reader: ByteReader, request: RequestView): boolean {
  request.id = 0;
  request.sequence = 0;
  request.consistency = 0;
  request.minZxid = 0;
  request.operationField = 0;
  request.operationStart = 0;
  request.operationEnd = 0;
  while (reader.next()) {
    switch (reader.key) {
      case (1 << 3) | 0:
        request.id = reader.unsigned();
        break;
      case (2 << 3) | 0:
        request.sequence = reader.unsigned();
        break;
      case (3 << 3) | 0:
        request.consistency = reader.int32();
        break;
      case (4 << 3) | 0:
        request.minZxid = reader.unsigned();
        break;
      default: {
        const field = reader.key >>> 3;
        const start = reader.keyStart;
        const isOperation = (reader.key & 7) === 2 && field < 64 && knownOperation[field] === true;
        reader.skip();
        if (isOperation) {
          request.operationField = field;
          request.operationStart = start;
          request.operationEnd = reader.position;
        }
      }
    }
  }
  return !reader.failed;
}

function visit(frame: Uint8Array, visitor: SessionRequestVisitor, reader: ByteReader, inner: ByteReader, request: RequestView): boolean {
  // First pass: what must be told before the requests, wherever it stands in the frame.
  let start: 'none' | 'open' | 'attach' = 'none';
  let timeoutMs = 0;
  let sessionId = 0;
  let secret: Uint8Array = EMPTY;
  let lastZxidSeen = 0;
  let allowReadOnly = false;
  let acknowledged = 0;
  let pingId = -1;
  reader.reset(frame);
  while (reader.next()) {
    switch (reader.key) {
      case (1 << 3) | 2: {
        start = 'open';
        timeoutMs = 0;
        allowReadOnly = false;
        const outer = reader.enter();
        while (reader.next()) {
          if (reader.key === ((1 << 3) | 0)) timeoutMs = reader.int32();
          else if (reader.key === ((2 << 3) | 0)) allowReadOnly = reader.boolean();
          else reader.skip();
        }
        reader.leave(outer);
        break;
      }
      case (2 << 3) | 2: {
        start = 'attach';
        sessionId = 0;
        secret = EMPTY;
        lastZxidSeen = 0;
        allowReadOnly = false;
        const outer = reader.enter();
        while (reader.next()) {
          if (reader.key === ((1 << 3) | 0)) sessionId = reader.unsigned();
          else if (reader.key === ((2 << 3) | 2)) secret = reader.bytes();
          else if (reader.key === ((3 << 3) | 0)) lastZxidSeen = reader.unsigned();
          else if (reader.key === ((4 << 3) | 0)) allowReadOnly = reader.boolean();
          else reader.skip();
        }
        reader.leave(outer);
        break;
      }
      case (4 << 3) | 0:
        acknowledged = reader.unsigned();
        break;
      case (5 << 3) | 2: {
        pingId = 0;
        const outer = reader.enter();
        while (reader.next()) {
          if (reader.key === ((1 << 3) | 0)) pingId = reader.unsigned();
          else reader.skip();
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip();
    }
  }
  if (reader.failed) return false;
  if (start === 'open') visitor.onOpen(timeoutMs, allowReadOnly);
  else if (start === 'attach') visitor.onAttach(sessionId, secret, lastZxidSeen, allowReadOnly);
  if (acknowledged > 0) visitor.onAcknowledged(acknowledged);
  reader.reset(frame);
  while (reader.next()) {
    if (reader.key !== ((3 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const length = reader.length();
    inner.reset(frame, reader.position, reader.position + length);
    reader.position += length;
    if (!readRequest(inner, request)) return false;
    visitor.onRequest(frame, request);
  }
  if (pingId >= 0) visitor.onPing(pingId);
  return true;
}

/**
 * Walks a SessionRequest. An acknowledgement of 0 is the same as none and is not told. Of a field that stands twice,
 * a `start` included, the last counts.
 */
export const visitSessionRequest: VisitSessionRequest = (frame, visitor) => {
  if (sharedInUse) {
    return visit(frame, visitor, new ByteReader(), new ByteReader(), { ...sharedRequest });
  }
  sharedInUse = true;
  try {
    return visit(frame, visitor, sharedReader, sharedInner, sharedRequest);
  } finally {
    sharedInUse = false;
    // No frame is kept alive by the readers.
    sharedReader.reset(EMPTY);
    sharedInner.reset(EMPTY);
  }
};

/** Of all builders: JavaScript runs one at a time, but many may have something that gathers. */
const idleWriters = new IdleWriters();

/** Builds frames of ordered items; see SessionResponse in proto/grove/v1/coordination.proto. */
export class SessionResponseBuilder implements SessionResponseBuilderApi {
  /** Only while something gathers: a server has ten thousand builders, of which few have anything at a time. */
  private writer: ByteWriter | null = null;

  get byteLength(): number {
    return this.writer === null ? 0 : this.writer.byteLength;
  }

  started(item: {
    sessionId: number;
    sessionSecret: Uint8Array;
    timeoutMs: number;
    generation: number;
    lastSequence: number;
    zxid: number;
    replica: number;
    readOnly?: boolean;
  }): void {
    const writer = (this.writer ??= idleWriters.take());
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(1);
    writer.integerField(1, item.sessionId);
    writer.bytesField(2, item.sessionSecret);
    writer.integerField(3, item.timeoutMs);
    writer.integerField(4, item.generation);
    writer.integerField(5, item.lastSequence);
    writer.integerField(6, item.zxid);
    writer.integerField(7, item.replica);
    writer.booleanField(8, item.readOnly === true);
    writer.endMessage(inner);
    writer.endMessage(outer);
  }

  answer(id: number, answer: Uint8Array): void {
    const writer = (this.writer ??= idleWriters.take());
    const answerLength = 1 + varintLength(id) + answer.length;
    writer.tag(1, 2);
    writer.varint(1 + varintLength(answerLength) + answerLength);
    writer.tag(2, 2);
    writer.varint(answerLength);
    writer.tag(1, 0);
    writer.varint(id);
    writer.append(answer);
  }

  failure(id: number, zxid: number, code: number, message: string, retryAfterMs: number): void {
    const writer = (this.writer ??= idleWriters.take());
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(2);
    writer.integerField(1, id);
    writer.integerField(2, zxid);
    writer.integerField(3, code);
    writer.stringField(4, message);
    writer.integerField(5, retryAfterMs);
    writer.endMessage(inner);
    writer.endMessage(outer);
  }

  event(type: number, path: string, zxid: number, details?: EncodedEventDetails): void {
    const writer = (this.writer ??= idleWriters.take());
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(3);
    writeWatchEvent(writer, type, path, zxid, details);
    writer.endMessage(inner);
    writer.endMessage(outer);
  }

  pong(id: number, zxid: number, confirmedMsAgo: number): void {
    const writer = (this.writer ??= idleWriters.take());
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(4);
    writer.integerField(1, id);
    writer.integerField(2, zxid);
    writer.integerField(3, confirmedMsAgo);
    writer.endMessage(inner);
    writer.endMessage(outer);
  }

  bookmark(zxid: number, cursor: Uint8Array): void {
    const writer = (this.writer ??= idleWriters.take());
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(5);
    writer.integerField(1, zxid);
    writer.bytesField(2, cursor);
    writer.endMessage(inner);
    writer.endMessage(outer);
  }

  ended(code: number, message: string): void {
    const writer = (this.writer ??= idleWriters.take());
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(6);
    writer.integerField(1, code);
    writer.stringField(2, message);
    writer.endMessage(inner);
    writer.endMessage(outer);
  }

  take(): Uint8Array {
    const { writer } = this;
    if (writer === null) return EMPTY;
    const bytes = writer.take();
    this.writer = null;
    idleWriters.give(writer);
    return bytes;
  }
}
