import type { Core } from './core';
import { onFollowerReset } from './replication';
import type { ReplicaId } from './types';

/**
 * A connection broke. If it was the leader's, its process is likely dead: its lease is forgotten, the connection is
 * tried once more, and a pre-vote follows within milliseconds. Nothing is lost where the leader lives: others that
 * hear it grant nothing, and its next word restores the lease.
 */
export function onPeerReset(core: Core, peer: ReplicaId): void {
  core.unreachable.add(peer);
  if (core.leading !== null) {
    onFollowerReset(core, peer);
    return;
  }
  if (peer !== core.leader) return;
  core.leaderHeardMs = -Infinity;
  if (!core.redialled) {
    core.redialled = true;
    core.effects.push({ type: 'redial', peer });
  }
  if (!core.quick && core.canVote) {
    core.quick = true;
    core.scheduleElection();
  }
}

/**
 * An own pause must not be taken for the silence of others: what they sent meanwhile waits to be read. After a tick
 * that comes late no timeout is judged for a heartbeat interval. A leader that was away for longer than an election
 * timeout may have been replaced: it asks for a round at once, and judges its quorum only after that round's time.
 */
export function noticeOwnPause(core: Core, dueMs: number, lastStepMs: number): void {
  const { heartbeatIntervalMs, electionTimeoutMsMin, electionTimeoutMsMax } = core.options;
  const late = core.nowMs - dueMs > heartbeatIntervalMs;
  // At most one such grace per election timeout: a replica that is always late must still come to a judgement.
  if (late && core.nowMs - core.judgeFromMs > electionTimeoutMsMax) {
    core.judgeFromMs = core.nowMs + heartbeatIntervalMs;
    // A reset connection is no silence.
    if (!core.quick) core.electionDeadlineMs = Math.max(core.electionDeadlineMs, core.judgeFromMs);
  }
  if (core.leading !== null && core.nowMs - lastStepMs > electionTimeoutMsMax) {
    core.leading.quorumJudgeFromMs = core.nowMs + electionTimeoutMsMin;
    core.leading.heartbeatDueMs = core.nowMs;
  }
}
