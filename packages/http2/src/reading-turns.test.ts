import { ReadingTurns, type Reader } from './reading-turns';

test('who has much to read leaves the turn to others, and they read in the order in which they came', async () => {
  const turns = new ReadingTurns();
  const read: string[] = [];
  const reader = (name: string, parts: number): Reader => {
    let left = parts;
    const self = {
      readOn: () => {
        for (; left > 0 && !turns.isOver; left -= 1) {
          const endMs = performance.now() + 4;
          while (performance.now() < endMs);
          read.push(name);
        }
        if (left > 0) turns.later(self);
      },
    };
    return self;
  };
  expect(turns.isFree).toBe(true);
  turns.read(reader('a', 10));
  expect(read.length).toBeLessThanOrEqual(3);
  expect(turns.isFree).toBe(false);
  turns.later(reader('b', 1));
  while (read.length < 11) await new Promise(setImmediate);
  expect(read.indexOf('b')).toBeLessThan(8);
  await new Promise(setImmediate);
  expect(turns.isFree).toBe(true);
});
