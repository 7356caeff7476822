/** The part of a writable stream that is needed here. */
export interface ByteWritable {
  write(bytes: Buffer, written: (error: Error | null | undefined) => void): boolean;
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

  constructor(stream: ByteWritable) {
    this.stream = stream;
  }

  get bytes(): number {
    return this.waiting;
  }

  write(bytes: Buffer): void {
    this.waiting += bytes.length;
    this.lengths.push(bytes.length);
    this.stream.write(bytes, this.onWritten);
  }

  private readonly onWritten = (): void => {
    this.waiting -= this.lengths[this.head] ?? 0;
    this.head += 1;
    if (this.head === this.lengths.length) {
      this.lengths = [];
      this.head = 0;
    } else if (this.head === 1_024) {
      this.lengths = this.lengths.slice(this.head);
      this.head = 0;
    }
  };
}
