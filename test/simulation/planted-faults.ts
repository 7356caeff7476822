import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Engine, type EngineApi, type ClientSink, type SessionStream } from '@grove/engine';
import { LogStore } from '@grove/storage';
import { OperationField, SessionResponseBuilder, visitSessionRequest } from '@grove/wire';
import type { PlantedFault } from './plan';
import {
  applyRepeats,
  dropWatchEvents,
  expireHeardSessions,
  forgetQuotaBytes,
  forgetRequestIds,
  missSnapshotRows,
  readStale,
  skipOnResume,
  tellEverybody,
} from './planted-replica-faults';
import { beginJournalEarly, ignoreJournal } from './planted-journal-faults';
import {
  acceptWritesWithoutLeader,
  compareNoDigests,
  tellMembersEarly,
  forgetRemovedOrigins,
  ignoreFilters,
  keepRemovedWatches,
  leaveEphemerals,
  skipChildren,
  takeInStrays,
} from './planted-session-faults';
import type { EngineFactory } from './simulated-replica';

/**
 * Mistakes that a consensus system must not make, put in on purpose: a simulation that does not find them is worth
 * nothing. None of them needs a hook in the product; each is put around or over a part from outside, for the rest of the
 * process's life (`fsync-skipped` and `journal-write-lost` are properties of the simulated disk: see DiskPlan; `answer-before-apply` is an engine of its own).
 */
export function plant(fault: PlantedFault): void {
  PLANTS[fault]?.();
}

const PLANTS: Readonly<Partial<Record<PlantedFault, () => void>>> = {
  'vote-forgotten': forgetVotes,
  'older-term-committed': commitOlderTerms,
  'watch-event-dropped': dropWatchEvents,
  'write-applied-twice': applyRepeats,
  'request-id-forgotten': forgetRequestIds,
  'heard-session-expired': expireHeardSessions,
  'linearizable-read-stale': readStale,
  'snapshot-row-missed': missSnapshotRows,
  'resume-skips-event': skipOnResume,
  'unreadable-event-told': tellEverybody,
  'quota-not-counted': forgetQuotaBytes,
  'page-skips-child': skipChildren,
  'watch-filter-ignored': ignoreFilters,
  'removed-watch-fires': keepRemovedWatches,
  'read-only-write-accepted': acceptWritesWithoutLeader,
  'close-leaves-ephemerals': leaveEphemerals,
  'digest-not-compared': compareNoDigests,
  'removed-origin-forgotten': forgetRemovedOrigins,
  'membership-told-early': tellMembersEarly,
  'stray-taken-in': takeInStrays,
  'journal-not-replayed': ignoreJournal,
  'journal-begins-again-early': beginJournalEarly,
};

export function engineFactory(fault: PlantedFault | null): EngineFactory {
  return fault === 'answer-before-apply'
    ? (options, ports) => new HastyEngine(options, ports)
    : (options, ports) => new Engine(options, ports);
}

/** The term reaches the disk, the vote does not: after a restart the replica votes again in the same term. */
function forgetVotes(): void {
  const persist = LogStore.prototype.persist;
  LogStore.prototype.persist = function (hardState, truncateFrom, blocks, done): void {
    persist.call(this, hardState === null ? null : { ...hardState, votedFor: null }, truncateFrom, blocks, done);
  };
}

/** What the rule of commitment looks at. */
interface CountedCore {
  leading: { peers: Map<number, { match: number }> } | null;
  voters: readonly number[];
  options: { id: number };
  persists: { durableIndex: number };
  majority: number;
  commitIndex: number;
}

/** The leader commits whatever a majority holds, older terms' blocks too (Raft figure 3.7). */
function commitOlderTerms(): void {
  const require = createRequire(__filename);
  const commit: unknown = require(join(dirname(require.resolve('@grove/raft')), 'commit.js'));
  if (typeof commit !== 'object' || commit === null || !('advanceCommit' in commit)) throw new Error('the rule of commitment has moved');
  commit.advanceCommit = (core: CountedCore): void => {
    const { leading } = core;
    if (leading === null) return;
    const onDisk = core.voters.map((voter) =>
      voter === core.options.id ? core.persists.durableIndex : (leading.peers.get(voter)?.match ?? 0),
    );
    onDisk.sort((a, b) => b - a);
    core.commitIndex = Math.max(core.commitIndex, onDisk[core.majority - 1] ?? 0);
  };
}

/** Answers writes when they come in, with the zxid they will likely get. */
class HastyEngine extends Engine {
  override openStream(sink: ClientSink): SessionStream {
    const stream = super.openStream(sink);
    return {
      disconnected: () => stream.disconnected(),
      receive: (frame) => {
        const answers = new SessionResponseBuilder();
        const zxid = (this as EngineApi).status().appliedIndex + 1;
        visitSessionRequest(frame, {
          onOpen: () => {},
          onAttach: () => {},
          onAcknowledged: () => {},
          onPing: () => {},
          onRequest: (_frame, request) => {
            if (request.operationField === OperationField.setData) answers.failure(request.id, zxid, 0, '', 0);
          },
        });
        if (answers.byteLength > 0) sink.send(answers.take());
        stream.receive(frame);
      },
    };
  }
}
