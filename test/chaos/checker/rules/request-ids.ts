import { describe, type History } from '../history';
import { difference, fateOf } from '../outcome';
import type { Report } from '../report';

/** Rule "request ids": a unary write that is made again with its id is answered as it was, and not done again. */
export function checkRequestIds(history: History, report: Report): void {
  for (const { call, first: before } of history.repeats) {
    const [again, first] = [call.answer, before.answer];
    if (again === null || first === null || fateOf(call) !== 'applied' || fateOf(before) !== 'applied') continue;
    const isSame = again.zxid === first.zxid && again.code === first.code;
    const problem = isSame ? (difference(first.outcome, again.outcome) ?? difference(again.outcome, first.outcome)) : 'another answer';
    if (problem !== null) report('request ids', `${describe(call)} repeats ${describe(before)}: ${problem}`);
  }
}
