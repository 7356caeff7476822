import type { ClusterConfig } from './types';

interface ConfigAt {
  readonly index: number;
  readonly config: ClusterConfig;
}

/** The configurations that the held log has gone through. The last one is in force, committed or not (Raft §4.1). */
export class ConfigHistory {
  private steps: ConfigAt[];

  constructor(index: number, config: ClusterConfig) {
    this.steps = [{ index, config }];
  }

  get current(): ClusterConfig {
    return this.steps[this.steps.length - 1]?.config ?? { members: [] };
  }

  /** The index of the entry that brought the current one; of the snapshot or 0 where it stands before the log. */
  get currentIndex(): number {
    return this.steps[this.steps.length - 1]?.index ?? 0;
  }

  push(index: number, config: ClusterConfig): void {
    this.steps.push({ index, config });
  }

  /** Takes back what a truncated tail had brought; true where the current one changed. */
  truncateFrom(index: number): boolean {
    const before = this.steps.length;
    while (this.steps.length > 1 && this.currentIndex >= index) this.steps.pop();
    return this.steps.length !== before;
  }

  /** Nothing up to `index` will be truncated any more. */
  settleTo(index: number): void {
    while (this.steps.length > 1 && (this.steps[1]?.index ?? Infinity) <= index) this.steps.shift();
  }

  restartAt(index: number, config: ClusterConfig): void {
    this.steps = [{ index, config }];
  }
}
