import { LatencyHistogram } from './load/latency-histogram';
import { table, type Row } from './report';
import { spread } from './statistics';

test('the median of an even number of rounds lies between the middle two', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spread([7])).toEqual({ median: 7, min: 7, max: 7 });
  expect(() => spread([])).toThrow(RangeError);
});

test('quantiles of the histogram are right within the width of a bucket', () => {
  const histogram = new LatencyHistogram();
  for (let n = 1; n <= 1000; n++) histogram.count(n / 10);
  for (const [share, wantedMs] of [
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ] as const) {
    expect(Math.abs(histogram.quantileMs(share) / wantedMs - 1)).toBeLessThan(0.025);
  }
  histogram.reset();
  expect(histogram.quantileMs(0.5)).toBe(0);
});

test('durations beyond both ends of the histogram are counted at its ends', () => {
  const histogram = new LatencyHistogram();
  histogram.count(0);
  expect(histogram.quantileMs(1)).toBeLessThan(0.011);
  histogram.count(1e12);
  expect(histogram.quantileMs(1)).toBeGreaterThan(1e6);
});

test('the table aligns its columns and separates workloads', () => {
  const row: Row = {
    suite: 's',
    workload: 'read',
    target: 'grove',
    metric: 'throughput',
    unit: 'op/s',
    median: 12345.6,
    min: 1.234,
    max: 56.78,
  };
  expect(table([row, { ...row, workload: 'write' }])).toBe(
    [
      'workload  target  metric      median   min   max  unit',
      '--------  ------  ----------  ------  ----  ----  ----',
      'read      grove   throughput  12,346  1.23  56.8  op/s',
      '',
      'write     grove   throughput  12,346  1.23  56.8  op/s',
    ].join('\n'),
  );
});
