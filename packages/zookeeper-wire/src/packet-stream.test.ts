import { PacketStream } from './packet-stream';

function packet(length: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).fill(fill);
  new DataView(bytes.buffer).setInt32(0, length);
  return bytes;
}

function contentsOf(stream: PacketStream, pieces: readonly Uint8Array[]): string[] {
  const contents: string[] = [];
  for (const piece of pieces) {
    stream.push(piece);
    while (stream.next()) contents.push([...stream.buffer.subarray(stream.start, stream.end)].join());
  }
  return contents;
}

describe('PacketStream', () => {
  const packets = [packet(3, 1), packet(0, 2), packet(9, 3), packet(1, 4)];
  const bytes = Uint8Array.from(packets.flatMap((one) => [...one]));
  const expected = ['1,1,1', '', '3,3,3,3,3,3,3,3,3', '4'];

  test('packets come out whole, wherever the stream is cut', () => {
    for (let first = 0; first <= bytes.length; first += 1) {
      for (let second = first; second <= bytes.length; second += 1) {
        const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(contentsOf(new PacketStream(100), pieces)).toEqual(expected);
      }
    }
  });

  test('packets come out whole where each byte comes alone', () => {
    expect(
      contentsOf(
        new PacketStream(100),
        [...bytes].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(expected);
  });

  test('a packet that lies whole in a piece is not copied', () => {
    const stream = new PacketStream(100);
    stream.push(bytes);
    expect(stream.next() && stream.buffer).toBe(bytes);
  });

  test('a large packet in many pieces comes out as it was', () => {
    const large = packet(1_000_000, 7);
    const pieces = [];
    for (let at = 0; at < large.length; at += 65_536) pieces.push(large.subarray(at, at + 65_536));
    const stream = new PacketStream(1_000_000);
    let length = 0;
    for (const piece of pieces) {
      stream.push(piece);
      while (stream.next()) {
        length = stream.end - stream.start;
        expect(stream.buffer.subarray(stream.start, stream.end).every((byte) => byte === 7)).toBe(true);
      }
    }
    expect(length).toBe(1_000_000);
  });

  test.each([
    ['negative', -1],
    ['one above the bound', 101],
    ['the word of a command', 0x73727672],
  ])('a length that is %s ends the stream, whole or in pieces', (_name, length) => {
    const head = packet(0, 0);
    new DataView(head.buffer).setInt32(0, length);
    for (const pieces of [[head], [head.subarray(0, 2), head.subarray(2)]]) {
      const stream = new PacketStream(100);
      expect(contentsOf(stream, pieces)).toEqual([]);
      expect(stream.failed).toBe(true);
    }
  });

  test('a length alone takes no memory to speak of: what it promises is not believed', () => {
    const stream = new PacketStream(64 * 1024 * 1024);
    const head = packet(0, 0);
    new DataView(head.buffer).setInt32(0, 64 * 1024 * 1024);
    stream.push(Uint8Array.from([...head, 1]));
    expect(stream.next()).toBe(false);
    expect(stream.heldBytes).toBe(5);
    expect(
      Object.values(stream).reduce((sum: number, value) => sum + (value instanceof Uint8Array ? value.buffer.byteLength : 0), 0),
    ).toBeLessThan(64 * 1024);
  });
});
