import { ByteReader, ErrorCode, OperationField } from '@grove/wire';
import { OpCode, SYNC_CONNECTED, Xid, writeBareReply, writeReplyHeader, zooKeeperErrorOf } from '@grove/zookeeper-wire';
import type { JuteWriter } from '@grove/zookeeper-wire';
import { ResultTranslation } from './result-translation';

/** Keys (field × 8 + wire type) of grove.v1's messages that are read here. */
const MESSAGE = 2;
const FIRST_MESSAGE = (1 << 3) | MESSAGE;
const SECOND_MESSAGE = (2 << 3) | MESSAGE;
const ITEM = FIRST_MESSAGE;
const ItemField = { started: 1, answer: 2, event: 3, pong: 4, ended: 6 } as const;
const FIRST_RESULT = OperationField.create;

/** An answer as far as its result; reused. */
export interface AnswerHead {
  id: number;
  zxid: number;
  code: number;
  resultStart: number;
  resultEnd: number;
}

export interface StartedSession {
  readonly sessionId: number;
  readonly secret: Uint8Array;
  readonly timeoutMs: number;
  readonly zxid: number;
  readonly readOnly: boolean;
}

/** What a frame from the engine holds, told in its order. */
export interface FrameListener {
  onStarted(started: StartedSession): void;
  /** `writeResult` writes what follows the header of the answer, or `writeFailure` all of it. */
  onAnswer(answer: AnswerHead): void;
  onPong(id: number, zxid: number): void;
  onEnded(code: number): void;
}

/**
 * Turns a grove.v1.SessionResponse, byte for byte, into ZooKeeper's packets. What depends on the request that is answered is asked of the
 * listener, who knows it: an answer names its request by a number alone.
 */
export class ReplyTranslation {
  private readonly reader = new ByteReader();
  private readonly answer: AnswerHead = { id: 0, zxid: 0, code: 0, resultStart: 0, resultEnd: 0 };
  private readonly results: ResultTranslation;

  constructor(
    private readonly writer: JuteWriter,
    private readonly listener: FrameListener,
    /** The data of /zookeeper/config in the form that ZooKeeper's clients know. */
    configOf: (version: number, data: Uint8Array) => Uint8Array,
  ) {
    this.results = new ResultTranslation(writer, configOf);
  }

  /** Throws where the frame is none: it is the engine's, in this process. */
  translate(frame: Uint8Array): void {
    const items = new ByteReader(frame);
    while (items.next()) {
      if (items.key !== ITEM) {
        items.skip();
        continue;
      }
      const end = items.length() + items.position;
      this.item(frame, items.position, end);
      items.position = end;
    }
    if (items.failed) throw new Error('the engine sent a frame that is no SessionResponse');
  }

  private item(frame: Uint8Array, start: number, end: number): void {
    const reader = this.reader.reset(frame, start, end);
    if (!reader.next()) return;
    const field = reader.key >>> 3;
    const outer = reader.enter();
    switch (field) {
      case ItemField.answer:
        this.onAnswer(reader);
        break;
      case ItemField.event:
        this.event(reader);
        break;
      case ItemField.pong: {
        let id = 0;
        let zxid = 0;
        while (reader.next()) {
          if (reader.key === 1 << 3) id = reader.integer();
          else if (reader.key === 2 << 3) zxid = reader.integer();
          else reader.skip();
        }
        this.listener.onPong(id, zxid);
        break;
      }
      case ItemField.started:
        this.listener.onStarted(started(reader));
        break;
      case ItemField.ended: {
        let code = 0;
        while (reader.next()) {
          if (reader.key === 1 << 3) code = reader.int32();
          else reader.skip();
        }
        this.listener.onEnded(code);
        break;
      }
      default:
        // A bookmark: ZooKeeper's clients know of none.
        reader.position = reader.end;
    }
    reader.leave(outer);
  }

  private onAnswer(reader: ByteReader): void {
    const { answer } = this;
    answer.id = 0;
    answer.zxid = 0;
    answer.code = 0;
    answer.resultStart = 0;
    answer.resultEnd = 0;
    while (reader.next()) {
      const { key } = reader;
      if (key === 1 << 3) answer.id = reader.integer();
      else if (key === 2 << 3) answer.zxid = reader.integer();
      else if (key === 3 << 3) answer.code = reader.int32();
      else if (key >>> 3 >= FIRST_RESULT && (key & 7) === MESSAGE) {
        const length = reader.length();
        answer.resultStart = reader.position;
        reader.position += length;
        answer.resultEnd = reader.position;
      } else reader.skip();
    }
    const { end } = reader;
    this.listener.onAnswer(answer);
    reader.end = end;
    reader.position = end;
  }

  private event(reader: ByteReader): void {
    let type = 0;
    let zxid = 0;
    let pathStart = 0;
    let pathEnd = 0;
    while (reader.next()) {
      if (reader.key === 1 << 3) type = reader.int32();
      else if (reader.key === SECOND_MESSAGE) {
        const length = reader.length();
        pathStart = reader.position;
        pathEnd = pathStart + length;
        reader.position = pathEnd;
      } else if (reader.key === 3 << 3) zxid = reader.integer();
      else reader.skip();
    }
    const { writer } = this;
    const at = writer.beginPacket();
    writeReplyHeader(writer, Xid.notification, zxid, 0);
    // The numbers are the same.
    writer.int32(type);
    writer.int32(SYNC_CONNECTED);
    writer.range(reader.buffer, pathStart, pathEnd);
    writer.endPacket(at);
  }

  /**
   * The reply to a request of this type, whole. `note`: what the request left for it. To be called from `onAnswer` alone: the result lies
   * in the frame at hand.
   */
  reply(xid: number, type: number, answer: AnswerHead, note: Uint8Array | null): void {
    const { writer } = this;
    const isMulti = type === OpCode.multi || type === OpCode.multiRead;
    if (answer.code !== 0 && !(isMulti && answer.resultEnd > answer.resultStart)) {
      writeBareReply(writer, xid, answer.zxid, zooKeeperErrorOf(answer.code));
      return;
    }
    const at = writer.beginPacket();
    // A multi that failed says so part by part: its header is fine.
    writeReplyHeader(writer, xid, answer.zxid, 0);
    const reader = this.reader.reset(this.reader.buffer, answer.resultStart, answer.resultEnd);
    this.results.write(reader, type, answer.code !== 0, note);
    writer.endPacket(at);
  }
}

const NOTHING = new Uint8Array(0);

function started(reader: ByteReader): StartedSession {
  let sessionId = 0;
  let secret: Uint8Array = NOTHING;
  let timeoutMs = 0;
  let zxid = 0;
  let readOnly = false;
  while (reader.next()) {
    if (reader.key === 1 << 3) sessionId = reader.integer();
    else if (reader.key === SECOND_MESSAGE) secret = reader.bytes();
    else if (reader.key === 3 << 3) timeoutMs = reader.int32();
    else if (reader.key === 6 << 3) zxid = reader.integer();
    else if (reader.key === 8 << 3) readOnly = reader.boolean();
    else reader.skip();
  }
  return { sessionId, secret, timeoutMs, zxid, readOnly };
}

/** A session's last word to a client that asks for a session that is no more. */
export function isSessionGone(code: number): boolean {
  return code === ErrorCode.SESSIONEXPIRED;
}
