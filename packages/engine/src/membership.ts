import type { ClusterConfig, Member, Raft, ReplicaId } from '@grove/raft';
import type { ClusterMember, MemberAddress, MembershipChange } from '@grove/wire';

const REPLICA_MAX = 9;
/** What is written into /zookeeper/config as it is: nothing in it ends its line or its part of it. */
const ADDRESS = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})$/;
const PORT_MAX = 65_535;

/** A learner this close to the commit index is caught up. */
const CAUGHT_UP_ENTRIES = 1000;

/**
 * The next change of configuration that a leader should propose, or null: a learner that has caught up becomes a voter. One that was added
 * and has not come has caught up with nothing: its number may be that of a volume of long ago.
 */
export function promotion(raft: Raft): ClusterConfig | null {
  const config = raft.config;
  for (const member of config.members) {
    if (member.voter || member.incarnation === '') continue;
    if (raft.matchIndexOf(member.id) + CAUGHT_UP_ENTRIES < raft.commitIndex || raft.matchIndexOf(member.id) === 0) continue;
    const next = { members: config.members.map((other) => (other.id === member.id ? { ...other, voter: true } : other)) };
    // One that cannot be taken now holds up nobody behind it.
    if (raft.objectionTo(next)?.kind !== 'notAllowed') return next;
  }
  return null;
}

/**
 * A replica of a known number came up with a new, empty volume: it takes the place of its old incarnation as a learner, at the addresses
 * where the members have it. What its own settings say of them may be older, and is nobody's command.
 * Null where there is nothing to change: the number is unknown, or this incarnation is a member already.
 */
export function replacement(config: ClusterConfig, probe: { replica: ReplicaId; incarnation: string }): ClusterConfig | null {
  const current = config.members.find((member) => member.id === probe.replica);
  if (current === undefined || current.incarnation === probe.incarnation) return null;
  const learner: Member = { ...current, incarnation: probe.incarnation, voter: false };
  return { members: config.members.map((member) => (member.id === probe.replica ? learner : member)) };
}

/**
 * The configuration that a change makes of this one, or in a text why it makes none. Who joins is a learner without an incarnation, until
 * its replica comes with a volume and `replacement` takes that in. Only what makes one entry of the log is taken: of the voters that there are, one
 * may leave or get another address. Whatever the request, two majorities then meet, and what is asked for is done whole or not at all.
 */
export function changed(config: ClusterConfig, change: MembershipChange): ClusterConfig | string {
  if (change.members !== null && (change.joining.length > 0 || change.leaving.length > 0)) {
    return 'either all members, or who joins and who leaves';
  }
  const { joining, leaving } = change.members === null ? change : differences(config, change.members);
  const mistake = mistakeIn(config, change.members ?? joining, leaving);
  if (mistake !== null) return mistake;
  const members = new Map(config.members.map((member) => [member.id, member]));
  for (const id of leaving) members.delete(id);
  for (const { replica, peerAddress, clientAddress } of joining) {
    const present = members.get(replica) ?? { id: replica, incarnation: '', voter: false };
    members.set(replica, { ...present, peerAddress, clientAddress });
  }
  const after = [...members.values()].sort((a, b) => a.id - b.id);
  const addresses = after.flatMap(({ peerAddress, clientAddress }) => [peerAddress, clientAddress]);
  const twice = addresses.find((address, at) => addresses.indexOf(address) !== at);
  if (twice !== undefined) return `two members, or one for two things, have the address ${twice}`;
  if (!after.some(({ voter }) => voter)) return 'no voter would be left';
  const touched = config.members.filter((member) => member.voter && !isSame(member, members.get(member.id)));
  if (touched.length > 1) {
    return `one voter at a time may leave or get another address; these are ${touched.map(({ id }) => id).join(', ')}`;
  }
  return config.members.length === after.length && after.every((member, at) => isSame(member, config.members[at]))
    ? config
    : { members: after };
}

/** Whether what a change asks for is so. */
export function isInEffect(config: ClusterConfig, change: MembershipChange): boolean {
  const { joining, leaving } = change.members === null ? change : differences(config, change.members);
  if (change.members !== null) return joining.length === 0 && leaving.length === 0;
  return joining.every((member) => hasAddress(config, member)) && leaving.every((id) => config.members.every((member) => member.id !== id));
}

/** The members as clients are told of them. */
export function clusterMembers(config: ClusterConfig): readonly ClusterMember[] {
  return config.members.map(({ id, ...member }) => ({ replica: id, ...member }));
}

function differences(config: ClusterConfig, wanted: readonly MemberAddress[]): Pick<MembershipChange, 'joining' | 'leaving'> {
  return {
    joining: wanted.filter((member) => !hasAddress(config, member)),
    leaving: config.members.map(({ id }) => id).filter((id) => !wanted.some(({ replica }) => replica === id)),
  };
}

function hasAddress(config: ClusterConfig, { replica, peerAddress, clientAddress }: MemberAddress): boolean {
  return config.members.some(
    (member) => member.id === replica && member.peerAddress === peerAddress && member.clientAddress === clientAddress,
  );
}

function mistakeIn(config: ClusterConfig, joining: readonly MemberAddress[], leaving: readonly number[]): string | null {
  const named = [...joining.map(({ replica }) => replica), ...leaving];
  for (const [at, id] of named.entries()) {
    if (!Number.isInteger(id) || id < 1 || id > REPLICA_MAX) return `a replica has a number from 1 to ${REPLICA_MAX}; ${id} is none`;
    if (named.indexOf(id) !== at) return `replica ${id} is named twice`;
  }
  for (const id of leaving) if (!config.members.some((member) => member.id === id)) return `replica ${id} is no member`;
  for (const { replica, peerAddress, clientAddress } of joining) {
    const bad = [peerAddress, clientAddress].find((address) => !isAddress(address));
    if (bad !== undefined) return `replica ${replica}: '${bad.slice(0, 300)}' is no host:port`;
  }
  return null;
}

function isAddress(text: string): boolean {
  const port = Number(ADDRESS.exec(text)?.[1] ?? 0);
  return port >= 1 && port <= PORT_MAX;
}

function isSame(member: Member, other: Member | undefined): boolean {
  return other?.id === member.id && other.peerAddress === member.peerAddress && other.clientAddress === member.clientAddress;
}
