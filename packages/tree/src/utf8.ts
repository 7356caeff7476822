/** Strings to and from UTF-8, without the TextEncoder that a pure package does not have. */

// Taken out once: in a sandbox of its own, as a test runner makes, each look-up of a global costs more than the call.
const { fromCharCode, fromCodePoint } = String;

/** Writes the string at `position`; the target must have 3 bytes for each UTF-16 unit. Returns the end. A lone surrogate is written as its three bytes, which path validation refuses. */
export function writeUtf8(text: string, target: Uint8Array, position: number): number {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      target[position++] = unit;
    } else if (unit < 0x800) {
      target[position++] = 0xc0 | (unit >> 6);
      target[position++] = 0x80 | (unit & 0x3f);
    } else {
      const point = text.codePointAt(i) ?? unit;
      if (point > 0xffff) {
        i += 1;
        target[position++] = 0xf0 | (point >> 18);
        target[position++] = 0x80 | ((point >> 12) & 0x3f);
      } else {
        target[position++] = 0xe0 | (point >> 12);
      }
      target[position++] = 0x80 | ((point >> 6) & 0x3f);
      target[position++] = 0x80 | (point & 0x3f);
    }
  }
  return position;
}

/** The bytes of a string. */
export function utf8Bytes(text: string): Uint8Array {
  const target = new Uint8Array(text.length * 3);
  return target.slice(0, writeUtf8(text, target, 0));
}

/** Reads bytes that are known to be well formed UTF-8 (stored paths are: see path-scan). */
export function readUtf8(source: Uint8Array, start: number, end: number): string {
  let text = '';
  let position = start;
  while (position < end) {
    const lead = source[position++] ?? 0;
    if (lead < 0x80) {
      text += fromCharCode(lead);
    } else if (lead < 0xe0) {
      text += fromCharCode(((lead & 0x1f) << 6) | ((source[position++] ?? 0) & 0x3f));
    } else if (lead < 0xf0) {
      const high = (source[position++] ?? 0) & 0x3f;
      text += fromCharCode(((lead & 0x0f) << 12) | (high << 6) | ((source[position++] ?? 0) & 0x3f));
    } else {
      const first = (source[position++] ?? 0) & 0x3f;
      const second = (source[position++] ?? 0) & 0x3f;
      const code = ((lead & 0x07) << 18) | (first << 12) | (second << 6) | ((source[position++] ?? 0) & 0x3f);
      // Only a snapshot that was written by another mind gets here.
      if (code > 0x10ffff) throw new Error(`text with the code point ${code.toString(16)} is no UTF-8`);
      text += fromCodePoint(code);
    }
  }
  return text;
}

/** The string of any bytes; null where they are no well-formed UTF-8. */
export function strictUtf8(source: Uint8Array): string | null {
  for (let at = 0; at < source.length;) {
    const lead = source[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > source.length) {
      return null;
    }
    for (let i = 1; i < length; i += 1) {
      if (((source[at + i] ?? 0) & 0xc0) !== 0x80) {
        return null;
      }
    }
    const second = source[at + 1] ?? 0;
    // Too long a form, a surrogate, or beyond U+10FFFF.
    if (
      (lead === 0xe0 && second < 0xa0) ||
      (lead === 0xed && second > 0x9f) ||
      (lead === 0xf0 && second < 0x90) ||
      (lead === 0xf4 && second > 0x8f)
    ) {
      return null;
    }
    at += length;
  }
  return readUtf8(source, 0, source.length);
}
