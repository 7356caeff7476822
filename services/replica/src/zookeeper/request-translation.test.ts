import { ByteWriter, ErrorCode, decodeOperation, visitSessionRequest } from '@grove/wire';
import type { Operation } from '@grove/wire';
import { CreateFlag, JuteWriter, writeRequest } from '@grove/zookeeper-wire';
import type { ZooKeeperRequest } from '@grove/zookeeper-wire';
import { CONFIG_NOTE, RequestTranslation } from './request-translation';

const OPEN = [{ rights: 31, scheme: 'world', id: 'anyone' }];
const DATA = Uint8Array.of(1, 2, 3);

/** What becomes of a request: the operation, or the code with which it is refused. */
function translated(request: ZooKeeperRequest): Operation | number {
  const jute = new JuteWriter();
  writeRequest(jute, 7, request);
  const packet = jute.take();
  const translation = new RequestTranslation();
  expect(translation.begin(packet, 4, packet.length)).toBe(true);
  expect(translation.view.xid).toBe(7);
  const writer = new ByteWriter(16);
  const refused = translation.read();
  const error = refused === 0 ? translation.write(writer, 99) : refused;
  if (error !== 0) return error;
  const found: Operation[] = [];
  const isFrame = visitSessionRequest(writer.take(), {
    onOpen: () => undefined,
    onAttach: () => undefined,
    onAcknowledged: () => undefined,
    onPing: () => undefined,
    onRequest: (frame, { id, sequence, operationStart, operationEnd }) => {
      expect([id, sequence]).toEqual([99, 0]);
      const operation = decodeOperation(frame.slice(operationStart, operationEnd));
      if (operation !== null) found.push(operation);
    },
  });
  expect(isFrame).toBe(true);
  const [operation] = found;
  if (operation === undefined) throw new Error('no operation');
  return operation;
}

describe('requests', () => {
  const data300 = new Uint8Array(300).fill(9);
  const create = { type: 'create', data: DATA, acl: OPEN } as const;
  const made = { type: 'create', data: DATA, sequential: false } as const;
  const cases: readonly [string, ZooKeeperRequest, Operation][] = [
    ['a create', { ...create, path: '/a', flags: 0 }, { ...made, path: '/a', kind: 'persistent' }],
    ['one with much data', { ...create, path: '/a', data: data300, flags: 0 }, { ...made, path: '/a', data: data300, kind: 'persistent' }],
    [
      'one without data',
      { ...create, path: '/a', data: null, flags: 0 },
      { ...made, path: '/a', data: new Uint8Array(0), kind: 'persistent' },
    ],
    ['an ephemeral', { ...create, path: '/a', flags: CreateFlag.ephemeral }, { ...made, path: '/a', kind: 'ephemeral' }],
    [
      'a sequential one',
      { ...create, type: 'create2', path: '/a-', flags: CreateFlag.persistentSequential },
      { ...made, path: '/a-', kind: 'persistent', sequential: true },
    ],
    [
      'a sequential ephemeral',
      { ...create, path: '/a-', flags: CreateFlag.ephemeralSequential },
      { ...made, path: '/a-', kind: 'ephemeral', sequential: true },
    ],
    [
      'a container',
      { ...create, type: 'createContainer', path: '/c', flags: CreateFlag.container },
      { ...made, path: '/c', kind: 'container' },
    ],
    [
      'a znode with a time to live',
      { ...create, type: 'createTtl', path: '/t', flags: CreateFlag.ttl, ttlMs: 2 ** 40 - 1 },
      { ...made, path: '/t', kind: 'ttl', ttlMs: 2 ** 40 - 1 },
    ],
    [
      'a list of two entries',
      { ...create, path: '/a', flags: 0, acl: [...OPEN, { rights: 1, scheme: 'digest', id: 'bob:x' }] },
      {
        ...made,
        path: '/a',
        kind: 'persistent',
        acl: [
          { rights: 31, identity: { scheme: 'world', id: 'anyone' } },
          { rights: 1, identity: { scheme: 'digest', id: 'bob:x' } },
        ],
      },
    ],
    ['a delete', { type: 'delete', path: '/a', version: -1 }, { type: 'delete', path: '/a', version: null }],
    ['a delete of a version', { type: 'delete', path: '/a', version: 3 }, { type: 'delete', path: '/a', version: 3 }],
    ['a version below −1', { type: 'delete', path: '/a', version: -2 }, { type: 'delete', path: '/a', version: -2 }],
    ['a setData', { type: 'setData', path: '/a', data: DATA, version: 0 }, { type: 'setData', path: '/a', data: DATA, version: 0 }],
    ['an exists', { type: 'exists', path: '/a', watch: true }, { type: 'exists', path: '/a', watch: true }],
    ['a getData', { type: 'getData', path: '/grün', watch: false }, { type: 'getData', path: '/grün', watch: false }],
    ['a getChildren', { type: 'getChildren', path: '/', watch: true }, { type: 'getChildren', path: '/', watch: true }],
    ['one with Stat', { type: 'getChildren2', path: '/', watch: false }, { type: 'getChildren', path: '/', watch: false }],
    [
      'a setACL',
      { type: 'setAcl', path: '/a', acl: OPEN, version: 4 },
      { type: 'setAcl', path: '/a', acl: [{ rights: 31, identity: { scheme: 'world', id: 'anyone' } }], aversion: 4 },
    ],
    ['a getACL', { type: 'getAcl', path: '/a' }, { type: 'getAcl', path: '/a' }],
    ['a sync', { type: 'sync', path: '/a' }, { type: 'sync', path: '/a' }],
    ['getEphemerals', { type: 'getEphemerals', path: '/a' }, { type: 'getEphemerals', prefix: '/a' }],
    ['getEphemerals of the root', { type: 'getEphemerals', path: '/' }, { type: 'getEphemerals', prefix: '' }],
    ['getAllChildrenNumber', { type: 'getAllChildrenNumber', path: '/a' }, { type: 'getAllChildrenNumber', path: '/a' }],
    ['whoAmI', { type: 'whoAmI' }, { type: 'whoAmI' }],
    ['closeSession', { type: 'closeSession' }, { type: 'close' }],
    ['addWatch', { type: 'addWatch', path: '/a', mode: 0 }, { type: 'addWatch', path: '/a', mode: 'persistent' }],
    ['a recursive one', { type: 'addWatch', path: '/a', mode: 1 }, { type: 'addWatch', path: '/a', mode: 'persistentRecursive' }],
    ['removeWatches', { type: 'removeWatches', path: '/a', watcherType: 3 }, { type: 'removeWatches', path: '/a', watcherType: 'any' }],
    ['checkWatches', { type: 'checkWatches', path: '/a', watcherType: 1 }, { type: 'checkWatches', path: '/a', watcherType: 'children' }],
    ['a check alone', { type: 'check', path: '/a', version: 2 }, { type: 'multi', parts: [{ type: 'check', path: '/a', version: 2 }] }],
    [
      'setWatches',
      { type: 'setWatches', relativeZxid: 5, data: ['/d'], exists: ['/e', '/f'], child: [] },
      {
        type: 'setWatches',
        relativeZxid: 5,
        dataPaths: ['/d'],
        existsPaths: ['/e', '/f'],
        childPaths: [],
        persistentPaths: [],
        persistentRecursivePaths: [],
        asZooKeeper: true,
      },
    ],
    [
      'setWatches2',
      { type: 'setWatches2', relativeZxid: 2 ** 40, data: [], exists: [], child: ['/c'], persistent: ['/p'], persistentRecursive: ['/r'] },
      {
        type: 'setWatches',
        relativeZxid: 2 ** 40,
        dataPaths: [],
        existsPaths: [],
        childPaths: ['/c'],
        persistentPaths: ['/p'],
        persistentRecursivePaths: ['/r'],
        asZooKeeper: true,
      },
    ],
    [
      'a multi',
      {
        type: 'multi',
        parts: [
          { ...create, path: '/a', flags: 0 },
          { type: 'setData', path: '/a', data: DATA, version: 0 },
          { type: 'check', path: '/a', version: 1 },
          { type: 'delete', path: '/a', version: -1 },
        ],
      },
      {
        type: 'multi',
        parts: [
          { ...made, path: '/a', kind: 'persistent' },
          { type: 'setData', path: '/a', data: DATA, version: 0 },
          { type: 'check', path: '/a', version: 1 },
          { type: 'delete', path: '/a', version: null },
        ],
      },
    ],
    [
      'a multiRead',
      {
        type: 'multiRead',
        parts: [
          { type: 'getData', path: '/a', watch: false },
          { type: 'getChildren', path: '/a', watch: false },
        ],
      },
      {
        type: 'multiRead',
        parts: [
          { type: 'getData', path: '/a' },
          { type: 'getChildren', path: '/a' },
        ],
      },
    ],
  ];

  test.each(cases)('%s', (_name, request, operation) => {
    const result = translated(request);
    expect(typeof result === 'number' ? result : { ...result }).toEqual(operation);
  });

  test.each<[string, ZooKeeperRequest, number]>([
    ['a watcher of an unknown type', { type: 'removeWatches', path: '/a', watcherType: 9 }, ErrorCode.MARSHALLINGERROR],
    ['a watch of an unknown mode', { type: 'addWatch', path: '/a', mode: 2 }, ErrorCode.MARSHALLINGERROR],
    ['a write in a multiRead', { type: 'multiRead', parts: [{ type: 'delete', path: '/a', version: 1 }] }, ErrorCode.MARSHALLINGERROR],
    ['a read in a multi', { type: 'multi', parts: [{ type: 'getData', path: '/a', watch: false }] }, ErrorCode.MARSHALLINGERROR],
    ['deleteContainer, which is the leader’s', { type: 'deleteContainer', path: '/a' }, ErrorCode.UNIMPLEMENTED],
    [
      'reconfig',
      { type: 'reconfig', joining: 'server.9=a:1:2;3', leaving: null, members: null, configId: -1n },
      ErrorCode.RECONFIGDISABLED,
    ],
  ])('%s is refused', (_name, request, code) => {
    expect(translated(request)).toBe(code);
  });

  test.each<[string, ZooKeeperRequest]>([
    ['an unknown kind', { ...create, path: '/a', flags: 7 }],
    ['a negative kind', { ...create, path: '/a', flags: -1 }],
    ['a time to live that is none', { ...create, type: 'createTtl', path: '/a', flags: CreateFlag.ttl, ttlMs: 0 }],
    ['a negative time to live', { ...create, type: 'createTtl', path: '/a', flags: CreateFlag.ttl, ttlMs: -5 }],
    ['the kind TTL, but without one', { ...create, path: '/a', flags: CreateFlag.ttl }],
    ['a time to live for a kind that has none', { ...create, type: 'createTtl', path: '/a', flags: CreateFlag.ephemeral, ttlMs: 1 }],
    ['a time to live of 0 for a kind that has none', { ...create, type: 'createTtl', path: '/a', flags: CreateFlag.persistent, ttlMs: 0 }],
    // ZooKeeper 3.9.5 dies of this one.
    ['a negative one for a kind that has none', { ...create, type: 'createTtl', path: '/a', flags: CreateFlag.container, ttlMs: -1 }],
  ])('a create with %s is left to the tree, which refuses it in its turn', (_name, request) => {
    expect(translated(request)).toEqual({ ...made, path: '/a', kind: 'ttl' });
  });

  test('a time to live that no number can hold is too long a one', () => {
    const jute = new JuteWriter();
    writeRequest(jute, 1, { ...create, type: 'createTtl', path: '/a', flags: CreateFlag.ttl, ttlMs: 1 });
    const packet = jute.take();
    packet.fill(0x7f, packet.length - 8);
    const translation = new RequestTranslation();
    expect(translation.begin(packet, 4, packet.length)).toBe(true);
    const writer = new ByteWriter(16);
    expect([translation.read(), translation.write(writer, 1)]).toEqual([0, 0]);
    packet.fill(0xff, packet.length - 8);
    translation.begin(packet, 4, packet.length);
    expect([translation.read(), translation.write(writer, 2)]).toEqual([0, 0]);
  });

  test('an empty access control list becomes one that the tree refuses, and not one that is open to all', () => {
    const operation = translated({ ...create, path: '/a', flags: 0, acl: [] });
    expect(operation).toEqual({ ...made, path: '/a', kind: 'persistent', acl: [{ rights: 0, identity: { scheme: '', id: '' } }] });
  });

  test('a request that is cut off anywhere is refused or another one, and nothing throws', () => {
    const translation = new RequestTranslation();
    for (const [, request] of cases) {
      const jute = new JuteWriter();
      writeRequest(jute, 1, request);
      const packet = jute.take();
      for (let end = 4; end < packet.length; end += 1) {
        if (translation.begin(packet, 4, end) && translation.read() === 0) translation.write(new ByteWriter(16), 1);
      }
    }
  });

  test('the answer to a getData of the configuration is marked, and to no other', () => {
    const translation = new RequestTranslation();
    const noteOf = (path: string): Uint8Array | null => {
      const jute = new JuteWriter();
      writeRequest(jute, 1, { type: 'getData', path, watch: false });
      const packet = jute.take();
      translation.begin(packet, 4, packet.length);
      translation.read();
      translation.write(new ByteWriter(16), 1);
      return translation.note;
    };
    expect([noteOf('/zookeeper/config'), noteOf('/zookeeper/confiG'), noteOf('/a')]).toEqual([CONFIG_NOTE, null, null]);
  });
});
