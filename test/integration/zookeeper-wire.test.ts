import { connect as connectTcp, type Socket } from 'node:net';
import { connect } from '@grove/client';
import type { ConnectRequest, ConnectResponse } from '@grove/zookeeper-wire';
import { Conversation, type Reply } from '@grove/zookeeper-wire/dist/testing/conversation';
import type { GroveCluster } from '../cluster/grove-cluster';
import { freePorts } from '../cluster/ports';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const OPEN = [{ rights: 31, scheme: 'world', id: 'anyone' }];
const REPLICAS = 3;
const SEQUENTIAL = 2;
const EPHEMERAL = 1;
const UNDER_WAY = 200;

interface Session {
  readonly client: Conversation;
  readonly socket: Socket;
  readonly response: ConnectResponse;
}

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A client of ZooKeeper's, as far as its bytes go: one connection, one session. */
async function session(port: number, request: Partial<ConnectRequest> = {}): Promise<Session> {
  const socket = connectTcp(port, '127.0.0.1');
  sockets.push(socket);
  const client = new Conversation((bytes) => socket.write(bytes));
  socket.on('data', (piece) => client.take(piece));
  socket.on('error', () => undefined);
  socket.on('close', () => client.closed());
  return { client, socket, response: await client.connect({ timeoutMs: 4_000, ...request }) };
}

function again({ sessionId, password }: ConnectResponse, lastZxidSeen = 0): Partial<ConnectRequest> {
  return { sessionId, password: Uint8Array.from(password), lastZxidSeen };
}

async function create(client: Conversation, path: string, flags = 0): Promise<Reply> {
  const reply = await client.request({ type: 'create', path, data: Buffer.from('x'), acl: OPEN, flags });
  if (reply === null) throw new Error(`the connection ended before ${path} was made`);
  return reply;
}

function eventsOf(client: Conversation): string[] {
  return client.told.flatMap((told) => (told.what === 'event' ? [`${told.type} ${told.path}`] : []));
}

/** A cluster that serves ZooKeeper's clients too; `ports`: where, by replica. */
async function withBothFaces(name: string, body: (cluster: GroveCluster, ports: readonly number[]) => Promise<void>): Promise<void> {
  const ports = await freePorts(REPLICAS);
  await withCluster(
    {
      name,
      flags: { 'session-timeout-min-ms': 500 },
      env: { GROVE_ZOOKEEPER: 'true' },
      envOf: (_folder, id) => ({ GROVE_ZOOKEEPER_PORT: String(ports[id - 1]) }),
    },
    (cluster) => body(cluster, ports),
  );
}

describe("ZooKeeper's wire protocol", () => {
  test('is another face of the same sessions: each sees what the other does, its watches fire, and its end is seen', async () => {
    await withBothFaces('zookeeper-faces', async (cluster, [first = 0, second = 0, third = 0]) => {
      const grove = await connect({ endpoints: [cluster.endpoint(2)] });
      const { client, response, socket } = await session(first);
      expect((await create(client, '/mine', EPHEMERAL)).error).toBe(0);
      expect((await grove.exists('/mine', { consistency: 'linearizable' }))?.ownerSessionId).toBe(Number(response.sessionId));

      // Its watch fires by what the other writes, and the event comes before the answer that shows it.
      expect(await client.request({ type: 'exists', path: '/theirs', watch: true })).toMatchObject({ error: -101 });
      await client.request({ type: 'addWatch', path: '/', mode: 1 });
      const { zxid } = await grove.create('/theirs', Buffer.from('data'), { ephemeral: true });
      await client.request({ type: 'sync', path: '/' });
      const read = await client.request({ type: 'getData', path: '/theirs', watch: false });
      expect(read?.result).toMatchObject({ type: 'getData', stat: { czxid: zxid, ephemeralOwner: grove.sessionId } });
      expect(client.told.at(-3)).toEqual({ what: 'event', type: 1, path: '/theirs', zxid });

      // The session moves to another replica: the first connection ends, what it missed is told, and the password is what lets it in.
      expect((await session(second, { ...again(response), password: new Uint8Array(16).fill(9) })).response.timeoutMs).toBe(0);
      const moved = await session(second, again(response, zxid));
      expect(moved.response.sessionId).toBe(response.sessionId);
      await client.until(({ what }) => what === 'closed');
      expect(socket.destroyed || socket.readableEnded).toBe(true);
      await grove.setData('/theirs', Buffer.from('more'));
      await moved.client.request({ type: 'sync', path: '/' });
      const lists = {
        data: ['/theirs', '/gone'],
        exists: ['/theirs', '/mine', '/absent'],
        child: ['/mine'],
        persistent: [],
        persistentRecursive: ['/'],
      };
      expect(await moved.client.request({ type: 'setWatches2', relativeZxid: zxid, ...lists })).toMatchObject({ error: 0, xid: -8 });
      // The recursive watch is told of the change, and what else watches that znode has fired by it; ZooKeeper's exists watch fires for whatever
      // is there, though it was there before.
      expect(eventsOf(moved.client).sort()).toEqual(['1 /mine', '2 /gone', '3 /theirs']);

      // A state that the cluster has not reached is another cluster's.
      await expect(session(third, again(response, 2 ** 50))).rejects.toThrow('closed');

      expect(await moved.client.request({ type: 'closeSession' })).toMatchObject({ error: 0 });
      await moved.client.until(({ what }) => what === 'closed');
      expect(await grove.exists('/mine', { consistency: 'linearizable' })).toBeNull();
      expect((await session(third, again(response))).response.timeoutMs).toBe(0);
      await grove.close();

      // One that is not heard any more expires, whichever face it came by.
      const silent = await session(third, { timeoutMs: 500 });
      expect((await create(silent.client, '/silent', EPHEMERAL)).error).toBe(0);
      await silent.client.until(({ what }) => what === 'closed');
      const late = await session(first, again(silent.response));
      expect([late.response.timeoutMs, late.response.sessionId]).toEqual([0, 0n]);
      const look = await session(first);
      await look.client.request({ type: 'sync', path: '/' });
      expect(await look.client.request({ type: 'exists', path: '/silent', watch: false })).toMatchObject({ error: -101 });
      look.socket.destroy();
      await cluster.waitSameDigest();
    });
  }, 60_000);

  test('what is under way when the leader dies is done once, and answered in its order, on the connection that it came by', async () => {
    await withBothFaces('zookeeper-failover', async (cluster, ports) => {
      const leader = await cluster.leader();
      const [follower = 0] = cluster.ids.filter((id) => id !== leader);
      const { client, socket } = await session(ports[follower - 1] ?? 0);
      await create(client, '/queue');
      const paths: string[] = [];
      let stopped = false;
      const lanes = Array.from({ length: UNDER_WAY }, async () => {
        while (!stopped) {
          const { result, error } = await create(client, '/queue/n-', SEQUENTIAL);
          if (result?.type !== 'create') throw new Error(`error ${error}`);
          paths.push(result.path);
        }
      });
      const all = Promise.all(lanes);
      all.catch(() => undefined);
      await until('writes go on', 15_000, () => paths.length > UNDER_WAY);
      await cluster.kill(leader);
      const atKill = paths.length;
      await until('writes go on without it', 15_000, () => paths.length > atKill + UNDER_WAY);
      stopped = true;
      await all;
      // One that was lost or done twice would leave a gap; answers that came out of order would not be sorted.
      expect(paths).toEqual(paths.map((_, n) => `/queue/n-${String(n).padStart(10, '0')}`));
      const count = await client.request({ type: 'getAllChildrenNumber', path: '/queue' });
      expect(count?.result).toEqual({ type: 'getAllChildrenNumber', count: paths.length });

      // Cut off from the quorum it serves reads to those who ask for that, and to no others.
      const [other = 0] = cluster.ids.filter((id) => id !== leader && id !== follower);
      await cluster.kill(other);
      const readOnly = await session(ports[follower - 1] ?? 0, { readOnly: true, timeoutMs: 30_000 });
      expect([readOnly.response.readOnly, readOnly.response.sessionId]).toEqual([true, 0n]);
      const proof = Buffer.from('ann:secret');
      expect(await readOnly.client.request({ type: 'auth', scheme: 'digest', proof })).toMatchObject({ error: 0 });
      const read = await readOnly.client.request({ type: 'exists', path: '/queue', watch: false });
      expect(read?.result).toMatchObject({ type: 'exists', stat: { numChildren: paths.length } });
      expect(await readOnly.client.request({ type: 'delete', path: '/queue', version: -1 })).toMatchObject({ error: -119 });
      for (const open of [socket, readOnly.socket]) open.destroy();
    });
  }, 90_000);
});
