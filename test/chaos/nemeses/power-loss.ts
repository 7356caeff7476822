import { losePower, shimFiles } from '../../cluster/power-loss';
import { startAgain, type Nemesis } from '../nemesis';

export const powerLoss: Nemesis = {
  name: 'power',
  does: 'all replicas lose power: killed, and their files cut back to what was synced',
  missing: ({ hasShim }) => (hasShim ? null : 'no C compiler for the library that knows what was synced'),
  async strike(world) {
    const { cluster } = world;
    await cluster.killAll();
    const lost = cluster.ids.map((id) => losePower(cluster.dataFolder(id), shimFiles(cluster.dataFolder(id))));
    return {
      what: `power loss: ${lost.join(', ')} bytes were not synced`,
      heal: () => {
        startAgain(world);
        return Promise.resolve();
      },
    };
  },
};
