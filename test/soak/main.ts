import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CutOff } from '../cluster/cut-off';
import { GroveCluster } from '../cluster/grove-cluster';
import { repositoryRoot } from '../cluster/repository';
import { pause } from '../cluster/until';
import { SoakLoad } from './load';
import { Measurements, type Verdict } from './measurements';
import { runOverload } from './overload';

const HELP = `npm run soak -- [options]

Three replicas under a mixture that uses everything that could be forgotten to be given back, for a long time. Ends with what each
replica's memory, history and event loop did, and one line: "flat", or what grows. Judged by the regression over the second half.

  --minutes M        how long (default 30; below 5 the second half is still filling up)
  --sessions N       steady sessions (default 4)
  --churners N       loops of short sessions (default 2)
  --overload         instead: crowds and abuse, some minutes: many sessions that come back at once after their replica's death, one change
                     told to all of them, clients that never read, connections that say nothing
  --crowd N          with it: how many sessions (default 10000; each needs a file descriptor here and at a replica)
  --help
`;

/**
 * What has a bound is given a small one, so that it is reached in the first half even on a slow machine: what still grows in the second
 * half has none.
 */
const FLAGS = {
  'history-max-bytes': 2 * 1024 * 1024,
  'value-history-max-bytes': 4 * 1024 * 1024,
  'log-cache-bytes': 4 * 1024 * 1024,
  'snapshot-every-entries': 20_000,
  'log-keep-entries': 5_000,
  'session-timeout-min-ms': 4_000,
};

const SAMPLES = 240;
const TELL_EVERY = 8;
/** One replica's connections are broken so often: sessions move, watches resume. */
const BREAK_EVERY_MS = 7_000;
const SETTLE_MS = 30_000;
const EXIT_GROWS = 1;
const EXIT_USAGE = 2;

class UsageError extends Error {}

async function main(): Promise<void> {
  const values = parseOptions();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.overload) {
    await overload(positive('crowd', values.crowd));
    return;
  }
  const minutes = positive('minutes', values.minutes);
  const cluster = await GroveCluster.start({
    name: 'soak',
    flags: FLAGS,
    nodeArgs: ['--expose-gc', '--require', join(repositoryRoot, 'test', 'soak', 'collect.cjs')],
  });
  const relays: CutOff[] = [];
  try {
    for (const endpoint of cluster.endpoints()) relays.push(await CutOff.start(endpoint));
    const load = new SoakLoad({
      endpoints: relays.map(({ endpoint }) => endpoint),
      steadySessions: positive('sessions', values.sessions),
      churners: positive('churners', values.churners),
    });
    const measurements = new Measurements(cluster);
    await load.start();
    const whole = await run(minutes * 60_000, cluster, relays, load, measurements);
    await load.stop();
    if (!whole) throw new UsageError('broken off: no verdict');
    const { digest } = await cluster.waitSameDigest(SETTLE_MS);
    conclude(minutes, load, measurements, digest);
  } finally {
    for (const relay of relays) await relay.close();
    await cluster.close({ keepData: process.exitCode !== undefined && process.exitCode !== 0 });
  }
}

async function overload(sessions: number): Promise<void> {
  const findings = await runOverload({ sessions, say });
  const broken = findings.filter(({ seen, most }) => seen > most);
  const told = broken.map(({ what, seen, most, unit }) => `${what}: ${number(seen)} ${unit}, at most ${most}`);
  process.stdout.write(`overload with ${sessions} sessions: ${told.length === 0 ? `${findings.length} bounds kept` : told.join('; ')}\n`);
  if (told.length > 0) process.exitCode = EXIT_GROWS;
}

/** False: broken off. */
async function run(
  lengthMs: number,
  cluster: GroveCluster,
  relays: readonly CutOff[],
  load: SoakLoad,
  measurements: Measurements,
): Promise<boolean> {
  let stopped = false;
  const stop = (): void => void (stopped = true);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const began = performance.now();
  const breaking = setInterval(() => relays[Math.floor(Math.random() * relays.length)]?.disconnect(), BREAK_EVERY_MS);
  try {
    for (let n = 1; n <= SAMPLES && !stopped; n += 1) {
      await pause(Math.max(0, began + (n * lengthMs) / SAMPLES - performance.now()));
      for (const id of cluster.ids) if (!cluster.isRunning(id)) throw new Error(`replica ${id} has ended; log: ${cluster.logFile(id)}`);
      await measurements.take();
      if (n % TELL_EVERY === 0) say(progress(cluster, load, measurements, (performance.now() - began) / 60_000));
    }
  } finally {
    clearInterval(breaking);
  }
  return !stopped;
}

function progress(cluster: GroveCluster, load: SoakLoad, measurements: Measurements, minutes: number): string {
  const memory = cluster.ids.map((id) => (measurements.last(id, 'resident') / 1024 ** 2).toFixed(0)).join(' ');
  return (
    `${minutes.toFixed(1)} min: ${load.operations} operations, ${load.sessions} short sessions, ${load.lists} lists, ` +
    `${load.events} events; resident ${memory} MiB; ${load.troubles.length} troubles`
  );
}

function conclude(minutes: number, load: SoakLoad, measurements: Measurements, digest: string): void {
  const verdicts = measurements.verdicts();
  process.stdout.write(`${verdicts.map(line).join('\n')}\n`);
  process.stdout.write(
    `${load.operations} operations, ${load.sessions} short sessions, ${load.lists} distinct lists, ${load.events} events heard; ` +
      `replicas: ${measurements.total('grove_reads_total')} reads, ${measurements.total('grove_writes_total')} writes, ` +
      `${measurements.total('grove_watch_events_total')} events, ${measurements.total('grove_snapshots_total')} snapshots, ` +
      `${measurements.total('grove_leader_changes_total')} changes of leader seen; one digest, ${digest}\n`,
  );
  for (const trouble of load.troubles.slice(0, 20)) process.stdout.write(`trouble: ${trouble}\n`);
  const growing = verdicts.filter(({ judged, trend }) => judged && trend.grows);
  const told = growing.map(
    ({ replica, name, scale, unit, trend }) => `replica ${replica} ${name} +${number(trend.growth / scale)} ${unit}`,
  );
  if (load.troubles.length > 0) told.push(`${load.troubles.length} troubles`);
  process.stdout.write(`soak of ${minutes} min: ${told.length === 0 ? 'flat' : `not flat: ${told.join(', ')}`}\n`);
  if (told.length > 0) process.exitCode = EXIT_GROWS;
}

function line({ replica, name, unit, scale, first, most, trend }: Verdict): string {
  const growth = `${trend.growth < 0 ? '' : '+'}${number(trend.growth / scale)}`;
  return `replica ${replica} ${name.padEnd(14)} first ${number(first / scale)}, second half ${number(trend.level / scale)} (${growth}), most ${number(most / scale)} ${unit}`;
}

function number(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '30' },
        sessions: { type: 'string', default: '4' },
        churners: { type: 'string', default: '2' },
        overload: { type: 'boolean', default: false },
        crowd: { type: 'string', default: '10000' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positive(option: string, value: string): number {
  const given = Number(value);
  if (!(given > 0)) throw new UsageError(`--${option}: "${value}" is no positive number`);
  return given;
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`soak: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_GROWS;
  })
  // After a failure the load's clients still look for a cluster that is gone.
  .finally(() => process.exit());
