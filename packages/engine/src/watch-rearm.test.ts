import { Tree, WatchTable } from '@grove/tree';
import type { Outcome, WatchKind } from '@grove/tree';
import { encodeOperation, ErrorCode } from '@grove/wire';
import { isAtOrBelow, parentOf, rearm, replay } from './watch-rearm';
import { decodeCursor, encodeCursor } from './cursor';

test.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/', '/', true],
  ['/x', '/', true],
  ['/a', '/a/b', false],
])('%s at or below %s: %s', (path, root, expected) => {
  expect(isAtOrBelow(path, root)).toBe(expected);
});

test('the parent of a path', () => {
  expect(['/a', '/a/b', '/a/b/c'].map(parentOf)).toEqual(['/', '/a', '/a/b']);
});

test.each([
  ['persistent', '/p', 'created', '/p/n', ['4 /p']],
  ['persistent', '/p', 'dataChanged', '/p/n', []],
  ['persistent', '/p', 'deleted', '/p', ['2 /p']],
  ['persistentRecursive', '/p', 'created', '/p/n', ['1 /p/n']],
  ['persistentRecursive', '/p', 'dataChanged', '/p/n', ['3 /p/n']],
  ['persistentRecursive', '/p', 'deleted', '/p', ['2 /p']],
  ['persistentRecursive', '/p', 'aclChanged', '/p', []],
] as const)('a missed change for a %s watch on %s: %s %s', (kind, watched, change, path, expected) => {
  const events: string[] = [];
  replay(kind, watched, { zxid: 1, ordinal: 0, kind: change, path, acl: 0, parentAcl: 0 }, (type, at) => events.push(`${type} ${at}`));
  expect(events).toEqual(expected);
});

test('a cursor survives its encoding; other bytes are none', () => {
  expect(decodeCursor(encodeCursor(2 ** 52, 17))).toEqual({ zxid: 2 ** 52, ordinal: 17 });
  expect(decodeCursor(new Uint8Array([9, 1, 1]))).toBeNull();
  expect(decodeCursor(new Uint8Array([1, 0x80]))).toBeNull();
  expect(decodeCursor(new Uint8Array(0))).toBeNull();
});

test('after a reconnect a watcher is told of a change once, however many of its watches match', () => {
  const { tree, table } = treeWithChanges('/a/b');
  const events: string[] = [];
  const telling = rearm(
    {
      relativeZxid: 1,
      paths: [
        { kind: 'persistentRecursive', path: '/' },
        { kind: 'persistentRecursive', path: '/a' },
        { kind: 'persistent', path: '/a/b' },
      ],
    },
    tree,
    table,
    'watcher',
    (type, path, zxid) => events.push(`${type} ${path} ${zxid}`),
    { sessionId: 0, identities: [] },
    { isSpent: false, spend: () => undefined },
  );
  expect(telling.next()).toEqual({ done: true, value: 0 });
  expect(events).toEqual(['1 /a 2', '1 /a/b 3']);
});

test('S38 behind the history watches that stay are refused whole, one-shot ones are judged by what is there', () => {
  // Room for one change: the history begins at zxid 3.
  const { tree, table } = treeWithChanges('/a/b', 40);
  expect(tree.history.firstZxid).toBe(3);
  const set = (relativeZxid: number, kinds: readonly WatchKind[]): [number, string[]] => {
    const events: string[] = [];
    const paths = kinds.map((kind) => ({ kind, path: '/a' }));
    const emit: Parameters<typeof rearm>[4] = (type, path, zxid) => events.push(`${type} ${path} ${zxid}`);
    const reader = { sessionId: 0, identities: [] };
    const telling = rearm({ relativeZxid, paths }, tree, table, 'watcher', emit, reader, { isSpent: false, spend: () => undefined });
    const { done, value: code } = telling.next();
    if (done !== true) throw new Error('nothing is spent');
    return [code, events];
  };
  for (const kind of ['persistent', 'persistentRecursive'] as const) {
    expect(set(1, ['data', kind])).toEqual([ErrorCode.COMPACTED, []]);
    expect(table.size).toBe(0);
  }
  expect(set(1, ['exists'])).toEqual([0, ['1 /a 2']]);
  // The first zxid that is held whole.
  expect(set(2, ['persistentRecursive'])).toEqual([0, ['1 /a/b 3']]);
});

describe('by the rules of ZooKeeper', () => {
  const set = (
    historyMaxBytes: number,
    relativeZxid: number,
    paths: readonly { readonly kind: WatchKind; readonly path: string }[],
  ): { code: number; events: string[]; left: readonly boolean[] } => {
    const { tree, table } = treeWithChanges('/a/b', historyMaxBytes);
    const events: string[] = [];
    const emit: Parameters<typeof rearm>[4] = (type, path, zxid) => events.push(`${type} ${path} ${zxid}`);
    const reader = { sessionId: 0, identities: [] };
    const turn = { isSpent: false, spend: () => undefined };
    const { done, value: code } = rearm({ relativeZxid, paths, asZooKeeper: true }, tree, table, 'watcher', emit, reader, turn).next();
    if (done !== true) throw new Error('nothing is spent');
    return { code, events, left: paths.map(({ kind, path }) => table.has(kind, path, 'watcher')) };
  };

  test('an exists watch fires where the znode is there, whenever it was made, and stays where it is not', () => {
    const paths = [
      { kind: 'exists', path: '/a' },
      { kind: 'exists', path: '/c' },
    ] as const;
    for (const since of [1, 2, 3]) expect(set(65536, since, paths)).toEqual({ code: 0, events: ['1 /a 2'], left: [false, true] });
  });

  test('data and child watches fire for what is newer than the zxid that was seen, as for every client', () => {
    const paths = [
      { kind: 'data', path: '/a' },
      { kind: 'child', path: '/a' },
      { kind: 'data', path: '/gone' },
    ] as const;
    expect(set(65536, 2, paths)).toEqual({ code: 0, events: ['4 /a 3', '2 /gone 3'], left: [true, false, false] });
  });

  test('watches that stay are told what they missed, and are set without a word where the history does not reach back', () => {
    const paths = [{ kind: 'persistentRecursive', path: '/a' }] as const;
    expect(set(65536, 1, paths)).toEqual({ code: 0, events: ['1 /a 2', '1 /a/b 3'], left: [true] });
    expect(set(40, 1, paths)).toEqual({ code: 0, events: [], left: [true] });
  });
});

/** A tree in which the path and its ancestors were made, one zxid each, from zxid 2 on. */
function treeWithChanges(path: string, historyMaxBytes = 65536): { tree: Tree; table: WatchTable<string> } {
  const tree = new Tree({ maxDataBytes: 1024, maxMultiParts: 10, historyMaxBytes });
  const outcome: Outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false };
  tree.applyNoop(1);
  let made = '';
  let zxid = 2;
  for (const name of path.split('/').slice(1)) {
    made += `/${name}`;
    const buffer = encodeOperation({ type: 'create', path: made, data: new Uint8Array(0), kind: 'persistent', sequential: false });
    const entry = {
      kind: 0,
      sessionId: 0,
      generation: 0,
      sequence: 0,
      acknowledgedSequence: 0,
      refusalCode: 0,
      requestId: new Uint8Array(0),
      caller: [],
      buffer,
      operationStart: 0,
      operationEnd: buffer.length,
    };
    tree.apply(zxid, 1, { replica: 0, epoch: 0, number: 0 }, entry, outcome);
    zxid += 1;
  }
  return { tree, table: new WatchTable<string>() };
}
