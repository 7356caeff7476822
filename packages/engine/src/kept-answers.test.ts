import { KEPT_ANSWERS_MAX, keepsTooManyAnswers } from './kept-answers';

const session = (lastSequence: number, storedAnswerCount: number) => ({ lastSequence, storedAnswerCount });

test.each([
  ['few answers', session(10, 10), 0, false],
  ['as many as may be', session(KEPT_ANSWERS_MAX, KEPT_ANSWERS_MAX), 0, false],
  ['one more', session(KEPT_ANSWERS_MAX + 1, KEPT_ANSWERS_MAX + 1), 0, true],
  ['one more, the first of them acknowledged a moment ago', session(KEPT_ANSWERS_MAX + 1, KEPT_ANSWERS_MAX + 1), 1, false],
  ['far more, all acknowledged: nothing that the log knows yet', session(1_000_000, 900_000), 1_000_000, false],
  ['far more, an acknowledgement of long ago', session(1_000_000, 900_000), 100_000, true],
  ['an acknowledgement of what was never sent', session(100_000, 100_000), 1_000_000, false],
] as const)('%s', (_, kept, acknowledged, expected) => {
  expect(keepsTooManyAnswers(kept, acknowledged)).toBe(expected);
});
