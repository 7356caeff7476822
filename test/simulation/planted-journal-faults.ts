import { JOURNAL_PAGE_BYTES, JournaledStore } from '@grove/storage';

/** Mistakes of the journal under the log, put over the compiled parts from outside. */

interface OpenJournaledStore {
  held: unknown[];
  position: number;
  fits(ops: unknown): boolean;
}

/** What the journal has and the store has not is not taken over, and counts as if it were in the store. */
export function ignoreJournal(): void {
  const open = JournaledStore.open.bind(JournaledStore);
  JournaledStore.open = (store, journal, options, done): void => {
    open(store, journal, options, (error, opened) => {
      if (opened !== null) (opened.store as unknown as OpenJournaledStore).held = [];
      done(error, opened);
    });
  };
}

/** A full journal begins again before the store is synced: records are overwritten that nothing on the disk has but they. */
export function beginJournalEarly(): void {
  const prototype = JournaledStore.prototype as unknown as OpenJournaledStore;
  const { fits } = prototype;
  /** Those whose journal is known to begin behind what the store has on the disk. */
  const begun = new WeakSet();
  prototype.fits = function (ops): boolean {
    if (!fits.call(this, ops) && begun.has(this)) this.position = JOURNAL_PAGE_BYTES;
    if (!fits.call(this, ops)) return false;
    begun.add(this);
    return true;
  };
}
