import type { ZooKeeperRefusal } from '@grove/telemetry';
import { opCodeName } from '@grove/zookeeper-wire';

/** Latencies in milliseconds. */
export class LatencySummary {
  count = 0;
  min = 0;
  max = 0;
  private sum = 0;

  add(ms: number): void {
    if (this.count === 0 || ms < this.min) this.min = ms;
    if (ms > this.max) this.max = ms;
    this.sum += ms;
    this.count += 1;
  }

  get average(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  reset(): void {
    this.count = 0;
    this.min = 0;
    this.max = 0;
    this.sum = 0;
  }
}

/** What one replica has had from and for all its clients of ZooKeeper's: `stat`, `srvr`, `mntr`. */
export class ServerStatistics {
  packetsReceived = 0;
  packetsSent = 0;
  bytesReceived = 0;
  bytesSent = 0;
  readonly latency = new LatencySummary();
  /** First packets; since the start, as all that follow. */
  connectRequests = 0;
  private readonly refusals: Record<ZooKeeperRefusal, number> = { too_many: 0, too_many_of_address: 0, tls_handshake: 0, auth_failed: 0 };

  /** `tell`: of each refusal. */
  constructor(private readonly tell: (reason: ZooKeeperRefusal) => void = () => undefined) {}

  /** A connection, or a proof, which ends its connection. */
  refused(reason: ZooKeeperRefusal): void {
    this.refusals[reason] += 1;
    this.tell(reason);
  }

  /** Those above a bound. */
  get connectionsRefused(): number {
    return this.refusals.too_many + this.refusals.too_many_of_address;
  }
  get proofsRefused(): number {
    return this.refusals.auth_failed;
  }
  get handshakesFailed(): number {
    return this.refusals.tls_handshake;
  }

  reset(): void {
    this.packetsReceived = 0;
    this.packetsSent = 0;
    this.bytesReceived = 0;
    this.bytesSent = 0;
    this.latency.reset();
  }
}

/** The same of one connection: `cons`. */
export class ConnectionStatistics {
  packetsReceived = 0;
  packetsSent = 0;
  readonly latency = new LatencySummary();
  lastXid = 0;
  lastType = 0;
  lastZxid = 0;
  lastAtMs = 0;
  lastLatencyMs = 0;

  constructor(
    readonly all: ServerStatistics,
    readonly startedAtMs: number,
  ) {}

  received(packets: number, atMs: number): void {
    this.packetsReceived += packets;
    this.all.packetsReceived += packets;
    this.lastAtMs = atMs;
  }

  answered(xid: number, type: number, zxid: number, latencyMs: number): void {
    this.lastXid = xid;
    this.lastType = type;
    this.lastZxid = zxid;
    this.lastLatencyMs = latencyMs;
    this.latency.add(latencyMs);
    this.all.latency.add(latencyMs);
    this.sent(1);
  }

  sent(packets: number): void {
    this.packetsSent += packets;
    this.all.packetsSent += packets;
  }

  /** ZooKeeper's name of the last operation. */
  get lastOperation(): string {
    return this.lastType === 0 ? 'NA' : (opCodeName(this.lastType)?.toUpperCase().slice(0, 4) ?? 'NA');
  }

  reset(): void {
    this.packetsReceived = 0;
    this.packetsSent = 0;
    this.latency.reset();
  }
}
