import type { History, RequestRecord, SeenAnswer } from '../history';
import { isListing, type Replayed } from '../replay';
import type { Report } from '../violation';
import { describe } from './acknowledged-writes';
import { listingFlaw } from './pages';
import { sameValue, show } from './same-value';

/** What they answer is judged by `watch-requests.ts`. */
const WATCHING: readonly string[] = ['addWatch', 'removeWatches', 'checkWatches'];

/** A read answers the state at exactly the zxid that it names, to whom it is for, and that state is as new as was asked for (P9). */
export function checkReads(history: History, replayed: Replayed, report: Report): void {
  for (const request of history.requests) {
    const { answer, operation } = request;
    if (answer === null || request.isWrite) continue;
    const name = `the read of ${request.client} in session ${request.sessionId} (${describe(request)}), sent at ${request.sentMs} ms,`;
    const fresh = request.linearizable || operation.type === 'sync';
    const flaw =
      answer.zxid > replayed.lastZxid ? `is past the committed log's end ${replayed.lastZxid}` : flawOf(request, answer, replayed);
    if (flaw !== null) {
      report('reads', `${name} was answered at zxid ${answer.zxid}, which ${flaw}`);
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

function flawOf(request: RequestRecord, answer: SeenAnswer, replayed: Replayed): string | null {
  const { operation } = request;
  if (WATCHING.includes(operation.type)) return null;
  if (isListing(operation)) return listingFlaw(request, operation, answer, replayed);
  const expected = replayed.reads.get(request);
  if (expected !== undefined && expected.code === answer.code && sameValue(expected.result, answer.result)) return null;
  return `said ${answer.code} ${show(answer.result)}; the reference tree says ${expected?.code} ${show(expected?.result ?? null)}`;
}
