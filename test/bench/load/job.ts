import type { Workload } from '../workloads';

/** `grove-unary`: Grove by plain unary calls instead of its session stream. */
export type Protocol = 'grove' | 'grove-unary' | 'grove-zookeeper' | 'zookeeper' | 'etcd';

/** Where a generator works. */
interface Place {
  readonly protocol: Protocol;
  /** host:port; sessions are spread over them in turn. */
  readonly endpoints: readonly string[];
}

/** Creates znodes that are not there yet. */
export interface FillJob extends Place {
  readonly type: 'fill';
  /** The znode (made too) below which they are. */
  readonly root: string;
  /** The numbers of the znodes: from this one up to before that one. */
  readonly from: number;
  readonly to: number;
  /** Children of one parent below the root; 0: all of them are the root's own. */
  readonly perParent: number;
  readonly dataBytes: number;
}

/** Keeps windows of requests full for a while and measures. */
export interface RunJob extends Place {
  readonly type: 'run';
  readonly workload: Workload;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Writes at an even rate, whatever becomes of the servers. The word `next` says that a fault is there, `stop` ends it. */
export interface ProbeJob extends Place {
  readonly type: 'probe';
  readonly dataBytes: number;
  readonly writesPerSecond: number;
}

/** Opens sessions and sets watches, a step at each word `next` of the bench. */
export interface WatchersJob extends Place {
  readonly type: 'watchers';
  readonly sessions: number;
  /** Watches on znodes of their own, over all sessions. */
  readonly watches: number;
  /** How often the one znode that all watch is changed. */
  readonly changes: number;
}

/** Lists the children of a znode, one call after the other. */
export interface ListJob extends Place {
  readonly type: 'list';
  readonly path: string;
  readonly calls: number;
}

/** What a generator process is told to do. */
export type Job = FillJob | RunJob | ProbeJob | WatchersJob | ListJob;

export interface LoadResult {
  readonly operations: number;
  readonly failures: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** The longest time in which nothing was answered at all. */
  readonly longestGapMs: number;
  /** Answers in each step of STEP_MS. */
  readonly steps: readonly number[];
  /** CPU that the generator used. */
  readonly cpuMs: number;
}

/** Of `LoadResult.steps` and of the timeline around a failure. */
export const STEP_MS = 100;

/** One write of a probe, by the machine's monotonic clock. */
export interface ProbedWrite {
  readonly sentMs: number;
  readonly answeredMs: number;
}

/** What it says back: the edges of the measured window, so that the servers' CPU is read at the same moments. */
export type JobReport =
  | { readonly type: 'done' }
  | { readonly type: 'filled'; readonly durationMs: number; readonly longestGapMs: number }
  | { readonly type: 'measuring' }
  | { readonly type: 'measured'; readonly result: LoadResult }
  | { readonly type: 'probing' }
  /** A write that was sent after the word `next` was accepted. */
  | { readonly type: 'recovered' }
  | { readonly type: 'probed'; readonly accepted: readonly ProbedWrite[] }
  | { readonly type: 'step'; readonly name: WatchersStep; readonly values: readonly number[] }
  | { readonly type: 'listed'; readonly callsMs: readonly number[] }
  | { readonly type: 'failed'; readonly reason: string };

/**
 * `sessions`: all are open. `fan-out`: one change was told to all; values: events, and milliseconds to the first and to the
 * last event. `watches`: the watches on own znodes are set.
 */
export type WatchersStep = 'sessions' | 'fan-out' | 'watches';

/** What a bench says to a generator at work: go on with the next step, or end. */
export type Word = 'next' | 'stop';
