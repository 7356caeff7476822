import type { Core } from './core';
import { matchPeers } from './leader';
import { countHeard } from './lease';
import type { ClusterConfig, Member } from './types';

/**
 * Proposes a configuration (Raft §4.1). It is in force as soon as it is in the log. Refused, with a note that says
 * why, unless the old and the new one differ in at most one voter: then any two majorities of them share a member.
 */
export function proposeConfig(core: Core, config: ClusterConfig): void {
  const { leading } = core;
  if (leading === null) return;
  const objection = objectionTo(core, config);
  if (objection !== null) {
    core.note(`configuration refused: ${objection}`);
    return;
  }
  const block = core.appendOwn('config', 1, core.sealer.encodeConfig(config), config);
  core.configs.push(block.lastIndex, config);
  core.configChanged();
  matchPeers(core, leading);
}

function objectionTo(core: Core, config: ClusterConfig): string | null {
  if (!core.ready) return 'the no-op of this term is not committed yet';
  if (core.configs.currentIndex > core.commitIndex) return `the one at ${core.configs.currentIndex} is not committed yet`;
  if (core.leading?.transfer !== null) return 'leadership is being handed over';
  const ids = new Set(config.members.map((member) => member.id));
  if (ids.size !== config.members.length) return 'a member is named twice';
  const before = votersOf(core.config);
  const after = votersOf(config);
  if (after.size === 0) return 'it has no voter';
  const added = [...after.values()].filter((member) => !before.has(keyOf(member)));
  const removed = [...before.values()].filter((member) => !after.has(keyOf(member)));
  if (added.length + removed.length > 1) {
    return `it adds ${added.length} voters and removes ${removed.length}; one change at a time`;
  }
  for (const member of added) {
    const progress = core.leading?.peers.get(member.id);
    const caughtUp = progress?.incarnation === member.incarnation && progress.state === 'replicate' && progress.next > core.commitIndex;
    if (!caughtUp) return `replica ${member.id} is no learner that has caught up`;
  }
  return quorumObjection(core, after);
}

/**
 * The voters of the new configuration must reach a majority of it now, as far as was heard: else the change would be the last one. The
 * leader itself counts only where it stays a voter.
 */
function quorumObjection(core: Core, after: ReadonlyMap<string, Member>): string | null {
  const voters = [...after.values()].map((member) => member.id);
  const heard = countHeard(core, core.nowMs - core.options.electionTimeoutMsMax, voters);
  const majority = Math.floor(voters.length / 2) + 1;
  return heard < majority ? `of its ${voters.length} voters only ${heard} are heard: no majority could go on` : null;
}

function votersOf(config: ClusterConfig): Map<string, Member> {
  return new Map(config.members.filter((member) => member.voter).map((member) => [keyOf(member), member]));
}

/** The number and the volume together are a member: a wiped volume is another one. */
function keyOf(member: Member): string {
  return `${member.id} ${member.incarnation}`;
}
