import type { DurableLog } from '../durable-log';
import type { Report } from '../violation';

export interface AnsweringReplica {
  readonly id: number;
  readonly appliedIndex: number;
  readonly commitIndex: number;
}

/**
 * A client is told only what is committed and applied: the replica that answers has applied the zxid, and the block
 * that holds it lies on the disks of a majority at that moment.
 */
export class AnswerAfterCommit {
  /** Up to here a majority was seen to hold it. */
  private durableUpTo = 0;

  constructor(
    private readonly report: Report,
    private readonly logs: ReadonlyMap<number, DurableLog>,
    /** How many replicas must hold it now: a majority less those that lost their disk since. */
    private readonly quorum: () => number,
  ) {}

  /** A majority was seen to hold it. */
  isKnown(zxid: number): boolean {
    return zxid <= this.durableUpTo;
  }

  onAnswer(replica: AnsweringReplica, zxid: number): void {
    if (zxid > replica.appliedIndex) {
      this.report('answer after commit', `replica ${replica.id} answered at zxid ${zxid} and has applied ${replica.appliedIndex}`);
    }
    // What came by snapshot is told from as soon as it is loaded; consensus hears of it a little later.
    const cameByLog = (this.logs.get(replica.id)?.lastIndex ?? 0) >= replica.appliedIndex;
    if (cameByLog && replica.appliedIndex > replica.commitIndex) {
      this.report('answer after commit', `replica ${replica.id} has applied ${replica.appliedIndex} and committed ${replica.commitIndex}`);
    }
    if (zxid <= this.durableUpTo) return;
    const own = this.logs.get(replica.id)?.blockAt(zxid);
    // Not in its log: it came by snapshot, and was committed by others long before.
    if (own === undefined) return;
    let copies = 0;
    for (const log of this.logs.values()) {
      if (log.blockAt(own.lastIndex)?.chain === own.chain || log.startIndex >= own.lastIndex) copies++;
    }
    if (copies < this.quorum()) {
      this.report(
        'answer after commit',
        `replica ${replica.id} answered at zxid ${zxid} while ${copies} of ${this.logs.size} disks held it`,
      );
      return;
    }
    this.durableUpTo = own.lastIndex;
  }
}
