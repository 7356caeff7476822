import { parseArgs } from 'node:util';
import { GroveCluster } from '../cluster/grove-cluster';
import { describeFinding, fuzzSeed } from './fuzzer';
import { describeSocketFinding, SOCKET_FLAGS, SOCKETS, SocketFuzz } from './socket-fuzz';
import { targets } from './targets';

const HELP = `npm run fuzz -- [options]

Mutates valid encodings and gives them to everything that parses bytes from outside. The seed decides everything.

  --target X    ${[...targets.map(({ name }) => name), SOCKETS].join(', ')} (default: all, in turn).
                ${SOCKETS}: a running replica's ports, and the command line against it; the seed decides what is sent
  --seeds N     how many seeds for each target (default 100)
  --from S      the first seed (default 1)
  --minutes M   go on until M minutes are over
  --help        this text

The exit code is 0 where nothing was found, 1 otherwise, 2 for a wrong option.`;

/** At each door, for each seed. */
const SOCKET_INPUTS = 64;
/** Of one target; more say the same again. */
const FINDINGS_MAX = 3;

function wholeNumber(name: string, text: string | undefined, initial: number): number {
  const value = text === undefined ? initial : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not '${text}'`);
  return value;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string' },
      seeds: { type: 'string' },
      from: { type: 'string' },
      minutes: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
  const withSockets = values.target === undefined || values.target === SOCKETS;
  if (chosen.length === 0 && !withSockets) throw new Error(`no target '${values.target}'`);
  const from = wholeNumber('from', values.from, 1);
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  if (minutes !== null && !(minutes > 0)) throw new Error(`--minutes must be a positive number, not '${values.minutes}'`);
  const end = from + wholeNumber('seeds', values.seeds, minutes === null ? 100 : 2 ** 40);
  const endMs = minutes === null ? Infinity : performance.now() + minutes * 60_000;
  const counts = new Map(chosen.map(({ name }) => [name, { inputs: 0, findings: 0 }]));
  const sockets = withSockets ? await openSockets() : null;
  let [socketSeeds, socketFindings] = [0, 0];
  for (let seed = from; seed < end && performance.now() < endMs; seed++) {
    if (sockets !== null && socketFindings === 0) {
      const finding = await sockets.fuzz.seed(seed, SOCKET_INPUTS);
      socketSeeds += 1;
      if (finding !== null) {
        // The replica may be gone: what follows would say the same.
        socketFindings += 1;
        console.log(`\n${describeSocketFinding(finding)}\n`);
      }
    }
    for (const target of chosen) {
      const count = counts.get(target.name);
      if (count === undefined || count.findings >= FINDINGS_MAX || performance.now() >= endMs) continue;
      const { inputs, finding } = fuzzSeed(target, seed);
      count.inputs += inputs;
      if (finding === null) continue;
      count.findings += 1;
      console.log(`\n${describeFinding(finding)}\n`);
    }
  }
  for (const [name, { inputs, findings }] of counts) console.log(`${name}: ${inputs} inputs, ${findings} findings`);
  if (sockets !== null) {
    console.log(`${SOCKETS}: ${socketSeeds} seeds, ${socketFindings} findings`);
    await sockets.cluster.close({ keepData: socketFindings > 0 });
  }
  return socketFindings > 0 || [...counts.values()].some(({ findings }) => findings > 0) ? 1 : 0;
}

async function openSockets(): Promise<{ readonly cluster: GroveCluster; readonly fuzz: SocketFuzz }> {
  const cluster = await GroveCluster.start({ name: 'fuzz', flags: SOCKET_FLAGS });
  return { cluster, fuzz: await SocketFuzz.make(cluster, await cluster.follower()) };
}

main()
  .then((code) => (process.exitCode = code))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
