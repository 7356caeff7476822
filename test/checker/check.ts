import { eventOrderViolations } from './event-before-answer';
import type { Line } from './history';
import { realTimeViolations } from './real-time';
import { replay } from './replay';
import { sessionOrderViolations } from './session-order';
import { watchCompletenessViolations } from './watch-completeness';
import { registerViolations } from './wing-gong-lowe';

export type Rule = 'replay' | 'real time' | 'session order' | 'watches' | 'event order' | 'search';

export interface Verdict {
  readonly violations: readonly string[];
  readonly byRule: Readonly<Record<Rule, readonly string[]>>;
  readonly writes: number;
  readonly reads: number;
  readonly events: number;
  /** Writes without an answer that events show to have happened. */
  readonly resolved: number;
  /** Stretches of one znode's calls that were short enough for a search, too. */
  readonly searched: number;
}

/** Judges a history by every rule. */
export function check(history: readonly Line[]): Verdict {
  const replayed = replay(history);
  const search = registerViolations(history);
  const byRule: Record<Rule, readonly string[]> = {
    replay: replayed.violations,
    'real time': realTimeViolations(history),
    'session order': sessionOrderViolations(history),
    watches: watchCompletenessViolations(history, replayed.changes),
    'event order': eventOrderViolations(history),
    search: search.violations,
  };
  return {
    violations: Object.entries(byRule).flatMap(([rule, found]) => found.map((violation) => `${rule}: ${violation}`)),
    byRule,
    writes: replayed.checkedWrites,
    reads: replayed.checkedReads,
    events: history.filter(({ line }) => line === 'told').length,
    resolved: replayed.resolved,
    searched: search.searched,
  };
}
