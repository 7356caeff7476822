import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_PAGE_BYTES } from '@grove/storage';
import { missingWrites, WriteLoad } from '../cluster/acknowledged-writes';
import type { GroveCluster } from '../cluster/grove-cluster';
import { buildShim, clearFault, losePower, setFault, shimEnvironment, shimFiles } from '../cluster/power-loss';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const ROUNDS = 3;
const WRITES_A_ROUND = 300;
/** By one writer, who waits for each. */
const LONE_WRITES_A_ROUND = 60;
const READY_MS = 30_000;
/** A cluster that has lost its log may also refuse to start, and would do so for ever. */
const REFUSED_MS = 6_000;

const MANY = { workers: 24, writes: WRITES_A_ROUND };
const LONE = { workers: 1, writes: LONE_WRITES_A_ROUND };

const library = buildShim();
const onThisMachine = library === null ? describe.skip : describe;

/** Processes that are killed leave the page cache behind, so a kill says nothing about fsync: files are cut back to their last sync. */
onThisMachine('power loss of all replicas at once', () => {
  test(`every acknowledged write is there, ${ROUNDS} rounds on the same data`, async () => {
    await withPreloadedCluster('power-loss', async (cluster) => {
      const acknowledged = new Map<string, string>();
      for (let round = 1; round <= ROUNDS; round++) {
        await writeAndLosePower(cluster, `/round${round}`, acknowledged);
        await checkAfterRestart(cluster, acknowledged, READY_MS);
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * WRITES_A_ROUND);
    });
  }, 120_000);

  test(`every acknowledged write of a lone writer is there, though nothing but the journal had it, ${ROUNDS} rounds`, async () => {
    await withPreloadedCluster('power-loss-lone', async (cluster) => {
      const acknowledged = new Map<string, string>();
      for (let round = 1; round <= ROUNDS; round++) {
        await writeAndLosePower(cluster, `/round${round}`, acknowledged, LONE);
        const newest = [...acknowledged.keys()].pop() ?? '';
        const holders = cluster.ids.map((id) => placesOf(newest, cluster.dataFolder(id)));
        // On a majority, and not in RocksDB, whose writes were not synced since.
        expect(holders.filter((places) => places.includes('journal')).length).toBeGreaterThan(cluster.ids.length / 2);
        expect(holders.filter((places) => places.includes('log'))).toEqual([]);
        await checkAfterRestart(cluster, acknowledged, READY_MS);
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * LONE_WRITES_A_ROUND);
    });
  }, 120_000);

  test.each([
    ['many writers', MANY],
    ['a lone writer', LONE],
  ] as const)(
    'the same check fails where syncs are left out: %s',
    async (_, amount) => {
      await withPreloadedCluster('power-loss-unsynced', async (cluster) => {
        const acknowledged = new Map<string, string>();
        for (const id of cluster.ids) setFault(shimFiles(cluster.dataFolder(id)), 'skip');
        await writeAndLosePower(cluster, '/unsynced', acknowledged, amount);
        for (const id of cluster.ids) clearFault(shimFiles(cluster.dataFolder(id)));
        await expect(checkAfterRestart(cluster, acknowledged, REFUSED_MS)).rejects.toThrow();
      });
    },
    60_000,
  );

  test('the same check fails where the journals alone are not on disk', async () => {
    await withPreloadedCluster('power-loss-no-journal', async (cluster) => {
      const acknowledged = new Map<string, string>();
      await writeAndLosePower(cluster, '/unsynced', acknowledged, LONE);
      for (const id of cluster.ids) emptyJournal(cluster.dataFolder(id));
      await expect(checkAfterRestart(cluster, acknowledged, REFUSED_MS)).rejects.toThrow();
    });
  }, 60_000);
});

onThisMachine('a disk that fails', () => {
  test('S54 the first failed sync ends the process; the others go on, and it comes back with every write', async () => {
    await withPreloadedCluster('failed-sync', async (cluster) => {
      const client = new UnaryClient(cluster.endpoint(1));
      await client.create('/load');
      client.close();
      const leader = await cluster.leader();
      const load = new WriteLoad({ endpoints: cluster.endpoints(), closed: cluster.closed, root: '/load', workers: 8, dataBytes: 100 });
      await until('writes are acknowledged', 10_000, () => load.acknowledged.size > 100);
      const files = shimFiles(cluster.dataFolder(leader));
      setFault(files, 'eio');
      await until('the process with the failed disk ends', 5_000, () => !cluster.isRunning(leader));
      clearFault(files);
      const before = load.acknowledged.size;
      await until('writes go on', 10_000, () => load.acknowledged.size > before + 100);
      cluster.startReplica(leader);
      await cluster.waitReady();
      await load.stop();
      for (const id of cluster.ids) expect(await missingWrites(cluster.endpoint(id), load.acknowledged)).toEqual([]);
      await cluster.waitSameDigest();
    });
  }, 60_000);

  test('S54 the first failed write to the journal ends the process, and it comes back with every write', async () => {
    await withPreloadedCluster('failed-journal', async (cluster) => {
      const client = new UnaryClient(cluster.endpoint(1));
      await client.create('/load');
      client.close();
      const leader = await cluster.leader();
      const load = new WriteLoad({ endpoints: cluster.endpoints(), closed: cluster.closed, root: '/load', workers: 1, dataBytes: 100 });
      await until('writes are acknowledged', 10_000, () => load.acknowledged.size > 20);
      const files = shimFiles(cluster.dataFolder(leader));
      setFault(files, 'eio');
      await until('the process with the failed disk ends', 5_000, () => !cluster.isRunning(leader));
      clearFault(files);
      // A write that fails, where a sync of RocksDB or of the witness would say so: nothing but the journal is written with O_DSYNC.
      expect(readFileSync(cluster.logFile(leader), 'utf8')).toMatch(/EIO: i\/o error, write/);
      const before = load.acknowledged.size;
      await until('writes go on', 10_000, () => load.acknowledged.size > before + 20);
      // What the failed write left in the page cache is not on the disk, and is not counted upon.
      losePower(cluster.dataFolder(leader), files);
      cluster.startReplica(leader);
      await cluster.waitReady();
      await load.stop();
      for (const id of cluster.ids) expect(await missingWrites(cluster.endpoint(id), load.acknowledged)).toEqual([]);
      await cluster.waitSameDigest();
    });
  }, 60_000);

  test('S24 a leader whose disk hangs without an error hands over; writes go on', async () => {
    await withPreloadedCluster('hung-disk', async (cluster) => {
      const client = new UnaryClient(cluster.endpoint(await cluster.follower()));
      await client.create('/before');
      const leader = await cluster.leader();
      const files = shimFiles(cluster.dataFolder(leader));
      setFault(files, 'hang');
      const start = performance.now();
      await until('a write is accepted', 10_000, async () =>
        client.call('Create', { path: `/during-${Math.round(performance.now() * 1000)}` }, 500),
      );
      process.stderr.write(`leader's disk hung: next accepted write after ${(performance.now() - start).toFixed(0)} ms\n`);
      await until('another leads', 10_000, async () => (await cluster.status(await cluster.follower())).leader !== leader);
      clearFault(files);
      await cluster.waitReady();
      await cluster.waitSameDigest();
      client.close();
    });
  }, 60_000);
});

function withPreloadedCluster(name: string, body: (cluster: GroveCluster) => Promise<void>): Promise<void> {
  if (library === null) throw new Error('no library to preload');
  return withCluster({ name, envOf: (dataFolder) => shimEnvironment(library, shimFiles(dataFolder)) }, body);
}

async function writeAndLosePower(
  cluster: GroveCluster,
  root: string,
  acknowledged: Map<string, string>,
  { workers, writes } = MANY,
): Promise<void> {
  const client = new UnaryClient(cluster.endpoint(1));
  await client.create(root);
  client.close();
  const load = new WriteLoad({ endpoints: cluster.endpoints(), closed: cluster.closed, root, workers, dataBytes: 300 });
  await until('writes are acknowledged', 20_000, () => load.acknowledged.size >= writes);
  await cluster.killAll();
  await load.stop();
  for (const [path, data] of load.acknowledged) acknowledged.set(path, data);
  for (const id of cluster.ids) losePower(cluster.dataFolder(id), shimFiles(cluster.dataFolder(id)));
}

/** @throws where the cluster does not come back, or an acknowledged write is missing at any replica. */
async function checkAfterRestart(cluster: GroveCluster, acknowledged: ReadonlyMap<string, string>, readyMs: number): Promise<void> {
  cluster.startAll();
  await cluster.waitReady(cluster.ids, readyMs);
  for (const id of cluster.ids) {
    const missing = await missingWrites(cluster.endpoint(id), acknowledged);
    if (missing.length > 0) throw new Error(`replica ${id} lost ${missing.length} acknowledged writes, ${missing[0]} among them`);
  }
  await cluster.waitSameDigest();
}

/** Which of the log's two places hold this text now. */
function placesOf(text: string, dataFolder: string): readonly ('journal' | 'log')[] {
  const log = join(dataFolder, 'log');
  const isIn = (file: string): boolean => readFileSync(file).includes(text);
  return [
    ...(isIn(join(dataFolder, 'journal')) ? (['journal'] as const) : []),
    ...(readdirSync(log).some((name) => isIn(join(log, name))) ? (['log'] as const) : []),
  ];
}

/** Its header stays: as where no record was ever written. */
function emptyJournal(dataFolder: string): void {
  const file = join(dataFolder, 'journal');
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, JOURNAL_PAGE_BYTES));
}
