/**
 * Gathers one frame. Each frame gets a buffer of its own, as large as the last one was: the transport keeps a
 * frame for as long as it likes.
 */
export class BytesWriter {
  private buffer = Buffer.allocUnsafe(4096);
  private end = 0;

  get byteLength(): number {
    return this.end;
  }

  bytes(source: Uint8Array): void {
    this.reserve(source.length);
    this.buffer.set(source, this.end);
    this.end += source.length;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.end++] = value;
  }

  int32(value: number): void {
    this.reserve(4);
    this.end = this.buffer.writeInt32BE(value, this.end);
  }

  /** A base-128 varint of a safe integer that is not negative. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.end++] = rest;
  }

  /** Hands over what gathered and starts anew. */
  take(): Buffer {
    const frame = this.buffer.subarray(0, this.end);
    this.buffer = Buffer.allocUnsafe(Math.max(4096, this.end + 256));
    this.end = 0;
    return frame;
  }

  private reserve(length: number): void {
    if (this.end + length <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.end + length));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}

/** The number of bytes of a varint. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) length++;
  return length;
}
