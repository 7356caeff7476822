/**
 * UTF-8 without Buffer. Paths are short and nearly always ASCII, so both directions have a loop for that and
 * leave the rest to the platform's encoder.
 */

declare class TextEncoder {
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
  encode(source: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
// Fatal: bytes that are no UTF-8 must not become another, valid path. A byte order mark is data.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Above this length the platform's decoder is faster than the loop over ASCII. */
const ASCII_LOOP_MAX = 64;

/** The bytes of a text; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes a text that may hold any character into `target`, which has room for 3 bytes per UTF-16 unit. Returns the bytes written. */
export function encodeUtf8Into(text: string, target: Uint8Array, position: number): number {
  return encoder.encodeInto(text, target.subarray(position)).written;
}

/** The text of bytes[start, end), or null where they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | null {
  const length = end - start;
  if (length === 0) return '';
  if (length <= ASCII_LOOP_MAX) {
    let text = '';
    let position = start;
    for (; position < end; position++) {
      const byte = bytes[position] ?? 0x80;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (position === end) return text;
  }
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    return null;
  }
}
