import { ZNODES, znodePaths } from '../workloads';
import type { LoadConnection } from './connection';
import type { JobReport, RunJob } from './job';
import { LoadCounters } from './load-counters';
import { LoadSession } from './load-session';
import { connectTo, lanesOf } from './protocols';

const DRAIN_MS = 10_000;

/** Keeps every session's window of requests full; measures between warm-up and end. */
export async function run(job: RunJob, report: (news: JobReport) => void): Promise<JobReport> {
  const { workload } = job;
  const counters = new LoadCounters();
  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (fail = reject));
  const lanes = lanesOf(job.protocol, workload.sessions, workload.outstanding);
  const znodes = { paths: znodePaths(workload.dataBytes).paths, data: Buffer.alloc(workload.dataBytes, 'y') };

  const sessions: LoadSession[] = [];
  const connections: LoadConnection[] = [];
  const work = async (): Promise<JobReport> => {
    for (let n = 0; n < lanes.count; n++) {
      const mix = { readShare: workload.readShare, outstanding: lanes.outstanding, znodes: ZNODES };
      const session = new LoadSession(mix, counters, 0x9e3779b9 ^ (n + 1), fail);
      connections.push(await connectTo(job, n, znodes, session));
      sessions.push(session);
    }
    sessions.forEach((session, n) => {
      const connection = connections[n];
      if (connection !== undefined) session.run(connection);
    });
    await passed(job.warmUpMs);
    const startMs = performance.now();
    counters.begin(startMs);
    const cpuBefore = process.cpuUsage();
    report({ type: 'measuring' });
    await passed(job.measureMs);
    const durationMs = performance.now() - startMs;
    const cpu = process.cpuUsage(cpuBefore);
    const { latency } = counters;
    report({
      type: 'measured',
      result: {
        operations: counters.answered,
        failures: counters.failed,
        durationMs,
        p50Ms: latency.quantileMs(0.5),
        p99Ms: latency.quantileMs(0.99),
        p999Ms: latency.quantileMs(0.999),
        longestGapMs: counters.longestGapMs,
        steps: [...counters.steps],
        cpuMs: (cpu.user + cpu.system) / 1000,
      },
    });
    for (const session of sessions) session.stop();
    for (let waited = 0; waited < DRAIN_MS && !sessions.every((session) => session.idle); waited += 10) await passed(10);
    await Promise.all(connections.map((connection) => connection.close()));
    return { type: 'done' };
  };
  return Promise.race([work(), broken]);
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
