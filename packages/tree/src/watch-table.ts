import { EventType, Wanted, type ChangeRecord, type EventTypeNumber, type WatchKind, type WatchOptions, type WatchTableApi } from './types';

type Emit<W> = (watcher: W, type: EventTypeNumber, path: string, wanted: number) => void;

const never = (): boolean => false;

/** A watcher's kinds of watches on one path, as bits. */
const Bit = { data: 1, exists: 2, child: 4, persistent: 8, persistentRecursive: 16 } as const;
const ONE_SHOT = Bit.data | Bit.exists | Bit.child;
const KIND_MASK = 31;
/**
 * The options of the two kinds that stay, in the same word: a mask of four types of events (none set: all of them), and what is
 * wanted of each (bits of `Wanted`).
 */
const OPTION_MASK = 63;
const WANTED_SHIFT = 4;
const Shift = { persistent: 5, persistentRecursive: 11 } as const;
const PERSISTENT_OPTIONS = OPTION_MASK << Shift.persistent;
const RECURSIVE_OPTIONS = OPTION_MASK << Shift.persistentRecursive;
const ALL_TYPES = 15;

interface Watcher {
  readonly paths: Set<string>;
  watches: number;
}

/**
 * The watches of the clients connected to this replica, with ZooKeeper's rules. Not replicated.
 *
 * By path, and below that by watcher one word of bits: so a watcher that has several watches which one change fires is
 * told once. By watcher the set of its paths, so that a client that leaves costs only its own watches.
 */
export class WatchTable<W> implements WatchTableApi<W> {
  private readonly byPath = new Map<string, Map<W, number>>();
  private readonly byWatcher = new Map<W, Watcher>();
  private watches = 0;
  /** Ancestors are looked at only while there is one. */
  private recursiveWatches = 0;
  /** Whom the event at hand is for, and what of it he wants: all his watches that it fires together. */
  private readonly told = new Map<W, number>();
  /** The same of the event that the change is for those who watch the parent's children. */
  private readonly toldOfChildren = new Map<W, number>();
  /** How far the telling of the change at hand has come; null: all of it is told. */
  private telling: MapIterator<[W, number]> | null = null;
  private tellingOfChildren: MapIterator<[W, number]> | null = null;
  private type: EventTypeNumber = EventType.created;
  private path = '';
  private parent = '';

  /** `valuesWanted`: a watch that wants values of changes has been set; `came`: any watch. */
  constructor(
    private readonly valuesWanted: () => void = () => undefined,
    private readonly came: () => void = () => undefined,
  ) {}

  get size(): number {
    return this.watches;
  }

  get watchers(): number {
    return this.byWatcher.size;
  }

  add(kind: WatchKind, path: string, watcher: W, options?: WatchOptions): void {
    if (options?.withData === true || options?.withPreviousData === true) this.valuesWanted();
    this.came();
    let watchers = this.byPath.get(path);
    if (watchers === undefined) {
      watchers = new Map();
      this.byPath.set(path, watchers);
    }
    const bits = watchers.get(watcher) ?? 0;
    if (bits === 0) {
      let known = this.byWatcher.get(watcher);
      if (known === undefined) {
        known = { paths: new Set(), watches: 0 };
        this.byWatcher.set(watcher, known);
      }
      known.paths.add(path);
    }
    const optionBits = kind === 'persistent' || kind === 'persistentRecursive' ? withOptions(bits, kind, options) : bits;
    this.setBits(path, watchers, watcher, bits, optionBits | Bit[kind]);
  }

  remove(path: string, watcher: W, kinds?: readonly WatchKind[]): boolean {
    const watchers = this.byPath.get(path);
    const bits = watchers?.get(watcher) ?? 0;
    let gone = KIND_MASK;
    if (kinds !== undefined) {
      gone = 0;
      for (const kind of kinds) gone |= Bit[kind];
    }
    if (watchers === undefined || (bits & gone) === 0) {
      return false;
    }
    let left = bits & ~gone;
    if ((left & Bit.persistent) === 0) left &= ~PERSISTENT_OPTIONS;
    if ((left & Bit.persistentRecursive) === 0) left &= ~RECURSIVE_OPTIONS;
    this.setBits(path, watchers, watcher, bits, left);
    return true;
  }

  removeWatcher(watcher: W): void {
    this.told.delete(watcher);
    this.toldOfChildren.delete(watcher);
    const known = this.byWatcher.get(watcher);
    if (known !== undefined) {
      for (const path of known.paths) {
        this.remove(path, watcher);
      }
    }
  }

  has(kind: WatchKind, path: string, watcher: W): boolean {
    return ((this.byPath.get(path)?.get(watcher) ?? 0) & Bit[kind]) !== 0;
  }

  forEach(visit: (path: string, watcher: W) => boolean): void {
    for (const [path, watchers] of this.byPath) {
      for (const watcher of watchers.keys()) if (!visit(path, watcher)) return;
    }
  }

  countOf(watcher: W): number {
    return this.byWatcher.get(watcher)?.watches ?? 0;
  }

  onChange(change: ChangeRecord, emit: Emit<W>, isSpent: () => boolean = never): boolean {
    if (this.watches === 0) {
      return true;
    }
    const { path } = change;
    switch (change.kind) {
      case 'created':
        this.fire(path, Bit.exists, EventType.created);
        this.fireChildren(path);
        break;
      case 'dataChanged':
        this.fire(path, Bit.data | Bit.exists, EventType.dataChanged);
        break;
      case 'deleted':
        this.fire(path, ONE_SHOT, EventType.deleted);
        this.fireChildren(path);
        break;
      case 'aclChanged':
        return true;
    }
    if (this.told.size > 0) {
      this.telling = this.told.entries();
    }
    if (this.toldOfChildren.size > 0) {
      this.tellingOfChildren = this.toldOfChildren.entries();
    }
    return this.goOn(emit, isSpent);
  }

  /** A watcher that leaves meanwhile is not told any more. What one change is for a watcher comes without a break in between. */
  goOn(emit: Emit<W>, isSpent: () => boolean = never): boolean {
    if (this.telling !== null) {
      for (const [watcher, wanted] of this.telling) {
        emit(watcher, this.type, this.path, wanted);
        const wantedOfChildren = this.toldOfChildren.get(watcher);
        if (wantedOfChildren !== undefined) {
          this.toldOfChildren.delete(watcher);
          emit(watcher, EventType.childrenChanged, this.parent, wantedOfChildren);
        }
        if (isSpent()) {
          return false;
        }
      }
      this.told.clear();
      this.telling = null;
    }
    if (this.tellingOfChildren !== null) {
      for (const [watcher, wanted] of this.tellingOfChildren) {
        emit(watcher, EventType.childrenChanged, this.parent, wanted);
        if (isSpent()) {
          return false;
        }
      }
      this.toldOfChildren.clear();
      this.tellingOfChildren = null;
    }
    return true;
  }

  /** The change at hand is told to nobody any more. */
  forgetTold(): void {
    this.told.clear();
    this.toldOfChildren.clear();
    this.telling = null;
    this.tellingOfChildren = null;
  }

  /** The change's own event: to the watchers of the path, and to the recursive ones above. */
  private fire(path: string, oneShot: number, type: EventTypeNumber): void {
    this.type = type;
    this.path = path;
    this.fireAt(path, oneShot, Bit.persistent | Bit.persistentRecursive, type, this.told);
    if (this.recursiveWatches > 0) {
      for (let end = path.length; end > 1;) {
        end = path.lastIndexOf('/', end - 1);
        const ancestor = end <= 0 ? '/' : path.slice(0, end);
        this.fireAt(ancestor, 0, Bit.persistentRecursive, type, this.told);
        if (end <= 0) {
          break;
        }
      }
    }
  }

  private fireChildren(path: string): void {
    const slash = path.lastIndexOf('/');
    this.parent = slash <= 0 ? '/' : path.slice(0, slash);
    this.fireAt(this.parent, Bit.child, Bit.persistent, EventType.childrenChanged, this.toldOfChildren);
  }

  /** Notes the watchers at `at` that have any of these bits, and takes the one-shot ones away. */
  private fireAt(at: string, oneShot: number, lasting: number, type: EventTypeNumber, told: Map<W, number>): void {
    const watchers = this.byPath.get(at);
    if (watchers === undefined) {
      return;
    }
    for (const [watcher, bits] of watchers) {
      let fires = (bits & oneShot) !== 0;
      let wanted = 0;
      if ((bits & lasting & Bit.persistent) !== 0 && reports(bits >> Shift.persistent, type)) {
        fires = true;
        wanted |= (bits >> (Shift.persistent + WANTED_SHIFT)) & 3;
      }
      if ((bits & lasting & Bit.persistentRecursive) !== 0 && reports(bits >> Shift.persistentRecursive, type)) {
        fires = true;
        wanted |= (bits >> (Shift.persistentRecursive + WANTED_SHIFT)) & 3;
      }
      if (!fires) {
        continue;
      }
      if ((bits & oneShot) !== 0) {
        this.setBits(at, watchers, watcher, bits, bits & ~oneShot);
      }
      told.set(watcher, (told.get(watcher) ?? 0) | wanted);
    }
  }

  private setBits(path: string, watchers: Map<W, number>, watcher: W, before: number, after: number): void {
    const more = bitCount(after & KIND_MASK) - bitCount(before & KIND_MASK);
    this.watches += more;
    const known = this.byWatcher.get(watcher);
    if (known !== undefined) {
      known.watches += more;
    }
    this.recursiveWatches += ((after & Bit.persistentRecursive) - (before & Bit.persistentRecursive)) / Bit.persistentRecursive;
    if (after !== 0) {
      watchers.set(watcher, after);
      return;
    }
    watchers.delete(watcher);
    if (watchers.size === 0) {
      this.byPath.delete(path);
    }
    if (known !== undefined) {
      known.paths.delete(path);
      if (known.paths.size === 0) {
        this.byWatcher.delete(watcher);
      }
    }
  }
}

/** The word with a watch's options added to those that it has; no mask of types, or none at all, asks for every type. */
function withOptions(bits: number, kind: 'persistent' | 'persistentRecursive', options: WatchOptions | undefined): number {
  const shift = Shift[kind];
  const before = (bits >> shift) & OPTION_MASK;
  const isNew = (bits & Bit[kind]) === 0;
  const wanted = (options?.withData === true ? Wanted.data : 0) | (options?.withPreviousData === true ? Wanted.previousData : 0);
  let types = ((options?.types ?? 0) >> 1) & ALL_TYPES;
  if (!isNew && types !== 0) types = (before & ALL_TYPES) === 0 ? 0 : types | (before & ALL_TYPES);
  const after = types | (((before >> WANTED_SHIFT) | wanted) << WANTED_SHIFT);
  return (bits & ~(OPTION_MASK << shift)) | (after << shift);
}

function reports(options: number, type: EventTypeNumber): boolean {
  const types = options & ALL_TYPES;
  return types === 0 || ((types >> (type - 1)) & 1) !== 0;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    count += 1;
  }
  return count;
}
