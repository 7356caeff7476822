import type { OperationType } from '@grove/wire';
import { beyondCases } from './beyond-cases';
import { codes, type Code } from './codes';
import { samples, streamOnly, writes } from './samples';
import { znodeCases } from './znode-cases';

/**
 * That no pair of operation and error was forgotten: each has a line, or belongs to a situation (situations.test.ts), or
 * stands here with the reason why nobody can meet it.
 */
const table = [...znodeCases, ...beyondCases];
const operations = Object.keys(samples) as OperationType[];

type Way = 'stream' | 'unary';
type Applies = (operation: OperationType, way: Way) => boolean;
const isWrite = (operation: OperationType): boolean => writes.includes(operation);
const isStreamOnly = (operation: OperationType): boolean => streamOnly.includes(operation);
const oneOf =
  (...named: readonly OperationType[]): Applies =>
  (operation) =>
    named.includes(operation);
const inStream =
  (...named: readonly OperationType[]): Applies =>
  (operation, way) =>
    way === 'stream' && named.includes(operation);

/** Errors of a situation: whom they can meet. The file beside each has a case of its own for every one of these. */
const situations: Partial<Record<Code, readonly Applies[]>> = {
  // situations.test.ts
  SESSIONEXPIRED: [() => true],
  SESSIONMOVED: [(_, way) => way === 'stream'],
  GAP: [(operation, way) => way === 'stream' && isWrite(operation)],
  MARSHALLINGERROR: [(operation) => operation !== 'sync'],
  UNIMPLEMENTED: [() => true],
  THROTTLEDOP: [(operation, way) => way === 'stream' || isWrite(operation)],
  OUTCOMEUNKNOWN: [(operation, way) => way === 'unary' && isWrite(operation)],
  OPERATIONTIMEOUT: [(operation, way) => way === 'unary' && !isWrite(operation)],
  CONNECTIONLOSS: [(operation, way) => way === 'stream' && !isStreamOnly(operation)],
  AUTHFAILED: [(operation, way) => way === 'unary' && !isStreamOnly(operation)],
  NOTREADONLY: [(operation, way) => way === 'stream' && !isStreamOnly(operation)],
  // rights.test.ts, and for the quotas situations.test.ts
  NOAUTH: [
    oneOf('create', 'delete', 'setData', 'multi', 'exists', 'getData', 'getChildren', 'getAllChildrenNumber', 'setAcl', 'getAcl'),
    oneOf('setQuota', 'removeQuota', 'listQuotas'),
  ],
  // lists-too-long.test.ts
  LISTTOOLONG: [oneOf('getChildren', 'getEphemerals', 'listQuotas')],
  // resumption.test.ts
  COMPACTED: [inStream('setWatches')],
  // request-ids.test.ts; resumption.test.ts
  BADARGUMENTS: [(operation, way) => way === 'unary' && isWrite(operation), inStream('setWatches')],
};

/** What an operation can give by what it asks and finds. Every name has a line in the tables, both ways where it has both. */
const given: Partial<Record<OperationType, readonly Code[]>> = {
  create: ['BADARGUMENTS', 'DATATOOLARGE', 'INVALIDACL', 'NONODE', 'NOAUTH', 'NODEEXISTS', 'NOCHILDRENFOREPHEMERALS', 'QUOTAEXCEEDED'],
  delete: ['BADARGUMENTS', 'NONODE', 'NOAUTH', 'BADVERSION', 'NOTEMPTY'],
  setData: ['BADARGUMENTS', 'DATATOOLARGE', 'NONODE', 'NOAUTH', 'QUOTAEXCEEDED', 'BADVERSION'],
  multi: [
    'BADARGUMENTS',
    'DATATOOLARGE',
    'INVALIDACL',
    'NONODE',
    'NOAUTH',
    'NODEEXISTS',
    'NOCHILDRENFOREPHEMERALS',
    'QUOTAEXCEEDED',
    'BADVERSION',
    'NOTEMPTY',
  ],
  setAcl: ['BADARGUMENTS', 'INVALIDACL', 'NONODE', 'NOAUTH', 'BADVERSION'],
  setQuota: ['BADARGUMENTS', 'NONODE'],
  removeQuota: ['BADARGUMENTS', 'NONODE'],
  exists: ['BADARGUMENTS', 'NONODE'],
  getData: ['BADARGUMENTS', 'NONODE'],
  getChildren: ['BADARGUMENTS', 'NONODE'],
  getAcl: ['BADARGUMENTS', 'NONODE'],
  getAllChildrenNumber: ['BADARGUMENTS', 'NONODE'],
  getEphemerals: [],
  multiRead: ['BADARGUMENTS'],
  whoAmI: [],
  listQuotas: ['BADARGUMENTS'],
  sync: [],
  addWatch: ['BADARGUMENTS'],
  removeWatches: ['NOWATCHER'],
  checkWatches: ['NOWATCHER'],
  setWatches: [],
};

/** Why a pair cannot be reached: the reason, and the pairs that it is true of. */
const unreachable: Partial<Record<Code, readonly (readonly [why: string, of: Applies])[]>> = {
  RUNTIMEINCONSISTENCY: [['stands at the parts of a failed multi behind the one that failed, never for a whole operation', () => true]],
  DATAINCONSISTENCY: [['kept for ZooKeeper’s numbering: damage ends the process or is repaired from peers', () => true]],
  REQUESTTIMEOUT: [['kept for ZooKeeper’s numbering', () => true]],
  NEWCONFIGNOQUORUM: [['belongs to changes of membership', () => true]],
  RECONFIGINPROGRESS: [['belongs to changes of membership', () => true]],
  RECONFIGDISABLED: [['belongs to changes of membership', () => true]],
  EPHEMERALONLOCALSESSION: [['there are no local sessions', () => true]],
  SESSIONCLOSEDREQUIRESASLAUTH: [['belongs to ZooKeeper’s own wire protocol', () => true]],
  CONNECTIONLOSS: [
    ['a unary call that is lost ends with gRPC’s own status', (_, way) => way === 'unary'],
    ['is about this connection alone and needs no leader', isStreamOnly],
  ],
  OUTCOMEUNKNOWN: [
    ['the session stream repeats a write and gets its one answer', (operation, way) => way === 'stream' && isWrite(operation)],
    ['a read has no outcome to be unknown', (operation) => !isWrite(operation)],
  ],
  OPERATIONTIMEOUT: [
    ['a stream ends with its replica’s loss of the leader', (_, way) => way === 'stream'],
    ['a write is done, or its outcome is unknown', isWrite],
  ],
  SESSIONMOVED: [['a unary call names the session, not one of its connections', (_, way) => way === 'unary']],
  GAP: [
    ['a unary call has no sequence number', (_, way) => way === 'unary'],
    ['a read has no sequence number', (operation) => !isWrite(operation)],
  ],
  THROTTLEDOP: [
    [
      'a read waits for nobody’s writes, and no unary call has a session’s queue',
      (operation, way) => way === 'unary' && !isWrite(operation),
    ],
  ],
  AUTHFAILED: [['on a stream addAuth alone proves anything', (_, way) => way === 'stream']],
  MARSHALLINGERROR: [['the path of sync is not looked at', oneOf('sync')]],
  NOTREADONLY: [
    ['a unary call to a replica without a quorum waits for one: OUTCOMEUNKNOWN or OPERATIONTIMEOUT', (_, way) => way === 'unary'],
    ['is about this connection alone and needs no quorum', isStreamOnly],
  ],
  NOAUTH: [
    ['asks for no right: parts have a code each', oneOf('multiRead')],
    ['is about the caller', oneOf('whoAmI', 'getEphemerals')],
    ['tells nothing of a znode', oneOf('sync')],
    ['READ is asked when an event is delivered', isStreamOnly],
  ],
  COMPACTED: [['goes back to no earlier state', (operation) => operation !== 'setWatches']],
  LISTTOOLONG: [
    ['answers no list', (operation) => !['getChildren', 'getEphemerals', 'listQuotas', 'multiRead', 'multi'].includes(operation)],
    ['a part’s code, not the whole’s', oneOf('multiRead')],
    ['what the reads of a multi answer is DATATOOLARGE above its bound', oneOf('multi')],
  ],
  BADARGUMENTS: [
    ['the operation has nothing that could be wrong', oneOf('whoAmI', 'sync')],
    ['a watch that is not there is NOWATCHER, whatever its path', oneOf('removeWatches', 'checkWatches')],
    ['a prefix is plain text; on a stream there is a session', (operation, way) => operation === 'getEphemerals' && way === 'stream'],
  ],
  DATATOOLARGE: [['the operation carries no data', (operation) => !['create', 'setData', 'multi'].includes(operation)]],
  INVALIDACL: [['the operation carries no list', (operation) => !['create', 'setAcl', 'multi'].includes(operation)]],
  NONODE: [
    [
      'the operation names no znode that has to be there',
      (operation) => isStreamOnly(operation) || ['getEphemerals', 'multiRead', 'whoAmI', 'listQuotas', 'sync'].includes(operation),
    ],
  ],
  NODEEXISTS: [['the operation makes no znode', (operation) => !['create', 'multi'].includes(operation)]],
  NOCHILDRENFOREPHEMERALS: [['the operation makes no znode', (operation) => !['create', 'multi'].includes(operation)]],
  NOTEMPTY: [['the operation deletes no znode', (operation) => !['delete', 'multi'].includes(operation)]],
  BADVERSION: [['the operation names no version', (operation) => !['delete', 'setData', 'setAcl', 'multi'].includes(operation)]],
  QUOTAEXCEEDED: [['the operation adds neither znodes nor bytes', (operation) => !['create', 'setData', 'multi'].includes(operation)]],
  NOWATCHER: [['the operation names no watch', (operation) => !['removeWatches', 'checkWatches'].includes(operation)]],
};

const pairs = operations.flatMap((operation) =>
  (['stream', 'unary'] as const)
    .filter((way) => way === 'stream' || !streamOnly.includes(operation))
    .flatMap((way) => (Object.keys(codes) as Code[]).map((code) => [operation, code, way] as const)),
);

test.each(pairs)('%s × %s × %s', (operation, code, way) => {
  const lines = table.filter((line) => line.operation === operation && line[way] === code);
  if (code === 'OK') {
    // These two succeed in situations.test.ts and resumption.test.ts.
    expect(lines.length > 0 || operation === 'setWatches' || operation === 'removeQuota').toBe(true);
    return;
  }
  const isGiven = given[operation]?.includes(code) === true;
  const isSituation = situations[code]?.some((applies) => applies(operation, way)) === true;
  const reasons = unreachable[code]?.filter(([, applies]) => applies(operation, way)) ?? [];
  if (isGiven) expect(lines).not.toEqual([]);
  const isCovered = isGiven || isSituation || lines.length > 0;
  // One or the other: a case, or a reason why there can be none.
  expect(reasons.length > 0).toBe(!isCovered);
});

test('every operation of the protocol is among them, but those that start and end a session', () => {
  expect(operations).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(Object.keys(given)).toEqual(expect.arrayContaining(operations));
});
