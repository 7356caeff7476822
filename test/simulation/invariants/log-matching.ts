import type { DurableBlock, DurableLog } from '../durable-log';
import type { Report } from '../violation';

/**
 * Log Matching (Raft §3.5): blocks of one term that begin at one index are the same block, and so is everything before
 * them. The chain value covers all that lies before, so equal chains mean equal logs.
 */
export class LogMatching {
  private readonly chains = new Map<string, number>();

  constructor(private readonly report: Report) {}

  onAdded(replica: number, log: DurableLog, added: readonly DurableBlock[]): void {
    for (const block of added) {
      const key = `${block.term}:${block.firstIndex}`;
      const known = this.chains.get(key);
      if (known === undefined) this.chains.set(key, block.chain);
      else if (known !== block.chain) {
        this.report('log matching', `two blocks of term ${block.term} at index ${block.firstIndex}; one on replica ${replica}`);
      }
    }
    this.checkLinked(replica, log, added[0]);
  }

  private checkLinked(replica: number, log: DurableLog, first: DurableBlock | undefined): void {
    if (first === undefined) return;
    for (let at = Math.max(1, log.blocks.indexOf(first)); at < log.blocks.length; at++) {
      const before = log.blocks[at - 1];
      const block = log.blocks[at];
      if (before === undefined || block === undefined) continue;
      if (block.firstIndex !== before.lastIndex + 1) {
        this.report('log matching', `replica ${replica} has a block at ${block.firstIndex} after one that ends at ${before.lastIndex}`);
      } else if (block.previousChain !== before.chain) {
        this.report('log matching', `replica ${replica}: the chain is broken at index ${block.firstIndex}`);
      } else if (block.term < before.term) {
        this.report('log matching', `replica ${replica}: term ${block.term} after term ${before.term} at index ${block.firstIndex}`);
      }
    }
  }
}
