import { minority, startAgain, type Nemesis } from '../nemesis';

export const kill: Nemesis = {
  name: 'kill',
  does: 'kill -9 of a minority, and their restart',
  missing: () => null,
  async strike(world) {
    const ids = await minority(world);
    await Promise.all(ids.map((id) => world.cluster.kill(id)));
    return {
      what: `killed ${ids.join(', ')}`,
      heal: () => {
        startAgain(world);
        return Promise.resolve();
      },
    };
  },
};
