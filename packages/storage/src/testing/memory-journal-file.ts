import { JOURNAL_PAGE_BYTES, type JournalFile } from '../ports';
import type { MemoryDiskOptions } from './memory-key-value-store';

/** A journal in memory: a crash leaves of the write under way nothing, some of its pages, or all of them. */
export class MemoryJournalFile implements JournalFile {
  readonly byteLength: number;
  private bytes: Uint8Array;
  private underWay: { readonly pages: Uint8Array; readonly offset: number } | null = null;
  /** Grows with each crash: what an earlier life asked for does nothing any more. */
  life = 0;
  private failure: { countdown: number; readonly error: Error } | null = null;
  writes = 0;

  constructor(
    private readonly options: MemoryDiskOptions,
    pages = 64,
  ) {
    this.byteLength = pages * JOURNAL_PAGE_BYTES;
    this.bytes = new Uint8Array(this.byteLength);
  }

  read(done: (error: Error | null, content: Uint8Array) => void): void {
    this.schedule('journalRead', false, 0, () => done(null, this.bytes.slice()));
  }

  write(pages: Uint8Array, offset: number, done: (error: Error | null) => void): void {
    if (offset % JOURNAL_PAGE_BYTES !== 0 || pages.length % JOURNAL_PAGE_BYTES !== 0) throw new Error('not whole pages');
    if (offset + pages.length > this.byteLength) throw new Error('behind the end of the journal');
    if (this.underWay !== null) throw new Error('one write at a time');
    this.underWay = { pages, offset };
    this.schedule('journalWrite', true, pages.length, () => {
      const { underWay, failure } = this;
      this.underWay = null;
      if (failure !== null && --failure.countdown <= 0) {
        this.failure = null;
        return done(failure.error);
      }
      this.writes += 1;
      if (underWay !== null) this.bytes.set(underWay.pages, underWay.offset);
      done(null);
    });
  }

  close(done: (error: Error | null) => void): void {
    this.schedule('close', false, 0, () => done(null));
  }

  // --- what a test does to the disk ---

  /** Power is lost: callbacks are lost, and of the write under way a prefix of `keep` pages is there; random where absent. The file is open again. */
  crash(keep?: number | 'all' | 'none'): void {
    this.life += 1;
    const { underWay } = this;
    this.underWay = null;
    this.failure = null;
    if (underWay === null) return;
    const most = underWay.pages.length / JOURNAL_PAGE_BYTES;
    const kept = keep === 'all' ? most : keep === 'none' ? 0 : Math.min(most, keep ?? Math.floor(this.options.random() * (most + 1)));
    this.bytes.set(underWay.pages.subarray(0, kept * JOURNAL_PAGE_BYTES), underWay.offset);
  }

  /** The write that is carried out as the `nth` from now (1: the next) fails. */
  failWrite(nth: number, error: Error): void {
    this.failure = { countdown: nth, error };
  }

  /** What lies in it now; a change to it is damage. */
  get content(): Uint8Array {
    return this.bytes;
  }

  /** The file is gone, and made anew at the next start. */
  lose(): void {
    this.bytes = new Uint8Array(this.byteLength);
  }

  private schedule(kind: 'journalRead' | 'journalWrite' | 'close', sync: boolean, bytes: number, run: () => void): void {
    const { life } = this;
    this.options.schedule({ kind, sync, bytes }, () => {
      if (life === this.life) run();
    });
  }
}
