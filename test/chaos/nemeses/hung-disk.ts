import { clearFault, setFault, shimFiles } from '../../cluster/power-loss';
import { minority, type Nemesis } from '../nemesis';

export const hungDisk: Nemesis = {
  name: 'hang',
  does: 'syncs of a minority hang, without an error',
  missing: ({ hasShim }) => (hasShim ? null : 'no C compiler for the library that makes syncs hang'),
  async strike(world) {
    const { cluster } = world;
    const ids = await minority(world);
    for (const id of ids) setFault(shimFiles(cluster.dataFolder(id)), 'hang');
    return {
      what: `the disks of ${ids.join(', ')} hang`,
      heal: () => {
        for (const id of ids) clearFault(shimFiles(cluster.dataFolder(id)));
        return Promise.resolve();
      },
    };
  },
};
