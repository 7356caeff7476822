import type { Core, Leadership } from './core';
import type { ReplicaId } from './types';

/** Hands leadership over (Raft §3.10): no more proposals, wait until the target has everything, then let it stand at once. */
export function transferLeadership(core: Core, to: ReplicaId | null): void {
  const { leading } = core;
  if (leading === null) return;
  const target = to ?? mostCaughtUp(core, leading, core.nowMs - core.options.electionTimeoutMsMax);
  if (target === null || !core.isOtherVoter(target)) {
    core.note(`leadership is not handed over: ${target === null ? 'no other voter was heard' : `replica ${target} is no other voter`}`);
    return;
  }
  leading.transfer = { to: target, deadlineMs: core.nowMs + core.options.electionTimeoutMsMax, sent: false };
}

/** The target may have caught up now, or taken too long. */
export function driveTransfer(core: Core, leading: Leadership): void {
  const { transfer } = leading;
  if (transfer === null) return;
  if (core.nowMs >= transfer.deadlineMs || !core.isOtherVoter(transfer.to)) {
    leading.transfer = null;
    core.note(`leadership was not taken over by replica ${transfer.to}; proposals go on`);
    return;
  }
  if (transfer.sent || leading.peers.get(transfer.to)?.match !== core.log.lastIndex) return;
  transfer.sent = true;
  core.send(transfer.to, { type: 'timeoutNow', term: core.term });
}

/** Lets the best follower stand for election, where there is one, and stops leading. */
export function handOver(core: Core, why: string): void {
  const { leading } = core;
  if (leading === null) return;
  const target = mostCaughtUp(core, leading, core.nowMs - core.options.electionTimeoutMsMin);
  if (target !== null) core.send(target, { type: 'timeoutNow', term: core.term });
  core.stepDown(target === null ? why : `${why}; replica ${target} takes over`);
}

/**
 * A leader whose disk hangs can promise nothing, while its heartbeats keep the others from electing one that can. It
 * hands over within a bound. A sole voter stays: nobody could take over.
 */
export function checkDisk(core: Core): void {
  if (core.leading === null || core.isSoleVoter || !core.diskStalled) return;
  handOver(core, `disk stalled for ${Math.round(core.nowMs - core.persists.progressMs)} ms`);
}

/** The voter with the longest log among those heard after `sinceMs`. */
function mostCaughtUp(core: Core, leading: Leadership, sinceMs: number): ReplicaId | null {
  let best: ReplicaId | null = null;
  let bestMatch = -1;
  for (const [id, progress] of leading.peers) {
    if (!core.isOtherVoter(id) || progress.heardMs <= sinceMs || progress.match <= bestMatch) continue;
    best = id;
    bestMatch = progress.match;
  }
  return best;
}
