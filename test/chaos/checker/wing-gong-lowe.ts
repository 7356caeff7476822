/**
 * The linearizability check of Wing and Gong, with Lowe's memory of what was tried ("Testing for linearizability", 2017): it
 * searches an order of the operations that agrees with real time and with a sequential model. It knows nothing of zxids, so
 * it is a second opinion on those.
 */

export interface Interval<Input, Output> {
  readonly input: Input;
  /** Null where the outcome is unknown: it happened at any time after the call, or not at all. */
  readonly output: Output | null;
  readonly call: number;
  /** Infinity where the outcome is unknown. */
  readonly answer: number;
}

export interface Sequential<State, Input, Output> {
  readonly initial: State;
  /** The state after it; null where it could not have had this output. */
  step(state: State, input: Input, output: Output | null): State | null;
  key(state: State): string;
}

interface Tried<State> {
  readonly state: State;
  readonly operation: number;
}

/** Whether there is such an order. Time grows with the number that overlap, not with the length. */
export function isLinearizable<State, Input, Output>(
  model: Sequential<State, Input, Output>,
  history: readonly Interval<Input, Output>[],
): boolean {
  const operations = [...history].sort((a, b) => a.call - b.call);
  const done = new Set<number>();
  const seen = new Set<string>();
  const path: Tried<State>[] = [];
  let left = operations.filter(({ output }) => output !== null).length;
  let state = model.initial;
  let from = 0;
  for (;;) {
    if (left === 0) return true;
    const next = nextChoice(model, operations, done, seen, state, from);
    if (next !== null) {
      path.push({ state, operation: next.operation });
      done.add(next.operation);
      if (operations[next.operation]?.output !== null) left--;
      state = next.state;
      from = 0;
      continue;
    }
    const last = path.pop();
    if (last === undefined) return false;
    done.delete(last.operation);
    if (operations[last.operation]?.output !== null) left++;
    state = last.state;
    from = last.operation + 1;
  }
}

/** The first operation from `from` on that may come next and leads to what was not tried yet. */
function nextChoice<State, Input, Output>(
  model: Sequential<State, Input, Output>,
  operations: readonly Interval<Input, Output>[],
  done: ReadonlySet<number>,
  seen: Set<string>,
  state: State,
  from: number,
): { readonly operation: number; readonly state: State } | null {
  // What was called after another has been answered cannot come before it.
  let firstAnswer = Infinity;
  for (const [at, { answer, call }] of operations.entries()) {
    if (call > firstAnswer) break;
    if (!done.has(at)) firstAnswer = Math.min(firstAnswer, answer);
  }
  for (let at = from; at < operations.length; at++) {
    const operation = operations[at];
    if (operation === undefined || operation.call > firstAnswer) return null;
    if (done.has(at)) continue;
    const after = model.step(state, operation.input, operation.output);
    if (after === null) continue;
    const key = `${configuration(done, at)} ${model.key(after)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    return { operation: at, state: after };
  }
  return null;
}

/** The operations that are done, as a short text: all below a number, and those above it. */
function configuration(done: ReadonlySet<number>, and: number): string {
  let all = 0;
  while (done.has(all) || all === and) all++;
  const above = [...done, and].filter((each) => each > all).sort((a, b) => a - b);
  return `${all}:${above.join(',')}`;
}
