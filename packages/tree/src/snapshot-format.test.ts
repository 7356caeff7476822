import { RecordReader, RecordWriter } from './snapshot-format';

test('numbers of every length are read as they were written, and the end of the bytes inside one is said', () => {
  const numbers = [0, 1, 127];
  for (let power = 7; power <= 52; power += 1) numbers.push(2 ** power - 1, 2 ** power, 2 ** power + 1);
  numbers.push(2 ** 53 - 1);
  const writer = new RecordWriter(16);
  numbers.forEach((number) => writer.varint(number));
  const bytes = writer.take();
  const reader = new RecordReader(bytes);
  for (const number of numbers) expect(reader.varint()).toBe(number);
  expect(reader.atEnd).toBe(true);
  for (const torn of [[], [0x80], [0xff, 0xff], [0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff]]) {
    expect(() => new RecordReader(Uint8Array.from(torn)).varint()).toThrow('inside a record');
  }
  const tooLarge = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
  expect(() => new RecordReader(tooLarge).varint()).toThrow('above 2^53');
});
