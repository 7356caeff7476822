import { processUsage } from '../cluster/server-process';
import { endpointOf } from './clusters';
import type { LoadResult, Protocol } from './load/job';
import { resultOf, runJob, type GeneratorOptions } from './load/start-generator';
import type { Figures } from './suite';
import { SERVERS, type RunningTarget } from './targets/target';
import { ZNODES, znodePaths, type Workload } from './workloads';

/** Elections while something is measured at the leader or at a follower make it worthless; it is measured again so often. */
const ATTEMPTS = 3;

export interface MeasureOptions {
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** How it is called; the target's own where absent. */
  readonly protocol?: Protocol;
}

/** What one measurement of one target found. */
export interface Measurement {
  readonly load: LoadResult;
  /** CPU of the three servers while it was measured. */
  readonly serverCpuMs: number;
  /** Of the largest server. */
  readonly residentBytes: number;
}

/** Creates what the workloads work on. */
export async function prepare(target: RunningTarget, dataBytes: number, generator: GeneratorOptions): Promise<void> {
  const { parent } = znodePaths(dataBytes);
  const { name: protocol, endpoints } = target;
  await resultOf('filled', { type: 'fill', protocol, endpoints, root: parent, from: 0, to: ZNODES, perParent: 0, dataBytes }, generator);
}

export async function measure(
  workload: Workload,
  target: RunningTarget,
  options: MeasureOptions,
  generator: GeneratorOptions,
): Promise<Measurement> {
  for (let attempt = 1; ; attempt++) {
    const leader = await target.leader();
    const measurement = await measureOnce(workload, target, options, generator, endpointsOf(workload, target, leader));
    if (workload.at === undefined || (await target.leader()) === leader) return measurement;
    if (attempt === ATTEMPTS) throw new Error(`${target.name}, ${workload.name}: the leader changed in each of ${ATTEMPTS} attempts`);
  }
}

function endpointsOf({ at }: Workload, target: RunningTarget, leader: number): readonly string[] {
  if (at === undefined) return target.endpoints;
  if (at === 'leader') return [endpointOf(target, leader)];
  return [endpointOf(target, SERVERS.find((server) => server !== leader) ?? 0)];
}

async function measureOnce(
  workload: Workload,
  target: RunningTarget,
  { warmUpMs, measureMs, protocol = target.name }: MeasureOptions,
  generator: GeneratorOptions,
  endpoints: readonly string[],
): Promise<Measurement> {
  let cpuBeforeMs = 0;
  let cpuAfterMs = 0;
  let load: LoadResult | undefined;
  await runJob({ type: 'run', protocol, endpoints, workload, warmUpMs, measureMs }, generator, (report) => {
    if (report.type === 'measuring') cpuBeforeMs = cpuOf(target);
    if (report.type === 'measured') {
      cpuAfterMs = cpuOf(target);
      load = report.result;
    }
  });
  if (load === undefined) throw new Error(`${target.name}, ${workload.name}: the generator reported nothing`);
  if (load.failures > 0) throw new Error(`${target.name}, ${workload.name}: ${load.failures} of ${load.operations} requests failed`);
  if (load.operations === 0) throw new Error(`${target.name}, ${workload.name}: nothing was answered`);
  return { load, serverCpuMs: cpuAfterMs - cpuBeforeMs, residentBytes: Math.max(...residentBytesOf(target)) };
}

/** Notes what every load suite shows. */
export function noteMeasurement(
  figures: Figures,
  workload: string,
  target: string,
  { load, serverCpuMs, residentBytes }: Measurement,
): void {
  const { operations, durationMs, p50Ms, p99Ms, p999Ms, cpuMs } = load;
  const note = (metric: string, unit: string, value: number): void => figures.note(workload, target, metric, unit, value);
  note('throughput', 'op/s', (operations * 1000) / durationMs);
  note('latency p50', 'ms', p50Ms);
  note('latency p99', 'ms', p99Ms);
  note('latency p99.9', 'ms', p999Ms);
  note('server cpu', 'us/op', (serverCpuMs * 1000) / operations);
  note('generator cpu', '% of a core', (cpuMs * 100) / durationMs);
  note('resident memory', 'MiB', residentBytes / 2 ** 20);
}

/** Of each server that runs. */
export function residentBytesOf(target: RunningTarget): number[] {
  return target.pids.map((pid) => processUsage(pid)?.residentBytes ?? 0);
}

function cpuOf(target: RunningTarget): number {
  return target.pids.reduce((sum, pid) => sum + (processUsage(pid)?.cpuMs ?? 0), 0);
}
