import { ErrorCode } from '@grove/wire';
import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';

/**
 * A session that was closed has ended, at exactly the zxid that was told; one that is said to be no more is no more. What raced with the
 * close is judged where every write is: an entry behind it in the log is refused, and no ephemeral of it is left.
 */
export function checkSessionClose(history: History, replayed: Replayed, report: Report): void {
  for (const { client, sessionId, code, zxid } of history.closes) {
    if (code !== 0 && code !== ErrorCode.SESSIONEXPIRED) continue;
    const end = replayed.sessionEnds.get(sessionId);
    if (end === undefined) {
      report('session close', `${client} was told ${code} when it closed session ${sessionId}, which lives on`);
    } else if (zxid !== 0 && (end.zxid !== zxid || end.expired)) {
      report(
        'session close',
        `${client} closed session ${sessionId} at zxid ${zxid}; it ${end.expired ? 'expired' : 'ended'} at ${end.zxid}`,
      );
    } else continue;
    return;
  }
}
