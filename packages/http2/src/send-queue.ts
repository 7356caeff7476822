import { FRAME_HEAD_BYTES, frameType, INITIAL_FRAME_BYTES_MAX, INITIAL_WINDOW_BYTES, WINDOW_BYTES_MAX, writeFrameHead } from './frame';
import { MESSAGE_PREFIX_BYTES } from './message-reader';
import type { Outbox } from './outbox';
import { errorCode, ProtocolError } from './protocol-error';

/** Messages up to this are copied behind their heads: a write of one piece is cheaper than of two. */
const COPIED_BYTES_MAX = 4_096;
const HEAD_BYTES = FRAME_HEAD_BYTES + MESSAGE_PREFIX_BYTES;

/** What all calls of a connection share when they send (RFC 9113, section 5.2). */
export class SendLimits {
  /** DATA that the connection may still carry. */
  windowBytes = INITIAL_WINDOW_BYTES;
  /** What a new call may send at first. */
  callWindowBytes = INITIAL_WINDOW_BYTES;
  frameBytesMax = INITIAL_FRAME_BYTES_MAX;
  /** Messages of all calls that wait for a window. */
  waitingBytes = 0;
}

/** Something that waits for a window: a message with its prefix, of which `sent` bytes are gone, or another frame. */
type Waiting =
  | { readonly prefix: Buffer; readonly bytes: Buffer; sent: number; readonly written: (() => void) | undefined }
  | { readonly frame: Buffer; readonly sent: (() => void) | undefined };

/** Sends one call's messages as DATA frames, as the windows allow. */
export class SendQueue {
  private windowBytes: number;
  private waiting: Waiting[] = [];

  constructor(
    private readonly stream: number,
    private readonly limits: SendLimits,
    private readonly outbox: Outbox,
  ) {
    this.windowBytes = limits.callWindowBytes;
  }

  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  message(bytes: Buffer, written?: () => void): void {
    const length = MESSAGE_PREFIX_BYTES + bytes.length;
    const { limits } = this;
    if (this.waiting.length > 0 || length > limits.frameBytesMax || length > limits.windowBytes || length > this.windowBytes) {
      const prefix = Buffer.alloc(MESSAGE_PREFIX_BYTES);
      prefix.writeUInt32BE(bytes.length, 1);
      this.waiting.push({ prefix, bytes, sent: 0, written });
      limits.waitingBytes += length;
      this.pump();
      return;
    }
    limits.windowBytes -= length;
    this.windowBytes -= length;
    const isCopied = bytes.length <= COPIED_BYTES_MAX;
    const head = Buffer.allocUnsafe(isCopied ? HEAD_BYTES + bytes.length : HEAD_BYTES);
    writeFrameHead(head, 0, length, frameType.data, 0, this.stream);
    head[FRAME_HEAD_BYTES] = 0;
    head.writeUInt32BE(bytes.length, FRAME_HEAD_BYTES + 1);
    if (isCopied) {
      head.set(bytes, HEAD_BYTES);
      this.outbox.push(head, written);
    } else {
      this.outbox.push(head);
      this.outbox.push(bytes, written);
    }
  }

  /** Another frame of the stream, behind all messages; `sent` when it is on its way. */
  frame(frame: Buffer, sent?: () => void): void {
    if (this.waiting.length > 0) {
      this.waiting.push({ frame, sent });
      return;
    }
    this.outbox.push(frame);
    sent?.();
  }

  /** What it makes room for goes with the next `pump`. @throws ProtocolError */
  addWindow(bytes: number): void {
    this.windowBytes += bytes;
    if (this.windowBytes > WINDOW_BYTES_MAX) throw new ProtocolError(errorCode.flowControlError, "a stream's window grew too large");
  }

  /** Forgets what waits. */
  drop(): void {
    for (const each of this.waiting)
      if (!('frame' in each)) this.limits.waitingBytes -= MESSAGE_PREFIX_BYTES + each.bytes.length - each.sent;
    this.waiting = [];
  }

  /** Sends what may go now. */
  pump(): void {
    let done = 0;
    for (const next of this.waiting) {
      if ('frame' in next) this.outbox.push(next.frame);
      else if (!this.sendSome(next)) break;
      done += 1;
    }
    if (done === 0) return;
    const sent = this.waiting.slice(0, done);
    this.waiting = this.waiting.slice(done);
    for (const each of sent) if ('frame' in each) each.sent?.();
  }

  /** False where some of it has to wait. */
  private sendSome(item: Exclude<Waiting, { frame: Buffer }>): boolean {
    const total = MESSAGE_PREFIX_BYTES + item.bytes.length;
    while (item.sent < total) {
      const length = Math.min(total - item.sent, this.limits.frameBytesMax, this.limits.windowBytes, this.windowBytes);
      if (length <= 0) return false;
      this.limits.windowBytes -= length;
      this.limits.waitingBytes -= length;
      this.windowBytes -= length;
      const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
      writeFrameHead(head, 0, length, frameType.data, 0, this.stream);
      this.outbox.push(head);
      const end = item.sent + length;
      if (item.sent < MESSAGE_PREFIX_BYTES) this.outbox.push(item.prefix.subarray(item.sent, end));
      const from = Math.max(0, item.sent - MESSAGE_PREFIX_BYTES);
      const to = end - MESSAGE_PREFIX_BYTES;
      item.sent = end;
      if (to > from) this.outbox.push(item.bytes.subarray(from, to));
    }
    if (item.written !== undefined) this.outbox.whenWritten(item.written);
    return true;
  }
}
