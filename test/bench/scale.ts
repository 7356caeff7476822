import { pause, until } from '../cluster/until';
import { allServe, withClusters } from './clusters';
import { resultOf, runJob, type GeneratorOptions } from './load/start-generator';
import { measure, prepare, residentBytesOf } from './measure';
import { Figures, type Suite, type SuiteContext } from './suite';
import { SERVERS, type RunningTarget } from './targets/target';
import { workload } from './workloads';

const ZNODES = [10_000, 100_000, 1_000_000] as const;
const QUICK_ZNODES = [30_000] as const;
const DATA_BYTES = 100;
const PER_PARENT = 1_000;
const SNAPSHOT_EVERY = 100_000;
const QUICK_SNAPSHOT_EVERY = 20_000;
/** A window of Grove's gauge of the event loop's lag ends with the first reading that comes so much after the last window's end. */
const LAG_WINDOW_MS = 5_100;
const LAG_POLL_MS = 1_000;
const WRITE_MS = 8_000;
const QUICK_WRITE_MS = 3_000;
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

const SESSIONS_PART = 'sessions and watches';

type Part = (target: RunningTarget, figures: Figures, context: SuiteContext, generator: GeneratorOptions) => Promise<void>;

const PARTS: readonly (readonly [string, Part])[] = [
  ['znodes', znodes],
  ['children', children],
  [SESSIONS_PART, sessions],
];

/** What much of something costs: znodes, sessions, watches, watchers of one znode, children of one parent. */
export const scaleSuite: Suite = {
  summary: '10,000 to 1,000,000 znodes, 10,000 sessions, 100,000 watches, one change to 10,000 watchers, 100,000 children',
  targets: ['grove', 'zookeeper', 'etcd'],
  async run(context) {
    const generator = context.generator();
    const figures = new Figures('scale', context.say);
    const rounds = context.rounds ?? 1;
    if (!PARTS.some(([part]) => part.includes(context.only))) throw new RangeError(`no part's name contains "${context.only}"`);
    for (let round = 0; round < rounds; round++) {
      figures.round = round;
      // One target after the other, each with the machine's memory to itself.
      for (const name of context.targets) {
        const snapshotEvery = context.quick ? QUICK_SNAPSHOT_EVERY : SNAPSHOT_EVERY;
        const alone = { ...context, targets: [name], start: { snapshotEvery } };
        // Each part on servers of its own, so that one that fails takes nothing from the others.
        for (const [part, measurePart] of PARTS) {
          if (!part.includes(context.only)) continue;
          if (name === 'etcd' && part === SESSIONS_PART) {
            context.say(`${part}  etcd: LEFT OUT: it has no sessions; a watch there is a part of a stream`);
            continue;
          }
          try {
            await withClusters(alone, async ([target]) => {
              if (target !== undefined) await measurePart(target, figures, context, generator);
            });
          } catch (error) {
            context.signal.throwIfAborted();
            context.failed(`${part}  ${name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
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
    const place = { protocol, endpoints, root: '/fill', perParent: PER_PARENT, dataBytes: DATA_BYTES };
    const first = from;
    const [filled, fillStallMs] = await withStalls(target, () =>
      resultOf('filled', { type: 'fill', ...place, from: first, to: count }, generator),
    );
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
    const measureMs = context.quick ? QUICK_WRITE_MS : WRITE_MS;
    const [{ load }, stall] = await withStalls(target, () => measure(LOAD, target, { warmUpMs: 0, measureMs }, generator));
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

/** The worst stall of the servers' event loops during `work`, as far as they tell; null where they tell nothing. */
async function withStalls<T>(target: RunningTarget, work: () => Promise<T>): Promise<readonly [T, number | null]> {
  if ((await target.loopStallMs()) === null) return [await work(), null];
  // The window that is open holds what was before; from the reading that ends it, all is of this work.
  await pause(LAG_WINDOW_MS);
  await target.loopStallMs();
  const beganMs = performance.now();
  let longest = 0;
  let working = true;
  const look = async (): Promise<void> => {
    const stall = await target.loopStallMs();
    if (performance.now() - beganMs >= LAG_WINDOW_MS && stall !== null && Number.isFinite(stall)) longest = Math.max(longest, stall);
  };
  const watching = (async () => {
    while (working) {
      await pause(LAG_POLL_MS);
      // A server that does not answer in time says nothing; the next reading of the same window does.
      await look().catch(() => undefined);
    }
  })();
  try {
    return await work().then(async (result) => {
      await pause(LAG_WINDOW_MS);
      await look();
      return [result, longest] as const;
    });
  } finally {
    working = false;
    await watching;
  }
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
  const job = { type: 'list', protocol, endpoints: endpoints.slice(0, 1), path: '/children', calls: LISTS } as const;
  const [{ callsMs }, stallMs] = await withStalls(target, () => resultOf('listed', job, generator));
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
