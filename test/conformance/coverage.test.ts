import { OperationField, type OperationType } from '@grove/wire';
import { beyondCases } from './beyond-cases';
import { codes, type Code } from './codes';
import { samples, streamOnly, writes } from './samples';
import { znodeCases } from './znode-cases';

/**
 * That no pair of operation and error was forgotten: each has a line, or belongs to a situation (situations.test.ts), or
 * stands here with the reason why nobody can meet it.
 */
const table = [...znodeCases, ...beyondCases];
/** Writes of the stream about the session itself: at-the-door.test.ts. */
const ofSession: readonly OperationType[] = ['addAuth', 'close'];
const operations = [...(Object.keys(samples) as OperationType[]), ...ofSession];

type Way = 'stream' | 'unary';
type Applies = (operation: OperationType, way: Way) => boolean;
const isWrite = (operation: OperationType): boolean => writes.includes(operation) || ofSession.includes(operation);
const isStreamOnly = (operation: OperationType): boolean => streamOnly.includes(operation) || ofSession.includes(operation);
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
  // situations.test.ts, and for addAuth and close at-the-door.test.ts
  SESSIONEXPIRED: [() => true],
  SESSIONMOVED: [(_, way) => way === 'stream'],
  GAP: [(operation, way) => way === 'stream' && isWrite(operation)],
  MARSHALLINGERROR: [(operation) => operation !== 'sync' && operation !== 'close'],
  THROTTLEDOP: [(operation, way) => way === 'stream' || isWrite(operation)],
  // Of a stream, where the answer was acknowledged: at-the-door.test.ts.
  OUTCOMEUNKNOWN: [(operation) => isWrite(operation) && operation !== 'close'],
  OPERATIONTIMEOUT: [(operation, way) => way === 'unary' && !isWrite(operation)],
  // Of unary calls: at-the-door.test.ts.
  CONNECTIONLOSS: [() => true],
  AUTHFAILED: [(_, way) => way === 'unary', inStream('addAuth')],
  NOTREADONLY: [(_, way) => way === 'stream'],
  // rights.test.ts, and for the quotas situations.test.ts
  NOAUTH: [
    oneOf('create', 'delete', 'setData', 'multi', 'exists', 'getData', 'getChildren', 'getAllChildrenNumber', 'setAcl', 'getAcl'),
    oneOf('setQuota', 'removeQuota', 'listQuotas'),
  ],
  // lists-too-long.test.ts
  LISTTOOLONG: [oneOf('getChildren', 'getEphemerals', 'listQuotas')],
  // resumption.test.ts
  COMPACTED: [inStream('setWatches')],
  // request-ids.test.ts; resumption.test.ts; of a state that never comes, of options out of their place, and of too many identities:
  // at-the-door.test.ts
  BADARGUMENTS: [(operation) => operation !== 'close'],
  // at-the-door.test.ts
  DATATOOLARGE: [(operation, way) => way === 'unary' && isWrite(operation)],
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
  addAuth: [],
  close: [],
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
  UNIMPLEMENTED: [['every replica knows it: situations.test.ts has an operation of a later version', () => true]],
  OUTCOMEUNKNOWN: [
    ['a close that is sent again finds no session', oneOf('close')],
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
  AUTHFAILED: [['on a stream addAuth alone proves anything', (operation, way) => way === 'stream' && operation !== 'addAuth']],
  MARSHALLINGERROR: [
    ['the path of sync is not looked at', oneOf('sync')],
    ['has no content', oneOf('close')],
  ],
  NOTREADONLY: [
    ['a unary call to a replica without a quorum waits for one: OUTCOMEUNKNOWN or OPERATIONTIMEOUT', (_, way) => way === 'unary'],
  ],
  NOAUTH: [
    ['asks for no right: parts have a code each', oneOf('multiRead')],
    ['is about the caller', oneOf('whoAmI', 'getEphemerals', 'addAuth', 'close')],
    ['tells nothing of a znode', oneOf('sync')],
    ['READ is asked when an event is delivered', oneOf('addWatch', 'removeWatches', 'setWatches', 'checkWatches')],
  ],
  COMPACTED: [['goes back to no earlier state', (operation) => operation !== 'setWatches']],
  LISTTOOLONG: [
    [
      'answers no list, or one whose entries are counted where they are added',
      (operation) => !['getChildren', 'getEphemerals', 'listQuotas', 'multiRead', 'multi'].includes(operation),
    ],
    ['a part’s code, not the whole’s', oneOf('multiRead')],
    ['what the reads of a multi answer is DATATOOLARGE above its bound', oneOf('multi')],
  ],
  BADARGUMENTS: [['has no content', oneOf('close')]],
  DATATOOLARGE: [
    ['a read, a credential and a close carry no data', (operation) => !isWrite(operation) || ofSession.includes(operation)],
    [
      'carries no data, and a request above the bound of frames ends the stream with its frame',
      (operation, way) => way === 'stream' && isWrite(operation) && !['create', 'setData', 'multi', ...ofSession].includes(operation),
    ],
  ],
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
    .filter((way) => way === 'stream' || !isStreamOnly(operation))
    .flatMap((way) => (Object.keys(codes) as Code[]).map((code) => [operation, code, way] as const)),
);

test.each(pairs)('%s × %s × %s', (operation, code, way) => {
  const lines = table.filter((line) => line.operation === operation && line[way] === code);
  if (code === 'OK') {
    // These succeed in situations.test.ts, resumption.test.ts and at-the-door.test.ts.
    expect(lines.length > 0 || ['removeQuota', 'setWatches', ...ofSession].includes(operation)).toBe(true);
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

test('every operation of the protocol is among them', () => {
  expect([...operations].sort()).toEqual(Object.keys(OperationField).sort());
  expect(Object.keys(given).sort()).toEqual(Object.keys(OperationField).sort());
});
