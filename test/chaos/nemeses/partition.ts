import { shuffled, type Nemesis } from '../nemesis';

type Cut = readonly [from: number, to: number];

function both(left: readonly number[], right: readonly number[]): Cut[] {
  return left.flatMap((a) =>
    right.flatMap((b): Cut[] => [
      [a, b],
      [b, a],
    ]),
  );
}

/** What no longer reaches whom. */
const shapes: Readonly<Record<string, (ids: readonly number[]) => Cut[]>> = {
  halves: (ids) => both(ids.slice(0, Math.floor(ids.length / 2)), ids.slice(Math.floor(ids.length / 2))),
  'one alone': ([one = 0, ...others]) => both([one], others),
  /** Two groups that reach each other through one replica only. */
  bridge: ([, ...others]) => both(others.slice(0, Math.floor(others.length / 2)), others.slice(Math.floor(others.length / 2))),
  /** It sends, and hears nothing. */
  'one deaf': ([one = 0, ...others]) => others.map((other) => [other, one]),
  /** It hears, and nobody hears it. */
  'one mute': ([one = 0, ...others]) => others.map((other) => [one, other]),
  'all alone': (ids) => ids.flatMap((a) => ids.filter((b) => b !== a).map((b): Cut => [a, b])),
};

export const partition: Nemesis = {
  name: 'partition',
  does: `packets between replicas are lost: ${Object.keys(shapes).join(', ')}; clients reach all`,
  // Sessions that would rather read than wait come to a replica without a leader.
  longestMs: 10_000,
  missing: () => null,
  strike(world) {
    const name = world.random.pick(Object.keys(shapes));
    const ids = shuffled(world);
    for (const [from, to] of shapes[name]?.(ids) ?? []) world.network.cut(from, to);
    return Promise.resolve({
      what: `partition: ${name} (${ids.join(', ')})`,
      heal: () => {
        world.network.heal();
        return Promise.resolve();
      },
    });
  },
};
