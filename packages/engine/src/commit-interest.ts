/**
 * Whether a client of this replica waits for commits, as the leader is told along with session reports: somebody watches, or has since the last
 * report. A watch that comes where the leader has heard that nobody does is told at once.
 */
export class CommitInterest {
  private saidNobody = false;
  private cameSinceReport = false;

  constructor(
    /** Watches and watch streams at this replica. */
    private readonly watchers: () => number,
    /** Reports now, to the leader if there is another. */
    private readonly report: () => void,
  ) {}

  /** A watch, or a stream of them, has come. */
  onWatch(): void {
    this.cameSinceReport = true;
    if (!this.saidNobody) return;
    this.saidNobody = false;
    this.report();
  }

  /** What the next report says. */
  takeIsUnhurried(): boolean {
    const isUnhurried = !this.cameSinceReport && this.watchers() === 0;
    this.cameSinceReport = false;
    this.saidNobody = isUnhurried;
    return isUnhurried;
  }
}
