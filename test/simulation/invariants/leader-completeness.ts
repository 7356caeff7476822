import type { DurableLog } from '../durable-log';
import type { Report } from '../violation';
import type { CommittedLog } from './committed-log';

/**
 * Leader Completeness (Raft §3.6.3): a leader's log holds everything that was committed in earlier terms. Not what a later term has
 * committed: a candidate whose own vote comes to its disk late becomes leader of a term that is over, and commits nothing.
 */
export class LeaderCompleteness {
  constructor(
    private readonly report: Report,
    private readonly committed: CommittedLog,
  ) {}

  onElected(replica: number, term: number, log: DurableLog): void {
    const last = this.committed.lastBefore(term);
    const first = log.blocks[0];
    if (last === undefined || first === undefined || first.firstIndex > last.lastIndex) return;
    const held = log.blockAt(last.lastIndex);
    if (held === undefined) {
      this.report(
        'leader completeness',
        `replica ${replica} leads term ${term} with a log that ends at ${log.lastIndex}; ${last.lastIndex} was committed`,
      );
    } else if (held.chain !== last.chain) {
      this.report(
        'leader completeness',
        `replica ${replica} leads term ${term} with another block at ${last.lastIndex} than was committed`,
      );
    }
  }
}
