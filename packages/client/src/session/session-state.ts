/**
 * What the session is, as the client may believe it.
 *
 * CONNECTING: no connection at the moment, or none yet; the session (if there is one) is confirmed recently enough.
 * CONNECTED: connected and confirmed. SUSPENDED: two thirds of the timeout have passed since the leader confirmed the
 * session; whoever holds a lock must stop now, because the other third may be all that is left. EXPIRED: the session is
 * over and its ephemerals are gone. CLOSED: closed by the client, or given up. AUTH_FAILED: closed, because the cluster refused a
 * credential.
 *
 * CONNECTED_READ_ONLY (only with `allowReadOnly`): connected to a replica that has no leader. Reads are answered from what it has,
 * writes fail with NOTREADONLY, and nobody confirms the session: what holds for SUSPENDED holds here too.
 */
export type SessionState = 'CONNECTING' | 'CONNECTED' | 'CONNECTED_READ_ONLY' | 'SUSPENDED' | 'EXPIRED' | 'CLOSED' | 'AUTH_FAILED';

export type StateListener = (state: SessionState, previous: SessionState) => void;

/** How long ago the leader confirmed the session, as far as the client can know: never too young. */
export class Confirmation {
  private confirmedAtMs: number | null = null;
  timeoutMs = 0;

  /** What was sent at `sentAtMs` was answered by somebody to whom the leader had confirmed the session `ageMs` before. */
  confirm(sentAtMs: number, ageMs: number): void {
    const atMs = sentAtMs - ageMs;
    if (this.confirmedAtMs === null || atMs > this.confirmedAtMs) this.confirmedAtMs = atMs;
  }

  isDoubtful(nowMs: number): boolean {
    return this.confirmedAtMs !== null && nowMs - this.confirmedAtMs >= this.timeoutMs * (2 / 3);
  }

  /** When it becomes doubtful, where nothing more is heard; null before the session. */
  doubtfulAtMs(): number | null {
    return this.confirmedAtMs === null ? null : this.confirmedAtMs + this.timeoutMs * (2 / 3);
  }
}
