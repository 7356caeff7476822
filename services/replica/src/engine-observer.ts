import type { EngineObserver } from '@grove/engine';
import type { Metrics } from '@grove/telemetry';

/** Turns what the engine measures into metrics: milliseconds into seconds, batches into counts. */
export function engineObserver(metrics: Metrics): EngineObserver {
  return {
    reads: (count) => metrics.readsTotal.inc(count),
    writesReceived: (count) => metrics.writesReceivedTotal.inc(count),
    writesAnswered: (count, oldestMs) => {
      metrics.writesTotal.inc(count);
      metrics.writeLatencySeconds.observeMany(oldestMs / 1_000, count);
    },
    proposed: (entries, bytes) => {
      metrics.proposalsTotal.inc();
      metrics.proposedEntriesTotal.inc(entries);
      metrics.proposedBytesTotal.inc(bytes);
    },
    applied: (entries, durationMs) => {
      metrics.appliedEntriesTotal.inc(entries);
      metrics.applySeconds.observeMany(durationMs / 1_000, 1);
    },
    fsync: (durationMs, bytes) => {
      metrics.fsyncSeconds.observeMany(durationMs / 1_000, 1);
      metrics.logWrittenBytesTotal.inc(bytes);
    },
    leaderChanged: () => metrics.leaderChangesTotal.inc(),
    snapshot: (durationMs, bytes) => {
      metrics.snapshotsTotal.inc();
      metrics.snapshotSeconds.observeMany(durationMs / 1_000, 1);
      metrics.snapshotBytes.set(bytes);
    },
    watchEvents: (count) => metrics.watchEventsTotal.inc(count),
    sessionsExpired: (count) => metrics.sessionsExpiredTotal.inc(count),
    digestDiffered: () => metrics.digestDifferencesTotal.inc(),
  };
}
