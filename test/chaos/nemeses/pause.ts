import { minority, type Nemesis } from '../nemesis';

export const pause: Nemesis = {
  name: 'pause',
  does: 'SIGSTOP of a minority, later SIGCONT',
  missing: () => null,
  async strike(world) {
    const ids = await minority(world);
    for (const id of ids) world.cluster.pause(id);
    return {
      what: `stopped ${ids.join(', ')}`,
      heal: () => {
        for (const id of ids) world.cluster.resume(id);
        return Promise.resolve();
      },
    };
  },
};
