import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { newDataFolder } from '../cluster/repository';
import { pause } from '../cluster/until';
import { withClusters } from './clusters';
import { STEP_MS } from './load/job';
import { measure, noteMeasurement, prepare, type Measurement } from './measure';
import { Figures, type Suite } from './suite';
import { workload } from './workloads';

const MINUTES = 10;
const QUICK_MINUTES = 0.6;
const WARM_UP_MS = 5_000;
/** So that a target takes one every quarter of a minute or so, not one in ten minutes. */
const SNAPSHOT_EVERY = 200_000;
const PROBE_EVERY_MS = 50;
const PROBE_BYTES = 4_096;
const STEPS_PER_SECOND = 1_000 / STEP_MS;
const LOAD = workload('write', 100, 0, { sessions: 30, outstanding: 100 });

/** Full load for minutes: what the worst seconds are, and whether the disk or an election made them so. */
export const steadySuite: Suite = {
  summary: 'minutes of writes with snapshots: the worst seconds against the median, elections, a raw fdatasync probe beside',
  targets: ['grove', 'zookeeper', 'etcd'],
  run(context) {
    const generator = context.generator();
    const measureMs = (context.minutes ?? (context.quick ? QUICK_MINUTES : MINUTES)) * 60_000;
    return withClusters({ ...context, start: { snapshotEvery: SNAPSHOT_EVERY } }, async (running) => {
      const figures = new Figures('steady', context.say);
      for (const target of running) await prepare(target, LOAD.dataBytes, generator);
      for (let round = 0; round < (context.rounds ?? 1); round++) {
        figures.round = round;
        for (const target of running) {
          context.say(`${LOAD.name}  ${target.name}: ${(measureMs / 60_000).toFixed(1)} minutes`);
          const probe = new DiskProbe();
          const termBefore = await target.term();
          const snapshotsBefore = await target.snapshots();
          let measurement: Measurement;
          try {
            measurement = await measure(LOAD, target, { warmUpMs: WARM_UP_MS, measureMs }, generator).finally(() => probe.stop());
          } catch (error) {
            context.signal.throwIfAborted();
            context.failed(`${LOAD.name}  ${target.name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
            continue;
          }
          const seconds = sorted(secondsOf(measurement.load.steps));
          const median = quantile(seconds, 0.5);
          const tell = (metric: string, unit: string, value: number): void => figures.tell(LOAD.name, target.name, metric, unit, value);
          noteMeasurement(figures, LOAD.name, target.name, measurement);
          tell('median second', 'op/s', median);
          tell('1st percentile of the seconds / median', 'x', quantile(seconds, 0.01) / median);
          tell('worst second / median', 'x', (seconds[0] ?? 0) / median);
          tell('longest time without an answer', 'ms', measurement.load.longestGapMs);
          tell('elections', '', (await target.term()) - termBefore);
          tell('snapshots', '', (await target.snapshots()) - snapshotsBefore);
          const { durations } = probe;
          tell('raw fdatasync beside it, p50', 'ms', quantile(durations, 0.5));
          tell('raw fdatasync beside it, p99', 'ms', quantile(durations, 0.99));
          tell('raw fdatasync beside it, worst', 'ms', quantile(durations, 1));
        }
      }
      return figures.rows(['median second', 'worst second / median']);
    });
  },
};

/** Appends 4 KiB and syncs, now and then: what the same disk does for a program that does nothing else. */
class DiskProbe {
  private readonly found: number[] = [];
  private stopped = false;
  private readonly folder = mkdtempSync(join(newDataFolder('bench-disk'), 'probe-'));
  private readonly ended = this.work();

  /** In milliseconds, ascending. */
  get durations(): number[] {
    return sorted(this.found);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended.finally(() => rmSync(join(this.folder, '..'), { recursive: true, force: true }));
  }

  private async work(): Promise<void> {
    const file = await open(join(this.folder, 'file'), 'a');
    const bytes = Buffer.alloc(PROBE_BYTES, 'p');
    try {
      while (!this.stopped) {
        await file.write(bytes);
        const beganMs = performance.now();
        await file.datasync();
        this.found.push(performance.now() - beganMs);
        await pause(PROBE_EVERY_MS);
      }
    } finally {
      await file.close();
    }
  }
}

/** Whole seconds alone; the last may be cut off. */
function secondsOf(steps: readonly number[]): number[] {
  const seconds: number[] = [];
  for (let at = 0; at + STEPS_PER_SECOND <= steps.length; at += STEPS_PER_SECOND) {
    seconds.push(steps.slice(at, at + STEPS_PER_SECOND).reduce((sum, count) => sum + count, 0));
  }
  return seconds;
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Of values in ascending order. */
function quantile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
