import { errorCode, ProtocolError } from './protocol-error';

/** Types of frames (RFC 9113, section 6). */
export const frameType = {
  data: 0x0,
  headers: 0x1,
  priority: 0x2,
  rstStream: 0x3,
  settings: 0x4,
  pushPromise: 0x5,
  ping: 0x6,
  goaway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
} as const;

export const flag = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Parameters of SETTINGS (RFC 9113, section 6.5.2). */
export const setting = {
  headerTableSize: 0x1,
  enablePush: 0x2,
  maxConcurrentStreams: 0x3,
  initialWindowSize: 0x4,
  maxFrameSize: 0x5,
} as const;

export const FRAME_HEAD_BYTES = 9;
/** What a client sends before its first frame. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** A window and a frame before anything was agreed. */
export const INITIAL_WINDOW_BYTES = 65_535;
export const INITIAL_FRAME_BYTES_MAX = 16_384;
export const WINDOW_BYTES_MAX = 2 ** 31 - 1;
/** Frames other than DATA are small: longer ones are refused before they are gathered. */
const CONTROL_FRAME_BYTES_MAX = 65_536;

/** Writes the nine bytes before a frame's payload. */
export function writeFrameHead(into: Buffer, at: number, length: number, type: number, flags: number, stream: number): void {
  into[at] = length >>> 16;
  into[at + 1] = length >>> 8;
  into[at + 2] = length;
  into[at + 3] = type;
  into[at + 4] = flags;
  into.writeUInt32BE(stream, at + 5);
}

/** A frame with a small payload, in memory of its own. */
export function smallFrame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + payload.length);
  writeFrameHead(frame, 0, payload.length, type, flags, stream);
  frame.set(payload, FRAME_HEAD_BYTES);
  return frame;
}

/** A frame whose payload is one number of four bytes: RST_STREAM, WINDOW_UPDATE. */
export function numberFrame(type: number, stream: number, value: number): Buffer {
  const payload = Buffer.allocUnsafe(4);
  payload.writeUInt32BE(value, 0);
  return smallFrame(type, 0, stream, payload);
}

export interface FrameEvents {
  /** A DATA frame begins; `bytes`: its length with padding, which is what the windows count. */
  onDataHead(stream: number, bytes: number): void;
  /** Some bytes of its data, as they came; `isEnd`: the last of the stream. They may be empty. */
  onData(stream: number, part: Buffer, isEnd: boolean): void;
  /** Any other frame, whole. */
  onFrame(type: number, flags: number, stream: number, payload: Buffer): void;
}

const noBytes = Buffer.alloc(0);

/**
 * Cuts a connection's bytes into frames. The data of DATA frames are handed on piece by piece, in the memory they came in; other frames are
 * put together first.
 */
export class FrameReader {
  /** The bytes of a head, or of a frame, that is put together; null: none is. A frame's have memory for all of it: it may come in very small pieces. */
  private held: Buffer | null = null;
  private heldBytes = 0;
  /** The frame that is put together has been told of already. */
  private isTold = false;
  /** Of the DATA frame that is passed through; -1: none is. */
  private dataLeft = -1;
  private dataStream = 0;
  private dataEnds = false;

  constructor(
    private readonly events: FrameEvents,
    /** As told to the other side (SETTINGS_MAX_FRAME_SIZE). */
    private readonly frameBytesMax: number,
  ) {}

  /** Takes the next bytes of the connection, while it `mayGoOn`. Answers how many it took. @throws ProtocolError */
  take(chunk: Buffer, mayGoOn: () => boolean): number {
    let at = 0;
    while (at < chunk.length && mayGoOn()) {
      if (this.dataLeft >= 0) {
        at += this.passData(at === 0 ? chunk : chunk.subarray(at));
      } else if (this.held !== null) {
        const { held } = this;
        at += this.hold(held, chunk.subarray(at, at + held.length - this.heldBytes));
        if (this.heldBytes === held.length) this.frameIn(held);
      } else {
        at += this.frameIn(at === 0 ? chunk : chunk.subarray(at));
      }
    }
    return at;
  }

  /** Reads the frame at the start of `bytes`, or holds them where they are not all of it. Answers what was used. */
  private frameIn(bytes: Buffer): number {
    if (bytes.length < FRAME_HEAD_BYTES) return this.hold(Buffer.allocUnsafe(FRAME_HEAD_BYTES), bytes);
    const length = lengthOf(bytes);
    const type = bytes[3] ?? 0;
    const flags = bytes[4] ?? 0;
    const stream = bytes.readUInt32BE(5) & 0x7fffffff;
    if (length > this.frameBytesMax) throw new ProtocolError(errorCode.frameSizeError, `a frame of ${length} bytes`);
    if (type === frameType.data && (flags & flag.padded) === 0) {
      this.release();
      this.events.onDataHead(stream, length);
      this.dataLeft = length;
      this.dataStream = stream;
      this.dataEnds = (flags & flag.endStream) !== 0;
      if (length === 0) this.passData(noBytes);
      return FRAME_HEAD_BYTES;
    }
    if (type !== frameType.data && length > CONTROL_FRAME_BYTES_MAX)
      throw new ProtocolError(errorCode.enhanceYourCalm, `a frame of type ${type} with ${length} bytes`);
    const end = FRAME_HEAD_BYTES + length;
    if (type === frameType.data && !this.isTold) this.events.onDataHead(stream, length);
    if (bytes.length < end) {
      this.isTold = true;
      this.heldBytes = 0;
      return this.hold(Buffer.allocUnsafeSlow(end), bytes);
    }
    this.release();
    const payload = bytes.subarray(FRAME_HEAD_BYTES, end);
    if (type === frameType.data) this.events.onData(stream, withoutPadding(payload), (flags & flag.endStream) !== 0);
    else this.events.onFrame(type, flags, stream, payload);
    return end;
  }

  private passData(bytes: Buffer): number {
    const part = bytes.length > this.dataLeft ? bytes.subarray(0, this.dataLeft) : bytes;
    this.dataLeft -= part.length;
    const isLast = this.dataLeft === 0;
    if (isLast) this.dataLeft = -1;
    this.events.onData(this.dataStream, part, isLast && this.dataEnds);
    return part.length;
  }

  private hold(held: Buffer, bytes: Buffer): number {
    this.held = held;
    held.set(bytes, this.heldBytes);
    this.heldBytes += bytes.length;
    return bytes.length;
  }

  private release(): void {
    this.held = null;
    this.heldBytes = 0;
    this.isTold = false;
  }
}

function lengthOf(head: Buffer): number {
  return ((head[0] ?? 0) << 16) | ((head[1] ?? 0) << 8) | (head[2] ?? 0);
}

/** The payload of a padded DATA or HEADERS frame without its padding (RFC 9113, section 6.1). @throws ProtocolError */
export function withoutPadding(payload: Buffer): Buffer {
  const padding = payload[0];
  if (padding === undefined || padding >= payload.length) throw new ProtocolError(errorCode.protocolError, 'more padding than payload');
  return payload.subarray(1, payload.length - padding);
}
