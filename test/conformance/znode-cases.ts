import { check, create, line, multi, read, remove, setData, DATA_LIMIT, TOO_LARGE, type Case } from './cases';

const WRONG_VERSION = 7;
const BAD_PATHS: readonly (readonly [string, string])[] = [
  ['no slash', 'x'],
  ['no path', ''],
  ['a slash at the end', '/p/'],
  ['an empty part', '/p//c'],
  ['a dot', '/p/./c'],
  ['two dots', '/p/../c'],
  ['a control character', '/p/\u0001'],
  ['a surrogate', '/p/\u{1f600}'],
  ['a private character', '/p/\ue000'],
  ['a noncharacter', '/p/\uffff'],
];

/** Every operation that names a znode refuses every path that ZooKeeper refuses. */
const badPaths: Case[] = BAD_PATHS.flatMap(([what, path]) => [
  line(create(path), 'BADARGUMENTS', `path: ${what}`),
  line(remove(path), 'BADARGUMENTS', `path: ${what}`),
  line(setData(path), 'BADARGUMENTS', `path: ${what}`),
  line(read('exists', path), 'BADARGUMENTS', `path: ${what}`),
  line(read('getData', path), 'BADARGUMENTS', `path: ${what}`),
  line(read('getChildren', path), 'BADARGUMENTS', `path: ${what}`),
  line(multi(check(path)), 'BADARGUMENTS', `path of a part: ${what}`),
]);

export const znodeCases: readonly Case[] = [
  ...badPaths,

  line(create('/$create'), 'OK', 'a persistent znode'),
  line(create('/$sequential-', { sequential: true }), 'OK', 'a sequential znode'),
  line(create('/$large', { data: TOO_LARGE.subarray(0, DATA_LIMIT) }), 'OK', 'data of just the limit'),
  line(create('/$e', { kind: 'ephemeral' }), 'OK', 'an ephemeral in a session', { inSession: true }),
  line(create('/$e-', { kind: 'ephemeral', sequential: true }), 'OK', 'an ephemeral sequential one in a session', { inSession: true }),
  line(create('/$without', { kind: 'ephemeral' }), 'OK', 'an ephemeral without a session', { unary: 'BADARGUMENTS' }),
  // The size is looked at before anything is logged.
  line(create('/none/./x', { data: TOO_LARGE }), 'DATATOOLARGE', 'size before path', { before: ['BADARGUMENTS', 'NONODE'] }),
  line(create('/none/x', { data: TOO_LARGE }), 'DATATOOLARGE', 'size before parent', { before: ['NONODE'] }),
  line(create('/none/x'), 'NONODE', 'the parent must exist'),
  line(create('/zookeeper/config/x'), 'NOAUTH', 'nobody writes below the configuration'),
  line(create('/leaf'), 'NODEEXISTS', 'the znode must not exist'),
  line(create('/'), 'NODEEXISTS', 'the root exists'),
  line(create('/zookeeper/quota'), 'NODEEXISTS', 'a reserved znode exists'),
  line(create('/e/x'), 'NOCHILDRENFOREPHEMERALS', 'not below an ephemeral'),
  line(create('/e/x-', { sequential: true }), 'NOCHILDRENFOREPHEMERALS', 'not below an ephemeral, sequential'),

  line(remove('/', WRONG_VERSION), 'BADARGUMENTS', 'the root', { before: ['BADVERSION', 'NOTEMPTY'] }),
  line(remove('/zookeeper', WRONG_VERSION), 'BADARGUMENTS', 'a reserved znode', { before: ['BADVERSION', 'NOTEMPTY'] }),
  line(remove('/zookeeper/config'), 'BADARGUMENTS', 'the configuration'),
  line(remove('/zookeeper/quota'), 'BADARGUMENTS', 'the quotas'),
  line(remove('/none/x', WRONG_VERSION), 'NONODE', 'parent missing', { before: ['BADVERSION'] }),
  line(remove('/none', WRONG_VERSION), 'NONODE', 'znode missing', { before: ['BADVERSION'] }),
  line(remove('/p/none', WRONG_VERSION), 'NONODE', 'child missing', { before: ['BADVERSION'] }),
  line(remove('/zookeeper/config/x'), 'NOAUTH', 'nobody deletes below the configuration', { before: ['NONODE'] }),
  line(remove('/p', WRONG_VERSION), 'BADVERSION', 'version before children', { before: ['NOTEMPTY'] }),
  line(remove('/leaf', WRONG_VERSION), 'BADVERSION', 'another version'),
  line(remove('/p', 1), 'NOTEMPTY', 'a child, the right version'),
  line(remove('/p', -1), 'NOTEMPTY', 'a child, any version'),
  line(remove('/$delete', 0), 'OK', 'the right version'),

  line(setData('/none', WRONG_VERSION, TOO_LARGE), 'DATATOOLARGE', 'size before existence', { before: ['NONODE'] }),
  line(setData('p', WRONG_VERSION, TOO_LARGE), 'DATATOOLARGE', 'size before path', { before: ['BADARGUMENTS'] }),
  line(setData('/none', WRONG_VERSION), 'NONODE', 'existence before version', { before: ['BADVERSION'] }),
  line(setData('/zookeeper/config', WRONG_VERSION), 'NOAUTH', 'the configuration is not written', { before: ['BADVERSION'] }),
  line(setData('/p', 0), 'BADVERSION', 'the version before'),
  line(setData('/p', WRONG_VERSION), 'BADVERSION', 'a version to come'),
  line(setData('/$set', 0), 'OK', 'the right version'),
  line(setData('/$set', -1), 'OK', 'any version'),

  line(read('exists', '/none'), 'NONODE', 'znode missing'),
  line(read('exists', '/none/x'), 'NONODE', 'parent missing'),
  line(read('exists', '/p'), 'OK', 'there'),
  line(read('getData', '/none'), 'NONODE', 'znode missing'),
  line(read('getData', '/p'), 'OK', 'there'),
  line(read('getData', '/zookeeper/config'), 'OK', 'the configuration is read by all'),
  line(read('getChildren', '/none'), 'NONODE', 'znode missing'),
  line(read('getChildren', '/e'), 'OK', 'an ephemeral has none'),
  line(read('getChildren', '/p'), 'OK', 'there'),

  line({ type: 'sync', path: '/' }, 'OK', 'the root'),
  line({ type: 'sync', path: '/none' }, 'OK', 'the path is not looked at'),

  line(multi(), 'OK', 'no part'),
  line(multi(create('/$multi'), check('/$multi', 0), setData('/$multi', 0), remove('/$multi', 1)), 'OK', 'parts see those before them'),
  line(multi(check('/p', 1)), 'OK', 'a check alone'),
  line(multi(check('/p', 0)), 'BADVERSION', 'a check’s version'),
  line(multi(check('/none', 0)), 'NONODE', 'a check’s znode', { before: ['BADVERSION'] }),
  line(multi(check('/p', 1), create('/none/x')), 'NONODE', 'a create’s parent'),
  line(multi(check('/p', 1), create('/leaf')), 'NODEEXISTS', 'a create’s znode'),
  line(multi(create('/e/x')), 'NOCHILDRENFOREPHEMERALS', 'a create below an ephemeral'),
  line(multi(create('/zookeeper/config/x')), 'NOAUTH', 'a create below the configuration'),
  line(multi(remove('/p', 1)), 'NOTEMPTY', 'a delete’s children'),
  line(multi(setData('/p', 0)), 'BADVERSION', 'a setData’s version'),
  line(multi(setData('/p', 1, TOO_LARGE)), 'DATATOOLARGE', 'a setData’s size'),
  line(multi(create('/$multi-e', { kind: 'ephemeral' })), 'OK', 'an ephemeral without a session', { unary: 'BADARGUMENTS' }),
  line(multi(check('/p', 0), create('/leaf')), 'BADVERSION', 'the first part that fails decides', { before: ['NODEEXISTS'] }),
  line(multi(create('/leaf'), check('/p', 0)), 'NODEEXISTS', 'the first part that fails decides', { before: ['BADVERSION'] }),
];
