import type { RaftOptions } from './types';

/**
 * Safe for production on machines whose event loop may stall 200 ms: a stall together with the wait for the next
 * heartbeat stays below the shortest election timeout, and a hung leader is replaced within half a second.
 */
export const raftDefaults: Omit<RaftOptions, 'id' | 'incarnation'> = {
  heartbeatIntervalMs: 50,
  electionTimeoutMsMin: 300,
  electionTimeoutMsMax: 450,
  quickElectionDelayMsMax: 20,
  persistStallMs: 400,
  appendWindowBytes: 8 * 1024 * 1024,
  appendMessageBytesMax: 1024 * 1024,
  logCacheBytes: 64 * 1024 * 1024,
};

/** Throws a RangeError that names the first option out of bounds. */
export function checkOptions(options: RaftOptions): void {
  const positive: readonly (keyof RaftOptions)[] = [
    'heartbeatIntervalMs',
    'electionTimeoutMsMin',
    'electionTimeoutMsMax',
    'quickElectionDelayMsMax',
    'persistStallMs',
    'appendWindowBytes',
    'appendMessageBytesMax',
    'logCacheBytes',
  ];
  for (const name of positive) {
    const value = options[name];
    if (typeof value !== 'number' || !(value > 0)) throw new RangeError(`${name} must be above 0, not ${value}`);
  }
  if (options.electionTimeoutMsMax <= options.electionTimeoutMsMin) {
    throw new RangeError(
      `electionTimeoutMsMax (${options.electionTimeoutMsMax}) must be above electionTimeoutMsMin (${options.electionTimeoutMsMin})`,
    );
  }
  if (options.heartbeatIntervalMs >= options.electionTimeoutMsMin) {
    throw new RangeError(
      `heartbeatIntervalMs (${options.heartbeatIntervalMs}) must be below electionTimeoutMsMin (${options.electionTimeoutMsMin})`,
    );
  }
}
