import type { GroveCluster } from '../cluster/grove-cluster';
import type { SeededRandom } from '../simulation/random';
import type { ReplicaNetwork } from './replica-network';

/** What a nemesis may lay hands on. */
export interface World {
  readonly cluster: GroveCluster;
  readonly random: SeededRandom;
  /** Null where the machine has no network namespaces. */
  readonly network: ReplicaNetwork | null;
  /** Whether the library that knows and fails syncs is preloaded. */
  readonly hasShim: boolean;
  readonly hasClock: boolean;
  /** A replica whose data lies on a small file system of its own; null where none could be mounted. */
  readonly smallDisk: number | null;
}

/** One kind of fault. */
export interface Nemesis {
  readonly name: string;
  /** For `--help`. */
  readonly does: string;
  /** Why it cannot be had here; null where it can. */
  missing(world: World): string | null;
  /** Brings it about, and says what; `heal` takes it back. After it all replicas run. */
  strike(world: World): Promise<{ readonly what: string; readonly heal: () => Promise<void> }>;
}

/** Replicas in a random order. */
export function shuffled({ cluster, random }: World): number[] {
  const ids = [...cluster.ids];
  for (let left = ids.length - 1; left > 0; left--) {
    const other = random.below(left + 1);
    const [a, b] = [ids[left] ?? 0, ids[other] ?? 0];
    ids[left] = b;
    ids[other] = a;
  }
  return ids;
}

/** As many as the cluster can do without, or fewer; the leader first in half of the cases. */
export async function minority(world: World): Promise<number[]> {
  const { cluster, random } = world;
  const most = Math.floor((cluster.ids.length - 1) / 2);
  const ids = shuffled(world);
  const leader = random.chance(0.5) ? (await cluster.statuses().catch(() => [])).find(({ role }) => role === 'leader')?.replica : undefined;
  const first = leader === undefined ? ids : [leader, ...ids.filter((id) => id !== leader)];
  return first.slice(0, 1 + random.below(most));
}

/** Starts whatever does not run. */
export function startAgain({ cluster }: World): void {
  for (const id of cluster.ids) if (!cluster.isRunning(id)) cluster.startReplica(id);
}
