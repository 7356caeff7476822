import type { Acl } from '@grove/wire';

/** Access control once more, as plainly as it can be said; part of the reference. Identities are `scheme:id`. */

export const RIGHT = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const;

/** A list as it is kept: `auth` expanded, each entry once. */
export type ReferenceAcl = readonly { readonly rights: number; readonly identity: string }[];

export const OPEN_ACL: ReferenceAcl = [{ rights: RIGHT.all, identity: 'world:anyone' }];
export const READ_ONLY_ACL: ReferenceAcl = [{ rights: RIGHT.read, identity: 'world:anyone' }];

/** Who asks: what the session has, and what connection and call prove beside it. */
export interface ReferenceCaller {
  readonly session: readonly string[];
  readonly call: readonly string[];
}

export const NOBODY: ReferenceCaller = { session: [], call: [] };

/** Null: INVALIDACL. */
export function expandAcl(acl: readonly Acl[], caller: ReferenceCaller): ReferenceAcl | null {
  const kept: { rights: number; identity: string }[] = [];
  const add = (rights: number, identity: string): void => {
    if (!kept.some((entry) => entry.rights === rights && entry.identity === identity)) kept.push({ rights, identity });
  };
  for (const { rights, identity } of acl) {
    if (rights < 1 || rights > RIGHT.all || identity.scheme.includes(':')) return null;
    if (identity.scheme === 'auth') {
      const proved = [...caller.session, ...caller.call].filter((each) => each.startsWith('digest:') || each.startsWith('x509:'));
      if (proved.length === 0) return null;
      for (const each of proved) add(rights, each);
      continue;
    }
    if (!isWellFormed(identity.scheme, identity.id)) return null;
    add(rights, `${identity.scheme}:${identity.id}`);
  }
  return kept;
}

export function grants(acl: ReferenceAcl, right: number, caller: ReferenceCaller): boolean {
  const own = [...caller.session, ...caller.call];
  if (own.some((identity) => identity === 'super' || identity.startsWith('super:'))) return true;
  return acl.some(
    (entry) =>
      (entry.rights & right) !== 0 && (entry.identity === 'world:anyone' || own.some((identity) => stands(entry.identity, identity))),
  );
}

/** A digest without its hash. */
export function withoutHash(identity: string, replacement: string): string {
  return identity.startsWith('digest:') ? identity.slice(0, identity.lastIndexOf(':')) + replacement : identity;
}

export function identityOf(text: string): Acl['identity'] {
  const colon = text.indexOf(':');
  return colon < 0 ? { scheme: text, id: '' } : { scheme: text.slice(0, colon), id: text.slice(colon + 1) };
}

function isWellFormed(scheme: string, id: string): boolean {
  if (scheme === 'world') return id === 'anyone';
  if (scheme === 'digest') return /^[^:]+:[^:]+$/.test(id);
  if (scheme === 'x509') return id !== '';
  return scheme === 'ip' && bitsOf(id) !== null;
}

function stands(granted: string, identity: string): boolean {
  if (!granted.startsWith('ip:') || !identity.startsWith('ip:')) return granted === identity;
  const [block, address] = [bitsOf(granted.slice(3)), bitsOf(identity.slice(3))];
  return block !== null && address !== null && address.startsWith(block);
}

/** The bits of an IPv4 address or block, as text. */
function bitsOf(text: string): string | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (match === null) return null;
  const [, ...numbers] = match.map((part) => (part === undefined ? 32 : Number(part)));
  const bits = numbers.slice(0, 4).map((byte) => byte.toString(2).padStart(8, '0'));
  const length = match[5] === undefined ? 32 : Number(match[5]);
  return bits.some((byte) => byte.length > 8) || length > 32 ? null : bits.join('').slice(0, length);
}
