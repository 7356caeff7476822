import { ErrorCode } from '@grove/wire';
import { TestClient, TestCluster, create, type TestReplica } from './testing/test-cluster';

/** Snapshots were taken, and the log before them is gone: the log alone is not the state. */
function compacted(size: number): TestCluster {
  const made = new TestCluster(size, { snapshotEveryEntries: 20, logKeepEntries: 5 });
  made.start();
  made.untilReady();
  const client = new TestClient(made).open(1, 40_000);
  for (let n = 0; n < 60; n += 1) expect(client.do(create(`/n${n}`)).code).toBe(0);
  made.untilConverged();
  made.clock.run(100);
  return made;
}

/** Rows of the snapshot store: `m` and a name is its metadata, `c` its chunks. */
const losses: readonly (readonly [string, (replica: TestReplica) => void])[] = [
  ['missing', ({ snapshots }) => void snapshots.dropRange(new Uint8Array(0), Uint8Array.of(0xff))],
  ['without their chunks', ({ snapshots }) => void snapshots.dropRange(Uint8Array.of(0x63), Uint8Array.of(0x64))],
  [
    'empty',
    ({ snapshots }) => {
      for (const { key } of snapshots.dump()) snapshots.batch([{ type: 'put', key, value: new Uint8Array(0) }], true, () => undefined);
    },
  ],
];

describe.each(losses)('all snapshots %s, with a log that continues them', (_, lose) => {
  test('S13 a replica that is alone refuses to start: an empty tree is no answer (ZK-2325, 3056, 3644)', () => {
    const made = compacted(1);
    const replica = made.replica(1);
    replica.crash();
    lose(replica);
    made.clock.run(10);
    // Each time anew: nothing is thrown away that an operator could still bring back.
    for (let start = 1; start <= 2; start += 1) {
      replica.start();
      made.clock.run(2_000);
      expect(replica.fatal).toHaveLength(start);
      expect(replica.fatal[start - 1]).toContain('no whole snapshot reaches it, and there is no other replica to have it from');
      expect(replica.engine?.status()).toMatchObject({ ready: false, role: 'learner' });
      replica.crash();
    }
  });

  test('S13 one of three has neither a vote nor an answer before the others gave it the state (ZK-2325, 3056, 3644)', () => {
    const made = compacted(3);
    const leader = made.leader?.id ?? 0;
    const [lost, other] = [1, 2, 3].filter((id) => id !== leader) as [number, number];
    for (const id of [1, 2, 3]) made.replica(id).crash();
    lose(made.replica(lost));
    made.clock.run(10);
    // What was acknowledged may be on the leader and on this one alone: its vote would elect the third without it.
    made.replica(lost).start();
    made.replica(other).start();
    made.clock.run(5_000);
    expect(made.leader).toBeUndefined();
    expect(made.replica(lost).engine?.status()).toMatchObject({ ready: false });
    made.replica(leader).start();
    made.untilReady();
    made.untilConverged();
    const reader = new TestClient(made).open(lost, 40_000);
    expect(reader.do({ type: 'exists', path: '/n0', watch: false }).code).toBe(ErrorCode.OK);
    made.assertHealthy();
  });
});

test('a replica that starts with a log behind its snapshot is ready when it has applied what the leader has committed, not before', () => {
  const made = compacted(3);
  const leader = made.leader?.id ?? 0;
  const follower = made.replica((leader % 3) + 1);
  const client = new TestClient(made).open(leader, 40_000);
  for (let n = 0; n < 15; n += 1) expect(client.do(create(`/late${n}`)).code).toBe(0);
  made.untilConverged();
  follower.crash();
  made.clock.run(100);
  follower.start();
  made.clock.until(() => follower.engine?.status().ready === true);
  const { appliedIndex, znodes } = follower.engine?.status() ?? {};
  expect(appliedIndex).toBe(made.replica(leader).engine?.status().appliedIndex);
  expect(znodes).toBe(made.replica(leader).engine?.status().znodes);
  made.assertHealthy();
});
