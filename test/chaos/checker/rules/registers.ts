import { ErrorCode } from '@grove/wire';
import { type Call, type History } from '../history';
import { fateOf } from '../outcome';
import type { Report } from '../report';
import { isLinearizable, type Interval, type Sequential } from '../wing-gong-lowe';

/** Registers are right below here. They are made before the load and never deleted. */
export const REGISTERS = '/register/';

type Input = { readonly type: 'write'; readonly data: string; readonly version: number | null } | { readonly type: 'read' };
type Output = { readonly data: string; readonly version: number } | 'wrong version';
interface Register {
  readonly data: string;
  readonly version: number;
}

/** A register with a version, as the calls see it. */
const register: Sequential<Register, Input, Output> = {
  initial: { data: '', version: 0 },
  step(state, input, output) {
    if (input.type === 'read') {
      if (output === null || output === 'wrong version') return state;
      return output.data === state.data && output.version === state.version ? state : null;
    }
    const fits = input.version === null || input.version === state.version;
    if (output === 'wrong version') return fits ? null : state;
    if (!fits) return output === null ? state : null;
    const after = { data: input.data, version: state.version + 1 };
    return output === null || output.version === after.version ? after : null;
  },
  key: ({ data, version }) => `${version} ${data}`,
};

/** The search is for small histories: so many calls of each register, and what was under way at their end has no answer yet. */
const CALLS_MAX = 400;

/** Rule "registers": writes and linearizable reads of each register are linearizable, by a check that does not look at zxids. */
export function checkRegisters(history: History, report: Report): void {
  const byPath = new Map<string, Interval<Input, Output>[]>();
  for (const call of history.calls) {
    const { operation } = call;
    if ((operation.type !== 'setData' && operation.type !== 'getData') || !operation.path.startsWith(REGISTERS)) continue;
    const interval = intervalOf(call);
    if (interval === null) continue;
    const intervals = byPath.get(operation.path);
    if (intervals === undefined) byPath.set(operation.path, [interval]);
    else intervals.push(interval);
  }
  for (const [path, intervals] of byPath) {
    const cut = intervals[CALLS_MAX]?.call ?? Infinity;
    const first = intervals.slice(0, CALLS_MAX).map((each) => (each.answer < cut ? each : { ...each, output: null, answer: Infinity }));
    if (!isLinearizable(register, first)) report('registers', `${path}: no order of its ${first.length} calls explains their answers`);
  }
}

function intervalOf(call: Call): Interval<Input, Output> | null {
  const { operation, answer, position } = call;
  const fate = fateOf(call);
  if (fate === 'refused') return null;
  const version = answer?.outcome.stat?.version ?? -1;
  if (operation.type === 'setData') {
    const input = { type: 'write', data: operation.data, version: operation.version } as const;
    if (fate === 'unknown' || answer === null) return { input, output: null, call: position, answer: Infinity };
    const output: Output = answer.code === ErrorCode.BADVERSION ? 'wrong version' : { data: operation.data, version };
    return { input, output, call: position, answer: answer.position };
  }
  if (operation.type !== 'getData' || !call.linearizable || answer?.code !== 0) return null;
  return { input: { type: 'read' }, output: { data: answer.outcome.data ?? '', version }, call: position, answer: answer.position };
}
