import type { Core, Leadership } from './core';
import { beginRound } from './heartbeat';
import { Progress } from './progress';
import { LeaderReads } from './read-queue';

/**
 * Won the election. The log gets a no-op of the new term at once: only an entry of its own term can be committed by
 * counting, and with it everything before (Raft §3.6.2, §6.4).
 */
export function becomeLeader(core: Core): void {
  const noop = core.log.lastIndex + 1;
  core.candidacy = null;
  core.role = 'leader';
  core.leader = core.options.id;
  core.leaderHeardMs = -Infinity;
  core.quick = false;
  core.redialled = false;
  core.incoming = null;
  core.leading = {
    noopIndex: noop,
    peers: new Map(),
    reads: new LeaderReads(),
    round: 0,
    heartbeatDueMs: core.nowMs,
    quorumJudgeFromMs: core.nowMs + core.options.electionTimeoutMsMax,
    transfer: null,
  };
  matchPeers(core, core.leading);
  core.appendOwn('noop', 1, new Uint8Array(0));
  core.tellRole();
  // The first word goes out at once, on the connection that no block can delay: it ends other elections.
  beginRound(core, core.leading);
}

/** Follows the configuration in force: a member under a new incarnation is a new follower, of whom nothing is known. */
export function matchPeers(core: Core, leading: Leadership): void {
  const { peers } = leading;
  const members = new Map(core.config.members.filter((member) => member.id !== core.options.id).map((member) => [member.id, member]));
  for (const [id, progress] of peers) {
    if (members.get(id)?.incarnation !== progress.incarnation) peers.delete(id);
  }
  for (const [id, member] of members) {
    if (peers.has(id)) continue;
    peers.set(id, new Progress(member.incarnation, core.log.lastIndex + 1, core.nowMs, core.options.electionTimeoutMsMax));
  }
}
