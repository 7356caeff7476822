/**
 * The load generator: a process of its own, so that its work neither hides in nor disturbs the servers' figures. It
 * takes one Job over IPC, reports, and ends.
 */
import { ZNODES, znodePaths, type Workload } from '../workloads';
import { connectEtcd } from './etcd-connection';
import { connectGrove } from './grove-connection';
import { connectZooKeeper } from './zookeeper-connection';
import type { Connect, LoadConnection } from './connection';
import type { Job, JobReport, Protocol } from './job';
import { LatencyHistogram } from './latency-histogram';
import { LoadSession, type LoadCounters } from './load-session';

const CONNECT: Readonly<Record<Protocol, Connect>> = { grove: connectGrove, zookeeper: connectZooKeeper, etcd: connectEtcd };
const DRAIN_MS = 10_000;

process.once('message', (job: Job) => {
  work(job).then(finish, (error: unknown) => finish({ type: 'failed', reason: error instanceof Error ? error.message : String(error) }));
});
// The bench is gone: nobody wants the figures.
process.once('disconnect', () => process.exit(1));

function report(news: JobReport): void {
  process.send?.(news);
}

function finish(news: JobReport): void {
  process.send?.(news, () => process.exit(0));
}

function work(job: Job): Promise<JobReport> {
  return job.type === 'prepare' ? prepare(job) : run(job);
}

async function prepare(job: Extract<Job, { type: 'prepare' }>): Promise<JobReport> {
  const { parent, paths } = znodePaths(job.dataBytes);
  const data = Buffer.alloc(job.dataBytes, 'x');
  const created = [parent, ...paths];
  let left = created.length;
  await new Promise<void>((resolve, reject) => {
    let connection: LoadConnection | null = null;
    const next = (): void => {
      const path = created.shift();
      if (path === undefined || connection === null) return;
      connection.create(path, path === parent ? Buffer.alloc(0) : data);
      connection.flush();
    };
    const events = {
      onAnswers: (count: number, failures: number): void => {
        left -= count;
        if (failures > 0) reject(new Error('a znode of the load could not be created'));
        else if (left === 0) resolve(connection?.close());
        else for (let n = 0; n < count; n++) next();
      },
      onLost: reject,
    };
    CONNECT[job.protocol](firstOf(job.endpoints), { paths: [], data }, events).then((made) => {
      connection = made;
      // The parent alone first: elsewhere its children could come before it.
      next();
    }, reject);
  });
  return { type: 'prepared' };
}

async function run(job: Extract<Job, { type: 'run' }>): Promise<JobReport> {
  const { workload } = job;
  const counters: LoadCounters = { answered: 0, failed: 0, latency: new LatencyHistogram() };
  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (fail = reject));
  const lanes = lanesOf(job.protocol, workload);
  const znodes = { paths: znodePaths(workload.dataBytes).paths, data: Buffer.alloc(workload.dataBytes, 'y') };

  const sessions: LoadSession[] = [];
  const connections: LoadConnection[] = [];
  const work = async (): Promise<JobReport> => {
    for (let n = 0; n < lanes.count; n++) {
      const mix = { readShare: workload.readShare, outstanding: lanes.outstanding, znodes: ZNODES };
      const session = new LoadSession(mix, counters, 0x9e3779b9 ^ (n + 1), fail);
      const endpoint = job.endpoints[n % job.endpoints.length] ?? '';
      connections.push(await CONNECT[job.protocol](endpoint, znodes, session));
      sessions.push(session);
    }
    sessions.forEach((session, n) => {
      const connection = connections[n];
      if (connection !== undefined) session.run(connection);
    });
    await passed(job.warmUpMs);
    counters.latency.reset();
    counters.failed = 0;
    const answeredBefore = counters.answered;
    const cpuBefore = process.cpuUsage();
    const startMs = performance.now();
    report({ type: 'measuring' });
    await passed(job.measureMs);
    const durationMs = performance.now() - startMs;
    const cpu = process.cpuUsage(cpuBefore);
    const result = {
      operations: counters.answered - answeredBefore,
      failures: counters.failed,
      durationMs,
      p50Ms: counters.latency.quantileMs(0.5),
      p99Ms: counters.latency.quantileMs(0.99),
      cpuMs: (cpu.user + cpu.system) / 1000,
    };
    report({ type: 'measured', result });
    for (const session of sessions) session.stop();
    for (let waited = 0; waited < DRAIN_MS && !sessions.every((session) => session.idle); waited += 10) await passed(10);
    await Promise.all(connections.map((connection) => connection.close()));
    return { type: 'prepared' };
  };
  return Promise.race([work(), broken]);
}

/** Unary calls have no order: each place of the window is a lane of its own. */
function lanesOf(protocol: Protocol, { sessions, outstanding }: Workload): { readonly count: number; readonly outstanding: number } {
  return protocol === 'etcd' ? { count: sessions * outstanding, outstanding: 1 } : { count: sessions, outstanding };
}

function firstOf(endpoints: readonly string[]): string {
  const first = endpoints[0];
  if (first === undefined) throw new Error('no endpoints');
  return first;
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
