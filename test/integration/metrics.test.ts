import { spawnSync } from 'node:child_process';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

/** Debian's package `prometheus` has it. */
const withPromtool = spawnSync('promtool', ['--version']).status === 0 ? test : test.skip;

describe('what a replica tells', () => {
  withPromtool(
    'metrics that promtool has nothing to say against (needs promtool)',
    async () => {
      await withCluster({ name: 'promtool' }, async (cluster) => {
        const client = new UnaryClient(cluster.endpoint(1));
        await client.create('/counted', Buffer.from('x'));
        await client.getData('/counted');
        client.close();
        for (const id of cluster.ids) {
          const input = await (await fetch(cluster.httpUrl(id, '/metrics'))).text();
          const check = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
          expect({ replica: id, said: check.stdout + check.stderr, status: check.status }).toEqual({ replica: id, said: '', status: 0 });
        }
      });
    },
    60_000,
  );

  test('metrics, liveness, readiness and status', async () => {
    await withCluster({ name: 'metrics' }, async (cluster) => {
      const client = new UnaryClient(cluster.endpoint(1));
      const session = await client.openSession(6_000);
      for (const id of cluster.ids) {
        const metrics = await (await fetch(cluster.httpUrl(id, '/metrics'))).text();
        expect(metrics).toMatch(/^grove_/m);
        expect((await fetch(cluster.httpUrl(id, '/livez'))).status).toBe(200);
        expect((await fetch(cluster.httpUrl(id, '/readyz'))).status).toBe(200);
        expect(await cluster.status(id)).toMatchObject({ replica: id, leader: await cluster.leader(), pid: cluster.pid(id), sessions: 1 });
      }
      await client.closeSession(session);
      client.close();
    });
  }, 60_000);

  test('a replica without a majority lives but is not ready', async () => {
    await withCluster({ name: 'not-ready' }, async (cluster) => {
      await Promise.all([cluster.kill(2), cluster.kill(3)]);
      const readyz = async (): Promise<number> => (await fetch(cluster.httpUrl(1, '/readyz'))).status;
      await until('/readyz says no', 10_000, async () => (await readyz()) === 503);
      expect((await fetch(cluster.httpUrl(1, '/livez'))).status).toBe(200);
      cluster.startReplica(2);
      await cluster.waitReady([1, 2]);
    });
  }, 60_000);
});
