import { CONFIG_ROW } from './tree-state';

/** Rights on a znode, as bits of `Acl.rights`; ZooKeeper's numbers. */
export const Right = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const;

const NOBODY: readonly string[] = [];

/**
 * Whether the caller of the entry or read at hand has a right on a znode. `begin` says who the caller is; rights are not inherited.
 */
export class AccessCheck {
  /** `scheme:id`, of the caller's session, and of the connection and call beside it. */
  session: readonly string[] = NOBODY;
  caller: readonly string[] = NOBODY;

  begin(session: readonly string[], caller: readonly string[]): void {
    this.session = session;
    this.caller = caller;
  }

  allows(row: number, right: number): boolean {
    // ZooKeeper gives this znode a read-only ACL; a configuration entry alone writes it.
    return row !== CONFIG_ROW || right === Right.read;
  }
}
