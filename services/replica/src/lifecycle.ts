import type { EngineApi, EngineOptions, EnginePorts, Host, PeerEvents } from '@grove/engine';
import type { JournalFile, KeyValueStore, WitnessFile } from '@grove/storage';
import { createMetrics, type Logger, type Metrics } from '@grove/telemetry';
import { ClientServer } from './client-server';
import { SystemClock } from './clock';
import type { Configuration } from './configuration';
import { engineObserver } from './engine-observer';
import { HttpEndpoints } from './http';
import { PeerServer } from './peer-server';
import { GrpcPeerTransport } from './peer-transport';
import { SystemRandom } from './random';
import { gauges, statusReport } from './status-report';
import { version } from './version';
import { volumeSpace } from './volume-space';
import { ZooKeeperServer } from './zookeeper/server';

/** The disk of one replica. */
export interface Stores {
  readonly log: KeyValueStore;
  readonly snapshots: KeyValueStore;
  readonly witness: WitnessFile;
  readonly journal?: JournalFile;
}

/** What the shell puts together, given so that tests can put in something else. */
export interface ReplicaParts {
  /** `onFailure`: the disk failed, and the process must end. */
  openStores(dataDir: string, onFailure: (error: Error) => void): Promise<Stores>;
  createEngine(options: EngineOptions, ports: EnginePorts): EngineApi;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** Where a replica listens. */
export interface Listening {
  readonly clientPort: number;
  readonly peerPort: number;
  readonly httpPort: number;
  /** Null: ZooKeeper's clients are not served. */
  readonly zooKeeperPort: number | null;
}

/** How often health and readiness are compared with the engine's. */
const readinessEveryMs = 50;
/** What calls under way may take to end once the engine has stopped. */
const callGraceMs = 500;
/** The largest feature level that this version supports. */
const featureLevelSupported = 1;

type Stage = 'starting' | 'running' | 'stopping' | 'stopped';

/**
 * One replica from start to end.
 *
 * Start: HTTP first (alive, not ready), then the disk, then the engine, and only when that has read its disk the
 * doors to peers and clients. End: not ready, the engine drains and hands over, then the doors close.
 */
export class Replica {
  private readonly clock = new SystemClock();
  private readonly metrics: Metrics;
  private readonly http: HttpEndpoints;
  private engine: EngineApi | null = null;
  private transport: GrpcPeerTransport | null = null;
  private peerServer: PeerServer | null = null;
  private clientServer: ClientServer | null = null;
  private zooKeeperServer: ZooKeeperServer | null = null;
  private stage: Stage = 'starting';
  private readinessTimer: NodeJS.Timeout | null = null;
  private served = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly parts: ReplicaParts,
    private readonly logger: Logger,
  ) {
    this.metrics = createMetrics(() =>
      this.engine === null || this.stage === 'starting' ? null : gauges(this.engine, configuration.engine.diskReserveBytes),
    );
    this.http = new HttpEndpoints({
      metrics: async () => ({ contentType: this.metrics.registry.contentType, text: await this.metrics.registry.metrics() }),
      whyNotReady: () => this.whyNotReady(),
      limitation: () => (this.engine?.status().diskLow === true ? 'the disk reserve is reached: writes are refused' : null),
      status: () => (this.engine === null || this.stage === 'starting' ? null : statusReport(this.engine)),
    });
  }

  async start(): Promise<Listening> {
    const { configuration, logger } = this;
    const { engine: options, listenHost } = configuration;
    logger.log('info', 'starting', { version, pid: process.pid, cluster: options.clusterName, dataDir: configuration.dataDir });
    const httpPort = await this.http.listen(listenHost, configuration.httpPort);

    const stores = await this.parts.openStores(configuration.dataDir, (error) => this.fatal('the disk failed', error));
    // The transport and the engine need each other; nothing is dialled before the engine asks for it.
    const events: PeerEvents = {
      onPeerMessage: (from, channel, bytes, incarnation) => this.engine?.onPeerMessage(from, channel, bytes, incarnation),
      onPeerConnected: (peer, channel) => this.engine?.onPeerConnected(peer, channel),
      onPeerReset: (peer) => {
        logger.log('debug', 'peer connection lost', { peer });
        this.engine?.onPeerReset(peer);
      },
    };
    // A message holds at least one block, however large, and its frame; or a session of a snapshot, with its answers.
    const messageBytesMax = 2 * Math.max(options.appendMessageBytesMax, options.blockBytesMax, options.maxFrameBytes) + 16 * 1024 * 1024;
    const random = new SystemRandom();
    const transport = new GrpcPeerTransport(
      events,
      () => this.hello(),
      configuration.peer,
      messageBytesMax,
      this.clock,
      random,
      this.metrics,
    );
    this.transport = transport;
    const engine = this.parts.createEngine(options, {
      clock: this.clock,
      random,
      transport,
      ...stores,
      diskSpace: volumeSpace(configuration.dataDir),
      host: this.host(),
    });
    this.engine = engine;
    await new Promise<void>((resolve, reject) => {
      engine.start((error) => (error === null ? resolve() : reject(error)));
    });

    const self = { replica: options.replica, cluster: options.clusterName };
    const peerDialled = (peer: number): void => transport.peerDialled(peer);
    this.peerServer = new PeerServer(events, self, configuration.peer, messageBytesMax, logger, this.metrics, peerDialled);
    const peerPort = await this.peerServer.listen(listenHost, configuration.peerPort);
    this.clientServer = new ClientServer(engine, configuration, this.clock, this.metrics);
    const clientPort = await this.clientServer.listen(listenHost, configuration.clientPort);
    let zooKeeperPort: number | null = null;
    if (configuration.zooKeeper.isOn) {
      const { zooKeeperConnectionsRefusedTotal } = this.metrics;
      this.zooKeeperServer = new ZooKeeperServer(engine, configuration, clientPort, (reason) =>
        zooKeeperConnectionsRefusedTotal.add(reason),
      );
      zooKeeperPort = await this.zooKeeperServer.listen(listenHost, configuration.zooKeeper.port);
    }

    this.stage = 'running';
    this.readinessTimer = setInterval(() => this.followReadiness(), readinessEveryMs);
    const tls = { clientTls: configuration.client.tls !== null, peerTls: configuration.peer.tls !== null };
    logger.log('info', 'listening', { host: listenHost, clientPort, peerPort, httpPort, zooKeeperPort, ...tls });
    return { clientPort, peerPort, httpPort, zooKeeperPort };
  }

  /** The orderly end. Resolves when everything is closed. */
  async stop(): Promise<void> {
    if (this.stage === 'stopping' || this.stage === 'stopped') return;
    this.stage = 'stopping';
    this.logger.log('info', 'stopping');
    if (this.readinessTimer !== null) clearInterval(this.readinessTimer);
    this.clientServer?.setServing(false);
    // It has no health service by which clients would know.
    this.zooKeeperServer?.stopListening();
    const { engine } = this;
    if (engine !== null) await new Promise<void>((resolve) => engine.stop(resolve));
    await Promise.all([this.clientServer?.close(callGraceMs), this.zooKeeperServer?.close(callGraceMs)]);
    this.transport?.close();
    this.peerServer?.close();
    this.http.close();
    this.metrics.stop();
    this.stage = 'stopped';
    this.logger.log('info', 'stopped');
  }

  private host(): Host {
    return {
      fatal: (reason, error) => this.fatal(reason, error ?? new Error(reason)),
      log: (level, message, fields) => this.logger.log(level, message, fields),
      observe: engineObserver(this.metrics),
    };
  }

  private fatal(reason: string, error: Error): void {
    this.logger.failure(`fatal: ${reason}`, error);
    this.logger.flush();
    this.parts.exit(1);
  }

  private hello(): { replica: number; cluster: string; incarnation: string; featureLevel: number } {
    const { replica, clusterName } = this.configuration.engine;
    return { replica, cluster: clusterName, incarnation: this.engine?.incarnation ?? '', featureLevel: featureLevelSupported };
  }

  /** Null where this replica serves clients. */
  private whyNotReady(): string | null {
    if (this.stage !== 'running' || this.engine === null) return this.stage === 'running' ? 'starting' : this.stage;
    const status = this.engine.status();
    if (status.ready) return null;
    if (status.diverged) return 'rebuilding: the state was not what a majority has';
    return status.leader === 0 ? 'no leader' : 'catching up';
  }

  private followReadiness(): void {
    const reason = this.whyNotReady();
    const serving = reason === null;
    if (serving === this.served) return;
    this.served = serving;
    this.clientServer?.setServing(serving);
    this.logger.log(serving ? 'info' : 'warn', serving ? 'ready' : 'not ready', reason === null ? {} : { reason });
  }
}
