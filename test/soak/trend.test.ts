import { trendOf, type Sample } from './trend';

const MIB = 1024 * 1024;

/** Half an hour, a sample every five seconds. */
function run(valueAt: (seconds: number, n: number) => number): Sample[] {
  return Array.from({ length: 360 }, (_, n) => ({ atSeconds: n * 5, value: valueAt(n * 5, n) }));
}

/** Between −1 and 1, the same on every run. */
function noise(n: number): number {
  return (((Math.imul(n + 1, 0x9e3779b1) >>> 0) % 2001) - 1000) / 1000;
}

test('S48 what fills up in the first half and stays, with noise, is flat', () => {
  const resident = run((seconds, n) => (Math.min(seconds, 600) / 600) * 200 * MIB + 10 * MIB * noise(n));
  expect(trendOf(resident, false, 4 * MIB)).toMatchObject({ grows: false });
});

test('S48 a small leak below a large sawtooth is found, by what a collection leaves behind', () => {
  // What is there between two collections says nothing; every third sample comes right after one.
  const garbage = (n: number): number => (n % 3 === 0 ? 0 : 80 * MIB * (1 + noise(n)));
  const heap = run((seconds, n) => 80 * MIB + garbage(n) + (seconds / 1800) * 20 * MIB);
  const { grows, growth } = trendOf(heap, true, 4 * MIB);
  expect(grows).toBe(true);
  expect(growth / MIB).toBeCloseTo(10, 0);
  expect(trendOf(heap, false, 4 * MIB).grows).toBe(false);
});

test('S48 a rise that is not worth a word, and one that is chance, are flat', () => {
  expect(
    trendOf(
      run((seconds) => 200 * MIB + (seconds / 1800) * MIB),
      false,
      4 * MIB,
    ).grows,
  ).toBe(false);
  expect(
    trendOf(
      run((_, n) => 100 * MIB + 90 * MIB * noise(Math.floor(n / 9))),
      false,
      4 * MIB,
    ).grows,
  ).toBe(false);
});

test('S48 a step up in the second half counts as growth', () => {
  expect(
    trendOf(
      run((seconds) => (seconds < 1300 ? 200 : 260) * MIB),
      false,
      4 * MIB,
    ).grows,
  ).toBe(true);
});

test('too few samples give no verdict', () => {
  expect(() => trendOf(run(() => 1).slice(0, 6), false, 0)).toThrow(RangeError);
});
