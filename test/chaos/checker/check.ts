import type { History } from './history';
import { replay } from './replay';
import type { Report, Violation } from './report';
import { checkDigests } from './rules/digests';
import { checkExpiries } from './rules/ephemerals';
import { checkExactlyOnce } from './rules/exactly-once';
import { checkLocks } from './rules/locks';
import { checkPages } from './rules/pages';
import { checkReadOnly } from './rules/read-only';
import { checkRealTimeOrder } from './rules/real-time-order';
import { checkRegisters } from './rules/registers';
import { checkRequestIds } from './rules/request-ids';
import { checkSequentials } from './rules/sequentials';
import { checkSessionOrder } from './rules/session-order';
import { checkStamps } from './rules/stamps';
import { checkUnknownOutcomes } from './rules/unknown-outcomes';
import { checkHeldWatches } from './rules/held-watches';
import { checkWatches } from './rules/watches';

/** Where one rule is broken often, the first tell all. */
const TOLD_MAX = 5;

/** Every way in which the history breaks a rule. */
export function check(history: History): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (rule, message) => {
    if (violations.filter((each) => each.rule === rule).length < TOLD_MAX) violations.push({ rule, message });
  };
  const replayed = replay(history, report);
  checkRealTimeOrder(history, report);
  checkSessionOrder(history, report);
  checkUnknownOutcomes(history, report);
  checkExactlyOnce(history, report);
  checkWatches(history, replayed, report);
  checkHeldWatches(history, report);
  checkPages(history, replayed, report);
  checkRequestIds(history, report);
  checkReadOnly(history, report);
  checkExpiries(history, replayed, report);
  checkLocks(history, report);
  checkSequentials(history, report);
  checkStamps(history, report);
  checkDigests(history, report);
  checkRegisters(history, report);
  return violations;
}
