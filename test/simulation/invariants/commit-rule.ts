import type { DurableLog } from '../durable-log';
import type { Report } from '../violation';

/**
 * A leader counts copies only of blocks of its own term (Raft §3.6.2, figure 3.7): a majority that holds an older
 * term's block can still lose it to a leader elected in between.
 */
export class CommitRule {
  private readonly seen = new Map<number, { term: number; commitIndex: number }>();

  constructor(private readonly report: Report) {}

  onState(replica: number, role: string, term: number, commitIndex: number, log: DurableLog): void {
    if (role !== 'leader') {
      this.seen.delete(replica);
      return;
    }
    const before = this.seen.get(replica);
    this.seen.set(replica, { term, commitIndex });
    if (before === undefined || before.term !== term || commitIndex <= before.commitIndex) return;
    const block = log.blockAt(commitIndex);
    if (block !== undefined && block.term !== term) {
      this.report(
        'commit rule',
        `replica ${replica}, leader of term ${term}, moved its commit index to ${commitIndex}, a block of term ${block.term}`,
      );
    }
  }

  forget(replica: number): void {
    this.seen.delete(replica);
  }
}
