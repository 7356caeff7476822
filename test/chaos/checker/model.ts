import { ErrorCode } from '@grove/wire';
import { ReferenceTree, type ReferenceChange } from './reference-tree';
import type { Operation, Outcome, Read, Write } from './history';

export interface ModelAnswer {
  readonly code: number;
  readonly outcome: Outcome;
}

/** Who may read is not limited by any workload; the rest of the rights is what `setAcl` says. */
const ALL_RIGHTS = 31;
/** Later than any time to live. */
const LATE_MS = Number.MAX_SAFE_INTEGER;

/** The simple tree that a history is compared with: the simulation's reference tree, and the reads that it does not know. */
export class Model {
  private readonly tree = new ReferenceTree();
  private readonly rights = new Map<string, number>();
  /** Paths of living ephemerals by session. */
  private readonly ephemerals = new Map<number, Set<string>>();
  private told = 0;

  /** Every change so far, in order. */
  get changes(): readonly ReferenceChange[] {
    return this.tree.changes;
  }

  ephemeralsOf(session: number): ReadonlySet<string> {
    return this.ephemerals.get(session) ?? new Set();
  }

  ownerOf(path: string): number {
    return this.tree.read({ type: 'exists', path, watch: false }).stat?.ownerSessionId ?? 0;
  }

  apply(operation: Exclude<Write, { type: 'close' }>, zxid: number, session: number): ModelAnswer {
    const { code, ...result } = this.tree.write(operation, zxid, 0, session);
    if (operation.type === 'setAcl' && code === 0) this.rights.set(operation.path, operation.rights);
    this.follow();
    const { parts, ...rest } = result;
    return { code, outcome: parts === null ? rest : { ...rest, parts } };
  }

  endSession(session: number, zxid: number): void {
    this.tree.endSession(session, zxid);
    this.follow();
    this.ephemerals.delete(session);
  }

  /** Container and TTL znodes that went by themselves; the tree says whether they could. */
  reap(paths: readonly string[], zxid: number): void {
    const named = paths.flatMap((path) => {
      const { stat } = this.tree.read({ type: 'exists', path, watch: false });
      return stat === null ? [] : [{ path, czxid: stat.czxid, mzxid: stat.mzxid }];
    });
    this.tree.reap(named, zxid, LATE_MS);
    this.follow();
  }

  read(operation: Read, session: number): ModelAnswer {
    switch (operation.type) {
      case 'exists':
      case 'getData':
      case 'getChildren':
        return this.readOne(operation);
      case 'sync':
      case 'addWatch':
        return { code: 0, outcome: {} };
      case 'getAcl': {
        const { code, stat } = this.tree.read({ type: 'exists', path: operation.path, watch: false });
        return code === 0 ? { code, outcome: { stat, rights: this.rights.get(operation.path) ?? ALL_RIGHTS } } : { code, outcome: {} };
      }
      case 'getAllChildrenNumber': {
        const count = this.countBelow(operation.path);
        return count === null ? { code: ErrorCode.NONODE, outcome: {} } : { code: 0, outcome: { count } };
      }
      case 'getEphemerals':
        return { code: 0, outcome: { paths: [...this.ephemeralsOf(session)].filter((path) => path.startsWith(operation.prefix)) } };
      case 'multiRead':
        return {
          code: 0,
          outcome: {
            parts: operation.parts.map((part) => {
              const { code, outcome } = this.readOne(part);
              return { code, ...outcome };
            }),
          },
        };
    }
  }

  private readOne(part: { readonly type: 'exists' | 'getData' | 'getChildren'; readonly path: string }): ModelAnswer {
    const { code, data, stat, children } = this.tree.read({ ...part, watch: false });
    return { code, outcome: { data, stat, children } };
  }

  private countBelow(path: string): number | null {
    const { code, children } = this.tree.read({ type: 'getChildren', path, watch: false });
    if (code !== 0 || children === null) return null;
    return children.reduce((sum, name) => sum + 1 + (this.countBelow(path === '/' ? `/${name}` : `${path}/${name}`) ?? 0), 0);
  }

  /** Keeps what hangs on a znode's life. */
  private follow(): void {
    for (; this.told < this.tree.changes.length; this.told++) {
      const change = this.tree.changes[this.told];
      if (change === undefined) return;
      if (change.kind === 'deleted') {
        this.rights.delete(change.path);
        for (const owned of this.ephemerals.values()) owned.delete(change.path);
      } else if (change.kind === 'created') {
        const owner = this.ownerOf(change.path);
        if (owner === 0) continue;
        let owned = this.ephemerals.get(owner);
        if (owned === undefined) this.ephemerals.set(owner, (owned = new Set()));
        owned.add(change.path);
      }
    }
  }
}

export type { Operation, ReferenceChange };
