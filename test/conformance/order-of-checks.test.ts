import { encodeOperation, type Acl, type MultiPart, type Operation } from '@grove/wire';
import { OPEN, QUOTA, TOO_LARGE, check, create, multi, read, remove, setData } from './cases';
import type { Code } from './codes';
import { furnish } from './furnished';
import { World } from './world';

/**
 * Calls that earn two errors or more, and the one that is told: the first in the order of checks that `SEMANTICS` states. The caller
 * is nobody; what is locked is `ann`'s. Each part of a multi is judged in the same order as an operation of its own.
 */
const ANN = 'CN=ann';
const locked: readonly Acl[] = [{ rights: 31, identity: { scheme: 'x509', id: ANN } }];
const invalid: readonly Acl[] = [{ rights: 31, identity: { scheme: 'none', id: '' } }];
const WRONG_VERSION = 99;
const TOO_MUCH = new Uint8Array(5);
const NO_LIMITS = { countHard: -1, countSoft: -1, bytesHard: -1, bytesSoft: -1 };

const world = new World();
furnish(world);
const ann = world.session({ identities: [`x509:${ANN}`] });
for (const operation of [
  create('/locked', { acl: locked }),
  create('/locked/c'),
  create('/locked/c/d'),
  create('/locked-e', { kind: 'ephemeral', acl: locked }),
  // Two znodes: nothing more fits, and the child can have none anyway.
  create('/tight'),
  create('/tight/e', { kind: 'ephemeral' }),
  { type: 'setQuota', path: '/tight', quota: QUOTA },
  // Locked and full.
  create('/strict', { acl: locked }),
  create('/strict/c'),
  { type: 'setQuota', path: '/strict', quota: QUOTA },
  { type: 'setAcl', path: '/zookeeper/quota', acl: locked, aversion: null },
] satisfies Operation[]) {
  const { code } = ann.do(encodeOperation(operation));
  if (code !== 'OK') throw new Error(`${JSON.stringify(operation)} was answered ${code}`);
}

type Row = readonly [told: Code, before: readonly Code[], call: Operation];
const ttl = (path: string) => create(path, { kind: 'ttl', ttlMs: 0 });
const sequential = { sequential: true } as const;
const parents = { parents: true } as const;
const subtree = (path: string, version: number | null = null) => ({ ...remove(path, version), subtree: true });
const setAcl = (path: string, acl: readonly Acl[]): Operation => ({ type: 'setAcl', path, acl, aversion: WRONG_VERSION });
const notExists = (path: string): MultiPart => ({ type: 'checkNotExists', path });
const pages = (path: string, pageSize: number, pageToken = new Uint8Array(0)) => ({ ...read('getChildren', path), pageSize, pageToken });

/** These stand for themselves and as the part of a multi. */
const asPartToo: readonly (readonly [told: Code, before: readonly Code[], call: MultiPart & Operation])[] = [
  // create: TTL → path → list → parent → NOAUTH → NODEEXISTS → NOCHILDRENFOREPHEMERALS → QUOTAEXCEEDED. (A parent that is not there has no
  // list, a child of an ephemeral cannot exist: these two pairs never meet.)
  ['BADARGUMENTS', ['NOAUTH', 'NODEEXISTS'], ttl('/locked/c')],
  ['BADARGUMENTS', ['NODEEXISTS', 'QUOTAEXCEEDED'], ttl('/full/c')],
  ['BADARGUMENTS', ['NOCHILDRENFOREPHEMERALS', 'QUOTAEXCEEDED'], ttl('/tight/e/x')],
  ['BADARGUMENTS', ['NODEEXISTS'], create('/leaf', { ttlMs: 1 })],
  ['BADARGUMENTS', ['NONODE'], create('/none//x')],
  ['BADARGUMENTS', ['NOAUTH', 'NODEEXISTS'], create('/locked/c/')],
  ['BADARGUMENTS', ['NOCHILDRENFOREPHEMERALS', 'QUOTAEXCEEDED'], create('/tight/e/x/')],
  ['INVALIDACL', ['NOAUTH', 'NODEEXISTS'], create('/locked/c', { acl: invalid })],
  ['INVALIDACL', ['NODEEXISTS', 'QUOTAEXCEEDED'], create('/full/c', { acl: invalid })],
  ['INVALIDACL', ['NOCHILDRENFOREPHEMERALS', 'QUOTAEXCEEDED'], create('/tight/e/x', { acl: invalid })],
  ['INVALIDACL', ['NONODE'], create('/none/x', { acl: invalid })],
  ['NOAUTH', ['NODEEXISTS'], create('/locked/c')],
  ['NOAUTH', ['NODEEXISTS', 'QUOTAEXCEEDED'], create('/strict/c')],
  ['NOAUTH', ['QUOTAEXCEEDED'], create('/strict/x')],
  ['NOAUTH', ['QUOTAEXCEEDED'], create('/strict/x-', sequential)],
  ['NOAUTH', ['QUOTAEXCEEDED'], create('/strict/x/y', parents)],
  ['NOAUTH', ['NOCHILDRENFOREPHEMERALS'], create('/locked-e/x')],
  ['NOAUTH', ['NOCHILDRENFOREPHEMERALS'], create('/locked-e/x-', sequential)],
  ['NOAUTH', ['NOCHILDRENFOREPHEMERALS'], create('/locked-e/x/y', parents)],
  ['NODEEXISTS', ['QUOTAEXCEEDED'], create('/full/c')],
  ['NOCHILDRENFOREPHEMERALS', ['QUOTAEXCEEDED'], create('/tight/e/x')],
  ['NOCHILDRENFOREPHEMERALS', ['QUOTAEXCEEDED'], create('/tight/e/x-', sequential)],
  ['NOCHILDRENFOREPHEMERALS', ['QUOTAEXCEEDED'], create('/tight/e/x/y', parents)],
  // What is larger than a replica lets in is refused at its door.
  ['DATATOOLARGE', ['BADARGUMENTS'], create('/none/./x', { data: TOO_LARGE })],
  ['DATATOOLARGE', ['INVALIDACL', 'NODEEXISTS'], create('/leaf', { data: TOO_LARGE, acl: invalid })],
  ['DATATOOLARGE', ['NOAUTH', 'QUOTAEXCEEDED'], create('/strict/x', { data: TOO_LARGE })],

  // delete: path → parent → NOAUTH → znode → BADVERSION → NOTEMPTY.
  ['BADARGUMENTS', ['NONODE', 'BADVERSION'], remove('/none/x/', WRONG_VERSION)],
  ['BADARGUMENTS', ['NOAUTH', 'BADVERSION', 'NOTEMPTY'], remove('/locked/c/', WRONG_VERSION)],
  ['BADARGUMENTS', ['BADVERSION', 'NOTEMPTY'], remove('/zookeeper', WRONG_VERSION)],
  ['NONODE', ['BADVERSION'], remove('/none/x', WRONG_VERSION)],
  ['NOAUTH', ['NONODE', 'BADVERSION'], remove('/locked/none', WRONG_VERSION)],
  ['NOAUTH', ['BADVERSION', 'NOTEMPTY'], remove('/locked/c', WRONG_VERSION)],
  ['NOAUTH', ['NOTEMPTY'], remove('/locked/c', 0)],
  ['NONODE', ['BADVERSION'], remove('/none', WRONG_VERSION)],
  ['BADVERSION', ['NOTEMPTY'], remove('/p', WRONG_VERSION)],
  ['NOAUTH', ['NONODE'], subtree('/locked/none')],
  ['NOAUTH', ['BADVERSION'], subtree('/locked/c', WRONG_VERSION)],
  ['BADVERSION', ['NOAUTH'], subtree('/locked', WRONG_VERSION)],

  // setData: size at the door → path → NONODE → NOAUTH → QUOTAEXCEEDED → BADVERSION.
  ['DATATOOLARGE', ['NOAUTH', 'BADVERSION'], setData('/locked', WRONG_VERSION, TOO_LARGE)],
  ['DATATOOLARGE', ['QUOTAEXCEEDED', 'BADVERSION'], setData('/full', WRONG_VERSION, TOO_LARGE)],
  ['BADARGUMENTS', ['NONODE', 'BADVERSION'], setData('/none/', WRONG_VERSION)],
  ['BADARGUMENTS', ['NOAUTH', 'QUOTAEXCEEDED', 'BADVERSION'], setData('/strict/', WRONG_VERSION, TOO_MUCH)],
  ['NONODE', ['QUOTAEXCEEDED', 'BADVERSION'], setData('/full/none', WRONG_VERSION, TOO_MUCH)],
  ['NOAUTH', ['BADVERSION'], setData('/locked', WRONG_VERSION)],
  ['NOAUTH', ['QUOTAEXCEEDED', 'BADVERSION'], setData('/strict', WRONG_VERSION, TOO_MUCH)],
  ['QUOTAEXCEEDED', ['BADVERSION'], setData('/full', WRONG_VERSION, TOO_MUCH)],

  // Reads: path → NONODE → NOAUTH.
  ['BADARGUMENTS', ['NONODE'], { type: 'getData', path: '/none/', watch: false }],
  ['BADARGUMENTS', ['NOAUTH'], { type: 'getData', path: '/locked/', watch: false }],
];

const alone: readonly Row[] = [
  // setACL: path → list → NONODE → NOAUTH → BADVERSION.
  ['BADARGUMENTS', ['INVALIDACL', 'NOAUTH', 'BADVERSION'], setAcl('/locked/', invalid)],
  ['INVALIDACL', ['NONODE', 'BADVERSION'], setAcl('/none', [])],
  ['INVALIDACL', ['NOAUTH', 'BADVERSION'], setAcl('/locked', [])],
  ['INVALIDACL', ['BADVERSION'], setAcl('/leaf', invalid)],
  ['NONODE', ['BADVERSION'], setAcl('/none', OPEN)],
  ['NOAUTH', ['BADVERSION'], setAcl('/locked', OPEN)],
  // getChildren: path → NONODE → NOAUTH → what is wrong with a page.
  ['NONODE', ['BADARGUMENTS'], pages('/none', -1)],
  ['NONODE', ['BADARGUMENTS'], pages('/none', 1, Uint8Array.of(1, 2, 3))],
  ['NOAUTH', ['BADARGUMENTS'], pages('/locked', -1)],
  ['NOAUTH', ['BADARGUMENTS'], pages('/locked', 1, Uint8Array.of(1, 2, 3))],
  // check and check-not-exists.
  ['BADARGUMENTS', ['NOAUTH', 'BADVERSION'], multi(check('/locked/', WRONG_VERSION))],
  ['NONODE', ['BADVERSION'], multi(check('/none', WRONG_VERSION))],
  ['NOAUTH', ['BADVERSION'], multi(check('/locked', WRONG_VERSION))],
  ['BADARGUMENTS', ['NOAUTH', 'NODEEXISTS'], multi(notExists('/locked/c/'))],
  ['NOAUTH', ['NODEEXISTS'], multi(notExists('/locked/c'))],
  // The door looks at all parts before the first is judged; behind it the first that fails decides.
  ['DATATOOLARGE', ['NONODE'], multi(create('/none/x'), setData('/leaf', null, TOO_LARGE))],
  ['NONODE', ['BADARGUMENTS'], multi(create('/none/x'), check('x'))],
  // Quotas: path and limits → NONODE → NOAUTH → nested.
  ['BADARGUMENTS', ['NONODE', 'NOAUTH'], { type: 'setQuota', path: '/none', quota: NO_LIMITS }],
  ['BADARGUMENTS', ['NOAUTH'], { type: 'setQuota', path: '/leaf', quota: { ...QUOTA, bytesSoft: -2 } }],
  ['NONODE', ['NOAUTH'], { type: 'setQuota', path: '/none', quota: QUOTA }],
  ['NOAUTH', ['BADARGUMENTS'], { type: 'setQuota', path: '/full/c', quota: QUOTA }],
  ['BADARGUMENTS', ['NONODE', 'NOAUTH'], { type: 'removeQuota', path: '/none/' }],
  ['NONODE', ['NOAUTH'], { type: 'removeQuota', path: '/leaf' }],
  ['BADARGUMENTS', ['NOAUTH'], { type: 'listQuotas', path: '/full/' }],
];

const rows: readonly Row[] = [
  ...asPartToo.flatMap(([told, before, call]): Row[] => [
    [told, before, call],
    // Behind a part that succeeds.
    [told, before, multi(check('/p'), call)],
  ]),
  ...alone,
];

const named = rows.map((row, at) => {
  const [told, before, call] = row;
  const shown = call.type === 'multi' ? `multi of ${call.parts.map(({ type }) => type).join(', ')}` : call.type;
  return [`${shown}: ${told} before ${before.join(', ')} (${at})`, row] as const;
});

const session = world.session();
test.each(named)('stream: %s', (_, [told, , call]) => {
  expect(session.do(encodeOperation(call))).toMatchObject({ code: told, ended: false });
});

test.each(named)('unary: %s', (_, [told, , call]) => {
  expect(world.unary(encodeOperation(call)).code).toBe(told);
});

const writing = named.filter(([, [, , { type }]]) => !['getChildren', 'getData', 'listQuotas'].includes(type));
/** What the door refuses comes before the session. (A TTL that is out of its range has no line here: it is on both sides of it.) */
const isBehindSession = ([told, , call]: Row): boolean => told !== 'DATATOOLARGE' && !(call.type === 'create' && call.ttlMs !== undefined);

test.each(writing.filter(([, row]) => row[2].type !== 'multi' && isBehindSession(row)))(
  'unary: SESSIONEXPIRED before all of these, where the session ends on the way: %s',
  (_, [, , call]) => {
    const ending = world.session();
    const { engine } = world.cluster.replica(1);
    // Both are on their way at once, in this order.
    engine?.closeSession({ sessionId: ending.id, sessionSecret: ending.secret }, () => undefined);
    expect(world.unary(encodeOperation(call), { session: ending }).code).toBe('SESSIONEXPIRED');
  },
);

afterAll(() => {
  world.cluster.assertHealthy();
});
