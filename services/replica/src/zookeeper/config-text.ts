import type { EngineStatus } from '@grove/engine';

/** The members, as the engine's status has them. */
export type Members = readonly Omit<EngineStatus['config']['members'][number], 'incarnation'>[];

const ADDRESS = /^(.+):([0-9]+)$/;
const MEMBER = /^server\.([0-9]+)=(.+):(participant|observer);(.+)$/;
const TEXT = new TextDecoder();

/**
 * The members that the znode itself names, in Grove's form; null before the first change. They are those of its version: by the time that
 * an answer is written the engine may have come further.
 */
export function membersIn(data: Uint8Array): Members | null {
  if (data.length === 0) return null;
  return TEXT.decode(data)
    .split('\n')
    .flatMap((line) => {
      const [, id = '', peerAddress = '', role = '', clientAddress = ''] = MEMBER.exec(line) ?? [];
      return id === '' ? [] : [{ id: Number(id), voter: role === 'participant', peerAddress, clientAddress }];
    });
}

/**
 * The data of /zookeeper/config as ZooKeeper's clients know it: a line for each member, `server.N=host:port:port:role;host:port`, where the
 * last is its port for ZooKeeper's clients, and at the end the version in hexadecimal, the zxid of the change that made it.
 *
 * What Grove keeps in that znode has a member's gRPC address for clients instead, and nothing before the first change. ZooKeeper's port
 * lies on every member as far from the gRPC port as on this one (`distance`).
 */
export function zooKeeperConfig(members: Members, version: number, distance: number): string {
  const lines = members.map(({ id, peerAddress, clientAddress, voter }) => {
    const [, clientHost = clientAddress, clientPort = '0'] = ADDRESS.exec(clientAddress) ?? [];
    const [, , peerPort = '0'] = ADDRESS.exec(peerAddress) ?? [];
    const role = voter ? 'participant' : 'observer';
    return `server.${id}=${peerAddress}:${peerPort}:${role};${clientHost}:${Number(clientPort) + distance}`;
  });
  return [...lines, `version=${version.toString(16)}`].join('\n');
}
