import { fork, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { forgotten, remembered } from '../../cluster/reaper';
import { znodePaths } from '../workloads';
import type { Job, JobReport, Word } from './job';
import { UNARY_METHODS } from './unary-methods';

/** How generators are started. */
export interface GeneratorOptions {
  /** The built Go program for unary calls; null: Node makes them. */
  readonly unaryGenerator: string | null;
  readonly profileFolder?: string | undefined;
  /** Broken off: the generator is ended. */
  readonly signal: AbortSignal;
}

/** Runs one job in a generator process and waits for the process's end. `onReport` may say words to it. */
export function runJob(
  job: Job,
  options: GeneratorOptions,
  onReport: (report: JobReport, say: (word: Word) => void) => void,
): Promise<void> {
  const { signal } = options;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    let failure: string | null = null;
    const onAnyReport = (report: JobReport, child: ChildProcess): void => {
      if (report.type === 'failed') failure = report.reason;
      else onReport(report, (word) => child.send(word));
    };
    const child =
      runsInGo(job) && options.unaryGenerator !== null
        ? startGo(options.unaryGenerator, job, onAnyReport)
        : startNode(job, options, onAnyReport);
    const { pid } = child;
    if (pid !== undefined) remembered(pid);
    const onAbort = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('error', reject);
    // `close`: all that it said has been read.
    child.once('close', (code) => {
      if (pid !== undefined) forgotten(pid);
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('broken off'));
      else if (failure !== null || code !== 0)
        reject(new Error(`load on ${job.protocol}: ${failure ?? `the generator ended with ${code}`}`));
      else resolve();
    });
  });
}

/** A job in one go: what it reported last but `done`. */
export async function resultOf<T extends JobReport['type']>(
  type: T,
  job: Job,
  options: GeneratorOptions,
): Promise<Extract<JobReport, { type: T }>> {
  let found: Extract<JobReport, { type: T }> | null = null;
  const is = (report: JobReport): report is Extract<JobReport, { type: T }> => report.type === type;
  await runJob(job, options, (report) => {
    if (is(report)) found = report;
  });
  if (found === null) throw new Error(`the generator reported no ${type}`);
  return found;
}

function startNode(
  job: Job,
  { profileFolder }: GeneratorOptions,
  onReport: (report: JobReport, child: ChildProcess) => void,
): ChildProcess {
  const execArgv = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, 'generator')}`];
  const child = fork(join(__dirname, 'generator.js'), { execArgv });
  child.on('message', (report: JobReport) => onReport(report, child));
  child.send(job);
  return child;
}

function runsInGo({ type, protocol }: Job): boolean {
  return (protocol === 'etcd' || protocol === 'grove-unary') && (type === 'run' || type === 'fill');
}

function startGo(program: string, job: Job, onReport: (report: JobReport, child: ChildProcess) => void): ChildProcess {
  const { create, read, write, afterRead } = UNARY_METHODS[job.protocol === 'etcd' ? 'etcd' : 'grove-unary'];
  const paths = job.type === 'run' ? znodePaths(job.workload.dataBytes).paths : [];
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface(child.stdout).on('line', (line) => onReport(JSON.parse(line) as JobReport, child));
  child.stdin.end(`${JSON.stringify({ ...job, paths, methods: { create, read, write, afterRead } })}\n`);
  return child;
}
