import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../cluster/ports';
import { until } from '../../cluster/until';
import { INSTALLED_CLASS_PATH, installedZooKeeper } from '../../cluster/zookeeper-jars';
import { fourLetters } from '../../cluster/zookeeper-server';
import { ServerSet, launched } from './server-set';
import { hangDisk, shimOf } from './shim';
import { SERVERS, hostOf, type Target } from './target';

const START_MS = 60_000;
const ZXIDS_PER_EPOCH = 2 ** 32;

/**
 * ZooKeeper with its own defaults (forceSync among them), but: no bound on connections from one address, no
 * admin server, and the heap of zkServer.sh, which Debian's service leaves to the JVM.
 */
export const zookeeper: Target = {
  name: 'zookeeper',

  missing() {
    const installed = installedZooKeeper();
    return 'missing' in installed ? installed.missing : null;
  },

  async start(options) {
    const ports = await freePorts(3 * SERVERS.length);
    const portOf = (server: number, which: 0 | 1 | 2): string => String(ports[3 * server + which]);
    const homeOf = (server: number): string => join(options.folder, String(server + 1));
    const addressOf = (server: number): string => hostOf(options, server).address;
    const ensemble = SERVERS.map((server) => `server.${server + 1}=${addressOf(server)}:${portOf(server, 1)}:${portOf(server, 2)}`);
    const commands = SERVERS.map((server) => {
      const home = homeOf(server);
      mkdirSync(home, { recursive: true });
      writeFileSync(join(home, 'myid'), String(server + 1));
      const configFile = join(home, 'zoo.cfg');
      const config = [
        'tickTime=2000',
        'initLimit=10',
        'syncLimit=5',
        `dataDir=${home}`,
        `clientPort=${portOf(server, 0)}`,
        `clientPortAddress=${addressOf(server)}`,
        'maxClientCnxns=0',
        'admin.enableServer=false',
        '4lw.commands.whitelist=srvr',
        ...ensemble,
      ];
      writeFileSync(configFile, `${config.join('\n')}\n`);
      const snapshots = options.snapshotEvery === undefined ? [] : [`-Dzookeeper.snapCount=${options.snapshotEvery}`];
      const args = [
        '-Xmx1000m',
        ...snapshots,
        '-cp',
        INSTALLED_CLASS_PATH,
        'org.apache.zookeeper.server.quorum.QuorumPeerMain',
        configFile,
      ];
      return {
        name: `ZooKeeper ${server + 1}`,
        ...launched(hostOf(options, server).launcher, 'java', args),
        env: shimOf(options.shim, home),
        logFile: join(home, 'log'),
      };
    });
    const servers = new ServerSet(commands);
    const endpoints = SERVERS.map((server) => `${addressOf(server)}:${portOf(server, 0)}`);
    const answerOf = (server: number): Promise<string> => fourLetters(endpoints[server] ?? '', 'srvr');
    const answers = async (): Promise<string[]> => Promise.all(SERVERS.map((server) => answerOf(server).catch(() => '')));
    const serves = async (server: number): Promise<boolean> => /Mode: (leader|follower)/.test(await answerOf(server));
    try {
      for (const server of SERVERS) await until(`ZooKeeper serves at ${endpoints[server]}`, START_MS, () => serves(server));
    } catch (error) {
      await servers.stop();
      throw error;
    }
    return {
      name: 'zookeeper',
      endpoints,
      get pids() {
        return servers.pids;
      },
      pidOf: (server) => servers.pidOf(server),
      leader: () =>
        until('one ZooKeeper leads', START_MS, async () => {
          const leads = (await answers()).findIndex((answer) => answer.includes('Mode: leader'));
          return leads < 0 ? undefined : { leads };
        }).then(({ leads }) => leads),
      // The upper half of a zxid is the leader's epoch; a follower shows the last one that it has seen.
      term: async () =>
        Math.max(...(await answers()).map((answer) => Math.floor(Number(/Zxid: (0x[0-9a-f]+)/.exec(answer)?.[1] ?? 0) / ZXIDS_PER_EPOCH))),
      serves,
      snapshots: () =>
        Promise.resolve(
          SERVERS.flatMap((server) => readdirSync(join(homeOf(server), 'version-2'))).filter((name) => name.startsWith('snapshot.')).length,
        ),
      loopStallMs: () => Promise.resolve(null),
      kill: (server) => servers.kill(server),
      restart: (server) => servers.restart(server),
      signal: (server, signal) => servers.signal(server, signal),
      hangDisk: options.shim === undefined ? null : (server, hangs) => hangDisk(homeOf(server), hangs),
      stop: () => servers.stop(),
    };
  },
};
