import { parseArgs } from 'node:util';
import { table, writeRows, type Row } from './report';
import { runThroughputSuite, TARGETS } from './throughput';
import type { Protocol } from './load/job';
import { runTreeSuite, TREE_SUITE_DEFAULTS } from './tree';
import { WORKLOADS } from './workloads';

const SUITES = ['throughput', 'tree'] as const;

const HELP = `npm run bench -- [options]

  --suite NAME       throughput (default): three replicas under load, beside their peers on this machine;
                     tree: the state machine alone, a million znodes, with the longest stall of the event loop
  --targets A,B      of ${Object.keys(TARGETS).join(', ')} (default: grove,zookeeper); one that is not
                     installed is left out, and it is said how to install it
  --rounds N         measurements of each workload and target, in turn (default 3)
  --seconds S        length of one measurement (default 5, tree 2), after a warm-up of 0.4 of it
  --only TEXT        only workloads whose name contains TEXT
  --quick            one round of 2 seconds
  --json FILE        write the rows {suite, workload, target, metric, unit, median, min, max}
  --profile DIR      write V8 CPU profiles of Grove's replicas and of the generator
  --help

--targets, --only and --profile are of the suite "throughput".

The table goes to standard output, progress to standard error. Workloads:
${WORKLOADS.map(({ name }) => `  ${name}`).join('\n')}
Figures move with the machine: read ratios of one run, not numbers of two.
`;

const SECONDS = 5;
const QUICK_SECONDS = 2;
const WARM_UP_SHARE = 0.4;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { values } = parseOptions();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const suite = oneOf('suite', values.suite, SUITES);
  const rows = suite === 'tree' ? await runTree(values) : await runThroughput(values);
  process.stdout.write(`${table(rows)}\n`);
  if (values.json !== undefined) writeRows(values.json, rows);
}

type Options = ReturnType<typeof parseOptions>['values'];

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function runTree(values: Options): Promise<Row[]> {
  const rows: Row[] = [];
  const options = {
    ...TREE_SUITE_DEFAULTS,
    rounds: roundsOf(values),
    measureMs: secondsOf(values, TREE_SUITE_DEFAULTS.measureMs / 1000) * 1000,
    say,
  };
  await runTreeSuite(options, (row) => rows.push(row));
  return rows;
}

function runThroughput(values: Options): Promise<Row[]> {
  const broken = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => broken.abort(new Error('broken off')));
  const seconds = secondsOf(values, SECONDS);
  return runThroughputSuite({
    targets: values.targets.split(',').map((name) => oneOf('targets', name, Object.keys(TARGETS) as Protocol[])),
    rounds: roundsOf(values),
    warmUpMs: seconds * 1000 * WARM_UP_SHARE,
    measureMs: seconds * 1000,
    only: values.only,
    profileFolder: values.profile,
    say,
    signal: broken.signal,
  });
}

function roundsOf({ quick, rounds }: Options): number {
  return quick ? 1 : Math.ceil(positive('rounds', rounds));
}

function secondsOf({ quick, seconds }: Options, byDefault: number): number {
  if (quick) return QUICK_SECONDS;
  return seconds === undefined ? byDefault : positive('seconds', seconds);
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        suite: { type: 'string', default: 'throughput' },
        targets: { type: 'string', default: 'grove,zookeeper' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string' },
        only: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (found === undefined) throw new UsageError(`--${option}: "${value}" is none of ${allowed.join(', ')}`);
  return found;
}

function positive(option: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new UsageError(`--${option}: "${value}" is no positive number`);
  return number;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
});
