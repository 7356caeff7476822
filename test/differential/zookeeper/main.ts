import { parseArgs } from 'node:util';
import { fetchedZooKeeper } from '../../cluster/zookeeper-jars';
import { describeDivergence, type Divergence } from './lock-step';
import { runScript, scripts, timedScripts } from './scripts';
import { runSeed } from './seeds';
import { startGrove, startReference, type Pace } from './servers';

const HELP = `npm run differential -- [options]

The same requests, from a seed, to a real ZooKeeper and to three replicas of Grove, in lock step; answers, errors, Stats and
watch events are compared.

  --seeds N          how many seeds (default 100)
  --from S           the first seed (default 1)
  --steps N          steps of each (default 150)
  --no-scripts       seeds alone
  --endpoint H:P,…   against these servers instead of new replicas
  --jars CLASSPATH   against another ZooKeeper instead: what two releases of it do differently
  --help             this text

The exit code is 0 where nothing differs but what is meant to, 1 otherwise, 2 for a wrong option.`;

/** More say the same again. */
const DIVERGENCES_MAX = 5;

const PACES = ['still', 'timed'] as const;
const SCRIPTS = { still: scripts, timed: timedScripts };

interface Subject {
  readonly endpoints: readonly string[];
  stop(diverged: boolean): Promise<void>;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not '${text}'`);
  return value;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '100' },
      from: { type: 'string', default: '1' },
      steps: { type: 'string', default: '150' },
      'no-scripts': { type: 'boolean', default: false },
      endpoint: { type: 'string' },
      jars: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [seeds, from, steps] = [wholeNumber('seeds', values.seeds), wholeNumber('from', values.from), wholeNumber('steps', values.steps)];
  const withScripts = !values['no-scripts'];
  const found = fetchedZooKeeper();
  if ('missing' in found) throw new Error(found.missing);
  let divergences = 0;
  const tell = (what: string, divergence: Divergence | null): void => {
    if (divergence === null) return;
    divergences += 1;
    console.log(`${what}, ${describeDivergence(divergence)}\n`);
  };
  for (const pace of withScripts ? PACES : [PACES[0]]) {
    const reference = await startReference(found.classPath, pace);
    const subject = await subjectOf(values, pace);
    const sides = { reference: reference.endpoint, subject: subject.endpoints };
    try {
      for (const script of withScripts ? SCRIPTS[pace] : []) tell(script.name, await runScript(script, sides));
      if (pace === 'timed') continue;
      for (let seed = from; seed < from + seeds && divergences < DIVERGENCES_MAX; seed++) {
        tell(`seed ${seed}`, await runSeed(seed, steps, sides));
      }
    } finally {
      await reference.stop();
      await subject.stop(divergences > 0);
    }
  }
  console.log(`${seeds} seeds, ${divergences} divergences`);
  return divergences === 0 ? 0 : 1;
}

async function subjectOf({ endpoint, jars }: { readonly endpoint?: string; readonly jars?: string }, pace: Pace): Promise<Subject> {
  if (endpoint !== undefined) return { endpoints: endpoint.split(','), stop: async () => undefined };
  if (jars !== undefined) {
    const server = await startReference(jars, pace);
    return { endpoints: [server.endpoint], stop: () => server.stop() };
  }
  const cluster = await startGrove(3, pace);
  return { endpoints: cluster.zooKeeperEndpoints(), stop: (diverged) => cluster.close({ keepData: diverged }) };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
