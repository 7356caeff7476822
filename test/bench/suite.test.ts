import { Figures } from './suite';

describe('the figures of a suite', () => {
  test('ratios are taken within a round, and a round that one of the two has missed has none', () => {
    const figures = new Figures('throughput', () => undefined);
    const rounds: readonly (readonly [number | null, number | null])[] = [
      [100, 50],
      [null, 10],
      [90, 30],
      [70, null],
    ];
    rounds.forEach(([grove, zookeeper], round) => {
      figures.round = round;
      if (grove !== null) figures.note('write', 'grove', 'throughput', 'op/s', grove);
      if (zookeeper !== null) figures.note('write', 'zookeeper', 'throughput', 'op/s', zookeeper);
    });
    const rows = figures.rows(['throughput']);
    expect(rows.map(({ target, metric, median, min, max }) => [target, metric, median, min, max])).toEqual([
      ['grove', 'throughput', 90, 70, 100],
      ['zookeeper', 'throughput', 30, 10, 50],
      ['grove', 'throughput / zookeeper', 2.5, 2, 3],
    ]);
  });
});
