import { minority, shuffled, type Nemesis } from '../nemesis';

export const slowNetwork: Nemesis = {
  name: 'slow',
  does: 'little of what a minority, or everybody, sends gets through, late or lost ',
  missing: () => null,
  async strike(world) {
    const { random, network } = world;
    const ids = random.chance(0.3) ? shuffled(world) : await minority(world);
    const kilobits = random.pick([400, 1_000, 4_000]);
    const latencyMs = random.pick([50, 200, 800]);
    for (const id of ids) network.slow(id, kilobits, latencyMs);
    return {
      what: `slow network of ${ids.join(', ')}: ${kilobits} kbit/s, lost after ${latencyMs} ms`,
      heal: () => {
        network.heal();
        return Promise.resolve();
      },
    };
  },
};
