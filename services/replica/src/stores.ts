import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stores } from './lifecycle';
import { JOURNAL_IS_SUPPORTED, JOURNAL_PAGES, openJournalFile, type FileJournal } from './journal-file';
import { ensureNativeBinding } from './native-binding';
import { openRocksDb, type RocksDbStore, type StoreUse } from './rocksdb-store';
import { openWitnessFile, type FileWitness } from './witness-file';

/**
 * The disk of one replica, below its data folder: `log` and `snapshots`, each a RocksDB, and the files `witness` and,
 * on Linux, `journal`.
 * Rejects where the native binding cannot be loaded or a store cannot be opened.
 *
 * `onFailure`: the disk failed; the process must end.
 */
export async function openStores(dataDir: string, onFailure: (error: Error) => void): Promise<Stores> {
  const obstacle = ensureNativeBinding();
  if (obstacle !== null) throw new Error(obstacle);
  // The data may hold secrets of the znodes' owners.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // All at once, and before this returns: each store reads its own write-ahead log on a thread of its own. Where one fails the process ends, and with it the others.
  const [log, snapshots, witness, journal] = await Promise.all([
    openOrSetAside(dataDir, 'log', onFailure),
    openOrSetAside(dataDir, 'snapshots', onFailure),
    openWitness(dataDir),
    JOURNAL_IS_SUPPORTED ? openJournal(dataDir) : null,
  ]);
  return { witness, log, snapshots, ...(journal === null ? {} : { journal }) };
}

function openWitness(dataDir: string): Promise<FileWitness> {
  return new Promise((resolve, reject) => {
    openWitnessFile(join(dataDir, 'witness'), (error, file) =>
      file === null ? reject(error ?? new Error('no witness file')) : resolve(file),
    );
  });
}

function openJournal(dataDir: string): Promise<FileJournal> {
  return new Promise((resolve, reject) => {
    openJournalFile(join(dataDir, 'journal'), JOURNAL_PAGES, (error, file) =>
      file === null ? reject(error ?? new Error('no journal')) : resolve(file),
    );
  });
}

/**
 * A RocksDB whose own files are corrupt cannot be mended from within. It is set aside, never deleted, and a new one
 * takes its place: with the witness file beside it an empty log is not taken for a new volume (packages/storage).
 * Corruption that a running store meets ends the process; a mark tells the next start about it.
 */
async function openOrSetAside(dataDir: string, use: StoreUse, onFailure: (error: Error) => void): Promise<RocksDbStore> {
  const folder = join(dataDir, use);
  const mark = `${folder}.is-corrupt`;
  const onError = (error: Error): void => {
    if (isCorruption(error)) writeFileSync(mark, `${error.message}\n`);
    onFailure(error);
  };
  if (existsSync(mark)) setAside(dataDir, use);
  try {
    return await openOne(folder, use, onError);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    setAside(dataDir, use);
    return await openOne(folder, use, onError);
  } finally {
    rmSync(mark, { force: true });
  }
}

function setAside(dataDir: string, use: StoreUse): void {
  const folder = join(dataDir, use);
  const earlier = readdirSync(dataDir).filter((name) => name.startsWith(`${use}.corrupt-`)).length;
  if (existsSync(folder)) renameSync(folder, `${folder}.corrupt-${earlier + 1}`);
}

function openOne(folder: string, use: StoreUse, onFailure: (error: Error) => void): Promise<RocksDbStore> {
  return new Promise((resolve, reject) => {
    openRocksDb(folder, use, onFailure, (error, store) => (store === null ? reject(error ?? new Error('no store')) : resolve(store)));
  });
}

/** RocksDB's own word for files that contradict themselves; nothing else is told apart by the binding. */
function isCorruption(error: unknown): boolean {
  // Not by class: an error that native code made may be of another realm's Error.
  return typeof error === 'object' && error !== null && 'message' in error && String(error.message).startsWith('Corruption:');
}
