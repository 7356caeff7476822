import type { Core, Leadership } from './core';
import { matchPeers } from './leader';
import { countHeard } from './lease';
import type { ClusterConfig, Member } from './types';

/** Why a configuration is not taken now. */
export interface ConfigObjection {
  /**
   * `notLeading`: this replica does not lead, or does not know yet what was committed before; `inProgress`: the one before is not committed;
   * `handingOver`: another replica will lead; `noQuorum`: no majority of it is heard; `notAllowed`: it breaks a rule, and would tomorrow.
   */
  readonly kind: 'notLeading' | 'inProgress' | 'handingOver' | 'noQuorum' | 'notAllowed';
  readonly text: string;
}

/**
 * Proposes a configuration (Raft §4.1). It is in force as soon as it is in the log. Refused, with a note that says
 * why, unless the old and the new one differ in at most one voter: then any two majorities of them share a member.
 */
export function proposeConfig(core: Core, config: ClusterConfig): void {
  const { leading } = core;
  if (leading === null) return;
  const objection = objectionTo(core, config);
  if (objection !== null) {
    core.note(`configuration refused: ${objection.text}`);
    return;
  }
  const block = core.appendOwn('config', 1, core.sealer.encodeConfig(config), config);
  core.configs.push(block.lastIndex, config);
  core.configChanged();
  matchPeers(core, leading);
}

/** Why `proposeConfig` would refuse this configuration; null: it would take it. */
export function objectionTo(core: Core, config: ClusterConfig): ConfigObjection | null {
  const { leading } = core;
  if (leading === null) return { kind: 'notLeading', text: 'this replica does not lead' };
  if (!core.ready) return { kind: 'notLeading', text: 'the no-op of this term is not committed yet' };
  if (core.configs.currentIndex > core.commitIndex) {
    return { kind: 'inProgress', text: `the one at ${core.configs.currentIndex} is not committed yet` };
  }
  if (leading.transfer !== null) return { kind: 'handingOver', text: 'leadership is being handed over' };
  const text = breachOf(core, leading, config);
  return text === null ? quorumObjection(core, config) : { kind: 'notAllowed', text };
}

/** The rule that it breaks. */
function breachOf(core: Core, leading: Leadership, config: ClusterConfig): string | null {
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
    const progress = leading.peers.get(member.id);
    const caughtUp = progress?.incarnation === member.incarnation && progress.state === 'replicate' && progress.next > core.commitIndex;
    // Without an incarnation it is a number that nobody has come for.
    if (!caughtUp || member.incarnation === '') return `replica ${member.id} is no learner that has caught up`;
  }
  return null;
}

/**
 * The voters of the new configuration must reach a majority of it now, as far as was heard: else the change would be the last one. Who has not
 * said a word to this leader yet was not heard: it may be why there was an election. The
 * leader itself counts only where it stays a voter; one that gets another address was not heard there, and counts as missing. Nobody needs to
 * reach a sole voter.
 */
function quorumObjection(core: Core, config: ClusterConfig): ConfigObjection | null {
  const voters = [...votersOf(config).values()].map((member) => member.id);
  const isSole = voters.length === 1 && voters[0] === core.options.id;
  const answers = (id: number): boolean => id === core.options.id || core.leading?.peers.get(id)?.hasAnswered === true;
  const reached = voters.filter((id) => isSole || (!isMoved(core.config, config, id) && answers(id)));
  const heard = countHeard(core, core.nowMs - core.options.electionTimeoutMsMax, reached);
  const majority = Math.floor(voters.length / 2) + 1;
  if (heard >= majority) return null;
  return { kind: 'noQuorum', text: `of its ${voters.length} voters only ${heard} are heard, where they will be: no majority could go on` };
}

function isMoved(before: ClusterConfig, after: ClusterConfig, id: number): boolean {
  const old = before.members.find((member) => member.id === id);
  const now = after.members.find((member) => member.id === id);
  return old !== undefined && now !== undefined && old.peerAddress !== now.peerAddress;
}

function votersOf(config: ClusterConfig): Map<string, Member> {
  return new Map(config.members.filter((member) => member.voter).map((member) => [keyOf(member), member]));
}

/** The number and the volume together are a member: a wiped volume is another one. */
function keyOf(member: Member): string {
  return `${member.id} ${member.incarnation}`;
}
