import type { Stat } from '@grove/client';

export type OutputFormat = 'table' | 'json';

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) => `${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}\n`)
    .join('');
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The fields of a Stat under ZooKeeper's names, where it has them. */
export function statTable(stat: Stat): string {
  return table([
    ['czxid', String(stat.czxid)],
    ['mzxid', String(stat.mzxid)],
    ['pzxid', String(stat.pzxid)],
    ['ctime', new Date(stat.ctimeMs).toISOString()],
    ['mtime', new Date(stat.mtimeMs).toISOString()],
    ['version', String(stat.version)],
    ['cversion', String(stat.cversion)],
    ['aversion', String(stat.aversion)],
    ['kind', stat.kind],
    ['ownerSession', String(stat.ownerSessionId)],
    ...(stat.ttlMs > 0 ? [['ttlMs', String(stat.ttlMs)]] : []),
    ['dataLength', String(stat.dataLength)],
    ['numChildren', String(stat.numChildren)],
  ]);
}

/** Data in JSON: as text where it is text, else in base64. */
export function jsonData(data: Uint8Array): { readonly data: string; readonly encoding: 'utf8' | 'base64' } {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer)
    ? { data: text, encoding: 'utf8' }
    : { data: buffer.toString('base64'), encoding: 'base64' };
}
