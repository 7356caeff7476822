import type { SessionConnection } from './session-connection';

/** Clients that get a frame in one turn: each costs tens of microseconds of HTTP/2, so ten thousand in one go would be a third of a second. */
export const FRAMES_PER_TURN = 500;
/** The same in time, looked at now and then. */
const SENDING_MS_PER_TURN = 8;
const FRAMES_PER_LOOK = 32;
/** As long as no more clients than this wait, their answers leave at once behind a commit. */
const FRAMES_AT_ONCE = 4;

/**
 * The clients for whom something gathered. Each gets one frame a turn with all of it; where they are many, the others' frames wait for a
 * later turn and gather more meanwhile. Who came first is served first, and nobody's order is touched: it is that of his own frame.
 */
export class OutgoingFrames {
  private waiting: SessionConnection[] = [];

  /** Something is to be sent to this client. */
  mark(connection: SessionConnection): void {
    if (connection.dirty) return;
    connection.dirty = true;
    this.waiting.push(connection);
  }

  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** So few that they may have what is there now, and again at the end of the turn: nobody's batch is lost by it. */
  get areFew(): boolean {
    return this.waiting.length > 0 && this.waiting.length <= FRAMES_AT_ONCE;
  }

  /** More wait than one turn can serve beside those of the last: what would make more of them waits. */
  get isBehind(): boolean {
    return this.waiting.length >= 2 * FRAMES_PER_TURN;
  }

  /** The end of a turn. */
  flush(nowMs: () => number): void {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    const count = Math.min(waiting.length, FRAMES_PER_TURN);
    const startMs = count > FRAMES_PER_LOOK ? nowMs() : 0;
    let sent = 0;
    for (; sent < count; sent += 1) {
      const connection = waiting[sent];
      if (connection === undefined) break;
      if (sent > 0 && sent % FRAMES_PER_LOOK === 0 && nowMs() - startMs > SENDING_MS_PER_TURN) break;
      connection.dirty = false;
      connection.endOfTurn();
    }
    // Those behind them stand before whoever came meanwhile.
    if (sent < waiting.length) this.waiting = waiting.slice(sent).concat(this.waiting);
  }
}
