/**
 * The load generator: a process of its own, so that its work neither hides in nor disturbs the servers' figures. It
 * takes one Job over IPC, reports, and ends.
 */
import { fill } from './fill';
import type { Job, JobReport, Word } from './job';
import { list } from './list';
import { probe } from './probe';
import { run } from './run';
import { watchers } from './watchers';

process.once('message', (job: Job) => {
  work(job).then(finish, (error: unknown) => finish({ type: 'failed', reason: error instanceof Error ? error.message : String(error) }));
});
// The bench is gone: nobody wants the figures. Ctrl-C is its business: it ends this process when it has ended the servers.
process.once('disconnect', () => process.exit(1));
process.on('SIGINT', () => undefined);

function report(news: JobReport): void {
  process.send?.(news);
}

function finish(news: JobReport): void {
  process.send?.(news, () => process.exit(0));
}

function work(job: Job): Promise<JobReport> {
  switch (job.type) {
    case 'fill':
      return fill(job);
    case 'run':
      return run(job, report);
    case 'probe':
      return probe(job, report, heard);
    case 'watchers':
      return watchers(job, report, () => heard('next'));
    case 'list':
      return list(job);
  }
}

/** Resolves at the bench's next word, which must be this one. */
function heard(word: Word): Promise<void> {
  return new Promise((resolve, reject) => {
    process.once('message', (said: Word) => {
      if (said === word) resolve();
      else reject(new Error(`the bench said ${said} instead of ${word}`));
    });
  });
}
