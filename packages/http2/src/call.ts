import type { HeaderField, Headers } from './header-fields';
import type { ErrorCode } from './protocol-error';

/** What a call tells its owner. Behind `onEnd` of both halves, and behind `onLost`, nothing comes any more. */
export interface CallEvents {
  /** The answer's header fields, or its trailers; a client's alone. */
  onHeaders?(headers: Headers): void;
  /** The next message, whole. It may lie in memory that it shares with what came with it. */
  onMessage(message: Buffer): void;
  /** The next message, compressed. Without this, one of these ends the connection. */
  onCompressed?(message: Buffer): void;
  /** A message that is longer than what is taken, in bytes; nothing behind it is read. Without this, one of these ends the connection. */
  onTooLong?(bytes: number): void;
  /** The other side will send no more. */
  onEnd(): void;
  /** The other side has broken the call off, or the connection is gone. */
  onLost(): void;
}

/** One call, which is one stream of HTTP/2: messages as bytes in both directions. */
export interface ByteCall {
  /** A server's answer begins. */
  sendHeaders(fields: readonly HeaderField[]): void;
  /** `bytes` belong to the call until `written`, which comes when they have left the process, or never will, in the order of the messages. */
  sendMessage(bytes: Uint8Array, written?: () => void): void;
  /**
   * Ends this half behind what was sent, a server's with trailers (which are all of the answer where it has not begun); `sent` when that is on its way. A server's end is that of the call:
   * a client that has not closed its half is told to send no more (RFC 9113, section 8.1).
   */
  end(trailers?: readonly HeaderField[], sent?: () => void): void;
  /** Nothing more of the connection is read until what this answers is called: for an owner who cannot take the next message yet. What came in one piece with a message still comes. */
  hold(): () => void;
  /** Breaks the call off, with CANCEL where no other code is given; what waits for a window is dropped. */
  cancel(code?: ErrorCode): void;
}
