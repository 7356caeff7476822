import type { ClusterConfig, ReplicaId } from '@grove/raft';

export interface PeerAddress {
  readonly id: ReplicaId;
  readonly address: string;
}

/**
 * Whom this replica speaks to: the members of the configuration in force, and the leader where it is none of them. A replica that catches
 * up by the log passes configurations of long ago, one perhaps in which the leader of today had been taken out; without a way to answer it,
 * it would stay there for ever.
 */
export class PeerAddresses {
  private readonly known = new Map<ReplicaId, string>();

  constructor(
    private readonly replica: ReplicaId,
    initialMembers: readonly { readonly id: ReplicaId; readonly peerAddress: string }[],
  ) {
    for (const { id, peerAddress } of initialMembers) this.known.set(id, peerAddress);
  }

  of(config: ClusterConfig, leader: ReplicaId | null): readonly PeerAddress[] {
    const peers: PeerAddress[] = [];
    for (const { id, peerAddress } of config.members) {
      this.known.set(id, peerAddress);
      if (id !== this.replica) peers.push({ id, address: peerAddress });
    }
    const address = leader === null ? undefined : this.known.get(leader);
    if (leader !== null && leader !== this.replica && address !== undefined && !peers.some(({ id }) => id === leader)) {
      peers.push({ id: leader, address });
    }
    return peers;
  }
}
