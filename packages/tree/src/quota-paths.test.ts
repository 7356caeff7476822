import { QuotaPaths } from './quota-paths';
import { isWithin } from './quota-znodes';
import { SeededRandom } from './testing/tree-driver';

test('what stands above or below is told as a look at each of the paths would tell it', () => {
  const random = new SeededRandom(7);
  const all = ['/', '/a', '/a/b', '/a/bc', '/a/b/c', '/b', '/ab', '/a/b/c/d', '/b/a'];
  const [paths, known] = [new QuotaPaths(), new Set<string>()];
  let above = 0;
  for (let step = 0; step < 1_000; step += 1) {
    const path = random.of(all);
    if (random.of([true, false])) {
      paths.add(path);
      known.add(path);
    } else {
      paths.remove(path);
      known.delete(path);
    }
    const expected = all.map((asked) => [...known].some((other) => other !== asked && (isWithin(other, asked) || isWithin(asked, other))));
    expect(all.map((asked) => paths.hasAboveOrBelow(asked))).toEqual(expected);
    above += expected.filter((is) => is).length;
  }
  expect(above).toBeGreaterThan(1_000);
});

test('a question costs the length of its path, not a look at all quotas: one entry of the log may ask ten thousand', () => {
  const paths = new QuotaPaths();
  for (let n = 0; n < 10_000; n += 1) paths.add(`/services/${n}/data`);
  const before = process.cpuUsage();
  let found = 0;
  for (let n = 0; n < 50_000; n += 1) found += paths.hasAboveOrBelow(`/services/${n}`) ? 1 : 0;
  expect(found).toBe(10_000);
  // A look at all of them for each took some 10 s.
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000);
});
