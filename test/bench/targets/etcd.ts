import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../cluster/ports';
import { ServerProcess } from '../../cluster/server-process';
import { until } from '../../cluster/until';
import type { Target } from './target';

const SERVERS = [1, 2, 3] as const;
const START_MS = 30_000;
const STOP_MS = 15_000;

/** etcd with its defaults; reads are serializable (local), as ZooKeeper's and Grove's are. */
export const etcd: Target = {
  name: 'etcd',

  missing() {
    return spawnSync('etcd', ['--version']).status === 0 ? null : 'no etcd on the PATH: apt-get install etcd-server';
  },

  async start({ folder }) {
    const ports = await freePorts(2 * SERVERS.length);
    const urlOf = (server: number, which: 0 | 1): string => `http://127.0.0.1:${ports[2 * (server - 1) + which]}`;
    const members = SERVERS.map((server) => `m${server}=${urlOf(server, 1)}`).join(',');
    const servers = SERVERS.map((server) => {
      const home = join(folder, String(server));
      mkdirSync(home, { recursive: true, mode: 0o700 });
      return new ServerProcess({
        name: `etcd ${server}`,
        file: 'etcd',
        args: [
          ...['--name', `m${server}`, '--data-dir', join(home, 'data')],
          ...['--listen-client-urls', urlOf(server, 0), '--advertise-client-urls', urlOf(server, 0)],
          ...['--listen-peer-urls', urlOf(server, 1), '--initial-advertise-peer-urls', urlOf(server, 1)],
          ...['--initial-cluster', members, '--initial-cluster-state', 'new', '--log-level', 'warn'],
        ],
        logFile: join(home, 'log'),
      });
    });
    const stop = async (): Promise<void> => {
      await Promise.all(servers.map((server) => server.stop('SIGTERM', STOP_MS)));
    };
    try {
      await Promise.all(
        SERVERS.map((server) =>
          until(`etcd serves at ${urlOf(server, 0)}`, START_MS, async () => (await fetch(`${urlOf(server, 0)}/health`)).ok),
        ),
      );
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      name: 'etcd',
      endpoints: SERVERS.map((server) => urlOf(server, 0).replace('http://', '')),
      pids: servers.map((server) => server.pid),
      stop,
    };
  },
};
