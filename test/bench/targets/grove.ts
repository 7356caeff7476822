import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GroveCluster, REPLICA_MAIN } from '../../cluster/grove-cluster';
import type { Target } from './target';

/** Grove with its defaults. */
export const grove: Target = {
  name: 'grove',

  missing() {
    return existsSync(REPLICA_MAIN) ? null : `no ${REPLICA_MAIN}: npx tsc -b`;
  },

  async start({ folder, profileFolder }) {
    const nodeArgs = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, 'replicas')}`];
    const cluster = await GroveCluster.start({ name: 'bench', folder, nodeArgs });
    return {
      name: 'grove',
      endpoints: cluster.endpoints(),
      pids: cluster.pids,
      // The graceful way, so that a profile is written.
      stop: async () => {
        await Promise.allSettled(cluster.ids.map((id) => cluster.stopReplica(id)));
        await cluster.close();
      },
    };
  },
};
