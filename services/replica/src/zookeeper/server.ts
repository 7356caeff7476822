import type { Socket } from 'node:net';
import type { EngineApi } from '@grove/engine';
import type { ZooKeeperRefusal } from '@grove/telemetry';
import { encodeUtf8 } from '@grove/wire';
import { callerOf } from '../caller-identity';
import type { Configuration } from '../configuration';
import { ConnectionAcceptor } from '../connection-acceptor';
import { listenerOptions } from '../tls';
import type { TotalBacklog } from '../write-backlog';
import { AddressCounts } from './address-counts';
import { membersIn, zooKeeperConfig } from './config-text';
import { OUTSTANDING_MAX, ZooKeeperConnection } from './connection';
import type { ConnectionHost } from './connection-host';
import { FourLetterWords } from './four-letter-words';
import { ConnectionStatistics, ServerStatistics } from './statistics';

/** A packet has, beside its data, a path and an access control list. */
const PACKET_BYTES_BESIDE_DATA = 64 * 1024;

/** ZooKeeper's own wire protocol on a port: a second face of the same engine, for clients that know ZooKeeper. */
export class ZooKeeperServer {
  private readonly acceptor: ConnectionAcceptor;
  private readonly connections = new Set<ZooKeeperConnection>();
  private readonly addresses = new AddressCounts();
  private readonly statistics: ServerStatistics;
  private readonly words: FourLetterWords;
  private readonly host: ConnectionHost;
  private readonly keepaliveMs: number;
  private readonly addressConnectionsMax: number;
  private port = 0;

  constructor(
    engine: EngineApi,
    configuration: Configuration,
    /** Of the gRPC listener for clients. */
    clientPort: number,
    refused: (reason: ZooKeeperRefusal) => void = () => undefined,
  ) {
    this.statistics = new ServerStatistics(refused);
    const { tls, tlsRequire, connectionsMax, keepaliveMs } = configuration.client;
    this.keepaliveMs = keepaliveMs;
    this.addressConnectionsMax = configuration.zooKeeper.addressConnectionsMax;
    const { maxDataBytes, maxFrameBytes, maxOutstandingRequests, sessionTimeoutMsMin } = configuration.engine;
    this.words = new FourLetterWords(engine, configuration, this.statistics, () => ({
      port: this.port,
      distance: this.port - clientPort,
      connections: this.connections,
      nowMs: performance.now(),
    }));
    const unwritten: TotalBacklog = { bytes: 0 };
    this.host = {
      engine,
      packetBytesMax: Math.min(maxFrameBytes, maxDataBytes + PACKET_BYTES_BESIDE_DATA),
      outstandingMax: Math.min(OUTSTANDING_MAX, maxOutstandingRequests),
      startMs: sessionTimeoutMsMin,
      unwritten,
      held: { bytes: 0 },
      heldBytesMax: configuration.engine.maxBacklogBytes,
      nowMs: () => performance.now(),
      configText: (version, data) =>
        encodeUtf8(zooKeeperConfig(membersIn(data) ?? engine.status().config.members, version, this.port - clientPort)),
      reconfigDistance: configuration.zooKeeper.isReconfigOn ? () => this.port - clientPort : null,
      wordAnswer: (word) => this.words.answer(word),
      closed: (connection) => this.connections.delete(connection),
    };
    const tlsOptions =
      tls === null
        ? null
        : {
            ...listenerOptions(tls, tls.ca === null ? 'none' : tlsRequire ? 'required' : 'asked'),
            // A handshake that never ends costs a socket for no longer than a connection without a session may.
            handshakeTimeout: sessionTimeoutMsMin,
          };
    this.acceptor = new ConnectionAcceptor(
      {
        connectionsMax,
        tls: tlsOptions,
        admits: (socket) => this.admits(socket),
        refused: () => this.statistics.refused('too_many'),
        handshakeFailed: () => this.statistics.refused('tls_handshake'),
      },
      (socket) => this.open(socket),
    );
  }

  /** Answers the port. */
  async listen(host: string, port: number): Promise<number> {
    this.port = await this.acceptor.listen(host, port);
    return this.port;
  }

  /** Takes no more connections: a client that dials meanwhile is better off elsewhere. Those that there are are served on. */
  stopListening(): void {
    this.acceptor.stopListening();
  }

  /** Takes no more connections, lets what was answered leave, at most so long, and cuts what is left. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.acceptor.cut();
        resolve();
      }, graceMs);
      this.acceptor.close(() => {
        clearTimeout(timer);
        resolve();
      });
      for (const connection of this.connections) connection.close();
    });
  }

  private admits(socket: Socket): boolean {
    if (!this.addresses.take(socket, this.addressConnectionsMax)) {
      this.statistics.refused('too_many_of_address');
      return false;
    }
    // An end that vanished without a word is found out, whether a session depends on it or not.
    socket.setKeepAlive(true, this.keepaliveMs);
    return true;
  }

  private open(socket: Socket): void {
    socket.on('error', () => undefined);
    const statistics = new ConnectionStatistics(this.statistics, this.host.nowMs());
    this.connections.add(new ZooKeeperConnection(socket, callerOf(socket), this.host, statistics));
  }
}
