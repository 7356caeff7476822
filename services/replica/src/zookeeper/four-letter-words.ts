import { hostname } from 'node:os';
import { join } from 'node:path';
import type { EngineApi, EngineStatus } from '@grove/engine';
import type { Configuration } from '../configuration';
import { version } from '../version';
import { zooKeeperConfig } from './config-text';
import type { ZooKeeperConnection } from './connection';
import { fileDescriptors, folderBytes } from './host-figures';
import type { ServerStatistics } from './statistics';
import { fourLetterWords } from './words';

/** What a command may be asked of, beside engine and settings. */
export interface WordSources {
  readonly port: number;
  /** How far this port lies from the gRPC port for clients. */
  readonly distance: number;
  readonly connections: ReadonlySet<ZooKeeperConnection>;
  readonly nowMs: number;
}

/** ZooKeeper's commands of four letters, those that `--four-letter-words` allows, in the form in which ZooKeeper answers them. */
export class FourLetterWords {
  private readonly sinceMs = performance.now();

  constructor(
    private readonly engine: EngineApi,
    private readonly configuration: Configuration,
    private readonly statistics: ServerStatistics,
    private readonly sources: () => WordSources,
  ) {}

  /** Null: there is no such command. What the disk is asked for comes later. */
  answer(word: string): string | Promise<string> | null {
    if (!fourLetterWords.includes(word)) return null;
    if (!this.configuration.zooKeeper.words.has(word)) return `${word} is not executed because it is not in the whitelist.\n`;
    // Like a ZooKeeper server that has no leader.
    if (!this.engine.status().ready && !ANSWERED_ALWAYS.has(word)) return 'This ZooKeeper instance is not currently serving requests\n';
    return this.text(word);
  }

  private text(word: string): string | Promise<string> {
    switch (word) {
      case 'ruok':
        return 'imok';
      case 'isro':
        return this.engine.status().ready ? 'rw' : 'ro';
      case 'srvr':
        return `${versionLine()}${this.server()}`;
      case 'stat':
        return `${versionLine()}Clients:\n${this.clients((connection) => brief(connection))}\n${this.server()}`;
      case 'cons':
        return `${this.clients((connection) => full(connection, this.sources().nowMs))}\n`;
      case 'mntr':
        return this.monitor();
      case 'conf':
        return this.settings();
      case 'envi':
        return environment();
      case 'dump':
        return this.dump();
      case 'wchs':
        return this.watchSummary();
      case 'wchc':
        return grouped(this.engine.inspect(true).watches.map(({ sessionId, path }) => [hex(sessionId), path]));
      case 'wchp':
        return grouped(this.engine.inspect(true).watches.map(({ sessionId, path }) => [path, hex(sessionId)]));
      case 'srst':
        this.statistics.reset();
        return 'Server stats reset.\n';
      case 'crst':
        for (const { statistics } of this.sources().connections) statistics.reset();
        return 'Connection stats reset.\n';
      default:
        return this.directories();
    }
  }

  private server(): string {
    const { latency, packetsReceived, packetsSent } = this.statistics;
    const status = this.engine.status();
    const { connections } = this.sources();
    return lines([
      `Latency min/avg/max: ${whole(latency.min)}/${latency.average.toFixed(4)}/${whole(latency.max)}`,
      `Received: ${packetsReceived}`,
      `Sent: ${packetsSent}`,
      `Connections: ${connections.size}`,
      `Outstanding: ${outstanding(connections)}`,
      `Zxid: ${hex(status.appliedIndex)}`,
      `Mode: ${modeOf(status)}`,
      `Node count: ${status.znodes}`,
    ]);
  }

  private clients(line: (connection: ZooKeeperConnection) => string): string {
    return [...this.sources().connections].map((connection) => ` ${line(connection)}\n`).join('');
  }

  private monitor(): string {
    const { statistics } = this;
    const { latency } = statistics;
    const status = this.engine.status();
    const { connections, nowMs } = this.sources();
    const { sessions, inStep } = this.engine.inspect(false);
    const { members } = status.config;
    const files = fileDescriptors();
    const count = (isVoter: boolean, among = members): number => among.filter(({ voter }) => voter === isVoter).length;
    const inStepMembers = members.filter(({ id }) => inStep.includes(id));
    const values: [string, string | number][] = [
      ['version', SPOKEN_VERSION],
      ['server_state', modeOf(status)],
      ['avg_latency', latency.average.toFixed(4)],
      ['max_latency', whole(latency.max)],
      ['min_latency', whole(latency.min)],
      ['packets_received', statistics.packetsReceived],
      ['packets_sent', statistics.packetsSent],
      ['bytes_received_count', statistics.bytesReceived],
      ['response_bytes', statistics.bytesSent],
      ['num_alive_connections', connections.size],
      ['outstanding_requests', outstanding(connections)],
      ['znode_count', status.znodes],
      ['watch_count', status.watches],
      ['ephemerals_count', sessions.reduce((sum, { ephemeralCount }) => sum + ephemeralCount, 0)],
      ['global_sessions', status.sessions],
      ['local_sessions', 0],
      ['uptime', whole(nowMs - this.sinceMs)],
      ['connection_request_count', statistics.connectRequests],
      ['connection_rejected', statistics.connectionsRefused],
      ['auth_failed_count', statistics.proofsRefused],
      ['unsuccessful_handshake', statistics.handshakesFailed],
      ...(files === null
        ? []
        : ([
            ['open_file_descriptor_count', files.open],
            ['max_file_descriptor_count', files.max],
          ] satisfies [string, number][])),
      ...(members.length > 1 ? ([['quorum_size', count(true)]] satisfies [string, number][]) : []),
      ...(status.role === 'leader'
        ? ([
            ['learners', members.length - 1],
            ['synced_followers', count(true, inStepMembers)],
            ['synced_observers', count(false, inStepMembers)],
          ] satisfies [string, number][])
        : []),
    ];
    return lines(values.map(([name, value]) => `zk_${name}\t${value}`));
  }

  private async directories(): Promise<string> {
    const [data, log] = await this.sizes();
    return lines([`datadir_size: ${data}`, `logdir_size: ${log}`]);
  }

  /** What snapshots and log take on the disk. */
  private sizes(): Promise<[number, number]> {
    const { dataDir } = this.configuration;
    return Promise.all([folderBytes(join(dataDir, 'snapshots')), folderBytes(join(dataDir, 'log'))]);
  }

  private async settings(): Promise<string> {
    const [dataBytes, logBytes] = await this.sizes();
    const { configuration } = this;
    const { engine } = configuration;
    const { port, distance } = this.sources();
    return lines([
      `clientPort=${configuration.client.tls === null ? port : -1}`,
      `secureClientPort=${configuration.client.tls === null ? -1 : port}`,
      `dataDir=${join(configuration.dataDir, 'snapshots')}`,
      `dataDirSize=${dataBytes}`,
      `dataLogDir=${join(configuration.dataDir, 'log')}`,
      `dataLogSize=${logBytes}`,
      `tickTime=${engine.heartbeatIntervalMs}`,
      `maxClientCnxns=${configuration.zooKeeper.addressConnectionsMax}`,
      `maxCnxns=${configuration.client.connectionsMax}`,
      `minSessionTimeout=${engine.sessionTimeoutMsMin}`,
      `maxSessionTimeout=${engine.sessionTimeoutMsMax}`,
      `serverId=${engine.replica}`,
      'membership: ',
      zooKeeperConfig(this.engine.status().config.members, this.engine.inspect(false).configZxid, distance),
    ]);
  }

  private dump(): string {
    const { sessions, ephemerals } = this.engine.inspect(true);
    const owners = new Set(ephemerals.map(({ sessionId }) => sessionId));
    return [
      `SessionTracker dump:\nSessions (${sessions.length}):\n${sessions.map(({ id, timeoutMs }) => `${hex(id)}\t${timeoutMs}ms\n`).join('')}`,
      'ephemeral nodes dump:\n',
      `Sessions with Ephemerals (${owners.size}):\n`,
      grouped(ephemerals.map(({ sessionId, path }) => [`${hex(sessionId)}:`, path])),
      `Connections dump:\nConnections (${this.sources().connections.size}):\n${this.clients((connection) => brief(connection))}`,
    ].join('');
  }

  private watchSummary(): string {
    const { watches } = this.engine.inspect(true);
    const sessions = new Set(watches.map(({ sessionId }) => sessionId));
    const paths = new Set(watches.map(({ path }) => path));
    return `${sessions.size} connections watching ${paths.size} paths\nTotal watches:${watches.length}\n`;
  }
}

/** Of the ZooKeeper whose protocol is spoken, for clients and exporters that go by it; and of Grove. */
const SPOKEN_VERSION = `3.9.5-grove-${version}, built on Grove`;

/** Without a leader, too: they are asked to learn just that. */
const ANSWERED_ALWAYS: ReadonlySet<string> = new Set(['ruok', 'isro', 'envi', 'conf']);

function modeOf({ role, ready, config }: EngineStatus): string {
  if (!ready) return 'read-only';
  if (config.members.length === 1) return 'standalone';
  return role === 'leader' ? 'leader' : role === 'learner' ? 'observer' : 'follower';
}

function versionLine(): string {
  return `Zookeeper version: ${SPOKEN_VERSION}\n`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}

function whole(ms: number): number {
  return Math.round(ms);
}

function outstanding(connections: ReadonlySet<ZooKeeperConnection>): number {
  let sum = 0;
  for (const connection of connections) sum += connection.outstanding;
  return sum;
}

/** Of pairs, the first once, and behind it each of its second ones on a line of its own. */
function grouped(pairs: readonly (readonly [string, string])[]): string {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups].map(([key, values]) => `${key}\n${values.map((value) => `\t${value}\n`).join('')}`).join('');
}

function brief({ socket, statistics, outstanding: queued, sessionId }: ZooKeeperConnection): string {
  const { packetsReceived, packetsSent } = statistics;
  return `/${socket.remoteAddress}:${socket.remotePort}[${sessionId === 0 ? 0 : 1}](queued=${queued},recved=${packetsReceived},sent=${packetsSent})`;
}

function full(connection: ZooKeeperConnection, nowMs: number): string {
  const { statistics, sessionId, timeoutMs } = connection;
  if (sessionId === 0) return brief(connection);
  const { latency, lastXid, lastZxid, lastOperation } = statistics;
  const toWall = Date.now() - nowMs;
  const more = [
    `sid=${hex(sessionId)}`,
    `lop=${lastOperation}`,
    `est=${whole(toWall + statistics.startedAtMs)}`,
    `to=${timeoutMs}`,
    `lcxid=0x${(lastXid >>> 0).toString(16)}`,
    `lzxid=${hex(lastZxid)}`,
    `lresp=${whole(toWall + statistics.lastAtMs)}`,
    `llat=${whole(statistics.lastLatencyMs)}`,
    `minlat=${whole(latency.min)}`,
    `avglat=${whole(latency.average)}`,
    `maxlat=${whole(latency.max)}`,
  ];
  return brief(connection).replace(/\)$/, `,${more.join(',')})`);
}

/** What of the environment is nobody's secret. */
function environment(): string {
  return lines([
    'Environment:',
    `zookeeper.version=${SPOKEN_VERSION}`,
    `host.name=${hostname()}`,
    `node.version=${process.version}`,
    `os.name=${process.platform}`,
    `os.arch=${process.arch}`,
  ]);
}
