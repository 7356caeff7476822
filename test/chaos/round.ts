import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './checker/check';
import { History, isWrite } from './checker/history';
import { GroveCluster } from '../cluster/grove-cluster';
import { REPLICA_MODULES } from '../cluster/replica-program';
import { buildShim, shimEnvironment, shimFiles } from '../cluster/power-loss';
import { newDataFolder } from '../cluster/repository';
import { pause, until } from '../cluster/until';
import { SeededRandom } from '../simulation/random';
import { buildClockShim, clockFile, moveClock } from './clock-shim';
import { isolationMissing } from './isolation';
import { Load } from './load';
import type { Nemesis, World } from './nemesis';
import { Observer } from './observer';
import { RecordedClient } from './recorded-client';
import { Recorder } from './recorder';
import { PEER_ROUTE, ProxiedNetwork } from './proxied-network';
import { CLIENTS_ADDRESS, ReplicaNetwork } from './replica-network';
import { plain, type Workload } from './workload';
import { DISK_RESERVE_BYTES } from './nemeses/full-disk';
import { READ_AT_THE_END } from './workloads';

const READY_MS = 120_000;
const STAYS_MS = 4_000;
const SETTLE_MS = 60_000;
const SMALL_DISK = '192m';
/** Small, so that snapshots, transfers and truncations come up in a short run; the history must hold a whole run. */
const FLAGS = {
  'disk-reserve-bytes': DISK_RESERVE_BYTES,
  'snapshot-every-entries': 1_500,
  'log-keep-entries': 300,
  'reap-interval-ms': 500,
  'session-timeout-min-ms': 1_000,
} as const;

export interface RoundOptions {
  readonly seed: number;
  readonly replicas: number;
  readonly seconds: number;
  readonly nemeses: readonly Nemesis[];
  readonly workloads: readonly Workload[];
  readonly clientsEach: number;
  readonly thinkMs: number;
  readonly say: (text: string) => void;
  readonly stopped: AbortSignal;
  /** Scripts that are loaded into a replica before its own: faults on purpose, for tests of the whole of this. It then runs module by module. */
  readonly preloadsOf?: (id: number) => readonly string[];
}

export interface RoundResult {
  /** Answered calls. */
  readonly operations: number;
  readonly events: number;
  readonly sessions: number;
  /** Those that a replica without a leader served for a while. */
  readonly readOnly: number;
  readonly unknown: number;
  readonly violations: readonly string[];
  /** Milliseconds under each nemesis, its healing included, and how often it came. */
  readonly faults: ReadonlyMap<string, { readonly times: number; readonly ms: number }>;
  readonly missing: ReadonlyMap<string, string>;
  readonly folder: string;
}

/** One cluster, from its first start to the check of all that was seen of it. */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const folder = newDataFolder(`chaos-${options.seed}`);
  const random = new SeededRandom(options.seed);
  const recorder = new Recorder(join(folder, 'history.jsonl'));
  const { replicas, seed } = options;
  const address = isolationMissing() === null ? CLIENTS_ADDRESS : '127.0.0.1';
  recorder.add({ type: 'run', seed, replicas, text: options.nemeses.map(({ name }) => name).join(','), address });
  const ids = Array.from({ length: replicas }, (_, n) => n + 1);
  const network = isolationMissing() === null ? await ReplicaNetwork.make(ids) : new ProxiedNetwork();
  const shim = buildShim();
  const clock = buildClockShim();
  const cluster = await GroveCluster.make({
    name: 'chaos',
    folder,
    replicas,
    flags: FLAGS,
    ...(network instanceof ReplicaNetwork && { hostOf: network.hostOf }),
    ...(options.preloadsOf !== undefined && { program: REPLICA_MODULES }),
    nodeArgsOf: (id) =>
      [...(network instanceof ProxiedNetwork ? [PEER_ROUTE] : []), ...(options.preloadsOf?.(id) ?? [])].flatMap((each) => [
        '--require',
        each,
      ]),
    envOf: (dataFolder, id) => ({
      ...(network instanceof ProxiedNetwork && network.environment(id)),
      ...(shim !== null && shimEnvironment(shim, shimFiles(dataFolder))),
      ...(clock !== null && {
        GROVE_CLOCK_OFFSET: clockFile(dataFolder),
        LD_PRELOAD: [shim, clock].filter((each) => each !== null).join(' '),
      }),
    }),
  });
  if (network instanceof ProxiedNetwork) {
    options.say(
      '  no network namespaces here: a proxy between replicas makes partitions and a slow network; what clients send is not touched',
    );
    await network.stretch(peersOf(cluster));
  }
  const smallDisk = mountSmallDisk(cluster);
  for (const id of cluster.ids) if (clock !== null) moveClock(cluster.dataFolder(id), 0);
  const world: World = { cluster, random, network, hasShim: shim !== null, hasClock: clock !== null, smallDisk };
  const violations: string[] = [];
  const faults = new Map<string, { times: number; ms: number }>();
  const missing = new Map<string, string>();
  let load: Load | null = null;
  let observer: Observer | null = null;
  let brokeOff = false;
  try {
    cluster.startAll();
    await cluster.waitReady(cluster.ids, READY_MS);
    observer = await Observer.start(cluster.endpoints(), recorder);
    await setUp(cluster, recorder, options.workloads);
    load = new Load({ endpoints: cluster.endpoints(), recorder, random: random.fork(), ...options });
    await strikeInTurn(world, options, recorder, faults, missing);
    await cluster.waitReady(cluster.ids, READY_MS);
    await load.stop();
    for (const client of load.stuck)
      violations.push(`unknown outcomes: client ${client} did not get its answers after everything was healed`);
    await readAll(cluster, recorder, observer, options.workloads);
    await observer.stop();
    if (observer.failure !== null) violations.push(`changes: the observer had to give up: ${observer.failure}`);
    await recordDigests(cluster, recorder);
  } catch (error) {
    brokeOff = true;
    violations.push(`the run itself: ${error instanceof Error ? error.message : String(error)}`);
    load?.abandon();
    await observer?.stop();
  }
  for (const id of cluster.ids) if (cluster.isRunning(id)) cluster.resume(id);
  await cluster.close({ keepData: false });
  recorder.close();
  if (smallDisk !== null) spawnSync('umount', ['--lazy', cluster.dataFolder(smallDisk)]);
  await network.close();
  const history = new History(recorder.lines);
  // Of a run that broke off the end is missing, which the rules would take for lost: it has failed, and its history is left for `--check`.
  if (!brokeOff) violations.push(...check(history).map(({ rule, message }) => `${rule}: ${message}`));
  const answered = history.calls.filter(({ answer }) => answer !== null);
  if (violations.length === 0 && !options.stopped.aborted) rmSync(folder, { recursive: true, force: true });
  else leaveBehind(folder, options, violations);
  return {
    operations: answered.length,
    events: recorder.lines.filter(({ type }) => type === 'event' || type === 'change').length,
    sessions: history.clients.size,
    readOnly: [...history.clients.values()].filter(({ states }) => states.some(({ state }) => state === 'CONNECTED_READ_ONLY')).length,
    unknown: history.calls.filter(
      (call) => isWrite(call.operation) && call.operation.type !== 'close' && (call.answer === null || call.answer.zxid === 0),
    ).length,
    violations,
    faults,
    missing,
    folder,
  };
}

function peersOf(cluster: GroveCluster): Map<number, { readonly host: string; readonly port: number }> {
  return new Map(
    cluster.ids.map((id) => {
      const [host = '', port = ''] = cluster.peerAddress(id).split(':');
      return [id, { host, port: Number(port) }];
    }),
  );
}

/** The last replica's data lies on a small file system in memory, where one can be mounted for this run alone. */
function mountSmallDisk(cluster: GroveCluster): number | null {
  const id = cluster.ids[cluster.ids.length - 1];
  if (id === undefined || isolationMissing() !== null) return null;
  mkdirSync(cluster.dataFolder(id), { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'none', cluster.dataFolder(id)]);
  return status === 0 ? id : null;
}

async function setUp(cluster: GroveCluster, recorder: Recorder, workloads: readonly Workload[]): Promise<void> {
  const client = new RecordedClient(cluster.endpoints(), 30_000, recorder);
  await client.opened();
  for (const { root, setUp: more } of workloads) {
    await client.call({ type: 'create', path: root, data: '', ...plain });
    await more?.(client);
  }
  await client.close();
}

async function strikeInTurn(
  world: World,
  options: RoundOptions,
  recorder: Recorder,
  faults: Map<string, { times: number; ms: number }>,
  missing: Map<string, string>,
): Promise<void> {
  const { random, cluster } = world;
  const { say, stopped } = options;
  const possible = options.nemeses.filter((nemesis) => {
    const why = nemesis.missing(world);
    if (why !== null) missing.set(nemesis.name, why);
    return why === null;
  });
  const endMs = performance.now() + options.seconds * 1000;
  const wait = async (ms: number): Promise<void> => {
    const until_ = Math.min(performance.now() + ms, endMs);
    while (performance.now() < until_ && !stopped.aborted) await pause(50);
  };
  let turn: Nemesis[] = [];
  await wait(1_000);
  while (performance.now() < endMs && !stopped.aborted) {
    if (turn.length === 0) turn = inRandomOrder(possible, random);
    const nemesis = turn.pop();
    if (nemesis === undefined) {
      await wait(options.seconds * 1000);
      return;
    }
    const startMs = performance.now();
    const { what, heal } = await nemesis.strike(world);
    recorder.note(what);
    say(`  ${what}`);
    await wait(random.between(500, nemesis.longestMs ?? STAYS_MS));
    await heal();
    recorder.note(`healed: ${what}`);
    await cluster.waitReady(cluster.ids, READY_MS);
    const sum = faults.get(nemesis.name) ?? { times: 0, ms: 0 };
    faults.set(nemesis.name, { times: sum.times + 1, ms: sum.ms + performance.now() - startMs });
    await wait(random.between(200, 1_500));
  }
}

function inRandomOrder(nemeses: readonly Nemesis[], random: SeededRandom): Nemesis[] {
  return nemeses
    .map((nemesis) => ({ nemesis, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ nemesis }) => nemesis);
}

/** What is there in the end, linearizable, at every replica; and the observer has seen all of it. */
async function readAll(cluster: GroveCluster, recorder: Recorder, observer: Observer, workloads: readonly Workload[]): Promise<void> {
  const roots = READ_AT_THE_END.filter((path) => workloads.some(({ root }) => path === root || path.startsWith(`${root}-`)));
  let lastZxid = 0;
  for (const id of cluster.ids) {
    const client = new RecordedClient(cluster.endpoints([id]), 30_000, recorder);
    await client.opened();
    const walk = async (path: string): Promise<void> => {
      const { outcome } = await client.call({ type: 'getChildren', path, watch: false }, { linearizable: true });
      await client.call({ type: 'getData', path, watch: false }, { linearizable: true });
      for (const name of outcome.children ?? []) await walk(`${path}/${name}`);
    };
    for (const path of roots) await walk(path);
    const marker = await client.call({ type: 'create', path: `/end-${id}`, data: client.data(), ...plain });
    lastZxid = marker.zxid;
    await client.close();
  }
  await until('the observer is told of the last write', SETTLE_MS, () => observer.lastZxid >= lastZxid || observer.failure !== null);
}

async function recordDigests(cluster: GroveCluster, recorder: Recorder): Promise<void> {
  // Where they differ at one zxid this throws, and says how.
  const { digest, digestZxid } = await cluster.waitSameDigest(SETTLE_MS);
  for (const replica of cluster.ids) recorder.add({ type: 'digest', replica, zxid: digestZxid, digest });
}

/** What is needed to look into a failure: the history and the replicas' logs; their data is gone. */
function leaveBehind(folder: string, options: RoundOptions, violations: readonly string[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) rmSync(join(folder, entry.name), { recursive: true, force: true });
    else if (!entry.name.endsWith('.log') && !entry.name.endsWith('.jsonl')) rmSync(join(folder, entry.name), { force: true });
  }
  writeFileSync(join(folder, 'violations.txt'), `${repeatCommand(options)}\n${violations.join('\n')}\n`);
}

export function repeatCommand({ seed, replicas, nemeses, workloads, seconds }: RoundOptions): string {
  const names = (each: readonly { readonly name: string }[]): string => each.map(({ name }) => name).join(',');
  return `npm run chaos -- --seed ${seed} --replicas ${replicas} --minutes ${(seconds / 60).toFixed(2)} --nemesis ${names(nemeses)} --workload ${names(workloads)}`;
}
