import type { Message, ReplicaId } from '@grove/raft';

type Heartbeat = Extract<Message, { type: 'heartbeat' }>;
type Append = Extract<Message, { type: 'append' }>;

/** A heartbeat that only tells of a commit, and asks for no reply: round 0. */
export function isCommitNotice(message: Message): message is Heartbeat {
  return message.type === 'heartbeat' && message.round === 0;
}

/**
 * What followers are to hear of commits at the end of this turn: the newest word for each, and none where an append that leaves in the
 * same turn says as much. Under load a block follows each commit at once, and the notices fall away.
 */
export class CommitNotices {
  private readonly notices = new Map<ReplicaId, Heartbeat>();

  get isWaiting(): boolean {
    return this.notices.size > 0;
  }

  add(to: ReplicaId, notice: Heartbeat): void {
    this.notices.set(to, notice);
  }

  /** An append leaves for this follower. */
  carriedBy(to: ReplicaId, append: Append): void {
    const notice = this.notices.get(to);
    if (notice !== undefined && notice.term === append.term && notice.commitIndex <= append.commitIndex) this.notices.delete(to);
  }

  takeAll(send: (to: ReplicaId, notice: Heartbeat) => void): void {
    for (const [to, notice] of this.notices) send(to, notice);
    this.notices.clear();
  }

  clear(): void {
    this.notices.clear();
  }
}
