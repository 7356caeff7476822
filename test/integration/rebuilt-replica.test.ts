import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type GroveClient } from '@grove/client';
import { missingWrites } from '../cluster/acknowledged-writes';
import type { GroveCluster } from '../cluster/grove-cluster';
import { REPLICA_MODULES } from '../cluster/replica-program';
import { repositoryRoot } from '../cluster/repository';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const PRELOAD = join(repositoryRoot, 'test', 'integration', 'planted-difference.cjs');
/** More than there are between two checkpoints of the digest. */
const WRITES = 1_100;
const WRITES_WITHOUT = 100;
const NOTICED_MS = 20_000;

const plantFile = (dataFolder: string): string => `${dataFolder}.plant`;

async function plant(cluster: GroveCluster, id: number): Promise<void> {
  const file = plantFile(cluster.dataFolder(id));
  writeFileSync(file, '');
  await until('the difference is planted', NOTICED_MS, () => !existsSync(file));
}

/** All in flight at once. */
async function write(client: GroveClient, prefix: string, count: number, acknowledged: Map<string, string>): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const path = `${prefix}${n}`;
      await client.create(path, Buffer.from(path));
      acknowledged.set(path, path);
    }),
  );
}

test('P11 a replica whose state differs ends and is rebuilt by a start, a follower and then the leader, which hands over; nothing is lost', async () => {
  await withCluster(
    {
      name: 'rebuilt',
      program: REPLICA_MODULES,
      nodeArgs: ['--require', PRELOAD],
      envOf: (dataFolder) => ({ GROVE_TEST_PLANT: plantFile(dataFolder) }),
    },
    async (cluster) => {
      const acknowledged = new Map<string, string>();
      for (const role of ['follower', 'leader'] as const) {
        const leader = await cluster.leader();
        const wrong = role === 'leader' ? leader : await cluster.follower();
        const others = cluster.ids.filter((id) => id !== wrong);
        const client = await connect({ endpoints: cluster.endpoints(others) });
        await plant(cluster, wrong);
        await write(client, `/${role}-`, WRITES, acknowledged);
        await until('the replica that differs ends', NOTICED_MS, () => !cluster.isRunning(wrong));
        expect(readFileSync(cluster.logFile(wrong), 'utf8')).toContain('the state differed from a majority');
        // The others serve, and nobody else is blamed.
        const next = await cluster.leader();
        expect(next === leader).toBe(role === 'follower');
        expect(cluster.pids).toHaveLength(2);
        await write(client, `/without-${role}-`, WRITES_WITHOUT, acknowledged);
        await client.close();

        cluster.startReplica(wrong);
        await cluster.waitReady();
        await cluster.waitSameDigest();
        expect(await missingWrites(cluster.endpoint(wrong), acknowledged)).toEqual([]);
      }
      expect(cluster.pids).toHaveLength(3);
    },
  );
}, 120_000);
