/**
 * CRC32C (Castagnoli, RFC 3720 appendix B.4), sixteen bytes a step.
 *
 * Own code because blocks are checked on every replica for every write: reading 32-bit words instead of bytes
 * takes two thirds of the time of the `crc-32` package (DESIGN.md), against which the tests compare it.
 */

const REVERSED_POLYNOMIAL = 0x82f63b78;

/** Table n holds the CRC of a byte that is followed by n zero bytes. */
function table(previous: Int32Array | null, first: Int32Array | null): Int32Array {
  const result = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    if (previous !== null && first !== null) {
      const before = previous[byte] ?? 0;
      result[byte] = (before >>> 8) ^ (first[before & 0xff] ?? 0);
      continue;
    }
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1;
    result[byte] = crc;
  }
  return result;
}

// Sixteen constants rather than an array of arrays: the engine keeps each as a known typed array.
const T0 = table(null, null);
const T1 = table(T0, T0);
const T2 = table(T1, T0);
const T3 = table(T2, T0);
const T4 = table(T3, T0);
const T5 = table(T4, T0);
const T6 = table(T5, T0);
const T7 = table(T6, T0);
const T8 = table(T7, T0);
const T9 = table(T8, T0);
const TA = table(T9, T0);
const TB = table(TA, T0);
const TC = table(TB, T0);
const TD = table(TC, T0);
const TE = table(TD, T0);
const TF = table(TE, T0);

/** Words of a typed array are in the machine's order; the steps below want the low byte first. */
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/* The casts below say what masks and loop bounds prove: no lookup misses. */

function bytewise(crc: number, data: Uint8Array, start: number, end: number): number {
  let c = crc;
  for (let i = start; i < end; i++) c = (T0[(c ^ (data[i] as number)) & 0xff] as number) ^ (c >>> 8);
  return c;
}

/**
 * The CRC of data[start, end), going on from `seed` (0 for the first piece: the CRC of two pieces in a row is the
 * CRC of the whole). Unsigned 32 bits.
 */
export function crc32c(data: Uint8Array, start = 0, end = data.length, seed = 0): number {
  let c = ~seed;
  let i = start;
  if (LITTLE_ENDIAN && end - start >= 64) {
    const unaligned = (data.byteOffset + i) & 3;
    if (unaligned !== 0) {
      c = bytewise(c, data, i, i + 4 - unaligned);
      i += 4 - unaligned;
    }
    const words = ((end - i) >>> 4) << 2;
    const view = new Int32Array(data.buffer, data.byteOffset + i, words);
    for (let k = 0; k < words; k += 4) {
      const p = c ^ (view[k] as number);
      const q = view[k + 1] as number;
      const r = view[k + 2] as number;
      const s = view[k + 3] as number;
      c =
        (TF[p & 0xff] as number) ^
        (TE[(p >>> 8) & 0xff] as number) ^
        (TD[(p >>> 16) & 0xff] as number) ^
        (TC[p >>> 24] as number) ^
        (TB[q & 0xff] as number) ^
        (TA[(q >>> 8) & 0xff] as number) ^
        (T9[(q >>> 16) & 0xff] as number) ^
        (T8[q >>> 24] as number) ^
        (T7[r & 0xff] as number) ^
        (T6[(r >>> 8) & 0xff] as number) ^
        (T5[(r >>> 16) & 0xff] as number) ^
        (T4[r >>> 24] as number) ^
        (T3[s & 0xff] as number) ^
        (T2[(s >>> 8) & 0xff] as number) ^
        (T1[(s >>> 16) & 0xff] as number) ^
        (T0[s >>> 24] as number);
    }
    i += words << 2;
  }
  return ~bytewise(c, data, i, end) >>> 0;
}
