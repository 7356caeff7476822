import type { TreeApi } from '@grove/tree';
import { EntryKind, encodeZnodesReaped } from '@grove/wire';
import type { EntryOwner, Forwarder } from './forwarder';

/** Znodes of one entry, so that no turn deletes very many. */
const ZNODES_PER_ENTRY = 1000;

export interface ReaperHost {
  readonly forwarder: Pick<Forwarder, 'addWithdrawable'>;
  readonly intervalMs: number;
  tree(): Pick<TreeApi, 'lastTimeMs' | 'reapable' | 'reapPassPending'>;
  /** Monotonic. */
  nowMs(): number;
}

/**
 * The leader's look for container and TTL znodes whose time is up. It proposes their deletion; whether each is still what was
 * looked at, and due, is judged again when the entry is applied. What a leader proposed is withdrawn when it leads no more.
 *
 * Their time is the log's, which a wrong wall clock cannot carry far ahead (`proposer.ts`). So each look begins with an entry that
 * carries the leader's clock forward: without writes the log's time would stand still.
 */
export class Reaper implements EntryOwner {
  private phase: 'off' | 'resting' | 'proposed' | 'looking' = 'off';
  private dueMs = 0;

  constructor(private readonly host: ReaperHost) {}

  beginLeading(): void {
    this.phase = 'resting';
    this.dueMs = this.host.nowMs() + this.host.intervalMs;
  }

  endLeading(): void {
    this.phase = 'off';
  }

  /** Called now and then, in a turn of its own: one step of a look. */
  look(): void {
    if (this.phase === 'resting' && this.host.nowMs() >= this.dueMs) {
      this.dueMs = this.host.nowMs() + this.host.intervalMs;
      this.propose(EntryKind.clock, EMPTY);
    } else if (this.phase === 'looking') {
      const tree = this.host.tree();
      const znodes = tree.reapable(tree.lastTimeMs, ZNODES_PER_ENTRY);
      if (znodes.length > 0) this.propose(EntryKind.reap, encodeZnodesReaped(znodes));
      else if (!tree.reapPassPending) this.phase = 'resting';
    }
  }

  /** The clock has moved, or what was due is gone: the next step looks at what there is. */
  onApplied(): void {
    if (this.phase === 'proposed') this.phase = 'looking';
  }

  onOutcomeUnknown(): void {
    if (this.phase === 'proposed') this.phase = 'resting';
  }

  private propose(kind: number, payload: Uint8Array): void {
    this.phase = 'proposed';
    const entry = { kind, sessionId: 0, generation: 0, sequence: 0, acknowledgedSequence: 0, refusalCode: 0 };
    this.host.forwarder.addWithdrawable(this, 0, entry, payload);
  }
}

const EMPTY = new Uint8Array(0);
