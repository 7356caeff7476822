/** Waits for a state that is fresh enough. */
export interface BarrierWaiter {
  /** The state asked for is applied. `zxid` is the index that was waited for. */
  onBarrier(zxid: number): void;
  /** Nobody waits any more: the waiter may be forgotten. */
  isGone?(): boolean;
}

interface Waiting {
  readonly zxid: number;
  readonly waiter: BarrierWaiter;
}

/**
 * Linearizable reads and reads at a zxid (Raft §6.4). All who ask within a turn share one read index; each goes on
 * when this replica has applied it.
 */
export class ReadBarrier {
  private asking: BarrierWaiter[] = [];
  private readonly inFlight = new Map<number, BarrierWaiter[]>();
  private nextToken = 1;
  /** Sorted by zxid. */
  private waiting: Waiting[] = [];

  constructor(
    private readonly askLeader: (token: number) => void,
    private readonly appliedZxid: () => number,
    private readonly wantFlush: () => void,
  ) {}

  /** Calls back once everything is applied here that had been acknowledged anywhere before this call. */
  linearizable(waiter: BarrierWaiter): void {
    this.asking.push(waiter);
    this.wantFlush();
  }

  /** Calls back once this zxid is applied here; at once where it is. */
  atLeast(zxid: number, waiter: BarrierWaiter): void {
    if (zxid <= this.appliedZxid()) {
      waiter.onBarrier(zxid);
      return;
    }
    let at = this.waiting.length;
    while (at > 0 && (this.waiting[at - 1]?.zxid ?? 0) > zxid) at -= 1;
    this.waiting.splice(at, 0, { zxid, waiter });
  }

  /** Asks the leader for those who came in this turn. */
  flush(): void {
    if (this.asking.length === 0) return;
    const token = this.nextToken;
    this.nextToken += 1;
    this.inFlight.set(token, this.asking);
    this.asking = [];
    this.askLeader(token);
  }

  /** The answer of consensus; null: refused, they ask again with `retry`. */
  onReady(token: number, index: number | null): void {
    const waiters = this.inFlight.get(token);
    if (waiters === undefined) return;
    this.inFlight.delete(token);
    if (index === null) {
      // Not at once: without a leader the answer would be the same. `retry` comes with the next leader or tick.
      for (const waiter of waiters) this.asking.push(waiter);
      return;
    }
    for (const waiter of waiters) this.atLeast(index, waiter);
  }

  /** Asks again for those who were refused. */
  retry(): void {
    if (this.asking.length > 0) this.wantFlush();
  }

  /** Called after each apply. */
  onApplied(zxid: number): void {
    let ready = 0;
    while (ready < this.waiting.length && (this.waiting[ready]?.zxid ?? Infinity) <= zxid) ready += 1;
    if (ready === 0) return;
    for (const { waiter, zxid: wanted } of this.waiting.splice(0, ready)) waiter.onBarrier(wanted);
  }

  /** Called now and then: a zxid may never come, or come long after whoever waited for it has left. */
  forgetGone(): void {
    if (this.waiting.some(({ waiter }) => waiter.isGone?.() === true)) {
      this.waiting = this.waiting.filter(({ waiter }) => waiter.isGone?.() !== true);
    }
    if (this.asking.some((waiter) => waiter.isGone?.() === true)) {
      this.asking = this.asking.filter((waiter) => waiter.isGone?.() !== true);
    }
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }
}
