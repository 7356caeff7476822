import { Field, NumberField, type ZnodeColumns } from './znode-columns';

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
  rows.sort((a, b) => compareCreation(columns, b, a));
  let previous = 0;
  for (const row of rows) {
    columns.set(row, Field.previousSibling, previous);
    if (previous === 0) {
      columns.set(parent, Field.firstChild, row);
    } else {
      columns.set(previous, Field.nextSibling, row);
    }
    previous = row;
  }
  if (previous !== 0) {
    columns.set(previous, Field.nextSibling, 0);
  }
}
