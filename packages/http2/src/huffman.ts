import { errorCode, ProtocolError } from './protocol-error';

/**
 * Bits of the code of each byte (RFC 7541, appendix B). The code is canonical: codes of one length follow one another in the order of their
 * bytes, and the first of a length is the one behind the last shorter code, with a zero more for each bit. So the lengths are all that is needed.
 */
const codeBits: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10,
  12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7,
  7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22,
  23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22,
  23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20,
  24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];
const CODE_BITS_MAX = 30;
/** The end of string: thirty ones. It pads the last byte and stands nowhere else. */
const PADDING_BITS_MAX = 7;

/** For each number of bits: its first code, the number of its codes, and where their bytes begin in `bytesByCode`. */
const firstCode: number[] = [];
const codeCount: number[] = [];
const codeStart: number[] = [];
const bytesByCode: number[] = [];
for (let bits = 0, code = 0; bits <= CODE_BITS_MAX; bits += 1) {
  firstCode.push(code);
  codeStart.push(bytesByCode.length);
  codeBits.forEach((length, byte) => {
    if (length === bits) bytesByCode.push(byte);
  });
  const count = bytesByCode.length - (codeStart[bits] ?? 0);
  codeCount.push(count);
  code = (code + count) << 1;
}

/** The text of a string that was coded with Huffman's code; each byte is a character. @throws ProtocolError */
export function decodeHuffman(coded: Uint8Array): string {
  const text: number[] = [];
  let code = 0;
  let bits = 0;
  let isOnes = true;
  for (const byte of coded) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const one = (byte >>> bit) & 1;
      code = (code << 1) | one;
      bits += 1;
      if (one === 0) isOnes = false;
      const place = code - (firstCode[bits] ?? 0);
      if (place >= 0 && place < (codeCount[bits] ?? 0)) {
        text.push(bytesByCode[(codeStart[bits] ?? 0) + place] ?? 0);
        code = 0;
        bits = 0;
        isOnes = true;
      } else if (bits >= CODE_BITS_MAX) {
        throw new ProtocolError(errorCode.compressionError, 'no code of a character');
      }
    }
  }
  if (bits > PADDING_BITS_MAX || !isOnes) throw new ProtocolError(errorCode.compressionError, 'a string that ends within a character');
  return Buffer.from(text).toString('latin1');
}
