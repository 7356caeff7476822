export * from './types';
export { raftDefaults } from './defaults';
export { InvariantError } from './invariant';
export { Raft } from './raft';
