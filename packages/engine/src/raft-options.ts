import type { RaftOptions } from '@grove/raft';
import type { EngineOptions } from './ports';

/** What of the options is for consensus. */
export function raftOptions(options: EngineOptions, incarnation: string): RaftOptions {
  return {
    id: options.replica,
    incarnation,
    heartbeatIntervalMs: options.heartbeatIntervalMs,
    electionTimeoutMsMin: options.electionTimeoutMsMin,
    electionTimeoutMsMax: options.electionTimeoutMsMax,
    quickElectionDelayMsMax: options.quickElectionDelayMsMax,
    persistStallMs: options.persistStallMs,
    appendWindowBytes: options.appendWindowBytes,
    appendMessageBytesMax: options.appendMessageBytesMax,
    logCacheBytes: options.logCacheBytes,
  };
}
