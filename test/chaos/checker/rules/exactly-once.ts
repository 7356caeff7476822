import { describe, type History } from '../history';
import { fateOf } from '../outcome';
import type { Report } from '../report';

/** What lies there is written by the cluster, from limits that may be equal. */
const QUOTAS = '/zookeeper/quota/';

/** Rule "exactly once": data that one write alone carries appears once; and where the write was acknowledged, it does appear. */
export function checkExactlyOnce(history: History, report: Report): void {
  const seen = new Map<string, number>();
  /** Told without their data, which was not held any more. */
  const without = new Set<number>();
  for (const { data, event, path, zxid } of history.changes) {
    if (path.startsWith(QUOTAS)) continue;
    if (data === null) without.add(zxid);
    if (data === null || data === '' || (event !== 'created' && event !== 'dataChanged')) continue;
    const before = seen.get(data);
    if (before !== undefined) report('exactly once', `the data '${data}' was written at zxid ${before} and again at ${zxid}`);
    seen.set(data, zxid);
  }
  for (const call of history.calls) {
    const { operation } = call;
    if ((operation.type !== 'create' && operation.type !== 'setData') || operation.data === '') continue;
    if (call.answer?.code !== 0) {
      if (fateOf(call) === 'refused' && seen.has(operation.data)) report('exactly once', `refused, and yet it happened: ${describe(call)}`);
    } else if (!seen.has(operation.data) && !without.has(call.answer.zxid))
      report('exactly once', `acknowledged, and nobody saw it: ${describe(call)}`);
  }
}
