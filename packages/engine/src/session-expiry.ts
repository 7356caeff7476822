import type { ReplicaId } from '@grove/raft';

interface Lease {
  timeoutMs: number;
  /** When the session's time is up, on this leader's monotonic clock. */
  deadlineMs: number;
  /** The replica that last heard it. */
  host: ReplicaId;
  bucket: number;
}

/** Width of a bucket: how late an expiry can be. */
const BUCKET_MS = 100;

/**
 * The leader's knowledge of who is alive: sessions in time buckets, as in ZooKeeper's expiry queue. A touch only
 * moves a number; a session changes its bucket when the bucket comes due.
 *
 * After an election every session gets its full time: the new leader cannot know what the old one had heard.
 */
export class SessionExpiry {
  private readonly leases = new Map<number, Lease>();
  private readonly buckets = new Map<number, Set<number>>();
  private readonly lastReportMs = new Map<ReplicaId, number>();
  private nextBucket = 0;

  /** Takes office: every session with its full time from now. */
  begin(nowMs: number, sessions: (visit: (id: number, timeoutMs: number) => void) => void): void {
    this.end();
    this.nextBucket = Math.floor(nowMs / BUCKET_MS);
    sessions((id, timeoutMs) => {
      this.add(id, timeoutMs, 0, nowMs);
    });
  }

  end(): void {
    this.leases.clear();
    this.buckets.clear();
    this.lastReportMs.clear();
  }

  add(id: number, timeoutMs: number, host: ReplicaId, nowMs: number): void {
    const deadlineMs = nowMs + timeoutMs;
    const bucket = Math.floor(deadlineMs / BUCKET_MS) + 1;
    this.leases.set(id, { timeoutMs, deadlineMs, host, bucket });
    this.bucketOf(bucket).add(id);
  }

  remove(id: number): void {
    const lease = this.leases.get(id);
    if (lease === undefined) return;
    this.leases.delete(id);
    this.buckets.get(lease.bucket)?.delete(id);
  }

  /** The session was heard by this replica. False: it has ended, or its end is decided already. */
  touch(id: number, host: ReplicaId, nowMs: number): boolean {
    const lease = this.leases.get(id);
    if (lease === undefined) return false;
    lease.deadlineMs = nowMs + lease.timeoutMs;
    lease.host = host;
    return true;
  }

  /** A replica reported; its silence before is what it may be credited. */
  onReport(host: ReplicaId, nowMs: number): void {
    this.lastReportMs.set(host, nowMs);
  }

  /** The sessions whose time is up, each named once; from then on it counts as ended, until it is added again. */
  due(nowMs: number): number[] {
    const ended: number[] = [];
    const current = Math.floor(nowMs / BUCKET_MS);
    for (; this.nextBucket <= current; this.nextBucket += 1) {
      const ids = this.buckets.get(this.nextBucket);
      if (ids === undefined) continue;
      this.buckets.delete(this.nextBucket);
      for (const id of ids) {
        const lease = this.leases.get(id);
        if (lease === undefined) continue;
        const deadlineMs = lease.deadlineMs + this.credit(lease, nowMs);
        if (deadlineMs > nowMs) {
          lease.bucket = Math.max(Math.floor(deadlineMs / BUCKET_MS) + 1, this.nextBucket + 1);
          this.bucketOf(lease.bucket).add(id);
        } else {
          this.leases.delete(id);
          ended.push(id);
        }
      }
    }
    return ended;
  }

  /**
   * While the hosting replica is silent (paused, cut off) its sessions are not to blame: they get the length of the
   * silence on top, up to one timeout.
   */
  private credit(lease: Lease, nowMs: number): number {
    const lastReportMs = this.lastReportMs.get(lease.host);
    if (lastReportMs === undefined) return 0;
    return Math.min(lease.timeoutMs, nowMs - lastReportMs);
  }

  private bucketOf(bucket: number): Set<number> {
    let ids = this.buckets.get(bucket);
    if (ids === undefined) {
      ids = new Set();
      this.buckets.set(bucket, ids);
    }
    return ids;
  }
}
