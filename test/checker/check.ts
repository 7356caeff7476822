import { eventOrderViolations } from './event-before-answer';
import type { Line } from './history';
import { realTimeViolations } from './real-time';
import { replay } from './replay';
import { sessionOrderViolations } from './session-order';
import { watchCompletenessViolations } from './watch-completeness';
import { registerViolations } from './wing-gong-lowe';

export interface Verdict {
  readonly violations: readonly string[];
  readonly writes: number;
  readonly reads: number;
  readonly events: number;
  /** Writes without an answer that events show to have happened. */
  readonly resolved: number;
  /** Histories of one znode each that were short enough for a search, too. */
  readonly searched: number;
}

/** Judges a history by every rule. */
export function check(history: readonly Line[]): Verdict {
  const replayed = replay(history);
  const search = registerViolations(history);
  return {
    violations: [
      ...replayed.violations,
      ...realTimeViolations(history),
      ...sessionOrderViolations(history),
      ...watchCompletenessViolations(history, replayed.changes),
      ...eventOrderViolations(history),
      ...search.violations,
    ],
    writes: replayed.checkedWrites,
    reads: replayed.checkedReads,
    events: history.filter(({ line }) => line === 'told').length,
    resolved: replayed.resolved,
    searched: search.searched,
  };
}
