import type { TreeApi } from '@grove/tree';
import { DigestGuard } from './digest-guard';

/** A guard over these checkpoints, and what it has raised. */
function guarded(checkpoints: readonly { readonly zxid: number; readonly digest: string }[]): { guard: DigestGuard; alarms: string[] } {
  const alarms: string[] = [];
  const tree: Pick<TreeApi, 'checkpoints'> = { checkpoints: () => checkpoints };
  const guard = new DigestGuard(
    () => tree as TreeApi,
    (peer, zxid, mine, theirs) => alarms.push(`${peer} at ${zxid}: ${mine}, ${theirs}`),
  );
  return { guard, alarms };
}

const own = [
  { zxid: 1024, digest: 'aa' },
  { zxid: 2048, digest: 'bb' },
];

test('P11: another digest at an equal zxid is told, once for each peer and zxid', () => {
  const { guard, alarms } = guarded(own);
  for (const peer of [2, 2, 3]) guard.onCheckpoint(peer, { zxid: 1024, digest: 'cc' });
  expect(alarms).toEqual(['2 at 1024: aa, cc', '3 at 1024: aa, cc']);
});

test('P11: equal digests, and zxids that this replica holds no digest of, are no difference', () => {
  const { guard, alarms } = guarded(own);
  guard.onCheckpoint(2, { zxid: 2048, digest: 'bb' });
  guard.onCheckpoint(2, { zxid: 3072, digest: 'cc' });
  expect(alarms).toEqual([]);
});

test('heartbeats carry the newest checkpoint', () => {
  expect(guarded(own).guard.newest()).toEqual(own[1]);
  expect(guarded([]).guard.newest()).toBeNull();
});
