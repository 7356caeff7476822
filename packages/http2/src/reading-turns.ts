/** What connections may take of one turn of the event loop together to read what came. */
const TURN_MS = 10;

/** One that has more to read. */
export interface Reader {
  /** Reads until nothing is left, or `ReadingTurns.isOver`. */
  readOn(): void;
}

/**
 * Shares the event loop out among connections that strangers fill: Node reads up to two megabytes of a connection in one turn, and what they ask for
 * can take long. Who has not read all when the time of a turn is over reads on in the next one, behind those who wait already.
 */
export class ReadingTurns {
  private waiting: Reader[] = [];
  private usedMs = 0;
  private startMs = 0;
  private isReading = false;
  private isScheduled = false;

  /** Some of the time is left; asked within `read`, and before it. */
  get isOver(): boolean {
    const usedMs = this.isReading ? this.usedMs + performance.now() - this.startMs : this.usedMs;
    return usedMs >= TURN_MS;
  }

  /** Nobody waits, and there is time. */
  get isFree(): boolean {
    return this.waiting.length === 0 && !this.isOver;
  }

  /** Reads now, and counts how long it takes. */
  read(reader: Reader): void {
    this.isReading = true;
    this.startMs = performance.now();
    try {
      reader.readOn();
    } finally {
      this.usedMs += performance.now() - this.startMs;
      this.isReading = false;
      if (this.usedMs >= TURN_MS) this.schedule();
    }
  }

  /** `reader` reads in a later turn. It may not wait already. */
  later(reader: Reader): void {
    this.waiting.push(reader);
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    this.isScheduled = false;
    this.usedMs = 0;
    const { waiting } = this;
    this.waiting = [];
    let taken = 0;
    for (; taken < waiting.length && !this.isOver; taken += 1) {
      const reader = waiting[taken];
      if (reader !== undefined) this.read(reader);
    }
    if (taken < waiting.length) this.waiting = waiting.slice(taken).concat(this.waiting);
    if (this.waiting.length > 0) this.schedule();
  };
}
