import type { QuotaOverrun } from '@grove/tree';

/** Soft quotas are looked at so often. */
const INTERVAL_MS = 10_000;

export interface QuotaWarningsHost {
  overruns(): readonly QuotaOverrun[];
  warn(message: string, fields: Record<string, string | number>): void;
}

/**
 * Tells, once each time it happens, that a soft limit is exceeded, and that it is no more (a hard one refuses with QUOTAEXCEEDED).
 * The leader alone warns, so that three replicas do not say it three times; each has the metric.
 */
export class QuotaWarnings {
  private exceeded = new Map<string, QuotaOverrun>();
  private dueMs = 0;

  constructor(private readonly host: QuotaWarningsHost) {}

  /** Called now and then. `nowMs` is monotonic. */
  look(nowMs: number): void {
    if (nowMs < this.dueMs) return;
    this.dueMs = nowMs + INTERVAL_MS;
    const now = new Map<string, QuotaOverrun>();
    for (const overrun of this.host.overruns()) {
      const { path, of, used, limit } = overrun;
      const key = `${of} ${path}`;
      now.set(key, overrun);
      if (!this.exceeded.has(key)) this.host.warn('a soft quota is exceeded', { path, of, used, limit });
    }
    for (const [key, { path, of, limit }] of this.exceeded) {
      if (!now.has(key)) this.host.warn('a soft quota is kept again', { path, of, limit });
    }
    this.exceeded = now;
  }
}
