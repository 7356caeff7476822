import type { KeyValueOp, KeyValueStore } from './ports';

/** One call's share of the queue. */
export interface WriteJob {
  readonly ops: readonly KeyValueOp[];
  readonly sync: boolean;
  readonly written: (() => void) | null;
  readonly done: ((error: Error | null) => void) | null;
  /** Things that must end before `done`: the batch itself, and what was added by `wait`. */
  outstanding: number;
}

/** Bytes of values that one batch may gather. */
const BATCH_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Batches to a key-value store, one under way at a time; what is asked for meanwhile goes together into the next
 * one, so that a slow fsync is followed by a fuller batch and not by a queue of fsyncs. `done` is called in the
 * order of the calls, whatever each of them waited for.
 */
export class WriteQueue {
  private pending: WriteJob[] = [];
  private underWay: readonly WriteJob[] = [];
  /** Not yet answered, in the order of the calls. */
  private unanswered: WriteJob[] = [];
  private failed = false;

  constructor(
    private readonly kv: KeyValueStore,
    /** Told of a failure that no call waits for. */
    private readonly onUnheardFailure: (error: Error) => void,
  ) {}

  /** `written` comes when the batch has been carried out, then, with nothing outstanding, `done`. */
  write(ops: readonly KeyValueOp[], sync: boolean, written: (() => void) | null, done: ((error: Error | null) => void) | null): WriteJob {
    const job: WriteJob = { ops, sync, written, done, outstanding: 1 };
    this.unanswered.push(job);
    this.pending.push(job);
    if (this.underWay.length === 0) this.writeNext();
    return job;
  }

  /** A place in the order of answers, for work that does not begin with a batch; `complete` ends it. */
  reserve(done: (error: Error | null) => void): WriteJob {
    const job: WriteJob = { ops: [], sync: true, written: null, done, outstanding: 1 };
    this.unanswered.push(job);
    return job;
  }

  /** The job has one more thing to wait for. */
  wait(job: WriteJob): void {
    job.outstanding += 1;
  }

  complete(job: WriteJob): void {
    job.outstanding -= 1;
    while (!this.failed) {
      const head = this.unanswered[0];
      if (head === undefined || head.outstanding > 0) return;
      this.unanswered.shift();
      head.done?.(null);
    }
  }

  /** The first error is final: all who wait get it, nothing is written any more. */
  fail(error: Error): void {
    if (this.failed) return;
    this.failed = true;
    const waiting = this.unanswered;
    this.unanswered = [];
    this.pending = [];
    // Without this a write that was done in passing could fail in silence, and the process would live on, mute.
    if (!waiting.some((job) => job.done !== null)) this.onUnheardFailure(error);
    for (const job of waiting) job.done?.(error);
  }

  private writeNext(): void {
    if (this.failed || this.pending.length === 0) return;
    let bytes = 0;
    let count = 0;
    let sync = false;
    const ops: KeyValueOp[] = [];
    for (const job of this.pending) {
      for (const op of job.ops) bytes += op.type === 'put' ? op.value.length : 0;
      if (count > 0 && bytes > BATCH_BYTES_MAX) break;
      for (const op of job.ops) ops.push(op);
      sync ||= job.sync;
      count += 1;
    }
    const jobs = this.pending.splice(0, count);
    this.underWay = jobs;
    this.kv.batch(ops, sync, (error) => {
      this.underWay = [];
      if (error !== null) return this.fail(error);
      if (this.failed) return;
      for (const job of jobs) job.written?.();
      // The next batch first: the disk should not wait for what the answers cause.
      if (this.underWay.length === 0) this.writeNext();
      for (const job of jobs) this.complete(job);
    });
  }
}
