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

/** Errors of a situation, with the operations and ways that it can meet; situations.test.ts has a case for each of them. */
const situations: Partial<Record<Code, (operation: OperationType, way: 'stream' | 'unary') => boolean>> = {
  SESSIONEXPIRED: () => true,
  SESSIONMOVED: (_, way) => way === 'stream',
  GAP: (operation, way) => way === 'stream' && writes.includes(operation),
  MARSHALLINGERROR: (operation) => operation !== 'sync',
  UNIMPLEMENTED: () => true,
  THROTTLEDOP: (_, way) => way === 'stream',
  OUTCOMEUNKNOWN: (operation, way) => way === 'unary' && writes.includes(operation),
  OPERATIONTIMEOUT: (operation, way) => way === 'unary' && !writes.includes(operation),
  CONNECTIONLOSS: (_, way) => way === 'stream',
  AUTHFAILED: (operation, way) => way === 'unary' && !streamOnly.includes(operation),
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
  multiRead: [],
  whoAmI: [],
  listQuotas: [],
  sync: [],
  addWatch: ['BADARGUMENTS'],
  removeWatches: ['NOWATCHER'],
  checkWatches: ['NOWATCHER'],
  setWatches: [],
};

/** Why a code cannot come from any operation that is not named for it above. */
const unreachable: Partial<Record<Code, string>> = {
  RUNTIMEINCONSISTENCY: 'stands at the parts of a failed multi behind the one that failed, never for a whole operation',
  DATAINCONSISTENCY: 'kept for ZooKeeper’s numbering: damage ends the process or is repaired from peers',
  REQUESTTIMEOUT: 'kept for ZooKeeper’s numbering',
  NEWCONFIGNOQUORUM: 'belongs to changes of membership',
  RECONFIGINPROGRESS: 'belongs to changes of membership',
  RECONFIGDISABLED: 'belongs to changes of membership',
  EPHEMERALONLOCALSESSION: 'there are no local sessions',
  SESSIONCLOSEDREQUIRESASLAUTH: 'belongs to ZooKeeper’s own wire protocol',
  CONNECTIONLOSS: 'a unary call that is lost ends with gRPC’s own status; the stream’s end says it',
  OUTCOMEUNKNOWN: 'the session stream repeats a write and gets its one answer; a read has no outcome to be unknown',
  OPERATIONTIMEOUT: 'a write is done or its outcome is unknown; a stream ends with its replica’s loss of the leader',
  SESSIONMOVED: 'a unary call names the session, not one of its connections',
  GAP: 'reads and unary calls have no sequence number',
  THROTTLEDOP: 'of unary calls: writes above the bytes that may wait, which unary-calls.test.ts beside the engine shows',
  AUTHFAILED: 'on a stream addAuth alone proves anything',
  MARSHALLINGERROR: 'the path of sync is not looked at',
  NOTREADONLY: 'is what a replica without a quorum answers: read-only.test.ts',
  NOAUTH: 'rights.test.ts has each operation with each right and scheme; what is left asks for none',
  COMPACTED: 'belongs to watches that are set again: watch-streams.test.ts',
  LISTTOOLONG: 'belongs to lists of more than 3 MiB: reads.test.ts and operations.test.ts beside the tree',
  BADARGUMENTS: 'the operation has nothing that could be wrong',
  DATATOOLARGE: 'the operation carries no data',
  INVALIDACL: 'the operation carries no list',
  NONODE: 'the operation names no znode that has to be there',
  NODEEXISTS: 'the operation makes no znode',
  NOCHILDRENFOREPHEMERALS: 'the operation makes no znode',
  NOTEMPTY: 'the operation deletes no znode',
  BADVERSION: 'the operation names no version',
  QUOTAEXCEEDED: 'the operation adds neither znodes nor bytes',
  NOWATCHER: 'the operation names no watch',
};

const pairs = operations.flatMap((operation) =>
  (['stream', 'unary'] as const)
    .filter((way) => way === 'stream' || !streamOnly.includes(operation))
    .flatMap((way) => (Object.keys(codes) as Code[]).map((code) => [operation, code, way] as const)),
);

test.each(pairs)('%s × %s × %s', (operation, code, way) => {
  const lines = table.filter((line) => line.operation === operation && line[way] === code);
  if (code === 'OK') {
    expect(lines.length > 0 || operation === 'setWatches' || operation === 'removeQuota').toBe(true);
    return;
  }
  if (given[operation]?.includes(code) === true) expect(lines).not.toEqual([]);
  else if (situations[code]?.(operation, way) !== true && lines.length === 0) expect(unreachable[code]).toBeDefined();
});

test('every operation of the protocol is among them, but those that start and end a session', () => {
  expect(operations).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(Object.keys(given)).toEqual(expect.arrayContaining(operations));
});
