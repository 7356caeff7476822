export * from './types';
export { ErrorCode } from './error-code';
export { EntryKind } from './entry-kind';
export { OperationField } from './operation';
export { SnapshotLoader } from './snapshot-loader';
export { Tree } from './tree';
export { WatchTable } from './watch-table';
export { LIST_BYTES_MAX, MULTI_READ_BYTES_MAX, PAGE_BYTES_MAX, SUBTREE_DELETIONS_MAX, TTL_MS_MAX } from './tree-limits';
