import type { ReplicaId } from '@grove/raft';
import type { SessionLife } from './session-life';

/**
 * Who leads, and whether that is one for clients: a replica that may not vote has no election timeout and goes on believing in a leader that
 * fell silent.
 */
export class LeaderWatch {
  id: ReplicaId | null = null;
  /** This replica leads, and knows what was committed before. */
  leadsReadily = false;
  /** Since when nobody leads, as far as is known here; null while somebody does. */
  private leaderlessSinceMs: number | null;

  constructor(
    private readonly replica: ReplicaId,
    private readonly electionTimeoutMsMax: number,
    private readonly sessions: SessionLife,
    nowMs: number,
  ) {
    this.leaderlessSinceMs = nowMs;
  }

  /** Clients have a leader, as of the last judgement. */
  get isServing(): boolean {
    return this.id !== null && this.leaderlessSinceMs === null && (this.id !== this.replica || this.leadsReadily);
  }

  /** For how long clients have had no leader, as of the last judgement; 0 while they have one. */
  leaderlessMs(nowMs: number): number {
    return this.leaderlessSinceMs === null ? 0 : nowMs - this.leaderlessSinceMs;
  }

  /** `heardMs`: when the leader was last heard, where it is another replica. */
  judge(nowMs: number, heardMs: number): void {
    const { id, electionTimeoutMsMax } = this;
    if (id === this.replica ? this.leadsReadily : id !== null && nowMs - heardMs <= 2 * electionTimeoutMsMax) {
      this.leaderlessSinceMs = null;
      this.sessions.endReadOnly();
      return;
    }
    this.leaderlessSinceMs ??= nowMs;
    this.sessions.endUnconfirmed();
    if (nowMs - this.leaderlessSinceMs >= electionTimeoutMsMax) this.sessions.startReadOnly();
  }
}
