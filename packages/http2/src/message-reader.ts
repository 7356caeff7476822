import { errorCode, ProtocolError } from './protocol-error';

/** A byte that says whether the message is compressed, and four of its length, before each message (gRPC over HTTP/2, "Length-Prefixed-Message"). */
export const MESSAGE_PREFIX_BYTES = 5;

/** Memory that is taken for a message, over what has come of it. */
const AHEAD = 4;

/** Memory of messages that have not come whole, of all who share it. */
export interface Unfinished {
  bytes: number;
  readonly bytesMax: number;
}

/** What a reader tells of. */
export interface MessageEvents {
  onMessage(message: Buffer, isCompressed: boolean): void;
  /** One of so many bytes is not taken; nothing that comes behind it is read. */
  onTooLong(bytes: number): void;
}

/**
 * Puts a stream's messages together. One that came in one piece is handed on in the memory it came in, any other is copied, into memory of
 * its own length; above `promisedBytesMax`, no more than a few times what has come of it.
 */
export class MessageReader {
  /** The bytes of a prefix that came in pieces; null: none is gathered. */
  private prefix: Buffer | null = null;
  private prefixBytes = 0;
  /** The message that is put together; null: none is. */
  private message: Buffer | null = null;
  private length = 0;
  private filled = 0;
  private isCompressed = false;
  private isOver = false;

  constructor(
    private readonly bytesMax: number,
    private readonly promisedBytesMax: number,
    private readonly events: MessageEvents,
    private readonly unfinished: Unfinished | null = null,
  ) {}

  /** Forgets what has not come whole. */
  drop(): void {
    if (this.message !== null) this.count(-this.message.length);
    this.message = null;
    this.isOver = true;
  }

  /** @throws ProtocolError where a message is neither plain nor compressed, or too much has not come whole */
  take(part: Buffer): void {
    let at = 0;
    while (at < part.length && !this.isOver) {
      if (this.message !== null) at = this.fill(this.message, part, at);
      else if (this.prefix === null && part.length - at >= MESSAGE_PREFIX_BYTES) at = this.begin(part, at, part, at + MESSAGE_PREFIX_BYTES);
      else at = this.gatherPrefix(part, at);
    }
  }

  private gatherPrefix(part: Buffer, at: number): number {
    this.prefix ??= Buffer.allocUnsafe(MESSAGE_PREFIX_BYTES);
    const { prefix } = this;
    const end = Math.min(part.length, at + MESSAGE_PREFIX_BYTES - this.prefixBytes);
    part.copy(prefix, this.prefixBytes, at, end);
    this.prefixBytes += end - at;
    if (this.prefixBytes < MESSAGE_PREFIX_BYTES) return end;
    this.prefix = null;
    this.prefixBytes = 0;
    return this.begin(prefix, 0, part, end);
  }

  private begin(prefix: Buffer, prefixAt: number, part: Buffer, at: number): number {
    const compressed = prefix[prefixAt] ?? 0;
    if (compressed > 1) throw new ProtocolError(errorCode.protocolError, 'bytes that are no message of gRPC');
    const length = prefix.readUInt32BE(prefixAt + 1);
    if (length > this.bytesMax) {
      this.isOver = true;
      this.events.onTooLong(length);
      return part.length;
    }
    if (part.length - at >= length) {
      this.events.onMessage(part.subarray(at, at + length), compressed === 1);
      return at + length;
    }
    const bytes = Math.min(length, Math.max(this.promisedBytesMax, AHEAD * (part.length - at)));
    this.count(bytes);
    this.message = Buffer.allocUnsafeSlow(bytes);
    this.length = length;
    this.filled = 0;
    this.isCompressed = compressed === 1;
    return this.fill(this.message, part, at);
  }

  private fill(into: Buffer, part: Buffer, at: number): number {
    const end = Math.min(part.length, at + this.length - this.filled);
    const message = this.filled + end - at <= into.length ? into : this.grown(into, this.filled + end - at);
    part.copy(message, this.filled, at, end);
    this.filled += end - at;
    if (this.filled === this.length) {
      this.count(-message.length);
      this.message = null;
      this.events.onMessage(message, this.isCompressed);
    }
    return end;
  }

  private grown(message: Buffer, bytes: number): Buffer {
    const length = Math.min(this.length, AHEAD * bytes);
    this.count(length - message.length);
    const larger = Buffer.allocUnsafeSlow(length);
    message.copy(larger, 0, 0, this.filled);
    this.message = larger;
    return larger;
  }

  private count(bytes: number): void {
    const { unfinished } = this;
    if (unfinished === null) return;
    if (unfinished.bytes + bytes > unfinished.bytesMax && bytes > 0)
      throw new ProtocolError(errorCode.enhanceYourCalm, 'too much of messages that have not come whole');
    unfinished.bytes += bytes;
  }
}
