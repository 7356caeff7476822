import type { Core } from './core';
import type { ReplicaId } from './types';

/**
 * Whether this replica has reason to believe in the present leader: a follower that heard it within the shortest
 * election timeout, a leader that a majority answered within it. Who holds such a lease gives no vote against it
 * (Raft §4.2.3), so that a replica which only lost its own connection cannot unseat a leader that works.
 *
 * A lease is about peace, never about truth: reads are confirmed by a round of messages, not by a clock.
 */
export function holdsLease(core: Core): boolean {
  const since = core.nowMs - core.options.electionTimeoutMsMin;
  if (core.leading !== null) return countHeard(core, since) >= core.majority;
  return core.leader !== null && core.leaderHeardMs > since;
}

/** Voters (or those given) heard after `sinceMs`, this replica included where it is one. */
export function countHeard(core: Core, sinceMs: number, voters: readonly ReplicaId[] = core.voters): number {
  let heard = 0;
  for (const voter of voters) {
    if (voter === core.options.id) heard += core.isVoter ? 1 : 0;
    else if ((core.leading?.peers.get(voter)?.heardMs ?? -Infinity) > sinceMs) heard += 1;
  }
  return heard;
}

/**
 * Check-quorum (Raft §6.2): a leader that no majority has answered for an election timeout leads nobody, and its
 * clients should look for another.
 */
export function checkQuorum(core: Core): void {
  const { leading } = core;
  if (leading === null || core.nowMs < leading.quorumJudgeFromMs) return;
  const heard = countHeard(core, core.nowMs - core.options.electionTimeoutMsMax);
  if (heard < core.majority) {
    core.stepDown(`heard ${heard} of ${core.voters.length} voters within ${core.options.electionTimeoutMsMax} ms`);
  }
}
