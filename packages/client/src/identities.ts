import { createHash } from 'node:crypto';
import { Right } from '@grove/wire';
import type { Acl, Identity } from '@grove/wire';

/** Identities and lists that nearly every program needs. */

/** Everybody. */
export const anyone: Identity = { scheme: 'world', id: 'anyone' };

/** In a list: all identities that the caller has (the server puts them in its place). */
export const caller: Identity = { scheme: 'auth', id: '' };

/** Whoever proves `user:password` by addAuth: the user and the base64 of SHA-1 of both, as in ZooKeeper. */
export function digestIdentity(user: string, password: string): Identity {
  const hash = createHash('sha1').update(`${user}:${password}`, 'utf8').digest('base64');
  return { scheme: 'digest', id: `${user}:${hash}` };
}

/** Everybody everything: what a znode has where nothing else is said. */
export const openAcl: readonly Acl[] = [{ rights: Right.all, identity: anyone }];

/** Everybody may read, nobody anything else. */
export const readOnlyAcl: readonly Acl[] = [{ rights: Right.read, identity: anyone }];

/** The caller everything, others nothing. */
export const ownAcl: readonly Acl[] = [{ rights: Right.all, identity: caller }];
