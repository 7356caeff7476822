import { UNUSED_CONTAINER_MS_MAX } from './tree-limits';
import { Field, NumberField, RowKind, type ZnodeColumns } from './znode-columns';

/** Rows that one call of `collect` looks at. */
const ROWS_PER_CALL = 10_000;

/**
 * All container and TTL znodes, as a list through the fields that ephemeral ones use for theirs. The list is a replica's own: its
 * order is not replicated, and every deletion that follows from it is a log entry.
 */
export class ReapableZnodes {
  count = 0;
  private first = 0;
  /** Where the next `collect` goes on; 0 for the beginning. */
  private cursor = 0;

  constructor(private readonly columns: ZnodeColumns) {}

  static isKind(kind: number): boolean {
    return kind === RowKind.container || kind === RowKind.ttl;
  }

  /** A pass over all znodes is not at its end. */
  get passPending(): boolean {
    return this.cursor !== 0;
  }

  link(row: number): void {
    const columns = this.columns;
    columns.set(row, Field.previousEphemeral, 0);
    columns.set(row, Field.nextEphemeral, this.first);
    if (this.first !== 0) {
      columns.set(this.first, Field.previousEphemeral, row);
    }
    this.first = row;
    this.count += 1;
  }

  unlink(row: number): void {
    const columns = this.columns;
    const next = columns.get(row, Field.nextEphemeral);
    const previous = columns.get(row, Field.previousEphemeral);
    if (previous === 0) {
      this.first = next;
    } else {
      columns.set(previous, Field.nextEphemeral, next);
    }
    if (next !== 0) {
      columns.set(next, Field.previousEphemeral, previous);
    }
    if (this.cursor === row) {
      this.cursor = next;
    }
    this.count -= 1;
  }

  /**
   * Whether the row may go at this time: no children, and a TTL znode unmodified for its time to live, a container after it
   * had a child or after its grace (ZooKeeper's ContainerManager).
   */
  isDue(row: number, timeMs: number): boolean {
    const columns = this.columns;
    if (columns.get(row, Field.childCount) !== 0) {
      return false;
    }
    switch (columns.get(row, Field.kind)) {
      case RowKind.ttl:
        return columns.getNumber(row, NumberField.mtimeMs) + columns.getNumber(row, NumberField.owner) <= timeMs;
      case RowKind.container:
        return columns.get(row, Field.creations) !== 0 || columns.getNumber(row, NumberField.ctimeMs) + UNUSED_CONTAINER_MS_MAX <= timeMs;
      default:
        return false;
    }
  }

  /** Rows that are due, at most `max`, from where the call before ended; bounded work. */
  collect(timeMs: number, max: number, found: (row: number) => void): void {
    let row = this.cursor === 0 ? this.first : this.cursor;
    let left = max;
    for (let looked = 0; row !== 0 && left > 0 && looked < ROWS_PER_CALL; looked += 1) {
      if (this.isDue(row, timeMs)) {
        found(row);
        left -= 1;
      }
      row = this.columns.get(row, Field.nextEphemeral);
    }
    this.cursor = row;
  }
}
