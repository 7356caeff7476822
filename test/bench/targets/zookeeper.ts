import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from '../../cluster/ports';
import { ServerProcess } from '../../cluster/server-process';
import { until } from '../../cluster/until';
import type { Target } from './target';

/** Debian's package; the jar's manifest names the other jars that it needs. */
const JAR = process.env['GROVE_BENCH_ZOOKEEPER_JAR'] ?? '/usr/share/java/zookeeper.jar';
const SERVERS = [1, 2, 3] as const;
const START_MS = 60_000;
const STOP_MS = 15_000;

/**
 * ZooKeeper with its own defaults (forceSync among them), but: no bound on connections from one address, no
 * admin server, and the heap of zkServer.sh, which Debian's service leaves to the JVM.
 */
export const zookeeper: Target = {
  name: 'zookeeper',

  missing() {
    if (!existsSync(JAR)) return `no ${JAR}: apt-get install zookeeper (or set GROVE_BENCH_ZOOKEEPER_JAR)`;
    if (spawnSync('java', ['-version']).status !== 0) return 'no java on the PATH: apt-get install default-jre-headless';
    return null;
  },

  async start({ folder }) {
    const ports = await freePorts(3 * SERVERS.length);
    const portOf = (server: number, which: 0 | 1 | 2): string => String(ports[3 * (server - 1) + which]);
    const ensemble = SERVERS.map((server) => `server.${server}=127.0.0.1:${portOf(server, 1)}:${portOf(server, 2)}`);
    const servers = SERVERS.map((server) => {
      const home = join(folder, String(server));
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, 'myid'), String(server));
      const configFile = join(home, 'zoo.cfg');
      const config = [
        'tickTime=2000',
        'initLimit=10',
        'syncLimit=5',
        `dataDir=${home}`,
        `clientPort=${portOf(server, 0)}`,
        'clientPortAddress=127.0.0.1',
        'maxClientCnxns=0',
        'admin.enableServer=false',
        '4lw.commands.whitelist=srvr',
        ...ensemble,
      ];
      writeFileSync(configFile, `${config.join('\n')}\n`);
      return new ServerProcess({
        name: `ZooKeeper ${server}`,
        file: 'java',
        args: ['-Xmx1000m', '-cp', JAR, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', configFile],
        logFile: join(home, 'log'),
      });
    });
    const endpoints = SERVERS.map((server) => `127.0.0.1:${portOf(server, 0)}`);
    const stop = async (): Promise<void> => {
      await Promise.all(servers.map((server) => server.stop('SIGTERM', STOP_MS)));
    };
    try {
      await Promise.all(
        endpoints.map((endpoint) =>
          until(`ZooKeeper serves at ${endpoint}`, START_MS, async () => /Mode: (leader|follower)/.test(await ask(endpoint, 'srvr'))),
        ),
      );
    } catch (error) {
      await stop();
      throw error;
    }
    return { name: 'zookeeper', endpoints, pids: servers.map((server) => server.pid), stop };
  },
};

/** One of ZooKeeper's four-letter commands. */
function ask(endpoint: string, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const [host, port] = endpoint.split(':');
    const socket = connect({ host: host ?? '', port: Number(port) });
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(word));
    socket.on('data', (piece: string) => (answer += piece));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
