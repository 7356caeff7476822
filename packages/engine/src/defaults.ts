import {
  ACL_BYTES_ASKED_MAX,
  ACL_ENTRIES_MAX,
  IDENTITIES_MAX,
  MULTI_READ_BYTES_MAX,
  PAGE_BYTES_MAX,
  SUBTREE_DELETIONS_MAX,
} from '@grove/tree';
import type { EngineOptions } from './ports';

/** Settings that are safe in production; what is left out names this replica and its cluster. */
export const defaultEngineOptions: Omit<EngineOptions, 'replica' | 'initialMembers'> = {
  joinsOnly: false,
  mayFormAlone: false,
  clusterName: 'grove',
  heartbeatIntervalMs: 50,
  electionTimeoutMsMin: 300,
  electionTimeoutMsMax: 450,
  quickElectionDelayMsMax: 20,
  persistStallMs: 400,
  sessionTimeoutMsMin: 4_000,
  sessionTimeoutMsMax: 40_000,
  sessionTimeoutMsDefault: 10_000,
  maxDataBytes: 1024 * 1024 - 1,
  maxFrameBytes: 4 * 1024 * 1024,
  maxMultiParts: 10_000,
  maxOutstandingRequests: 10_000,
  maxSessions: 100_000,
  maxWatchesPerSession: 100_000,
  maxPendingBytes: 128 * 1024 * 1024,
  maxWaitingBytes: 64 * 1024 * 1024,
  diskReserveBytes: 512 * 1024 * 1024,
  reapIntervalMs: 60_000,
  superuserDigest: '',
  superuserX509: '',
  maxClientBacklogBytes: 16 * 1024 * 1024,
  maxBacklogBytes: 256 * 1024 * 1024,
  snapshotEveryEntries: 200_000,
  snapshotEveryBytes: 128 * 1024 * 1024,
  logKeepEntries: 20_000,
  snapshotsKept: 3,
  historyMaxBytes: 16 * 1024 * 1024,
  valueHistoryMaxBytes: 64 * 1024 * 1024,
  appendWindowBytes: 16 * 1024 * 1024,
  appendMessageBytesMax: 2 * 1024 * 1024,
  logCacheBytes: 16 * 1024 * 1024,
  blockBytesMax: 1024 * 1024,
};

/** Bounds of replicated state, equal on all replicas, so not to be set. Told by GetServerInfo. */
export const fixedLimits = {
  /** Znodes that one delete of a subtree removes. */
  maxSubtreeDeletions: SUBTREE_DELETIONS_MAX,
  /** Entries of one access control list. */
  maxAclEntries: ACL_ENTRIES_MAX,
  /** Identities of one session. */
  maxIdentities: IDENTITIES_MAX,
  /** Request ids of unary writes that are kept, and for how long, in milliseconds of the log's time. */
  requestIdsKept: 100_000,
  requestIdKeptMs: 5 * 60_000,
  /** Bytes of one page of children. */
  maxPageBytes: PAGE_BYTES_MAX,
  /** Bytes that the reads of one multi answer together. */
  maxMultiReadBytes: MULTI_READ_BYTES_MAX,
  /** Bytes of lists that one entry of the log, or one read, looks at. */
  maxAclBytesAsked: ACL_BYTES_ASKED_MAX,
} as const;
