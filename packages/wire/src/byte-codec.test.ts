import { ByteReader } from './byte-reader';
import { ByteWriter, varintLength } from './byte-writer';

const integers = [
  0,
  1,
  127,
  128,
  255,
  16383,
  16384,
  2097151,
  2097152,
  2 ** 28 - 1,
  2 ** 28,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 35,
  2 ** 42 - 1,
  2 ** 49,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER,
];

/** The bytes of a 64-bit varint, by BigInt. */
function referenceVarint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

describe('integers', () => {
  test.each([...integers, ...integers.filter((value) => value > 0).map((value) => -value)])(
    '%d is written as protobuf writes it and read back',
    (value) => {
      const writer = new ByteWriter(1);
      writer.signed(value);
      const bytes = writer.take();
      expect([...bytes]).toEqual(referenceVarint(BigInt(value)));
      expect(new ByteReader(bytes).integer()).toBe(value);
      if (value >= 0) expect(varintLength(value)).toBe(bytes.length);
    },
  );

  test.each([2n ** 53n, 2n ** 56n, 2n ** 63n - 1n, -(2n ** 53n), -(2n ** 63n)])('%d is beyond the safe integers and fails', (value) => {
    const reader = new ByteReader(Uint8Array.from(referenceVarint(value)));
    expect(reader.integer()).toBe(0);
    expect(reader.failed).toBe(true);
  });

  test('what is no safe integer is not written', () => {
    const writer = new ByteWriter();
    for (const value of [2 ** 53, -(2 ** 53), Number.NaN, Infinity]) expect(() => writer.signed(value)).toThrow(RangeError);
  });

  test('int32 takes the low 32 bits', () => {
    for (const [value, expected] of [
      [-1n, -1],
      [-(2n ** 31n), -(2 ** 31)],
      [2n ** 31n, -(2 ** 31)],
      [2n ** 40n + 5n, 5],
      [300n, 300],
    ] as const) {
      expect(new ByteReader(Uint8Array.from(referenceVarint(value))).int32()).toBe(expected);
    }
  });

  test('zigzag and fixed32 come back', () => {
    for (const value of [0, -1, 1, -1005, 2 ** 31 - 1, -(2 ** 31)]) {
      const writer = new ByteWriter();
      writer.zigzagField(1, value);
      const reader = new ByteReader(writer.take());
      expect(reader.next() ? reader.zigzag() : 0).toBe(value);
    }
    const writer = new ByteWriter();
    writer.fixed32(0xfedcba98);
    expect(new ByteReader(writer.take()).fixed32()).toBe(0xfedcba98);
  });

  test('a varint of eleven bytes, or one that ends early, fails', () => {
    for (const bytes of [new Array<number>(11).fill(0x80), [0x80], [0xff, 0xff], []]) {
      const reader = new ByteReader(Uint8Array.from(bytes));
      expect(reader.integer()).toBe(0);
      expect(reader.failed).toBe(true);
    }
  });
});

describe('texts', () => {
  test.each([
    '',
    '/a',
    '/'.padEnd(127, 'x'),
    '/'.padEnd(128, 'x'),
    '/'.padEnd(70_000, 'y'),
    '/ä',
    `/${'ö'.repeat(50)}`,
    '/日本/🌳',
    '\ufeffx',
    `${'a'.repeat(126)}é`,
  ])('comes back (%#)', (text) => {
    const writer = new ByteWriter(1);
    writer.presentStringField(3, text);
    writer.integerField(4, 7);
    const bytes = writer.take();
    const reader = new ByteReader(bytes);
    expect(reader.next()).toBe(true);
    expect(reader.string()).toBe(text);
    expect(reader.next()).toBe(true);
    expect(reader.integer()).toBe(7);
    expect(reader.next()).toBe(false);
    expect(reader.failed).toBe(false);
  });

  test('bytes that are no UTF-8 fail', () => {
    const reader = new ByteReader(Uint8Array.of(3, 0x2f, 0xc3, 0x28));
    expect(reader.string()).toBe('');
    expect(reader.failed).toBe(true);
  });
});

describe('messages', () => {
  test.each([0, 1, 127, 128, 16_383, 16_384, 100_000])('a nested message of %d bytes comes back', (length) => {
    const writer = new ByteWriter(1);
    const outer = writer.beginMessage(1);
    const inner = writer.beginMessage(2);
    writer.append(new Uint8Array(length).fill(9));
    writer.endMessage(inner);
    writer.integerField(3, 5);
    writer.endMessage(outer);
    const reader = new ByteReader(writer.take());
    expect(reader.next()).toBe(true);
    const end = reader.enter();
    expect(reader.next()).toBe(true);
    expect(reader.bytes()).toEqual(new Uint8Array(length).fill(9));
    expect(reader.next()).toBe(true);
    expect(reader.integer()).toBe(5);
    expect(reader.next()).toBe(false);
    reader.leave(end);
    expect(reader.next()).toBe(false);
    expect(reader.failed).toBe(false);
  });

  test('unknown fields of every wire type are skipped', () => {
    const writer = new ByteWriter();
    writer.integerField(100, -1);
    writer.tag(101, 1);
    writer.append(new Uint8Array(8));
    writer.presentBytesField(102, new Uint8Array(300));
    writer.fixed32Field(103, 4);
    writer.integerField(1, 42);
    const reader = new ByteReader(writer.take());
    let value = 0;
    while (reader.next()) {
      if (reader.key === 8) value = reader.integer();
      else reader.skip();
    }
    expect(reader.failed).toBe(false);
    expect(value).toBe(42);
  });

  test('groups, field number 0 and lengths beyond the end fail', () => {
    for (const bytes of [[0x0b], [0x00, 0x01], [0x0a, 0x05, 0x01], [0x09, 1, 2], [0x0d, 1]]) {
      const reader = new ByteReader(Uint8Array.from(bytes));
      while (reader.next()) reader.skip();
      expect(reader.failed).toBe(true);
    }
  });
});
