import { isLinearizable, type Interval, type Sequential } from './wing-gong-lowe';

type Input = number | 'read';

/** A register of a number; a write answers what it wrote. */
const register: Sequential<number, Input, number> = {
  initial: 0,
  step: (state, input, output) => (input === 'read' ? (output === null || output === state ? state : null) : input),
  key: String,
};

const write = (value: number, call: number, answer: number): Interval<Input, number> => ({ input: value, output: value, call, answer });
const lostWrite = (value: number, call: number): Interval<Input, number> => ({ input: value, output: null, call, answer: Infinity });
const read = (value: number, call: number, answer: number): Interval<Input, number> => ({ input: 'read', output: value, call, answer });

describe('the check of Wing, Gong and Lowe', () => {
  const cases: readonly (readonly [string, boolean, readonly Interval<Input, number>[]])[] = [
    ['nothing happened', true, []],
    ['a read after a write shows it', true, [write(1, 0, 1), read(1, 2, 3)]],
    ['a read after a write shows the state before it', false, [write(1, 0, 1), read(0, 2, 3)]],
    ['a read beside a write may show either', true, [write(1, 0, 5), read(0, 1, 2), read(1, 3, 4)]],
    ['what was seen once does not go away', false, [write(1, 0, 9), read(1, 1, 2), read(0, 3, 4)]],
    [
      'two writes beside each other come in one order for all',
      false,
      [write(1, 0, 9), write(2, 0, 9), read(1, 1, 2), read(2, 3, 4), read(1, 5, 6)],
    ],
    ['a write without an answer may have happened', true, [lostWrite(1, 0), read(1, 5, 6)]],
    ['a write without an answer may never have happened', true, [lostWrite(1, 0), read(0, 5, 6)]],
    ['a write without an answer happens once', false, [lostWrite(1, 0), write(2, 1, 2), read(1, 3, 4), write(3, 5, 6), read(1, 7, 8)]],
    ['a write without an answer does not happen before it was sent', false, [read(1, 0, 1), lostWrite(1, 2)]],
    ['a value that nobody wrote', false, [write(1, 0, 1), read(7, 2, 3)]],
  ];

  test.each(cases)('%s: %s', (_, isGood, history) => {
    expect(isLinearizable(register, history)).toBe(isGood);
  });

  test('it agrees with trying every order', () => {
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    let good = 0;
    for (let round = 0; round < 400; round++) {
      const history = Array.from({ length: 6 }, (): Interval<Input, number> => {
        const call = random(12);
        const answer = call + 1 + random(6);
        return random(2) === 0
          ? write(1 + random(3), call + random(100) / 1000, answer)
          : read(random(4), call + random(100) / 1000, answer);
      });
      const expected = anyOrder(history, 0);
      if (expected) good++;
      expect(isLinearizable(register, history)).toBe(expected);
    }
    // Both kinds came up.
    expect(good).toBeGreaterThan(20);
    expect(good).toBeLessThan(380);
  });

  test('a long history with few calls beside each other takes no time', () => {
    const history = Array.from({ length: 2_000 }, (_, n) => (n % 2 === 0 ? write(n, n, n + 3) : read(n - 1, n + 0.5, n + 1)));
    expect(isLinearizable(register, history)).toBe(true);
  });
});

function anyOrder(left: readonly Interval<Input, number>[], state: number): boolean {
  if (left.length === 0) return true;
  return left.some((each) => {
    const others = left.filter((other) => other !== each);
    if (others.some((other) => other.answer < each.call)) return false;
    const after = register.step(state, each.input, each.output);
    return after !== null && anyOrder(others, after);
  });
}
