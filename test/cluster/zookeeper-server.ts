import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from './ports';
import { ServerProcess } from './server-process';
import { until } from './until';

const START_MS = 60_000;
const STOP_MS = 15_000;
const ASK_MS = 2_000;

/** One ZooKeeper of its own, on loopback. */
export class ZooKeeperServer {
  private constructor(
    readonly endpoint: string,
    private readonly server: ServerProcess,
  ) {}

  /** @param sweepMs how often it looks for znodes whose TTL is over and containers that are empty; a minute, as by default, where absent. */
  static async start(folder: string, classPath: string, sweepMs = 60_000): Promise<ZooKeeperServer> {
    const [port = 0] = await freePorts(1);
    mkdirSync(folder, { recursive: true });
    const configFile = join(folder, 'zoo.cfg');
    const config = [
      'tickTime=2000',
      `dataDir=${folder}`,
      `clientPort=${port}`,
      'clientPortAddress=127.0.0.1',
      'maxClientCnxns=0',
      'admin.enableServer=false',
      '4lw.commands.whitelist=*',
    ];
    writeFileSync(configFile, `${config.join('\n')}\n`);
    const server = new ServerProcess({
      name: 'ZooKeeper',
      file: 'java',
      args: [
        ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
        ...['-Dzookeeper.extendedTypesEnabled=true', '-Dzookeeper.enforceQuota=true', '-Dzookeeper.forceSync=no'],
        `-Dznode.container.checkIntervalMs=${sweepMs}`,
        ...['-cp', classPath, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', configFile],
      ],
      logFile: join(folder, 'log'),
    });
    const endpoint = `127.0.0.1:${port}`;
    try {
      await until(`ZooKeeper serves at ${endpoint}`, START_MS, async () => (await fourLetters(endpoint, 'srvr')).includes('Mode:'));
    } catch (error) {
      await server.stop('SIGKILL', STOP_MS);
      throw error;
    }
    return new ZooKeeperServer(endpoint, server);
  }

  /** As it says itself, such as 3.8.0. */
  async version(): Promise<string> {
    return /version: ([0-9.]+)/.exec(await fourLetters(this.endpoint, 'srvr'))?.[1] ?? '';
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGKILL', STOP_MS);
  }
}

/** The answer to one of ZooKeeper's four-letter commands. */
export function fourLetters(endpoint: string, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const [host, port] = endpoint.split(':');
    const socket = connect({ host: host ?? '', port: Number(port), timeout: ASK_MS });
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(word));
    socket.on('data', (piece: string) => (answer += piece));
    socket.on('end', () => resolve(answer));
    socket.on('timeout', () => socket.destroy(new Error(`no answer from ${endpoint}`)));
    socket.on('error', reject);
  });
}
