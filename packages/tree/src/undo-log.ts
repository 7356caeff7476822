import type { ChangeHistory } from './change-history';
import { ChangeNumber } from './change-history';
import { Field, NumberField } from './znode-columns';
import type { ZnodeStore } from './znode-store';

/** Data that was written anew, of which nobody is told. */
const REWRITTEN = -1;

interface Step {
  change: number;
  row: number;
  part: number;
  ordinal: number;
  /** Of the parent, or of the row itself where its data changed. */
  version: number;
  zxid: number;
  /** Of the changed row's data before. */
  mtimeMs: number;
  dataRef: number;
  dataLength: number;
  dataLow: number;
  dataHigh: number;
}

/**
 * What the parts of a multi did so far, in order. Committing writes the history and frees what the parts removed;
 * rolling back puts everything where it was, latest first, so that a failed multi leaves no trace.
 */
export class UndoLog {
  /** The part that is being applied. */
  part = 0;
  private readonly steps: Step[] = [];
  private count = 0;

  constructor(private readonly store: ZnodeStore) {}

  /** Before the parent's fields change and the row is attached. */
  created(row: number, parent: number, ordinal: number): void {
    this.structural(ChangeNumber.created, row, parent, ordinal);
  }

  /** Before the parent's fields change and the row is detached. */
  deleted(row: number, parent: number, ordinal: number): void {
    this.structural(ChangeNumber.deleted, row, parent, ordinal);
  }

  /** Before the row's fields change; the old bytes stay in the arena until commit. */
  dataChanged(row: number, ordinal: number): void {
    this.data(ChangeNumber.dataChanged, row, ordinal);
  }

  /** The same of data that the history says nothing of. */
  rewritten(row: number): void {
    this.data(REWRITTEN, row, 0);
  }

  private data(change: number, row: number, ordinal: number): void {
    const columns = this.store.columns;
    const step = this.next(change, row, ordinal);
    step.version = columns.get(row, Field.version);
    step.zxid = columns.getNumber(row, NumberField.mzxid);
    step.mtimeMs = columns.getNumber(row, NumberField.mtimeMs);
    step.dataRef = columns.get(row, Field.dataRef) >>> 0;
    step.dataLength = columns.get(row, Field.dataLength);
    step.dataLow = columns.get(row, Field.dataLow);
    step.dataHigh = columns.get(row, Field.dataHigh);
  }

  commit(zxid: number, history: ChangeHistory): void {
    const { columns, arena } = this.store;
    for (let i = 0; i < this.count; i += 1) {
      const step = this.steps[i];
      if (step === undefined) {
        break;
      }
      if (step.change === REWRITTEN) {
        arena.free(step.dataRef, step.dataLength);
        continue;
      }
      const pathRef = columns.get(step.row, Field.pathRef) >>> 0;
      history.record(
        zxid,
        step.ordinal,
        step.change,
        step.part,
        columns.get(step.row, Field.acl),
        this.store.parentAcl(step.row),
        arena.bytesOf(pathRef),
        arena.offsetOf(pathRef),
        columns.get(step.row, Field.pathLength),
      );
      if (step.change === ChangeNumber.deleted) {
        this.store.release(step.row);
      } else if (step.change === ChangeNumber.dataChanged) {
        arena.free(step.dataRef, step.dataLength);
      }
    }
    this.count = 0;
  }

  rollBack(): void {
    const { columns, arena } = this.store;
    for (let i = this.count - 1; i >= 0; i -= 1) {
      const step = this.steps[i];
      if (step === undefined) {
        continue;
      }
      const row = step.row;
      if (step.change === ChangeNumber.dataChanged || step.change === REWRITTEN) {
        arena.free(columns.get(row, Field.dataRef) >>> 0, columns.get(row, Field.dataLength));
        columns.set(row, Field.version, step.version);
        columns.setNumber(row, NumberField.mzxid, step.zxid);
        columns.setNumber(row, NumberField.mtimeMs, step.mtimeMs);
        columns.set(row, Field.dataRef, step.dataRef);
        const moreBytes = step.dataLength - columns.get(row, Field.dataLength);
        columns.set(row, Field.dataLength, step.dataLength);
        columns.set(row, Field.dataLow, step.dataLow);
        columns.set(row, Field.dataHigh, step.dataHigh);
        this.store.dataChanged(row, moreBytes);
        this.store.endChange(row);
        continue;
      }
      const parent = columns.get(row, Field.parent);
      if (step.change === ChangeNumber.created) {
        this.store.detach(row);
        this.store.release(row);
      } else {
        this.store.reattach(row);
      }
      columns.set(parent, Field.creations, step.version);
      columns.setNumber(parent, NumberField.pzxid, step.zxid);
      this.store.endChange(parent);
    }
    this.count = 0;
  }

  private structural(change: number, row: number, parent: number, ordinal: number): void {
    const step = this.next(change, row, ordinal);
    step.version = this.store.columns.get(parent, Field.creations);
    step.zxid = this.store.columns.getNumber(parent, NumberField.pzxid);
  }

  private next(change: number, row: number, ordinal: number): Step {
    let step = this.steps[this.count];
    if (step === undefined) {
      step = { change, row, part: 0, ordinal, version: 0, zxid: 0, mtimeMs: 0, dataRef: 0, dataLength: 0, dataLow: 0, dataHigh: 0 };
      this.steps.push(step);
    }
    step.change = change;
    step.row = row;
    step.part = this.part;
    step.ordinal = ordinal;
    this.count += 1;
    return step;
  }
}
