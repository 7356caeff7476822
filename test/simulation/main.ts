import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { PLANTED_FAULTS, type PlantedFault } from './plan';
import { plant } from './planted-faults';
import { runSeeds } from './runner';
import { runSeed } from './simulation';
import { describeViolation } from './summary';

const HELP = `npm run simulate -- [options]

Runs whole replicas (engine, consensus, storage, tree) over a simulated network, clock and disk. One number, the
seed, decides everything that happens; the same seed gives the same run.

  --seeds N     how many seeds (default 500)
  --from S      the first seed (default 1)
  --minutes M   begin no new seed after M minutes
  --jobs J      worker processes (default: one per core)
  --plant FAULT make a mistake on purpose: ${PLANTED_FAULTS.join(', ')}
  --stop        stop at the first violation
  --trace       print everything that happens in seed S
  --help        this text

The exit code is 0 where no promise was broken and every kind of event was seen, 1 otherwise, 2 for a wrong option.
A run of less than 20 seeds may miss a kind of event without failing.`;

/** Fewer seeds than this are for looking at a failure, not for proving anything. */
const SEEDS_TO_PROVE = 20;

const PROGRESS_EVERY_MS = 20_000;

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly minutes: number;
  readonly jobs: number;
  readonly planted: PlantedFault | null;
  readonly stop: boolean;
  readonly trace: boolean;
  readonly help: boolean;
}

function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      minutes: { type: 'string' },
      jobs: { type: 'string' },
      plant: { type: 'string' },
      stop: { type: 'boolean' },
      trace: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const minutes = values.minutes === undefined ? Infinity : Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes must be a positive number, not '${values.minutes}'`);
  const planted = PLANTED_FAULTS.find((fault) => fault === values.plant) ?? null;
  if (values.plant !== undefined && planted === null) throw new Error(`--plant must be one of ${PLANTED_FAULTS.join(', ')}`);
  return {
    seeds: integer('seeds', values.seeds, values.minutes === undefined ? 500 : Number.MAX_SAFE_INTEGER / 2, 1),
    from: integer('from', values.from, 1, 0),
    minutes,
    jobs: integer('jobs', values.jobs, availableParallelism(), 1),
    planted,
    stop: values.stop === true,
    trace: values.trace === true,
    help: values.help === true,
  };
}

function integer(name: string, text: string | undefined, byDefault: number, least: number): number {
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`--${name} must be an integer from ${least}, not '${text}'`);
  return value;
}

function traceSeed(options: Options): number {
  if (options.planted !== null) plant(options.planted);
  const result = runSeed(options.from, { trace: true, planted: options.planted });
  for (const line of result.trace) console.log(line);
  const { violation } = result;
  if (violation !== null) console.log(`seed ${options.from}: ${violation.invariant}: at ${violation.atMs} ms: ${violation.message}`);
  console.log(`1 seeds, ${violation === null ? 0 : 1} violations`);
  return violation === null ? 0 : 1;
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.trace) return traceSeed(options);
  const startedAt = performance.now();
  let toldAt = startedAt;
  const summary = await runSeeds({
    from: options.from,
    seeds: options.seeds,
    minutes: options.minutes,
    jobs: Math.min(options.jobs, options.seeds),
    planted: options.planted,
    stopAtFirstViolation: options.stop,
    onOutcome: (outcome, soFar) => {
      const seed = outcome.ok ? outcome.result.seed : outcome.seed;
      for (const violation of soFar.violations.slice(-1))
        if (violation.seed === seed) console.log(describeViolation(violation, options.planted));
      const now = performance.now();
      if (now - toldAt < PROGRESS_EVERY_MS) return;
      toldAt = now;
      const found = soFar.violations.length;
      console.log(`${soFar.seeds} seeds after ${((now - startedAt) / 1000).toFixed(0)} s, ${found} violations, now at seed ${seed}`);
    },
  });
  for (const line of summary.lines()) console.log(line);
  const provesTooLittle = summary.seeds >= SEEDS_TO_PROVE && summary.missing().length > 0;
  return summary.violations.length > 0 || provesTooLittle ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
