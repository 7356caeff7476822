export * from './ports';
export { crc32c } from './crc32c';
export { decodeConfig, encodeConfig } from './config-codec';
export {
  BLOCK_FORMAT_VERSION,
  BLOCK_HEADER_BYTES,
  blockCodec,
  bodyOf,
  endOf,
  LOG_ORIGIN,
  openBlock,
  type OpenedBlock,
} from './block-codec';
export { MemoryKeyValueStore, type MemoryDiskOptions } from './testing/memory-key-value-store';
export { MemoryWitnessFile } from './testing/memory-witness-file';
export { CallbackQueue, type DiskOperation, type DiskScheduler } from './testing/scheduling';
export { readJournalHeader, readJournalRecords, decodeJournalMark, type JournalMark } from './journal-codec';
export { JournaledStore, type JournaledStoreOptions } from './journaled-store';
export { MemoryJournalFile } from './testing/memory-journal-file';
export { LogStore, type LogStoreOptions, type OpenedLog } from './log-store';
export { openChunk, sealChunk, type OpenedChunk, type SnapshotInfo } from './snapshot-codec';
export { SnapshotStore, type PartialSnapshot, type SnapshotStoreOptions } from './snapshot-store';
export { SnapshotWriter } from './snapshot-writer';
