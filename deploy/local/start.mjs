/**
 * What `npm start` runs: a whole cluster on this machine, one process per replica. Plain Node without dependencies,
 * because it is what installs them.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt, ensureInstalled, ensureNative, ensureNodeVersion, repositoryRoot, SetupError } from '../../.config/setup.mjs';
import { firstTakenPort, host, portsOf } from './addresses.mjs';
import { prepareDataFolder } from './data-folder.mjs';
import { readOptions, usage, UsageError } from './options.mjs';
import { ReplicaProcess, replicaProgram } from './replica-process.mjs';

/** One Ctrl-C can arrive twice, from the terminal and from npm; only a later one is a second one. */
const secondSignalAfterMs = 700;
const readinessEveryMs = 50;

async function main() {
  // npm runs scripts in the repository; a relative folder is meant from where the person stands.
  const options = readOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  if (options.setup) {
    ensureNodeVersion();
    await ensureInstalled();
    await ensureNative();
    await ensureBuilt();
  }
  const program = replicaProgram(repositoryRoot);
  if (!existsSync(program)) throw new SetupError(`${program} is not built.`);

  const numbers = Array.from({ length: options.replicas }, (_, index) => index + 1);
  const taken = await firstTakenPort(options, numbers);
  if (taken !== null) {
    const advice =
      taken.use === 'zooKeeper'
        ? 'is a ZooKeeper running here? Start with --no-zookeeper, or choose other ports with --base-port.'
        : 'is Grove running already? Stop it, or choose other ports with --base-port.';
    throw new SetupError(`port ${taken.port} is taken: ${advice}`);
  }
  const wrong = prepareDataFolder(options);
  if (wrong !== null) throw new SetupError(wrong);

  await supervise(options, program, numbers);
}

async function supervise(options, program, numbers) {
  let stopping = false;
  let stoppedAt = 0;
  const stop = (signal, exitCode) => {
    if (stopping) {
      if (Date.now() - stoppedAt < secondSignalAfterMs) return;
      print('killing the replicas');
      for (const replica of replicas) replica.kill();
      process.exit(1);
    }
    stopping = true;
    stoppedAt = Date.now();
    print(`stopping ${numbers.length === 1 ? 'the replica' : 'all replicas'} (once more kills)`);
    void Promise.all(replicas.map((replica) => replica.stop(signal))).then(() => {
      print('stopped');
      process.exit(exitCode);
    });
  };
  const replicas = numbers.map((number) => new ReplicaProcess(number, options, program, print, () => stop('SIGTERM', 2)));
  process.on('SIGINT', () => stop('SIGTERM', 0));
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGHUP', () => stop('SIGTERM', 0));
  for (const replica of replicas) replica.start();

  for (const replica of replicas) {
    while (!stopping && !(await replica.isReady())) await sleep(readinessEveryMs);
  }
  if (!stopping) process.stdout.write(readyText(options, numbers));
}

function readyText({ basePort, dataDir, zooKeeper }, numbers) {
  const endpoints = numbers.map((number) => `${host}:${portsOf(basePort, number).client}`).join(',');
  const http = numbers.map((number) => `http://${host}:${portsOf(basePort, number).http}/status`).join(' ');
  const zooKeeperHosts = numbers.map((number) => `${host}:${portsOf(basePort, number).zooKeeper}`).join(',');
  const zooKeeperLine = zooKeeper ? `  zookeeper ${zooKeeperHosts} (for ZooKeeper's own clients)\n` : '';
  const where = basePort === 7400 && numbers.length === 3 ? '' : `  export GROVE_ENDPOINTS=${endpoints}\n`;
  return `
Grove is ready: endpoints ${endpoints}

  data      ${dataDir}
  status    ${http}
${zooKeeperLine}
Try next, in another shell:

${where}  npx grove create /hello world
  npx grove get /hello
  npx grove watch /hello
  npx grove status

Ctrl-C stops ${numbers.length === 1 ? 'it' : 'all of them'}.

`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError || error instanceof UsageError)) throw error;
  process.stderr.write(`grove: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
