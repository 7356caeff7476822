import { isAtOrBelow, parentOf, replay } from './watch-rearm';
import { decodeCursor, encodeCursor } from './watch-streams';

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
  replay(kind, watched, { zxid: 1, ordinal: 0, kind: change, path }, (type, at) => events.push(`${type} ${at}`));
  expect(events).toEqual(expected);
});

test('a cursor survives its encoding; other bytes are none', () => {
  expect(decodeCursor(encodeCursor(2 ** 52, 17))).toEqual({ zxid: 2 ** 52, ordinal: 17 });
  expect(decodeCursor(new Uint8Array([9, 1, 1]))).toBeNull();
  expect(decodeCursor(new Uint8Array([1, 0x80]))).toBeNull();
  expect(decodeCursor(new Uint8Array(0))).toBeNull();
});
