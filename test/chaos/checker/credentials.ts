import { digestIdentity } from '@grove/client';

/** Identities by digest, as histories write them. */

/** The id of `user:password`. */
export function digestOf(credential: string): string {
  const colon = credential.indexOf(':');
  return digestIdentity(credential.slice(0, colon), credential.slice(colon + 1)).id;
}
