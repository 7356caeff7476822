import { ReadBarrier } from './read-barrier';

function barrier(): { made: ReadBarrier; asked: number[] } {
  const asked: number[] = [];
  const made = new ReadBarrier(
    (token) => {
      asked.push(token);
    },
    () => 10,
    () => undefined,
  );
  return { made, asked };
}

test('any number of reads that were refused asks again, as one question', () => {
  const { made, asked } = barrier();
  let answered = 0;
  // More than a call takes arguments.
  const reads = 300_000;
  for (let at = 0; at < reads; at += 1) made.linearizable({ onBarrier: () => (answered += 1) });
  made.flush();
  made.onReady(asked[0] ?? 0, null);
  made.flush();
  expect(asked.length).toBe(2);
  made.onReady(asked[1] ?? 0, 10);
  expect(answered).toBe(reads);
});

test('waiters that have left are forgotten, the others are called in order', () => {
  const { made } = barrier();
  const called: number[] = [];
  let gone = false;
  made.atLeast(Number.MAX_SAFE_INTEGER, { onBarrier: () => called.push(-1), isGone: () => gone });
  made.atLeast(12, { onBarrier: (zxid) => called.push(zxid) });
  made.atLeast(11, { onBarrier: (zxid) => called.push(zxid) });
  gone = true;
  made.forgetGone();
  made.onApplied(Number.MAX_SAFE_INTEGER);
  expect(called).toEqual([11, 12]);
  expect(made.hasWaiting).toBe(false);
});
