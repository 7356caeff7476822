import type { PersistentListener, SessionCore, SessionWatchEvent } from '@grove/client/dist/session';
import { ErrorCode } from '@grove/wire';
import type { Operation, WatchEventType } from '@grove/wire';
import type { WatchName } from './history';
import { oneShotOf } from './invariants/watch-requests';
import type { SeededRandom } from './random';
import { PERSISTENT_WATCH_ROOT, RECURSIVE_WATCH_ROOT } from './workload';

export type StayingName = 'recursive' | 'persistent';
type Wishes = NonNullable<PersistentListener['options']>;

export interface WatchingUser {
  ask(operation: Operation, succeeded?: () => void): void;
  onEvent(watch: WatchName, event: SessionWatchEvent): void;
  onLost(watch: StayingName): void;
  /** Runs it in a turn of its own, if the session lives on. */
  later(delayMs: number, action: () => void): void;
  report(message: string): void;
}

const ROOT_OF: Readonly<Record<StayingName, string>> = { recursive: RECURSIVE_WATCH_ROOT, persistent: PERSISTENT_WATCH_ROOT };
const FILTERS: Readonly<Record<StayingName, readonly (readonly WatchEventType[])[]>> = {
  recursive: [[], [], [], ['created', 'deleted'], ['dataChanged'], ['deleted', 'dataChanged']],
  persistent: [[], [], ['childrenChanged'], ['created', 'deleted']],
};

/** The watches of one session, set as the client package sets them for its own users: removed at times, and set again with other wishes. */
export class SessionWatches {
  /** Those that stay and are set, with what they ask for. */
  private readonly staying = new Map<StayingName, Wishes>();
  /** One for each kind and path: a watch that is asked for twice tells once. */
  private readonly listeners = new Map<string, (event: SessionWatchEvent) => void>();

  constructor(
    private readonly core: SessionCore,
    private readonly random: SeededRandom,
    private readonly user: WatchingUser,
  ) {
    const registry = core.watches;
    const take = registry.take.bind(registry);
    registry.take = (event) => {
      const found = take(event);
      // What a watch that stays was told already it may be told again while it is set again: the registry keeps that back.
      if (found.length === 0 && !this.isWatched(event)) {
        user.report(`session ${core.id} was told ${event.type} ${event.path} at ${event.zxid}, which it does not watch`);
      }
      return found;
    };
  }

  /** Sets one that stays, with wishes of its own. */
  add(watch: StayingName): void {
    const { random } = this;
    const types = random.pick(FILTERS[watch]);
    const options: Wishes = {
      ...(types.length > 0 && { types }),
      ...(random.chance(0.5) && { withData: true }),
      ...(random.chance(0.3) && { withPreviousData: true }),
    };
    const path = ROOT_OF[watch];
    const isRecursive = watch === 'recursive';
    const listener: PersistentListener = {
      options,
      onEvent: (event) => this.user.onEvent(watch, event),
      onLost: (code) => {
        if (code !== ErrorCode.COMPACTED) this.user.report(`session ${this.core.id} lost its ${watch} watch: ${code}`);
        this.staying.delete(watch);
        this.user.onLost(watch);
        this.user.later(0, () => this.add(watch));
      },
    };
    this.user.ask({ type: 'addWatch', path, mode: isRecursive ? 'persistentRecursive' : 'persistent', ...options }, () => {
      this.core.watches.addPersistent(path, isRecursive, listener);
      this.staying.set(watch, options);
    });
  }

  /** The answer of a request that sets or removes a watch. */
  onAnswer(operation: Operation, code: number): void {
    if ('watch' in operation && operation.watch) this.addOneShot(operation, code);
    if (operation.type !== 'removeWatches' || code !== 0) return;
    const { path, watcherType = 'any' } = operation;
    this.core.watches.removePath(path, watcherType);
    for (const watch of this.staying.keys()) {
      const isMeant = watcherType === 'any' || watcherType === (watch === 'recursive' ? 'persistentRecursive' : 'persistent');
      if (path !== ROOT_OF[watch] || !isMeant) continue;
      this.staying.delete(watch);
      this.user.later(this.random.between(50, 2_000), () => this.add(watch));
    }
  }

  private addOneShot(operation: Extract<Operation, { readonly watch: boolean }>, code: number): void {
    const { type, path } = operation;
    const kind = oneShotOf(type, code);
    if (kind !== null) this.core.watches.addOneShot(kind, path, this.listenerOf(kind, path));
  }

  private listenerOf(kind: WatchName, path: string): (event: SessionWatchEvent) => void {
    const key = `${kind} ${path}`;
    let listener = this.listeners.get(key);
    if (listener === undefined) this.listeners.set(key, (listener = (event) => this.user.onEvent(kind, event)));
    return listener;
  }

  private isWatched(event: SessionWatchEvent): boolean {
    for (const [watch, { types = [] }] of this.staying) {
      const root = ROOT_OF[watch];
      const covers = event.path === root || (watch === 'recursive' && event.path.startsWith(`${root}/`));
      if (covers && (types.length === 0 || types.includes(event.type))) return true;
    }
    return false;
  }
}
