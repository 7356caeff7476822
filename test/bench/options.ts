import { parseArgs } from 'node:util';
import { recoverySuite } from './recovery';
import { scaleSuite } from './scale';
import { steadySuite } from './steady';
import type { Suite } from './suite';
import type { TargetName } from './targets/target';
import { throughputSuite, unarySuite } from './throughput';
import { treeSuite } from './tree';
import { WORKLOADS } from './workloads';

export const SUITES: Readonly<Record<string, Suite>> = {
  throughput: throughputSuite,
  recovery: recoverySuite,
  scale: scaleSuite,
  steady: steadySuite,
  unary: unarySuite,
  tree: treeSuite,
};

const TARGET_NAMES: readonly TargetName[] = ['grove', 'grove-zookeeper', 'zookeeper', 'etcd'];
/** Grove by ZooKeeper's wire protocol is measured where it is asked for. */
const DEFAULT_TARGETS: readonly TargetName[] = ['grove', 'zookeeper', 'etcd'];
/** Each of the same length of line below it in --help. */
const NAME_WIDTH = Math.max(...Object.keys(SUITES).map((name) => name.length));

const HELP = `npm run bench -- [options]

  --suite A,B        one or several, one after the other (default throughput):
${Object.entries(SUITES)
  .map(([name, { summary }]) => `                       ${name.padEnd(NAME_WIDTH)}  ${summary}`)
  .join('\n')}
  --targets A,B      of ${TARGET_NAMES.join(', ')} (default: all but grove-zookeeper, which is Grove by ZooKeeper's wire protocol);
                     one that is not installed is left out, and it is said how to install it
  --rounds N         measurements of each thing and target, in turn (default: the suite's own)
  --seconds S        length of one measurement (throughput, unary: default 5; tree: 2), after a warm-up of 0.4 of it
  --minutes M        of the suite steady, for each target (default 10)
  --only TEXT        only workloads (throughput, unary), faults (recovery) or parts (scale: znodes, children, sessions and
                     watches) whose name contains TEXT
  --quick            each suite in less than three minutes: fewer workloads, rounds, znodes; for a look, not for figures
  --json FILE        write the rows {suite, workload, target, metric, unit, median, min, max}; a file that is there keeps
                     the rows of other suites
  --svg FILE         draw them; with --json all that the file then holds
  --profile DIR      throughput, unary: write V8 CPU profiles of Grove's replicas and of the generator
  --help

The table goes to standard output, progress to standard error. Exit codes: 0 done, 1 failed or broken off, 2 a mistake in the options.
Workloads of throughput:
${WORKLOADS.map(({ name }) => `  ${name}`).join('\n')}
Figures move with the machine: read ratios of one run, not numbers of two.
`;

/** A mistake in the options; its message is one line. */
export class UsageError extends Error {}

export interface BenchOptions {
  readonly suites: readonly (readonly [string, Suite])[];
  readonly targets: readonly TargetName[];
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
  readonly minutes: number | undefined;
  readonly only: string;
  readonly quick: boolean;
  readonly json: string | undefined;
  readonly svg: string | undefined;
  readonly profileFolder: string | undefined;
}

/** Reads a command line. Text: what --help prints. @throws UsageError */
export function readOptions(args: readonly string[]): BenchOptions | string {
  const values = parse(args);
  if (values.help) return HELP;
  const rounds = optionalNumber('rounds', values.rounds);
  if (rounds !== undefined && !Number.isInteger(rounds)) throw new UsageError(`--rounds: "${values.rounds}" is no whole number`);
  return {
    suites: values.suite.split(',').map((name) => {
      const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
      if (suite === undefined) throw new UsageError(`--suite: "${name}" is none of ${Object.keys(SUITES).join(', ')}`);
      return [name, suite] as const;
    }),
    targets: values.targets.split(',').map((name) => {
      const target = TARGET_NAMES.find((known) => known === name);
      if (target === undefined) throw new UsageError(`--targets: "${name}" is none of ${TARGET_NAMES.join(', ')}`);
      return target;
    }),
    rounds,
    seconds: optionalNumber('seconds', values.seconds),
    minutes: optionalNumber('minutes', values.minutes),
    only: values.only,
    quick: values.quick,
    json: values.json,
    svg: values.svg,
    profileFolder: values.profile,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        suite: { type: 'string', default: 'throughput' },
        targets: { type: 'string', default: DEFAULT_TARGETS.join(',') },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        minutes: { type: 'string' },
        only: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        svg: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error instanceof Error ? error.message : String(error)).replaceAll('\n', ' '));
  }
}

function optionalNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!(number > 0) || !Number.isFinite(number)) throw new UsageError(`--${option}: "${value}" is no positive number`);
  return number;
}
