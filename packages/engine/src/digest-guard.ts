import type { ReplicaId } from '@grove/raft';
import type { TreeApi } from '@grove/tree';
import type { DigestCheckpoint, DigestNews } from './peer-codec';

/** Checkpoints of a peer that are kept, as many as a tree keeps of its own. */
const HEARD_MAX = 64;

export interface DigestGuardHost {
  tree(): TreeApi;
  /** The voters of the configuration in force, this replica among them or not. */
  voters(): readonly ReplicaId[];
  /** Two replicas differ; who of them is right is not said. Once for each peer and zxid. */
  differs(peer: ReplicaId, zxid: number, mine: string, theirs: string): void;
  /**
   * A majority of the voters agrees on another digest than this replica has: its state is not what its log gives. `soundZxid`: the last
   * checkpoint at which it agreed, 0 where none is known.
   */
  outvoted(zxid: number, mine: string, theirs: string, soundZxid: number): void;
}

/**
 * Compares digests of all replicated state at equal zxids (P11). A difference means that two replicas applied the same log to different
 * states: a bug or broken memory.
 *
 * The leader hears everybody's checkpoints and looks for a digest that more than half of the voters have at one zxid; its heartbeats carry the
 * newest such. Whoever has another one there is wrong, the leader too. One against one is an alarm, and nobody is called wrong.
 */
export class DigestGuard {
  /** By peer, oldest first. */
  private readonly heard = new Map<ReplicaId, DigestCheckpoint[]>();
  private readonly told = new Map<ReplicaId, number>();
  private agreed: DigestCheckpoint | null = null;
  private soundZxid = 0;
  /** The newest own checkpoint that was there when what others said was judged last. */
  private judgedZxid = 0;

  constructor(
    private readonly replica: ReplicaId,
    private readonly host: DigestGuardHost,
  ) {}

  /** For the next heartbeat. What was heard before it was applied here is judged by now. */
  news(): DigestNews {
    const checkpoints = this.host.tree().checkpoints();
    const newest = checkpoints[checkpoints.length - 1] ?? null;
    if (newest !== null && newest.zxid > this.judgedZxid) {
      this.judgedZxid = newest.zxid;
      if (this.agreed !== null) this.judge(this.agreed);
      for (const heard of this.heard.values()) for (const checkpoint of heard) this.count(checkpoint);
    }
    return { newest, agreed: this.agreed };
  }

  /** A new leader begins with what it hears itself; the state may have been replaced as well. */
  forget(): void {
    this.heard.clear();
    this.agreed = null;
    this.judgedZxid = 0;
  }

  onNews(peer: ReplicaId, { newest, agreed }: DigestNews): void {
    if (agreed !== null) this.judge(agreed);
    if (newest === null) return;
    const known = this.heard.get(peer) ?? [];
    if (known.some(({ zxid, digest }) => zxid === newest.zxid && digest === newest.digest)) return;
    known.push(newest);
    if (known.length > HEARD_MAX) known.shift();
    this.heard.set(peer, known);
    const mine = this.digestAt(newest.zxid);
    if (mine !== undefined && mine !== newest.digest && (this.told.get(peer) ?? 0) < newest.zxid) {
      this.told.set(peer, newest.zxid);
      this.host.differs(peer, newest.zxid, mine, newest.digest);
    }
    this.count(newest);
  }

  /** More than half of the voters have this digest there: then that is what the log gives. */
  private count({ zxid, digest }: DigestCheckpoint): void {
    if (zxid <= (this.agreed?.zxid ?? 0)) return;
    const voters = this.host.voters();
    const has = (voter: ReplicaId): boolean =>
      voter === this.replica
        ? this.digestAt(zxid) === digest
        : (this.heard.get(voter) ?? []).some((known) => known.zxid === zxid && known.digest === digest);
    if (2 * voters.filter(has).length <= voters.length) return;
    this.agreed = { zxid, digest };
    this.judge(this.agreed);
  }

  private judge({ zxid, digest }: DigestCheckpoint): void {
    const mine = this.digestAt(zxid);
    if (mine === digest) this.soundZxid = Math.max(this.soundZxid, zxid);
    else if (mine !== undefined) this.host.outvoted(zxid, mine, digest, this.soundZxid);
  }

  private digestAt(zxid: number): string | undefined {
    return this.host
      .tree()
      .checkpoints()
      .find((checkpoint) => checkpoint.zxid === zxid)?.digest;
  }
}
