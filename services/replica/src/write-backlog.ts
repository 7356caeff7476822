/** The part of a writable stream that is needed here. */
export interface ByteWritable {
  write(bytes: Buffer, written: (error: Error | null | undefined) => void): boolean;
}

/** What all streams together have not written yet. */
export interface TotalBacklog {
  bytes: number;
}

/**
 * Counts the bytes given to a stream that have not left the process. A stream calls back in the order of the
 * writes, so one function and a queue of lengths do, without a closure for each write.
 */
export class WriteBacklog {
  private readonly stream: ByteWritable;
  private lengths: number[] = [];
  private head = 0;
  private waiting = 0;
  private isGivenUp = false;
  private wasAbove = false;

  /** `total`: where it counts too, until the stream is given up. `drained`: told each time that it falls below so many bytes. */
  constructor(
    stream: ByteWritable,
    private readonly total: TotalBacklog = { bytes: 0 },
    private readonly drained: { readonly below: number; readonly tell: () => void } | null = null,
  ) {
    this.stream = stream;
  }

  get bytes(): number {
    return this.waiting;
  }

  write(bytes: Buffer): void {
    this.waiting += bytes.length;
    if (!this.isGivenUp) this.total.bytes += bytes.length;
    if (this.drained !== null && this.waiting >= this.drained.below) this.wasAbove = true;
    this.lengths.push(bytes.length);
    this.stream.write(bytes, this.onWritten);
  }

  /** The stream is gone: what it did not write is no one's any more. */
  giveUp(): void {
    if (this.isGivenUp) return;
    this.isGivenUp = true;
    this.total.bytes -= this.waiting;
  }

  private readonly onWritten = (): void => {
    const length = this.lengths[this.head] ?? 0;
    this.waiting -= length;
    if (!this.isGivenUp) this.total.bytes -= length;
    this.head += 1;
    if (this.head === this.lengths.length) {
      this.lengths = [];
      this.head = 0;
    } else if (this.head === 1_024) {
      this.lengths = this.lengths.slice(this.head);
      this.head = 0;
    }
    if (this.wasAbove && this.drained !== null && this.waiting < this.drained.below) {
      this.wasAbove = false;
      this.drained.tell();
    }
  };
}
