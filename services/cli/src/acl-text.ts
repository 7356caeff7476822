import { Right } from '@grove/client';
import type { Acl } from '@grove/client';
import { usage } from './failure';

/** Access control lists as text, in the form of ZooKeeper's command line: `scheme:id:rights`, with commas between. */

/** In the order in which they are written. */
const letters = [
  ['c', Right.create],
  ['d', Right.delete],
  ['r', Right.read],
  ['w', Right.write],
  ['a', Right.admin],
] as const;

export function formatRights(rights: number): string {
  return letters.map(([letter, right]) => ((rights & right) === 0 ? '' : letter)).join('');
}

export function formatAcl(acl: Acl): string {
  return `${acl.identity.scheme}:${acl.identity.id}:${formatRights(acl.rights)}`;
}

/** A subject of a certificate has commas and an address colons: an entry ends where rights are followed by a comma. */
export function parseAcl(text: string): Acl[] {
  const list: Acl[] = [];
  let rest = text;
  while (rest !== '') {
    const [whole, scheme, id, rights] = /^([^:,]+):(.*?):([cdrwa]+)(?:,|$)/s.exec(rest) ?? [];
    if (whole === undefined || scheme === undefined || id === undefined || rights === undefined) break;
    list.push({
      rights: letters.reduce((sum, [letter, right]) => (rights.includes(letter) ? sum | right : sum), 0),
      identity: { scheme: scheme.trim(), id },
    });
    rest = rest.slice(whole.length);
    if (rest === '' && whole.endsWith(',')) break;
    if (rest === '') return list;
  }
  throw usage(`"${text}" is no access control list: SCHEME:ID:RIGHTS,... with rights of c d r w a (world:anyone:r,auth::cdrwa)`);
}
