import { EventType, WatchTable } from '@grove/tree';
import type { TreeApi } from '@grove/tree';
import { WHOLE_ZXID, encodeCursor } from './cursor';
import { eventDetails } from './event-details';
import type { SessionConnection } from './session-connection';

export interface EventDispatchHost {
  tree(): TreeApi;
  /** Changes were made that nobody can be told of any more. */
  historyGone(): void;
  countEvents(count: number): void;
}

/** An entry with more changes than this is told of in several turns. */
export const CHANGES_PER_TURN = 2_000;

/**
 * Tells the sessions that are connected here of the changes that they watch, in the order of the history.
 *
 * READ is judged by the access control list as it was at the change, the znode's own or, for a change of its children, the
 * parent's; who may not read is told nothing, and a one-shot watch is gone all the same (as in ZooKeeper, DataTree and ServerCnxn).
 *
 * An entry with very many changes is told of in several turns. Until the last of them no entry is applied and no session is
 * answered (`isPending`), so nobody sees what such an entry did before its events (P6); each event then carries a
 * cursor, by which a client whose connection breaks in between goes on within the zxid (P7), and a bookmark closes the zxid.
 */
export class EventDispatch {
  readonly watches = new WatchTable<SessionConnection>();
  /** Some events of the last entry were not told yet. */
  isPending = false;
  /** The next position of the history to tell of. */
  private position: number;
  private readonly toldInParts = new Set<SessionConnection>();

  constructor(
    private readonly host: EventDispatchHost,
    private readonly changesPerTurn = CHANGES_PER_TURN,
  ) {
    this.position = host.tree().history.nextPosition;
  }

  /** The state was replaced: nothing of before is told. */
  restart(): void {
    this.position = this.host.tree().history.nextPosition;
    this.isPending = false;
    this.toldInParts.clear();
  }

  /** The zxid up to which everything was told. */
  get toldZxid(): number {
    const { appliedZxid } = this.host.tree();
    return this.isPending ? appliedZxid - 1 : appliedZxid;
  }

  /** Tells of one turn's worth of changes; false where some are left, `isPending` then. */
  dispatch(): boolean {
    const { history } = this.host.tree();
    const next = history.nextPosition;
    if (this.watches.size > 0 && this.position < history.oldestPosition) {
      // One entry changed more than the whole history holds: what is gone cannot be told, so nobody may believe that he was.
      this.host.historyGone();
    }
    if (this.watches.size === 0) {
      this.position = next;
    } else {
      const from = Math.max(this.position, history.oldestPosition);
      const inParts = this.isPending || next - from > this.changesPerTurn;
      this.position = Math.min(next, from + this.changesPerTurn);
      let events = 0;
      for (let at = from; at < this.position; at += 1) events += this.tell(at, inParts);
      if (events > 0) this.host.countEvents(events);
    }
    this.isPending = this.position < next;
    if (!this.isPending && this.toldInParts.size > 0) this.closeZxid();
    return !this.isPending;
  }

  private tell(position: number, inParts: boolean): number {
    const tree = this.host.tree();
    const change = tree.history.at(position);
    let events = 0;
    this.watches.onChange(change, (connection, type, path, wanted) => {
      if (!tree.mayRead(type === EventType.childrenChanged ? change.parentAcl : change.acl, connection.reader)) return;
      connection.event(type, path, change.zxid, change.ordinal, eventDetails(tree, position, change, type, wanted), inParts);
      if (inParts) this.toldInParts.add(connection);
      events += 1;
    });
    return events;
  }

  private closeZxid(): void {
    const { appliedZxid } = this.host.tree();
    const cursor = encodeCursor(appliedZxid, WHOLE_ZXID);
    for (const connection of this.toldInParts) connection.bookmark(appliedZxid, cursor);
    this.toldInParts.clear();
  }
}
