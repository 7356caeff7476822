/** What clients ask and are told, as plain values: what the workload makes, the reference tree judges, the codec carries. */

export interface Stat {
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
  readonly ctimeMs: number;
  readonly mtimeMs: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  /** 1 persistent, 2 ephemeral, 3 container, 4 TTL. */
  readonly kind: number;
  readonly ownerSessionId: number;
  readonly dataLength: number;
  readonly numChildren: number;
}

export type Create = {
  readonly type: 'create';
  readonly path: string;
  readonly data: string;
  readonly ephemeral: boolean;
  readonly sequential: boolean;
  readonly container?: boolean;
  /** Above 0: a TTL znode. */
  readonly ttlMs?: number;
  /** Missing parents are made too. */
  readonly parents?: boolean;
};
export type Delete = { readonly type: 'delete'; readonly path: string; readonly version: number; readonly subtree?: boolean };
export type SetData = { readonly type: 'setData'; readonly path: string; readonly data: string; readonly version: number };
export type Check = { readonly type: 'check'; readonly path: string; readonly version: number };
export type CheckNotExists = { readonly type: 'checkNotExists'; readonly path: string };
export type MultiPart = Create | Delete | SetData | Check | CheckNotExists;
export type Multi = { readonly type: 'multi'; readonly parts: readonly MultiPart[] };
export type Close = { readonly type: 'close' };
/** The list gives these rights to everybody: a sum of ZooKeeper's numbers, READ and ADMIN always among them. */
export type SetAcl = { readonly type: 'setAcl'; readonly path: string; readonly rights: number; readonly aversion: number };
export type Write = Create | Delete | SetData | SetAcl | Multi | Close;

export type Read =
  | { readonly type: 'exists' | 'getData' | 'getChildren'; readonly path: string; readonly watch: boolean }
  | { readonly type: 'sync'; readonly path: string };

export type WatchOperation =
  | { readonly type: 'addWatch'; readonly path: string }
  | { readonly type: 'setWatches'; readonly relativeZxid: number; readonly recursivePaths: readonly string[] };

export type Operation = Write | Read | WatchOperation;

export interface PartResult {
  readonly code: number;
  readonly path: string | null;
  readonly stat: Stat | null;
}

/** Fields that an answer does not have are null. Data is text: the workload writes nothing else. */
export interface Result {
  readonly code: number;
  readonly path: string | null;
  readonly data: string | null;
  readonly stat: Stat | null;
  readonly children: readonly string[] | null;
  readonly parts: readonly PartResult[] | null;
}

export function isWrite(operation: Operation): operation is Write {
  switch (operation.type) {
    case 'create':
    case 'delete':
    case 'setData':
    case 'setAcl':
    case 'multi':
    case 'close':
      return true;
    default:
      return false;
  }
}
