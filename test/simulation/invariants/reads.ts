import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';
import { describe, sameResult, show } from './acknowledged-writes';

/** A read answers the state at exactly the zxid that it names, and that state is as new as was asked for. */
export function checkReads(history: History, replayed: Replayed, report: Report): void {
  for (const request of history.requests) {
    const { answer } = request;
    if (answer === null || request.sequence > 0) continue;
    const name = `read of session ${request.sessionId} (${describe(request)}) sent at ${request.sentMs} ms`;
    const expected = replayed.reads.get(request);
    const fresh = request.linearizable || request.operation.type === 'sync';
    if (expected === undefined) {
      report('reads', `${name} was answered at zxid ${answer.zxid}, past the committed log's end ${replayed.lastZxid}`);
    } else if (!sameResult(expected, answer.result)) {
      report('reads', `${name} at zxid ${answer.zxid} was answered ${show(answer.result)}; the reference tree says ${show(expected)}`);
    } else if (fresh && answer.zxid < request.floorZxid) {
      report(
        'linearizable reads',
        `${name} was answered at zxid ${answer.zxid}, though ${request.floorZxid} had been answered before it was sent`,
      );
    } else if (answer.zxid < request.minZxid) {
      report('reads', `${name} asked for zxid ${request.minZxid} and was answered at ${answer.zxid}`);
    } else continue;
    return;
  }
}
