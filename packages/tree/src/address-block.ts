/**
 * Addresses of IPv4 and IPv6 and blocks of them, read character by character: one log entry may hold a quarter of a million in its lists, and
 * every replica reads them all in one turn.
 */

/** Bits [0, bits) of an address: 4 bytes for IPv4, 16 for IPv6. */
export interface AddressBlock {
  readonly bytes: readonly number[];
  readonly bits: number;
}

const V4_BYTES = 4;
const V6_BYTES = 16;
/** ::ffff:0:0/96, IPv4 mapped into IPv6. */
const MAPPED_PREFIX_BITS = 96;

const DOT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_CASE_BIT = 0x20;
const LOWER_A = 0x61;
const LOWER_F = 0x66;

/** An address, or `address/bits`; an IPv4 address mapped into IPv6 is one of IPv4. Null where it is neither. */
export function parseBlock(text: string): AddressBlock | null {
  const slash = text.indexOf('/');
  const end = slash < 0 ? text.length : slash;
  const bytes = parseV4(text, 0, end) ?? parseV6(text, end);
  if (bytes === null) {
    return null;
  }
  const bits = slash < 0 ? bytes.length * 8 : decimal(text, slash + 1, text.length, bytes.length * 8);
  if (bits < 0) {
    return null;
  }
  return bits >= MAPPED_PREFIX_BITS && isMapped(bytes)
    ? { bytes: bytes.slice(V6_BYTES - V4_BYTES), bits: bits - MAPPED_PREFIX_BITS }
    : { bytes, bits };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: AddressBlock, inner: AddressBlock): boolean {
  if (outer.bytes.length !== inner.bytes.length || inner.bits < outer.bits) {
    return false;
  }
  for (let i = 0, bits = outer.bits; bits > 0; i += 1, bits -= 8) {
    const mask = bits >= 8 ? 0xff : (0xff00 >> bits) & 0xff;
    if ((((outer.bytes[i] ?? 0) ^ (inner.bytes[i] ?? 0)) & mask) !== 0) {
      return false;
    }
  }
  return true;
}

function isMapped(bytes: readonly number[]): boolean {
  if (bytes.length !== V6_BYTES) {
    return false;
  }
  for (let i = 0; i < V6_BYTES - V4_BYTES; i += 1) {
    if (bytes[i] !== (i >= 10 ? 0xff : 0)) {
      return false;
    }
  }
  return true;
}

/** One to three digits, at most `max`; −1 otherwise. */
function decimal(text: string, start: number, end: number, max: number): number {
  if (end === start || end - start > 3) {
    return -1;
  }
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) {
      return -1;
    }
    value = value * 10 + code - ZERO;
  }
  return value <= max ? value : -1;
}

function parseV4(text: string, start: number, end: number): number[] | null {
  const bytes: number[] = [];
  let from = start;
  for (let at = start; at <= end; at += 1) {
    if (at === end || text.charCodeAt(at) === DOT) {
      const byte = decimal(text, from, at, 255);
      if (byte < 0 || bytes.length === V4_BYTES) {
        return null;
      }
      bytes.push(byte);
      from = at + 1;
    }
  }
  return bytes.length === V4_BYTES ? bytes : null;
}

/** Groups of four hexadecimal digits, the last four bytes perhaps as IPv4. A zone is refused: it names an interface of one machine. */
function parseV6(text: string, end: number): number[] | null {
  const bytes: number[] = [];
  // Where `::` stands; −1 for nowhere.
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === COLON && text.charCodeAt(1) === COLON && end >= 2) {
    gap = 0;
    at = 2;
  }
  while (at < end) {
    const start = at;
    let value = 0;
    for (
      let digit = at < end ? hexadecimal(text.charCodeAt(at)) : -1;
      digit >= 0;
      digit = at < end ? hexadecimal(text.charCodeAt(at)) : -1
    ) {
      value = (value << 4) | digit;
      at += 1;
      if (at - start > 4) {
        return null;
      }
    }
    if (at < end && text.charCodeAt(at) === DOT) {
      const v4 = parseV4(text, start, end);
      if (v4 === null) {
        return null;
      }
      bytes.push(...v4);
      break;
    }
    if (at === start || bytes.length === V6_BYTES) {
      return null;
    }
    bytes.push(value >> 8, value & 0xff);
    if (at === end) {
      break;
    }
    if (text.charCodeAt(at) !== COLON) {
      return null;
    }
    at += 1;
    if (at === end) {
      return null;
    }
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) {
        return null;
      }
      gap = bytes.length;
      at += 1;
    }
  }
  if (gap < 0) {
    return bytes.length === V6_BYTES ? bytes : null;
  }
  const missing = V6_BYTES - bytes.length;
  if (missing < 2) {
    return null;
  }
  const whole = new Array<number>(V6_BYTES).fill(0);
  for (let i = 0; i < bytes.length; i += 1) {
    whole[i < gap ? i : i + missing] = bytes[i] ?? 0;
  }
  return whole;
}

/** The digit's value; −1 where it is none. */
function hexadecimal(code: number): number {
  if (code >= ZERO && code <= NINE) {
    return code - ZERO;
  }
  const lower = code | LOWER_CASE_BIT;
  return lower >= LOWER_A && lower <= LOWER_F ? lower - LOWER_A + 10 : -1;
}
