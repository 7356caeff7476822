import { type History } from '../history';
import type { Report } from '../report';

const DIGITS = 10;

/** Rule "sequentials": numbers under one parent are unique and grow in zxid order. */
export function checkSequentials(history: History, report: Report): void {
  const made = history.calls
    .flatMap(({ operation, answer }) =>
      operation.type === 'create' && operation.sequential && answer?.code === 0 && typeof answer.outcome.path === 'string'
        ? [{ path: answer.outcome.path, zxid: answer.zxid }]
        : [],
    )
    .sort((a, b) => a.zxid - b.zxid);
  const last = new Map<string, { readonly number: number; readonly path: string }>();
  for (const { path, zxid } of made) {
    // A parent that was made anew counts anew; the workloads make no sequentials under such.
    const parent = path.slice(0, path.lastIndexOf('/'));
    const number = Number(path.slice(-DIGITS));
    const before = last.get(parent);
    if (before !== undefined && number <= before.number) report('sequentials', `${path} at zxid ${zxid} came after ${before.path}`);
    last.set(parent, { number, path });
  }
}
