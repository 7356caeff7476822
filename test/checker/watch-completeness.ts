import type { ReferenceChange } from '../../packages/tree/src/testing/reference-tree';
import type { Line, Told, Watching, WatchEnd } from './history';

/**
 * A watch that stays tells of every change that matches it, behind the zxid from which it was live, in order, none twice, none missing, none
 * without a cause (rule 7), up to the zxid at which it was ended.
 */
export function watchCompletenessViolations(history: readonly Line[], changes: readonly ReferenceChange[]): string[] {
  const violations: string[] = [];
  const watches = history.filter((line): line is Watching => line.line === 'watching');
  for (const watch of watches) {
    const told = history.filter((line): line is Told => line.line === 'told' && line.watch === watch.watch);
    const end = history.find((line): line is WatchEnd => line.line === 'watchEnd' && line.watch === watch.watch);
    const until = end?.zxid ?? told.at(-1)?.zxid ?? 0;
    const expected = changes
      .filter(({ zxid, kind }) => zxid > watch.zxid && zxid <= until && kind !== 'aclChanged')
      .flatMap((change) => eventsOf(change, watch));
    const seen = told.filter(({ zxid }) => zxid <= until).map(({ zxid, type, path }) => `${zxid} ${type} ${path}`);
    const first = expected.findIndex((event, n) => event !== seen[n]);
    if (first < 0 && seen.length === expected.length) continue;
    const at = first < 0 ? expected.length : first;
    violations.push(
      `watch ${watch.watch} on ${watch.path} (from zxid ${watch.zxid}): event ${at} is ${seen[at] ?? 'missing'}, and should be ${expected[at] ?? 'none'} (${seen.length} told, ${expected.length} expected)`,
    );
  }
  return violations;
}

function eventsOf({ zxid, kind, path }: ReferenceChange, watch: Watching): string[] {
  const events: string[] = [];
  const isBelow = watch.path === '/' || path.startsWith(`${watch.path}/`);
  if (path === watch.path || (watch.recursive && isBelow)) events.push(`${zxid} ${kind} ${path}`);
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (!watch.recursive && parent === watch.path && kind !== 'dataChanged') events.push(`${zxid} childrenChanged ${watch.path}`);
  return events;
}
