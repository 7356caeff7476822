const BUCKETS_PER_DOUBLING = 32;
const SMALLEST_MS = 0.01;
const BUCKETS = 32 * BUCKETS_PER_DOUBLING;

/** Counts durations in buckets that grow by 2.2 % each; no allocation per count. */
export class LatencyHistogram {
  private readonly counts = new Uint32Array(BUCKETS);
  private total = 0;

  count(durationMs: number): void {
    const bucket = Math.max(0, Math.floor(Math.log2(durationMs / SMALLEST_MS) * BUCKETS_PER_DOUBLING));
    const index = Math.min(bucket, BUCKETS - 1);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.total++;
  }

  reset(): void {
    this.counts.fill(0);
    this.total = 0;
  }

  /** The duration in milliseconds that the given share of all counted ones does not pass; 0 where none was counted. */
  quantileMs(share: number): number {
    let left = this.total * share;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.counts[bucket] ?? 0;
      if (left <= 0 && this.total > 0) return SMALLEST_MS * 2 ** ((bucket + 1) / BUCKETS_PER_DOUBLING);
    }
    return 0;
  }
}
