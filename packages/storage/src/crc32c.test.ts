import { buf as libraryCrc32c } from 'crc-32/crc32c';
import { crc32c } from './crc32c';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 5) * 7) & 0xff);

test('the check value of CRC32C comes out', () => {
  expect(crc32c(Uint8Array.from('123456789', (c) => c.charCodeAt(0)))).toBe(0xe3069283);
});

test('every length and alignment gives what the library gives', () => {
  const all = bytes(400);
  for (let start = 0; start < 5; start++) {
    for (let end = start; end <= all.length; end++) expect(crc32c(all, start, end)).toBe(libraryCrc32c(all.subarray(start, end)) >>> 0);
  }
});

test('pieces in a row give the checksum of the whole', () => {
  const all = bytes(1000);
  for (const cut of [0, 1, 63, 64, 500, 999, 1000]) expect(crc32c(all, cut, 1000, crc32c(all, 0, cut))).toBe(crc32c(all));
});
