import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { mutated } from './mutation';
import { SeededRandom } from './seeded-random';
import type { Target } from './target';

/** Processor time of one input, not time on the clock: a busy machine is no finding. */
const INPUT_CPU_MS_MAX = 3_000;
/** What a seed may hold when it ends, above what was held before. */
const HELD_BYTES_MAX = 512 * 1024 * 1024;

export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly input: Uint8Array;
  readonly error: unknown;
  /** What repeats it. */
  readonly command: string;
}

/** Inputs that once found something or reach far, as hexadecimal text: `TARGET-what.hex`. */
export function corpusOf(target: string): readonly Uint8Array[] {
  const folder = join(repositoryRoot, 'test', 'fuzz', 'corpus');
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${target}-`) && name.endsWith('.hex'))
    .sort()
    .map((name) => new Uint8Array(Buffer.from(readFileSync(join(folder, name), 'utf8').replace(/\s/g, ''), 'hex')));
}

/** All inputs of one seed; the seed decides everything. The stored corpus comes first, as it is. */
export function fuzzSeed(target: Target, seed: number): { readonly inputs: number; readonly finding: Finding | null } {
  const random = new SeededRandom(seed);
  const corpus = corpusOf(target.name);
  const bases = [...target.bases(seed), ...corpus];
  const heldBefore = process.memoryUsage().rss;
  let input: Uint8Array = new Uint8Array(0);
  let count = 0;
  try {
    const run = target.open(random);
    for (; count < target.inputs; count++) {
      const [base, other] = [bases[random.below(bases.length)], bases[random.below(bases.length)]];
      if (base === undefined || other === undefined) throw new Error('a target without an input to begin from');
      input = corpus[count] ?? mutated(base, other, random);
      const before = process.cpuUsage();
      run.take(input);
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1000 > INPUT_CPU_MS_MAX) throw new Error(`${Math.round((user + system) / 1000)} ms for ${input.length} bytes`);
    }
    run.finish?.();
    const held = process.memoryUsage().rss - heldBefore;
    if (held > HELD_BYTES_MAX) throw new Error(`${held} bytes more are held after the seed`);
    return { inputs: count, finding: null };
  } catch (error) {
    const command = `npm run fuzz -- --target ${target.name} --from ${seed} --seeds 1`;
    return { inputs: count, finding: { target: target.name, seed, input, error, command } };
  }
}

export function describeFinding({ target, input, error, command }: Finding): string {
  const shown = Buffer.from(input.subarray(0, 400)).toString('hex');
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${target}: ${why}\ninput of ${input.length} bytes: ${shown}\nagain: ${command}`;
}
