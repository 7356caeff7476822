import { existsSync, readFileSync, writeFileSync } from 'node:fs';

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

/** Metrics that are a line over time: drawn, not tabled. The number in the name is the step's start in milliseconds. */
export const TIMELINE = 'accepted at ';

/**
 * Writes the rows as one JSON array, a row a line. What the file holds of other suites stays; of the same suites it is
 * replaced, since figures of two runs do not belong beside each other. Answers what the file holds now.
 */
export function mergeRows(file: string, rows: readonly Row[]): Row[] {
  const suites = new Set(rows.map(({ suite }) => suite));
  const kept = readRows(file).filter(({ suite }) => !suites.has(suite));
  const all = [...kept, ...rows];
  writeFileSync(file, `[\n${all.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  return all;
}

/** @throws Error where the file is there and holds no rows. */
export function readRows(file: string): Row[] {
  if (!existsSync(file)) return [];
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    rows = null;
  }
  if (!Array.isArray(rows)) throw new Error(`${file} is there and holds no rows of a benchmark`);
  return rows as Row[];
}

/** The rows as a table with aligned columns; timelines are left to the chart. */
export function table(allRows: readonly Row[]): string {
  const rows = allRows.filter(({ metric }) => !metric.startsWith(TIMELINE));
  const head = ['workload', 'target', 'metric', 'median', 'min', 'max', 'unit'];
  const lines = rows.map((row) => [row.workload, row.target, row.metric, shown(row.median), shown(row.min), shown(row.max), row.unit]);
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

/** A number with three digits or so. */
export function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
