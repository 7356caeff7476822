import { type History, type Outcome } from '../history';
import type { Report } from '../report';

/** Rule "stamps": one zxid has one time, and times do not go back in zxid order, whatever the clocks of the replicas say. */
export function checkStamps(history: History, report: Report): void {
  const times = new Map<number, number>();
  const note = (zxid: number, timeMs: number): void => {
    if (zxid === 0) return;
    const before = times.get(zxid);
    if (before !== undefined && before !== timeMs) report('stamps', `zxid ${zxid} has the times ${before} and ${timeMs}`);
    times.set(zxid, timeMs);
  };
  const noteAll = (outcome: Outcome): void => {
    const { stat } = outcome;
    if (stat !== undefined && stat !== null) {
      note(stat.czxid, stat.ctimeMs);
      note(stat.mzxid, stat.mtimeMs);
    }
    for (const { result } of outcome.results ?? []) if (result !== null) noteAll(result);
    for (const { stat: ofChild } of outcome.entries ?? []) if (ofChild !== null) noteAll({ stat: ofChild });
  };
  for (const { answer } of history.calls) if (answer?.code === 0) noteAll(answer.outcome);
  let last = { zxid: 0, timeMs: 0 };
  for (const [zxid, timeMs] of [...times].sort(([a], [b]) => a - b)) {
    if (timeMs < last.timeMs) report('stamps', `zxid ${zxid} has the time ${timeMs}, ${last.zxid} before it ${last.timeMs}`);
    last = { zxid, timeMs };
  }
}
