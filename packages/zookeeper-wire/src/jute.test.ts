import { JuteReader } from './jute-reader';
import { JuteWriter } from './jute-writer';

describe('jute', () => {
  test('integers of every size come back as they were written, the widest as halves and as BigInt', () => {
    const numbers = [0, 1, -1, 255, 256, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 32 - 1, 2 ** 53 - 1, -(2 ** 53 - 1)];
    const writer = new JuteWriter(1);
    for (const number of numbers) writer.integer(number);
    writer.bigint(-(2n ** 63n));
    writer.bigint(2n ** 63n - 1n);
    const reader = new JuteReader(writer.take());
    for (const number of numbers) expect(reader.integer()).toBe(number);
    expect([reader.bigint(), reader.bigint()]).toEqual([-(2n ** 63n), 2n ** 63n - 1n]);
    expect([reader.failed, reader.isAtEnd]).toEqual([false, true]);
  });

  test('an integer that a number cannot hold fails, and is not rounded', () => {
    const writer = new JuteWriter();
    writer.bigint(2n ** 53n);
    writer.bigint(-(2n ** 53n));
    const bytes = writer.take();
    expect([new JuteReader(bytes).integer(), new JuteReader(bytes, 8).integer()]).toEqual([0, 0]);
    const reader = new JuteReader(bytes);
    reader.integer();
    expect(reader.failed).toBe(true);
    expect(() => writer.integer(2 ** 53)).toThrow(RangeError);
  });

  test('null and empty are told apart, and both are empty', () => {
    const writer = new JuteWriter();
    writer.null();
    writer.string('');
    writer.string('grün 木');
    writer.strings(['a', 'b']);
    const reader = new JuteReader(writer.take());
    expect([reader.string(), reader.isNull]).toEqual(['', true]);
    expect([reader.string(), reader.isNull]).toEqual(['', false]);
    expect(reader.string()).toBe('grün 木');
    expect(reader.strings()).toEqual(['a', 'b']);
  });

  test.each([
    ['a length below null', [0xff, 0xff, 0xff, 0xfe]],
    ['a length beyond the end', [0, 0, 0, 2, 65]],
    ['a length of 2^31 − 1', [0x7f, 0xff, 0xff, 0xff, 65]],
    ['a text that is no UTF-8', [0, 0, 0, 1, 0xff]],
    ['nothing', []],
  ])('%s fails, and so does all that is read behind it', (_name, bytes) => {
    const reader = new JuteReader(Uint8Array.from(bytes));
    expect(reader.string()).toBe('');
    expect(reader.failed).toBe(true);
    expect([reader.int32(), reader.boolean(), reader.integer(), reader.strings(), reader.bytes().length]).toEqual([0, false, 0, [], 0]);
  });

  test('a vector that says to have more elements than there can be fails before one is read', () => {
    const reader = new JuteReader(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0));
    expect([reader.count(4), reader.failed]).toEqual([0, true]);
  });

  test('what was taken is not written over by what comes after', () => {
    const writer = new JuteWriter(4);
    writer.int32(1);
    const first = writer.take();
    writer.int32(2);
    expect([...first, ...writer.take()]).toEqual([0, 0, 0, 1, 0, 0, 0, 2]);
  });
});
