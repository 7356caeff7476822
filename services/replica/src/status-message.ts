/**
 * The words of a status as a header field has them (gRPC over HTTP/2, "Status-Message"): in UTF-8, whose bytes that are not printable ASCII, and the percent sign, are
 * written as three characters. Half of a pair of surrogates becomes U+FFFD.
 */
export function encodeStatusMessage(words: string): string {
  let text = '';
  for (const byte of Buffer.from(words)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== PERCENT;
    text += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

const PERCENT = 0x25;
