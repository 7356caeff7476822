/** What runs first among events of one instant: Node's loop does timers, then sockets and disk, then setImmediate. */
export const Phase = { timer: 0, io: 1, check: 2 } as const;
export type PhaseNumber = (typeof Phase)[keyof typeof Phase];

/** Whoever events happen to. Events of one that is gone are dropped; events of one that is paused wait. */
export interface EventOwner {
  readonly alive: boolean;
  /** Simulated milliseconds until which its event loop stands still. */
  readonly pausedUntilMs: number;
  /** Carries out one event: the place where a process may end in the middle of a turn. */
  run(action: () => void): void;
}

export interface SimulatedEvent {
  atMs: number;
  /** When it was due before a pause moved it. */
  readonly dueMs: number;
  readonly phase: PhaseNumber;
  readonly sequence: number;
  readonly owner: EventOwner | null;
  readonly action: () => void;
  cancelled: boolean;
}

export function isSimulatedEvent(timer: unknown): timer is SimulatedEvent {
  return typeof timer === 'object' && timer !== null && 'cancelled' in timer;
}

/** All times are rounded up to this, so that things coincide as they do in a busy process, and batches form. */
const TICK_MS = 0.25;

/** Events at one instant before the run is called stuck. */
const EVENTS_PER_INSTANT_MAX = 100_000;

/** The one queue of a run: everything that will happen, ordered by time, then phase, then the order of scheduling. */
export class EventQueue {
  private readonly heap: SimulatedEvent[] = [];
  private nextSequence = 0;
  private eventsThisInstant = 0;
  nowMs = 0;
  eventsRun = 0;

  get size(): number {
    return this.heap.length;
  }

  after(delayMs: number, owner: EventOwner | null, phase: PhaseNumber, action: () => void): SimulatedEvent {
    return this.at(this.nowMs + Math.max(0, delayMs), owner, phase, action);
  }

  at(atMs: number, owner: EventOwner | null, phase: PhaseNumber, action: () => void): SimulatedEvent {
    const dueMs = Math.max(this.nowMs, Math.ceil(atMs / TICK_MS) * TICK_MS);
    const event: SimulatedEvent = {
      atMs: dueMs,
      dueMs,
      phase,
      sequence: this.nextSequence++,
      owner,
      action,
      cancelled: false,
    };
    this.push(event);
    return event;
  }

  /** Runs the next event; false where there is none or it lies after `untilMs`. */
  step(untilMs: number): boolean {
    for (;;) {
      const event = this.heap[0];
      if (event === undefined || event.atMs > untilMs) return false;
      this.pop();
      const { owner } = event;
      if (event.cancelled || (owner !== null && !owner.alive)) continue;
      if (owner !== null && owner.pausedUntilMs > event.atMs) {
        // Keeps its phase and due time: after the pause overdue timers run first, then what arrived, each in order, as in Node.
        event.atMs = owner.pausedUntilMs;
        this.push(event);
        continue;
      }
      if (event.atMs > this.nowMs) {
        this.nowMs = event.atMs;
        this.eventsThisInstant = 0;
      }
      if (++this.eventsThisInstant > EVENTS_PER_INSTANT_MAX) throw new Error(`time stands still at ${this.nowMs} ms`);
      this.eventsRun++;
      if (owner === null) event.action();
      else owner.run(event.action);
      return true;
    }
  }

  private push(event: SimulatedEvent): void {
    const { heap } = this;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    const length = heap.length;
    if (last === undefined || length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex++;
      }
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }
}

function isBefore(a: SimulatedEvent, b: SimulatedEvent): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  if (a.phase !== b.phase) return a.phase < b.phase;
  if (a.dueMs !== b.dueMs) return a.dueMs < b.dueMs;
  return a.sequence < b.sequence;
}
