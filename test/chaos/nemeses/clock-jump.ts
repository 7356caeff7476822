import { moveClock } from '../clock-shim';
import { shuffled, type Nemesis } from '../nemesis';

const MINUTE_MS = 60_000;

export const clockJump: Nemesis = {
  name: 'clock',
  does: 'the wall clocks of some replicas, or of all, jump by up to a year, either way',
  missing: ({ hasClock }) => (hasClock ? null : 'no C compiler for the library that moves clocks'),
  strike(world) {
    const { random, cluster } = world;
    const moved = shuffled(world)
      .slice(0, 1 + random.below(cluster.ids.length))
      .map((id) => ({ id, minutes: random.pick([-525_600, -60, -1, 1, 60, 525_600]) }));
    for (const { id, minutes } of moved) moveClock(cluster.dataFolder(id), minutes * MINUTE_MS);
    return Promise.resolve({
      what: `clocks jumped: ${moved.map(({ id, minutes }) => `${id} by ${minutes} min`).join(', ')}`,
      heal: () => {
        for (const { id } of moved) moveClock(cluster.dataFolder(id), 0);
        return Promise.resolve();
      },
    });
  },
};
