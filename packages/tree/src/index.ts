export * from './types';
export { ErrorCode } from './error-code';
export { EntryKind } from './entry-kind';
export { OperationField } from './operation';
export { SnapshotLoader } from './snapshot-loader';
export { Tree } from './tree';
export { WatchTable } from './watch-table';
