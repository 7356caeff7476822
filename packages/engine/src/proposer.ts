import { encodeBlockBody, readGroupHeader } from '@grove/wire';
import type { ReplicaId } from '@grove/raft';

/** What the proposer needs of consensus. */
export interface ProposalTarget {
  /** This replica leads and takes proposals. */
  canPropose(): boolean;
  /** Writes that are not on this disk yet: a block is made when there is none, so that a batch forms during each fsync. */
  undurableBlocks(): number;
  propose(count: number, body: Uint8Array): void;
}

interface WaitingGroup {
  readonly bytes: Uint8Array;
  readonly count: number;
}

interface Expected {
  epoch: number;
  number: number;
}

export type GroupVerdict = { readonly taken: true } | { readonly taken: false; readonly expected: number | null };

const TAKEN: GroupVerdict = { taken: true };

/** Bytes of groups that wait for a block; above it a leader takes no more from others (they send again). */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The leader's gathering of groups into blocks: all that came while the last fsync ran becomes one block.
 */
export class Proposer {
  private waiting: WaitingGroup[] = [];
  private waitingBytes = 0;
  private readonly expected = new Map<ReplicaId, Expected>();
  private lastStampMs = 0;

  constructor(
    private readonly target: ProposalTarget,
    private readonly wallMs: () => number,
    private readonly blockBytesMax: number,
    private readonly onProposed: (entries: number, bytes: number) => void,
  ) {}

  /** A new term of leadership, or its end: what waited is dropped, its origins send it to the leader that is. */
  reset(): void {
    this.waiting = [];
    this.waitingBytes = 0;
    this.expected.clear();
  }

  /** A stamp seen in the log: later ones are never lower. */
  sawStamp(timeMs: number): void {
    if (timeMs > this.lastStampMs) this.lastStampMs = timeMs;
  }

  /** Takes a group into the next block. Repeats are dropped here already where this leader saw the first copy. */
  add(group: Uint8Array): GroupVerdict {
    if (!this.target.canPropose() || this.waitingBytes > WAITING_BYTES_MAX) return { taken: false, expected: null };
    const header = readGroupHeader(group);
    if (header === null || header.count === 0) return TAKEN;
    const next = header.firstNumber + header.count;
    const expected = this.expected.get(header.originReplica);
    if (expected === undefined) {
      this.expected.set(header.originReplica, { epoch: header.originEpoch, number: next });
    } else if (header.originEpoch < expected.epoch || (header.originEpoch === expected.epoch && next <= expected.number)) {
      return TAKEN;
    } else if (header.originEpoch === expected.epoch && header.firstNumber > expected.number) {
      return { taken: false, expected: expected.number };
    } else {
      expected.epoch = header.originEpoch;
      expected.number = next;
    }
    this.waiting.push({ bytes: group, count: header.count });
    this.waitingBytes += group.length;
    return TAKEN;
  }

  /**
   * An origin saw a gap in the log: this leader took a group whose predecessors went to an earlier leader and were
   * lost. What is sent again must not be dropped as a repeat.
   */
  forget(origin: ReplicaId): void {
    this.expected.delete(origin);
  }

  /** Makes the next block where none is on its way to the disk. */
  pump(): void {
    while (this.waiting.length > 0 && this.target.canPropose() && this.target.undurableBlocks() === 0) {
      let bytes = 0;
      let count = 0;
      let groups = 0;
      for (const group of this.waiting) {
        if (groups > 0 && bytes + group.bytes.length > this.blockBytesMax) break;
        bytes += group.bytes.length;
        count += group.count;
        groups += 1;
      }
      const taken = this.waiting.splice(0, groups).map((group) => group.bytes);
      this.waitingBytes -= bytes;
      this.lastStampMs = Math.max(this.lastStampMs, this.wallMs());
      const body = encodeBlockBody(this.lastStampMs, taken);
      this.target.propose(count, body);
      this.onProposed(count, body.length);
    }
  }
}
