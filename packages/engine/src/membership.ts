import type { ClusterConfig, Member, Raft, ReplicaId } from '@grove/raft';

/** A learner this close to the commit index is caught up. */
const CAUGHT_UP_ENTRIES = 1000;

/**
 * The next change of configuration that a leader should propose, or null: a learner that has caught up becomes a voter.
 */
export function promotion(raft: Raft): ClusterConfig | null {
  const config = raft.config;
  for (const member of config.members) {
    if (member.voter) continue;
    if (raft.matchIndexOf(member.id) + CAUGHT_UP_ENTRIES < raft.commitIndex || raft.matchIndexOf(member.id) === 0) continue;
    return { members: config.members.map((other) => (other.id === member.id ? { ...other, voter: true } : other)) };
  }
  return null;
}

/**
 * A replica of a known number came up with a new, empty volume: it takes the place of its old incarnation as a learner.
 * Null where there is nothing to change: the number is unknown, or this incarnation is a member already.
 */
export function replacement(
  config: ClusterConfig,
  probe: { replica: ReplicaId; incarnation: string; peerAddress: string; clientAddress: string },
): ClusterConfig | null {
  const current = config.members.find((member) => member.id === probe.replica);
  if (current === undefined || current.incarnation === probe.incarnation) return null;
  const learner: Member = {
    id: probe.replica,
    incarnation: probe.incarnation,
    voter: false,
    peerAddress: probe.peerAddress,
    clientAddress: probe.clientAddress,
  };
  return { members: config.members.map((member) => (member.id === probe.replica ? learner : member)) };
}
