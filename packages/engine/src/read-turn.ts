/** A simple read is one unit of work, some 2 µs; a turn has 8 ms of them. */
export const READ_WORK_PER_TURN = 4_000;
/** A unit is also so many rows that were looked at, or so many bytes of an answer. */
const ROWS_PER_UNIT = 16;
const BYTES_PER_UNIT = 16 * 1024;

/** Work of one read. */
export function readWork(rows: number, answerBytes: number): number {
  return 1 + rows / ROWS_PER_UNIT + answerBytes / BYTES_PER_UNIT;
}

/** Reads that stand before a write of their own session hold up applying; beyond this much in a second they are refused: 1,000,000 rows. */
const HOLDING_WORK_PER_SECOND = 62_500;
/** Of that in one turn. */
export const HOLDING_WORK_PER_TURN = READ_WORK_PER_TURN / 2;

/** How long one session's reads may keep the state as it is. */
export class HoldAllowance {
  private sinceMs = 0;
  private work = 0;

  spend(work: number): void {
    this.work += work;
  }

  isSpent(nowMs: number): boolean {
    if (nowMs - this.sinceMs >= 1_000) {
      this.sinceMs = nowMs;
      this.work = 0;
    }
    return this.work >= HOLDING_WORK_PER_SECOND;
  }
}

/** Somebody whose reads go on in a later turn. */
export interface WaitingReader {
  drain(): void;
}

/**
 * What all reads together may cost in a turn, counted and not measured: ten thousand that cost 10 ms each fit into one frame. When it is
 * spent, reads wait where they stand, and each who waits has his turn after the others. Those who wait have a turn's worth of their own at
 * each end of a turn, and those who come have one: neither can keep the other from it.
 */
export class ReadTurn {
  private work = 0;
  private readonly waiting = new Set<WaitingReader>();

  constructor(private readonly wantFlush: () => void) {}

  /** One more read is begun only while this is false; it may then cost more than is left. */
  get isSpent(): boolean {
    return this.work >= READ_WORK_PER_TURN;
  }

  spend(work: number): void {
    this.work += work;
  }

  wait(reader: WaitingReader): void {
    this.waiting.add(reader);
    this.wantFlush();
  }

  forget(reader: WaitingReader): void {
    this.waiting.delete(reader);
  }

  /** The end of a turn: those who wait go on, the longest first. */
  end(): void {
    this.work = 0;
    let left = this.waiting.size;
    if (left === 0) return;
    for (const reader of this.waiting) {
      if (left === 0 || this.isSpent) break;
      left -= 1;
      this.waiting.delete(reader);
      reader.drain();
    }
    this.work = 0;
    if (this.waiting.size > 0) this.wantFlush();
  }
}
