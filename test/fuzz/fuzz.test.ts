import { describeFinding, fuzzSeed } from './fuzzer';
import { targets } from './targets';

/** Few, because every run of the suite pays for them; `npm run fuzz` goes on from there. */
const SEEDS = 3;

test.each(targets.map((target) => [target.name, target] as const))(
  '%s: bytes from outside are refused by type, in bounded time',
  (_, target) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { finding } = fuzzSeed(target, seed);
      expect(finding === null ? null : describeFinding(finding)).toBeNull();
    }
  },
);
