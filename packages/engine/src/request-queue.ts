/** What waits at a place of the queue. */
export const QueuedKind = { write: 0, read: 1, linearizable: 2, failure: 3 } as const;
export type QueuedKindNumber = (typeof QueuedKind)[keyof typeof QueuedKind];

/**
 * A power of two; most of ten thousand sessions never have more under way. With so few, V8 keeps the numbers among its objects instead of in
 * memory of their own, which takes three times as much.
 */
const FIRST_SLOTS = 4;

/** Of a slot's words: what it is (kind, field and readiness), where the operation starts and where it ends. */
const WORDS = 3;
const KIND_MASK = 0xff;
const FIELD_SHIFT = 8;
const FIELD_MASK = 0xff;
const READY = 1 << 16;
/** Of a slot's numbers: the request's id and the detail. */
const NUMBERS = 2;

const NO_WORDS = new Uint32Array(0);
const NO_NUMBERS = new Float64Array(0);
const NO_FRAMES: (Uint8Array | null)[] = [];

/**
 * A session's requests that were not answered yet, in the order sent: rings, so that a request costs no object. They are made with the first
 * request that has to wait; most sessions only read and watch, and never have one.
 * `detail` is the least zxid of a read, or the code of a failure; a write has its length where a read has its end.
 */
export class RequestQueue {
  private words: Uint32Array = NO_WORDS;
  private numbers: Float64Array = NO_NUMBERS;
  private frames = NO_FRAMES;
  private slots = 0;
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  /** Adds a request and returns its ticket, by which `markReady` finds it. `field`: below 256. */
  push(kind: QueuedKindNumber, id: number, detail: number, frame: Uint8Array | null, field: number, start: number, end: number): number {
    if (this.length === this.slots) this.grow();
    const slot = this.tail & (this.slots - 1);
    const word = slot * WORDS;
    this.words[word] = kind | (field << FIELD_SHIFT);
    this.words[word + 1] = start;
    this.words[word + 2] = end;
    const number = slot * NUMBERS;
    this.numbers[number] = id;
    this.numbers[number + 1] = detail;
    this.frames[slot] = frame;
    this.tail += 1;
    return this.tail - 1;
  }

  /** The oldest request's fields; only where length > 0. */
  headKind(): QueuedKindNumber {
    return (this.headWord(0) & KIND_MASK) as QueuedKindNumber;
  }
  headId(): number {
    return this.numbers[this.slot() * NUMBERS] ?? 0;
  }
  headDetail(): number {
    return this.numbers[this.slot() * NUMBERS + 1] ?? 0;
  }
  headField(): number {
    return (this.headWord(0) >>> FIELD_SHIFT) & FIELD_MASK;
  }
  headStart(): number {
    return this.headWord(1);
  }
  headEnd(): number {
    return this.headWord(2);
  }
  headFrame(): Uint8Array | null {
    return this.frames[this.slot()] ?? null;
  }
  headReady(): boolean {
    return (this.headWord(0) & READY) !== 0;
  }

  /** What this request waited for has come. Tickets of requests that are gone are ignored. */
  markReady(ticket: number): void {
    if (ticket < this.head || ticket >= this.tail) return;
    const word = (ticket & (this.slots - 1)) * WORDS;
    this.words[word] = (this.words[word] ?? 0) | READY;
  }

  pop(): void {
    this.frames[this.slot()] = null;
    this.head += 1;
  }

  clear(): void {
    this.words = NO_WORDS;
    this.numbers = NO_NUMBERS;
    this.frames = NO_FRAMES;
    this.slots = 0;
    this.head = this.tail;
  }

  private slot(): number {
    return this.head & (this.slots - 1);
  }

  private headWord(which: number): number {
    return this.words[this.slot() * WORDS + which] ?? 0;
  }

  private grow(): void {
    const slots = this.slots === 0 ? FIRST_SLOTS : this.slots * 2;
    const words = new Uint32Array(slots * WORDS);
    const numbers = new Float64Array(slots * NUMBERS);
    const frames = new Array<Uint8Array | null>(slots).fill(null);
    for (let at = this.head; at < this.tail; at += 1) {
      const from = at & (this.slots - 1);
      const to = at & (slots - 1);
      for (let n = 0; n < WORDS; n += 1) words[to * WORDS + n] = this.words[from * WORDS + n] ?? 0;
      for (let n = 0; n < NUMBERS; n += 1) numbers[to * NUMBERS + n] = this.numbers[from * NUMBERS + n] ?? 0;
      frames[to] = this.frames[from] ?? null;
    }
    this.words = words;
    this.numbers = numbers;
    this.frames = frames;
    this.slots = slots;
  }
}
