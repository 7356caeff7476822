/** The part of a writable stream that is needed here. */
export interface ByteWritable {
  write(bytes: Uint8Array, written: () => void): unknown;
}

/** What all streams together have not written yet. */
export interface TotalBacklog {
  bytes: number;
}

/** Who is told each time that what waits falls below so many bytes. */
export interface Drained {
  readonly below: number;
  tell(): void;
}

/**
 * Counts the bytes given to a stream that have not left the process. A stream calls back in the order of the
 * writes, so one function and a queue of lengths do, without a closure for each write; and no queue where one write is on its way at a time, as it is with most.
 */
export class WriteBacklog {
  private readonly stream: ByteWritable;
  /** Writes that have not left, and the length of the oldest. */
  private count = 0;
  private oldest = 0;
  /** Of those behind it, from `head` on; null: there was none. */
  private behind: number[] | null = null;
  private head = 0;
  private waiting = 0;
  private isGivenUp = false;
  private wasAbove = false;

  /** `total`: where it counts too, until the stream is given up. */
  constructor(
    stream: ByteWritable,
    private readonly total: TotalBacklog = { bytes: 0 },
    private readonly drained: Drained | null = null,
  ) {
    this.stream = stream;
  }

  get bytes(): number {
    return this.waiting;
  }

  write(bytes: Uint8Array): void {
    this.waiting += bytes.length;
    if (!this.isGivenUp) this.total.bytes += bytes.length;
    if (this.drained !== null && this.waiting >= this.drained.below) this.wasAbove = true;
    if (this.count === 0) this.oldest = bytes.length;
    else (this.behind ??= []).push(bytes.length);
    this.count += 1;
    this.stream.write(bytes, this.onWritten);
  }

  /** The stream is gone: what it did not write is no one's any more. */
  giveUp(): void {
    if (this.isGivenUp) return;
    this.isGivenUp = true;
    this.total.bytes -= this.waiting;
  }

  private readonly onWritten = (): void => {
    this.waiting -= this.oldest;
    if (!this.isGivenUp) this.total.bytes -= this.oldest;
    this.count -= 1;
    if (this.behind !== null) this.takeNext(this.behind);
    if (this.wasAbove && this.drained !== null && this.waiting < this.drained.below) {
      this.wasAbove = false;
      this.drained.tell();
    }
  };

  private takeNext(behind: number[]): void {
    this.oldest = behind[this.head] ?? 0;
    this.head += 1;
    if (this.head >= behind.length) {
      this.behind = null;
      this.head = 0;
    } else if (this.head === 1_024) {
      this.behind = behind.slice(this.head);
      this.head = 0;
    }
  }
}
