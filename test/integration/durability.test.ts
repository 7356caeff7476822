import { missingWrites, WriteLoad } from '../cluster/acknowledged-writes';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const ROUNDS = 3;
const WRITES_A_ROUND = 400;

describe('all replicas killed at once', () => {
  test(`every acknowledged write is there after a restart, ${ROUNDS} rounds on the same data`, async () => {
    await withCluster({ name: 'kill-all' }, async (cluster) => {
      const acknowledged = new Map<string, string>();
      for (let round = 1; round <= ROUNDS; round++) {
        const client = new UnaryClient(cluster.endpoint(1));
        const root = `/round${round}`;
        await client.create(root);
        client.close();
        const load = new WriteLoad({ endpoints: cluster.endpoints(), closed: cluster.closed, root, workers: 24, dataBytes: 300 });
        await until('writes are acknowledged', 20_000, () => load.acknowledged.size >= WRITES_A_ROUND);
        // In the middle of the load: some writes are in every stage between the client and the disk.
        await cluster.killAll();
        await load.stop();
        for (const [path, data] of load.acknowledged) acknowledged.set(path, data);

        cluster.startAll();
        await cluster.waitReady();
        for (const id of cluster.ids) expect(await missingWrites(cluster.endpoint(id), acknowledged)).toEqual([]);
        await cluster.waitSameDigest();
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * WRITES_A_ROUND);
    });
  }, 90_000);
});
