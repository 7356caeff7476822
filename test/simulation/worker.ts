import type { PlantedFault } from './plan';
import { plant } from './planted-faults';
import type { SeedResult } from './seed-result';
import { runSeed } from './simulation';

/** What the parent of a worker process sends: one seed at a time. */
export interface SeedTask {
  readonly seed: number;
  readonly planted: PlantedFault | null;
}

export type SeedOutcome =
  { readonly ok: true; readonly result: SeedResult } | { readonly ok: false; readonly seed: number; readonly message: string };

let planted = false;

/** Runs one seed; an exception of the simulation itself is an outcome too. */
export function runTask(task: SeedTask): SeedOutcome {
  if (task.planted !== null && !planted) {
    plant(task.planted);
    planted = true;
  }
  try {
    return { ok: true, result: runSeed(task.seed, { planted: task.planted }) };
  } catch (error) {
    return { ok: false, seed: task.seed, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

if (process.send !== undefined && require.main === module) {
  process.on('message', (task: SeedTask) => {
    // A parent that is gone wants no result.
    process.send?.(runTask(task), () => undefined);
  });
}
