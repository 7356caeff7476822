import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newDataFolder } from '../cluster/repository';
import { until } from '../cluster/until';
import { etcd } from './targets/etcd';
import { grove, groveZooKeeper } from './targets/grove';
import { SERVERS, type RunningTarget, type Target, type TargetName, type TargetOptions } from './targets/target';
import { zookeeper } from './targets/zookeeper';

export const TARGETS: Readonly<Record<TargetName, Target>> = { grove, 'grove-zookeeper': groveZooKeeper, zookeeper, etcd };

const SERVES_MS = 60_000;

/** Those that this machine has; what is missing is said. */
export function installed(names: readonly TargetName[], say: (line: string) => void): TargetName[] {
  return names.filter((name) => {
    const missing = TARGETS[name].missing();
    if (missing !== null) say(`${name}: LEFT OUT: ${missing}`);
    return missing === null;
  });
}

export interface ClustersOptions {
  readonly targets: readonly TargetName[];
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly start?: Omit<TargetOptions, 'folder'>;
}

/** Three servers of each target while `work` runs; stopped, and their data removed, however it ends. */
export async function withClusters<T>(options: ClustersOptions, work: (running: readonly RunningTarget[]) => Promise<T>): Promise<T> {
  const { say, signal } = options;
  const folder = newDataFolder('bench');
  const running: RunningTarget[] = [];
  try {
    for (const name of installed(options.targets, say)) {
      signal.throwIfAborted();
      say(`${name}: starting three servers`);
      const own = join(folder, name);
      mkdirSync(own);
      running.push(await TARGETS[name].start({ ...options.start, folder: own }));
    }
    if (running.length === 0) throw new Error('no target is installed');
    return await work(running);
  } finally {
    await Promise.allSettled(running.map((target) => target.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until every server serves. */
export async function allServe(target: RunningTarget): Promise<void> {
  for (const server of SERVERS) await until(`server ${server + 1} of ${target.name} serves`, SERVES_MS, () => target.serves(server));
  await target.leader();
}

/** host:port of one server. */
export function endpointOf(target: RunningTarget, server: number): string {
  const endpoint = target.endpoints[server];
  if (endpoint === undefined) throw new RangeError(`no server ${server}`);
  return endpoint;
}
