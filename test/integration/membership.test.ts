import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ErrorCode, changeMembers, listMembers } from '@grove/client';
import { Conversation } from '@grove/zookeeper-wire/dist/testing/conversation';
import { WriteLoad, missingWrites } from '../cluster/acknowledged-writes';
import type { GroveCluster } from '../cluster/grove-cluster';
import { repositoryRoot } from '../cluster/repository';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const CLI_MAIN = join(repositoryRoot, 'services', 'cli', 'bin', 'grove.cjs');
const PASSWORD = 'super:secret';
const SUPERUSER = `super:${createHash('sha1').update(PASSWORD).digest('base64')}`;
const auth = [{ scheme: 'digest', credential: PASSWORD }];
const FOUNDERS = 3;
const ADDED = 4;

const run = promisify(execFile);

async function grove(endpoint: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [CLI_MAIN, '--endpoints', endpoint, '--auth', `digest:${PASSWORD}`, ...args]);
  return stdout;
}

function votersSeenBy(cluster: GroveCluster, id: number): Promise<string> {
  return cluster.status(id).then(({ members }) =>
    members
      .filter(({ voter }) => voter)
      .map((member) => member.id)
      .join(),
  );
}

test('a fourth replica with an empty volume is added, the leader is removed, then one that is dead: no write at the one that stays fails', async () => {
  const options = {
    name: 'membership',
    replicas: FOUNDERS + 1,
    founders: FOUNDERS,
    zooKeeper: true,
    flags: { 'superuser-digest': SUPERUSER },
    env: { GROVE_ZOOKEEPER_RECONFIG: 'true' },
  };
  await withCluster(options, async (cluster) => {
    const leader = await cluster.leader();
    const [stays = 0, dies = 0] = [1, 2, 3].filter((id) => id !== leader);
    const at = cluster.endpoint(stays);
    const client = new UnaryClient(at);
    await client.create('/load');
    client.close();
    const load = new WriteLoad({ endpoints: [at], closed: cluster.closed, root: '/load', workers: 4, dataBytes: 100 });
    const writesGoOn = (): Promise<boolean> => {
      const { size } = load.acknowledged;
      return until('writes go on', 10_000, () => load.acknowledged.size > size + 50);
    };
    await writesGoOn();

    cluster.startReplica(ADDED);
    await expect(changeMembers([at], { version: null, joining: [], leaving: [dies], members: null })).rejects.toMatchObject({
      code: ErrorCode.NOAUTH,
    });
    const list = await grove(at, 'member', 'add', `${ADDED}=${cluster.peerAddress(ADDED)}/${cluster.endpoint(ADDED)}`);
    expect(list).toContain(`${ADDED}        awaited  ${cluster.peerAddress(ADDED)}  ${cluster.endpoint(ADDED)}`);
    await until('it votes', 20_000, async () => (await votersSeenBy(cluster, stays)) === '1,2,3,4');
    await cluster.waitReady();
    await writesGoOn();

    // Through the new one, whose own --members has all of them.
    const before = await listMembers([cluster.endpoint(ADDED)]);
    const change = { version: before.version, joining: [], leaving: [leader], members: null };
    const after = await changeMembers([cluster.endpoint(ADDED)], change, { auth });
    expect(after.members.map(({ replica }) => replica)).toEqual([stays, dies, ADDED].sort());
    await expect(changeMembers([at], change, { auth })).rejects.toMatchObject({ code: ErrorCode.BADVERSION });
    expect(await cluster.leader()).not.toBe(leader);
    await writesGoOn();
    await until('it serves nobody any more', 10_000, async () => !(await cluster.status(leader)).ready);
    await cluster.stopReplica(leader);

    // Two of three: the new one's vote counts.
    await cluster.kill(dies);
    await writesGoOn();
    await removeByZooKeeper(cluster, stays, dies);
    await writesGoOn();
    await load.stop();
    expect([...load.failures]).toEqual([]);
    expect(await missingWrites(cluster.endpoint(ADDED), load.acknowledged)).toEqual([]);
    expect(await votersSeenBy(cluster, ADDED)).toBe([stays, ADDED].join());
  });
}, 90_000);

/** As a client of ZooKeeper's does it. */
async function removeByZooKeeper(cluster: GroveCluster, by: number, gone: number): Promise<void> {
  const port = Number(cluster.zooKeeperEndpoints()[by - 1]?.split(':')[1]);
  const socket = connectTcp(port, '127.0.0.1');
  const client = new Conversation((bytes) => socket.write(bytes));
  socket.on('data', (piece) => client.take(piece));
  socket.on('error', () => undefined);
  socket.on('close', () => client.closed());
  try {
    await client.connect({ timeoutMs: 4_000 });
    const reconfig = { type: 'reconfig', joining: null, leaving: String(gone), members: null, configId: -1n } as const;
    expect(await client.request(reconfig)).toMatchObject({ error: ErrorCode.NOAUTH });
    await client.request({ type: 'auth', scheme: 'digest', proof: Buffer.from(PASSWORD) });
    await client.request({ type: 'getData', path: '/zookeeper/config', watch: true });
    const reply = await client.request(reconfig);
    expect(reply?.error).toBe(0);
    const data = reply?.result?.type === 'reconfig' ? Buffer.from(reply.result.data ?? []).toString() : '';
    expect(data).toContain(`server.${by}=${cluster.peerAddress(by)}:`);
    expect(data).not.toContain(`server.${gone}=`);
    const told = client.told.map(({ what }) => what);
    expect(told.indexOf('event')).toBe(told.length - 2);
    expect(await client.request({ type: 'getData', path: '/zookeeper/config', watch: false })).toMatchObject({
      result: { data: Buffer.from(data), stat: { mzxid: Number.parseInt(data.split('version=')[1] ?? '', 16) } },
    });
  } finally {
    socket.destroy();
  }
}
