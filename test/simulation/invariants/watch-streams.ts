import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';
import { valuesFlaw } from './event-values';
import { show } from './same-value';
import { eventsOf } from './watch-events';

/** A Watch stream that goes on by its cursor tells every change once, in order, over all replicas it is read from (P7). */
export function checkWatchStreams(history: History, replayed: Replayed, report: Report): void {
  for (const watcher of history.watchers) {
    const { name, path, recursive, types, identities, runs } = watcher;
    for (const { startZxid, events, endZxid } of runs) {
      const expected = eventsOf(replayed.changes, path, recursive, startZxid, identities, types);
      for (const [at, event] of events.entries()) {
        const next = expected[at];
        const isSame = next !== undefined && next.eventType === event.eventType && next.path === event.path && next.zxid === event.zxid;
        if (!isSame) {
          report(
            'watch streams',
            `${name} on ${path} from ${startZxid} was told ${show(event)}; the next change was ${show(next ?? null)}`,
          );
          return;
        }
        const flaw = valuesFlaw(event, watcher, next);
        if (flaw !== null) {
          report('watch streams', `${name} on ${path} was told ${show(event)}, which ${flaw}`);
          return;
        }
      }
      const missed = expected[events.length];
      if (missed !== undefined && missed.zxid <= endZxid) {
        report('watch streams', `${name} on ${path} is at zxid ${endZxid} and was not told ${show(missed)}`);
        return;
      }
    }
  }
}
