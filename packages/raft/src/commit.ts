import type { Core } from './core';
import { fail } from './invariant';

/**
 * Commits by counting (Raft §3.5, §3.6.2): the highest index that a majority of voters has on disk, this replica
 * among them only as far as its own disk has confirmed; and only where the block there is of the current term. A
 * block of an older term on a majority may still be replaced by a later leader (figure 3.7).
 */
export function advanceCommit(core: Core): void {
  const { leading } = core;
  if (leading === null) return;
  const onDisk: number[] = [];
  for (const voter of core.voters) {
    if (voter === core.options.id) onDisk.push(core.isVoter ? core.persists.durableIndex : 0);
    else onDisk.push(leading.peers.get(voter)?.match ?? 0);
  }
  onDisk.sort((a, b) => b - a);
  const index = onDisk[core.majority - 1] ?? 0;
  if (index <= core.commitIndex) return;
  const at = core.log.positionAt(index) ?? fail(`a majority has index ${index}, which ends no block of the leader`);
  if (at.term === core.term) core.commitIndex = index;
}

/** A follower commits what its leader has committed, as far as it is known to hold the same (Raft §3.5). */
export function followCommit(core: Core): void {
  const { following } = core;
  const index = Math.min(following.leaderCommit, following.matched);
  if (index <= core.commitIndex) return;
  // Both are block ends on the leader; below `matched` the logs are equal.
  if (core.log.positionAt(index) === null) fail(`the leader committed ${index}, which ends no block here`);
  core.commitIndex = index;
}

/**
 * A damaged log may lack blocks that this replica once acknowledged. It holds all of them again when it has, on its
 * disk, everything up to a commit index that a leader of the current term reached in that term: such an index
 * covers whatever any majority had before.
 */
export function proveWhole(core: Core): void {
  const { learntCommit } = core.following;
  if (!core.damaged || learntCommit === 0 || core.toldCommit < learntCommit) return;
  if (core.log.positionAt(learntCommit)?.term !== core.term) return;
  core.damaged = false;
  core.note(`the damaged log is whole again up to ${learntCommit}`);
  core.restartElectionTimer();
}
