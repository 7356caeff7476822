import type { TreeApi } from '@grove/tree';

/**
 * Whether a watch anywhere in the cluster wants the values of changes (data, Stat, data before). Until then no replica keeps them, for
 * they take `valueHistoryMaxBytes` of memory. From the first such watch on all do, for the lives of their processes: a client that moves is to
 * find at another replica what it missed. Told at once where it arises, to the leader and by it to all, and again along with all session reports, both
 * ways: a message that is lost costs a moment of values, which are then told as absent.
 */
export class ValueInterest {
  /** Somebody wants them. */
  isThere = false;

  constructor(
    private readonly tree: () => TreeApi,
    /** Says it to the leader or, where this replica leads, to all. */
    private readonly tell: () => void,
  ) {}

  /** A watch of this replica wants them, or another replica says so. */
  arise(): void {
    if (this.isThere) return;
    this.isThere = true;
    this.tree().keepValues();
    this.tell();
  }

  /** Another state has taken the place of the one before. */
  onReplaced(): void {
    if (this.isThere) this.tree().keepValues();
  }
}
