import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stores } from './lifecycle';
import { ensureNativeBinding } from './native-binding';
import { openRocksDb, type RocksDbStore, type StoreUse } from './rocksdb-store';
import { openWitnessFile, type FileWitness } from './witness-file';

/**
 * Opens a replica's disk: `log` and `snapshots`, a RocksDB each, so that writing a snapshot does not delay an fsync
 * of the log, and the small `witness` file.
 *
 * `onFailure`: the disk failed; the process must end.
 */
export async function openStores(dataDir: string, onFailure: (error: Error) => void): Promise<Stores> {
  const missing = ensureNativeBinding();
  if (missing !== null) throw new Error(missing);
  // The data may hold secrets of the znodes' owners.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return {
    log: await openStore(dataDir, 'log', onFailure),
    snapshots: await openStore(dataDir, 'snapshots', onFailure),
    witness: await new Promise<FileWitness>((resolve, reject) => {
      openWitnessFile(join(dataDir, 'witness'), (error, file) =>
        file === null ? reject(error ?? new Error('no witness file')) : resolve(file),
      );
    }),
  };
}

function openStore(dataDir: string, use: StoreUse, onFailure: (error: Error) => void): Promise<RocksDbStore> {
  return new Promise((resolve, reject) => {
    openRocksDb(join(dataDir, use), use, onFailure, (error, store) =>
      store === null ? reject(error ?? new Error(`no store ${use}`)) : resolve(store),
    );
  });
}
