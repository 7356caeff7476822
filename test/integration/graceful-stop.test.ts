import { missingWrites, WriteLoad } from '../cluster/acknowledged-writes';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

describe('SIGTERM to the leader', () => {
  test('it hands over and ends with code 0; no write at the others fails', async () => {
    await withCluster({ name: 'graceful-stop' }, async (cluster) => {
      const leader = await cluster.leader();
      const others = cluster.ids.filter((id) => id !== leader);
      const client = new UnaryClient(cluster.endpoint(others[0] ?? 0));
      await client.create('/load');
      client.close();
      const load = new WriteLoad({
        endpoints: cluster.endpoints(others),
        closed: cluster.closed,
        root: '/load',
        workers: 16,
        dataBytes: 100,
      });
      await until('writes are acknowledged', 10_000, () => load.acknowledged.size > 200);

      const end = await cluster.stopReplica(leader);
      expect(end).toEqual({ code: 0, signal: null });
      const handedOver = load.acknowledged.size;
      expect(others).toContain(await cluster.leader());
      await until('writes go on', 10_000, () => load.acknowledged.size > handedOver + 200);

      cluster.startReplica(leader);
      await cluster.waitReady([leader]);
      await load.stop();
      expect([...load.failures]).toEqual([]);
      expect(await missingWrites(cluster.endpoint(leader), load.acknowledged)).toEqual([]);
      await cluster.waitSameDigest();
    });
  }, 60_000);
});
