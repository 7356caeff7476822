import { performance } from 'node:perf_hooks';
import type { Clock, TimerHandle } from '@grove/engine';

/** Real time. */
export class SystemClock implements Clock {
  nowMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  setTimer(delayMs: number, fire: () => void): TimerHandle {
    return setTimeout(fire, delayMs);
  }

  clearTimer(timer: TimerHandle): void {
    clearTimeout(timer as NodeJS.Timeout);
  }

  defer(fire: () => void): void {
    setImmediate(fire);
  }
}
