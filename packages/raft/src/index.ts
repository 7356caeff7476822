export * from './types';
export { raftDefaults } from './defaults';
export { InvariantError } from './invariant';
export type { ConfigObjection } from './membership';
export { Raft } from './raft';
