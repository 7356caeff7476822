import { ByteArena } from './byte-arena';

test('bytes of every length, wherever they lie in their source, are stored by words as they are byte by byte, and touch no others', () => {
  const source = Uint8Array.from({ length: 1_400 }, (_, n) => (n * 37 + (n >> 8)) & 0xff);
  const view = new DataView(source.buffer, 3);
  const bytes = source.subarray(3);
  const arena = new ByteArena();
  const stored: { readonly reference: number; readonly start: number; readonly length: number }[] = [];
  for (let length = 0; length <= 600; length += 1) {
    // In the midst, and so that nothing follows it in its source.
    for (const start of [length % 5, bytes.length - length]) {
      stored.push({ reference: arena.storeByWords(bytes, view, start, start + length), start, length });
    }
  }
  for (const { reference, start, length } of stored) {
    if (length === 0) expect(reference).toBe(0);
    else if (!arena.equals(reference, length, bytes, start)) throw new Error(`${length} bytes from ${start} on are others`);
  }
});
