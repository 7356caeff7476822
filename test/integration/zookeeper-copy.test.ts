import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connect, digestIdentity, openAcl, type GroveClient } from '@grove/client';
import { freePorts } from '../cluster/ports';
import { repositoryRoot } from '../cluster/repository';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const GROVE = join(repositoryRoot, 'services', 'cli', 'bin', 'grove.cjs');
const BOB = { scheme: 'digest', credential: 'bob:secret' };
const BOBS = [{ rights: 31, identity: digestIdentity('bob', 'secret') }];
const CHANGE_MS = 20_000;

describe('grove import --from and grove export --to', () => {
  test('copy a subtree by the wire protocol of ZooKeeper with its lists, follow it over the death of the server, and back', async () => {
    const [port = 0, dead = 0] = await freePorts(2);
    const env = { GROVE_ZOOKEEPER: 'true', GROVE_ZOOKEEPER_PORT: String(port) };
    await withCluster({ name: 'zookeeper-copy', replicas: 1, env }, async (cluster) => {
      const client = await connect({ endpoints: cluster.endpoints(), auth: [BOB] });
      await fill(client);
      const servers = `zookeeper://127.0.0.1:${dead},127.0.0.1:${port}`;
      const endpoints = ['--endpoints', cluster.endpoint(1)];

      const copy = grove([...endpoints, 'import', '--from', `${servers}/old`, '/new/place'], cluster.closed);
      await until('the copy is in step', CHANGE_MS, () => Promise.resolve(/^in step at zxid 0x\w+, 205 znodes, /.test(copy.out())));
      expect(copy.errors()).toBe('1 ephemeral znodes were passed over: they go with their sessions, which make them anew\n');
      expect(await contents(client, '/new/place')).toEqual(await contents(client, '/old'));

      await change(client, 'one');
      await same(client);
      await cluster.kill(1);
      cluster.startReplica(1);
      await change(client, 'two');
      await same(client);
      await until('the copy is in step again', CHANGE_MS, () => Promise.resolve(copy.out().includes('in step again')));

      copy.interrupt();
      expect(await copy.code).toBe(0);
      expect(copy.out()).toContain('\nended in step at zxid 0x');

      // What its clients wrote since is on the way back, and what was deleted where it was asked for.
      await client.setData('/new/place/folder-1/znode-1', Buffer.from('since'));
      await client.delete('/new/place/folder-2', { subtree: true });
      const back = grove([...endpoints, 'export', '--to', `${servers}/old`, '/new/place', '--once', '--delete'], cluster.closed);
      expect([await back.code, back.errors()]).toEqual([0, '']);
      expect(await contents(client, '/old')).toEqual(await contents(client, '/new/place'));
      expect(Buffer.from((await client.getData('/old/folder-1/znode-1')).data).toString()).toBe('since');
      await client.close();
    });
  }, 60_000);
});

async function fill(client: GroveClient): Promise<void> {
  await client.create('/old', Buffer.from('root'));
  for (let f = 0; f < 4; f++) await client.create(`/old/folder-${f}`, Buffer.from(''), f === 3 ? { acl: BOBS } : {});
  const made: Promise<unknown>[] = [client.create('/old/alive', Buffer.from(''), { ephemeral: true })];
  for (let n = 0; n < 200; n++) {
    made.push(client.create(`/old/folder-${n % 4}/znode-${n}`, Buffer.alloc(n, n), { acl: n % 3 === 0 ? BOBS : openAcl }));
  }
  await Promise.all(made);
}

async function change(client: GroveClient, text: string): Promise<void> {
  await client.setData('/old/folder-1/znode-1', Buffer.from(text));
  await client.create(`/old/folder-3/${text}/deep`, Buffer.from(text), { parents: true });
  const children = (await client.getChildren('/old/folder-0')).children;
  await client.delete(`/old/folder-0/${children[0] ?? ''}`);
}

async function same(client: GroveClient): Promise<void> {
  const wanted = await contents(client, '/old');
  await until('the copy says what the source says', CHANGE_MS, async () => {
    return JSON.stringify([...(await contents(client, '/new/place'))]) === JSON.stringify([...wanted]);
  });
}

/** Data and list of what is not ephemeral, by relative path. */
async function contents(client: GroveClient, root: string, path = root): Promise<Map<string, string>> {
  const [{ data, stat }, { acl }, { children }] = await Promise.all([client.getData(path), client.getAcl(path), client.getChildren(path)]);
  if (stat.kind === 'ephemeral') return new Map();
  const found = new Map([[path.slice(root.length), `${Buffer.from(data).toString('hex')} ${JSON.stringify(acl)}`]]);
  const below = await Promise.all([...children].sort().map((name) => contents(client, root, `${path}/${name}`)));
  for (const each of below) for (const [inside, text] of each) found.set(inside, text);
  return found;
}

/** Runs the compiled `grove` command as bob, on both sides. */
function grove(args: readonly string[], signal: AbortSignal) {
  const child = spawn(process.execPath, [GROVE, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GROVE_AUTH: 'digest:bob:secret', GROVE_FROM_AUTH: 'digest:bob:secret', GROVE_TO_AUTH: 'digest:bob:secret' },
    signal,
  });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (errors += piece));
  const code = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (status) => resolve(status));
  });
  return { code, out: () => out, errors: () => errors, interrupt: () => child.kill('SIGINT') };
}
