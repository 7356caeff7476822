import { clearFault, setFault, shimFiles } from '../../cluster/power-loss';
import { until } from '../../cluster/until';
import { minority, startAgain, type Nemesis } from '../nemesis';

const ENDS_MS = 30_000;

export const failedDisk: Nemesis = {
  name: 'fail',
  does: 'syncs of a minority fail: the replicas must end themselves',
  missing: ({ hasShim }) => (hasShim ? null : 'no C compiler for the library that makes syncs fail'),
  async strike(world) {
    const { cluster } = world;
    const ids = await minority(world);
    for (const id of ids) setFault(shimFiles(cluster.dataFolder(id)), 'eio');
    return {
      what: `the disks of ${ids.join(', ')} fail`,
      heal: async () => {
        await until('replicas whose disk fails end', ENDS_MS, () => ids.every((id) => !cluster.isRunning(id))).finally(() => {
          for (const id of ids) clearFault(shimFiles(cluster.dataFolder(id)));
        });
        startAgain(world);
      },
    };
  },
};
