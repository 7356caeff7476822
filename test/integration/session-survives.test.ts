import { connect, type GroveClient } from '@grove/client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const UNDER_WAY = 50;
const SESSION_TIMEOUT_MS = 10_000;

describe('a session of the TypeScript client while every replica is killed once', () => {
  test('each write is done exactly once, in order; a recursive watch misses nothing; ephemerals stay', async () => {
    await withCluster({ name: 'session-survives' }, async (cluster) => {
      const clients: GroveClient[] = [];
      const lost: string[] = [];
      const open = async (): Promise<GroveClient> => {
        const client = await connect({ endpoints: cluster.endpoints(), sessionTimeoutMs: SESSION_TIMEOUT_MS });
        client.onState((state) => {
          if (state === 'EXPIRED') lost.push(`session ${client.sessionId}`);
        });
        clients.push(client);
        return client;
      };
      const writer = await open();
      const watcher = await open();
      await writer.create('/queue', Buffer.alloc(0));
      await watcher.sync();
      const events: string[] = [];
      await watcher.addWatch('/queue', (event) => events.push(`${event.type} ${event.path} ${event.zxid}`), { recursive: true });
      await watcher.create('/alive', Buffer.alloc(0), { ephemeral: true });

      // Each sequential create counts: one done twice leaves a gap in the numbers that the answers name.
      const created: string[] = [];
      let stopped = false;
      const lanes = Array.from({ length: UNDER_WAY }, async () => {
        while (!stopped && !cluster.closed.aborted) {
          const { path, zxid } = await writer.create('/queue/n-', Buffer.from('x'), { sequential: true });
          created.push(`created ${path} ${zxid}`);
        }
      });
      const all = Promise.all(lanes);
      // Looked at below; an error before that is not unhandled.
      all.catch(() => undefined);

      for (const id of cluster.ids) {
        const before = created.length;
        await until('writes go on', 15_000, () => created.length > before + 200);
        await cluster.kill(id);
        const atKill = created.length;
        await until('writes go on without it', 15_000, () => created.length > atKill + 200);
        cluster.startReplica(id);
        await cluster.waitReady([id]);
      }
      stopped = true;
      await all;

      const numbers = created.map((line) => Number(/n-(\d{10}) /.exec(line)?.[1]));
      expect(numbers).toEqual(numbers.map((_, n) => n));
      await until('every event has come', 15_000, () => events.length >= created.length);
      expect(events).toEqual(created);
      expect(lost).toEqual([]);
      expect((await writer.exists('/alive', { consistency: 'linearizable' }))?.ownerSessionId).toBe(watcher.sessionId);
      for (const client of clients) await client.close();
      await until('the sessions are gone', 10_000, async () => (await cluster.status(1)).sessions === 0);
      await cluster.waitSameDigest();
    });
  }, 120_000);
});
