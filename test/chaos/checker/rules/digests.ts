import type { History } from '../history';
import type { Report } from '../report';

/** Rule "digests": at the end all replicas have the same digest at the same zxid (P11). */
export function checkDigests(history: History, report: Report): void {
  const [first, ...others] = history.digests;
  for (const other of first === undefined ? [] : others) {
    if (other.zxid !== first?.zxid || other.digest !== first.digest) {
      report(
        'digests',
        `replica ${first?.replica}: ${first?.digest} at ${first?.zxid}, replica ${other.replica}: ${other.digest} at ${other.zxid}`,
      );
    }
  }
}
