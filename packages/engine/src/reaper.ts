import type { TreeApi } from '@grove/tree';
import { EntryKind, encodeZnodesReaped } from '@grove/wire';
import type { EntryOwner, Forwarder } from './forwarder';

/** Znodes of one entry, so that no turn deletes very many. */
const ZNODES_PER_ENTRY = 1000;

export interface ReaperHost {
  readonly forwarder: Forwarder;
  readonly intervalMs: number;
  tree(): Pick<TreeApi, 'lastTimeMs' | 'reapable' | 'reapPassPending'>;
  /** Monotonic. */
  nowMs(): number;
  countReaped(count: number): void;
}

/**
 * The leader's look for container and TTL znodes whose time is up. It proposes their deletion; whether each is still what was
 * looked at, and still has no children, is checked again when the entry is applied.
 *
 * Their time is the log's, which a wrong wall clock cannot carry far ahead (`proposer.ts`). So each look begins with an entry that
 * carries the leader's clock forward: without writes the log's time would stand still.
 */
export class Reaper implements EntryOwner {
  private dueMs = Infinity;
  private waiting = false;

  constructor(private readonly host: ReaperHost) {}

  beginLeading(): void {
    this.waiting = false;
    this.dueMs = this.host.nowMs() + this.host.intervalMs;
  }

  endLeading(): void {
    this.dueMs = Infinity;
  }

  /** Called now and then. */
  look(): void {
    const nowMs = this.host.nowMs();
    if (this.waiting || nowMs < this.dueMs) return;
    this.waiting = true;
    this.dueMs = nowMs + this.host.intervalMs;
    this.propose(EntryKind.clock, EMPTY);
  }

  /** The clock's entry, or one that deleted: the state is that of now, and tells what is left. */
  onApplied(): void {
    if (!this.waiting) return;
    const tree = this.host.tree();
    const znodes = tree.reapable(tree.lastTimeMs, ZNODES_PER_ENTRY);
    if (znodes.length === 0 && tree.reapPassPending && this.dueMs !== Infinity) {
      // One call looks at some of them only; the next one is for another turn.
      this.propose(EntryKind.clock, EMPTY);
      return;
    }
    if (znodes.length === 0 || this.dueMs === Infinity) {
      this.waiting = false;
      return;
    }
    this.host.countReaped(znodes.length);
    this.propose(EntryKind.reap, encodeZnodesReaped(znodes));
  }

  onOutcomeUnknown(): void {
    this.waiting = false;
  }

  private propose(kind: number, payload: Uint8Array): void {
    const entry = { kind, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    this.host.forwarder.addWithdrawable(this, 0, entry, payload);
  }
}

const EMPTY = new Uint8Array(0);
