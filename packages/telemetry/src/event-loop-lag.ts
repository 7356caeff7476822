import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

/** How late the event loop turned, in seconds, since the last reading. */
export interface EventLoopLag {
  readonly mean: number;
  readonly p99: number;
  readonly max: number;
}

const resolutionMs = 10;

/**
 * Measures how late the event loop comes to its timers.
 *
 * The monitor's own interval is part of what it records, so it is taken off again. A window ends with the reading
 * that comes at least `windowMs` after the one before; readings in between get the last whole window, so that two
 * scrapers do not take the peaks from each other.
 */
export class EventLoopLagMonitor {
  private readonly histogram: IntervalHistogram;
  private readonly windowMs: number;
  private windowStartMs: number;
  private last: EventLoopLag = { mean: 0, p99: 0, max: 0 };

  constructor(windowMs = 5_000) {
    this.histogram = monitorEventLoopDelay({ resolution: resolutionMs });
    this.windowMs = windowMs;
    this.windowStartMs = performance.now();
    this.histogram.enable();
  }

  read(): EventLoopLag {
    const now = performance.now();
    if (now - this.windowStartMs >= this.windowMs) {
      this.last = {
        mean: lagSeconds(this.histogram.mean),
        p99: lagSeconds(this.histogram.percentile(99)),
        max: lagSeconds(this.histogram.max),
      };
      this.histogram.reset();
      this.windowStartMs = now;
    }
    return this.last;
  }

  stop(): void {
    this.histogram.disable();
  }
}

function lagSeconds(nanoseconds: number): number {
  // An empty histogram has NaN for its mean.
  return Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3) : 0;
}
