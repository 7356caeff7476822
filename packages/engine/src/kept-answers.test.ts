import { KEPT_ANSWERS_MAX, KEPT_ANSWER_BYTES_MAX, keepsTooManyAnswers } from './kept-answers';

const session = (lastSequence: number, storedAnswerCount: number, storedAnswerBytes = 60 * storedAnswerCount) => ({
  lastSequence,
  storedAnswerCount,
  storedAnswerBytes,
});

test.each([
  ['few answers', session(10, 10), 0, false],
  ['as many as may be', session(KEPT_ANSWERS_MAX, KEPT_ANSWERS_MAX), 0, false],
  ['one more', session(KEPT_ANSWERS_MAX + 1, KEPT_ANSWERS_MAX + 1), 0, true],
  ['one more, the first of them acknowledged a moment ago', session(KEPT_ANSWERS_MAX + 1, KEPT_ANSWERS_MAX + 1), 1, false],
  ['far more, all acknowledged: nothing that the log knows yet', session(1_000_000, 900_000), 1_000_000, false],
  ['far more, an acknowledgement of long ago', session(1_000_000, 900_000), 100_000, true],
  ['large answers', session(100, 100, KEPT_ANSWER_BYTES_MAX + 1), 0, true],
  ['large answers, half of them acknowledged', session(100, 100, KEPT_ANSWER_BYTES_MAX + 1), 50, false],
  ['an acknowledgement of what was never sent', session(100, 100, KEPT_ANSWER_BYTES_MAX + 1), 1_000, false],
] as const)('%s', (_, kept, acknowledged, expected) => {
  expect(keepsTooManyAnswers(kept, acknowledged)).toBe(expected);
});
