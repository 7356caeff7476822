import type { Acl } from '@grove/wire';
import { OPEN, QUOTA, check, create, line, multi, read, remove, setData, type Case } from './cases';

const DAY_MS = 24 * 60 * 60_000;
/** 2^40 − 1 ms: what ZooKeeper has room for in an ephemeralOwner. */
const TTL_MS_MAX = 1_099_511_627_775;
const LIST_OF_NOBODY = 'digest:nobody:Wb0H/Gk1p3gVtVRGD+EhYQ9PZ2c=';

const acl = (scheme: string, id: string, rights = 31): Acl => ({ rights, identity: { scheme, id } });

const INVALID_LISTS: readonly (readonly [string, readonly Acl[]])[] = [
  ['a scheme that is not there', [acl('sasl', 'user')]],
  ['a scheme without a name', [acl('', 'anyone')]],
  ['world for somebody', [acl('world', 'somebody')]],
  ['a digest without a user', [acl('digest', ':hash')]],
  ['a digest without a hash', [acl('digest', 'user')]],
  ['a digest with two colons', [acl('digest', 'user:hash:more')]],
  ['an address that is none', [acl('ip', '10.0.0.256')]],
  ['an address block that is none', [acl('ip', '10.0.0.0/33')]],
  ['an IPv6 block that is none', [acl('ip', 'fe80::/129')]],
  ['a subject that is empty', [acl('x509', '')]],
  ['no right', [acl('world', 'anyone', 0)]],
  ['a right that there is not', [acl('world', 'anyone', 32)]],
  ['negative rights', [acl('world', 'anyone', -1)]],
  ['one valid entry and one that is not', [acl('world', 'anyone'), acl('ip', 'x')]],
  ['the superuser', [acl('super', '')]],
  ['auth by nobody', [acl('auth', '')]],
];

export const beyondCases: readonly Case[] = [
  // Kinds of znodes.
  line(create('/$container', { kind: 'container' }), 'OK', 'a container'),
  line(create('/$ttl', { kind: 'ttl', ttlMs: DAY_MS }), 'OK', 'a TTL znode'),
  line(create('/$ttl-', { kind: 'ttl', ttlMs: 1, sequential: true }), 'OK', 'the shortest TTL, sequential'),
  line(create('/$ttl-max', { kind: 'ttl', ttlMs: TTL_MS_MAX }), 'OK', 'the longest TTL'),
  line(create('/none/x', { kind: 'ttl', ttlMs: 0 }), 'BADARGUMENTS', 'a TTL of zero', { before: ['NONODE'] }),
  line(create('/none/x', { kind: 'ttl', ttlMs: TTL_MS_MAX + 1 }), 'BADARGUMENTS', 'a TTL too long', { before: ['NONODE'] }),
  line(create('/none/x', { kind: 'ttl', ttlMs: 0, acl: [acl('none', '')] }), 'BADARGUMENTS', 'TTL before the list', {
    before: ['INVALIDACL', 'NONODE'],
  }),

  // Access control lists.
  ...INVALID_LISTS.flatMap(([what, list]) => [
    line(create('/none/x', { acl: list }), 'INVALIDACL', `list: ${what}`, { before: ['NONODE'] }),
    line(multi(create('/none/x', { acl: list })), 'INVALIDACL', `list of a part: ${what}`, { before: ['NONODE'] }),
  ]),
  line(create('none/x', { acl: [acl('none', '')] }), 'BADARGUMENTS', 'path before list', { before: ['INVALIDACL'] }),
  line(create('/$list', { acl: [acl('digest', LIST_OF_NOBODY.slice(7)), acl('ip', 'fe80::/10'), acl('x509', 'CN=x')] }), 'OK', 'a list'),

  // With parents.
  line(create('/$a/b/c', { parents: true }), 'OK', 'parents are made'),
  line(create('/$a-/b/c-', { parents: true, sequential: true }), 'OK', 'parents of a sequential znode'),
  line(create('/p/c', { parents: true }), 'NODEEXISTS', 'parents: only the last may not exist'),
  line(create('/e/x/y', { parents: true }), 'NOCHILDRENFOREPHEMERALS', 'parents below an ephemeral'),
  line(create('/zookeeper/config/x/y', { parents: true }), 'NOAUTH', 'parents below the configuration'),

  // Subtrees.
  line({ ...remove('/$tree', 7), subtree: true }, 'BADVERSION', 'subtree: the root’s version'),
  line({ ...remove('/$tree', 0), subtree: true }, 'OK', 'subtree: with all below it'),
  line({ ...remove('/none'), subtree: true }, 'NONODE', 'subtree: znode missing'),
  line({ ...remove('/none/x'), subtree: true }, 'NONODE', 'subtree: parent missing'),
  line({ ...remove('/'), subtree: true }, 'BADARGUMENTS', 'subtree: the root'),
  line({ ...remove('/zookeeper'), subtree: true }, 'BADARGUMENTS', 'subtree: a reserved znode'),

  // Multi.
  line(multi({ type: 'checkNotExists', path: '/none' }), 'OK', 'a znode that is not there'),
  line(multi({ type: 'checkNotExists', path: '/leaf' }), 'NODEEXISTS', 'a znode that is there'),
  line(multi({ type: 'checkNotExists', path: '/none/x' }), 'OK', 'a znode whose parent is not there'),
  line(multi({ type: 'checkNotExists', path: 'x' }), 'BADARGUMENTS', 'a check-not-exists’ path'),
  line(
    multi(create('/$read'), { type: 'getData', path: '/$read' }, { type: 'exists', path: '/p' }),
    'OK',
    'reads see the parts before them',
  ),
  line(multi({ type: 'getData', path: '/none' }), 'NONODE', 'a getData’s znode'),
  line(multi({ type: 'getChildren', path: '/none' }), 'NONODE', 'a getChildren’s znode'),
  line(multi({ type: 'exists', path: '/none' }), 'NONODE', 'an exists’ znode'),
  line(multi(create('/$parts/a/b', { parents: true }), { ...remove('/$parts'), subtree: true }), 'OK', 'parents, and the subtree gone'),
  line(multi(create('/lost/a/b', { parents: true }), check('/p', 0)), 'BADVERSION', 'parents are taken back'),

  // setACL and getACL.
  line({ type: 'setAcl', path: '/leaf', acl: OPEN, aversion: 0 }, 'OK', 'the right aversion', { unary: 'BADVERSION' }),
  line({ type: 'setAcl', path: '/leaf', acl: OPEN, aversion: null }, 'OK', 'any aversion'),
  line({ type: 'setAcl', path: '/leaf', acl: OPEN, aversion: 99 }, 'BADVERSION', 'another aversion'),
  line({ type: 'setAcl', path: '/none', acl: OPEN, aversion: 99 }, 'NONODE', 'existence before aversion', { before: ['BADVERSION'] }),
  line({ type: 'setAcl', path: '/none', acl: [], aversion: null }, 'INVALIDACL', 'an empty list', { before: ['NONODE'] }),
  ...INVALID_LISTS.map(([what, list]) =>
    line({ type: 'setAcl', path: '/none', acl: list, aversion: null }, 'INVALIDACL', `list: ${what}`, { before: ['NONODE'] }),
  ),
  line({ type: 'setAcl', path: 'leaf', acl: [], aversion: null }, 'BADARGUMENTS', 'path before list', { before: ['INVALIDACL'] }),
  line({ type: 'setAcl', path: '/zookeeper/config', acl: OPEN, aversion: 99 }, 'NOAUTH', 'the configuration', { before: ['BADVERSION'] }),
  line({ type: 'getAcl', path: '/leaf' }, 'OK', 'there'),
  line({ type: 'getAcl', path: '/none' }, 'NONODE', 'znode missing'),
  line({ type: 'getAcl', path: 'leaf' }, 'BADARGUMENTS', 'path: no slash'),
  line({ type: 'whoAmI' }, 'OK', 'anybody'),

  // Lists and counts.
  line({ ...read('getChildren', '/p'), pageSize: 1 }, 'OK', 'a page'),
  line({ ...read('getChildren', '/p'), withData: true, withStat: true }, 'OK', 'with data and Stat'),
  line({ ...read('getChildren', '/p'), pageSize: 1, pageToken: Uint8Array.of(1, 2, 3) }, 'BADARGUMENTS', 'a page token that is none'),
  line({ ...read('getChildren', '/none'), pageSize: 1 }, 'NONODE', 'a page of a znode that is missing'),
  line({ type: 'getAllChildrenNumber', path: '/' }, 'OK', 'there'),
  line({ type: 'getAllChildrenNumber', path: '/none' }, 'NONODE', 'znode missing'),
  line({ type: 'getAllChildrenNumber', path: 'p' }, 'BADARGUMENTS', 'path: no slash'),
  line({ type: 'getEphemerals', prefix: '/' }, 'OK', 'of one’s own session', { inSession: true }),
  line({ type: 'getEphemerals', prefix: '/e' }, 'OK', 'without a session', { unary: 'BADARGUMENTS' }),
  line(
    {
      type: 'multiRead',
      parts: [
        { type: 'getData', path: '/p' },
        { type: 'getChildren', path: '/' },
      ],
    },
    'OK',
    'parts',
  ),
  line(
    {
      type: 'multiRead',
      parts: [
        { type: 'getData', path: '/none' },
        { type: 'exists', path: '/p' },
      ],
    },
    'OK',
    'a part’s error is its own',
  ),
  line({ type: 'multiRead', parts: Array.from({ length: 10_001 }, () => read('exists', '/none')) }, 'BADARGUMENTS', 'too many parts'),

  // Watches of the stream.
  line({ type: 'addWatch', path: '/$w', mode: 'persistent' }, 'OK', 'a znode that is not there', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'addWatch', path: '/$w', mode: 'persistentRecursive' }, 'OK', 'recursive', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'addWatch', path: 'x', mode: 'persistent' }, 'BADARGUMENTS', 'path: no slash', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'checkWatches', path: '/$w' }, 'OK', 'one that was set', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'checkWatches', path: '/$w', watcherType: 'data' }, 'NOWATCHER', 'of another type', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'removeWatches', path: '/$w', watcherType: 'children' }, 'NOWATCHER', 'of another type', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'removeWatches', path: '/$w', watcherType: 'persistent' }, 'OK', 'of its type', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'removeWatches', path: '/$w' }, 'OK', 'what is left', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'removeWatches', path: '/$w' }, 'NOWATCHER', 'nothing is left', { unary: 'UNIMPLEMENTED' }),
  line({ type: 'checkWatches', path: '/$w' }, 'NOWATCHER', 'nothing is left', { unary: 'UNIMPLEMENTED' }),

  // Quotas.
  line(create('/full/x'), 'QUOTAEXCEEDED', 'the count’s hard limit'),
  line(create('/full/c'), 'NODEEXISTS', 'existence before quota', { before: ['QUOTAEXCEEDED'] }),
  line(create('/full/x/y', { parents: true }), 'QUOTAEXCEEDED', 'the count’s hard limit, with parents'),
  line(multi(create('/full/x')), 'QUOTAEXCEEDED', 'a create’s quota'),
  line(multi(remove('/full/c'), create('/full/c')), 'OK', 'room that a part before it made'),
  line(setData('/full', 99, new Uint8Array(5)), 'QUOTAEXCEEDED', 'quota before version', { before: ['BADVERSION'] }),
  line(setData('/full', null, new Uint8Array(4)), 'OK', 'just the bytes’ hard limit'),
  line(setData('/full/none', null, new Uint8Array(5)), 'NONODE', 'existence before quota', { before: ['QUOTAEXCEEDED'] }),
  line(multi(setData('/full', null, new Uint8Array(5))), 'QUOTAEXCEEDED', 'a setData’s quota'),
  line({ type: 'setQuota', path: '/none', quota: QUOTA }, 'NONODE', 'znode missing'),
  line({ type: 'setQuota', path: 'x', quota: QUOTA }, 'BADARGUMENTS', 'path: no slash'),
  line({ type: 'setQuota', path: '/full/c', quota: QUOTA }, 'BADARGUMENTS', 'below another quota'),
  line({ type: 'setQuota', path: '/full', quota: QUOTA }, 'OK', 'other limits'),
  line({ type: 'removeQuota', path: '/leaf' }, 'NONODE', 'there is none'),
  line({ type: 'removeQuota', path: 'x' }, 'BADARGUMENTS', 'path: no slash'),
  line({ type: 'listQuotas', path: '' }, 'OK', 'all'),
  line({ type: 'listQuotas', path: '/full' }, 'OK', 'one'),
  line({ type: 'listQuotas', path: 'full' }, 'BADARGUMENTS', 'path: no slash'),
];
