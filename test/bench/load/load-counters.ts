import { STEP_MS } from './job';
import { LatencyHistogram } from './latency-histogram';

/** What all sessions of a generator count together, from `begin` on. */
export class LoadCounters {
  readonly latency = new LatencyHistogram();
  answered = 0;
  failed = 0;
  /** The longest time in which nothing was answered. */
  longestGapMs = 0;
  readonly steps: number[] = [];
  beganMs = performance.now();
  /** When the last answers came. */
  lastMs = this.beganMs;

  begin(nowMs: number): void {
    this.latency.reset();
    this.answered = 0;
    this.failed = 0;
    this.longestGapMs = 0;
    this.steps.length = 0;
    this.beganMs = nowMs;
    this.lastMs = nowMs;
  }

  answers(count: number, failures: number, nowMs: number): void {
    this.answered += count;
    this.failed += failures;
    this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.lastMs);
    this.lastMs = nowMs;
    const step = Math.floor((nowMs - this.beganMs) / STEP_MS);
    while (this.steps.length <= step) this.steps.push(0);
    this.steps[step] = (this.steps[step] ?? 0) + count;
  }
}
