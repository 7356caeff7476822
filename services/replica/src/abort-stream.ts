import { constants } from 'node:http2';

/**
 * Ends a server's stream at once and forgets what it has not yet sent. grpc-js can only end a stream behind all its
 * messages, which for a client that never reads is never; so this takes the HTTP/2 stream below it. Its place is not part
 * of grpc-js's interface: the version is pinned, and a test cuts such a client off.
 *
 * `call`: a call of grpc-js's server. Answers false where there is no such stream.
 */
export function abortStream(call: object): boolean {
  const stream = member(member(call, 'call'), 'stream');
  const close = member(stream, 'close');
  if (typeof close !== 'function') return false;
  close.call(stream, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  return true;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
