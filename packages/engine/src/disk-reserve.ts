import type { DiskSpace, Host } from './ports';

/** Free space is asked for so often. */
const LOOK_EVERY_MS = 2_000;
/** A question that was not answered for this long is asked again: a hanging file system answers none. */
const ANSWER_MS_MAX = 30_000;
/** Writes are taken again when so much more than the reserve is free, so that the two do not alternate. */
const RETURN_FACTOR = 1.25;

export interface DiskReserveHost {
  /** Absent: nothing is watched. */
  readonly space: DiskSpace | undefined;
  /** 0: nothing is watched. */
  readonly reserveBytes: number;
  readonly log: Host['log'];
  /** The reserve was reached just now. */
  reached(): void;
}

/**
 * Watches the free space of the volume that holds the log. Below the reserve this replica takes no more writes from its clients;
 * what is left is for what must go on: ends of sessions, deletions, what the leader replicates, snapshots that let the log shrink.
 */
export class DiskReserve {
  private low = false;
  private free: number | null = null;
  private askedMs: number | null = null;
  private dueMs = 0;

  constructor(private readonly host: DiskReserveHost) {}

  /** No writes of clients for now. */
  get isReached(): boolean {
    return this.low;
  }

  /** As of the last answer; null where it is not known. */
  get freeBytes(): number | null {
    return this.free;
  }

  /** Called now and then. `nowMs` is monotonic. */
  look(nowMs: number): void {
    const { space, reserveBytes } = this.host;
    if (space === undefined || reserveBytes === 0 || nowMs < this.dueMs) return;
    if (this.askedMs !== null && nowMs - this.askedMs < ANSWER_MS_MAX) return;
    this.askedMs = nowMs;
    this.dueMs = nowMs + LOOK_EVERY_MS;
    space.freeBytes((freeBytes) => {
      this.askedMs = null;
      this.judge(freeBytes);
    });
  }

  private judge(freeBytes: number | null): void {
    this.free = freeBytes;
    // Unknown is no reason to change anything: the first write that fails ends the process all the same.
    if (freeBytes === null) return;
    const { reserveBytes, log } = this.host;
    if (!this.low && freeBytes < reserveBytes) {
      this.low = true;
      log('error', 'the disk reserve is reached: writes of clients are refused until there is more space', { freeBytes, reserveBytes });
      this.host.reached();
    } else if (this.low && freeBytes >= reserveBytes * RETURN_FACTOR) {
      this.low = false;
      log('info', 'there is space on the disk again: writes are taken', { freeBytes, reserveBytes });
    }
  }
}
