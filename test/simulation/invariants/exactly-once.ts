import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';

/**
 * A write that was sent again, by its number or by its request id, has one effect (P8). Data is unique: what was created or set
 * twice shows as two changes with the same data of one path that no other write had asked for. But where the id was forgotten in between: after
 * all replicas were down the log's time may jump, from one leader's wall clock to another's, by more than ids are kept.
 */
export function checkExactlyOnce(history: History, { identified }: Pick<Replayed, 'identified'>, report: Report): void {
  const wasForgotten = (before: number, zxid: number): boolean =>
    [...identified.values()].some((answers) => answers.has(before) && answers.has(zxid));
  const told = new Map<string, number>();
  for (const watcher of history.watchers) {
    if (!watcher.withData) continue;
    told.clear();
    for (const { events } of watcher.runs) {
      for (const { eventType, path, zxid, data } of events) {
        if (data === null || data === undefined || data === '' || eventType === 'deleted') continue;
        const key = `${path} ${data}`;
        const before = told.get(key);
        if (before !== undefined && before !== zxid && !wasForgotten(before, zxid)) {
          report('exactly once', `${path} got the data ${data.slice(0, 40)} at zxid ${before} and again at ${zxid}`);
          return;
        }
        told.set(key, zxid);
      }
    }
  }
}
