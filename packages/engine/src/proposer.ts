import { encodeBlockBody, readGroupHeader } from '@grove/wire';
import type { ReplicaId } from '@grove/raft';

/** What the proposer needs of consensus. */
export interface ProposalTarget {
  /** This replica leads and takes proposals. */
  canPropose(): boolean;
  /** Writes that are not on this disk yet: a block is made when there is none, so that a batch forms during each fsync. */
  undurableBlocks(): number;
  /** Bytes of the log that are not applied here: what waits for the majority's disks, or for this replica's own turn. */
  unappliedBytes(): number;
  /** The end of the log is not known to be on the disks of a majority. */
  hasUncommitted(): boolean;
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

/**
 * How far stamps may run ahead of the last one: the monotonic time since, a tenth of it, and a fixed slack. A leader whose wall
 * clock is wrong then ends no TTL before its time by more than that. What the cluster was down is caught up slowly: while it was,
 * no TTL ran.
 */
const STAMP_RATE_MAX = 1.1;
const STAMP_SLACK_MS = 10_000;

/**
 * Entries of a block, one group at least. A block is applied in one go: ten thousand small ones, as when that many sessions start at
 * once, would hold up the loop for a good part of an election timeout.
 */
const BLOCK_ENTRIES_MAX = 4_096;

export interface ProposerClock {
  /** Monotonic. */
  nowMs(): number;
  wallMs(): number;
}

/**
 * The leader's gathering of groups into blocks: all that came while the last block was on its way to the disks of a majority becomes the
 * next one; a block that is full does not wait for that. Each block costs a fsync and three messages or more on every replica,
 * so fuller ones are what makes many writes cheap; a write that comes alone waits for nobody (DESIGN.md).
 */
export class Proposer {
  private waiting: WaitingGroup[] = [];
  private waitingBytes = 0;
  private readonly expected = new Map<ReplicaId, Expected>();
  private lastStampMs = 0;
  /** The stamp, and the monotonic moment, from which the next ones are bounded: the pair that allows most. */
  private anchorStampMs = 0;
  private anchorAtMs = 0;

  /**
   * `waitingBytesMax`: above so many bytes of waiting groups a leader takes no more (their origins send again), and with so many
   * in the log that are not applied it makes no more blocks.
   */
  constructor(
    private readonly target: ProposalTarget,
    private readonly clock: ProposerClock,
    private readonly blockBytesMax: number,
    private readonly waitingBytesMax: number,
    private readonly onProposed: (entries: number, bytes: number) => void,
  ) {}

  /** A new term of leadership, or its end: what waited is dropped, its origins send it to the leader that is. */
  reset(): void {
    this.waiting = [];
    this.waitingBytes = 0;
    this.expected.clear();
  }

  /** Bytes that wait for a block. */
  get bytesWaiting(): number {
    return this.waitingBytes;
  }

  /** A stamp of the log as it was when this process started: later ones are never lower, and nothing tells how long ago it was. */
  recoveredStamp(timeMs: number): void {
    this.lastStampMs = Math.max(this.lastStampMs, timeMs);
  }

  /** A stamp that a leader made in this process's life: later ones are never lower, and not much higher than time passes. */
  sawStamp(timeMs: number): void {
    // Its own come back when they are applied: they are bounded already, and would give the slack again and again.
    if (timeMs <= this.lastStampMs) return;
    this.lastStampMs = timeMs;
    const nowMs = this.clock.nowMs();
    if (this.anchorStampMs !== 0 && timeMs <= this.anchorStampMs + (nowMs - this.anchorAtMs)) return;
    this.anchorStampMs = timeMs;
    this.anchorAtMs = nowMs;
  }

  /**
   * max(last stamp, own clock), bounded ahead. The first stamp of a cluster has nothing to be bounded by, nor has the first
   * after all of it was down: its leader has heard no other in its life.
   */
  private nextStamp(): number {
    const wallMs = Math.floor(this.clock.wallMs());
    if (this.anchorStampMs === 0) {
      this.sawStamp(Math.max(wallMs, this.lastStampMs + 1));
    } else {
      const aheadMs = (this.clock.nowMs() - this.anchorAtMs) * STAMP_RATE_MAX + STAMP_SLACK_MS;
      this.lastStampMs = Math.max(this.lastStampMs, Math.min(wallMs, Math.floor(this.anchorStampMs + aheadMs)));
    }
    return this.lastStampMs;
  }

  /** Takes a group into the next block. Repeats are dropped here already where this leader saw the first copy. */
  add(group: Uint8Array): GroupVerdict {
    if (!this.target.canPropose() || this.waitingBytes >= this.waitingBytesMax) return { taken: false, expected: null };
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

  /** Another volume has the number from now on, or none: what waits of the one before comes too late. */
  drop(origin: ReplicaId): void {
    this.forget(origin);
    this.waiting = this.waiting.filter(({ bytes }) => {
      const stays = readGroupHeader(bytes)?.originReplica !== origin;
      if (!stays) this.waitingBytes -= bytes.length;
      return stays;
    });
  }

  /** Makes the next block where none is on its way to the disk here, and none to a majority's that is not full. */
  pump(): void {
    while (
      this.waiting.length > 0 &&
      this.target.canPropose() &&
      this.target.undurableBlocks() === 0 &&
      (!this.target.hasUncommitted() || this.waitingBytes >= this.blockBytesMax) &&
      this.target.unappliedBytes() < this.waitingBytesMax
    ) {
      let bytes = 0;
      let count = 0;
      let groups = 0;
      for (const group of this.waiting) {
        if (groups > 0 && (bytes + group.bytes.length > this.blockBytesMax || count + group.count > BLOCK_ENTRIES_MAX)) break;
        bytes += group.bytes.length;
        count += group.count;
        groups += 1;
      }
      const taken = this.waiting.splice(0, groups).map((group) => group.bytes);
      this.waitingBytes -= bytes;
      const body = encodeBlockBody(this.nextStamp(), taken);
      this.target.propose(count, body);
      this.onProposed(count, body.length);
    }
  }
}
