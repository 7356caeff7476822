import type { TreeApi } from '@grove/tree';

/** Of a process that has just started, while it is not known whether anyone wants values. */
const STARTING_BYTES = 16 * 1024 * 1024;

/**
 * Whether a watch anywhere in the cluster wants the values of changes (data, Stat, data before). While none does, no replica keeps them, for
 * they take `valueHistoryMaxBytes` of memory. From the first such watch on all do, for the lives of their processes: a client that moves is to
 * find at another replica what it missed.
 *
 * A process that starts keeps `STARTING_BYTES` of them, replay included, until every session that was there before it has come back or has
 * ended: with a restart of all replicas nobody is left who knows of an interest.
 *
 * Told at once where it arises, to the leader and by it to all, and again along with all session reports, both ways: a message that is lost
 * costs a moment of values, which are then told as absent.
 */
export class ValueInterest {
  /** Somebody wants them. */
  isThere = false;
  private isStarting = true;

  constructor(
    private readonly tree: () => TreeApi,
    /** Says it to the leader or, where this replica leads, to all. */
    private readonly tell: () => void,
  ) {}

  /** This process begins, before anything is applied. */
  begin(): void {
    this.tree().keepValues(STARTING_BYTES);
  }

  /** The longest session timeout has passed since the start. */
  onStarted(): void {
    this.isStarting = false;
    if (!this.isThere) this.tree().dropValues();
  }

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
    else if (this.isStarting) this.tree().keepValues(STARTING_BYTES);
  }
}
