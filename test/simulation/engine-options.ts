import { defaultEngineOptions, type EngineOptions } from '@grove/engine';
import { SUPERUSER } from './invariants/final-state';
import type { SimulationPlan } from './plan';

/** Often enough that container and TTL znodes go during a run. */
const REAP_INTERVAL_MS = 1_500;

/** Small enough to run full. */
const SMALL_BOUNDS = {
  maxClientBacklogBytes: 20_000,
  maxPendingBytes: 20_000,
  maxWaitingBytes: 20_000,
  historyMaxBytes: 2_500,
  maxOutstandingRequests: 100,
};

/** A replica's settings, as the seed wants them. */
export function engineOptionsOf(plan: SimulationPlan, id: number, members: EngineOptions['initialMembers']): EngineOptions {
  return {
    ...defaultEngineOptions,
    ...(plan.smallBounds && SMALL_BOUNDS),
    replica: id,
    superuserX509: SUPERUSER.slice(5),
    initialMembers: members,
    heartbeatIntervalMs: plan.heartbeatIntervalMs,
    sessionTimeoutMsMin: 1_000,
    reapIntervalMs: REAP_INTERVAL_MS,
    snapshotEveryEntries: plan.snapshotEveryEntries,
    logKeepEntries: plan.logKeepEntries,
    appendWindowBytes: plan.appendWindowBytes,
    appendMessageBytesMax: plan.appendMessageBytesMax,
    logCacheBytes: plan.logCacheBytes,
    blockBytesMax: plan.blockBytesMax,
  };
}
