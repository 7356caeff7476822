import { SessionReports } from './session-reports';

test('a confirmation counts from when the report was sent', () => {
  const reports = new SessionReports(() => true);
  reports.hear(7);
  const report = reports.take(100);
  expect(report.sessionIds).toEqual([7]);
  reports.onConfirmed(report.round, []);
  expect(reports.confirmedAt(7)).toBe(100);
});

test('a report that got lost is told again: a sign of life may come late, never vanish', () => {
  const reports = new SessionReports(() => true);
  reports.hear(7);
  reports.take(100);
  const second = reports.take(200);
  expect(second.sessionIds).toEqual([]);
  reports.onConfirmed(second.round, []);
  expect(reports.confirmedAt(7)).toBeUndefined();
  expect(reports.take(300).sessionIds).toEqual([7]);
});

test('S33 what the old leader did not confirm goes to the new one', () => {
  const reports = new SessionReports(() => true);
  reports.hear(7);
  reports.take(100);
  reports.onLeaderChanged();
  expect(reports.take(200).sessionIds).toEqual([7]);
});

test('who waits for a confirmation is called when it comes, and when the session ends', () => {
  const reports = new SessionReports(() => true);
  const called: string[] = [];
  reports.hear(7);
  reports.whenConfirmed(7, () => called.push('confirmed'));
  reports.onConfirmed(reports.take(100).round, []);
  reports.whenConfirmed(8, () => called.push('ended'));
  reports.forget(8);
  expect(called).toEqual(['confirmed', 'ended']);
});

test('a confirmation that comes after the end of its session leaves nothing behind', () => {
  const sessions = new Set([7]);
  const reports = new SessionReports((id) => sessions.has(id));
  reports.hear(7);
  const report = reports.take(100);
  sessions.delete(7);
  reports.forget(7);
  reports.onConfirmed(report.round, []);
  expect(reports.confirmedAt(7)).toBeUndefined();
});

test('S34 what the leader does not confirm stays as old as it was; who waits for its word gets it with a later report', () => {
  const reports = new SessionReports(() => true);
  const called: number[] = [];
  for (const id of [7, 8]) {
    reports.hear(id);
    reports.whenConfirmed(id, () => called.push(id));
  }
  reports.onConfirmed(reports.take(100).round, [8]);
  expect([reports.confirmedAt(7), reports.confirmedAt(8), called]).toEqual([100, undefined, [7]]);
  const again = reports.take(200);
  expect(again.sessionIds).toEqual([8]);
  reports.onConfirmed(again.round, []);
  expect([reports.confirmedAt(8), called]).toEqual([200, [7, 8]]);
});
