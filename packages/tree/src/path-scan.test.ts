import { PathScan } from './path-scan';
import { utf8Bytes } from './utf8';

const seen = ({ hash, hashSecond, parentHash, parentEnd }: PathScan): unknown => ({ hash, hashSecond, parentHash, parentEnd });

test.each([
  ['/a', '/b'],
  ['/a', '/a'],
  ['/a', '/'],
  ['/a/b', '/a/c'],
  ['/a/b', '/a/c/d/e'],
  ['/a/b', '/a/ü€'],
  ['/ü/b', '/ü/c'],
  ['/a/b', '/a/'],
  ['/a/b', '/a/..'],
  ['/a/b', '/a/c/'],
  ['/a/b', '/a//c'],
  ['/a/b', '/a/c/./d'],
  ['/a/b', '/a/\u0001'],
])('a path is the same in the scan of what follows the parent of the one before: %s, %s', (before, path) => {
  const bytes = utf8Bytes(`..${path}`);
  const [whole, behind] = [new PathScan(), new PathScan()];
  const first = utf8Bytes(before);
  behind.scan(first, 0, first.length, false);
  const isAllowed = whole.scan(bytes, 2, bytes.length, false);
  expect(behind.scanSibling(bytes, 2, bytes.length, behind.parentEnd)).toBe(isAllowed);
  if (isAllowed) {
    expect(seen(behind)).toEqual(seen(whole));
  }
});
