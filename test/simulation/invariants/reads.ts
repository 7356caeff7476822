import type { History } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';
import { describe } from './acknowledged-writes';
import { sameValue, show } from './same-value';

/** A read answers the state at exactly the zxid that it names, to whom it is for, and that state is as new as was asked for (P9). */
export function checkReads(history: History, replayed: Replayed, report: Report): void {
  for (const request of history.requests) {
    const { answer, operation } = request;
    if (answer === null || request.isWrite) continue;
    const name = `the read of ${request.client} in session ${request.sessionId} (${describe(request)}), sent at ${request.sentMs} ms,`;
    const expected = replayed.reads.get(request);
    const fresh = request.linearizable || operation.type === 'sync';
    const isJudged = operation.type !== 'addWatch';
    if (expected === undefined) {
      report('reads', `${name} was answered at zxid ${answer.zxid}, past the committed log's end ${replayed.lastZxid}`);
    } else if (isJudged && (expected.code !== answer.code || !sameValue(expected.result, answer.result))) {
      report(
        'reads',
        `${name} at zxid ${answer.zxid} was answered ${answer.code} ${show(answer.result)}; the reference tree says ${expected.code} ${show(expected.result)}`,
      );
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
