import { pause, until } from '../cluster/until';
import { allServe, withClusters } from './clusters';
import { resultOf, runJob, type GeneratorOptions } from './load/start-generator';
import { measure, prepare, residentBytesOf } from './measure';
import { Figures, type Suite, type SuiteContext } from './suite';
import { SERVERS, type RunningTarget } from './targets/target';
import { workload } from './workloads';

const ZNODES = [10_000, 100_000, 1_000_000] as const;
const QUICK_ZNODES = [10_000, 30_000] as const;
const DATA_BYTES = 100;
const PER_PARENT = 1_000;
const SNAPSHOT_EVERY = 100_000;
const QUICK_SNAPSHOT_EVERY = 20_000;
/** A window of Grove's gauge of the event loop's lag. */
const LAG_WINDOW_MS = 6_000;
const LAG_POLL_MS = 1_000;
const WRITE_MS = 8_000;
/** Time for several snapshots of a million znodes on a slow disk. */
const SNAPSHOT_RUNS_MAX = 12;
const RESTART_MS_MAX = 120_000;
const SESSIONS = 10_000;
const QUICK_SESSIONS = 600;
const WATCHES = 100_000;
const QUICK_WATCHES = 6_000;
const CHANGES = 5;
const CHILDREN = 100_000;
const QUICK_CHILDREN = 5_000;
const LISTS = 10;

const LOAD = workload('write', DATA_BYTES, 0, { sessions: 30, outstanding: 10 });

/** What much of something costs: znodes, sessions, watches, watchers of one znode, children of one parent. */
export const scaleSuite: Suite = {
  summary: '10,000 to 1,000,000 znodes, 10,000 sessions, 100,000 watches, one change to 10,000 watchers, 100,000 children',
  targets: ['grove', 'zookeeper', 'etcd'],
  async run(context) {
    const generator = context.generator();
    const figures = new Figures('scale', context.say);
    const rounds = context.rounds ?? 1;
    const wants = (part: string): boolean => part.includes(context.only);
    for (let round = 0; round < rounds; round++) {
      // One target after the other, each with the machine's memory to itself.
      for (const name of context.targets) {
        const snapshotEvery = context.quick ? QUICK_SNAPSHOT_EVERY : SNAPSHOT_EVERY;
        const alone = { ...context, targets: [name], start: { snapshotEvery } };
        if (wants('znodes') || wants('children')) {
          await withClusters(alone, async ([target]) => {
            if (target === undefined) return;
            if (wants('znodes')) await znodes(target, figures, context, generator);
            if (wants('children')) await children(target, figures, context, generator);
          });
        }
        if (!wants('sessions') && !wants('watch')) continue;
        if (name === 'etcd') {
          context.say('sessions and watches  etcd: LEFT OUT: it has no sessions; a watch there is a part of a stream');
          continue;
        }
        await withClusters(alone, async ([target]) => {
          if (target !== undefined) await sessions(target, figures, context, generator);
        });
      }
    }
    return figures.rows(['memory per znode', 'restart until it serves', 'memory per session', 'last event']);
  },
};

async function znodes(target: RunningTarget, figures: Figures, context: SuiteContext, generator: GeneratorOptions): Promise<void> {
  const { name: protocol, endpoints } = target;
  await prepare(target, DATA_BYTES, generator);
  const emptyBytes = largest(target);
  let from = 0;
  for (const count of context.quick ? QUICK_ZNODES : ZNODES) {
    const name = `${count.toLocaleString('en-US')} znodes of 100 B`;
    const tell = (metric: string, unit: string, value: number): void => figures.tell(name, target.name, metric, unit, value);
    const filling = resultOf(
      'filled',
      { type: 'fill', protocol, endpoints, root: '/fill', from, to: count, perParent: PER_PARENT, dataBytes: DATA_BYTES },
      generator,
    );
    const [filled, fillStallMs] = await Promise.all([filling, longestStall(target, filling)]);
    tell('create', 'op/s', ((count - from) * 1000) / filled.durationMs);
    from = count;
    // Garbage of the creation is collected as the next seconds go by; what stays is what the znodes cost.
    await pause(context.quick ? 0 : LAG_WINDOW_MS);
    tell('memory per znode', 'B', (largest(target) - emptyBytes) / count);
    tell('resident memory', 'MiB', largest(target) / 2 ** 20);
    noteStall(tell, 'while created', filled.longestGapMs, fillStallMs);
    await writesAndSnapshot(target, tell, context, generator);
    tell('restart until it serves', 'ms', await restartMs(target));
  }
}

type Tell = (metric: string, unit: string, value: number) => void;

/** Writes until a snapshot was taken during them. */
async function writesAndSnapshot(target: RunningTarget, tell: Tell, context: SuiteContext, generator: GeneratorOptions): Promise<void> {
  let gapMs = 0;
  let stallMs: number | null = null;
  for (let run = 1; run <= SNAPSHOT_RUNS_MAX; run++) {
    const snapshots = await target.snapshots();
    const measuring = measure(LOAD, target, { warmUpMs: 0, measureMs: WRITE_MS }, generator);
    const [{ load }, stall] = await Promise.all([measuring, longestStall(target, measuring)]);
    gapMs = Math.max(gapMs, load.longestGapMs);
    if (stall !== null) stallMs = Math.max(stallMs ?? 0, stall);
    if ((await target.snapshots()) > snapshots) {
      noteStall(tell, 'while written and a snapshot is taken', gapMs, stallMs);
      return;
    }
    if (run === 1) noteStall(tell, 'while written', load.longestGapMs, stall);
  }
  context.say(`${target.name}: no snapshot within ${SNAPSHOT_RUNS_MAX} times ${WRITE_MS / 1000} s of writes`);
}

function noteStall(tell: Tell, when: string, gapMs: number, stallMs: number | null): void {
  tell(`longest time without an answer ${when}`, 'ms', gapMs);
  if (stallMs !== null) tell(`longest stall of an event loop ${when}`, 'ms', stallMs);
}

/** The worst of what the servers tell while `work` goes on; null where they tell nothing. */
async function longestStall(target: RunningTarget, work: Promise<unknown>): Promise<number | null> {
  let longest: number | null = null;
  let working = true;
  const end = work.finally(() => (working = false)).catch(() => undefined);
  while (working) {
    await Promise.race([end, pause(LAG_POLL_MS)]);
    const stall = await target.loopStallMs();
    if (stall !== null && Number.isFinite(stall)) longest = Math.max(longest ?? 0, stall);
  }
  return longest;
}

/** Kills a follower and starts it again. */
async function restartMs(target: RunningTarget): Promise<number> {
  await allServe(target);
  const leader = await target.leader();
  const server = SERVERS.find((one) => one !== leader) ?? 0;
  await target.kill(server);
  const beganMs = performance.now();
  target.restart(server);
  await until(`server ${server + 1} of ${target.name} serves again`, RESTART_MS_MAX, () => target.serves(server));
  return performance.now() - beganMs;
}

async function children(target: RunningTarget, figures: Figures, { quick }: SuiteContext, generator: GeneratorOptions): Promise<void> {
  const { name: protocol, endpoints } = target;
  const count = quick ? QUICK_CHILDREN : CHILDREN;
  await resultOf(
    'filled',
    { type: 'fill', protocol, endpoints, root: '/children', from: 0, to: count, perParent: 0, dataBytes: 0 },
    generator,
  );
  const listing = resultOf(
    'listed',
    { type: 'list', protocol, endpoints: endpoints.slice(0, 1), path: '/children', calls: LISTS },
    generator,
  );
  const [{ callsMs }, stallMs] = await Promise.all([listing, longestStall(target, listing)]);
  const name = `children: ${count.toLocaleString('en-US')} of one znode`;
  for (const ms of callsMs) figures.note(name, target.name, 'list', 'ms', ms);
  figures.tell(name, target.name, 'list, worst', 'ms', Math.max(...callsMs));
  if (stallMs !== null) figures.tell(name, target.name, 'longest stall of an event loop', 'ms', stallMs);
}

async function sessions(target: RunningTarget, figures: Figures, { quick }: SuiteContext, generator: GeneratorOptions): Promise<void> {
  const { name: protocol, endpoints } = target;
  await resultOf(
    'filled',
    { type: 'fill', protocol, endpoints, root: '/fan-out', from: 0, to: 1, perParent: 0, dataBytes: DATA_BYTES },
    generator,
  );
  const count = quick ? QUICK_SESSIONS : SESSIONS;
  const watches = quick ? QUICK_WATCHES : WATCHES;
  const name = `${count.toLocaleString('en-US')} sessions`;
  const tell = (metric: string, unit: string, value: number): void => figures.tell(name, target.name, metric, unit, value);
  const watchName = `${watches.toLocaleString('en-US')} watches`;
  let beforeBytes = total(target);
  await runJob({ type: 'watchers', protocol, endpoints, sessions: count, watches, changes: CHANGES }, generator, (report, say) => {
    if (report.type !== 'step') return;
    const nowBytes = total(target);
    if (report.name === 'sessions') tell('memory per session', 'KB', (nowBytes - beforeBytes) / count / 1000);
    if (report.name === 'watches') figures.tell(watchName, target.name, 'memory per watch', 'B', (nowBytes - beforeBytes) / watches);
    if (report.name === 'fan-out') {
      const [events = 0, firstMs = 0, lastMs = 0] = report.values;
      const fanOut = `one change to ${events.toLocaleString('en-US')} watchers`;
      figures.note(fanOut, target.name, 'first event', 'ms', firstMs);
      figures.tell(fanOut, target.name, 'last event', 'ms', lastMs);
      figures.note(fanOut, target.name, 'events', 'events/s', (events * 1000) / lastMs);
    }
    beforeBytes = nowBytes;
    say('next');
  });
}

function largest(target: RunningTarget): number {
  return Math.max(...residentBytesOf(target));
}

/** Sessions and watches are spread over the servers. */
function total(target: RunningTarget): number {
  return residentBytesOf(target).reduce((sum, bytes) => sum + bytes, 0);
}
