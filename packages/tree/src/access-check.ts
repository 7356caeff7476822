import type { AclTable } from './acl-table';
import { ANYONE, isSuper, matches } from './identity';
import { CONFIG_ROW } from './tree-state';
import { Field, type ZnodeColumns } from './znode-columns';

/** Rights on a znode, as bits of `Acl.rights`; ZooKeeper's numbers. */
export const Right = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const;

/**
 * Bytes of lists that one entry of the log, or one read, looks at; each different list counts once for each right. A subtree of 10,000
 * znodes with a list of 256 addresses each would take seconds in one turn on every replica.
 */
export const ACL_BYTES_ASKED_MAX = 2 * 1024 * 1024;

const NOBODY: readonly string[] = [];
const RIGHT_BITS = 5;

/**
 * Whether the caller of the entry or read at hand has a right on a znode. `begin` says who the caller is. Rights are not inherited; a
 * superuser has them all. The open list is one comparison, and a list that was looked at before is not looked at again.
 */
export class AccessCheck {
  /** `scheme:id`, of the caller's session, and of the connection and call beside it. */
  session: readonly string[] = NOBODY;
  caller: readonly string[] = NOBODY;
  /** What `grants` was asked last of this caller: a subtree's znodes mostly share a list. */
  private askedAcl = 0;
  private askedRight = 0;
  private granted = false;
  /** All that it was asked, by list and right; made with the second one. */
  private readonly known = new Map<number, boolean>();
  private bytesAsked = 0;

  constructor(
    private readonly columns: ZnodeColumns,
    private readonly acls: AclTable,
  ) {}

  begin(session: readonly string[], caller: readonly string[]): void {
    this.session = session;
    this.caller = caller;
    this.askedAcl = 0;
    this.bytesAsked = 0;
    if (this.known.size > 0) {
      this.known.clear();
    }
  }

  /** Too many different lists were to be looked at: from then on nobody has a right. Equal on all replicas. */
  get isExhausted(): boolean {
    return this.bytesAsked > ACL_BYTES_ASKED_MAX;
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
      if (this.askedAcl !== 0) {
        this.known.set((this.askedAcl << RIGHT_BITS) | this.askedRight, this.granted);
      }
      this.granted = this.known.get((acl << RIGHT_BITS) | right) ?? this.look(acl, right);
      this.askedAcl = acl;
      this.askedRight = right;
    }
    return this.granted;
  }

  private look(acl: number, right: number): boolean {
    if (this.session.some(isSuper) || this.caller.some(isSuper)) {
      return true;
    }
    this.bytesAsked += this.acls.length(acl);
    if (this.isExhausted) {
      return false;
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
