import { ErrorCode } from '@grove/wire';
import { callsOf, isWrite, listOf, type Call, type Line } from './history';

/** Answers that are the client's own: it does not know what became of the request. */
const LOST: readonly number[] = [ErrorCode.CONNECTIONLOSS, ErrorCode.OUTCOMEUNKNOWN, ErrorCode.OPERATIONTIMEOUT];

/**
 * One session's requests take effect in the order sent (rule 3): zxids of its writes increase strictly, no read shows an older state than what the
 * session was answered before, and none of its writes ends without an outcome while it lives (rule 6, P8).
 *
 * Answers are compared by when they were sent, writes among writes; a read is compared with what had been answered before it was sent: one that is asked again after
 * a lost connection may overtake a write that was answered on it.
 */
export function sessionOrderViolations(history: readonly Line[]): string[] {
  const violations: string[] = [];
  const bySession = new Map<number, Call[]>();
  const told = new Map<number, { at: number; zxid: number }[]>();
  for (const call of callsOf(history)) {
    if (call.session === 0) continue;
    listOf(bySession, call.session).push(call);
  }
  const sessionOfWatch = new Map<number, number>();
  for (const line of history) {
    if (line.line === 'watching') sessionOfWatch.set(line.watch, line.session);
    if (line.line !== 'told') continue;
    listOf(told, sessionOfWatch.get(line.watch) ?? 0).push({ at: line.at, zxid: line.zxid });
  }
  for (const [session, calls] of bySession) {
    let lastWrite: Call | null = null;
    const expired = calls.some(({ answer }) => answer?.code === ErrorCode.SESSIONEXPIRED);
    const seen = [
      ...calls.flatMap(({ answer, answeredAt }) => (answer === null ? [] : [{ at: answeredAt, zxid: answer.zxid }])),
      ...(told.get(session) ?? []),
    ].sort((a, b) => a.at - b.at);
    let next = 0;
    let newest = 0;
    for (const call of calls) {
      for (let done = seen[next]; done !== undefined && done.at < call.sentAt; done = seen[next]) {
        newest = Math.max(newest, done.zxid);
        next += 1;
      }
      const { answer } = call;
      if (answer === null) continue;
      if (!expired && isWrite(call.operation) && LOST.includes(answer.code)) {
        violations.push(`write ${call.id} of session ${session} was answered ${answer.code}, though the session lived`);
      }
      if (answer.zxid === 0) continue;
      if (answer.zxid < newest)
        violations.push(`call ${call.id} of session ${session} has zxid ${answer.zxid}, which had seen ${newest} before`);
      if (!isWrite(call.operation)) continue;
      if (lastWrite !== null && answer.zxid <= (lastWrite.answer?.zxid ?? 0)) {
        violations.push(`write ${call.id} of session ${session} has zxid ${answer.zxid}, not behind write ${lastWrite.id}, sent before it`);
      }
      lastWrite = call;
    }
  }
  return violations;
}
