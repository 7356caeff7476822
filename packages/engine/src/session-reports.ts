/** How long a report may stay unanswered before it is forgotten. */
const ROUNDS_KEPT = 64;

interface Report {
  readonly round: number;
  readonly sentAtMs: number;
  readonly sessionIds: readonly number[];
}

/**
 * A replica's side of session life: which sessions it heard since its last report, and when the leader last confirmed
 * each. A confirmation counts from the moment the report was sent, so the age told to a client is never too young.
 */
export class SessionReports {
  private heard = new Set<number>();
  private readonly unanswered: Report[] = [];
  private readonly confirmedAtMs = new Map<number, number>();
  private readonly waiters = new Map<number, (() => void)[]>();
  private nextRound = 1;

  /** `isSession`: whether the session is there, as far as this replica has applied. */
  constructor(private readonly isSession: (sessionId: number) => boolean) {}

  /** A sign of life. */
  hear(sessionId: number): void {
    this.heard.add(sessionId);
  }

  /** The session was made or attached by an entry applied here: the leader knows it since. */
  confirm(sessionId: number, atMs: number): void {
    const known = this.confirmedAtMs.get(sessionId);
    if (known === undefined || known < atMs) this.confirmedAtMs.set(sessionId, atMs);
  }

  forget(sessionId: number): void {
    this.heard.delete(sessionId);
    this.confirmedAtMs.delete(sessionId);
    this.wake(sessionId);
  }

  /** When the leader last confirmed it, or undefined where it never did through this replica. */
  confirmedAt(sessionId: number): number | undefined {
    return this.confirmedAtMs.get(sessionId);
  }

  /** Calls back when the session is confirmed, or ends. */
  whenConfirmed(sessionId: number, done: () => void): void {
    const list = this.waiters.get(sessionId);
    if (list === undefined) this.waiters.set(sessionId, [done]);
    else list.push(done);
  }

  /** The next report. It is sent also when nobody was heard: it says that this replica is alive. */
  take(nowMs: number): { round: number; sessionIds: readonly number[] } {
    const sessionIds = [...this.heard];
    this.heard = new Set();
    const round = this.nextRound;
    this.nextRound += 1;
    this.unanswered.push({ round, sentAtMs: nowMs, sessionIds });
    while (this.unanswered.length > ROUNDS_KEPT) this.giveUp(this.unanswered.shift());
    return { round, sessionIds };
  }

  /** The leader took the report of this round, but did not confirm these: they end, which this replica has not applied yet. */
  onConfirmed(round: number, refusedIds: readonly number[]): void {
    const refused = new Set(refusedIds);
    while (this.unanswered.length > 0) {
      const report = this.unanswered[0];
      if (report === undefined || report.round > round) return;
      this.unanswered.shift();
      if (report.round < round) {
        this.giveUp(report);
        continue;
      }
      for (const id of report.sessionIds) {
        // One that ended meanwhile is forgotten already, and stays so.
        if (this.isSession(id)) {
          if (refused.has(id)) {
            // Or it was attached again, and lives.
            this.heard.add(id);
            continue;
          }
          this.confirm(id, report.sentAtMs);
        }
        this.wake(id);
      }
    }
  }

  /** Another leader: what the old one did not confirm is told to the new one. */
  onLeaderChanged(): void {
    for (const report of this.unanswered.splice(0)) this.giveUp(report);
  }

  /** A report that got lost: its sessions go into the next one. A sign of life may come late, never vanish. */
  private giveUp(report: Report | undefined): void {
    for (const id of report?.sessionIds ?? []) this.heard.add(id);
  }

  private wake(sessionId: number): void {
    const list = this.waiters.get(sessionId);
    if (list === undefined) return;
    this.waiters.delete(sessionId);
    for (const done of list) done();
  }
}
