import { GroveError, connect, type MultiPart } from '@grove/client';
import { UnaryClient } from '../cluster/unary-client';
import { withCluster } from '../cluster/with-cluster';

const flags = {
  'data-max-bytes': 1_000,
  'frame-max-bytes': 131_072,
  'multi-max-parts': 5,
  'sessions-max': 3,
  'session-watches-max': 4,
  'outstanding-max-requests': 50,
};
/** Not to be set: what replicas must refuse alike. */
const SUBTREE_MAX = 10_000;

interface ServerInfo {
  readonly max_data_bytes: number;
  readonly max_frame_bytes: number;
  readonly max_multi_parts: number;
  readonly max_sessions: number;
  readonly max_watches_per_session: number;
  readonly max_outstanding_requests: number;
  readonly max_subtree_deletions: number;
}

describe('limits', () => {
  test('are told, and are what is enforced: one more is refused by its name, and the session goes on', async () => {
    await withCluster({ name: 'limits', replicas: 1, flags }, async (cluster) => {
      const unary = new UnaryClient(cluster.endpoint(1));
      const told = await unary.call<ServerInfo>('GetServerInfo', {});
      expect(told).toMatchObject({
        max_data_bytes: 1_000,
        max_frame_bytes: 131_072,
        max_multi_parts: 5,
        max_sessions: 3,
        max_watches_per_session: 4,
        max_outstanding_requests: 50,
        max_subtree_deletions: SUBTREE_MAX,
      });
      const client = await connect({ endpoints: cluster.endpoints(), maxInFlight: 40 });

      await client.create('/data', Buffer.alloc(told.max_data_bytes));
      await expect(client.setData('/data', Buffer.alloc(told.max_data_bytes + 1))).rejects.toMatchObject({ name: 'DATATOOLARGE' });
      await expect(unary.setData('/data', Buffer.alloc(told.max_data_bytes + 1))).rejects.toMatchObject({ reason: 'DATATOOLARGE' });

      const parts = (count: number): MultiPart[] => Array.from({ length: count }, () => ({ type: 'check', path: '/data', version: null }));
      await client.multi(parts(told.max_multi_parts));
      await expect(client.multi(parts(told.max_multi_parts + 1))).rejects.toMatchObject({ name: 'BADARGUMENTS' });

      for (let n = 0; n < told.max_watches_per_session; n++) await client.addWatch(`/w${n}`, () => undefined);
      await expect(client.addWatch('/one-more', () => undefined)).rejects.toBeInstanceOf(GroveError);

      for (let n = 1; n < told.max_sessions; n++) await unary.openSession(10_000);
      await expect(unary.openSession(10_000)).rejects.toMatchObject({ reason: 'THROTTLEDOP' });
      await expect(connect({ endpoints: cluster.endpoints(), connectTimeoutMs: 1_500 })).rejects.toBeInstanceOf(GroveError);

      // The session has lived through all of it.
      expect(client.state).toBe('CONNECTED');
      await client.setData('/data', Buffer.from('still here'));
      await client.close();
      unary.close();
    });
  }, 60_000);

  test('a subtree of just the limit goes in one write, one larger is refused with the number and stays whole', async () => {
    await withCluster({ name: 'limits-subtree', replicas: 1 }, async (cluster) => {
      const client = await connect({ endpoints: cluster.endpoints() });
      await client.create('/tree', Buffer.alloc(0));
      const children = Array.from({ length: SUBTREE_MAX }, (_, n) => client.create(`/tree/n${n}`, Buffer.alloc(0)));
      await Promise.all(children);
      const unary = new UnaryClient(cluster.endpoint(1));
      const all = { path: '/tree', version: -1, subtree: true };
      await expect(unary.call('Delete', all)).rejects.toMatchObject({ reason: 'BADARGUMENTS' });
      await expect(unary.call('Delete', all)).rejects.toThrow(String(SUBTREE_MAX));
      expect((await client.exists('/tree'))?.numChildren).toBe(SUBTREE_MAX);
      await client.delete('/tree/n0');
      expect(await unary.call('Delete', all)).toMatchObject({ deleted: SUBTREE_MAX });
      expect(await client.exists('/tree')).toBeNull();
      await client.close();
      unary.close();
    });
  }, 60_000);
});
