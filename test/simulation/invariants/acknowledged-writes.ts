import { encodeOperation } from '@grove/wire';
import type { ReferenceAnswer } from '@grove/tree/dist/testing/reference-tree';
import { textOf, type History, type RequestRecord, type SeenAnswer } from '../history';
import { writeKey, type Replayed } from '../replay';
import type { Report } from '../violation';
import { sameValue, show } from './same-value';

/**
 * No acknowledged write is lost (P5), each happened once (P8), and its answer is what the reference tree gives at its place in
 * the one committed log. Writes are linearizable (P1): one that was sent after another was answered comes after it.
 */
export function checkAcknowledgedWrites(history: History, replayed: Replayed, report: Report): void {
  for (const request of history.requests) {
    if (request.answer === null || !request.isWrite) continue;
    if (![request.answer, ...request.repeats].every((answer) => isSound(request, answer, replayed, report))) return;
  }
}

function isSound(request: RequestRecord, answer: SeenAnswer, replayed: Replayed, report: Report): boolean {
  const name = `the write of ${request.client} in session ${request.sessionId} (${describe(request)}), sent at ${request.sentMs} ms,`;
  const applied = effectOf(request, answer, replayed);
  if (applied === undefined) {
    report('acknowledged writes', `${name} was answered ${answer.code} at zxid ${answer.zxid} and is not in the committed log`);
  } else if (applied.zxid !== answer.zxid) {
    report('acknowledged writes', `${name} was answered at zxid ${answer.zxid} and took effect at ${applied.zxid}`);
  } else if (applied.code !== answer.code || !sameValue(applied.result, answer.result)) {
    report(
      'acknowledged writes',
      `${name} at zxid ${answer.zxid} was answered ${answer.code} ${show(answer.result)}; the reference tree says ${applied.code} ${show(applied.result)}`,
    );
  } else if (answer.zxid <= request.floorZxid) {
    report(
      'linearizable writes',
      `${name} took effect at ${answer.zxid}, though ${request.floorZxid} had been answered before it was sent`,
    );
  } else return true;
  return false;
}

/** The effect that it must have had; where there is another one than was told, that. */
function effectOf(request: RequestRecord, answer: SeenAnswer, replayed: Replayed): ReferenceAnswer | undefined {
  if (request.sequence > 0) return replayed.numbered.get(writeKey(request.sessionId, request.sequence));
  if (request.requestId !== '') {
    const effects = replayed.identified.get(request.requestId);
    return effects?.get(answer.zxid) ?? [...(effects?.values() ?? [])][0];
  }
  const entry = replayed.plain.get(answer.zxid);
  const isIt = entry?.sessionId === request.sessionId && entry.operation === textOf(encodeOperation(request.operation));
  return isIt ? entry.answer : undefined;
}

export function describe(request: RequestRecord): string {
  const { operation } = request;
  return 'path' in operation ? `${operation.type} ${operation.path}` : operation.type;
}
