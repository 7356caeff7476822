import type { EngineApi } from '@grove/engine';
import type { ReplicaProcess } from '../simulated-replica';
import type { Report } from '../violation';

/** A word of the replicated state that no user sees, but that the digest covers. */
interface Memory {
  readonly live: { tree(): { readonly state: { featureLevel: number } } } | null;
}

/**
 * P11: a replica whose state is not what its log gives is found out by the others at one of the next checkpoints; from then on it serves
 * nobody, and ends to be made anew. One word of one replica's memory is changed, at a time when nothing else is amiss.
 */
export class SilentDivergence {
  /** Whose memory was changed. It stays that one when it has ended: what it said is still on its way. */
  process: ReplicaProcess | null = null;

  constructor(
    private readonly report: Report,
    private readonly nowMs: () => number,
  ) {}

  corrupt(process: ReplicaProcess): void {
    const live = process.engine === null ? null : (process.engine as EngineApi & Partial<Memory>).live;
    if (live === null || live === undefined) throw new Error('the engine is made differently: its memory cannot be changed');
    live.tree().state.featureLevel += 1;
    this.process = process;
  }

  /** It was found out, and has ended. */
  get isOver(): boolean {
    return this.process !== null && !this.process.alive;
  }

  /** Something that shows its state leaves it. */
  onTold(process: ReplicaProcess): void {
    if (process !== this.process || process.engine?.status().diverged !== true) return;
    this.report('P11', `replica ${process.id} knows at ${this.nowMs()} ms that it differs, and answers from its state`);
  }
}
