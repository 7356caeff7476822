import { ByteReader } from './byte-reader';
import { ByteWriter, integerFieldLength } from './byte-writer';
import { newAnswerView, readAnswer } from './result';
import type { AnswerView } from './result';
import { readWatchEvent } from './watch';
import type { EventDetails, WatchEventType } from './watch';

/** The client's side of the session stream: frames of requests are built, frames of answers are walked. */

/** Builds a SessionRequest part by part into one growing buffer. */
export class SessionRequestBuilder {
  private readonly writer = new ByteWriter(4096);

  get byteLength(): number {
    return this.writer.byteLength;
  }

  open(timeoutMs: number, allowReadOnly = false): void {
    const begin = this.writer.beginMessage(1);
    this.writer.integerField(1, timeoutMs);
    this.writer.booleanField(2, allowReadOnly);
    this.writer.endMessage(begin);
  }

  attach(sessionId: number, secret: Uint8Array, lastZxidSeen: number, allowReadOnly = false): void {
    const begin = this.writer.beginMessage(2);
    this.writer.integerField(1, sessionId);
    this.writer.bytesField(2, secret);
    this.writer.integerField(3, lastZxidSeen);
    this.writer.booleanField(4, allowReadOnly);
    this.writer.endMessage(begin);
  }

  /** `operation`: the oneof field of a Request, tag included; copied. `consistency`: 0 or 1 local, 2 linearizable. */
  request(id: number, sequence: number, consistency: number, minZxid: number, operation: Uint8Array): void {
    const writer = this.writer;
    // Counted first, so that the operation does not have to move when the length is known.
    const envelope = integerFieldLength(id) + integerFieldLength(sequence) + integerFieldLength(consistency) + integerFieldLength(minZxid);
    writer.tag(3, 2);
    writer.varint(envelope + operation.length);
    writer.integerField(1, id);
    writer.integerField(2, sequence);
    writer.integerField(3, consistency);
    writer.integerField(4, minZxid);
    writer.append(operation);
  }

  acknowledged(sequence: number): void {
    this.writer.integerField(4, sequence);
  }

  ping(id: number): void {
    const begin = this.writer.beginMessage(5);
    this.writer.integerField(1, id);
    this.writer.endMessage(begin);
  }

  /** Hands over the frame (an own buffer) and starts the next. */
  take(): Uint8Array {
    return this.writer.take();
  }
}

export interface SessionStarted {
  readonly sessionId: number;
  readonly sessionSecret: Uint8Array;
  readonly timeoutMs: number;
  readonly generation: number;
  readonly lastSequence: number;
  readonly zxid: number;
  readonly replica: number;
  /** The replica has no leader: it answers local reads alone. */
  readonly readOnly: boolean;
}

/** What a frame from the server holds, told in its order. */
export interface SessionResponseVisitor {
  onStarted(started: SessionStarted): void;
  /** The result is frame[answer.resultStart, answer.resultEnd): see `decodeResult`. */
  onAnswer(frame: Uint8Array, answer: AnswerView): void;
  /** `details`: views of the frame; left out where the event has none. */
  onEvent(type: WatchEventType, path: string, zxid: number, details?: EventDetails): void;
  onPong(id: number, zxid: number, confirmedMsAgo: number): void;
  onBookmark(zxid: number, cursor: Uint8Array): void;
  onEnded(code: number, message: string): void;
}

function readStarted(reader: ByteReader): SessionStarted {
  let sessionId = 0;
  let sessionSecret = reader.buffer.subarray(0, 0);
  let timeoutMs = 0;
  let generation = 0;
  let lastSequence = 0;
  let zxid = 0;
  let replica = 0;
  let readOnly = false;
  while (reader.next()) {
    if (reader.key === 1 << 3) sessionId = reader.unsigned();
    else if (reader.key === ((2 << 3) | 2)) sessionSecret = reader.bytes();
    else if (reader.key === 3 << 3) timeoutMs = reader.int32();
    else if (reader.key === 4 << 3) generation = reader.int32();
    else if (reader.key === 5 << 3) lastSequence = reader.unsigned();
    else if (reader.key === 6 << 3) zxid = reader.unsigned();
    else if (reader.key === 7 << 3) replica = reader.int32();
    else if (reader.key === 8 << 3) readOnly = reader.boolean();
    else reader.skip();
  }
  return { sessionId, sessionSecret, timeoutMs, generation, lastSequence, zxid, replica, readOnly };
}

function readItem(reader: ByteReader, frame: Uint8Array, answer: AnswerView, visitor: SessionResponseVisitor): void {
  while (reader.next()) {
    const key = reader.key;
    if ((key & 7) !== 2) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    switch (key >>> 3) {
      case 1: {
        const started = readStarted(reader);
        if (!reader.failed) visitor.onStarted(started);
        break;
      }
      case 2:
        readAnswer(reader, answer);
        if (!reader.failed) visitor.onAnswer(frame, answer);
        break;
      case 3: {
        const event = readWatchEvent(reader);
        // A type that this version does not know tells it nothing.
        if (reader.failed || event === null) break;
        const { type, path, zxid, cursor, ...values } = event;
        if (cursor.length > 0) visitor.onEvent(type, path, zxid, { ...values, cursor });
        else if (Object.keys(values).length > 0) visitor.onEvent(type, path, zxid, values);
        else visitor.onEvent(type, path, zxid);
        break;
      }
      case 4: {
        let id = 0;
        let zxid = 0;
        let confirmedMsAgo = 0;
        while (reader.next()) {
          if (reader.key === 1 << 3) id = reader.unsigned();
          else if (reader.key === 2 << 3) zxid = reader.unsigned();
          else if (reader.key === 3 << 3) confirmedMsAgo = reader.int32();
          else reader.skip();
        }
        if (!reader.failed) visitor.onPong(id, zxid, confirmedMsAgo);
        break;
      }
      case 5: {
        let zxid = 0;
        let cursor = frame.subarray(0, 0);
        while (reader.next()) {
          if (reader.key === 1 << 3) zxid = reader.unsigned();
          else if (reader.key === ((2 << 3) | 2)) cursor = reader.bytes();
          else reader.skip();
        }
        if (!reader.failed) visitor.onBookmark(zxid, cursor);
        break;
      }
      case 6: {
        let code = 0;
        let message = '';
        while (reader.next()) {
          if (reader.key === 1 << 3) code = reader.int32();
          else if (reader.key === ((2 << 3) | 2)) message = reader.string();
          else reader.skip();
        }
        if (!reader.failed) visitor.onEnded(code, message);
        break;
      }
      default:
        while (reader.next()) reader.skip();
    }
    reader.leave(outer);
  }
}

/** Walks a SessionResponse; false where the bytes are none (the visitor may have seen a part). */
export function visitSessionResponse(frame: Uint8Array, visitor: SessionResponseVisitor): boolean {
  // Own reader and view for each frame: a visitor calls user code, which may do anything.
  const reader = new ByteReader(frame);
  const answer = newAnswerView();
  while (reader.next()) {
    if (reader.key !== ((1 << 3) | 2)) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    readItem(reader, frame, answer, visitor);
    reader.leave(outer);
  }
  return !reader.failed;
}
