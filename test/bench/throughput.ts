import { withClusters } from './clusters';
import { measure, noteMeasurement, prepare, type MeasureOptions } from './measure';
import type { LoadResult, Protocol } from './load/job';
import { Figures, type Suite, type SuiteContext } from './suite';
import type { RunningTarget } from './targets/target';
import { QUICK_WORKLOADS, WORKLOADS, workload, type Workload } from './workloads';
import type { Row } from './report';

const SECONDS = 5;
const QUICK_SECONDS = 1.5;
const ROUNDS = 3;
const WARM_UP_SHARE = 0.4;
const WARM_UP_MS_MIN = 4_000;

/**
 * The same work against three servers of each target, in turn (A B C A B C …) for each workload, so that what the machine
 * does meanwhile meets all of them alike. All targets stay up for the whole run: a JVM is measured warm.
 */
export const throughputSuite: Suite = {
  summary: 'three replicas under load beside their peers: throughput, latency, CPU, memory',
  targets: ['grove', 'grove-zookeeper', 'zookeeper', 'etcd'],
  run: (context) =>
    measureInTurn(
      'throughput',
      (context.quick ? QUICK_WORKLOADS : WORKLOADS).filter(({ name }) => name.includes(context.only)),
      context,
      (target) => target.name,
    ),
};

/** Plain unary calls: what an application pays that does not keep a session's stream. Both by the same generator. */
export const unarySuite: Suite = {
  summary: 'plain unary calls, without the stream (ZooKeeper has none and is left out)',
  targets: ['grove', 'etcd'],
  run: (context) =>
    measureInTurn(
      'unary',
      UNARY_WORKLOADS.filter(({ name }) => name.includes(context.only)),
      { ...context, targets: context.targets.filter((name) => name !== 'zookeeper' && name !== 'grove-zookeeper') },
      (target) => (target.name === 'grove' ? 'grove-unary' : target.name),
      'etcd',
    ),
};

const UNARY_WORKLOADS: readonly Workload[] = [
  workload('read', 100, 1, { sessions: 30, outstanding: 10 }),
  workload('90/10', 100, 0.9, { sessions: 30, outstanding: 10 }),
  workload('write', 100, 0, { sessions: 30, outstanding: 10 }),
  workload('write', 1024, 0, { sessions: 30, outstanding: 10 }),
  workload('read', 100, 1, { sessions: 1, outstanding: 1, at: 'follower' }),
  workload('write', 100, 0, { sessions: 1, outstanding: 1, at: 'leader' }),
  workload('write', 100, 0, { sessions: 1, outstanding: 1, at: 'follower' }),
];

function measureInTurn(
  suite: string,
  workloads: readonly Workload[],
  context: SuiteContext,
  protocolOf: (target: RunningTarget) => Protocol,
  base = 'zookeeper',
): Promise<Row[]> {
  const { say, profileFolder } = context;
  if (workloads.length === 0) throw new RangeError(`no workload's name contains "${context.only}"`);
  const generator = context.generator();
  const measureMs = (context.seconds ?? (context.quick ? QUICK_SECONDS : SECONDS)) * 1000;
  const optionsOf = (target: RunningTarget): MeasureOptions => ({
    warmUpMs: measureMs * WARM_UP_SHARE,
    measureMs,
    protocol: protocolOf(target),
  });
  const rounds = context.rounds ?? (context.quick ? 1 : ROUNDS);
  return withClusters({ ...context, start: { profileFolder } }, async (running) => {
    for (const dataBytes of new Set(workloads.map((one) => one.dataBytes))) {
      for (const target of running) await prepare(target, dataBytes, generator);
    }
    for (const target of running) {
      say(`${target.name}: warming up`);
      const options = { ...optionsOf(target), warmUpMs: 0, measureMs: Math.max(WARM_UP_MS_MIN, measureMs) };
      await measure(warmUpOf(workloads), target, options, generator);
    }
    const figures = new Figures(suite, say);
    for (const one of workloads) {
      for (let round = 1; round <= rounds; round++) {
        for (const target of running) {
          figures.round = round;
          try {
            const measurement = await measure(one, target, optionsOf(target), generator);
            noteMeasurement(figures, one.name, target.name, measurement);
            say(`${one.name}  round ${round}/${rounds}  ${target.name}: ${inShort(measurement.load)}`);
          } catch (error) {
            context.signal.throwIfAborted();
            context.failed(`${one.name}  round ${round}/${rounds}  FAILED: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
      }
    }
    return figures.rows(['throughput', 'latency p50'], base);
  });
}

function inShort({ operations, durationMs, p50Ms, cpuMs }: LoadResult): string {
  const perSecond = ((operations * 1000) / durationMs).toFixed(0);
  return `${perSecond} op/s, p50 ${p50Ms.toFixed(2)} ms, generator ${((cpuMs * 100) / durationMs).toFixed(0)} % of a core`;
}

/** Reads and writes alike, so that a just-in-time compiler has seen both before the first figure is taken. */
function warmUpOf(workloads: readonly Workload[]): Workload {
  return { name: 'warm-up', dataBytes: workloads[0]?.dataBytes ?? 0, readShare: 0.5, sessions: 30, outstanding: 100 };
}
