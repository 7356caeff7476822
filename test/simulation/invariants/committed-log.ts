import type { DurableBlock, DurableLog } from '../durable-log';
import type { Report } from '../violation';

/**
 * State Machine Safety (Raft §3.6.3), seen from the logs: what one replica applied is what every replica applies
 * at that index, for ever. Keeps the one committed log that the run made.
 */
export class CommittedLog {
  readonly blocks: DurableBlock[] = [];
  /** For each block the term of the replica that applied it first: it was committed in that term or before. */
  private readonly appliedInTerm: number[] = [];
  private readonly byFirstIndex = new Map<number, DurableBlock>();
  private readonly checkedUpTo = new Map<number, number>();

  constructor(
    private readonly report: Report,
    /** A block was applied somewhere for the first time. */
    private readonly onCommitted: (block: DurableBlock) => void = () => {},
  ) {}

  get lastIndex(): number {
    return this.blocks[this.blocks.length - 1]?.lastIndex ?? 0;
  }

  /** The number of entries of clients and consensus in it. */
  get entries(): number {
    return this.lastIndex;
  }

  /** The last block that is known to have been committed before this term. */
  lastBefore(term: number): DurableBlock | undefined {
    let at = this.blocks.length - 1;
    while (at >= 0 && (this.appliedInTerm[at] ?? 0) >= term) at--;
    return this.blocks[at];
  }

  blockStartingAt(index: number): DurableBlock | undefined {
    return this.byFirstIndex.get(index);
  }

  /** A replica starts anew: everything it holds is compared again. */
  forget(replica: number): void {
    this.checkedUpTo.delete(replica);
  }

  onApplied(replica: number, term: number, log: DurableLog, appliedIndex: number): void {
    const from = this.checkedUpTo.get(replica) ?? 0;
    if (appliedIndex <= from) return;
    this.checkedUpTo.set(replica, appliedIndex);
    const first = log.blocks[0];
    if (first === undefined) return;
    const start = Math.max(from + 1, first.firstIndex);
    let at = start > log.lastIndex ? log.blocks.length : log.blocks.findIndex((block) => block.lastIndex >= start);
    for (; at >= 0 && at < log.blocks.length; at++) {
      const block = log.blocks[at];
      if (block === undefined || block.firstIndex > appliedIndex) break;
      this.compare(replica, term, block, appliedIndex);
    }
  }

  private compare(replica: number, term: number, block: DurableBlock, appliedIndex: number): void {
    if (block.lastIndex > appliedIndex) {
      this.report(
        'state machine safety',
        `replica ${replica} applies ${appliedIndex}, inside the block ${block.firstIndex}–${block.lastIndex}`,
      );
      return;
    }
    const known = this.byFirstIndex.get(block.firstIndex);
    if (known !== undefined) {
      if (known.chain !== block.chain) {
        this.report(
          'state machine safety',
          `replica ${replica} applies another block at index ${block.firstIndex} (term ${block.term}) than was applied before (term ${known.term})`,
        );
      }
      return;
    }
    if (block.firstIndex <= this.lastIndex) {
      this.report(
        'state machine safety',
        `replica ${replica} applies a block at ${block.firstIndex}, inside a block that was applied before`,
      );
      return;
    }
    // A gap: the one who committed first ended before it was looked at. Another one's log will fill it.
    if (block.firstIndex !== this.lastIndex + 1) {
      this.checkedUpTo.delete(replica);
      return;
    }
    const last = this.blocks[this.blocks.length - 1];
    if (last !== undefined && last.chain !== block.previousChain) {
      this.report(
        'state machine safety',
        `replica ${replica} applies a block at ${block.firstIndex} that does not follow what was applied before`,
      );
      return;
    }
    this.blocks.push(block);
    this.appliedInTerm.push(term);
    this.byFirstIndex.set(block.firstIndex, block);
    this.onCommitted(block);
  }
}
