import { encodeUtf8, type MemberAddress, type Membership, type MembershipChange } from '@grove/wire';
import { newStat, writeReply, type JuteWriter } from '@grove/zookeeper-wire';
import { zooKeeperConfig, type Members } from './config-text';

/** A reconfig as ZooKeeper's clients send it; meanings in ZooKeeper's ReconfigRequest. */
export interface Reconfig {
  readonly joining: string | null;
  readonly leaving: string | null;
  /** All members, instead of the two. */
  readonly members: string | null;
  /** The version of the configuration that is changed; -1 for any. */
  readonly configId: bigint;
}

/** `server.N=host:port:port[:role];[host:]port`: for peers, for elections, for clients. */
const SERVER = /^server\.([0-9]{1,9})\s*=\s*(HOST):([0-9]+):[0-9]+(?::([a-z]+))?;(?:(HOST):)?([0-9]+)$/;
const server = new RegExp(SERVER.source.replaceAll('HOST', '\\[[0-9a-fA-F:.]+\\]|[^\\s:;|=\\[\\]]+'));
const ANY_HOST: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);

/**
 * The change of the membership that a reconfig asks for; in a text why it asks for none. ZooKeeper's port lies on every member as far from the
 * gRPC port as here (`distance`), as it does in what is told of /zookeeper/config. Grove has one port for peers: that for elections is passed
 * over. A list of all members may say of one that has no vote yet what is told of it, that it observes (`present`: the members that there are).
 */
export function membershipChangeOf(reconfig: Reconfig, distance: number, present: Members): MembershipChange | string {
  const { configId } = reconfig;
  // One that no number holds is no version that there ever was: -2 is none either.
  const version = configId === -1n ? null : configId < 0n || configId > BigInt(Number.MAX_SAFE_INTEGER) ? -2 : Number(configId);
  const members =
    reconfig.members === null
      ? null
      : membersOf(
          parts(reconfig.members).filter((part) => !part.startsWith('version=')),
          distance,
          new Set(present.filter(({ voter }) => !voter).map(({ id }) => id)),
        );
  if (typeof members === 'string') return members;
  if (members !== null) return members.length === 0 ? 'no members' : { version, joining: [], leaving: [], members };
  const joining = membersOf(parts(reconfig.joining ?? ''), distance, new Set());
  if (typeof joining === 'string') return joining;
  const leaving: number[] = [];
  for (const part of parts(reconfig.leaving ?? '')) {
    if (!/^[0-9]{1,9}$/.test(part)) return `'${part.slice(0, 300)}' is no number of a server`;
    leaving.push(Number(part));
  }
  return { version, joining, leaving, members: null };
}

/** The reply to a reconfig by what it made of the members, where the znode here does not show it. */
export function writeChange(writer: JuteWriter, xid: number, { members, version }: Membership, distance: number): void {
  const present = members.map(({ replica, ...member }) => ({ id: replica, ...member }));
  const data = encodeUtf8(zooKeeperConfig(present, version, distance));
  const stat = { ...newStat(), mzxid: version, dataLength: data.length };
  writeReply(writer, { xid, zxid: version, error: 0 }, { type: 'reconfig', data, stat });
}

function parts(list: string): string[] {
  return list
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function membersOf(specifications: readonly string[], distance: number, observers: ReadonlySet<number>): MemberAddress[] | string {
  const members: MemberAddress[] = [];
  for (const text of specifications) {
    const [, number = '', host = '', peerPort = '', role = 'participant', clientHost = host, clientPort = ''] = server.exec(text) ?? [];
    if (number === '') return `'${text.slice(0, 300)}' is not server.N=host:port:port[:role];[host:]port, with one address of each kind`;
    if (role !== 'participant' && !(role === 'observer' && observers.has(Number(number))))
      return `server.${number}: there are no members that observe for good: who joins becomes a participant`;
    members.push({
      replica: Number(number),
      peerAddress: `${host}:${peerPort}`,
      clientAddress: `${ANY_HOST.has(clientHost) ? host : clientHost}:${Number(clientPort) - distance}`,
    });
  }
  return members;
}
