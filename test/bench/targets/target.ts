import type { Protocol } from '../load/job';

/** A cluster of three servers on loopback, data on the same disk as every other target's, fsync on. */
export interface RunningTarget {
  readonly name: Protocol;
  /** Where clients connect, host:port, one for each server. */
  readonly endpoints: readonly string[];
  /** Process ids of the servers. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export interface TargetOptions {
  /** An empty folder for the data and the logs of all its servers. */
  readonly folder: string;
  /** Where V8 profiles of the servers go (Grove alone); undefined for none. */
  readonly profileFolder: string | undefined;
}

export interface Target {
  readonly name: Protocol;
  /** What is missing on this machine and how to get it; null where nothing is. */
  missing(): string | null;
  start(options: TargetOptions): Promise<RunningTarget>;
}
