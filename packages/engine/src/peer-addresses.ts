import type { ClusterConfig, ReplicaId } from '@grove/raft';

export interface PeerAddress {
  readonly id: ReplicaId;
  readonly address: string;
}

/** A member that was taken out is spoken to for so much longer than until that is committed: to hear that it is none any more. */
export const FAREWELL_MS = 1_000;

/** A new address that is not committed within so much is taken all the same: who has it may be needed for that. */
const UNCOMMITTED_MS = 5_000;

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
  /** Those that have got another address, where they are spoken to meanwhile, and until when. */
  private readonly moved = new Map<ReplicaId, { readonly address: string; untilMs: number; isCommitted: boolean }>();
  /** Members that were spoken to in this life, and where. */
  private readonly used = new Map<ReplicaId, string>();
  /** Where the members of a later version than this replica has are. */
  private told: { readonly version: number; readonly addresses: ReadonlyMap<ReplicaId, string> } | null = null;

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
      if (id === this.replica || (id === leader && this.told !== null)) continue;
      const isCommitted = committed.members.some((member) => member.id === id && member.peerAddress === peerAddress);
      const address = this.addressOf(id, peerAddress, isCommitted, nowMs);
      this.used.set(id, address);
      peers.push({ id, address });
    }
    for (const id of [...this.members, ...this.left.keys(), ...(leader === null ? [] : [leader])]) {
      const address = (id === leader ? this.told?.addresses.get(id) : undefined) ?? this.known.get(id);
      if (id !== this.replica && address !== undefined && !peers.some((peer) => peer.id === id)) peers.push({ id, address });
    }
    return peers;
  }

  /**
   * A leader that hears nothing of this replica says where the members are. What is in the log here may be of long ago: the leader of today is none of
   * its members, or was elsewhere then. Whom it follows decides consensus, by what it hears; this says only where to answer.
   */
  hear(version: number, { members }: ClusterConfig): void {
    if (version <= (this.told?.version ?? 0)) return;
    this.told = { version, addresses: new Map(members.map(({ id, peerAddress }) => [id, peerAddress])) };
  }

  /** The state here has come to this version of the members. */
  came(version: number): void {
    if (this.told !== null && version >= this.told.version) this.told = null;
  }

  /**
   * One that gets another address is spoken to where it was for a moment longer than until that is committed: it may be there yet, and have asked for
   * it itself. Not so at a start: then the log's newest word is all that there is.
   */
  private addressOf(id: ReplicaId, address: string, isCommitted: boolean, nowMs: number): string {
    const used = this.used.get(id) ?? address;
    if (used === address) {
      this.moved.delete(id);
      return address;
    }
    const moved = this.moved.get(id) ?? { address: used, untilMs: nowMs + UNCOMMITTED_MS, isCommitted: false };
    if (isCommitted && !moved.isCommitted) {
      moved.isCommitted = true;
      moved.untilMs = Math.min(moved.untilMs, nowMs + FAREWELL_MS);
    }
    if (moved.untilMs > nowMs) {
      this.moved.set(id, moved);
      return used;
    }
    this.moved.delete(id);
    return address;
  }

  /** Where a member is spoken to now. */
  placeOf(id: ReplicaId): string | undefined {
    return this.used.get(id);
  }

  /** One that was a member is spoken to until then. */
  speakTo(id: ReplicaId, untilMs: number): void {
    if (!this.members.has(id)) this.left.set(id, untilMs);
  }

  /** Somebody's time is over: `of` has another answer. */
  hasLeft(nowMs: number): boolean {
    for (const untilMs of this.left.values()) if (untilMs <= nowMs) return true;
    for (const { untilMs } of this.moved.values()) if (untilMs <= nowMs) return true;
    return false;
  }

  private follow(members: ReadonlySet<ReplicaId>, nowMs: number): void {
    for (const [id, untilMs] of this.left) if (untilMs <= nowMs) this.left.delete(id);
    for (const id of this.members) this.left.set(id, this.left.get(id) ?? nowMs + FAREWELL_MS);
    for (const id of members) this.left.delete(id);
    this.members = members;
    for (const map of [this.used, this.moved]) for (const id of map.keys()) if (!members.has(id)) map.delete(id);
  }
}
