export interface Acl {
  readonly rights: number;
  readonly scheme: string;
  readonly id: string;
}

/** How a znode is made; the numbers are ZooKeeper's flags. */
export const CREATE_FLAGS = {
  persistent: 0,
  ephemeral: 1,
  persistentSequential: 2,
  ephemeralSequential: 3,
  container: 4,
  ttl: 5,
  ttlSequential: 6,
} as const;

export type CreateMode = keyof typeof CREATE_FLAGS;

export interface Create {
  readonly op: 'create';
  readonly path: string;
  readonly data: string | null;
  readonly acl: readonly Acl[];
  readonly mode: CreateMode;
  readonly ttlMs: number;
  /** Whether the Stat is wanted (create2); kinds of their own answer it always. */
  readonly stat: boolean;
}

export type MultiPart =
  | Create
  | { readonly op: 'delete'; readonly path: string; readonly version: number }
  | { readonly op: 'setData'; readonly path: string; readonly data: string | null; readonly version: number }
  | { readonly op: 'check'; readonly path: string; readonly version: number };

export type MultiReadPart =
  | { readonly op: 'getData'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getChildren'; readonly path: string; readonly watch: boolean };

/** Paths of each kind of watch, as a client that comes back tells them. */
export interface WatchLists {
  readonly data: readonly string[];
  readonly exists: readonly string[];
  readonly children: readonly string[];
  readonly persistent: readonly string[];
  readonly recursive: readonly string[];
}

/** One request of ZooKeeper's protocol. */
export type Operation =
  | MultiPart
  | MultiReadPart
  | { readonly op: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getChildren2'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getAcl'; readonly path: string }
  | { readonly op: 'setAcl'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly op: 'sync'; readonly path: string }
  | { readonly op: 'getAllChildrenNumber'; readonly path: string }
  | { readonly op: 'getEphemerals'; readonly prefix: string }
  | { readonly op: 'multi'; readonly parts: readonly MultiPart[] }
  | { readonly op: 'multiRead'; readonly parts: readonly MultiReadPart[] }
  | { readonly op: 'addWatch'; readonly path: string; readonly mode: number }
  | { readonly op: 'removeWatches'; readonly path: string; readonly type: number }
  | { readonly op: 'checkWatches'; readonly path: string; readonly type: number }
  /** With the zxid that the session had seen so many answers ago; without the persistent kinds where it is the old request. */
  | { readonly op: 'setWatches'; readonly lists: WatchLists; readonly seenBack: number; readonly old: boolean }
  | { readonly op: 'addAuth'; readonly scheme: string; readonly auth: string }
  | { readonly op: 'whoAmI' }
  | { readonly op: 'closeSession' };

/** One thing that one of the sessions does. */
export type Step =
  | { readonly session: number; readonly does: Operation }
  /** Requests sent together, before the first is answered. */
  | { readonly session: number; readonly does: { readonly op: 'burst'; readonly operations: readonly Operation[] } }
  /** The connection is cut; the session comes back over a new one, with its password or another. */
  | { readonly session: number; readonly does: { readonly op: 'reconnect'; readonly password?: string } }
  /** The connection is cut, the session stays away. */
  | { readonly session: number; readonly does: { readonly op: 'cut' } }
  /** Waits for the next event. */
  | { readonly session: number; readonly does: { readonly op: 'listen' } }
  /** A session in place of the one before it. */
  | { readonly session: number; readonly does: { readonly op: 'open'; readonly timeoutMs?: number } };
