import { TestClient, TestCluster, create, type TestReplica } from './testing/test-cluster';

/** Rows of the log that are blocks: `b` and the first index. */
const isBlock = (key: Uint8Array): boolean => key[0] === 0x62;
const blocksOf = (replica: TestReplica): Uint8Array[] =>
  replica.log
    .dump()
    .map(({ key }) => key)
    .filter(isBlock);

function past(key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(key.length + 1);
  bytes.set(key);
  return bytes;
}

function drop(replica: TestReplica, keys: readonly (Uint8Array | undefined)[]): void {
  for (const key of keys) if (key !== undefined) expect(replica.log.dropRange(key, past(key))).toBe(1);
}

const kinds: readonly (readonly [string, (replica: TestReplica) => void])[] = [
  ['a flipped byte in a block', (replica) => void replica.log.flipByte(blocksOf(replica).at(-3) ?? new Uint8Array(0), 45)],
  ['a flipped byte in the first block', (replica) => void replica.log.flipByte(blocksOf(replica)[0] ?? new Uint8Array(0), 5)],
  ['a block lost from the middle', (replica) => drop(replica, [blocksOf(replica).at(-4)])],
  ['a lost tail', (replica) => drop(replica, blocksOf(replica).slice(-3))],
  ['all blocks lost', (replica) => drop(replica, blocksOf(replica))],
  ['a lost witness', (replica) => replica.witness.lose()],
  [
    'a record of the log’s start gone bad',
    (replica) => {
      const base = replica.log.dump().find(({ key }) => Buffer.from(key).toString('latin1').endsWith('base'));
      expect(replica.log.flipByte(base?.key ?? new Uint8Array(0), 3)).toBe(true);
    },
  ],
  [
    'a record of the identity gone bad: it comes back as a new member',
    (replica) => {
      const identity = replica.log.dump().find(({ key }) => Buffer.from(key).toString('latin1').endsWith('identity'));
      expect(replica.log.flipByte(identity?.key ?? new Uint8Array(0), 3)).toBe(true);
    },
  ],
  [
    'a block of a snapshot gone bad',
    (replica) => {
      for (const { key } of replica.snapshots.dump().filter(({ key: named }) => named[0] === 0x63)) replica.snapshots.flipByte(key, 30);
    },
  ],
];

test.each(kinds)('S23 %s: the replica starts, takes what it lacks from the others, and is as they are', (_, damage) => {
  const cluster = new TestCluster(3, { snapshotEveryEntries: 25, logKeepEntries: 10, blockBytesMax: 4096 });
  cluster.start();
  cluster.untilReady();
  const client = new TestClient(cluster).open(cluster.leader?.id ?? 1);
  for (let n = 0; n < 60; n++) expect(client.do(create(`/n${n}`, 'x')).code).toBe(0);
  cluster.untilConverged();
  cluster.clock.run(500);
  const victim = cluster.replicas.find((replica) => replica !== cluster.leader);
  if (victim === undefined) throw new Error('nobody follows');
  victim.crash();
  expect(blocksOf(victim).length).toBeGreaterThan(5);
  damage(victim);
  for (let n = 0; n < 5; n++) expect(client.do(create(`/m${n}`)).code).toBe(0);

  victim.start();
  cluster.untilReady();
  cluster.untilConverged();
  cluster.assertHealthy();
  // It counts again: with one of the others gone writes go on.
  cluster.clock.run(2_000);
  const other = cluster.replicas.find((replica) => replica !== cluster.leader && replica !== victim);
  other?.crash();
  expect(client.do(create('/counted')).code).toBe(0);
  // And what was repaired is whole over the next start.
  victim.crash();
  other?.start();
  victim.start();
  cluster.clock.until(() => cluster.replicas.every(({ engine }) => engine?.status().ready === true));
  cluster.untilConverged();
  cluster.assertHealthy();
});
