import { callsOf, isWrite, type Call, type Line } from './history';

/**
 * Real-time order (rules 2 and 5): what was answered before something else was sent comes before it. So writes that do not overlap have zxids in their
 * order, and a linearizable read or a sync shows at least all that any client had been told of a write before it was sent.
 */
export function realTimeViolations(history: readonly Line[]): string[] {
  const violations: string[] = [];
  const calls = callsOf(history).filter(({ answer }) => answer !== null && answer.zxid > 0);
  const ended = [...calls].filter(({ operation }) => isWrite(operation)).sort((a, b) => a.answeredAt - b.answeredAt);
  let next = 0;
  let newest: Call | null = null;
  for (const call of calls) {
    for (let done = ended[next]; done !== undefined && done.answeredAt < call.sentAt; done = ended[next]) {
      if (newest === null || zxidOf(done) > zxidOf(newest)) newest = done;
      next += 1;
    }
    if (newest === null) continue;
    const writes = isWrite(call.operation);
    const isBehind = writes ? zxidOf(call) <= zxidOf(newest) : zxidOf(call) < zxidOf(newest);
    if (isBehind && (writes || call.linearizable || call.operation.type === 'sync')) {
      violations.push(
        `call ${call.id} (${call.operation.type}) has zxid ${zxidOf(call)}, though write ${newest.id} with zxid ${zxidOf(newest)} was answered before it was sent`,
      );
    }
  }
  return violations;
}

function zxidOf({ answer }: Call): number {
  return answer?.zxid ?? 0;
}
