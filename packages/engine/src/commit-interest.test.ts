import { CommitInterest } from './commit-interest';

test('nobody waits for commits where there is no watch and none has come since the last report', () => {
  let watches = 0;
  let reports = 0;
  const interest = new CommitInterest(
    () => watches,
    () => {
      reports += 1;
    },
  );
  expect(interest.takeIsUnhurried()).toBe(true);
  // Told at once: the leader believes that nobody waits.
  watches = 1;
  interest.onWatch();
  expect(reports).toBe(1);
  expect(interest.takeIsUnhurried()).toBe(false);
  // Another one is no news.
  interest.onWatch();
  expect(reports).toBe(1);
  // A one-shot watch has fired: it may come again.
  watches = 0;
  expect(interest.takeIsUnhurried()).toBe(false);
  expect(interest.takeIsUnhurried()).toBe(true);
  interest.onWatch();
  expect(reports).toBe(2);
});
