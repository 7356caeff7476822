import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetSynced, shimFiles } from '../../cluster/power-loss';
import { follower, waitVoting, type Nemesis, type World } from '../nemesis';

/** The folder itself may be a file system of its own. */
export function empty({ cluster, hasShim }: World, id: number): void {
  const folder = cluster.dataFolder(id);
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  if (hasShim) forgetSynced(shimFiles(folder));
}

export const wiped: Nemesis = {
  name: 'wiped',
  does: "a follower's volume is emptied while it is down: it must be taken in again as a new one",
  missing: ({ cluster }) => (cluster.ids.length < 3 ? 'with less than three replicas it was the only copy of something' : null),
  async strike(world) {
    const { cluster } = world;
    const id = await follower(world);
    await cluster.kill(id);
    empty(world, id);
    return {
      what: `the volume of ${id} was emptied`,
      heal: async () => {
        cluster.startReplica(id);
        // Until then its vote is missing, and no other volume may be lost.
        await waitVoting(world, id);
      },
    };
  },
};
