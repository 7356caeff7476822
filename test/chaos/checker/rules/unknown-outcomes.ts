import { ErrorCode } from '@grove/wire';
import { describe, type History } from '../history';
import type { Report } from '../report';

/**
 * Rule "unknown outcomes": while a session lives every call of its stream gets its answer; only its end leaves some without (P8). A unary
 * call without a request id may stay unknown.
 */
export function checkUnknownOutcomes(history: History, report: Report): void {
  for (const { calls, states } of history.clients.values()) {
    // A client that was stopped on purpose is CLOSED without a close.
    const hasEnded = states.some(({ state }) => state === 'EXPIRED' || state === 'CLOSED' || state === 'AUTH_FAILED');
    if (hasEnded) continue;
    const open = calls.find(
      ({ answer, unary, requestId }) =>
        (unary !== true || requestId !== undefined) && (answer === null || answer.code === ErrorCode.OUTCOMEUNKNOWN),
    );
    if (open !== undefined) report('unknown outcomes', `${describe(open)}, and its session lives`);
  }
}
