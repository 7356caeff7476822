import { digestIdentity } from '@grove/client';
import type { OperationOf } from './history';

/** Identities by digest, as histories write them. */

/** Whether an `addAuth` must be taken: by digest, with a user and a password. */
export function isSound({ credential }: OperationOf<'addAuth'>): boolean {
  return credential.scheme === 'digest' && /^[^:]+:./.test(credential.credential);
}

/** The id of `user:password`. */
export function digestOf(credential: string): string {
  const colon = credential.indexOf(':');
  return digestIdentity(credential.slice(0, colon), credential.slice(colon + 1)).id;
}
