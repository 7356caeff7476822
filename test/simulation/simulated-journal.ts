import { JOURNAL_PAGE_BYTES, readJournalRecords, type JournalFile, type JournalMark } from '@grove/storage';
import { Phase, type EventOwner } from './event-queue';
import type { SimulatedDisk } from './simulated-disk';

interface PagesWrite {
  /** The caller's own buffer: it is copied when the disk carries the write out, so that one changed too early shows. */
  readonly pages: Uint8Array;
  readonly offset: number;
}

/** Writes that a journal whose writes are lost may take back. */
const LOST_WRITES_MAX = 8;

/**
 * The journal of a disk: a file of so many pages that is overwritten in place. A write that was carried out is on the platter; of the
 * one that a crash or an error cuts off the first pages may be there, as many as it likes.
 */
export class SimulatedJournal {
  readonly byteLength: number;
  private content: Uint8Array;
  private inFlight: PagesWrite | null = null;
  /** Planted fault: what was there before the newest writes, oldest first. */
  private readonly unkept: PagesWrite[] = [];
  private life = 0;

  constructor(
    private readonly disk: SimulatedDisk,
    pages: number,
    /** What a loss of power would leave of it is another content now. */
    private readonly onDurable: (content: Uint8Array) => void,
  ) {
    this.byteLength = pages * JOURNAL_PAGE_BYTES;
    this.content = new Uint8Array(this.byteLength);
  }

  read(owner: EventOwner, done: (error: Error | null, content: Uint8Array) => void): void {
    const { disk } = this;
    this.finishAt(disk.queue.nowMs + disk.latencyMs(disk.plan.readMs), () => {
      const content = this.content.slice();
      disk.queue.after(0, owner, Phase.io, () => done(null, content));
    });
  }

  write(owner: EventOwner, pages: Uint8Array, offset: number, done: (error: Error | null) => void): void {
    if (offset % JOURNAL_PAGE_BYTES !== 0 || pages.length % JOURNAL_PAGE_BYTES !== 0) throw new Error('not whole pages of the journal');
    if (offset < 0 || offset + pages.length > this.byteLength) throw new Error('a write behind the end of the journal');
    if (this.inFlight !== null) throw new Error('two writes to the journal at once');
    const { disk } = this;
    const { queue, random } = disk;
    const write = { pages, offset };
    this.inFlight = write;
    // Its pages are there already: on a volume that is full most file systems go on overwriting them, some do not.
    const isFull = disk.fullUntilMs > queue.nowMs && random.chance(0.3);
    const failed = disk.failNextWrite || isFull;
    if (failed) {
      disk.failNextWrite = false;
      disk.writeFailed = true;
    }
    this.finishAt(queue.nowMs + disk.latencyMs(disk.plan.syncMs), () => {
      this.inFlight = null;
      this.carryOut(write, failed ? this.partOf(write) : pages.length);
      const error = isFull ? 'ENOSPC: no space left (simulated)' : 'EIO: input/output error (simulated)';
      queue.after(0, owner, Phase.io, () => done(failed ? new Error(error) : null));
    });
  }

  close(owner: EventOwner, done: (error: Error | null) => void): void {
    const { disk } = this;
    this.finishAt(disk.queue.nowMs + disk.latencyMs(disk.plan.writeMs), () => disk.queue.after(0, owner, Phase.io, () => done(null)));
  }

  crash(powerLoss: boolean): void {
    this.life++;
    const { inFlight } = this;
    this.inFlight = null;
    if (inFlight !== null) this.carryOut(inFlight, this.partOf(inFlight));
    if (powerLoss && this.unkept.length > 0) {
      for (const before of this.unkept.splice(this.disk.random.below(this.unkept.length + 1)).reverse()) {
        this.content.set(before.pages, before.offset);
      }
    }
    if (this.unkept.length > 0 || inFlight !== null) this.tellDurable();
    this.unkept.length = 0;
  }

  wipe(): void {
    this.life++;
    this.inFlight = null;
    this.unkept.length = 0;
    this.content = new Uint8Array(this.byteLength);
  }

  /** The file is gone, and made anew, of zeros, at the next start. */
  lose(): boolean {
    this.wipe();
    this.disk.damaged = true;
    this.tellDurable();
    return true;
  }

  /**
   * Flips one bit of a record that the store has not yet, or of the header. Never of the last record: one that was cut off before it
   * was acknowledged looks the same, and only the witness, if it came to the disk, knows better. False where nothing was in it yet.
   */
  corrupt(mark: JournalMark | null): boolean {
    // Nothing was ever put into it: nobody would miss anything.
    if (mark === null) return false;
    const { random } = this.disk;
    const header = { from: 0, bytes: HEADER_BYTES };
    const records = this.recordsAfter(mark).slice(0, -1);
    const { from, bytes } = records.length === 0 || random.chance(0.15) ? header : random.pick(records);
    const at = from + random.below(bytes);
    this.content[at] = (this.content[at] ?? 0) ^ (1 << random.below(8));
    this.disk.damaged = true;
    this.tellDurable();
    return true;
  }

  /** Where the records lie that are above the mark. */
  private recordsAfter(mark: JournalMark): { from: number; bytes: number }[] {
    const found: { from: number; bytes: number }[] = [];
    let from = JOURNAL_PAGE_BYTES;
    for (const { sequence } of readJournalRecords(this.content, mark).records) {
      const body = new DataView(this.content.buffer, from).getUint32(BODY_LENGTH_AT, true);
      const bytes = RECORD_HEADER_BYTES + body;
      if (sequence > mark.sequence) found.push({ from, bytes });
      from += Math.ceil(bytes / JOURNAL_PAGE_BYTES) * JOURNAL_PAGE_BYTES;
    }
    return found;
  }

  /** Some first pages of it, none and all included. */
  private partOf({ pages }: PagesWrite): number {
    return JOURNAL_PAGE_BYTES * this.disk.random.below(pages.length / JOURNAL_PAGE_BYTES + 1);
  }

  private carryOut({ pages, offset }: PagesWrite, bytes: number): void {
    if (this.disk.plan.journalIsSkipped) {
      this.unkept.push({ pages: this.content.slice(offset, offset + bytes), offset });
      if (this.unkept.length > LOST_WRITES_MAX) this.unkept.shift();
    }
    this.content.set(pages.subarray(0, bytes), offset);
    this.tellDurable();
  }

  private tellDurable(): void {
    const content = this.content.slice();
    for (const before of [...this.unkept].reverse()) content.set(before.pages, before.offset);
    this.onDurable(content);
  }

  private finishAt(atMs: number, finish: () => void): void {
    const { life, disk } = this;
    disk.finishAt(atMs, () => life === this.life, finish);
  }
}

/** Of the journal's format (packages/storage): the part of the first page that says something, and the head of a record. */
const HEADER_BYTES = 20;
const RECORD_HEADER_BYTES = 32;
const BODY_LENGTH_AT = 24;

export class JournalPort implements JournalFile {
  constructor(
    private readonly journal: SimulatedJournal,
    private readonly owner: EventOwner,
    private readonly effect: () => void,
  ) {}

  get byteLength(): number {
    return this.journal.byteLength;
  }

  read(done: (error: Error | null, content: Uint8Array) => void): void {
    this.effect();
    this.journal.read(this.owner, done);
  }

  write(pages: Uint8Array, offset: number, done: (error: Error | null) => void): void {
    this.effect();
    this.journal.write(this.owner, pages, offset, done);
  }

  close(done: (error: Error | null) => void): void {
    this.effect();
    this.journal.close(this.owner, done);
  }
}
