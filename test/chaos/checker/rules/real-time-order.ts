import { describe, isWrite, type Call, type History } from '../history';
import { fateOf, isAnsweredRead } from '../outcome';
import type { Report } from '../report';

/**
 * Rules "real-time order" and "fresh reads": a write answered before another was sent has the lower zxid; a linearizable read
 * and a sync show at least every write, and every state, that had been answered anywhere before they were sent.
 *
 * A local read that shows a write shows it to the world, too: what is sent after it may not be ordered, or read, before it.
 */
export function checkRealTimeOrder(history: History, report: Report): void {
  const steps: { readonly at: number; readonly call: Call; readonly isAnswer: boolean }[] = [];
  for (const call of history.calls) {
    steps.push({ at: call.position, call, isAnswer: false });
    if (call.answer !== null) steps.push({ at: call.answer.position, call, isAnswer: true });
  }
  steps.sort((a, b) => a.at - b.at);
  let floor: { readonly zxid: number; readonly by: Call } | null = null;
  const floorOf = new Map<Call, { readonly zxid: number; readonly by: Call }>();
  for (const { call, isAnswer } of steps) {
    if (!isAnswer) {
      if (floor !== null) floorOf.set(call, floor);
      continue;
    }
    if (call.answer === null || fateOf(call) !== 'applied') continue;
    const { zxid } = call.answer;
    const below = floorOf.get(call);
    if (isWrite(call.operation)) {
      if (below !== undefined && zxid <= below.zxid) {
        report('real-time order', `${describe(call)} was sent after the answer of ${describe(below.by)}`);
      }
    } else if (call.linearizable || call.operation.type === 'sync') {
      if (below !== undefined && zxid < below.zxid)
        report('fresh reads', `${describe(call)} was sent after the answer of ${describe(below.by)}`);
    }
    if (call.minZxid > 0 && zxid < call.minZxid) report('fresh reads', `${describe(call)} asked for zxid ${call.minZxid}`);
    if ((isWrite(call.operation) || isAnsweredRead(call)) && zxid > (floor?.zxid ?? 0)) floor = { zxid, by: call };
  }
}
