import { describe, isWrite, type Call, type History } from '../history';
import { fateOf } from '../outcome';
import type { Report } from '../report';

/**
 * Rule "session order": answers in the order sent; zxids never go back, over moves too; own writes rise and show in later reads.
 *
 * A write that was sent again after a move had taken effect before, and its answer comes behind reads that were sent again in
 * front of it: it is compared with what had been answered before it was sent first.
 */
export function checkSessionOrder(history: History, report: Report): void {
  for (const { calls, states } of history.clients.values()) {
    const answered: Call[] = [];
    let lastWriteZxid = 0;
    let unanswered: Call | null = null;
    for (const call of calls) {
      // Each is sent by itself.
      if (call.unary === true) continue;
      const { answer } = call;
      if (answer === null) {
        // Closes are recorded without their answers.
        if (call.operation.type !== 'close') unanswered ??= call;
        continue;
      }
      if (unanswered !== null) report('session order', `${describe(call)} was answered, ${describe(unanswered)} before it was not`);
      const before = answered[answered.length - 1];
      if (before !== undefined && before.answer !== null && answer.position < before.answer.position) {
        report('session order', `${describe(call)} was answered before ${describe(before)}`);
      }
      const { zxid } = answer;
      if (fateOf(call) !== 'applied' || zxid === 0) continue;
      const isAgain = isWrite(call.operation) && states.some(({ position }) => position > call.position && position < answer.position);
      const shown = isAgain ? answered.filter((other) => (other.answer?.position ?? 0) < call.position) : answered;
      const newer = shown.find((other) => (other.answer?.zxid ?? 0) > zxid);
      if (newer !== undefined) report('session order', `${describe(call)} came after ${describe(newer)}`);
      if (isWrite(call.operation)) {
        if (zxid <= lastWriteZxid) report('session order', `${describe(call)} is not above the write before it, ${lastWriteZxid}`);
        lastWriteZxid = zxid;
      }
      answered.push(call);
    }
  }
}
