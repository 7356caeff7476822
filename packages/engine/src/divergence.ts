import type { Input, ReplicaId } from '@grove/raft';
import type { Clock, Host } from './ports';
import type { Snapshots } from './snapshots';

/** A leader that is outvoted waits so long for another to take over. */
const HANDOVER_MS_MAX = 1_000;
const LOOK_EVERY_MS = 20;

export interface DivergenceHost {
  readonly replica: ReplicaId;
  leader(): ReplicaId | null;
  /** Whether anybody could lead in this replica's place. */
  hasOtherVoters(): boolean;
  step(input: Input): void;
  endClients(message: string): void;
}

/**
 * What a replica does whose state is not what its log gives (P11): from that moment on it serves nobody; a leader hands over first; snapshots
 * that may hold the wrong state go; and the process ends. Nothing in its memory is to be trusted, so the state is made anew by a start: from the
 * newest snapshot before the difference and the log behind it. Both are sound, so the replica votes as soon as it is back. Where the log
 * does not reach back to such a snapshot, the state comes from the leader, and there is no vote until then.
 */
export class Divergence {
  private startedAtMs: number | null = null;

  constructor(
    private readonly host: DivergenceHost,
    private readonly snapshots: Pick<Snapshots, 'discardAfter' | 'stop'>,
    private readonly clock: Clock,
    private readonly process: Host,
  ) {}

  /** Serves nobody any more. */
  get isDiverged(): boolean {
    return this.startedAtMs !== null;
  }

  begin(zxid: number, mine: string, theirs: string, soundZxid: number): void {
    if (this.startedAtMs !== null) return;
    this.startedAtMs = this.clock.nowMs();
    this.process.log('error', 'this replica’s state is not what a majority has at the same zxid: it serves nobody and is rebuilt', {
      zxid,
      mine,
      theirs,
      soundZxid,
    });
    this.host.endClients('this replica rebuilds its state: attach elsewhere');
    if (this.host.leader() === this.host.replica && this.host.hasOtherVoters()) this.host.step({ type: 'transferLeadership', to: null });
    this.whenHandedOver(this.startedAtMs + HANDOVER_MS_MAX, () => {
      this.snapshots.stop();
      this.snapshots.discardAfter(soundZxid, (error) => {
        this.process.fatal(
          `the state differed from a majority’s at zxid ${zxid} (${mine}, not ${theirs}): starting anew from a snapshot not newer than ${soundZxid}`,
          error,
        );
      });
    });
  }

  private whenHandedOver(deadlineMs: number, then: () => void): void {
    if (this.host.leader() !== this.host.replica || this.clock.nowMs() >= deadlineMs) {
      then();
      return;
    }
    this.clock.setTimer(LOOK_EVERY_MS, () => {
      this.whenHandedOver(deadlineMs, then);
    });
  }
}
