import type { Workload } from '../workloads';

export type Protocol = 'grove' | 'zookeeper' | 'etcd';

/** What a generator process is told to do. */
export type Job =
  | { readonly type: 'prepare'; readonly protocol: Protocol; readonly endpoints: readonly string[]; readonly dataBytes: number }
  | {
      readonly type: 'run';
      readonly protocol: Protocol;
      readonly endpoints: readonly string[];
      readonly workload: Workload;
      readonly warmUpMs: number;
      readonly measureMs: number;
    };

export interface LoadResult {
  readonly operations: number;
  readonly failures: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU that the generator used. */
  readonly cpuMs: number;
}

/** What it says back: the edges of the measured window, so that the servers' CPU is read at the same moments. */
export type JobReport =
  | { readonly type: 'prepared' }
  | { readonly type: 'measuring' }
  | { readonly type: 'measured'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly reason: string };
