/** Writes ZooKeeper's jute encoding: big-endian numbers, lengths before bytes, −1 for what is null. */
export class JuteWriter {
  private readonly pieces: Buffer[] = [];

  int(value: number): this {
    const piece = Buffer.alloc(4);
    piece.writeInt32BE(value);
    this.pieces.push(piece);
    return this;
  }

  long(value: bigint): this {
    const piece = Buffer.alloc(8);
    piece.writeBigInt64BE(BigInt.asIntN(64, value));
    this.pieces.push(piece);
    return this;
  }

  bool(value: boolean): this {
    this.pieces.push(Buffer.from([value ? 1 : 0]));
    return this;
  }

  buffer(value: Uint8Array | null): this {
    this.int(value === null ? -1 : value.length);
    if (value !== null) this.pieces.push(Buffer.from(value));
    return this;
  }

  text(value: string): this {
    return this.buffer(Buffer.from(value));
  }

  list<T>(values: readonly T[], write: (value: T) => void): this {
    this.int(values.length);
    values.forEach(write);
    return this;
  }

  raw(bytes: Buffer): this {
    this.pieces.push(bytes);
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

/** Reads it; what ends too early throws a RangeError. */
export class JuteReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  int(): number {
    return this.bytes.readInt32BE(this.step(4));
  }

  long(): bigint {
    return this.bytes.readBigInt64BE(this.step(8));
  }

  bool(): boolean {
    return this.bytes.readUInt8(this.step(1)) !== 0;
  }

  buffer(): Buffer | null {
    const length = this.int();
    if (length < 0) return null;
    const from = this.step(length);
    return this.bytes.subarray(from, from + length);
  }

  text(): string {
    return this.buffer()?.toString('utf8') ?? '';
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int()) }, read);
  }

  private step(length: number): number {
    const from = this.at;
    if (from + length > this.bytes.length) throw new RangeError(`${length} bytes wanted, ${this.left} left`);
    this.at += length;
    return from;
  }
}
