import type { EngineOptions } from './ports';

/** Settings that are safe in production; what is left out names this replica and its cluster. */
export const defaultEngineOptions: Omit<EngineOptions, 'replica' | 'initialMembers'> = {
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
  maxClientBacklogBytes: 16 * 1024 * 1024,
  snapshotEveryEntries: 200_000,
  snapshotEveryBytes: 128 * 1024 * 1024,
  logKeepEntries: 20_000,
  snapshotsKept: 3,
  historyMaxBytes: 16 * 1024 * 1024,
  appendWindowBytes: 16 * 1024 * 1024,
  appendMessageBytesMax: 2 * 1024 * 1024,
  logCacheBytes: 32 * 1024 * 1024,
  blockBytesMax: 1024 * 1024,
};
