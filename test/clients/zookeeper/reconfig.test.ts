import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { GroveCluster } from '../../cluster/grove-cluster';
import { repositoryRoot } from '../../cluster/repository';
import { withCluster } from '../../cluster/with-cluster';
import { installedZooKeeper } from '../../cluster/zookeeper-jars';
import { runProgram } from './run-program';

/** Changes of the members as ZooKeeper's own clients ask for them. */
const PASSWORD = 'super:secret';
const python = ['/usr/bin/python3', 'python3'].find((file) => spawnSync(file, ['-c', 'import kazoo']).status === 0);
const shell = installedZooKeeper();

async function byKazoo(python: string, endpoint: string): Promise<void> {
  const program = join(repositoryRoot, 'test', 'clients', 'zookeeper', 'kazoo_reconfig.py');
  const { code, said } = await runProgram({ file: python, args: [program, endpoint, PASSWORD], env: { PYTHONDONTWRITEBYTECODE: '1' } });
  expect({ code, oks: said.split('\n').filter((line) => line.startsWith('ok ')).length, said }).toMatchObject({ code: 0, oks: 4 });
}

/** What it says of the members, without the version; each list that it tells. */
async function typed(classPath: string, endpoint: string, commands: readonly string[]): Promise<string> {
  const main = ['org.apache.zookeeper.ZooKeeperMain', '-server', endpoint, '-waitforconnection'];
  const args = ['-XX:TieredStopAtLevel=1', '-cp', classPath, ...main];
  const { said } = await runProgram({ file: 'java', args, input: `${commands.join('\n')}\nquit\n` });
  return said;
}

async function byShell(classPath: string, endpoint: string): Promise<void> {
  const port = endpoint.split(':')[1];
  const added = await typed(classPath, endpoint, [
    `reconfig -add server.9=h9:7420:7420;${port}`,
    `addauth digest ${PASSWORD}`,
    `reconfig -add server.9=h9:7420:7420;${port}`,
  ]);
  expect(added).toMatch(/NoAuth|Insufficient permission/);
  const [, list = ''] = added.split('Committed new configuration:');
  const members = list.split('\n').filter((line) => line.startsWith('server.'));
  expect(members).toHaveLength(4);
  expect(members).toContain(`server.9=h9:7420:7420:observer;h9:${port}`);
  const [, version = ''] = /^version=([0-9a-f]+)/m.exec(list) ?? [];
  // As it was told, in one line.
  const removed = await typed(classPath, endpoint, [
    `addauth digest ${PASSWORD}`,
    `reconfig -members ${members.join(',')}`,
    `reconfig -v ${version} -remove 9`,
    'config',
  ]);
  const [, same = '', after = ''] = removed.split('Committed new configuration:');
  expect(same.split('\n').filter((line) => line.startsWith('server.'))).toEqual(members);
  // By the answer, and by `config`.
  const left = members.filter((line) => !line.startsWith('server.9='));
  expect(after.split('\n').filter((line) => line.startsWith('server.'))).toEqual([...left, ...left]);
}

describe("changes of the members by ZooKeeper's own clients", () => {
  const clients: [string, ((cluster: GroveCluster) => Promise<void>) | string][] = [
    ['kazoo', python === undefined ? 'no Python with kazoo' : (cluster) => byKazoo(python, cluster.zooKeeperEndpoints()[0] ?? '')],
    [
      "ZooKeeper's command line",
      'missing' in shell ? shell.missing : (cluster) => byShell(shell.classPath, cluster.zooKeeperEndpoints()[1] ?? ''),
    ],
  ];
  for (const [name, run] of clients) if (typeof run === 'string') test.skip(`${name} (${run})`, () => undefined);
  const runnable = clients.flatMap(([name, run]) => (typeof run === 'string' ? [] : [{ name, run }]));
  if (runnable.length === 0) return;

  test(
    runnable.map(({ name }) => name).join(', '),
    async () => {
      const superuser = `super:${createHash('sha1').update(PASSWORD).digest('base64')}`;
      const env = { GROVE_ZOOKEEPER_RECONFIG: 'true' };
      await withCluster({ name: 'reconfig', zooKeeper: true, flags: { 'superuser-digest': superuser }, env }, async (cluster) => {
        // One after another: the second of two at once is told to wait.
        for (const { run } of runnable) await run(cluster);
      });
    },
    120_000,
  );
});
