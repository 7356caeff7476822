import { ErrorCode } from '@grove/wire';
import { decodeWrite, encodeFrame } from './client-codec';
import type { Create, Operation } from './operations';
import { ReferenceTree } from './reference-tree';
import { OperationField, visitSessionRequest } from '@grove/wire';

const create = (path: string, more: Partial<Create> = {}): Create => ({
  type: 'create',
  path,
  data: path,
  ephemeral: false,
  sequential: false,
  ...more,
});

describe('the reference tree', () => {
  it('numbers sequential znodes by the parent’s count of creations', () => {
    const tree = new ReferenceTree();
    tree.write(create('/q'), 1, 10, 5);
    tree.write(create('/q/a'), 2, 10, 5);
    tree.write({ type: 'delete', path: '/q/a', version: -1 }, 3, 10, 5);
    expect(tree.write(create('/q/j-', { sequential: true }), 4, 10, 5).path).toBe('/q/j-0000000001');
    const stat = tree.read({ type: 'exists', path: '/q', watch: false }).stat;
    expect(stat).toMatchObject({ cversion: 3, numChildren: 1, pzxid: 4 });
  });

  it('takes a failed multi back whole', () => {
    const tree = new ReferenceTree();
    tree.write(create('/a'), 1, 10, 5);
    const before = tree.read({ type: 'getData', path: '/a', watch: false });
    const result = tree.write(
      {
        type: 'multi',
        parts: [
          { type: 'setData', path: '/a', data: 'x', version: 0 },
          create('/a/b', { ephemeral: true }),
          { type: 'delete', path: '/a', version: -1 },
          { type: 'check', path: '/a', version: -1 },
        ],
      },
      2,
      10,
      5,
    );
    expect(result.code).toBe(ErrorCode.NOTEMPTY);
    expect(result.parts?.map((part) => part.code)).toEqual([0, 0, ErrorCode.NOTEMPTY, ErrorCode.RUNTIMEINCONSISTENCY]);
    expect(tree.read({ type: 'getData', path: '/a', watch: false })).toEqual(before);
    expect(tree.changes).toHaveLength(1);
  });

  it('deletes a subtree from the leaves up, newest first, also after a multi that was taken back', () => {
    const tree = new ReferenceTree();
    for (const path of ['/s', '/s/a', '/s/b', '/s/a/c']) tree.write(create(path), 1, 10, 5);
    const subtree = { type: 'delete', path: '/s', version: -1, subtree: true } as const;
    tree.write({ type: 'multi', parts: [subtree, { type: 'check', path: '/none', version: -1 }] }, 2, 10, 5);
    expect(tree.write(subtree, 3, 10, 5).code).toBe(0);
    expect(tree.changes.slice(4).map(({ path }) => path)).toEqual(['/s/b', '/s/a/c', '/s/a', '/s']);
  });

  it('makes missing parents, and reaps what is due alone', () => {
    const tree = new ReferenceTree();
    tree.write(create('/a/b/c', { parents: true, ttlMs: 100 }), 1, 10, 5);
    expect(tree.changes.map(({ path }) => path)).toEqual(['/a', '/a/b', '/a/b/c']);
    const named = [{ path: '/a/b/c', czxid: 1, mzxid: 1 }];
    tree.reap(named, 2, 109);
    expect(tree.counts.reaped).toBe(0);
    tree.reap([{ path: '/a/b/c', czxid: 1, mzxid: 7 }], 3, 110);
    expect(tree.counts.reaped).toBe(0);
    tree.reap(named, 4, 110);
    expect(tree.counts.reaped).toBe(1);
  });

  it('asks for WRITE, CREATE and DELETE where they are', () => {
    const tree = new ReferenceTree();
    for (const path of ['/r', '/r/a']) tree.write(create(path), 1, 10, 5);
    tree.write({ type: 'setAcl', path: '/r', rights: 17, aversion: 0 }, 2, 10, 5);
    expect(tree.write({ type: 'setData', path: '/r', data: '', version: -1 }, 3, 10, 5).code).toBe(ErrorCode.NOAUTH);
    expect(tree.write(create('/r/b'), 4, 10, 5).code).toBe(ErrorCode.NOAUTH);
    expect(tree.write({ type: 'delete', path: '/r/a', version: -1 }, 5, 10, 5).code).toBe(ErrorCode.NOAUTH);
    expect(tree.write({ type: 'delete', path: '/r', version: -1, subtree: true }, 6, 10, 5).code).toBe(ErrorCode.NOAUTH);
    expect(tree.write({ type: 'setData', path: '/r/a', data: '', version: -1 }, 7, 10, 5).code).toBe(0);
  });

  it('deletes the ephemerals of a session that ends', () => {
    const tree = new ReferenceTree();
    tree.write(create('/e', { ephemeral: true }), 1, 10, 5);
    expect(tree.write(create('/e/x'), 2, 10, 6).code).toBe(ErrorCode.NOCHILDRENFOREPHEMERALS);
    tree.endSession(5, 3);
    expect(tree.read({ type: 'exists', path: '/e', watch: false }).code).toBe(ErrorCode.NONODE);
    expect(tree.changes.map((change) => change.kind)).toEqual(['created', 'deleted']);
  });
});

it('operations survive the codec', () => {
  const operations: Operation[] = [
    create('/a', { ephemeral: true, sequential: true }),
    { type: 'delete', path: '/a', version: 3 },
    { type: 'setData', path: '/ä', data: 'x', version: -1 },
    { type: 'multi', parts: [create('/b'), { type: 'check', path: '/b', version: 0 }, { type: 'delete', path: '/b', version: -1 }] },
    { type: 'close' },
  ];
  const frame = encodeFrame({
    requests: operations.map((operation, at) => ({ id: at + 1, sequence: at + 1, linearizable: false, minZxid: 0, operation })),
    acknowledgedSequence: 0,
  });
  const seen: (Operation | null)[] = [];
  visitSessionRequest(frame, {
    onOpen: () => {},
    onAttach: () => {},
    onAcknowledged: () => {},
    onPing: () => {},
    onRequest: (bytes, request) => {
      expect(Object.values(OperationField)).toContain(request.operationField);
      seen.push(decodeWrite(bytes, request.operationStart, request.operationEnd));
    },
  });
  expect(seen).toEqual(operations);
});

it('operations of later kinds survive the codec too', () => {
  const operations: Operation[] = [
    create('/a', { container: true, parents: true }),
    create('/a', { ttlMs: 5 }),
    { type: 'delete', path: '/a', version: 3, subtree: true },
    { type: 'setAcl', path: '/a', rights: 17, aversion: 2 },
    { type: 'multi', parts: [{ type: 'checkNotExists', path: '/b' }, create('/b', { parents: true })] },
  ];
  for (const operation of operations) {
    const frame = encodeFrame({
      requests: [{ id: 1, sequence: 1, linearizable: false, minZxid: 0, operation }],
      acknowledgedSequence: 0,
    });
    visitSessionRequest(frame, {
      onOpen: () => {},
      onAttach: () => {},
      onAcknowledged: () => {},
      onPing: () => {},
      onRequest: (bytes, request) => {
        expect(decodeWrite(bytes, request.operationStart, request.operationEnd)).toEqual(operation);
      },
    });
  }
});
