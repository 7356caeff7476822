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

const MAPPED_PREFIX_BITS = 96;

/** Bits [0, bits) of an address: 4 bytes for IPv4, 16 for IPv6. */
export interface AddressBlock {
  readonly bytes: readonly number[];
  readonly bits: number;
}

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

/** An address, or `address/bits`; an IPv4 address mapped into IPv6 is one of IPv4. Null where it is neither. */
export function parseBlock(text: string): AddressBlock | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const bytes = parseV4(address) ?? parseV6(address);
  if (bytes === null) {
    return null;
  }
  const bits = slash < 0 ? bytes.length * 8 : decimal(text.slice(slash + 1), bytes.length * 8);
  if (bits < 0) {
    return null;
  }
  const mapped = bytes.length === 16 && bytes.every((byte, i) => i >= 12 || byte === (i >= 10 ? 0xff : 0));
  return mapped && bits >= MAPPED_PREFIX_BITS ? { bytes: bytes.slice(12), bits: bits - MAPPED_PREFIX_BITS } : { bytes, bits };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: AddressBlock, inner: AddressBlock): boolean {
  if (outer.bytes.length !== inner.bytes.length || inner.bits < outer.bits) {
    return false;
  }
  return outer.bytes.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, outer.bits - i * 8));
    const mask = (0xff00 >> bits) & 0xff;
    return ((byte ^ (inner.bytes[i] ?? 0)) & mask) === 0;
  });
}

function parseV4(text: string): number[] | null {
  const parts = text.split('.');
  const bytes = parts.map((part) => decimal(part, 255));
  return parts.length === 4 && bytes.every((byte) => byte >= 0) ? bytes : null;
}

function parseV6(text: string): number[] | null {
  // A zone names an interface of one machine; it says nothing to another.
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) {
    return null;
  }
  const [head = '', tail] = halves;
  const front = groups(head, tail === undefined);
  const back = tail === undefined ? [] : groups(tail, true);
  if (front === null || back === null) {
    return null;
  }
  const missing = 16 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 2) {
    return null;
  }
  return [...front, ...new Array<number>(missing).fill(0), ...back];
}

/** Groups of four hexadecimal digits; where `last`, the last may be an IPv4 address. */
function groups(text: string, last: boolean): number[] | null {
  if (text === '') {
    return [];
  }
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const value = parseInt(part, 16);
      bytes.push(value >> 8, value & 0xff);
      continue;
    }
    const v4 = last && i === parts.length - 1 ? parseV4(part) : null;
    if (v4 === null) {
      return null;
    }
    bytes.push(...v4);
  }
  return bytes;
}

/** Digits alone, at most `max`; −1 otherwise. */
function decimal(text: string, max: number): number {
  const value = /^[0-9]{1,3}$/.test(text) ? parseInt(text, 10) : -1;
  return value <= max ? value : -1;
}
