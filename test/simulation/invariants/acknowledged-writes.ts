import type { History, RequestRecord } from '../history';
import type { Result } from '../operations';
import { writeKey, type Replayed } from '../replay';
import type { Report } from '../violation';

/**
 * No acknowledged write is lost, each happened once, and its answer is what the reference tree gives at its place in
 * the one committed log. Writes are linearizable: one that was sent after another was answered comes after it.
 */
export function checkAcknowledgedWrites(history: History, replayed: Replayed, report: Report): void {
  for (const request of history.requests) {
    const { answer } = request;
    if (answer === null || request.sequence === 0) continue;
    const name = `write ${request.sequence} of session ${request.sessionId} (${describe(request)})`;
    const applied = replayed.writes.get(writeKey(request.sessionId, request.sequence));
    if (applied === undefined) {
      report('acknowledged writes', `${name} was answered at zxid ${answer.zxid} and is not in the committed log`);
    } else if (applied.zxid !== answer.zxid) {
      report('acknowledged writes', `${name} was answered at zxid ${answer.zxid} and took effect at ${applied.zxid}`);
    } else if (!sameResult(applied.result, answer.result)) {
      report('acknowledged writes', `${name} at zxid ${answer.zxid} was answered ${show(answer.result)}; the reference tree says ${show(applied.result)}`);
    } else if (answer.zxid <= request.floorZxid) {
      report('linearizable writes', `${name} took effect at ${answer.zxid}, though ${request.floorZxid} had been answered before it was sent`);
    } else continue;
    return;
  }
}

export function describe(request: RequestRecord): string {
  const { operation } = request;
  return 'path' in operation ? `${operation.type} ${operation.path}` : operation.type;
}

export function show(result: Result): string {
  return JSON.stringify({ ...result, children: result.children === null ? null : [...result.children].sort() });
}

export function sameResult(a: Result, b: Result): boolean {
  return show(a) === show(b);
}
