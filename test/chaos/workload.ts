import type { SeededRandom } from '../simulation/random';
import type { User } from './recorded-client';

/**
 * What clients do. A step is one thought of a user: a call or a few that hang together. Data is unique in the whole run, ephemerals
 * are deleted by their owner alone, and what changes without a change of a znode (lists of rights, quotas) belongs to one session: so
 * that what has no answer can be told by its effect.
 */
export interface Workload {
  readonly name: string;
  /** Where it works; made before the load. */
  readonly root: string;
  /** By whom: a session (where left out), one that also takes a replica without a leader, or calls without a stream, with a session or not. */
  readonly by?: 'session' | 'readOnly' | 'unary' | 'unarySession';
  readonly setUp?: (user: User) => Promise<void>;
  /** Done once by each user, at its beginning. */
  readonly begin?: (user: User) => Promise<void>;
  readonly step: (user: User, random: SeededRandom) => Promise<void>;
}

export const plain = { kind: 'persistent', sequential: false } as const;
export const sequential = { kind: 'persistent', sequential: true } as const;

export async function childrenOf(user: User, path: string, linearizable = false): Promise<readonly string[]> {
  const { outcome } = await user.call({ type: 'getChildren', path, watch: false }, { linearizable });
  return outcome.children ?? [];
}
