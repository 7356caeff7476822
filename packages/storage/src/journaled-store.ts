import {
  decodeJournalMark,
  encodeJournalHeader,
  encodeJournalMark,
  journalRecordBytes,
  NO_GENERATION,
  readJournalHeader,
  readJournalRecords,
  sameGeneration,
  writeJournalRecord,
  type JournalGeneration,
  type JournalMark,
} from './journal-codec';
import { crc32c } from './crc32c';
import { ALL_END, ALL_START, LogKey, sameKey } from './log-keys';
import { JOURNAL_PAGE_BYTES, type JournalFile, type KeyValueOp, type KeyValueRow, type KeyValueStore, type ScanRange } from './ports';
import { CHECKSUM_BYTES } from './record-codec';

type Done = (error: Error | null) => void;

export interface JournaledStoreOptions {
  /** Runs it in a little while: what the journal holds goes to the store then. */
  readonly later: (run: () => void) => void;
  /** Eight random bytes. */
  readonly newGeneration: () => JournalGeneration;
  /** A write failed that no call waits for: the process must end all the same. */
  readonly onFailure: (error: Error) => void;
}

export interface OpenedJournal {
  readonly store: JournaledStore;
  /** Why batches that were acknowledged may be missing from what the store gives, or null. */
  readonly lost: string | null;
}

/** A larger record goes to the store at once: written twice it would cost more than a sync of the store does. */
const RECORD_BYTES_MAX = 4 * JOURNAL_PAGE_BYTES;

/** How far the journal can be used. */
type JournalState =
  /** Not before the store has been synced: its header is not readable, or what the store lacks of its records could not all be read. */
  | { readonly kind: 'stale'; readonly generation: JournalGeneration | null }
  /** Its header says that nothing is in it. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'active'; readonly generation: JournalGeneration };

/**
 * A key-value store whose small synced batches are made durable by one write to a journal, and are given to the store behind it
 * together, a little later and without a sync of their own (DESIGN.md). What is read has them.
 *
 * Batches and clears take effect one at a time, in the order of the calls. The first error is final.
 */
export class JournaledStore implements KeyValueStore {
  private state: JournalState;
  /** Of the newest record that was written, or that the store has. */
  private sequence: number;
  /** Of the mark in the store, with what is under way to it. */
  private markedSequence: number;
  /** See `JournalRecord`. */
  private life: number;
  /** Where the next record goes; the end of the file: nowhere before the store has been synced. */
  private position: number;
  /** The store was written to without a sync and without the journal: a sync that is asked for now is about that as well. */
  private hasUnsynced = false;
  /** What was read of a header may lie in the page cache alone, where a failed write left it: no sync brings it to the disk. */
  private headerIsOnDisk = false;
  private readonly pages = new Uint8Array(RECORD_BYTES_MAX);
  /** In the journal, not given to the store yet. */
  private held: KeyValueOp[] = [];
  private moveIsDue = false;
  /** Batches at the store that hold what the journal had. */
  private moving = 0;
  private readonly waiting: (() => void)[] = [];
  private busy = false;
  private failure: Error | null = null;

  private constructor(
    private readonly store: KeyValueStore,
    private readonly journal: JournalFile,
    private readonly options: JournaledStoreOptions,
    { state, life, sequence, held }: Omit<Found, 'lost'>,
  ) {
    this.state = state;
    this.life = life;
    this.sequence = sequence;
    this.markedSequence = 0;
    this.position = journal.byteLength;
    this.held = held;
  }

  /** Reads what the journal has and the store has not. Nothing is written yet. */
  static open(
    store: KeyValueStore,
    journal: JournalFile,
    options: JournaledStoreOptions,
    done: (error: Error | null, opened: OpenedJournal | null) => void,
  ): void {
    journal.read((journalError, content) => {
      if (journalError !== null) return done(journalError, null);
      store.get(LogKey.journal, (markError, stored) => {
        if (markError !== null) return done(markError, null);
        store.get(LogKey.boots, (bootsError, boots) => {
          if (bootsError !== null) return done(bootsError, null);
          store.scan({ gte: ALL_START, lt: ALL_END, limit: 1 }, (scanError, rows) => {
            if (scanError !== null) return done(scanError, null);
            const { lost, ...found } = judge(content, stored, lifeOf(boots), rows.length === 0);
            done(null, { store: new JournaledStore(store, journal, options, found), lost });
          });
        });
      });
    });
  }

  batch(ops: readonly KeyValueOp[], sync: boolean, done: Done): void {
    this.inTurn((end) => {
      if (sync && !this.hasUnsynced && this.state.kind === 'active' && this.fits(ops))
        return this.toJournal(this.state.generation, ops, end);
      this.hasUnsynced = !sync;
      this.toStore(ops, sync, end);
    }, done);
  }

  /** The journal is emptied first, on disk: what it holds must never be put into a store that was cleared. */
  clear(gte: Uint8Array, lt: Uint8Array, done: Done): void {
    this.inTurn((end) => {
      const clearNow = (error: Error | null): void => {
        if (error !== null) return end(error);
        this.life = 0;
        this.hasUnsynced = true;
        this.store.clear(gte, lt, end);
      };
      if (this.state.kind !== 'active') {
        // Of a journal that is broken: what could be read of it belongs before the clear.
        if (this.held.length === 0) clearNow(null);
        else this.toStore([], false, clearNow);
        return;
      }
      this.toStore([], true, (error) => {
        if (error === null) this.writeHeader(NO_GENERATION, clearNow);
        else end(error);
      });
    }, done);
  }

  get(key: Uint8Array, done: (error: Error | null, value: Uint8Array | null) => void): void {
    this.whole((error) => (error === null ? this.store.get(key, done) : done(error, null)));
  }

  scan(range: ScanRange, done: (error: Error | null, rows: readonly KeyValueRow[]) => void): void {
    this.whole((error) => (error === null ? this.store.scan(range, done) : done(error, [])));
  }

  /** After the writes given before it; the store has everything then, and on disk what was synced. */
  close(done: Done): void {
    this.inTurn((end) => {
      const closeBoth = (writeError: Error | null): void => {
        this.store.close((storeError) => this.journal.close((journalError) => end(writeError ?? storeError ?? journalError)));
      };
      const isOnDisk = this.held.length === 0 && (this.state.kind !== 'active' || this.position === JOURNAL_PAGE_BYTES);
      if (isOnDisk) closeBoth(null);
      else this.toStore([], true, closeBoth);
    }, done);
  }

  /** A new life is told by the store: what the journal has of the one before goes there first. */
  private fits(ops: readonly KeyValueOp[]): boolean {
    if (ops.some(({ key }) => sameKey(key, LogKey.boots))) return false;
    const bytes = journalRecordBytes(ops);
    return bytes <= RECORD_BYTES_MAX && this.position + bytes <= this.journal.byteLength;
  }

  private toJournal(generation: JournalGeneration, ops: readonly KeyValueOp[], end: Done): void {
    const bytes = journalRecordBytes(ops);
    writeJournalRecord(this.pages, generation, { sequence: this.sequence + 1, life: this.life, ops });
    this.journal.write(this.pages.subarray(0, bytes), this.position, (error) => {
      if (error !== null) return end(error);
      this.position += bytes;
      this.sequence += 1;
      for (const op of ops) this.held.push(op);
      this.moveLater();
      end(null);
    });
  }

  private moveLater(): void {
    if (this.moveIsDue) return;
    this.moveIsDue = true;
    this.options.later(() => {
      this.moveIsDue = false;
      if (this.failure === null && this.held.length > 0) this.toStore([], false, (error) => this.noteUnheard(error));
    });
  }

  /** What the journal holds goes along, before `ops`, with a mark that says so: all or nothing. */
  private toStore(ops: readonly KeyValueOp[], sync: boolean, end: Done): void {
    const { state, held } = this;
    this.held = [];
    for (const op of ops) if (op.type === 'put' && sameKey(op.key, LogKey.boots)) this.life = lifeOf(op.value);
    const whole = held.length === 0 ? [...ops] : held.concat(ops);
    // With a sync that empties it a journal that is blank is taken into use.
    const generation = state.kind !== 'blank' ? state.generation : sync ? this.options.newGeneration() : null;
    if (generation !== null && (state.kind === 'blank' || this.sequence !== this.markedSequence)) {
      whole.push(markOf({ generation, sequence: this.sequence }));
      this.markedSequence = this.sequence;
    }
    this.moving += 1;
    this.store.batch(whole, sync, (error) => {
      this.moving -= 1;
      if (error !== null || !sync) return end(error);
      if (state.kind === 'active') {
        if (!this.headerIsOnDisk) return this.writeHeader(state.generation, end);
        this.position = JOURNAL_PAGE_BYTES;
        return end(null);
      }
      // What was found lost has been noted in the store by whoever was told; only now may the journal forget it.
      this.writeHeader(state.kind === 'blank' && generation !== null ? generation : NO_GENERATION, end);
    });
  }

  private writeHeader(generation: JournalGeneration, end: Done): void {
    this.journal.write(encodeJournalHeader(generation), 0, (error) => {
      if (error !== null) return end(error);
      this.headerIsOnDisk = true;
      this.state = sameGeneration(generation, NO_GENERATION) ? { kind: 'blank' } : { kind: 'active', generation };
      this.position = JOURNAL_PAGE_BYTES;
      end(null);
    });
  }

  /** Calls back when the store has all that was written: reads do not see the journal. */
  private whole(then: Done): void {
    if (this.failure !== null) return this.refuse(this.failure, then);
    if (this.held.length === 0 && this.moving === 0) return then(null);
    // Empty where all is under way: it ends behind it.
    this.toStore([], false, (error) => {
      this.noteUnheard(error);
      then(error);
    });
  }

  private noteUnheard(error: Error | null): void {
    if (error === null || this.failure !== null) return;
    this.failure = error;
    this.options.onFailure(error);
  }

  /** By way of the store: a callback never comes from within the call. */
  private refuse(failure: Error, done: Done): void {
    this.store.batch([], false, () => done(failure));
  }

  private inTurn(run: (end: Done) => void, done: Done): void {
    const start = (): void => {
      this.busy = true;
      const end: Done = (error) => {
        this.busy = false;
        this.failure ??= error;
        // The disk first: it should not wait for what the answer causes.
        this.waiting.shift()?.();
        done(error);
      };
      if (this.failure === null) run(end);
      else this.refuse(this.failure, end);
    };
    if (this.busy || this.waiting.length > 0) this.waiting.push(start);
    else start();
  }
}

function markOf(mark: JournalMark): KeyValueOp {
  return { type: 'put', key: LogKey.journal, value: encodeJournalMark(mark) };
}

/** Without the record's own checksum at its end: over both a CRC is the same whatever the record says. */
function lifeOf(boots: Uint8Array | null): number {
  return boots === null ? 0 : crc32c(boots, 0, Math.max(0, boots.length - CHECKSUM_BYTES));
}

interface Found {
  readonly state: JournalState;
  readonly life: number;
  readonly sequence: number;
  readonly held: KeyValueOp[];
  readonly lost: string | null;
}

/** Compares the journal with the mark that the store has of it. */
function judge(content: Uint8Array, stored: Uint8Array | null, life: number, storeIsEmpty: boolean): Found {
  const stale: Found = { state: { kind: 'stale', generation: null }, life, sequence: 0, held: [], lost: null };
  const generation = readJournalHeader(content);
  const mark = stored === null ? null : decodeJournalMark(stored);
  if (generation !== null && sameGeneration(generation, NO_GENERATION)) return { ...stale, state: { kind: 'blank' } };
  if (stored === null) {
    // A new volume, or one of a version without a journal.
    if (generation === null || storeIsEmpty) return stale;
    return { ...stale, lost: 'the record of how far the journal was taken into the log is gone' };
  }
  if (mark === null) return { ...stale, lost: 'the record of how far the journal was taken into the log is damaged' };
  if (generation === null) return { ...stale, lost: 'the journal is gone or damaged' };
  if (!sameGeneration(generation, mark.generation)) return { ...stale, lost: 'the journal is not the one that belongs to the log' };
  const { records, hasGap, isBroken } = readJournalRecords(content, mark);
  if (hasGap) return { ...stale, lost: 'the log is older than what the journal begins with' };
  const fresh = records.filter(({ sequence }) => sequence > mark.sequence);
  // Another start since: a version that knows no journal has written past them.
  if (fresh.some((record) => record.life !== life)) return { ...stale, lost: 'the log was written to without its journal' };
  return {
    life,
    state: { kind: isBroken ? 'stale' : 'active', generation },
    sequence: fresh[fresh.length - 1]?.sequence ?? mark.sequence,
    held: fresh.flatMap(({ ops }) => ops),
    lost: isBroken ? 'a record of the journal is damaged' : null,
  };
}
