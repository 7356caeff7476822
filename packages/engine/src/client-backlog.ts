import { clientDrainedBytes } from './ports';
import type { ClientSink } from './ports';

/**
 * Reads are done while less than this is on its way to the client; the others wait until it has read. So a client may ask for
 * more in one go than may be unread, and one that never reads costs no more than this.
 */
const READ_AHEAD_BYTES = 2 * clientDrainedBytes;
/** So much may be unread however little room there is for all: who reads has it on the way. */
const BACKLOG_BORNE_BYTES = 256 * 1024;

export interface BacklogLimits {
  readonly maxClientBacklogBytes: number;
  readonly maxBacklogBytes: number;
}

/** What is on its way to one client and not read: how long its reads wait for that, and when it is too much. */
export class ClientBacklog {
  /** Since when reads wait for the client to read; null: none does. */
  private fullSinceMs: number | null = null;

  constructor(
    private readonly sink: ClientSink,
    private readonly limits: BacklogLimits,
    private readonly clock: { nowMs(): number },
  ) {}

  /** So much is on its way that no more is read for it; `gatheredBytes`: what is to be sent at the end of this turn. */
  isFull(gatheredBytes: number): boolean {
    if (gatheredBytes + this.sink.backlogBytes() < READ_AHEAD_BYTES) return false;
    this.fullSinceMs ??= this.clock.nowMs();
    return true;
  }

  drained(): void {
    this.fullSinceMs = null;
  }

  /** Its reads have waited for longer than this. */
  isUnreadFor(timeoutMs: number, nowMs: number): boolean {
    return this.fullSinceMs !== null && nowMs - this.fullSinceMs > timeoutMs;
  }

  /** A thousand slow readers may not have together what one may have: the bound falls as the room for all gets less. */
  get isTooMuch(): boolean {
    const { maxClientBacklogBytes, maxBacklogBytes } = this.limits;
    const roomBytes = maxBacklogBytes - (this.sink.backlogOfAllBytes?.() ?? 0);
    return this.sink.backlogBytes() > Math.min(maxClientBacklogBytes, Math.max(BACKLOG_BORNE_BYTES, roomBytes));
  }
}
