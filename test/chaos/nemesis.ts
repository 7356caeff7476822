import type { GroveCluster } from '../cluster/grove-cluster';
import { Hopeless, until } from '../cluster/until';
import type { SeededRandom } from '../simulation/random';

const REPAIRED_MS = 60_000;

/** What lies between replicas. */
export interface Network {
  /** Nothing that `from` sends reaches `to`. */
  cut(from: number, to: number): void;
  /** So many kilobits a second leave the replica; what waits longer than `latencyMs` is lost, where it can be. */
  slow(id: number, kilobits: number, latencyMs: number): void;
  /** Everybody reaches everybody, at full speed. */
  heal(): void;
}

/** What a nemesis may lay hands on. */
export interface World {
  readonly cluster: GroveCluster;
  readonly random: SeededRandom;
  readonly network: Network;
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
  /** The longest that it stays, where that is more than a few seconds. */
  readonly longestMs?: number;
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

/** One that does not lead. */
export async function follower(world: World): Promise<number> {
  const leader = await world.cluster.leader();
  return shuffled(world).find((id) => id !== leader) ?? leader;
}

/** Until the replica is a whole member again: ready, with a vote, and within reach of what is committed. */
export async function waitVoting({ cluster }: World, id: number): Promise<void> {
  await until(`replica ${id} has a vote again; log: ${cluster.logFile(id)}`, REPAIRED_MS, async () => {
    if (!cluster.isRunning(id)) throw new Hopeless(`replica ${id} has ended; log: ${cluster.logFile(id)}`);
    const { ready, members } = await cluster.status(id);
    return ready && members.some((member) => member.id === id && member.voter);
  });
}

/** Starts whatever does not run. */
export function startAgain({ cluster }: World): void {
  for (const id of cluster.ids) if (!cluster.isRunning(id)) cluster.startReplica(id);
}
