import { askForAppend } from './append';
import type { Core, Leadership } from './core';
import type { Message, ReplicaId } from './types';

type Heartbeat = Extract<Message, { type: 'heartbeat' }>;
type HeartbeatReply = Extract<Message, { type: 'heartbeatReply' }>;

/**
 * A round of heartbeats to all members (Raft §3.4). Its number comes back in the replies: a majority of them proves
 * that this leader was not deposed before the round began (§6.4). Reads that wait join it.
 */
export function beginRound(core: Core, leading: Leadership): void {
  leading.round += 1;
  leading.heartbeatDueMs = core.nowMs + core.options.heartbeatIntervalMs;
  if (core.ready) leading.reads.join(leading.round, core.commitIndex);
  for (const [id, progress] of leading.peers) {
    const commitIndex = Math.min(progress.match, core.commitIndex);
    progress.toldCommit = Math.max(progress.toldCommit, commitIndex);
    core.send(id, { type: 'heartbeat', term: core.term, commitIndex, round: leading.round });
  }
}

/** Followers hear of a commit at once, not with the next block: their clients wait for it. Round 0 asks for no reply. */
export function tellFollowersCommit(core: Core, leading: Leadership): void {
  for (const [id, progress] of leading.peers) {
    const commitIndex = Math.min(progress.match, core.commitIndex);
    if (progress.state !== 'replicate' || commitIndex <= progress.toldCommit) continue;
    progress.toldCommit = commitIndex;
    core.send(id, { type: 'heartbeat', term: core.term, commitIndex, round: 0 });
  }
}

export function onHeartbeat(core: Core, from: ReplicaId, heartbeat: Heartbeat): void {
  const { following } = core;
  following.leaderCommit = Math.max(following.leaderCommit, heartbeat.commitIndex);
  if (heartbeat.round === 0) return;
  // A voter's reply helps to confirm reads. A replica that is no voter, as far as it knows, confirms nothing: the leader
  // may still take it for the volume that stood under its number before, and that one's promises are lost.
  core.send(from, { type: 'heartbeatReply', term: core.term, round: core.isVoter ? heartbeat.round : 0 });
  if (core.incoming !== null) return;
  // After a restart the leader takes this log for matched, but nothing here proves it: ask for an append.
  const forgotten = heartbeat.commitIndex > following.matched;
  // A damaged log needs to learn a commit index, which only appends name in full.
  const unproven = core.damaged && !following.appendHeard;
  following.appendHeard = false;
  if (forgotten) askForAppend(core, from, heartbeat.commitIndex);
  else if (unproven) askForAppend(core, from, following.matched);
}

export function onHeartbeatReply(core: Core, from: ReplicaId, reply: HeartbeatReply): void {
  const progress = core.leading?.peers.get(from);
  if (progress === undefined || reply.term !== core.term) return;
  progress.heard(core.nowMs);
  progress.ackedRound = Math.max(progress.ackedRound, reply.round);
}

/** The newest round that a majority of voters has answered, the leader itself included. */
export function confirmedRound(core: Core, leading: Leadership): number {
  const rounds: number[] = [];
  for (const voter of core.voters) {
    if (voter === core.options.id) rounds.push(core.isVoter ? leading.round : 0);
    else rounds.push(leading.peers.get(voter)?.ackedRound ?? 0);
  }
  rounds.sort((a, b) => b - a);
  return rounds[core.majority - 1] ?? 0;
}
