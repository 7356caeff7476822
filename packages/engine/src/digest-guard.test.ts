import type { TreeApi } from '@grove/tree';
import { DigestGuard } from './digest-guard';

type Checkpoints = readonly { readonly zxid: number; readonly digest: string }[];

/** The guard of replica 1 over these checkpoints, and what it has said. */
function guarded(checkpoints: Checkpoints, voters = [1, 2, 3]): { guard: DigestGuard; alarms: string[]; outvoted: string[] } {
  const alarms: string[] = [];
  const outvoted: string[] = [];
  const tree: Pick<TreeApi, 'checkpoints'> = { checkpoints: () => checkpoints };
  const guard = new DigestGuard(1, {
    tree: () => tree as TreeApi,
    voters: () => voters,
    differs: (peer, zxid, mine, theirs) => alarms.push(`${peer} at ${zxid}: ${mine}, ${theirs}`),
    outvoted: (zxid, mine, theirs, soundZxid) => outvoted.push(`at ${zxid}: ${mine}, ${theirs}; sound ${soundZxid}`),
  });
  return { guard, alarms, outvoted };
}

const own = [
  { zxid: 1024, digest: 'aa' },
  { zxid: 2048, digest: 'bb' },
];
const hears = (guard: DigestGuard, peer: number, zxid: number, digest: string): void => {
  guard.onNews(peer, { newest: { zxid, digest }, agreed: null });
};

test('P11: another digest at an equal zxid is told, once for each peer and zxid', () => {
  const { guard, alarms } = guarded(own, [1, 2, 3, 4, 5]);
  for (const peer of [2, 2, 3]) hears(guard, peer, 1024, 'cc');
  expect(alarms).toEqual(['2 at 1024: aa, cc', '3 at 1024: aa, cc']);
});

test('P11: equal digests, and zxids that this replica holds no digest of, are no difference', () => {
  const { guard, alarms, outvoted } = guarded(own);
  hears(guard, 2, 2048, 'bb');
  hears(guard, 2, 3072, 'cc');
  expect([alarms, outvoted]).toEqual([[], []]);
});

test('heartbeats carry the newest checkpoint, and the newest that a majority has', () => {
  const { guard } = guarded(own);
  expect(guard.news()).toEqual({ newest: own[1], agreed: null });
  hears(guard, 2, 1024, 'aa');
  expect(guard.news()).toEqual({ newest: own[1], agreed: own[0] });
  hears(guard, 3, 2048, 'bb');
  expect(guard.news()).toEqual({ newest: own[1], agreed: own[1] });
  guard.forget();
  expect(guard.news().agreed).toBeNull();
  expect(guarded([]).guard.news()).toEqual({ newest: null, agreed: null });
});

test('P11: who differs from what a leader says of a majority is outvoted, and knows until when it was right', () => {
  const { guard, outvoted } = guarded(own);
  guard.onNews(2, { newest: null, agreed: { zxid: 1024, digest: 'aa' } });
  expect(outvoted).toEqual([]);
  guard.onNews(2, { newest: null, agreed: { zxid: 2048, digest: 'xx' } });
  expect(outvoted).toEqual(['at 2048: bb, xx; sound 1024']);
});

test('P11: a leader whose followers agree on another digest is outvoted, though it has heard them at different times', () => {
  const { guard, outvoted } = guarded(own);
  hears(guard, 2, 1024, 'xx');
  hears(guard, 2, 2048, 'yy');
  expect(outvoted).toEqual([]);
  hears(guard, 3, 1024, 'xx');
  expect(outvoted).toEqual(['at 1024: aa, xx; sound 0']);
});

test('P11: what others said before this replica had come so far is judged when it has', () => {
  const checkpoints = [...own];
  const { guard, outvoted } = guarded(checkpoints);
  for (const peer of [2, 3]) hears(guard, peer, 3072, 'xx');
  expect(guard.news().agreed).toEqual({ zxid: 3072, digest: 'xx' });
  expect(outvoted).toEqual([]);
  checkpoints.push({ zxid: 3072, digest: 'cc' });
  guard.news();
  expect(outvoted).toEqual(['at 3072: cc, xx; sound 0']);
});

test.each([
  ['one against one', [1, 2], [[2, 'xx']]],
  [
    'two against two',
    [1, 2, 3, 4],
    [
      [2, 'xx'],
      [3, 'xx'],
      [4, 'aa'],
    ],
  ],
  [
    'three of their own',
    [1, 2, 3],
    [
      [2, 'xx'],
      [3, 'yy'],
    ],
  ],
  [
    'replicas that do not vote',
    [1, 2],
    [
      [3, 'xx'],
      [4, 'xx'],
    ],
  ],
] as const)('P11: %s is an alarm, and nobody is outvoted', (_, voters, others) => {
  const { guard, alarms, outvoted } = guarded(own, [...voters]);
  for (const [peer, digest] of others) hears(guard, peer, 1024, digest);
  expect(alarms.length).toBeGreaterThan(0);
  expect(outvoted).toEqual([]);
  expect(guard.news().agreed).toBeNull();
});
