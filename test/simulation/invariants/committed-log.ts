import type { DurableBlock, DurableLog } from '../durable-log';
import type { Report } from '../violation';

/**
 * State Machine Safety (Raft §3.6.3), seen from the logs: what one replica took as committed is what every replica
 * takes as committed at that index, for ever. Keeps the one committed log that the run made.
 */
export class CommittedLog {
  readonly blocks: DurableBlock[] = [];
  private readonly byFirstIndex = new Map<number, DurableBlock>();
  private readonly checkedUpTo = new Map<number, number>();

  constructor(private readonly report: Report) {}

  get lastIndex(): number {
    return this.blocks[this.blocks.length - 1]?.lastIndex ?? 0;
  }

  /** The number of entries of clients and consensus in it. */
  get entries(): number {
    return this.lastIndex;
  }

  blockStartingAt(index: number): DurableBlock | undefined {
    return this.byFirstIndex.get(index);
  }

  /** A replica starts anew: everything it holds is compared again. */
  forget(replica: number): void {
    this.checkedUpTo.delete(replica);
  }

  onCommitted(replica: number, log: DurableLog, commitIndex: number): void {
    const from = this.checkedUpTo.get(replica) ?? 0;
    if (commitIndex <= from) return;
    this.checkedUpTo.set(replica, commitIndex);
    const first = log.blocks[0];
    if (first === undefined) return;
    const start = Math.max(from + 1, first.firstIndex);
    let at = start > log.lastIndex ? log.blocks.length : log.blocks.findIndex((block) => block.lastIndex >= start);
    for (; at >= 0 && at < log.blocks.length; at++) {
      const block = log.blocks[at];
      if (block === undefined || block.firstIndex > commitIndex) break;
      this.compare(replica, block, commitIndex);
    }
  }

  private compare(replica: number, block: DurableBlock, commitIndex: number): void {
    if (block.lastIndex > commitIndex) {
      this.report('state machine safety', `replica ${replica} commits ${commitIndex}, inside the block ${block.firstIndex}–${block.lastIndex}`);
      return;
    }
    const known = this.byFirstIndex.get(block.firstIndex);
    if (known !== undefined) {
      if (known.chain !== block.chain) {
        this.report(
          'state machine safety',
          `replica ${replica} commits another block at index ${block.firstIndex} (term ${block.term}) than was committed before (term ${known.term})`,
        );
      }
      return;
    }
    if (block.firstIndex <= this.lastIndex) {
      this.report('state machine safety', `replica ${replica} commits a block at ${block.firstIndex}, inside a block that was committed before`);
      return;
    }
    // A gap: the one who committed first ended before it was looked at. Another one's log will fill it.
    if (block.firstIndex !== this.lastIndex + 1) {
      this.checkedUpTo.delete(replica);
      return;
    }
    const last = this.blocks[this.blocks.length - 1];
    if (last !== undefined && last.chain !== block.previousChain) {
      this.report('state machine safety', `replica ${replica} commits a block at ${block.firstIndex} that does not follow what was committed before`);
      return;
    }
    this.blocks.push(block);
    this.byFirstIndex.set(block.firstIndex, block);
  }
}
