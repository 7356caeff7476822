import type { HeaderField, Headers } from './header-fields';

/** What a call tells its owner. Behind `onEnd` of both halves, and behind `onLost`, nothing comes any more. */
export interface CallEvents {
  /** The answer's header fields, or its trailers; a client's alone. */
  onHeaders(headers: Headers): void;
  /** The next message, whole. It may lie in memory that it shares with what came with it. */
  onMessage(message: Buffer): void;
  /** The other side will send no more. */
  onEnd(): void;
  /** The other side has broken the call off, or the connection is gone. */
  onLost(): void;
}

/** One call, which is one stream of HTTP/2: messages as bytes in both directions. */
export interface ByteCall {
  /** A server's answer begins. Where `isEnd`, it is also over (trailers alone). */
  sendHeaders(fields: readonly HeaderField[], isEnd?: boolean): void;
  /** `bytes` belong to the call until `written`, which comes when they have left the process, or never will, in the order of the messages. */
  sendMessage(bytes: Uint8Array, written?: () => void): void;
  /** Ends this half behind what was sent; a server's with trailers. */
  end(trailers?: readonly HeaderField[]): void;
  /** Breaks the call off (CANCEL). */
  cancel(): void;
}
