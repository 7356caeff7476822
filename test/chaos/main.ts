import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { check } from './checker/check';
import { History } from './checker/history';
import { runIsolated } from './isolation';
import { NEMESES } from './nemeses';
import { repeatCommand, runRound, type RoundOptions, type RoundResult } from './round';
import { WORKLOADS } from './workloads';

const HELP = `npm run chaos -- [options]

Real replicas on a real disk under a load of concurrent clients, and a nemesis. All that clients see is recorded and
checked (checker/DESIGN.md). A round is one cluster; rounds follow each other, each with the next seed.

  --minutes M     how long the nemesis works in all (default 5)
  --round S       seconds of one round (default 60)
  --replicas N,…  sizes of clusters, in turn (default 3,5)
  --seed S        of the first round (default: the time); it decides what is done and in which order, not when it happens
  --nemesis A,…   of (default all):
${NEMESES.map(({ name, does }) => `                    ${name.padEnd(10)} ${does}`).join('\n')}
  --workload A,…  of (default all): ${WORKLOADS.map(({ name }) => name).join(', ')}
  --clients N     sessions of each workload (default 2)
  --think MS      mean pause between two steps of a client (default 40)
  --check FILE    check a recorded history, and run nothing
  --help          this text

The last line is \`N minutes, H operations, V violations\`. A round that fails leaves its history, the replicas' logs and
the command to repeat it. The exit code is 0 where nothing was violated, 1 otherwise, 2 for a wrong option.`;

interface Options {
  readonly minutes: number;
  readonly roundSeconds: number;
  readonly replicas: readonly number[];
  readonly seed: number;
  readonly clientsEach: number;
  readonly thinkMs: number;
  readonly nemeses: RoundOptions['nemeses'];
  readonly workloads: RoundOptions['workloads'];
}

function named<T extends { readonly name: string }>(flag: string, all: readonly T[], text: string | undefined): readonly T[] {
  if (text === undefined) return all;
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`--${flag}: '${unknown}' is none of ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => names.includes(name));
}

function positive(flag: string, text: string | undefined, byDefault: number): number {
  const value = text === undefined ? byDefault : Number(text);
  if (!(value > 0 && value < Infinity)) throw new Error(`--${flag} must be a positive number, not '${text}'`);
  return value;
}

function parse(args: readonly string[]): Options | { readonly help: true } | { readonly check: string } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: text,
      round: text,
      replicas: text,
      seed: text,
      nemesis: text,
      workload: text,
      clients: text,
      think: text,
      check: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return { help: true };
  if (values.check !== undefined) return { check: values.check };
  const replicas = (values.replicas ?? '3,5').split(',').map(Number);
  if (replicas.some((count) => !Number.isInteger(count) || count < 1 || count > 9)) throw new Error('--replicas: 1 to 9');
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed must be an integer from 0, not '${values.seed}'`);
  return {
    minutes: positive('minutes', values.minutes, 5),
    roundSeconds: positive('round', values.round, 60),
    replicas,
    seed,
    clientsEach: positive('clients', values.clients, 2),
    thinkMs: positive('think', values.think, 40),
    nemeses: named('nemesis', NEMESES, values.nemesis),
    workloads: named('workload', WORKLOADS, values.workload),
  };
}

const ONE_SIGNAL_MS = 1_000;

/** Sums over rounds. */
class Summary {
  private readonly faults = new Map<string, { times: number; ms: number }>();
  private readonly missing = new Map<string, string>();
  private sums = { rounds: 0, operations: 0, events: 0, sessions: 0, readOnly: 0, unknown: 0 };
  violations = 0;

  add(result: RoundResult): void {
    this.violations += result.violations.length;
    const { rounds, operations, events, sessions, readOnly, unknown } = this.sums;
    this.sums = {
      rounds: rounds + 1,
      operations: operations + result.operations,
      events: events + result.events,
      sessions: sessions + result.sessions,
      readOnly: readOnly + result.readOnly,
      unknown: unknown + result.unknown,
    };
    for (const [name, { times, ms }] of result.faults) {
      const sum = this.faults.get(name) ?? { times: 0, ms: 0 };
      this.faults.set(name, { times: sum.times + times, ms: sum.ms + ms });
    }
    for (const [name, why] of result.missing) this.missing.set(name, why);
  }

  print(minutes: number): void {
    for (const [name, { times, ms }] of this.faults)
      console.log(`${name.padEnd(10)} ${String(times).padStart(4)} times, ${(ms / 60_000).toFixed(1)} minutes`);
    for (const [name, why] of this.missing) console.log(`left out: ${name}: ${why}`);
    const { rounds, operations, events, sessions, readOnly, unknown } = this.sums;
    console.log(
      `${rounds} histories, ${events} watch events, ${sessions} clients (${readOnly} served without a leader for a while), ${unknown} writes without an answer`,
    );
    console.log(`${minutes.toFixed(1)} minutes, ${operations} operations, ${this.violations} violations`);
  }
}

async function run(options: Options): Promise<number> {
  const stopping = new AbortController();
  let firstSignalMs = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // One Ctrl-C comes several times: from the terminal, and passed on by the processes in front.
      if (stopping.signal.aborted && performance.now() - firstSignalMs > ONE_SIGNAL_MS) process.exit(130);
      if (stopping.signal.aborted) return;
      firstSignalMs = performance.now();
      console.log('stopping: what was recorded so far is checked (once more to leave it)');
      stopping.abort();
    });
  }
  const summary = new Summary();
  let doneSeconds = 0;
  for (let round = 0; doneSeconds < options.minutes * 60 && !stopping.signal.aborted; round++) {
    const seconds = Math.min(options.roundSeconds, options.minutes * 60 - doneSeconds);
    const roundOptions: RoundOptions = {
      ...options,
      seed: options.seed + round,
      replicas: options.replicas[round % options.replicas.length] ?? 3,
      seconds,
      say: (text) => console.log(text),
      stopped: stopping.signal,
    };
    console.log(`seed ${roundOptions.seed}: ${roundOptions.replicas} replicas, ${Math.round(seconds)} s`);
    const startMs = performance.now();
    const result = await runRound(roundOptions);
    summary.add(result);
    doneSeconds += stopping.signal.aborted ? Math.min(seconds, (performance.now() - startMs) / 1000) : seconds;
    console.log(
      `  ${result.operations} operations, ${result.violations.length} violations after ${((performance.now() - startMs) / 1000).toFixed(0)} s`,
    );
    if (result.violations.length > 0) {
      for (const violation of result.violations) console.log(`  ${violation}`);
      console.log(`  history and logs: ${result.folder}\n  again: ${repeatCommand(roundOptions)}`);
    }
  }
  summary.print(doneSeconds / 60);
  return summary.violations === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  if ('help' in options) {
    console.log(HELP);
    return 0;
  }
  if ('check' in options) {
    const violations = check(History.parse(readFileSync(options.check, 'utf8')));
    for (const { rule, message } of violations) console.log(`${rule}: ${message}`);
    console.log(`${violations.length} violations`);
    return violations.length === 0 ? 0 : 1;
  }
  return (await runIsolated()) ?? (await run(options));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
