import type { AnswerEncoder } from './answer-encoder';
import { ChangeNumber } from './change-history';
import type { ValueRing } from './value-ring';
import { Field } from './znode-columns';
import type { ZnodeStore } from './znode-store';

const NO_WORDS = new Int32Array(0);

/** Puts each change's values into the ring, at the moment at which the rows have them. */
export class ValueRecorder {
  constructor(
    readonly ring: ValueRing,
    private readonly store: ZnodeStore,
    private readonly encoder: AnswerEncoder,
  ) {}

  /** Before a row's data is replaced, or the row goes. */
  beforeReplacement(row: number): void {
    const { columns, arena } = this.store;
    const length = columns.get(row, Field.dataLength);
    if (length === 0) {
      this.ring.keepPrevious(NO_WORDS, 0, 0);
      return;
    }
    const ref = columns.get(row, Field.dataRef) >>> 0;
    this.ring.keepPrevious(arena.wordsOf(ref), arena.offsetOf(ref) >>> 2, length);
  }

  /** Together with each record of the history, in the same order. */
  changed(change: number, row: number): void {
    const { columns, arena } = this.store;
    if (change === ChangeNumber.deleted) {
      this.beforeReplacement(row);
      this.ring.append(NO_WORDS, 0, null, 0, 0);
      return;
    }
    const stat = this.encoder.encodedStatWords(row);
    const length = columns.get(row, Field.dataLength);
    if (length === 0) {
      this.ring.append(stat, this.encoder.encodedStatLength, NO_WORDS, 0, 0);
      return;
    }
    const ref = columns.get(row, Field.dataRef) >>> 0;
    this.ring.append(stat, this.encoder.encodedStatLength, arena.wordsOf(ref), arena.offsetOf(ref) >>> 2, length);
  }
}
