/** What a memory disk is about to do: what a simulator's clock needs to choose a latency. */
export interface DiskOperation {
  readonly kind: 'batch' | 'clear' | 'get' | 'scan' | 'close' | 'witnessRead' | 'witnessWrite' | 'journalRead' | 'journalWrite';
  readonly sync: boolean;
  /** Bytes written, or 0. */
  readonly bytes: number;
}

/** Runs `run` later, never within the call. */
export type DiskScheduler = (operation: DiskOperation, run: () => void) => void;

/** A scheduler for tests: what is due waits in a queue until the test runs it. */
export class CallbackQueue {
  private readonly due: { readonly operation: DiskOperation; readonly run: () => void }[] = [];

  readonly schedule: DiskScheduler = (operation, run) => {
    this.due.push({ operation, run });
  };

  get length(): number {
    return this.due.length;
  }

  /** Runs the oldest; false where there is none. */
  runOne(): boolean {
    const next = this.due.shift();
    next?.run();
    return next !== undefined;
  }

  /** Runs until nothing is due, at most `limit` times. */
  runAll(limit = 1_000_000): void {
    for (let n = 0; this.runOne(); n++) if (n >= limit) throw new Error('the queue never empties');
  }
}
