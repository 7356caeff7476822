import type { Clock, TimerHandle } from './ports';

/** Reports of sessions, expiry, retries, promotions: all that is looked at now and then. */
const EVERY_MS = 50;
/** A turn this late means that the loop was stuck: what waits in the sockets is read before anyone is judged. */
const LATE_TURN_MS = 20;

/** Calls back in short intervals, and says when it comes late: then behind what waited in the sockets. */
export class Housekeeping {
  /** Null: stopped. */
  private timer: TimerHandle | null = null;
  private dueMs = 0;
  private rounds = 0;

  constructor(
    private readonly clock: Clock,
    private readonly keepHouse: (round: number, late: boolean) => void,
  ) {}

  start(): void {
    this.dueMs = this.clock.nowMs() + EVERY_MS;
    this.timer = this.clock.setTimer(EVERY_MS, () => {
      if (this.clock.nowMs() - this.dueMs > LATE_TURN_MS) {
        this.clock.defer(() => {
          this.round(true);
        });
      } else this.round(false);
    });
  }

  stop(): void {
    if (this.timer !== null) this.clock.clearTimer(this.timer);
    this.timer = null;
  }

  private round(late: boolean): void {
    if (this.timer === null) return;
    this.rounds += 1;
    this.keepHouse(this.rounds, late);
    if (this.timer !== null) this.start();
  }
}
