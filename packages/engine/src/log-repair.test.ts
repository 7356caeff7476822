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

function flipRecord(replica: TestReplica, name: string): void {
  const record = replica.log.dump().find(({ key }) => Buffer.from(key).toString('latin1') === `m/${name}`);
  expect(replica.log.flipByte(record?.key ?? new Uint8Array(0), 3)).toBe(true);
}

/** Rows of the snapshots' store by their prefix. */
function flipSnapshots(replica: TestReplica, prefix: number): void {
  const rows = replica.snapshots.dump().filter(({ key }) => key[0] === prefix);
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(replica.snapshots.flipByte(key, 30)).toBe(true);
}

function flipWitness(replica: TestReplica): void {
  const content = replica.witness.content()?.slice() ?? new Uint8Array(0);
  content[9] = (content[9] ?? 0) ^ 1;
  replica.witness.replace(content);
}

function flipJournal(replica: TestReplica, at: number): void {
  const { content } = replica.journal;
  content[at] = (content[at] ?? 0) ^ 1;
}

const kinds: readonly (readonly [string, (replica: TestReplica) => void])[] = [
  ['a flipped byte in a block', (replica) => void replica.log.flipByte(blocksOf(replica).at(-3) ?? new Uint8Array(0), 45)],
  ['a flipped byte in the first block', (replica) => void replica.log.flipByte(blocksOf(replica)[0] ?? new Uint8Array(0), 5)],
  ['a block lost from the middle', (replica) => drop(replica, [blocksOf(replica).at(-4)])],
  ['a lost tail', (replica) => drop(replica, blocksOf(replica).slice(-3))],
  ['all blocks lost', (replica) => drop(replica, blocksOf(replica))],
  ['a lost witness', (replica) => replica.witness.lose()],
  ['a flipped byte in a block’s header', (replica) => void replica.log.flipByte(blocksOf(replica).at(-5) ?? new Uint8Array(0), 17)],
  ['a flipped byte in the last block', (replica) => void replica.log.flipByte(blocksOf(replica).at(-1) ?? new Uint8Array(0), 41)],
  ['a flipped byte in the witness', (replica) => flipWitness(replica)],
  ['a lost journal', (replica) => replica.journal.lose()],
  ['a flipped byte in the journal’s header', (replica) => flipJournal(replica, 9)],
  ['a record of how far the journal was taken into the log gone bad', (replica) => flipRecord(replica, 'journal')],
  ['a record of the log’s start gone bad', (replica) => flipRecord(replica, 'base')],
  ['a record of the identity gone bad: it comes back as a new member', (replica) => flipRecord(replica, 'identity')],
  ['a record of the term and the vote gone bad', (replica) => flipRecord(replica, 'hard-state')],
  ['a record of the boots gone bad', (replica) => flipRecord(replica, 'boots')],
  ['a record of the first configuration gone bad', (replica) => flipRecord(replica, 'initial-config')],
  ['a record of the configuration at the log’s start gone bad', (replica) => flipRecord(replica, 'start-config')],
  ['the metadata of all snapshots gone bad', (replica) => flipSnapshots(replica, 0x6d)],
  ['every chunk of the snapshots gone bad', (replica) => flipSnapshots(replica, 0x63)],
];

test.each(kinds)('S23 %s: the replica starts, takes what it lacks from the others, and is as they are', (_, damage) => {
  const cluster = new TestCluster(3, { snapshotEveryEntries: 25, logKeepEntries: 10, blockBytesMax: 4096 });
  cluster.start();
  cluster.untilReady();
  const client = new TestClient(cluster).open(cluster.leader?.id ?? 1);
  const victim = cluster.replicas.find((replica) => replica !== cluster.leader);
  if (victim === undefined) throw new Error('nobody follows');
  // It is away until only a snapshot brings it back, so that its log has a start that came from the leader.
  victim.crash();
  for (let n = 0; n < 80; n++) expect(client.do(create(`/n${n}`, 'x')).code).toBe(0);
  victim.start();
  cluster.untilConverged();
  for (let n = 0; n < 12; n++) expect(client.do(create(`/o${n}`, 'x')).code).toBe(0);
  cluster.untilConverged();
  cluster.clock.run(500);
  // Not by a loss of power: what the journal has is in the store by now, unsynced, and damaged there.
  victim.kill();
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
  const said = victim.said.length;
  victim.start();
  cluster.clock.until(() => cluster.replicas.every(({ engine }) => engine?.status().ready === true));
  cluster.untilConverged();
  expect(victim.said.slice(said).join('\n')).not.toContain('damaged');
  cluster.assertHealthy();
});
