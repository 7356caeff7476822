import type { GeneratorOptions } from './load/start-generator';
import type { Row } from './report';
import { shown } from './report';
import { spread } from './statistics';
import type { TargetName } from './targets/target';

/** What a suite is told. Everything has been checked. */
export interface SuiteContext {
  readonly targets: readonly TargetName[];
  /** Measurements of each thing; undefined: the suite's own number. */
  readonly rounds: number | undefined;
  /** Length of one measurement; undefined: the suite's own. */
  readonly seconds: number | undefined;
  /** Of the suite `steady`. */
  readonly minutes: number | undefined;
  /** Under three minutes: fewer workloads, rounds and znodes. */
  readonly quick: boolean;
  /** Only workloads whose name contains it. */
  readonly only: string;
  readonly profileFolder: string | undefined;
  /** Progress, a line at a time. */
  readonly say: (line: string) => void;
  /** Broken off: no further measurement, all is ended and removed. */
  readonly signal: AbortSignal;
  /** A part could not be measured: it is said, the others go on, and the run ends with exit code 1. */
  readonly failed: (line: string) => void;
  /** How to start generators; builds the one for unary calls where a target needs it. */
  generator(): GeneratorOptions;
}

export interface Suite {
  /** One line for --help. */
  readonly summary: string;
  /** Of each target; those left out by the suite and why stand in its summary or are said. */
  readonly targets: readonly TargetName[];
  run(context: SuiteContext): Promise<Row[]>;
}

/** Gathers the values of a suite's metrics over its rounds, in the order in which they first came. */
export class Figures {
  private readonly values = new Map<
    string,
    { readonly row: Omit<Row, 'median' | 'min' | 'max'>; readonly values: number[]; readonly rounds: number[] }
  >();
  /** What is noted now belongs to it: ratios are taken within one round. */
  round = 0;

  constructor(
    private readonly suite: string,
    private readonly say: (line: string) => void,
  ) {}

  note(workload: string, target: string, metric: string, unit: string, value: number): void {
    const key = [workload, target, metric].join('|');
    const known = this.values.get(key);
    if (known === undefined) {
      this.values.set(key, { row: { suite: this.suite, workload, target, metric, unit }, values: [value], rounds: [this.round] });
    } else {
      known.values.push(value);
      known.rounds.push(this.round);
    }
  }

  /** Notes it and says it. */
  tell(workload: string, target: string, metric: string, unit: string, value: number): void {
    this.note(workload, target, metric, unit, value);
    this.say(`${workload}  ${target}: ${metric} ${shown(value)} ${unit}`);
  }

  /** The rows, and for each metric named in `ratios` each other target's against the base's of the same round. */
  rows(ratios: readonly string[] = [], base = 'zookeeper'): Row[] {
    const all = [...this.values.values()];
    const rows = all.map(({ row, values }) => ({ ...row, ...spread(values) }));
    for (const { row, values, rounds } of all) {
      if (!ratios.includes(row.metric) || row.target === base) continue;
      const other = this.values.get([row.workload, base, row.metric].join('|'));
      // A round in which one of the two failed has no ratio.
      const quotients = values.flatMap((value, n) => {
        const divisor = other?.values[other.rounds.indexOf(rounds[n] ?? -1)];
        return divisor === undefined ? [] : [value / divisor];
      });
      if (quotients.length > 0) rows.push({ ...row, metric: `${row.metric} / ${base}`, unit: 'x', ...spread(quotients) });
    }
    // One block for each workload, in the order in which they were measured.
    const order = [...new Set(rows.map(({ workload }) => workload))];
    return order.flatMap((workload) => rows.filter((row) => row.workload === workload));
  }
}
