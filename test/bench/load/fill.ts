import type { LoadConnection } from './connection';
import type { FillJob, JobReport } from './job';
import { LoadCounters } from './load-counters';
import { connectTo, lanesOf } from './protocols';

const SESSIONS = 3;
const OUTSTANDING = 200;
const NO_DATA = Buffer.alloc(0);

/** Creates the znodes of a job: first their parents, then all the others through every server. */
export async function fill(job: FillJob): Promise<JobReport> {
  await createAll(job, 1, 1, [job.root], NO_DATA);
  if (job.perParent > 0) await createAll(job, 1, 1, parentsOf(job), NO_DATA);
  const counters = await createAll(job, SESSIONS, OUTSTANDING, childrenOf(job), Buffer.alloc(job.dataBytes, 'x'));
  return { type: 'filled', ...counters };
}

function* parentsOf({ root, from, to, perParent }: FillJob): Generator<string> {
  for (let parent = Math.floor(from / perParent); parent * perParent < to; parent++) yield `${root}/p${parent}`;
}

function* childrenOf({ root, from, to, perParent }: FillJob): Generator<string> {
  for (let n = from; n < to; n++) {
    const name = `n${String(n).padStart(4, '0')}`;
    yield perParent > 0 ? `${root}/p${Math.floor(n / perParent)}/${name}` : `${root}/${name}`;
  }
}

async function createAll(
  job: FillJob,
  sessions: number,
  outstanding: number,
  paths: Iterable<string>,
  data: Buffer,
): Promise<{ readonly durationMs: number; readonly longestGapMs: number }> {
  const left = paths[Symbol.iterator]();
  const counters = new LoadCounters();
  const lanes = lanesOf(job.protocol, sessions, outstanding);
  const connections: LoadConnection[] = [];
  let underWay = 0;
  await new Promise<void>((resolve, reject) => {
    const send = (connection: LoadConnection, count: number): void => {
      for (let n = 0; n < count; n++) {
        const next = left.next();
        if (next.done === true) break;
        connection.create(next.value, data);
        underWay++;
      }
      connection.flush();
    };
    const open = async (): Promise<void> => {
      for (let n = 0; n < lanes.count; n++) {
        const events = {
          onAnswers: (count: number, failures: number): void => {
            const connection = connections[n];
            underWay -= count;
            counters.answers(count, failures, performance.now());
            if (failures > 0) reject(new Error('a znode could not be created'));
            else if (connection !== undefined) send(connection, count);
            if (underWay === 0) resolve();
          },
          onLost: reject,
        };
        connections.push(await connectTo(job, n, { paths: [], data: NO_DATA }, events));
      }
      counters.begin(performance.now());
      for (const connection of connections) send(connection, lanes.outstanding);
      if (underWay === 0) resolve();
    };
    open().catch(reject);
  });
  const { lastMs, beganMs } = counters;
  await Promise.all(connections.map((connection) => connection.close()));
  return { durationMs: lastMs - beganMs, longestGapMs: counters.longestGapMs };
}
