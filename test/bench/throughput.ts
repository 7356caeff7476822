import { fork } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newDataFolder } from '../cluster/repository';
import { processUsage } from '../cluster/server-process';
import type { Job, JobReport, LoadResult, Protocol } from './load/job';
import type { Row } from './report';
import { spread } from './statistics';
import { etcd } from './targets/etcd';
import { grove } from './targets/grove';
import type { RunningTarget, Target } from './targets/target';
import { zookeeper } from './targets/zookeeper';
import { WORKLOADS, type Workload } from './workloads';

const WARM_UP_MS_MIN = 4_000;

export const TARGETS: Readonly<Record<Protocol, Target>> = { grove, zookeeper, etcd };

export interface ThroughputOptions {
  readonly targets: readonly Protocol[];
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Only workloads whose name contains it. */
  readonly only: string;
  readonly profileFolder: string | undefined;
  /** Progress, a line at a time. */
  readonly say: (line: string) => void;
  /** Broken off: no further measurement, all is ended and removed. */
  readonly signal: AbortSignal;
}

/** What one measurement of one target found. */
interface Measurement {
  readonly throughput: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the three servers for one operation, in microseconds. */
  readonly serverCpuUs: number;
  /** CPU that the generator used, in percent of one core. */
  readonly generatorCpuPercent: number;
  /** Of the largest server. */
  readonly residentMiB: number;
}

const METRICS: readonly { readonly name: string; readonly unit: string; readonly of: (measurement: Measurement) => number }[] = [
  { name: 'throughput', unit: 'op/s', of: (m) => m.throughput },
  { name: 'latency p50', unit: 'ms', of: (m) => m.p50Ms },
  { name: 'latency p99', unit: 'ms', of: (m) => m.p99Ms },
  { name: 'server cpu', unit: 'us/op', of: (m) => m.serverCpuUs },
  { name: 'generator cpu', unit: '% of a core', of: (m) => m.generatorCpuPercent },
  { name: 'resident memory', unit: 'MiB', of: (m) => m.residentMiB },
];

/**
 * The same work against three servers of each target, in turn (A B A B …) for each workload, so that what the machine
 * does meanwhile meets all of them alike. All targets stay up for the whole run: a JVM is measured warm.
 */
export async function runThroughputSuite(options: ThroughputOptions): Promise<Row[]> {
  const { say, signal } = options;
  const workloads = WORKLOADS.filter(({ name }) => name.includes(options.only));
  if (workloads.length === 0) throw new RangeError(`no workload's name contains "${options.only}"`);
  const folder = newDataFolder('bench');
  const running: RunningTarget[] = [];
  try {
    for (const name of options.targets) {
      const target = TARGETS[name];
      const missing = target.missing();
      if (missing !== null) {
        say(`${name}: left out: ${missing}`);
        continue;
      }
      signal.throwIfAborted();
      say(`${name}: starting three servers`);
      const own = join(folder, name);
      mkdirSync(own);
      running.push(await target.start({ folder: own, profileFolder: options.profileFolder }));
    }
    for (const dataBytes of new Set(workloads.map((workload) => workload.dataBytes))) {
      for (const { name, endpoints } of running) {
        signal.throwIfAborted();
        await runJob({ type: 'prepare', protocol: name, endpoints, dataBytes }, options, () => undefined);
      }
    }
    for (const target of running) {
      signal.throwIfAborted();
      say(`${target.name}: warming up`);
      await measure(warmUpOf(workloads), target, { ...options, warmUpMs: 0, measureMs: Math.max(WARM_UP_MS_MIN, options.measureMs) });
    }
    const rows: Row[] = [];
    for (const workload of workloads) rows.push(...(await measureInTurn(workload, running, options)));
    return rows;
  } finally {
    await Promise.allSettled(running.map((target) => target.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads and writes alike, so that a just-in-time compiler has seen both before the first figure is taken. */
function warmUpOf(workloads: readonly Workload[]): Workload {
  return { name: 'warm-up', dataBytes: workloads[0]?.dataBytes ?? 0, readShare: 0.5, sessions: 30, outstanding: 100 };
}

async function measureInTurn(workload: Workload, running: readonly RunningTarget[], options: ThroughputOptions): Promise<Row[]> {
  const found = new Map<Protocol, Measurement[]>(running.map(({ name }) => [name, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const target of running) {
      options.signal.throwIfAborted();
      const measurement = await measure(workload, target, options);
      found.get(target.name)?.push(measurement);
      const { throughput, p50Ms, generatorCpuPercent } = measurement;
      options.say(
        `${workload.name}  round ${round}/${options.rounds}  ${target.name}: ${throughput.toFixed(0)} op/s, ` +
          `p50 ${p50Ms.toFixed(2)} ms, generator ${generatorCpuPercent.toFixed(0)} % of a core`,
      );
    }
  }
  return rowsOf(workload, found);
}

async function measure(workload: Workload, target: RunningTarget, options: ThroughputOptions): Promise<Measurement> {
  let cpuBeforeMs = 0;
  let cpuAfterMs = 0;
  let result: LoadResult | null = null;
  const { warmUpMs, measureMs } = options;
  await runJob({ type: 'run', protocol: target.name, endpoints: target.endpoints, workload, warmUpMs, measureMs }, options, (report) => {
    if (report.type === 'measuring') cpuBeforeMs = cpuOf(target);
    if (report.type === 'measured') {
      cpuAfterMs = cpuOf(target);
      result = report.result;
    }
  });
  return measurementOf(target, workload, result, cpuAfterMs - cpuBeforeMs);
}

function measurementOf(target: RunningTarget, workload: Workload, result: LoadResult | null, serverCpuMs: number): Measurement {
  if (result === null) throw new Error(`${target.name}, ${workload.name}: the generator reported nothing`);
  const { operations, failures, durationMs, p50Ms, p99Ms, cpuMs } = result;
  if (failures > 0) throw new Error(`${target.name}, ${workload.name}: ${failures} of ${operations} requests failed`);
  if (operations === 0) throw new Error(`${target.name}, ${workload.name}: nothing was answered`);
  return {
    throughput: (operations * 1000) / durationMs,
    p50Ms,
    p99Ms,
    serverCpuUs: (serverCpuMs * 1000) / operations,
    generatorCpuPercent: (cpuMs * 100) / durationMs,
    residentMiB: Math.max(...target.pids.map((pid) => processUsage(pid)?.residentBytes ?? 0)) / 2 ** 20,
  };
}

function cpuOf(target: RunningTarget): number {
  return target.pids.reduce((sum, pid) => sum + (processUsage(pid)?.cpuMs ?? 0), 0);
}

/** Runs one job in a generator process and waits for the process's end. */
function runJob(job: Job, options: ThroughputOptions, onReport: (report: JobReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const { profileFolder, signal } = options;
    const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, 'generator')}`];
    const child = fork(join(__dirname, 'load', 'generator.js'), { execArgv: profile });
    let failure: string | null = null;
    const onAbort = (): void => {
      child.kill('SIGKILL');
    };
    signal.addEventListener('abort', onAbort);
    child.on('message', (report: JobReport) => {
      if (report.type === 'failed') failure = report.reason;
      else onReport(report);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(new Error('broken off'));
      else if (failure !== null || code !== 0)
        reject(new Error(`load on ${job.protocol}: ${failure ?? `the generator ended with ${code}`}`));
      else resolve();
    });
    child.send(job);
  });
}

/** The rows of one workload, and each other target's throughput against ZooKeeper's of the same round. */
function rowsOf(workload: Workload, found: ReadonlyMap<Protocol, readonly Measurement[]>): Row[] {
  const rows: Row[] = [];
  const row = (target: string, metric: string, unit: string, values: readonly number[]): void => {
    rows.push({ suite: 'throughput', workload: workload.name, target, metric, unit, ...spread(values) });
  };
  for (const [target, measurements] of found) {
    for (const { name, unit, of } of METRICS) row(target, name, unit, measurements.map(of));
  }
  const base = found.get('zookeeper');
  if (base !== undefined) {
    for (const [target, measurements] of found) {
      if (target === 'zookeeper') continue;
      row(
        target,
        'throughput / zookeeper',
        'x',
        measurements.map((m, round) => m.throughput / (base[round]?.throughput ?? Number.NaN)),
      );
    }
  }
  return rows;
}
