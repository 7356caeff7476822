import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chart } from './chart';
import { mergeRows, readRows, table, TIMELINE, type Row } from './report';

const row = (suite: string, target: string, metric: string, median: number): Row => ({
  suite,
  workload: 'write <100 B>',
  target,
  metric,
  unit: 'op/s',
  median,
  min: median / 2,
  max: median * 2,
});

describe('the rows of a benchmark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grove-rows-'));
  const file = join(folder, 'rows.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a suite replaces its own rows in a file and keeps those of the others', () => {
    const recovery = row('recovery', 'grove', 'time to the next accepted write', 300);
    mergeRows(file, [row('throughput', 'grove', 'throughput', 1), row('throughput', 'etcd', 'throughput', 2), recovery]);
    const now = row('throughput', 'grove', 'throughput', 3);
    expect(mergeRows(file, [now])).toEqual([recovery, now]);
    expect(readRows(file)).toEqual([recovery, now]);
  });

  test('a file that holds something else is not overwritten', () => {
    writeFileSync(file, '{"mine": 1}');
    expect(() => mergeRows(file, [])).toThrow('holds no rows');
  });

  test('a timeline is drawn and not tabled, and what is drawn is escaped', () => {
    const rows = [
      row('recovery', 'grove', 'throughput', 1000),
      row('recovery', 'grove', `${TIMELINE}-100`, 5),
      row('recovery', 'grove', `${TIMELINE}0`, 7),
    ];
    expect(table(rows)).not.toContain(TIMELINE);
    expect(table(rows)).toContain('write <100 B>  grove   throughput   1,000');
    const drawing = chart(rows);
    expect(drawing).toContain('write &lt;100 B&gt;');
    expect(drawing).toContain('writes accepted in each 100 ms');
    expect(drawing).not.toContain('NaN');
  });
});
