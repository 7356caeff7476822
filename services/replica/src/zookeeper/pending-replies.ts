/** Whose turn it is to answer a request. */
export const Answerer = {
  /** The engine, which answers in the order of the requests. */
  engine: 0,
  /** This front end: the engine was not asked. */
  here: 1,
  /** The same, and the connection ends behind it. */
  hereAtLast: 2,
  /** This front end, when the members are changed: begun in its turn. */
  members: 3,
} as const;

/** A power of two. */
const FIRST_SLOTS = 16;

/**
 * The requests of one connection that were not answered yet, in their order: parallel rings, so that a request costs no object. What is
 * answered here waits in the same line as what the engine answers, because the order of answers is a promise.
 */
export class PendingReplies {
  private xids = new Int32Array(FIRST_SLOTS);
  private types = new Int32Array(FIRST_SLOTS);
  private answerers = new Uint8Array(FIRST_SLOTS);
  private errors = new Int16Array(FIRST_SLOTS);
  private sizes = new Int32Array(FIRST_SLOTS);
  private times = new Float64Array(FIRST_SLOTS);
  private notes: (Uint8Array | null)[] = new Array<Uint8Array | null>(FIRST_SLOTS).fill(null);
  private head = 0;
  private tail = 0;
  /** Bytes of the requests that wait. */
  bytes = 0;

  get length(): number {
    return this.tail - this.head;
  }

  /** The number of the next request: what the engine is told as its id. */
  get nextId(): number {
    return this.tail + 1;
  }

  /** `note`: what the answer needs of the request beside its type; `error` where it is answered here. */
  push(xid: number, type: number, answerer: number, error: number, size: number, atMs: number, note: Uint8Array | null): void {
    if (this.length === this.xids.length) this.grow();
    const slot = this.tail & (this.xids.length - 1);
    this.xids[slot] = xid;
    this.types[slot] = type;
    this.answerers[slot] = answerer;
    this.errors[slot] = error;
    this.sizes[slot] = size;
    this.times[slot] = atMs;
    this.notes[slot] = note;
    this.tail += 1;
    this.bytes += size;
  }

  /** The oldest one's; only where length > 0. */
  headId(): number {
    return this.head + 1;
  }
  headXid(): number {
    return this.xids[this.slot()] ?? 0;
  }
  headType(): number {
    return this.types[this.slot()] ?? 0;
  }
  headAnswerer(): number {
    return this.answerers[this.slot()] ?? 0;
  }
  headError(): number {
    return this.errors[this.slot()] ?? 0;
  }
  headAtMs(): number {
    return this.times[this.slot()] ?? 0;
  }
  headNote(): Uint8Array | null {
    return this.notes[this.slot()] ?? null;
  }

  /** The engine is asked for the oldest one's answer after all. */
  handToEngine(note: Uint8Array): void {
    this.answerers[this.slot()] = Answerer.engine;
    this.notes[this.slot()] = note;
  }

  pop(): void {
    const slot = this.slot();
    this.bytes -= this.sizes[slot] ?? 0;
    this.notes[slot] = null;
    this.head += 1;
  }

  private slot(): number {
    return this.head & (this.xids.length - 1);
  }

  private grow(): void {
    const { xids, types, answerers, errors, sizes, times, notes } = this;
    const old = xids.length;
    const slots = old * 2;
    this.xids = new Int32Array(slots);
    this.types = new Int32Array(slots);
    this.answerers = new Uint8Array(slots);
    this.errors = new Int16Array(slots);
    this.sizes = new Int32Array(slots);
    this.times = new Float64Array(slots);
    this.notes = new Array<Uint8Array | null>(slots).fill(null);
    for (let at = this.head; at < this.tail; at += 1) {
      const from = at & (old - 1);
      const to = at & (slots - 1);
      this.xids[to] = xids[from] ?? 0;
      this.types[to] = types[from] ?? 0;
      this.answerers[to] = answerers[from] ?? 0;
      this.errors[to] = errors[from] ?? 0;
      this.sizes[to] = sizes[from] ?? 0;
      this.times[to] = times[from] ?? 0;
      this.notes[to] = notes[from] ?? null;
    }
  }
}
