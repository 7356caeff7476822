import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';

/** Within a session zxids never go back, over all its connections; its writes' zxids grow; none comes after its end. */
export function checkSessionOrder(history: History, replayed: Replayed, report: Report): void {
  const sessions = new Map<number, { zxid: number; writeZxid: number }>();
  for (const stream of history.streams) {
    let seen = sessions.get(stream.sessionId);
    if (seen === undefined) sessions.set(stream.sessionId, (seen = { zxid: 0, writeZxid: 0 }));
    const endZxid = replayed.sessionEnds.get(stream.sessionId) ?? Infinity;
    for (const entry of stream.entries) {
      if (entry.type !== 'answer') continue;
      const isWrite = entry.request.sequence > 0;
      // Sent again: it took effect before this connection began, and only its answer comes now, behind reads that were
      // sent again before it.
      const isRepeat = isWrite && entry.zxid <= stream.startZxid;
      if (isWrite && entry.zxid <= seen.writeZxid) {
        report('session order', `session ${stream.sessionId}: a write at zxid ${entry.zxid} after one at ${seen.writeZxid}`);
      } else if (entry.zxid < seen.zxid && !isRepeat) {
        report(
          'session order',
          `session ${stream.sessionId}: an answer at zxid ${entry.zxid} after one at ${seen.zxid}, on replica ${stream.replica}`,
        );
      } else if (isWrite && entry.zxid > endZxid) {
        report('session order', `session ${stream.sessionId} ended at zxid ${endZxid} and wrote at ${entry.zxid}`);
      } else {
        seen.zxid = Math.max(seen.zxid, entry.zxid);
        if (isWrite) seen.writeZxid = entry.zxid;
        continue;
      }
      return;
    }
  }
}
