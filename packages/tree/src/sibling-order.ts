import { Field, NumberField, type ZnodeColumns } from './znode-columns';

// As in digest: a sandboxed global is slow.
const { floor } = Math;

/**
 * The order of siblings, newest first by (czxid, ordinal of creation within it). It shows in answers that are kept, in the ordinals
 * of a subtree's deletion and in page tokens, so every replica must have the same one, however it came by its state.
 */

/** Negative where `row` was created before `other`. Never 0 for two znodes. */
export function compareCreation(columns: ZnodeColumns, row: number, other: number): number {
  return (
    columns.getNumber(row, NumberField.czxid) - columns.getNumber(other, NumberField.czxid) ||
    columns.get(row, Field.createOrdinal) - columns.get(other, Field.createOrdinal)
  );
}

/** Links the children of `parent` anew, in their order. */
export function sortSiblings(columns: ZnodeColumns, parent: number): void {
  const rows: number[] = [];
  for (let child = columns.get(parent, Field.firstChild); child !== 0; child = columns.get(child, Field.nextSibling)) {
    rows.push(child);
  }
  let next = 0;
  for (const row of oldestFirst(columns, rows)) {
    columns.set(row, Field.nextSibling, next);
    if (next !== 0) {
      columns.set(next, Field.previousSibling, row);
    }
    next = row;
  }
  columns.set(parent, Field.firstChild, next);
  if (next !== 0) {
    columns.set(next, Field.previousSibling, 0);
  }
}

/**
 * A parent can have a million children, and a sort that calls back is several times slower than one of plain numbers. So where czxid and
 * position fit into one number, these are sorted, and only runs of one czxid (a multi's) are compared one by one.
 */
function oldestFirst(columns: ZnodeColumns, rows: number[]): number[] {
  const count = rows.length;
  const keys = new Float64Array(count);
  let low = Infinity;
  let high = 0;
  for (let i = 0; i < count; i += 1) {
    const czxid = columns.getNumber(rows[i] ?? 0, NumberField.czxid);
    keys[i] = czxid;
    low = czxid < low ? czxid : low;
    high = czxid > high ? czxid : high;
  }
  if ((high - low + 1) * count > Number.MAX_SAFE_INTEGER) {
    return rows.sort((a, b) => compareCreation(columns, a, b));
  }
  for (let i = 0; i < count; i += 1) {
    keys[i] = ((keys[i] ?? 0) - low) * count + i;
  }
  keys.sort();
  const sorted: number[] = [];
  let runStart = 0;
  let runCzxid = -1;
  for (let i = 0; i < count; i += 1) {
    const key = keys[i] ?? 0;
    const czxid = floor(key / count);
    if (czxid !== runCzxid) {
      sortRun(columns, sorted, runStart);
      runStart = i;
      runCzxid = czxid;
    }
    sorted.push(rows[key - czxid * count] ?? 0);
  }
  sortRun(columns, sorted, runStart);
  return sorted;
}

/** Sorts from `start` on. */
function sortRun(columns: ZnodeColumns, rows: number[], start: number): void {
  if (rows.length - start > 1) {
    rows
      .splice(start)
      .sort((a, b) => compareCreation(columns, a, b))
      .forEach((row) => rows.push(row));
  }
}
