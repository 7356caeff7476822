import type { ReplicaId } from './types';

/** Who asked: a replica, or 0 for this one. */
export interface PendingRead {
  readonly origin: ReplicaId;
  readonly token: number;
}

interface ReadBatch {
  readonly round: number;
  /** The commit index when the round began. */
  readonly index: number;
  readonly reads: readonly PendingRead[];
}

export interface ConfirmedRead extends PendingRead {
  readonly index: number;
}

/** Read indexes asked of a leader: those that wait for the next round, and those whose round is under way. */
export class LeaderReads {
  private waiting: PendingRead[] = [];
  private batches: ReadBatch[] = [];

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  get roundUnderWay(): boolean {
    return this.batches.length > 0;
  }

  /** A repeated question of a follower (its first may be lost or under way) is one question. */
  add(origin: ReplicaId, token: number): void {
    if (origin !== 0) {
      const same = (read: PendingRead): boolean => read.origin === origin && read.token === token;
      if (this.waiting.some(same) || this.batches.some((batch) => batch.reads.some(same))) return;
    }
    this.waiting.push({ origin, token });
  }

  /** The waiting reads join a round that begins now. */
  join(round: number, commitIndex: number): void {
    if (this.waiting.length === 0) return;
    this.batches.push({ round, index: commitIndex, reads: this.waiting });
    this.waiting = [];
  }

  /** A majority has answered `round`: it has confirmed all rounds up to it. */
  confirm(round: number): ConfirmedRead[] {
    const confirmed: ConfirmedRead[] = [];
    for (;;) {
      const batch = this.batches[0];
      if (batch === undefined || batch.round > round) return confirmed;
      for (const read of batch.reads) confirmed.push({ ...read, index: batch.index });
      this.batches.shift();
    }
  }

  takeAll(): PendingRead[] {
    const all = [...this.batches.flatMap((batch) => batch.reads), ...this.waiting];
    this.batches = [];
    this.waiting = [];
    return all;
  }
}

/**
 * Read indexes that a follower asks of its leader: one question at a time carries all tokens that gathered since
 * the last. Its number starts at a random place, so that an answer to this replica's earlier life fits nothing.
 */
export class FollowerReads {
  private waiting: number[] = [];
  private asked: { readonly question: number; readonly tokens: readonly number[] } | null = null;
  private askedMs = 0;

  constructor(private lastQuestion: number) {}

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  get isAsking(): boolean {
    return this.asked !== null;
  }

  /** When the open question was last sent. */
  get sentMs(): number {
    return this.askedMs;
  }

  add(token: number): void {
    this.waiting.push(token);
  }

  /** All that wait become the open question; returns its number. */
  ask(nowMs: number): number {
    this.lastQuestion += 1;
    this.asked = { question: this.lastQuestion, tokens: this.waiting };
    this.waiting = [];
    this.askedMs = nowMs;
    return this.lastQuestion;
  }

  /** The open question is sent again, under its number. */
  askAgain(nowMs: number): number {
    this.askedMs = nowMs;
    return this.lastQuestion;
  }

  /** The tokens of a question that was answered; null where it is not the open one. */
  answered(question: number): readonly number[] | null {
    if (this.asked === null || this.asked.question !== question) return null;
    const { tokens } = this.asked;
    this.asked = null;
    return tokens;
  }

  takeAll(): number[] {
    const all = [...(this.asked?.tokens ?? []), ...this.waiting];
    this.asked = null;
    this.waiting = [];
    return all;
  }
}
