import type { AddWatchOperation, EventDetails, SetWatchesOperation, WatchEventType, WatchMode, WatcherType } from '@grove/wire';

/** A change that a watch of the session tells of. */
export interface SessionWatchEvent extends EventDetails {
  readonly type: WatchEventType;
  readonly path: string;
  readonly zxid: number;
}

export type WatchListener = (event: SessionWatchEvent) => void;

/** What a watch that stays asks for. */
export type PersistentOptions = Pick<AddWatchOperation, 'types' | 'withData' | 'withPreviousData'>;

/** A watch that stays. `onLost` says that changes were missed and the watch is gone (COMPACTED): read the state anew. */
export interface PersistentListener {
  readonly options?: PersistentOptions;
  readonly onEvent: WatchListener;
  readonly onLost: (code: number) => void;
}

export type OneShotKind = 'data' | 'exists' | 'child';

type Registry<L> = Map<string, Set<L>>;

type PathList = 'dataPaths' | 'existsPaths' | 'childPaths' | 'persistentPaths' | 'persistentRecursivePaths';

/** Paths of one SetWatches; a message must stay below the server's limit. */
const PATH_BYTES_PER_REQUEST = 256 * 1024;

function add<L>(registry: Registry<L>, path: string, listener: L): void {
  const listeners = registry.get(path);
  if (listeners === undefined) registry.set(path, new Set([listener]));
  else listeners.add(listener);
}

/** What all of them together ask the server for; null where that is no more than a watch without options gives. */
function unionOf(listeners: Iterable<PersistentListener>): PersistentOptions | null {
  let types: Set<WatchEventType> | null = new Set();
  let withData = false;
  let withPreviousData = false;
  for (const { options } of listeners) {
    if (options?.withData === true) withData = true;
    if (options?.withPreviousData === true) withPreviousData = true;
    const wanted = options?.types ?? [];
    if (wanted.length === 0) types = null;
    else for (const type of wanted) types?.add(type);
  }
  if (types === null && !withData && !withPreviousData) return null;
  return { ...(types !== null && { types: [...types] }), ...(withData && { withData }), ...(withPreviousData && { withPreviousData }) };
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
  /**
   * How often each event was given to the watches that stay, since they are being set again, in tries that broke off too; null when they are
   * set. How often, since one zxid may change a znode several times, alike as far as a client is told.
   */
  private given: Map<string, number> | null = null;
  /** How often the request at hand told it: the server tells each request everything, in order, whatever it told others before. */
  private readonly told = new Map<string, number>();
  private lastToldZxid = 0;
  /** Requests of watches that stay whose answers are still to come, since the watches are being set again. */
  private unanswered = 0;
  /** The watches that stay were told of everything up to here when they were set again: what comes later of it is for others. */
  private toldZxid = 0;

  addOneShot(kind: OneShotKind, path: string, listener: WatchListener): void {
    add(this.oneShot[kind], path, listener);
  }

  addPersistent(path: string, isRecursive: boolean, listener: PersistentListener): void {
    add(isRecursive ? this.recursive : this.persistent, path, listener);
  }

  /** True where it was the last of its kind on the path: the server's can go. */
  removePersistent(path: string, isRecursive: boolean, listener: PersistentListener): boolean {
    const registry = isRecursive ? this.recursive : this.persistent;
    const listeners = registry.get(path);
    if (listeners?.delete(listener) !== true) return false;
    if (listeners.size > 0) return false;
    registry.delete(path);
    return true;
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
    this.given ??= new Map();
    this.told.clear();
  }

  endReplay(): void {
    this.given = null;
    this.told.clear();
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
    if (event.zxid > this.toldZxid && !this.isRepeat(event, covering.length > 0)) {
      for (const listeners of covering) {
        for (const { onEvent, options } of listeners) {
          const types = options?.types ?? [];
          if (types.length === 0 || types.includes(event.type)) found.push(onEvent);
        }
      }
    }
    return found;
  }

  /** What sets the watches again after `relativeZxid`: one-shot ones apart from those that need the history. */
  setWatches(relativeZxid: number, cursor?: Uint8Array): SetWatchesOperation[] {
    const lists: Record<PathList, string[]>[] = [];
    const watches: AddWatchOperation[][] = [];
    let bytes = 0;
    const listFor = (path: string): Record<PathList, string[]> => {
      let list = lists[lists.length - 1];
      if (list === undefined || bytes >= PATH_BYTES_PER_REQUEST) {
        list = { dataPaths: [], existsPaths: [], childPaths: [], persistentPaths: [], persistentRecursivePaths: [] };
        lists.push(list);
        watches.push([]);
        bytes = 0;
      }
      bytes += path.length * 3 + 16;
      return list;
    };
    const put = (key: PathList, paths: Iterable<string>): void => {
      for (const path of paths) listFor(path)[key].push(path);
    };
    const putStaying = (key: PathList, mode: WatchMode, registry: Registry<PersistentListener>): void => {
      for (const [path, listeners] of registry) {
        const options = unionOf(listeners);
        const list = listFor(path);
        if (options === null) list[key].push(path);
        else watches[watches.length - 1]?.push({ type: 'addWatch', path, mode, ...options });
      }
    };
    putStaying('persistentPaths', 'persistent', this.persistent);
    putStaying('persistentRecursivePaths', 'persistentRecursive', this.recursive);
    this.unanswered = lists.length;
    // One-shot watches need no history: they must not be refused with those that do.
    bytes = PATH_BYTES_PER_REQUEST;
    put('dataPaths', this.oneShot.data.keys());
    put('existsPaths', this.oneShot.exists.keys());
    put('childPaths', this.oneShot.child.keys());
    return lists.map((list, index) => {
      const persistentWatches = watches[index] ?? [];
      return {
        type: 'setWatches',
        relativeZxid,
        ...list,
        ...(cursor !== undefined && { cursor }),
        ...(persistentWatches.length > 0 && { persistentWatches }),
      };
    });
  }

  /** A request that sets watches again was answered as of this zxid; those of watches that stay come first. */
  answered(request: SetWatchesOperation, zxid: number): void {
    this.told.clear();
    const isStaying =
      request.persistentPaths.length + request.persistentRecursivePaths.length + (request.persistentWatches?.length ?? 0) > 0;
    if (!isStaying) return;
    this.unanswered -= 1;
    if (this.unanswered === 0) this.toldZxid = zxid;
  }

  /** The server could not set these again: whoever watches is told, and the watches are gone. */
  lose(request: SetWatchesOperation): PersistentListener[] {
    const lost: PersistentListener[] = [];
    const lose = (registry: Registry<PersistentListener>, path: string): void => {
      lost.push(...(registry.get(path) ?? []));
      registry.delete(path);
    };
    for (const path of request.persistentPaths) lose(this.persistent, path);
    for (const path of request.persistentRecursivePaths) lose(this.recursive, path);
    for (const { mode, path } of request.persistentWatches ?? []) lose(mode === 'persistent' ? this.persistent : this.recursive, path);
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

  private isRepeat(event: SessionWatchEvent, isCovered: boolean): boolean {
    const { given, told } = this;
    if (given === null || !isCovered) return false;
    // Back in time: what came before was live, for watches that were set by an earlier request.
    if (event.zxid < this.lastToldZxid) told.clear();
    this.lastToldZxid = event.zxid;
    const key = `${event.zxid} ${event.type} ${event.path}`;
    const times = (told.get(key) ?? 0) + 1;
    told.set(key, times);
    if (times <= (given.get(key) ?? 0)) return true;
    given.set(key, times);
    return false;
  }
}
