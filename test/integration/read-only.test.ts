import { GroveError, connect } from '@grove/client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const SESSION_TIMEOUT_MS = 10_000;

describe('a replica that is cut off from the quorum', () => {
  test('serves reads to who asked for that, refuses writes with NOTREADONLY, and takes the session back when there is a leader', async () => {
    await withCluster({ name: 'read-only' }, async (cluster) => {
      const [left, ...others] = cluster.ids;
      if (left === undefined) throw new Error('no replicas');
      const options = { endpoints: [cluster.endpoint(left)], sessionTimeoutMs: SESSION_TIMEOUT_MS };
      const client = await connect({ ...options, allowReadOnly: true });
      const strict = await connect(options);
      const states: string[] = [];
      client.onState((state) => states.push(state));
      await client.create('/kept', Buffer.from('before'));
      await client.create('/mine', Buffer.alloc(0), { ephemeral: true });
      const { sessionId } = client;

      for (const id of others) await cluster.kill(id);
      await until('the client is served read-only', 15_000, () => client.state === 'CONNECTED_READ_ONLY');
      expect(Buffer.from((await client.getData('/kept')).data).toString()).toBe('before');
      expect((await client.exists('/mine'))?.ownerSessionId).toBe(sessionId);
      await expect(client.setData('/kept', Buffer.from('no'))).rejects.toMatchObject({ name: 'NOTREADONLY' });
      await expect(client.create('/no', Buffer.alloc(0))).rejects.toMatchObject({ name: 'NOTREADONLY' });
      await expect(client.sync()).rejects.toMatchObject({ name: 'NOTREADONLY' });
      await expect(client.getData('/kept', { consistency: 'linearizable' })).rejects.toMatchObject({ name: 'NOTREADONLY' });
      // Who did not ask is not served a state that may be old.
      expect(strict.state).not.toBe('CONNECTED_READ_ONLY');
      const fresh = await connect({ ...options, allowReadOnly: true });
      expect(fresh.state).toBe('CONNECTED_READ_ONLY');
      expect(Buffer.from((await fresh.getData('/kept')).data).toString()).toBe('before');

      for (const id of others) cluster.startReplica(id);
      await cluster.waitReady();
      for (const each of [client, strict, fresh]) await until('the client is whole again', 15_000, () => each.state === 'CONNECTED');
      expect(client.sessionId).toBe(sessionId);
      await client.setData('/kept', Buffer.from('after'));
      await fresh.create('/from-fresh', Buffer.alloc(0), { ephemeral: true });
      expect((await strict.exists('/mine', { consistency: 'linearizable' }))?.ownerSessionId).toBe(sessionId);
      expect(states.filter((state) => state === 'EXPIRED' || state === 'CLOSED')).toEqual([]);
      for (const each of [client, strict, fresh]) await each.close();
      await cluster.waitSameDigest();
    });
  }, 90_000);

  test('a session that does not ask for it cannot be opened there', async () => {
    await withCluster({ name: 'read-only-strict' }, async (cluster) => {
      const [left, ...others] = cluster.ids;
      for (const id of others) await cluster.kill(id);
      const attempt = connect({ endpoints: [cluster.endpoint(left ?? 0)], connectTimeoutMs: 2_000 });
      await expect(attempt).rejects.toBeInstanceOf(GroveError);
    });
  }, 60_000);
});
