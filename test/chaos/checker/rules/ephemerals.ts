import { isWrite, type History } from '../history';
import { fateOf } from '../outcome';
import type { Replayed } from '../replay';
import type { Report } from '../report';

/**
 * Rule "ephemerals": no session expires that the leader heard of in time. That all its ephemerals go at one zxid, and that
 * nothing of the session happens after it, is seen by the replay.
 */
export function checkExpiries(history: History, replayed: Replayed, report: Report): void {
  for (const { client, session, timeoutMs, calls } of history.clients.values()) {
    const end = replayed.sessionEnds.get(session);
    if (end?.isExpiry !== true) continue;
    // It was seen at or after it happened, so the time between cannot be longer than this.
    const seen = history.changes.find(({ zxid }) => zxid === end.zxid);
    // A write that was answered was heard by a leader at or after it was sent.
    const heardMs = calls.reduce(
      (latest, call) => (isWrite(call.operation) && fateOf(call) === 'applied' ? Math.max(latest, call.atMs) : latest),
      0,
    );
    if (seen === undefined || heardMs === 0) continue;
    const silenceMs = seen.atMs - heardMs;
    if (silenceMs < timeoutMs)
      report(
        'ephemerals',
        `client ${client} expired at zxid ${end.zxid}, ${Math.round(silenceMs)} ms after a write (timeout ${timeoutMs})`,
      );
  }
}
