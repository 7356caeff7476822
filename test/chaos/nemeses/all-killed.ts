import { startAgain, type Nemesis } from '../nemesis';

export const allKilled: Nemesis = {
  name: 'all',
  does: 'kill -9 of all replicas at once',
  missing: () => null,
  async strike(world) {
    await world.cluster.killAll();
    return {
      what: 'killed all',
      heal: () => {
        startAgain(world);
        return Promise.resolve();
      },
    };
  },
};
