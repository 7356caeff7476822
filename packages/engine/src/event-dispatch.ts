import { EventType, WatchTable } from '@grove/tree';
import type { ChangeRecord, EventTypeNumber, TreeApi } from '@grove/tree';
import { WHOLE_ZXID, encodeCursor } from './cursor';
import { detailsBytes, eventDetails } from './event-details';
import type { SessionConnection } from './session-connection';

export interface EventDispatchHost {
  tree(): TreeApi;
  nowMs(): number;
  /** Changes were made that nobody can be told of any more. */
  historyGone(): void;
  countEvents(count: number): void;
  /** A watch was set that wants values of changes. */
  valuesWanted(): void;
  /** Any watch was set. */
  watchCame(): void;
}

/** What is told of one entry in a turn: so many changes are looked at, so many events told, of so many bytes. */
export const CHANGES_PER_TURN = 2_000;
export const EVENTS_PER_TURN = 2_000;
const BYTES_PER_TURN = 4 * 1024 * 1024;
/** The same in time, looked at now and then. */
const TELLING_MS_PER_TURN = 8;
const EVENTS_PER_LOOK = 64;
/** An entry of several changes that can have no more events than this is told of in one go, without cursors. */
const EVENTS_UNCUT_MAX = 100;

/**
 * Tells the sessions that are connected here of the changes that they watch, in the order of the history.
 *
 * READ is judged by the access control list as it was at the change, the znode's own or, for a change of its children, the
 * parent's; who may not read is told nothing, and a one-shot watch is gone all the same (as in ZooKeeper, DataTree and ServerCnxn).
 *
 * An entry that has very many events, by its changes or by who watches them, is told of in several turns. Until the last of them no entry
 * is applied and no session is answered (`isPending`), so nobody sees what such an entry did before its events (P6). Between two changes
 * a client's connection may break: events of an entry with several then carry a cursor each, by which it goes on within the zxid (P7), and
 * a bookmark closes the zxid. What waits is a place in the history and the watchers of the one change at hand, no event.
 */
export class EventDispatch {
  readonly watches = new WatchTable<SessionConnection>(
    () => {
      this.host.valuesWanted();
    },
    () => {
      this.host.watchCame();
    },
  );
  /** Some events of the last entry were not told yet. */
  isPending = false;
  /** The next position of the history to tell of; the change before it is at hand while some of its watchers wait. */
  private position: number;
  private change: ChangeRecord | null = null;
  /** Events of the entry at hand may be told in several turns, and carry cursors. */
  private inParts = false;
  /** It may not be cut: it has several changes, and no cursors. */
  private isWhole = false;
  private readonly toldInParts = new Set<SessionConnection>();
  private eventsLeft = 0;
  private bytesLeft = 0;
  private turnStartMs = 0;
  private eventsTold = 0;

  constructor(private readonly host: EventDispatchHost) {
    this.position = host.tree().history.nextPosition;
  }

  /** The state was replaced: nothing of before is told. */
  restart(): void {
    this.position = this.host.tree().history.nextPosition;
    this.isPending = false;
    this.change = null;
    this.watches.forgetTold();
    this.toldInParts.clear();
  }

  /** The zxid up to which everything was told. */
  get toldZxid(): number {
    const { appliedZxid } = this.host.tree();
    return this.isPending ? appliedZxid - 1 : appliedZxid;
  }

  /** Tells one turn's worth of events; false where some are left, `isPending` then. */
  dispatch(): boolean {
    const { history } = this.host.tree();
    const next = history.nextPosition;
    if (!this.isPending) {
      if (this.watches.size > 0 && this.position < history.oldestPosition) {
        // One entry changed more than the whole history holds: what is gone cannot be told, so nobody may believe that he was.
        this.host.historyGone();
      }
      this.position = this.watches.size === 0 ? next : Math.max(this.position, history.oldestPosition);
      if (this.position === next) return true;
      const changes = next - this.position;
      this.inParts = changes > 1 && changes * this.watches.watchers > EVENTS_UNCUT_MAX;
      this.isWhole = changes > 1 && !this.inParts;
    }
    this.isPending = !this.tellOn(next);
    if (this.eventsTold > 0) this.host.countEvents(this.eventsTold);
    this.eventsTold = 0;
    return !this.isPending;
  }

  /** False: the next turn goes on. */
  private tellOn(next: number): boolean {
    this.eventsLeft = EVENTS_PER_TURN;
    this.bytesLeft = BYTES_PER_TURN;
    this.turnStartMs = this.host.nowMs();
    if (this.change !== null) {
      if (!this.watches.goOn(this.tell, this.isSpent)) return false;
      this.change = null;
    }
    const { history } = this.host.tree();
    const end = Math.min(next, this.position + CHANGES_PER_TURN);
    // Nobody is left to be told, or had a watch on what follows: nobody can set one before all of it is told.
    while (this.position < end && this.watches.size > 0) {
      if (this.isSpent()) return false;
      this.change = history.at(this.position);
      this.position += 1;
      if (!this.watches.onChange(this.change, this.tell, this.isSpent)) return false;
      this.change = null;
    }
    if (this.watches.size === 0) this.position = next;
    return this.position === next && this.closeZxid();
  }

  private readonly tell = (connection: SessionConnection, type: EventTypeNumber, path: string, wanted: number): void => {
    const { change } = this;
    if (change === null) return;
    const tree = this.host.tree();
    // Who is told nothing was looked at all the same.
    this.eventsLeft -= 1;
    if (!tree.mayRead(type === EventType.childrenChanged ? change.parentAcl : change.acl, connection.reader)) return;
    const details = eventDetails(tree, this.position - 1, change, type, wanted);
    this.bytesLeft -= detailsBytes(details) + path.length;
    connection.event(type, path, change.zxid, change.ordinal, details, this.inParts);
    if (this.inParts) this.toldInParts.add(connection);
    this.eventsTold += 1;
  };

  private readonly isSpent = (): boolean => {
    if (this.isWhole) return false;
    if (this.eventsLeft <= 0 || this.bytesLeft <= 0) return true;
    return this.eventsLeft % EVENTS_PER_LOOK === 0 && this.host.nowMs() - this.turnStartMs > TELLING_MS_PER_TURN;
  };

  private closeZxid(): boolean {
    if (this.toldInParts.size === 0) return true;
    const { appliedZxid } = this.host.tree();
    const cursor = encodeCursor(appliedZxid, WHOLE_ZXID);
    for (const connection of this.toldInParts) {
      if (this.isSpent()) return false;
      this.toldInParts.delete(connection);
      connection.bookmark(appliedZxid, cursor);
      this.eventsLeft -= 1;
    }
    return true;
  }
}
