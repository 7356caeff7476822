export type TargetName = 'grove' | 'grove-zookeeper' | 'zookeeper' | 'etcd';

/** A cluster of three servers on one machine, data on the same disk as every other target's, fsync on. Servers are named by 0, 1, 2. */
export interface RunningTarget {
  readonly name: TargetName;
  /** Where clients connect, host:port, one for each server. */
  readonly endpoints: readonly string[];
  /** Process ids of the servers that run. */
  readonly pids: readonly number[];
  pidOf(server: number): number;
  /** The server that leads. Waits until there is one. */
  leader(): Promise<number>;
  /** The term, epoch: it grows with each election. */
  term(): Promise<number>;
  /** Whether a server answers and belongs to a cluster that has a leader. */
  serves(server: number): Promise<boolean>;
  /** Snapshots that the servers have taken so far. */
  snapshots(): Promise<number>;
  /** The longest time in the last seconds that a server's event loop did not turn, of the worst server; null: has none, or tells nothing. */
  loopStallMs(): Promise<number | null>;
  /** kill -9. */
  kill(server: number): Promise<void>;
  /** Starts a server that was killed; `serves` tells when it is back. */
  restart(server: number): void;
  signal(server: number, signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Every sync of the server hangs, until told otherwise. Null: it cannot be made to. */
  readonly hangDisk: ((server: number, hangs: boolean) => void) | null;
  stop(): Promise<void>;
}

/** Where one server listens and how it is started there. */
export interface Host {
  readonly address: string;
  /** What stands before the server's command, e.g. to enter a network namespace. */
  readonly launcher: readonly string[];
}

export interface TargetOptions {
  /** An empty folder for the data and the logs of all its servers. */
  readonly folder: string;
  /** Where V8 profiles of the servers go (Grove alone); undefined for none. */
  readonly profileFolder?: string | undefined;
  /** Three of them; all on loopback where absent. */
  readonly hosts?: readonly Host[];
  /** The library that makes syncs hang on demand; preloaded where given. */
  readonly shim?: string;
  /** A snapshot after about so many writes; the target's own default where absent. */
  readonly snapshotEvery?: number;
}

export interface Target {
  readonly name: TargetName;
  /** What is missing on this machine and how to get it; null where nothing is. */
  missing(): string | null;
  start(options: TargetOptions): Promise<RunningTarget>;
}

export const SERVERS = [0, 1, 2] as const;
export const LOOPBACK: Host = { address: '127.0.0.1', launcher: [] };

export function hostOf({ hosts }: TargetOptions, server: number): Host {
  return hosts?.[server] ?? LOOPBACK;
}
