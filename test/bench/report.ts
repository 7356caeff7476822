import { writeFileSync } from 'node:fs';

/** One measured thing, over all rounds: a line of the JSON file. */
export interface Row {
  readonly suite: string;
  readonly workload: string;
  readonly target: string;
  readonly metric: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Writes the rows as one JSON array, a row a line. */
export function writeRows(file: string, rows: readonly Row[]): void {
  writeFileSync(file, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
}

/** The rows as a table with aligned columns. */
export function table(rows: readonly Row[]): string {
  const head = ['workload', 'target', 'metric', 'median', 'min', 'max', 'unit'];
  const lines = rows.map((row) => [row.workload, row.target, row.metric, number(row.median), number(row.min), number(row.max), row.unit]);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)));
  const NUMBERS = [3, 4, 5];
  const format = (line: readonly string[]): string =>
    line
      .map((cell, column) => (NUMBERS.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const body: string[] = [];
  lines.forEach((line, n) => {
    // One block for each workload.
    if (n > 0 && rows[n]?.workload !== rows[n - 1]?.workload) body.push('');
    body.push(format(line));
  });
  return [format(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n');
}

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
