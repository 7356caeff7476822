import { EventType, WatchTable } from '@grove/tree';
import type { ChangeRecord, EventTypeNumber, ReadCaller, TreeApi, WatchTableApi } from '@grove/tree';
import { ErrorCode } from '@grove/wire';
import type { EncodedEventDetails } from '@grove/wire';
import { WHOLE_ZXID, decodeCursor } from './cursor';
import { detailsBytes, eventDetails } from './event-details';
import { readWork } from './read-turn';
import type { ReadTurn } from './read-turn';
import type { SetWatches } from './watch-requests';

export type Emit = (type: EventTypeNumber, path: string, zxid: number, details?: EncodedEventDetails) => void;

/** Holds the values of one setWatches within a bound: what is beyond it is marked as absent, the events all come. */
export class Replay {
  private valueBytes = 0;

  constructor(
    private readonly maxValueBytes: number,
    private readonly sink: Emit,
  ) {}

  readonly emit: Emit = (type, path, zxid, details) => {
    this.valueBytes += detailsBytes(details);
    if (details === undefined || this.valueBytes <= this.maxValueBytes) this.sink(type, path, zxid, details);
    else {
      this.sink(type, path, zxid, {
        ...((details.data !== undefined || details.dataAbsent === true) && { dataAbsent: true }),
        ...((details.previousData !== undefined || details.previousDataAbsent === true) && { previousDataAbsent: true }),
      });
    }
  };
}

/** What it costs, in units of a turn's work: a record of the history that is looked at, a watch that is judged, an event that is told. */
const RECORD_WORK = 0.25;
const WATCH_WORK = 0.5;
const EVENT_WORK = 1;

/** What the history says of the paths that a client's one-shot watches name. */
interface Missed {
  /** First change of the path itself. */
  readonly first: Map<string, ChangeRecord>;
  /** Last change of the path itself, and last change of its children. */
  readonly last: Map<string, ChangeRecord>;
  readonly lastBelow: Map<string, ChangeRecord>;
  /** Paths of whose own change, or of whose children, the client was told for a watch that stays. */
  readonly toldOwn: Set<string>;
  readonly toldBelow: Set<string>;
}

/**
 * Sets a client's watches again after it has moved to this replica, and reports what it missed since the last zxid
 * it saw, or behind its cursor within one. Watches that stay get every missed event first, in order, or COMPACTED. One-shot watches
 * follow ZooKeeper's rules for setWatches (a watch that fires is not set again), with one more: an exists watch also reports
 * a creation that was undone meanwhile, where the history still tells of it. What a watch that stays has told already, of the
 * same znode, is not told once more for a one-shot watch: it has fired.
 *
 * `asZooKeeper`, for clients that know no other rules: an exists watch tells of a znode that is there, whenever it was created, and of nothing
 * that was undone; and watches that stay are set also where the history does not tell what they missed.
 *
 * READ is judged as live, by the access control list at the change. Where the history does not reach back so far, a one-shot
 * watch is judged by the znode's list of now, and that of a znode that is gone by none, as in ZooKeeper.
 *
 * Yields where its share of the turn is spent, and answers the code at the end: histories and lists of watches are long. The state may not
 * change in between.
 */
export function* rearm<W>(
  request: SetWatches,
  tree: TreeApi,
  table: WatchTableApi<W>,
  watcher: W,
  emit: Emit,
  reader: ReadCaller,
  turn: Pick<ReadTurn, 'isSpent' | 'spend'>,
): Generator<undefined, number, undefined> {
  const since = request.relativeZxid;
  const { history } = tree;
  const cursor = request.cursor === undefined ? { zxid: since, ordinal: WHOLE_ZXID } : decodeCursor(request.cursor);
  if (cursor === null || (request.cursor !== undefined && cursor.zxid > tree.appliedZxid)) return ErrorCode.BADARGUMENTS;
  const staying = request.paths.filter(({ kind }) => kind === 'persistent' || kind === 'persistentRecursive');
  const complete = history.firstZxid <= (cursor.ordinal === WHOLE_ZXID ? cursor.zxid + 1 : cursor.zxid);
  if (staying.length > 0 && !complete && !request.asZooKeeper) return ErrorCode.COMPACTED;

  const missed = complete
    ? yield* replayMissed(request, history.positionAfter(cursor.zxid, cursor.ordinal), tree, emit, reader, turn)
    : nothing();
  for (const { kind, path, options } of staying) {
    table.add(kind, path, watcher, options);
    turn.spend(WATCH_WORK);
    if (turn.isSpent) yield;
  }

  const fired: { readonly type: EventTypeNumber; readonly path: string; readonly zxid: number }[] = [];
  const told = new Set<string>();
  /** `acl`: that of the change; undefined where it is not known. */
  const fire = (type: EventTypeNumber, path: string, zxid: number, acl: number | undefined): void => {
    const key = `${type} ${path}`;
    if (told.has(key) || (acl !== undefined && !tree.mayRead(acl, reader))) return;
    told.add(key);
    fired.push({ type, path, zxid });
  };
  for (const { kind, path } of request.paths) {
    if (kind === 'persistent' || kind === 'persistentRecursive') continue;
    turn.spend(WATCH_WORK);
    if (turn.isSpent) yield;
    const stat = tree.lookup(path);
    const last = missed.last.get(path);
    if (kind === 'child') {
      if (missed.toldBelow.has(path)) continue;
      if (stat === null) fire(EventType.deleted, path, last?.zxid ?? tree.appliedZxid, last?.acl);
      else if (stat.pzxid > since) fire(EventType.childrenChanged, path, stat.pzxid, missed.lastBelow.get(path)?.parentAcl ?? stat.acl);
      else table.add(kind, path, watcher);
      continue;
    }
    if (missed.toldOwn.has(path)) continue;
    const first = missed.first.get(path);
    if (kind === 'exists' && request.asZooKeeper) {
      if (stat === null) table.add(kind, path, watcher);
      else fire(EventType.created, path, stat.czxid, stat.acl);
    } else if (kind === 'exists' && first !== undefined) fire(eventOf(first), path, first.zxid, first.acl);
    else if (stat === null && kind === 'data') fire(EventType.deleted, path, last?.zxid ?? tree.appliedZxid, last?.acl);
    else if (stat !== null && kind === 'exists' && stat.czxid > since) fire(EventType.created, path, stat.czxid, stat.acl);
    else if (stat !== null && (stat.czxid > since || stat.mzxid > since))
      fire(EventType.dataChanged, path, stat.mzxid, last?.acl ?? stat.acl);
    else table.add(kind, path, watcher);
  }
  fired.sort((a, b) => a.zxid - b.zxid);
  for (const { type, path, zxid } of fired) {
    emit(type, path, zxid);
    turn.spend(EVENT_WORK);
    if (turn.isSpent) yield;
  }
  return 0;
}

function nothing(): Missed {
  return { first: new Map(), last: new Map(), lastBelow: new Map(), toldOwn: new Set(), toldBelow: new Set() };
}

/**
 * Tells the watches that stay what they missed, as it would have been told live: by a table of their own, so that a watcher hears of a
 * change once, however many of its watches match. The history is walked once, whatever the number of watches: both can be large.
 */
function* replayMissed(
  request: SetWatches,
  from: number,
  tree: TreeApi,
  emit: Emit,
  reader: ReadCaller,
  turn: Pick<ReadTurn, 'isSpent' | 'spend'>,
): Generator<undefined, Missed, undefined> {
  const missed = nothing();
  const { history } = tree;
  const own = new Set<string>();
  const below = new Set<string>();
  const staying = new WatchTable<null>();
  for (const { kind, path, options } of request.paths) {
    if (kind === 'persistent' || kind === 'persistentRecursive') staying.add(kind, path, null, options);
    else if (kind === 'child') below.add(path);
    if (kind === 'data' || kind === 'exists' || kind === 'child') own.add(path);
    turn.spend(WATCH_WORK);
    if (turn.isSpent) yield;
  }
  if (own.size + staying.size === 0) return missed;
  for (let at = from; at < history.nextPosition; at += 1) {
    turn.spend(RECORD_WORK);
    if (turn.isSpent) yield;
    const change = history.at(at);
    if (change.kind === 'aclChanged') continue;
    const { path, zxid } = change;
    if (own.has(path)) {
      if (!missed.first.has(path)) missed.first.set(path, change);
      missed.last.set(path, change);
    }
    if (below.size > 0 && change.kind !== 'dataChanged' && below.has(parentOf(path))) missed.lastBelow.set(parentOf(path), change);
    staying.onChange(change, (_watcher, type, told, wanted) => {
      if (!tree.mayRead(type === EventType.childrenChanged ? change.parentAcl : change.acl, reader)) return;
      const details = eventDetails(tree, at, change, type, wanted);
      emit(type, told, zxid, details);
      turn.spend(EVENT_WORK + readWork(0, detailsBytes(details)));
      if (type !== EventType.childrenChanged && own.has(told)) missed.toldOwn.add(told);
      if ((type === EventType.childrenChanged || type === EventType.deleted) && below.has(told)) missed.toldBelow.add(told);
    });
  }
  return missed;
}

/** The events that one persistent watch gets for one change; ZooKeeper's table of watches, for changes that are past. */
export function replay(kind: string, watched: string, change: ChangeRecord, emit: Emit): void {
  if (change.kind === 'aclChanged') return;
  if (kind === 'persistentRecursive') {
    if (isAtOrBelow(change.path, watched)) emit(eventOf(change), change.path, change.zxid);
    return;
  }
  if (kind !== 'persistent') return;
  if (change.path === watched) emit(eventOf(change), change.path, change.zxid);
  if (change.kind !== 'dataChanged' && parentOf(change.path) === watched) emit(EventType.childrenChanged, watched, change.zxid);
}

export function eventOf(change: ChangeRecord): EventTypeNumber {
  return change.kind === 'created' ? EventType.created : change.kind === 'deleted' ? EventType.deleted : EventType.dataChanged;
}

export function isAtOrBelow(path: string, root: string): boolean {
  return root === '/' || path === root || (path.length > root.length && path.charCodeAt(root.length) === 47 && path.startsWith(root));
}

export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}
