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
