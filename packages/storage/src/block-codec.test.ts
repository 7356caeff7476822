import type { ClusterConfig } from '@grove/raft';
import { BLOCK_HEADER_BYTES, blockCodec, bodyOf, endOf, LOG_ORIGIN, openBlock } from './block-codec';
import { decodeUtf8, encodeUtf8 } from './bytes';
import { decodeConfig, encodeConfig } from './config-codec';
import { crc32c } from './crc32c';

const body = Uint8Array.from({ length: 100 }, (_, i) => i);
const config: ClusterConfig = {
  members: [
    { id: 1, incarnation: 'a1b2', voter: true, peerAddress: 'localhost:7421', clientAddress: 'localhost:7411' },
    { id: 2, incarnation: 'Äpfel', voter: false, peerAddress: '[::1]:7422', clientAddress: '' },
  ],
};

test('a sealed block opens to itself', () => {
  const first = blockCodec.seal(LOG_ORIGIN, 1, 'noop', 1, new Uint8Array(0));
  const second = blockCodec.seal(endOf(first), 3, 'entries', 10, body);
  expect(second).toMatchObject({ type: 'entries', term: 3, firstIndex: 2, lastIndex: 11 });
  expect(openBlock(first.bytes, LOG_ORIGIN)).toEqual({ ok: true, block: first });
  expect(openBlock(second.bytes, endOf(first))).toEqual({ ok: true, block: second });
  expect(openBlock(second.bytes, null)).toEqual({ ok: true, block: second });
  expect(bodyOf(second)).toEqual(body);
});

test('indexes and terms up to 2^53 - 1 survive, larger ones are refused', () => {
  const prev = { index: Number.MAX_SAFE_INTEGER - 5, term: 2 ** 40 + 1, chain: 0xffffffff };
  const block = blockCodec.seal(prev, 2 ** 52 + 3, 'entries', 5, body);
  expect(openBlock(block.bytes, prev)).toEqual({ ok: true, block });
  expect(block.lastIndex).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => blockCodec.seal(prev, 2 ** 52, 'entries', 6, body)).toThrow('2^53');
});

test('a count that the body cannot hold is neither sealed nor opened: it would be gone through, entry by entry', () => {
  expect(() => blockCodec.seal(LOG_ORIGIN, 1, 'entries', 51, body)).toThrow('51 entries in 100 bytes');
  expect(() => blockCodec.seal(LOG_ORIGIN, 1, 'noop', 2, body)).toThrow('2 entries');
  // Behind a right checksum, by a writer of another mind.
  const { bytes } = blockCodec.seal(LOG_ORIGIN, 1, 'entries', 2, body);
  const view = new DataView(bytes.buffer);
  view.setUint32(24, 0xffffffff, true);
  view.setUint32(36, crc32c(bytes, BLOCK_HEADER_BYTES, bytes.length, crc32c(bytes, 0, 36)), true);
  expect(openBlock(bytes, LOG_ORIGIN)).toEqual({ ok: false, reason: '4294967295 entries in a body of 100 bytes' });
});

test('a config block carries its configuration', () => {
  const block = blockCodec.seal(LOG_ORIGIN, 1, 'config', 1, blockCodec.encodeConfig(config));
  expect(block.config).toEqual(config);
  expect(openBlock(block.bytes, LOG_ORIGIN)).toEqual({ ok: true, block });
});

test('no change of a bit and no cut of a byte goes unseen', () => {
  const prev = endOf(blockCodec.seal(LOG_ORIGIN, 1, 'noop', 1, new Uint8Array(0)));
  const { bytes } = blockCodec.seal(prev, 1, 'entries', 2, body);
  for (let i = 0; i < bytes.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = bytes.slice();
      changed[i] = (changed[i] ?? 0) ^ (1 << bit);
      expect(openBlock(changed, null).ok).toBe(false);
    }
    expect(openBlock(bytes.subarray(0, i), null).ok).toBe(false);
  }
  expect(openBlock(new Uint8Array(BLOCK_HEADER_BYTES + 1), null).ok).toBe(false);
});

test.each([
  ['a gap', { index: 3, term: 1, chain: 0 }, 'after index 3'],
  ['another history', { index: 1, term: 1, chain: 77 }, 'chain broken'],
  ['a term that goes back', { index: 1, term: 9, chain: -1 }, 'after term 9'],
])('%s before the block is refused', (_, prev, reason) => {
  const first = blockCodec.seal(LOG_ORIGIN, 1, 'noop', 1, new Uint8Array(0));
  const second = blockCodec.seal(endOf(first), 1, 'entries', 1, body);
  const opened = openBlock(second.bytes, { ...prev, chain: prev.chain === -1 ? first.chain : prev.chain });
  expect(opened).toEqual({ ok: false, reason: expect.stringContaining(reason) as string });
});

test('every cut of a configuration is refused', () => {
  const encoded = encodeConfig(config);
  expect(decodeConfig(encoded)).toEqual(config);
  for (let length = 0; length < encoded.length; length++) expect(decodeConfig(encoded.subarray(0, length))).toBeNull();
  expect(decodeConfig(Uint8Array.from([...encoded, 0]))).toBeNull();
});

test('UTF-8 is written and read as Node does', () => {
  for (const text of ['', 'znode', 'Äpfel', '漢字', '🌳 grove', 'a\ud800b']) {
    expect(Buffer.from(encodeUtf8(text))).toEqual(Buffer.from(text, 'utf8'));
    expect(decodeUtf8(Buffer.from(text, 'utf8'))).toBe(Buffer.from(text, 'utf8').toString('utf8'));
  }
  for (const wrong of [[0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc3]]) {
    expect(decodeUtf8(Uint8Array.from(wrong))).toBeNull();
  }
});
