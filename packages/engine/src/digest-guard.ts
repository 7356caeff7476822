import type { ReplicaId } from '@grove/raft';
import type { TreeApi } from '@grove/tree';
import type { DigestCheckpoint } from './peer-codec';

/**
 * Compares this replica's digest with those that the others' heartbeats carry, at equal zxids (P11). A difference
 * means that two replicas applied the same log to different states: a bug or broken memory.
 */
export class DigestGuard {
  private readonly told = new Set<string>();

  constructor(
    private readonly tree: () => TreeApi,
    private readonly alarm: (peer: ReplicaId, zxid: number, mine: string, theirs: string) => void,
  ) {}

  /** The newest checkpoint of this replica. */
  newest(): DigestCheckpoint | null {
    const checkpoints = this.tree().checkpoints();
    return checkpoints[checkpoints.length - 1] ?? null;
  }

  onCheckpoint(peer: ReplicaId, checkpoint: DigestCheckpoint): void {
    const mine = this.tree()
      .checkpoints()
      .find(({ zxid }) => zxid === checkpoint.zxid);
    if (mine === undefined || mine.digest === checkpoint.digest) return;
    const key = `${peer}@${checkpoint.zxid}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.alarm(peer, checkpoint.zxid, mine.digest, checkpoint.digest);
  }
}
