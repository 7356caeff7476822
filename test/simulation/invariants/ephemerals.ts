import type { Stat } from '@grove/wire';
import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';

/** Ephemerals go at exactly the end of their owner: nobody sees one at or after it, and nobody misses one before. */
export function checkEphemerals(history: History, replayed: Replayed, report: Report): void {
  for (const { answer, client } of history.requests) {
    if (answer?.result === null || answer === null || !('stat' in answer.result)) continue;
    const { stat } = answer.result;
    const endZxid = endOf(stat, replayed);
    if (answer.zxid >= endZxid) {
      report(
        'ephemerals',
        `${client} saw at zxid ${answer.zxid} an ephemeral of session ${stat.ownerSessionId}, which ended at ${endZxid}`,
      );
      return;
    }
  }
  for (const [path, znode] of replayed.tree.znodes) {
    if (znode.kind === 'ephemeral' && !replayed.tree.sessions.has(znode.owner)) {
      report('ephemerals', `${path} has outlived session ${znode.owner}`);
      return;
    }
  }
}

function endOf(stat: Stat, replayed: Replayed): number {
  return stat.kind === 'ephemeral' ? (replayed.sessionEnds.get(stat.ownerSessionId)?.zxid ?? Infinity) : Infinity;
}
