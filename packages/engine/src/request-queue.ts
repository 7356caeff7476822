/** What waits at a place of the queue. */
export const QueuedKind = { write: 0, read: 1, linearizable: 2, failure: 3 } as const;
export type QueuedKindNumber = (typeof QueuedKind)[keyof typeof QueuedKind];

/** A power of two; most of ten thousand sessions never have more under way. */
const FIRST_SLOTS = 16;

/**
 * A session's requests that were not answered yet, in the order sent: parallel rings, so that a request costs no object.
 * `detail` is the least zxid of a read, or the code of a failure; a write has its length where a read has its end.
 */
export class RequestQueue {
  private kinds = new Uint8Array(FIRST_SLOTS);
  private ids = new Float64Array(FIRST_SLOTS);
  private details = new Float64Array(FIRST_SLOTS);
  private starts = new Uint32Array(FIRST_SLOTS);
  private ends = new Uint32Array(FIRST_SLOTS);
  private fields = new Uint8Array(FIRST_SLOTS);
  private ready = new Uint8Array(FIRST_SLOTS);
  private frames: (Uint8Array | null)[] = new Array<Uint8Array | null>(FIRST_SLOTS).fill(null);
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  /** Adds a request and returns its ticket, by which `markReady` finds it. */
  push(kind: QueuedKindNumber, id: number, detail: number, frame: Uint8Array | null, field: number, start: number, end: number): number {
    if (this.length === this.kinds.length) this.grow();
    const slot = this.tail & (this.kinds.length - 1);
    this.kinds[slot] = kind;
    this.ids[slot] = id;
    this.details[slot] = detail;
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.fields[slot] = field;
    this.ready[slot] = 0;
    this.frames[slot] = frame;
    this.tail += 1;
    return this.tail - 1;
  }

  /** The oldest request's fields; only where length > 0. */
  headKind(): QueuedKindNumber {
    return (this.kinds[this.slot()] ?? 0) as QueuedKindNumber;
  }
  headId(): number {
    return this.ids[this.slot()] ?? 0;
  }
  headDetail(): number {
    return this.details[this.slot()] ?? 0;
  }
  headField(): number {
    return this.fields[this.slot()] ?? 0;
  }
  headStart(): number {
    return this.starts[this.slot()] ?? 0;
  }
  headEnd(): number {
    return this.ends[this.slot()] ?? 0;
  }
  headFrame(): Uint8Array | null {
    return this.frames[this.slot()] ?? null;
  }
  headReady(): boolean {
    return this.ready[this.slot()] === 1;
  }

  /** What this request waited for has come. Tickets of requests that are gone are ignored. */
  markReady(ticket: number): void {
    if (ticket < this.head || ticket >= this.tail) return;
    this.ready[ticket & (this.kinds.length - 1)] = 1;
  }

  pop(): void {
    this.frames[this.slot()] = null;
    this.head += 1;
  }

  clear(): void {
    this.frames.fill(null);
    this.head = this.tail;
  }

  private slot(): number {
    return this.head & (this.kinds.length - 1);
  }

  private grow(): void {
    const old = this.kinds.length;
    const length = old * 2;
    const kinds = new Uint8Array(length);
    const ids = new Float64Array(length);
    const details = new Float64Array(length);
    const starts = new Uint32Array(length);
    const ends = new Uint32Array(length);
    const fields = new Uint8Array(length);
    const ready = new Uint8Array(length);
    const frames = new Array<Uint8Array | null>(length).fill(null);
    for (let at = this.head; at < this.tail; at += 1) {
      const from = at & (old - 1);
      const to = at & (length - 1);
      kinds[to] = this.kinds[from] ?? 0;
      ids[to] = this.ids[from] ?? 0;
      details[to] = this.details[from] ?? 0;
      starts[to] = this.starts[from] ?? 0;
      ends[to] = this.ends[from] ?? 0;
      fields[to] = this.fields[from] ?? 0;
      ready[to] = this.ready[from] ?? 0;
      frames[to] = this.frames[from] ?? null;
    }
    this.kinds = kinds;
    this.ids = ids;
    this.details = details;
    this.starts = starts;
    this.ends = ends;
    this.fields = fields;
    this.ready = ready;
    this.frames = frames;
  }
}
