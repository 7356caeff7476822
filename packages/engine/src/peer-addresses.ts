import type { ClusterConfig, ReplicaId } from '@grove/raft';

export interface PeerAddress {
  readonly id: ReplicaId;
  readonly address: string;
}

/** A member that was taken out is spoken to for so much longer than until that is committed: to hear that it is none any more. */
export const FAREWELL_MS = 1_000;

/**
 * Whom this replica speaks to: the members of the configuration in force, those of the committed one, and the leader where it is none of
 * them. A replica that catches up by the log passes configurations of long ago, one perhaps in which the leader of today had been taken out; without a way to answer it,
 * it would stay there for ever.
 */
export class PeerAddresses {
  private readonly known = new Map<ReplicaId, string>();
  private members: ReadonlySet<ReplicaId> = new Set();
  /** Those that were members, and until when they are spoken to. */
  private readonly left = new Map<ReplicaId, number>();

  constructor(
    private readonly replica: ReplicaId,
    initialMembers: readonly { readonly id: ReplicaId; readonly peerAddress: string }[],
  ) {
    for (const { id, peerAddress } of initialMembers) this.known.set(id, peerAddress);
  }

  of(config: ClusterConfig, committed: ClusterConfig, leader: ReplicaId | null, nowMs: number): readonly PeerAddress[] {
    this.follow(new Set([...config.members, ...committed.members].map(({ id }) => id)), nowMs);
    const peers: PeerAddress[] = [];
    for (const { id, peerAddress } of config.members) {
      this.known.set(id, peerAddress);
      if (id !== this.replica) peers.push({ id, address: peerAddress });
    }
    for (const id of [...this.members, ...this.left.keys(), ...(leader === null ? [] : [leader])]) {
      const address = this.known.get(id);
      if (id !== this.replica && address !== undefined && !peers.some((peer) => peer.id === id)) peers.push({ id, address });
    }
    return peers;
  }

  /** Somebody's time is over: `of` has another answer. */
  hasLeft(nowMs: number): boolean {
    for (const untilMs of this.left.values()) if (untilMs <= nowMs) return true;
    return false;
  }

  private follow(members: ReadonlySet<ReplicaId>, nowMs: number): void {
    for (const [id, untilMs] of this.left) if (untilMs <= nowMs) this.left.delete(id);
    for (const id of this.members) this.left.set(id, this.left.get(id) ?? nowMs + FAREWELL_MS);
    for (const id of members) this.left.delete(id);
    this.members = members;
  }
}
