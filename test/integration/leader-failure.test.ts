import { connect } from '@grove/client';
import type { GroveCluster } from '../cluster/grove-cluster';
import { CallError, UnaryClient, type SessionHandle } from '../cluster/unary-client';
import { pause, until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const KILLED_BOUND_MS = 1_000;
const HUNG_BOUND_MS = 1_000;
const SESSION_TIMEOUT_MS = 6_000;
const CALL_MS = 400;
const BIG_TREE = 200_000;
/** Of one multi. */
const PARTS = 10_000;

describe('the leader fails', () => {
  test(`S27 killed, three times, with ${BIG_TREE} znodes in the tree: writing again within ${KILLED_BOUND_MS} ms, no session lost`, async () => {
    await withCluster({ name: 'leader-killed' }, async (cluster) => {
      await growTree(cluster);
      const sessions = await openSessions(cluster);
      for (let round = 1; round <= 3; round++) {
        const leader = await cluster.leader();
        await cluster.kill(leader);
        const tookMs = await timeToNextWrite(cluster, leader);
        process.stderr.write(`leader killed: next accepted write after ${tookMs.toFixed(0)} ms\n`);
        expect(tookMs).toBeLessThan(KILLED_BOUND_MS);
        cluster.startReplica(leader);
        await cluster.waitReady([leader]);
        await sessions.expectAlive();
      }
      await cluster.waitSameDigest();
      await sessions.closeAll();
    });
  }, 60_000);

  test(`stopped (SIGSTOP): writing again within ${HUNG_BOUND_MS} ms, the old one follows when it wakes, no session lost`, async () => {
    await withCluster({ name: 'leader-hung' }, async (cluster) => {
      const sessions = await openSessions(cluster);
      const leader = await cluster.leader();
      cluster.pause(leader);
      const tookMs = await timeToNextWrite(cluster, leader);
      process.stderr.write(`leader stopped: next accepted write after ${tookMs.toFixed(0)} ms\n`);
      expect(tookMs).toBeLessThan(HUNG_BOUND_MS);
      cluster.resume(leader);
      await until('the old leader follows', 10_000, async () => (await cluster.status(leader)).role === 'follower');
      await cluster.waitReady();
      await sessions.expectAlive();
      await cluster.waitSameDigest();
      await sessions.closeAll();
    });
  }, 60_000);
});

/** What an election would have to go through where it took time by the size of the tree. */
async function growTree(cluster: GroveCluster): Promise<void> {
  const client = await connect({ endpoints: cluster.endpoints() });
  const data = Buffer.alloc(100);
  await client.create('/big', Buffer.alloc(0));
  for (let part = 0; part < BIG_TREE / PARTS; part++) {
    await client.multi(
      Array.from({ length: PARTS }, (_, n) => ({
        type: 'create',
        path: `/big/${part}-${n}`,
        data,
        kind: 'persistent',
        sequential: false,
      })),
    );
  }
  await client.close();
}

/** Milliseconds until a survivor accepts a write that was sent after the leader's failure. */
async function timeToNextWrite(cluster: GroveCluster, failed: number): Promise<number> {
  const startMs = performance.now();
  const survivor = cluster.ids.find((id) => id !== failed) ?? 0;
  const client = new UnaryClient(cluster.endpoint(survivor));
  const path = `/after-${Math.round(startMs * 1000)}`;
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        await client.call('Create', { path: `${path}-${attempt}` }, CALL_MS);
        return performance.now() - startMs;
      } catch (error) {
        if (!(error instanceof CallError) || performance.now() - startMs > 20 * HUNG_BOUND_MS) throw error;
        await pause(5);
      }
    }
  } finally {
    client.close();
  }
}

/** One session with an ephemeral znode at each replica, kept alive by whichever replica answers. */
async function openSessions(cluster: GroveCluster): Promise<{ expectAlive(): Promise<void>; closeAll(): Promise<void> }> {
  const clients = cluster.ids.map((id) => new UnaryClient(cluster.endpoint(id)));
  const sessions: { readonly handle: SessionHandle; readonly path: string }[] = [];
  for (const client of clients) {
    const handle = await client.openSession(SESSION_TIMEOUT_MS);
    const path = `/owned-by-${handle.session_id}`;
    const { session_id, session_secret } = handle;
    await client.create(path, Buffer.alloc(0), { kind: 'NODE_KIND_EPHEMERAL', call: { session_id, session_secret } });
    sessions.push({ handle, path });
  }
  let ended = false;
  const keepAlive = async (handle: SessionHandle): Promise<void> => {
    for (let n = 0; !ended && !cluster.closed.aborted; n++) {
      try {
        await clients[n % clients.length]?.call(
          'KeepAlive',
          { session_id: handle.session_id, session_secret: handle.session_secret },
          CALL_MS,
        );
        await pause(SESSION_TIMEOUT_MS / 12);
      } catch (error) {
        if (error instanceof CallError && error.reason === 'SESSIONEXPIRED') throw error;
        await pause(20);
      }
    }
  };
  const keepers = Promise.all(sessions.map(({ handle }) => keepAlive(handle)));
  // Looked at in closeAll; an error before that is not unhandled.
  keepers.catch(() => undefined);
  return {
    async expectAlive() {
      for (const client of clients) {
        await client.connected();
        await client.sync();
        for (const { handle, path } of sessions) {
          expect((await client.exists(path)).stat.owner_session_id).toBe(handle.session_id);
        }
      }
    },
    async closeAll() {
      ended = true;
      await keepers;
      const [client] = clients;
      await client?.connected();
      for (const { handle, path } of sessions) {
        await client?.closeSession(handle);
        await expect(client?.exists(path)).rejects.toMatchObject({ reason: 'NONODE' });
      }
      for (const each of clients) each.close();
    },
  };
}
