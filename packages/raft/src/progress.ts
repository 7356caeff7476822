import type { SnapshotMeta } from './types';

/** A snapshot on its way to one follower. */
export interface SnapshotSend {
  readonly meta: SnapshotMeta;
  readonly chunks: number;
  /** The chunk that the follower wants next. */
  wanted: number;
  /** The next chunk to load; at most two are under way. */
  nextLoad: number;
  /** The next chunk to send, and those loaded before their turn: the disk may answer in any order. */
  nextSend: number;
  readonly loaded: Map<number, Uint8Array>;
}

/** Goes on with `chunk`; what was loaded or sent behind it is given up. */
export function resumeAt(snapshot: SnapshotSend, chunk: number): void {
  snapshot.wanted = chunk;
  snapshot.nextLoad = chunk;
  snapshot.nextSend = chunk;
  snapshot.loaded.clear();
}

/**
 * What a leader knows of one follower.
 *
 * - `probe`: where the logs part is unknown; one append at a time, then wait for its answer.
 * - `replicate`: the follower takes what is sent; blocks are pipelined within a byte window.
 * - `snapshot`: the follower needs blocks that are gone; chunks are sent.
 */
export class Progress {
  state: 'probe' | 'replicate' | 'snapshot' = 'probe';
  /** Everything up to here is on the follower's disk. */
  match = 0;
  /** First index of the next block to send. */
  next: number;
  /** When the unanswered probe left; −Infinity where one may be sent. */
  probeSentMs = -Infinity;
  /** The next probe only asks: its blocks were sent before. */
  emptyProbe = false;
  /** Any word of this follower in this term: for check-quorum, which begins as if it had just said one, so that nobody is judged before they could. */
  heardMs: number;
  /** It did say one. */
  hasAnswered = false;
  /** The newest heartbeat round that it has answered. */
  ackedRound = 0;
  /** The commit index that it was told. */
  toldCommit = 0;
  /** A `loadBlocks` for it is unanswered. */
  loading = false;
  snapshot: SnapshotSend | null = null;
  /** When it last made progress, and how long its silence is borne before what is in flight counts as lost. */
  progressMs: number;
  patienceMs: number;
  private readonly inFlight: { lastIndex: number; bytes: number }[] = [];
  private bytesInFlight = 0;

  constructor(
    /** The member's incarnation: another one under the same number is another follower. */
    readonly incarnation: string,
    next: number,
    nowMs: number,
    private readonly patienceMsMin: number,
  ) {
    this.next = next;
    this.heardMs = nowMs;
    this.progressMs = nowMs;
    this.patienceMs = patienceMsMin;
  }

  /** It said a word. */
  heard(nowMs: number): void {
    this.heardMs = nowMs;
    this.hasAnswered = true;
  }

  get inFlightBytes(): number {
    return this.bytesInFlight;
  }

  sent(lastIndex: number, bytes: number, nowMs: number): void {
    if (this.inFlight.length === 0) this.progressMs = nowMs;
    this.inFlight.push({ lastIndex, bytes });
    this.bytesInFlight += bytes;
    this.next = lastIndex + 1;
  }

  /** The follower has everything up to `index`. */
  acknowledged(index: number, nowMs: number): void {
    for (;;) {
      const first = this.inFlight[0];
      if (first === undefined || first.lastIndex > index) break;
      this.bytesInFlight -= first.bytes;
      this.inFlight.shift();
    }
    if (index > this.match) {
      this.match = index;
      this.madeProgress(nowMs);
    }
    this.next = Math.max(this.next, index + 1);
    this.probeSentMs = -Infinity;
    this.emptyProbe = false;
    if (this.state === 'probe') this.state = 'replicate';
  }

  madeProgress(nowMs: number): void {
    this.progressMs = nowMs;
    this.patienceMs = this.patienceMsMin;
  }

  /** What is in flight may be lost: ask again from `next`. */
  probeFrom(next: number): void {
    this.state = 'probe';
    this.next = next;
    this.probeSentMs = -Infinity;
    this.emptyProbe = false;
    this.toldCommit = 0;
    this.snapshot = null;
    this.inFlight.length = 0;
    this.bytesInFlight = 0;
  }

  /** Silent for longer than is borne although something is in flight. Doubles the patience: a follower with a hung disk is not flooded. */
  lostPatience(nowMs: number): boolean {
    if (nowMs - this.progressMs < this.patienceMs) return false;
    this.progressMs = nowMs;
    this.patienceMs = Math.min(this.patienceMs * 2, this.patienceMsMin * 16);
    return true;
  }

  get hasInFlight(): boolean {
    return this.inFlight.length > 0;
  }
}
