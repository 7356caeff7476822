import type { Acl, NodeKind } from '@grove/client';

/** A znode as far as it is copied. */
export interface Znode {
  readonly kind: NodeKind;
  /** Of the kind `ttl`. */
  readonly ttlMs: number;
  readonly data: Uint8Array;
  readonly acl: readonly Acl[];
  /** Another one after every change of the data or the list. */
  readonly mark: string;
  /** Names. */
  readonly children: readonly string[];
}

/**
 * What a write met: `missing`: its parent, or itself, is not there; `exists` already; `hasChildren`, where it was to be deleted. Somebody
 * else has written meanwhile: look again.
 */
export type Outcome = 'done' | 'missing' | 'exists' | 'hasChildren';

/** The session is lost: what was on its way may have happened, and changes may have been missed. A new one has to compare. */
export class Lost extends Error {}

/**
 * One end of a copy: a subtree of a ZooKeeper or of a Grove. Paths are relative to its root, which is ''. Operations may be called without
 * waiting for one another. They reject with `Lost`, or with an error for people.
 */
export interface Side {
  /** For messages. */
  readonly name: string;
  /** How the caller proves to it who he is, for messages. */
  readonly authOption: string;
  /** Null where there is none. */
  read(path: string): Promise<Znode | null>;
  create(path: string, znode: Znode): Promise<Outcome>;
  setData(path: string, data: Uint8Array): Promise<Outcome>;
  setAcl(path: string, acl: readonly Acl[]): Promise<Outcome>;
  /** One without children. */
  delete(path: string): Promise<Outcome>;
  /** The znodes above the root. */
  makeParents(): Promise<void>;
  /** Calls `onChange` for each znode that was made, deleted or given data from now on; false where this server cannot. */
  watch(onChange: (path: string) => void, onLost: (lost: Lost) => void): Promise<boolean>;
  /** A zxid: what happened up to it has been told to the watch, and is seen by reads. */
  sync(): Promise<string>;
  /** A path that the server keeps for itself. */
  isReserved(path: string): boolean;
  close(): Promise<void>;
}

/** Makes a new session of a side. */
export type OpenSide = () => Promise<Side>;

export function absolutePath(root: string, path: string): string {
  if (root !== '/') return root + path;
  return path === '' ? '/' : path;
}

/** Null where it is not below the root. */
export function relativePath(root: string, absolute: string): string | null {
  if (absolute === root) return '';
  if (root === '/') return absolute;
  return absolute.startsWith(`${root}/`) ? absolute.slice(root.length) : null;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A server shows x for the hash to who may not administrate the znode. */
const HIDDEN = /:x$/;

export function isHidden({ identity }: Acl): boolean {
  return identity.scheme === 'digest' && HIDDEN.test(identity.id);
}

/** Whether the lists say the same; of hashes that are hidden on the second one nothing is known but whose they are. */
export function isSameAcl(one: readonly Acl[], other: readonly Acl[]): boolean {
  const hides = other.some(isHidden);
  const text = (list: readonly Acl[]): string =>
    list
      .map(({ rights, identity: { scheme, id } }) => `${scheme}:${hides && scheme === 'digest' ? id.replace(/:[^:]*$/, '') : id}:${rights}`)
      .sort()
      .join(' ');
  return text(one) === text(other);
}
