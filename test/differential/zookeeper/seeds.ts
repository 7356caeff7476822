import { StepGenerator } from './generator';
import { LockStep, type Divergence, type Sides } from './lock-step';
import type { Step } from './operation';

const SESSIONS = 3;

/** The steps of one seed; null where both sides say the same all along. */
export async function runSeed(seed: number, steps: number, sides: Sides): Promise<Divergence | null> {
  const base = `/seed-${seed}-${process.pid}`;
  const generator = new StepGenerator(seed, base, SESSIONS);
  const lockStep = new LockStep(sides, SESSIONS);
  try {
    await lockStep.open();
    let step: Step = { session: 0, does: generator.makeBase() };
    for (let taken = 0; taken < steps; taken++) {
      const said = await lockStep.take(step);
      if ('differences' in said) return said;
      generator.learn(step, said);
      step = generator.next();
    }
    return null;
  } finally {
    await lockStep.close();
  }
}
