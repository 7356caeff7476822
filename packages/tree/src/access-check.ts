import type { AclTable } from './acl-table';
import { ANYONE, isSuper, matches } from './identity';
import { CONFIG_ROW } from './tree-state';
import { Field, type ZnodeColumns } from './znode-columns';

/** Rights on a znode, as bits of `Acl.rights`; ZooKeeper's numbers. */
export const Right = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const;

const NOBODY: readonly string[] = [];

/**
 * Whether the caller of the entry or read at hand has a right on a znode. `begin` says who the caller is. Rights are not inherited; a
 * superuser has them all. The open list is one comparison.
 */
export class AccessCheck {
  /** `scheme:id`, of the caller's session, and of the connection and call beside it. */
  session: readonly string[] = NOBODY;
  caller: readonly string[] = NOBODY;
  /** What `grants` was asked last of this caller: a subtree's znodes mostly share a list. */
  private askedAcl = 0;
  private askedRight = 0;
  private granted = false;

  constructor(
    private readonly columns: ZnodeColumns,
    private readonly acls: AclTable,
  ) {}

  begin(session: readonly string[], caller: readonly string[]): void {
    this.session = session;
    this.caller = caller;
    this.askedAcl = 0;
  }

  /** One of the rights in `right` is enough. */
  allows(row: number, right: number): boolean {
    const acl = this.columns.get(row, Field.acl);
    // A configuration entry alone writes this znode: not even a superuser does.
    return acl === 0 || ((row !== CONFIG_ROW || (right & Right.read) !== 0) && this.grants(acl, right));
  }

  /** The same for a list instead of a znode. */
  grants(acl: number, right: number): boolean {
    if (acl === 0) {
      return true;
    }
    if (acl !== this.askedAcl || right !== this.askedRight) {
      this.granted = this.look(acl, right);
      this.askedAcl = acl;
      this.askedRight = right;
    }
    return this.granted;
  }

  private look(acl: number, right: number): boolean {
    if (this.session.some(isSuper) || this.caller.some(isSuper)) {
      return true;
    }
    for (const entry of this.acls.entries(acl)) {
      if ((entry.rights & right) !== 0) {
        if (entry.identity === ANYONE) {
          return true;
        }
        const isCaller = (identity: string): boolean => matches(entry, identity);
        if (this.session.some(isCaller) || this.caller.some(isCaller)) {
          return true;
        }
      }
    }
    return false;
  }
}
