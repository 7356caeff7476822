import type { EngineObserver } from './ports';

/** What clients asked for and were answered in this turn, told to the observer once at its end. */
export class TrafficCounts {
  private reads = 0;
  private writes = 0;
  answered = 0;
  /** When the oldest write that is not answered came, or before; 0 for none. */
  private oldestWriteMs = 0;

  countReads(count: number): void {
    this.reads += count;
  }

  countWrite(nowMs: () => number): void {
    this.writes += 1;
    if (this.oldestWriteMs === 0) this.oldestWriteMs = nowMs();
  }

  /** The end of a turn; `hasPending`: some writes still wait. */
  tell(observe: EngineObserver, nowMs: number, hasPending: boolean): void {
    if (this.reads > 0) observe.reads(this.reads);
    if (this.writes > 0) observe.writesReceived(this.writes);
    if (this.answered > 0) {
      observe.writesAnswered(this.answered, nowMs - this.oldestWriteMs);
      this.oldestWriteMs = hasPending ? nowMs : 0;
    }
    this.reads = 0;
    this.writes = 0;
    this.answered = 0;
  }
}
