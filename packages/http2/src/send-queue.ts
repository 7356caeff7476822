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
  /** The calls that they are of; who has waited longest for the connection's window first. */
  readonly waiting = new Set<SendQueue>();

  /** Sends what may go now. */
  pump(): void {
    if (this.waiting.size === 0) return;
    for (const queue of [...this.waiting]) {
      if (this.windowBytes <= 0) return;
      queue.pump();
      if (!queue.isWaiting) continue;
      // One alone could else use the window up again and again.
      this.waiting.delete(queue);
      this.waiting.add(queue);
    }
  }
}

/** Something that waits for a window: a message that has its prefix yet to come, of which both together `sent` bytes are gone, or another frame. */
type Waiting =
  | { readonly bytes: Buffer; sent: number; readonly written: (() => void) | undefined }
  | { readonly frame: Buffer; readonly sent: (() => void) | undefined };

/** Sends one call's messages as DATA frames, as the windows allow. */
export class SendQueue {
  /** What this call may send above what a new call may: so the other side changes that for all calls at once. */
  private windowBytes = 0;
  /** From `head` on. */
  private waiting: Waiting[] = [];
  private head = 0;

  constructor(
    private readonly stream: number,
    private readonly limits: SendLimits,
    private readonly outbox: Outbox,
  ) {}

  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  private get mayBytes(): number {
    return this.limits.callWindowBytes + this.windowBytes;
  }

  message(bytes: Buffer, written?: () => void): void {
    const length = MESSAGE_PREFIX_BYTES + bytes.length;
    const { limits } = this;
    if (this.waiting.length > 0 || length > limits.frameBytesMax || length > limits.windowBytes || length > this.mayBytes) {
      this.waiting.push({ bytes, sent: 0, written });
      limits.waitingBytes += length;
      limits.waiting.add(this);
      if (this.waiting.length === 1) this.pump();
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
    if (this.mayBytes > WINDOW_BYTES_MAX) throw new ProtocolError(errorCode.flowControlError, "a stream's window grew too large");
  }

  /** Forgets what waits. */
  drop(): void {
    for (const each of this.waiting.slice(this.head))
      if (!('frame' in each)) this.limits.waitingBytes -= MESSAGE_PREFIX_BYTES + each.bytes.length - each.sent;
    this.waiting = [];
    this.head = 0;
    this.limits.waiting.delete(this);
  }

  /** Sends what may go now. */
  pump(): void {
    let sent: (() => void)[] | null = null;
    for (let next = this.waiting[this.head]; next !== undefined; next = this.waiting[this.head]) {
      if (!('frame' in next)) {
        if (!this.sendSome(next)) break;
      } else {
        this.outbox.push(next.frame);
        if (next.sent !== undefined) (sent ??= []).push(next.sent);
      }
      this.head += 1;
    }
    this.forgetSent();
    if (sent !== null) for (const tell of sent) tell();
  }

  /** What was sent stays in the list until it is half of it: to shorten that each time would take its whole length. */
  private forgetSent(): void {
    if (this.head === this.waiting.length) {
      this.waiting = [];
      this.head = 0;
      this.limits.waiting.delete(this);
    } else if (this.head * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
  }

  /** False where some of it has to wait. */
  private sendSome(item: Exclude<Waiting, { frame: Buffer }>): boolean {
    const total = MESSAGE_PREFIX_BYTES + item.bytes.length;
    while (item.sent < total) {
      const length = Math.min(total - item.sent, this.limits.frameBytesMax, this.limits.windowBytes, this.mayBytes);
      if (length <= 0) return false;
      this.limits.windowBytes -= length;
      this.limits.waitingBytes -= length;
      this.windowBytes -= length;
      const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
      writeFrameHead(head, 0, length, frameType.data, 0, this.stream);
      this.outbox.push(head);
      const end = item.sent + length;
      if (item.sent < MESSAGE_PREFIX_BYTES) this.outbox.push(prefixOf(item.bytes).subarray(item.sent, end));
      const from = Math.max(0, item.sent - MESSAGE_PREFIX_BYTES);
      const to = end - MESSAGE_PREFIX_BYTES;
      item.sent = end;
      if (to > from) this.outbox.push(item.bytes.subarray(from, to));
    }
    if (item.written !== undefined) this.outbox.whenWritten(item.written);
    return true;
  }
}

function prefixOf(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(MESSAGE_PREFIX_BYTES);
  prefix.writeUInt32BE(bytes.length, 1);
  return prefix;
}
