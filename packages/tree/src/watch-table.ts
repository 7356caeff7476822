import { EventType, type ChangeRecord, type EventTypeNumber, type WatchKind, type WatchTableApi } from './types';

type Emit<W> = (watcher: W, type: EventTypeNumber, path: string) => void;

/** A watcher's kinds of watches on one path, as bits. */
const Bit = { data: 1, exists: 2, child: 4, persistent: 8, persistentRecursive: 16 } as const;
const ONE_SHOT = Bit.data | Bit.exists | Bit.child;

/**
 * The watches of the clients connected to this replica, with ZooKeeper's rules. Not replicated.
 *
 * By path, and below that by watcher one word of bits: so a watcher that has several watches which one change fires is
 * told once. By watcher the set of its paths, so that a client that leaves costs only its own watches.
 */
export class WatchTable<W> implements WatchTableApi<W> {
  private readonly byPath = new Map<string, Map<W, number>>();
  private readonly byWatcher = new Map<W, Set<string>>();
  private watches = 0;
  /** Ancestors are looked at only while there is one. */
  private recursiveWatches = 0;
  /** Who has had the event that is being emitted. */
  private readonly told = new Set<W>();

  get size(): number {
    return this.watches;
  }

  add(kind: WatchKind, path: string, watcher: W): void {
    let watchers = this.byPath.get(path);
    if (watchers === undefined) {
      watchers = new Map();
      this.byPath.set(path, watchers);
    }
    const bits = watchers.get(watcher) ?? 0;
    if (bits === 0) {
      let paths = this.byWatcher.get(watcher);
      if (paths === undefined) {
        paths = new Set();
        this.byWatcher.set(watcher, paths);
      }
      paths.add(path);
    }
    this.setBits(path, watchers, watcher, bits, bits | Bit[kind]);
  }

  remove(path: string, watcher: W): boolean {
    const watchers = this.byPath.get(path);
    const bits = watchers?.get(watcher) ?? 0;
    if (watchers === undefined || bits === 0) {
      return false;
    }
    this.setBits(path, watchers, watcher, bits, 0);
    return true;
  }

  removeWatcher(watcher: W): void {
    const paths = this.byWatcher.get(watcher);
    if (paths !== undefined) {
      for (const path of paths) {
        this.remove(path, watcher);
      }
    }
  }

  has(kind: WatchKind, path: string, watcher: W): boolean {
    return ((this.byPath.get(path)?.get(watcher) ?? 0) & Bit[kind]) !== 0;
  }

  onChange(change: ChangeRecord, emit: Emit<W>): void {
    if (this.watches === 0) {
      return;
    }
    const { path } = change;
    switch (change.kind) {
      case 'created':
        this.fire(path, Bit.exists, EventType.created, emit);
        this.fireChildren(path, emit);
        return;
      case 'dataChanged':
        this.fire(path, Bit.data | Bit.exists, EventType.dataChanged, emit);
        return;
      case 'deleted':
        this.fire(path, ONE_SHOT, EventType.deleted, emit);
        this.fireChildren(path, emit);
        return;
      case 'aclChanged':
        return;
    }
  }

  /** The change's own event: to the watchers of the path, then to the recursive ones above. */
  private fire(path: string, oneShot: number, type: EventTypeNumber, emit: Emit<W>): void {
    const recursive = this.recursiveWatches > 0;
    this.fireAt(path, path, oneShot, Bit.persistent | Bit.persistentRecursive, type, emit);
    if (recursive) {
      for (let end = path.length; end > 1;) {
        end = path.lastIndexOf('/', end - 1);
        const ancestor = end <= 0 ? '/' : path.slice(0, end);
        this.fireAt(ancestor, path, 0, Bit.persistentRecursive, type, emit);
        if (end <= 0) {
          break;
        }
      }
      this.told.clear();
    }
  }

  private fireChildren(path: string, emit: Emit<W>): void {
    const slash = path.lastIndexOf('/');
    const parent = slash <= 0 ? '/' : path.slice(0, slash);
    this.fireAt(parent, parent, Bit.child, Bit.persistent, EventType.childrenChanged, emit);
    this.told.clear();
  }

  /** Emits to the watchers at `at` that have any of these bits, and takes the one-shot ones away before. */
  private fireAt(at: string, path: string, oneShot: number, lasting: number, type: EventTypeNumber, emit: Emit<W>): void {
    const watchers = this.byPath.get(at);
    if (watchers === undefined) {
      return;
    }
    for (const [watcher, bits] of watchers) {
      if ((bits & (oneShot | lasting)) === 0) {
        continue;
      }
      if ((bits & oneShot) !== 0) {
        this.setBits(at, watchers, watcher, bits, bits & ~oneShot);
      }
      if (this.recursiveWatches > 0) {
        if (this.told.has(watcher)) {
          continue;
        }
        this.told.add(watcher);
      }
      emit(watcher, type, path);
    }
  }

  private setBits(path: string, watchers: Map<W, number>, watcher: W, before: number, after: number): void {
    this.watches += bitCount(after) - bitCount(before);
    this.recursiveWatches += ((after & Bit.persistentRecursive) - (before & Bit.persistentRecursive)) / Bit.persistentRecursive;
    if (after !== 0) {
      watchers.set(watcher, after);
      return;
    }
    watchers.delete(watcher);
    if (watchers.size === 0) {
      this.byPath.delete(path);
    }
    const paths = this.byWatcher.get(watcher);
    if (paths !== undefined) {
      paths.delete(path);
      if (paths.size === 0) {
        this.byWatcher.delete(watcher);
      }
    }
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    count += 1;
  }
  return count;
}
