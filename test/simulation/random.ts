/**
 * The only source of chance in a run: a 32-bit counter generator (sfc32), seeded by the run's number. Parts take
 * their own stream with `fork`, so that one part drawing more numbers does not shift what the others draw.
 */
export class SeededRandom {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = Math.imul(stream + 0x9e37, 0x85ebca6b) | 0;
    this.c = 0x243f6a88;
    // The first outputs of neighbouring seeds resemble each other; these are thrown away.
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A stream of its own; its numbers depend on this stream's position now and on nothing drawn later. */
  fork(): SeededRandom {
    return new SeededRandom(this.uint32(), this.uint32());
  }

  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.uint32() / 4294967296;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Uniform in [min, max). */
  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Exponential with this mean: the time between independent events. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('pick from an empty list');
    return item;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.uint32() & 0xff;
    return bytes;
  }
}
