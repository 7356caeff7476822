import { contains, parseBlock, type AddressBlock } from './address-block';

/**
 * Identities as `scheme:id`, and when one in an access control list stands for a caller's: as in ZooKeeper's authentication providers, with
 * addresses of IPv6 beside those of IPv4.
 */

/** The most bytes of one identity, `scheme:id`; and the most identities of one session. */
export const IDENTITY_BYTES_MAX = 1024;
export const IDENTITIES_MAX = 64;

/** Passes every check of rights. */
export const SUPER_SCHEME = 'super';
export const ANYONE = 'world:anyone';

/** An identity that a list can grant rights to. */
export interface AclIdentity {
  /** `scheme:id`. */
  readonly identity: string;
  /** For the scheme ip. */
  readonly block: AddressBlock | null;
}

/** `world:anyone`, or of the schemes digest, ip and x509; null where the id is not of the scheme's form. `auth` is none: it is expanded before. */
export function parseIdentity(identity: string): AclIdentity | null {
  const colon = identity.indexOf(':');
  const id = identity.slice(colon + 1);
  switch (colon < 0 ? '' : identity.slice(0, colon)) {
    case 'world':
      return id === 'anyone' ? { identity, block: null } : null;
    case 'digest':
      return isDigestId(id) ? { identity, block: null } : null;
    case 'x509':
      return id === '' ? null : { identity, block: null };
    case 'ip': {
      const block = parseBlock(id);
      return block === null ? null : { identity, block };
    }
    default:
      return null;
  }
}

/** The address that was parsed last: one caller is asked about many entries. */
let lastAddress: { readonly identity: string; readonly block: AddressBlock | null } = { identity: '', block: null };

/** Whether the caller's identity is the one that the list names. */
export function matches(granted: AclIdentity, caller: string): boolean {
  if (granted.block === null) {
    return granted.identity === caller;
  }
  if (!caller.startsWith('ip:')) {
    return false;
  }
  if (lastAddress.identity !== caller) {
    lastAddress = { identity: caller, block: parseBlock(caller.slice(3)) };
  }
  return lastAddress.block !== null && contains(granted.block, lastAddress.block);
}

export function isSuper(identity: string): boolean {
  return identity === SUPER_SCHEME || identity.startsWith(`${SUPER_SCHEME}:`);
}

/** What `auth` in a list stands for: identities that somebody has proved, which an address is not. */
export function isProved(identity: string): boolean {
  return identity.startsWith('digest:') || identity.startsWith('x509:');
}

/** `user:hash`, with one colon. */
function isDigestId(id: string): boolean {
  const colon = id.indexOf(':');
  return colon > 0 && colon < id.length - 1 && !id.includes(':', colon + 1);
}
