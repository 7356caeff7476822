import type { Operation } from '@grove/wire';
import { OPEN, check, create, multi, read, remove, setData } from './cases';
import type { Code } from './codes';

/**
 * Who may do what, as `SEMANTICS` promises it, written as a table: nothing here is taken from the code that decides.
 */

/** A right, and its number in an access control list. */
export const rights = { READ: 1, WRITE: 2, CREATE: 4, DELETE: 8, ADMIN: 16 } as const;
export type Right = keyof typeof rights;

export interface Rule {
  readonly name: string;
  /** One of these on the znode `N` of the call is enough. */
  readonly needs: readonly Right[];
  /** `znode` has the list and the child `c`, which is open to all. */
  call(znode: string): Operation;
  /** What the one who may is told: nothing changes, so that one tree serves all. */
  readonly allowed: Code;
  /** Where the answer as a whole is `OK` and each part has its code. */
  readonly byPart?: true;
}

const WRONG_VERSION = 99;

export const rules: readonly Rule[] = [
  { name: 'create', needs: ['CREATE'], call: (znode) => create(`${znode}/c`), allowed: 'NODEEXISTS' },
  {
    name: 'create sequential',
    needs: ['CREATE'],
    call: (znode) => multi(create(`${znode}/s-`, { sequential: true }), check('/', 99)),
    allowed: 'BADVERSION',
  },
  { name: 'create container', needs: ['CREATE'], call: (znode) => create(`${znode}/c`, { kind: 'container' }), allowed: 'NODEEXISTS' },
  { name: 'create TTL', needs: ['CREATE'], call: (znode) => create(`${znode}/c`, { kind: 'ttl', ttlMs: 1 }), allowed: 'NODEEXISTS' },
  {
    name: 'create with parents: on the lowest znode that is there',
    needs: ['CREATE'],
    call: (znode) => multi(create(`${znode}/a/b/d`, { parents: true }), check('/', 99)),
    allowed: 'BADVERSION',
  },
  { name: 'delete: on the parent', needs: ['DELETE'], call: (znode) => remove(`${znode}/c`, WRONG_VERSION), allowed: 'BADVERSION' },
  {
    name: 'delete subtree: on the parents of what is below',
    needs: ['DELETE'],
    call: (znode) => multi({ ...remove(znode), subtree: true }, check('/', WRONG_VERSION)),
    allowed: 'BADVERSION',
  },
  { name: 'exists', needs: ['READ'], call: (znode) => read('exists', znode), allowed: 'OK' },
  { name: 'getData', needs: ['READ'], call: (znode) => read('getData', znode), allowed: 'OK' },
  { name: 'getChildren', needs: ['READ'], call: (znode) => read('getChildren', znode), allowed: 'OK' },
  { name: 'getAllChildrenNumber', needs: ['READ'], call: (znode) => ({ type: 'getAllChildrenNumber', path: znode }), allowed: 'OK' },
  { name: 'setData', needs: ['WRITE'], call: (znode) => setData(znode, WRONG_VERSION), allowed: 'BADVERSION' },
  { name: 'multi: check', needs: ['READ'], call: (znode) => multi(check(znode, WRONG_VERSION)), allowed: 'BADVERSION' },
  { name: 'multi: create', needs: ['CREATE'], call: (znode) => multi(create(`${znode}/c`)), allowed: 'NODEEXISTS' },
  { name: 'multi: delete', needs: ['DELETE'], call: (znode) => multi(remove(`${znode}/c`, WRONG_VERSION)), allowed: 'BADVERSION' },
  { name: 'multi: setData', needs: ['WRITE'], call: (znode) => multi(setData(znode, WRONG_VERSION)), allowed: 'BADVERSION' },
  { name: 'multi: getData', needs: ['READ'], call: (znode) => multi({ type: 'getData', path: znode }), allowed: 'OK' },
  { name: 'multi: getChildren', needs: ['READ'], call: (znode) => multi({ type: 'getChildren', path: znode }), allowed: 'OK' },
  { name: 'multi: exists', needs: ['READ'], call: (znode) => multi({ type: 'exists', path: znode }), allowed: 'OK' },
  {
    name: 'multiRead: getData',
    needs: ['READ'],
    call: (znode) => ({ type: 'multiRead', parts: [{ type: 'getData', path: znode }] }),
    allowed: 'OK',
    byPart: true,
  },
  {
    name: 'multiRead: getChildren',
    needs: ['READ'],
    call: (znode) => ({ type: 'multiRead', parts: [{ type: 'getChildren', path: znode }] }),
    allowed: 'OK',
    byPart: true,
  },
  {
    name: 'setAcl',
    needs: ['ADMIN'],
    call: (znode) => ({ type: 'setAcl', path: znode, acl: OPEN, aversion: WRONG_VERSION }),
    allowed: 'BADVERSION',
  },
  { name: 'getAcl', needs: ['READ', 'ADMIN'], call: (znode) => ({ type: 'getAcl', path: znode }), allowed: 'OK' },
];

/** The schemes, each with the id that a list grants to. `auth` stands for what its maker, who is `ann`, has proved. */
export const grants = [
  { name: 'world', scheme: 'world', id: 'anyone' },
  { name: 'auth', scheme: 'auth', id: '' },
  // base64(SHA-1("ann:secret")), reckoned outside of Grove.
  { name: 'digest', scheme: 'digest', id: 'ann:7RJfAeIvrl4zdj6sS2fXrQHDvHM=' },
  { name: 'ip: an address', scheme: 'ip', id: '10.1.2.3' },
  { name: 'ip: a block', scheme: 'ip', id: '10.1.0.0/16' },
  { name: 'ip: a block of IPv6', scheme: 'ip', id: 'fd00:1::/32' },
  { name: 'x509', scheme: 'x509', id: 'CN=ann,O=grove' },
] as const;
export type GrantName = (typeof grants)[number]['name'];

export interface CallerKind {
  readonly name: string;
  /** What the connection proves. */
  readonly connection: readonly string[];
  /** `user:password`; empty for none. */
  readonly password: string;
  /** The grants that mean this caller. */
  readonly is: readonly GrantName[];
  readonly isSuper: boolean;
}

export const callers: readonly CallerKind[] = [
  { name: 'nobody', connection: [], password: '', is: ['world'], isSuper: false },
  { name: 'ann', connection: ['ip:127.0.0.1'], password: 'ann:secret', is: ['world', 'auth', 'digest'], isSuper: false },
  { name: 'ann with another password', connection: [], password: 'ann:guess', is: ['world'], isSuper: false },
  { name: 'bob', connection: [], password: 'bob:secret', is: ['world'], isSuper: false },
  { name: 'at the address', connection: ['ip:10.1.2.3'], password: '', is: ['world', 'ip: an address', 'ip: a block'], isSuper: false },
  { name: 'in the block', connection: ['ip:10.1.255.255'], password: '', is: ['world', 'ip: a block'], isSuper: false },
  { name: 'beside the block', connection: ['ip:10.2.0.0'], password: '', is: ['world'], isSuper: false },
  { name: 'in the block of IPv6', connection: ['ip:fd00:1::7'], password: '', is: ['world', 'ip: a block of IPv6'], isSuper: false },
  { name: 'beside the block of IPv6', connection: ['ip:fd00:2::7'], password: '', is: ['world'], isSuper: false },
  { name: 'with the certificate', connection: ['x509:CN=ann,O=grove'], password: '', is: ['world', 'x509'], isSuper: false },
  { name: 'with another certificate', connection: ['x509:CN=ann'], password: '', is: ['world'], isSuper: false },
  {
    name: 'with the certificate and the password',
    connection: ['ip:10.1.2.3', 'x509:CN=ann,O=grove'],
    password: 'ann:secret',
    is: ['world', 'auth', 'digest', 'ip: an address', 'ip: a block', 'x509'],
    isSuper: false,
  },
  { name: 'the superuser', connection: [], password: 'root:toor', is: [], isSuper: true },
  { name: 'the superuser by certificate', connection: ['x509:CN=root'], password: '', is: [], isSuper: true },
];
