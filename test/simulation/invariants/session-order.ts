import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';

/**
 * Within a session zxids never go back, over all its connections (P2, P4); its writes' zxids grow; none comes after its end.
 */
export function checkSessionOrder(history: History, replayed: Replayed, report: Report): void {
  for (const { id, entries } of history.sessions) {
    let zxid = 0;
    let writeZxid = 0;
    let startZxid = 0;
    const endZxid = replayed.sessionEnds.get(id)?.zxid ?? Infinity;
    for (const entry of entries) {
      if (entry.type === 'started') startZxid = entry.zxid;
      if (entry.type !== 'answer') continue;
      const { isWrite } = entry.request;
      const { answer } = entry;
      // Sent again: it took effect before this connection began, and only its answer comes now, behind reads that were
      // sent again before it.
      const isRepeat = isWrite && answer.zxid <= startZxid;
      if (isWrite && answer.zxid <= writeZxid) {
        report('session order', `session ${id}: a write at zxid ${answer.zxid} after one at ${writeZxid}`);
      } else if (answer.zxid < zxid && !isRepeat) {
        report('session order', `session ${id}: an answer at zxid ${answer.zxid} after one at ${zxid}`);
      } else if (isWrite && answer.zxid > endZxid) {
        report('session order', `session ${id} ended at zxid ${endZxid} and wrote at ${answer.zxid}`);
      } else {
        zxid = Math.max(zxid, answer.zxid);
        if (isWrite) writeZxid = answer.zxid;
        continue;
      }
      return;
    }
  }
}
