import type { Report } from '../violation';

/** State Machine Safety, seen from the state: equal digests at equal indexes on every replica, for ever. */
export class StateDigests {
  private readonly digests = new Map<number, { digest: string; replica: number }>();

  constructor(private readonly report: Report) {}

  onApplied(replica: number, zxid: number, digest: string): void {
    const known = this.digests.get(zxid);
    if (known === undefined) this.digests.set(zxid, { digest, replica });
    else if (known.digest !== digest) {
      this.report(
        'state digests',
        `at zxid ${zxid} replica ${replica} has the digest ${digest}, replica ${known.replica} had ${known.digest}`,
      );
    }
  }
}
