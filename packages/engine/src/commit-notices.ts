import type { Message, ReplicaId } from '@grove/raft';

type Heartbeat = Extract<Message, { type: 'heartbeat' }>;
type Append = Extract<Message, { type: 'append' }>;

/** How long word of a commit may wait for an append that says as much, where nobody waits for it. */
export const UNHURRIED_MS = 5;
/** A replica whose clients have just written is one whose clients wait. */
const FORWARDED_MS = 1_000;

/** A heartbeat that only tells of a commit, and asks for no reply: round 0. */
export function isCommitNotice(message: Message): message is Heartbeat {
  return message.type === 'heartbeat' && message.round === 0;
}

interface Waiting {
  readonly notice: Heartbeat;
  /** When the first commit came that this follower has not heard of. */
  readonly sinceMs: number;
}

/**
 * What followers are to hear of commits: the newest word for each, and none where an append or a heartbeat leaves that says as much. It leaves at the
 * end of the turn, since a client may wait for it: for the answer to a write that the follower forwarded, or for an event. Where the follower has said that nobody there
 * watches anything, and has forwarded nothing lately, it may wait for `UNHURRIED_MS`: the next write takes it along.
 */
export class CommitNotices {
  private readonly notices = new Map<ReplicaId, Waiting>();
  /** Followers that have said so. One that says nothing, of a version before, is in no such list. */
  private readonly unhurried = new Set<ReplicaId>();
  private readonly forwardedAtMs = new Map<ReplicaId, number>();
  private isNew = false;

  /** Whether there is something to be sent at the end of this turn. */
  get isWaiting(): boolean {
    return this.isNew;
  }

  add(to: ReplicaId, notice: Heartbeat, nowMs: number): void {
    this.notices.set(to, { notice, sinceMs: this.notices.get(to)?.sinceMs ?? nowMs });
    this.isNew = true;
  }

  /** An append or a heartbeat leaves for this follower. */
  carriedBy(to: ReplicaId, message: Append | Heartbeat): void {
    const notice = this.notices.get(to)?.notice;
    if (notice !== undefined && notice.term === message.term && notice.commitIndex <= message.commitIndex) this.notices.delete(to);
  }

  /** A follower says whether anyone there waits for commits. */
  onReport(from: ReplicaId, isUnhurried: boolean): void {
    if (isUnhurried) this.unhurried.add(from);
    else this.unhurried.delete(from);
  }

  /** A write came by way of this follower, whose client waits. */
  onForwarded(from: ReplicaId, nowMs: number): void {
    this.forwardedAtMs.set(from, nowMs);
  }

  /** The end of a turn: sends what may not wait, or has waited long enough. Answers when the rest is due, null where there is none. */
  takeDue(nowMs: number, send: (to: ReplicaId, notice: Heartbeat) => void): number | null {
    this.isNew = false;
    let dueMs: number | null = null;
    for (const [to, { notice, sinceMs }] of [...this.notices]) {
      const untilMs = sinceMs + UNHURRIED_MS;
      if (this.mayWait(to, nowMs) && nowMs < untilMs) {
        dueMs = dueMs === null ? untilMs : Math.min(dueMs, untilMs);
        continue;
      }
      this.notices.delete(to);
      send(to, notice);
    }
    return dueMs;
  }

  /** The word for one follower, which must not wait any more; undefined: there is none. */
  takeFor(to: ReplicaId): Heartbeat | undefined {
    const waiting = this.notices.get(to);
    this.notices.delete(to);
    return waiting?.notice;
  }

  /** Another leader, or this one anew: what followers said was said to the one before. */
  clear(): void {
    this.notices.clear();
    this.unhurried.clear();
    this.forwardedAtMs.clear();
    this.isNew = false;
  }

  private mayWait(to: ReplicaId, nowMs: number): boolean {
    return this.unhurried.has(to) && nowMs - (this.forwardedAtMs.get(to) ?? -Infinity) >= FORWARDED_MS;
  }
}
