import { writeFileSync } from 'node:fs';
import { chart } from './chart';
import { buildUnaryGenerator } from './load/build-unary-generator';
import { readOptions, UsageError, type BenchOptions } from './options';
import { mergeRows, readRows, table, type Row } from './report';
import type { SuiteContext } from './suite';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stdout.write(options);
    return;
  }
  // A file that cannot be merged into is found before an hour was spent.
  if (options.json !== undefined) readRowsOrUsage(options.json);
  const context = contextOf(options);
  for (const [name, suite] of options.suites) {
    const targets = options.targets.filter((target) => suite.targets.includes(target));
    if (targets.length === 0) throw new UsageError(`--targets: the suite ${name} is of ${suite.targets.join(', ')} alone`);
    const rows = await suite.run({ ...context, targets });
    process.stdout.write(`${table(rows)}\n`);
    keep(rows, options);
  }
}

/** After each suite: a later one that fails takes nothing away. */
function keep(rows: readonly Row[], { json, svg }: BenchOptions): void {
  const all = json === undefined ? rows : mergeRows(json, rows);
  if (svg !== undefined) writeFileSync(svg, chart(all));
}

function contextOf(options: BenchOptions): SuiteContext {
  const broken = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Told twice: at once. What runs is then killed by the reaper; its data stays behind.
      if (broken.signal.aborted) process.exit(EXIT_FAILED);
      broken.abort(new Error('broken off'));
    });
  }
  const { signal } = broken;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  let unaryGenerator: string | null | undefined;
  const { profileFolder } = options;
  return {
    ...options,
    say,
    signal,
    failed: (line) => {
      say(line);
      process.exitCode = EXIT_FAILED;
    },
    generator: () => {
      const unary = options.targets.includes('etcd') || options.suites.some(([name]) => name === 'unary');
      if (unaryGenerator === undefined) unaryGenerator = unary ? buildUnaryGenerator(say) : null;
      return { unaryGenerator, profileFolder, signal };
    },
  };
}

function readRowsOrUsage(file: string): void {
  try {
    readRows(file);
  } catch (error) {
    throw new UsageError(`--json: ${error instanceof Error ? error.message : String(error)}`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
});
