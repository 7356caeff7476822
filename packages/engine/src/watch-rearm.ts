import { EventType } from '@grove/tree';
import type { ChangeRecord, EventTypeNumber, TreeApi, WatchTableApi } from '@grove/tree';
import { ErrorCode } from '@grove/wire';
import type { SetWatches } from './watch-requests';

type Emit = (type: EventTypeNumber, path: string, zxid: number) => void;

/**
 * Sets a client's watches again after it has moved to this replica, and reports what it missed since the last zxid
 * it saw. One-shot watches follow ZooKeeper's rules for setWatches (a watch that fires is not set again), with one more:
 * an exists watch also reports a creation that was undone meanwhile, where the history still tells of it. Persistent
 * watches get every missed event, in order, or COMPACTED.
 */
export function rearm<W>(request: SetWatches, tree: TreeApi, table: WatchTableApi<W>, watcher: W, emit: Emit): number {
  const since = request.relativeZxid;
  const history = tree.history;
  const wantsHistory = request.paths.some(({ kind }) => kind === 'persistent' || kind === 'persistentRecursive');
  const complete = history.firstZxid <= since + 1;
  if (wantsHistory && !complete) return ErrorCode.COMPACTED;

  const first = complete ? replayMissed(request, tree, emit) : new Map<string, ChangeRecord>();
  for (const { kind, path } of request.paths) {
    switch (kind) {
      case 'persistent':
      case 'persistentRecursive':
        table.add(kind, path, watcher);
        break;
      case 'data': {
        const stat = tree.lookup(path);
        if (stat === null) emit(EventType.deleted, path, tree.appliedZxid);
        else if (stat.czxid > since || stat.mzxid > since) emit(EventType.dataChanged, path, stat.mzxid);
        else table.add(kind, path, watcher);
        break;
      }
      case 'exists': {
        const change = first.get(path);
        const stat = tree.lookup(path);
        if (change !== undefined) emit(eventOf(change), path, change.zxid);
        else if (stat !== null && stat.czxid > since) emit(EventType.created, path, stat.czxid);
        else if (stat !== null && stat.mzxid > since) emit(EventType.dataChanged, path, stat.mzxid);
        else table.add(kind, path, watcher);
        break;
      }
      case 'child': {
        const stat = tree.lookup(path);
        if (stat === null) emit(EventType.deleted, path, tree.appliedZxid);
        else if (stat.pzxid > since) emit(EventType.childrenChanged, path, stat.pzxid);
        else table.add(kind, path, watcher);
        break;
      }
    }
  }
  return 0;
}

/**
 * Tells the persistent watches what they missed, as it would have been told live: a watcher hears of a change once,
 * however many of its watches match. Answers the first change of each path with an exists watch. The history is walked
 * once, whatever the number of watches: both can be large.
 */
function replayMissed(request: SetWatches, tree: TreeApi, emit: Emit): Map<string, ChangeRecord> {
  const first = new Map<string, ChangeRecord>();
  const exists = new Set<string>();
  const persistent = new Set<string>();
  const recursive = new Set<string>();
  for (const { kind, path } of request.paths) {
    if (kind === 'exists') exists.add(path);
    else if (kind === 'persistent') persistent.add(path);
    else if (kind === 'persistentRecursive') recursive.add(path);
  }
  if (exists.size + persistent.size + recursive.size === 0) return first;
  const { history } = tree;
  for (let at = history.positionAfter(request.relativeZxid, Number.MAX_SAFE_INTEGER); at < history.nextPosition; at += 1) {
    const change = history.at(at);
    if (change.kind === 'aclChanged') continue;
    const { path, zxid } = change;
    if (exists.has(path) && !first.has(path)) first.set(path, change);
    if (persistent.has(path) || (recursive.size > 0 && isBelowAny(path, recursive))) emit(eventOf(change), path, zxid);
    if (change.kind !== 'dataChanged' && persistent.size > 0) {
      const parent = parentOf(path);
      if (persistent.has(parent)) emit(EventType.childrenChanged, parent, zxid);
    }
  }
  return first;
}

/** The path itself or one of its ancestors is in the set. */
function isBelowAny(path: string, roots: ReadonlySet<string>): boolean {
  for (let at = path; at !== '/'; at = parentOf(at)) {
    if (roots.has(at)) return true;
  }
  return roots.has('/');
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
