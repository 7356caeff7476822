import { errorCode, ProtocolError } from './protocol-error';

/** A byte that says whether the message is compressed, and four of its length, before each message (gRPC over HTTP/2, "Length-Prefixed-Message"). */
export const MESSAGE_PREFIX_BYTES = 5;

/**
 * Puts a stream's messages together. One that came in one piece is handed on in the memory it came in, any other is copied once, into memory of
 * its own length.
 */
export class MessageReader {
  private readonly prefix = Buffer.alloc(MESSAGE_PREFIX_BYTES);
  private prefixBytes = 0;
  /** The message that is put together; null: none is. */
  private message: Buffer | null = null;
  private filled = 0;

  constructor(
    private readonly bytesMax: number,
    private readonly onMessage: (message: Buffer) => void,
  ) {}

  /** @throws ProtocolError where a message is compressed or too long */
  take(part: Buffer): void {
    let at = 0;
    while (at < part.length) {
      if (this.message !== null) at = this.fill(this.message, part, at);
      else if (this.prefixBytes === 0 && part.length - at >= MESSAGE_PREFIX_BYTES)
        at = this.begin(part, at, part, at + MESSAGE_PREFIX_BYTES);
      else at = this.gatherPrefix(part, at);
    }
  }

  private gatherPrefix(part: Buffer, at: number): number {
    const end = Math.min(part.length, at + MESSAGE_PREFIX_BYTES - this.prefixBytes);
    part.copy(this.prefix, this.prefixBytes, at, end);
    this.prefixBytes += end - at;
    if (this.prefixBytes < MESSAGE_PREFIX_BYTES) return end;
    this.prefixBytes = 0;
    return this.begin(this.prefix, 0, part, end);
  }

  private begin(prefix: Buffer, prefixAt: number, part: Buffer, at: number): number {
    if (prefix[prefixAt] !== 0) throw new ProtocolError(errorCode.protocolError, 'a compressed message, which nobody asked for');
    const length = prefix.readUInt32BE(prefixAt + 1);
    if (length > this.bytesMax) throw new ProtocolError(errorCode.enhanceYourCalm, `a message of ${length} bytes`);
    if (part.length - at >= length) {
      this.onMessage(part.subarray(at, at + length));
      return at + length;
    }
    this.message = Buffer.allocUnsafeSlow(length);
    this.filled = 0;
    return this.fill(this.message, part, at);
  }

  private fill(message: Buffer, part: Buffer, at: number): number {
    const end = Math.min(part.length, at + message.length - this.filled);
    part.copy(message, this.filled, at, end);
    this.filled += end - at;
    if (this.filled === message.length) {
      this.message = null;
      this.onMessage(message);
    }
    return end;
  }
}
