/** Kinds of log entries: the numbers of `grove.peer.v1.EntryKind`. They lie on disk. */
export const EntryKind = {
  command: 0,
  noop: 1,
  sessionOpen: 2,
  sessionAttach: 3,
  sessionExpire: 4,
  clock: 5,
  feature: 6,
  sessionAuth: 7,
  reap: 8,
} as const;
