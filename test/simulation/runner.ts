import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { PlantedFault } from './plan';
import { Summary } from './summary';
import type { SeedOutcome, SeedTask } from './worker';

export interface RunOptions {
  readonly from: number;
  /** At most so many seeds. */
  readonly seeds: number;
  /** No new seed is begun after this. */
  readonly minutes: number;
  readonly jobs: number;
  readonly planted: PlantedFault | null;
  readonly stopAtFirstViolation: boolean;
  /** Compiled worker; the tests, whose own code is not compiled, name it. */
  readonly workerFile?: string;
  readonly onOutcome?: (outcome: SeedOutcome, summary: Summary) => void;
}

/** Runs seeds in worker processes, one seed at a time in each, and adds up what they saw. */
export function runSeeds(options: RunOptions): Promise<Summary> {
  const summary = new Summary();
  const endsAt = performance.now() + options.minutes * 60_000;
  const past = options.from + options.seeds;
  let nextSeed = options.from;
  let stopped = false;
  const workers: ChildProcess[] = [];

  const next = (): SeedTask | null => {
    if (stopped || nextSeed >= past || performance.now() >= endsAt) return null;
    return { seed: nextSeed++, planted: options.planted };
  };

  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const first = next();
      if (first === null) {
        resolve();
        return;
      }
      let task = first;
      const worker = fork(options.workerFile ?? join(__dirname, 'worker.js'), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // What a run makes lives for milliseconds, or as long as the run: room for it saves a tenth of the time.
        execArgv: ['--max-semi-space-size=32'],
      });
      workers.push(worker);
      worker.on('message', (outcome: SeedOutcome) => {
        summary.add(outcome);
        options.onOutcome?.(outcome, summary);
        if (options.stopAtFirstViolation && summary.violations.length > 0) stopped = true;
        const following = next();
        if (following === null) {
          worker.disconnect();
          return;
        }
        task = following;
        worker.send(following);
      });
      worker.once('error', reject);
      worker.once('exit', (code, signal) => {
        if (code !== 0 || signal !== null) {
          summary.add({ ok: false, seed: task.seed, message: `its process ended with ${signal ?? code}` });
          stopped = true;
        }
        resolve();
      });
      worker.send(first);
    });

  return Promise.all(Array.from({ length: options.jobs }, work)).then(
    () => summary,
    (error: unknown) => {
      for (const worker of workers) worker.kill();
      throw error;
    },
  );
}
