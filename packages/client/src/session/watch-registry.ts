import type { SetWatchesOperation, WatchEventType, WatcherType } from '@grove/wire';

/** A change that a watch of the session tells of. */
export interface SessionWatchEvent {
  readonly type: WatchEventType;
  readonly path: string;
  readonly zxid: number;
}

export type WatchListener = (event: SessionWatchEvent) => void;

/** A watch that stays. `onLost` says that changes were missed and the watch is gone (COMPACTED): read the state anew. */
export interface PersistentListener {
  readonly onEvent: WatchListener;
  readonly onLost: (code: number) => void;
}

export type OneShotKind = 'data' | 'exists' | 'child';

type Registry<L> = Map<string, Set<L>>;

/** Paths of one SetWatches; a message must stay below the server's limit. */
const PATH_BYTES_PER_REQUEST = 256 * 1024;

function add<L>(registry: Registry<L>, path: string, listener: L): void {
  const listeners = registry.get(path);
  if (listeners === undefined) registry.set(path, new Set([listener]));
  else listeners.add(listener);
}

/**
 * The watches of a session, as the server has them too: one-shot watches until they fire, the others until they are
 * removed. After a move to another replica they are set there again.
 */
export class WatchRegistry {
  private readonly oneShot: Readonly<Record<OneShotKind, Registry<WatchListener>>> = {
    data: new Map(),
    exists: new Map(),
    child: new Map(),
  };
  private readonly persistent: Registry<PersistentListener> = new Map();
  private readonly recursive: Registry<PersistentListener> = new Map();
  /** Events told since the watches are being set again; null when they are set. */
  private replayed: Set<string> | null = null;
  /** Those of earlier tries that broke off: the next try tells them again. */
  private toldBefore: ReadonlySet<string> = new Set();

  addOneShot(kind: OneShotKind, path: string, listener: WatchListener): void {
    add(this.oneShot[kind], path, listener);
  }

  addPersistent(path: string, isRecursive: boolean, listener: PersistentListener): void {
    add(isRecursive ? this.recursive : this.persistent, path, listener);
  }

  /** True where the path has no watch of any kind left: the server's can go. */
  removePersistent(path: string, isRecursive: boolean, listener: PersistentListener): boolean {
    const registry = isRecursive ? this.recursive : this.persistent;
    const listeners = registry.get(path);
    if (listeners?.delete(listener) !== true) return false;
    if (listeners.size === 0) registry.delete(path);
    return ![this.persistent, this.recursive, ...Object.values(this.oneShot)].some((each) => each.has(path));
  }

  /** The watches on the path, all or those of a type, are gone; false where there was none. */
  removePath(path: string, type: WatcherType = 'any'): boolean {
    const { data, exists, child } = this.oneShot;
    const byType = {
      children: [child],
      data: [data, exists],
      persistent: [this.persistent],
      persistentRecursive: [this.recursive],
      any: [data, exists, child, this.persistent, this.recursive],
    } as const;
    const removed = byType[type].map((registry) => registry.delete(path));
    return removed.includes(true);
  }

  clear(): void {
    this.persistent.clear();
    this.recursive.clear();
    for (const registry of Object.values(this.oneShot)) registry.clear();
  }

  /** Between these two the server tells what was missed; where several watches cover a change, it may tell it for each. */
  startReplay(): void {
    this.toldBefore = new Set([...this.toldBefore, ...(this.replayed ?? [])]);
    this.replayed = new Set();
  }

  endReplay(): void {
    this.replayed = null;
    this.toldBefore = new Set();
  }

  /** The listeners that an event is for; one-shot watches that it fires are gone afterwards. */
  take(event: SessionWatchEvent): WatchListener[] {
    const found: WatchListener[] = [];
    switch (event.type) {
      case 'created':
      case 'dataChanged':
        this.fire('data', event.path, found);
        this.fire('exists', event.path, found);
        break;
      case 'deleted':
        this.fire('data', event.path, found);
        this.fire('exists', event.path, found);
        this.fire('child', event.path, found);
        break;
      case 'childrenChanged':
        this.fire('child', event.path, found);
        break;
    }
    const covering = this.covering(event);
    if (!this.isRepeat(event, covering.length)) {
      for (const listeners of covering) for (const listener of listeners) found.push(listener.onEvent);
    }
    return found;
  }

  /** What sets the watches again after `relativeZxid`: one-shot ones apart from those that need the history. */
  setWatches(relativeZxid: number): SetWatchesOperation[] {
    const requests: SetWatchesOperation[] = [];
    const lists: {
      dataPaths: string[];
      existsPaths: string[];
      childPaths: string[];
      persistentPaths: string[];
      persistentRecursivePaths: string[];
    }[] = [];
    let bytes = 0;
    const put = (key: keyof (typeof lists)[number], paths: Iterable<string>): void => {
      for (const path of paths) {
        let list = lists[lists.length - 1];
        if (list === undefined || bytes >= PATH_BYTES_PER_REQUEST) {
          list = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [], persistentRecursivePaths: [] };
          lists.push(list);
          bytes = 0;
        }
        list[key].push(path);
        bytes += path.length * 3 + 4;
      }
    };
    put('persistentPaths', this.persistent.keys());
    put('persistentRecursivePaths', this.recursive.keys());
    // One-shot watches need no history: they must not be refused with those that do.
    bytes = PATH_BYTES_PER_REQUEST;
    put('dataPaths', this.oneShot.data.keys());
    put('existsPaths', this.oneShot.exists.keys());
    put('childPaths', this.oneShot.child.keys());
    for (const list of lists) requests.push({ type: 'setWatches', relativeZxid, ...list });
    return requests;
  }

  /** The server could not set these again: whoever watches is told, and the watches are gone. */
  lose(request: SetWatchesOperation): PersistentListener[] {
    const lost: PersistentListener[] = [];
    for (const path of request.persistentPaths) lost.push(...(this.persistent.get(path) ?? []));
    for (const path of request.persistentRecursivePaths) lost.push(...(this.recursive.get(path) ?? []));
    for (const path of request.persistentPaths) this.persistent.delete(path);
    for (const path of request.persistentRecursivePaths) this.recursive.delete(path);
    return lost;
  }

  private fire(kind: OneShotKind, path: string, found: WatchListener[]): void {
    const listeners = this.oneShot[kind].get(path);
    if (listeners === undefined) return;
    this.oneShot[kind].delete(path);
    found.push(...listeners);
  }

  private covering(event: SessionWatchEvent): Set<PersistentListener>[] {
    const found: Set<PersistentListener>[] = [];
    const exact = this.persistent.get(event.path);
    if (exact !== undefined) found.push(exact);
    if (event.type === 'childrenChanged' || this.recursive.size === 0) return found;
    for (let path = event.path; ; path = path.slice(0, Math.max(1, path.lastIndexOf('/')))) {
      const listeners = this.recursive.get(path);
      if (listeners !== undefined) found.push(listeners);
      if (path.length <= 1) return found;
    }
  }

  private isRepeat(event: SessionWatchEvent, covers: number): boolean {
    if (this.replayed === null || covers === 0) return false;
    const key = `${event.zxid} ${event.type} ${event.path}`;
    if (this.toldBefore.has(key) || (covers > 1 && this.replayed.has(key))) return true;
    this.replayed.add(key);
    return false;
  }
}
