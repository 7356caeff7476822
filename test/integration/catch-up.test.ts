import { connectGrove } from '../bench/load/grove-connection';
import { missingWrites, WriteLoad } from '../cluster/acknowledged-writes';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

/** How many writes go by while the follower is down; by hand more: GROVE_TEST_MISSED_WRITES=200000. */
const MISSED_WRITES = Number(process.env['GROVE_TEST_MISSED_WRITES'] ?? 20_000);
/** The flood's znodes alone take more. */
const SNAPSHOT_BYTES_MIN = 100_000;
const SNAPSHOT_EVERY = Math.floor(MISSED_WRITES / 5);

describe('a follower that was away for longer than the log reaches back', () => {
  test('comes back by a snapshot and catches up while writes go on', async () => {
    const flags = { 'snapshot-every-entries': SNAPSHOT_EVERY, 'log-keep-entries': Math.floor(SNAPSHOT_EVERY / 4) };
    await withCluster({ name: 'catch-up', flags }, async (cluster) => {
      const leader = await cluster.leader();
      const away = await cluster.follower();
      const survivors = cluster.ids.filter((id) => id !== away);
      const client = new UnaryClient(cluster.endpoint(leader));
      await client.create('/before', Buffer.from('seen by all'));
      await client.create('/load');
      await client.create('/flood');
      await client.sync();
      await cluster.kill(away);

      await flood(cluster.endpoint(leader), MISSED_WRITES);
      const load = new WriteLoad({
        endpoints: cluster.endpoints(survivors),
        closed: cluster.closed,
        root: '/load',
        workers: 8,
        dataBytes: 200,
      });
      await until('writes go on', 10_000, () => load.acknowledged.size > 50);
      const missedUpTo = (await cluster.status(leader)).appliedIndex;
      expect(missedUpTo).toBeGreaterThan(MISSED_WRITES);

      cluster.startReplica(away);
      await cluster.waitReady([away], 60_000);
      await until('the follower has passed what it had missed', 30_000, async () => (await cluster.status(away)).appliedIndex > missedUpTo);
      const beforeMore = load.acknowledged.size;
      await until('writes still go on', 10_000, () => load.acknowledged.size > beforeMore + 50);
      await load.stop();

      expect(load.failureCount).toBe(0);
      expect(await snapshotBytesReceived(cluster.httpUrl(away, '/metrics'))).toBeGreaterThan(SNAPSHOT_BYTES_MIN);
      expect(await missingWrites(cluster.endpoint(away), load.acknowledged)).toEqual([]);
      const back = new UnaryClient(cluster.endpoint(away));
      expect((await back.getData('/before')).data.toString()).toBe('seen by all');
      expect((await back.getChildren('/flood')).children).toHaveLength((await client.getChildren('/flood')).children.length);
      await cluster.waitSameDigest();
      client.close();
      back.close();
    });
  }, 180_000);
});

/** Creates a few thousand znodes and sets their data, `writes` in all, by one session with a deep pipeline. */
async function flood(endpoint: string, writes: number): Promise<void> {
  const ZNODES = 2_000;
  const WINDOW = 1_000;
  const paths = Array.from({ length: ZNODES }, (_, n) => `/flood/n${n}`);
  let sent = 0;
  let answered = 0;
  await new Promise<void>((resolve, reject) => {
    const next = (connection: Awaited<ReturnType<typeof connectGrove>>, count: number): void => {
      for (let n = 0; n < count && sent < writes; n++, sent++) {
        const path = paths[sent];
        if (path === undefined) connection.write(sent % ZNODES);
        else connection.create(path, Buffer.alloc(100));
      }
      connection.flush();
    };
    const events = {
      onAnswers: (count: number, failures: number): void => {
        answered += count;
        if (failures > 0) reject(new Error(`${failures} writes failed`));
        else if (answered === writes) resolve();
        else opened.then((connection) => next(connection, count), reject);
      },
      onLost: reject,
    };
    const opened = connectGrove(endpoint, { paths, data: Buffer.alloc(100, 'z') }, events);
    opened.then((connection) => next(connection, WINDOW), reject);
  });
}

/** Bytes received on the connections that carry snapshots alone, by the replica's own metric, since it started. */
async function snapshotBytesReceived(url: string): Promise<number> {
  const text = await (await fetch(url)).text();
  return Number(/^grove_peer_received_bytes_total\{channel="snapshot"\} (\d+)/m.exec(text)?.[1] ?? 0);
}
