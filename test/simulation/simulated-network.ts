import type { PeerChannel, PeerEvents, PeerTransport } from '@grove/engine';
import { Phase, type EventOwner, type EventQueue, type SimulatedEvent } from './event-queue';
import type { SeededRandom } from './random';

/** How the network behaves; a part of what the seed decides. Milliseconds. */
export interface NetworkPlan {
  readonly delayMsMin: number;
  readonly delayMsMax: number;
  /** Chance that a message, and so all behind it on its channel, takes `lateMs` more. */
  readonly lateChance: number;
  readonly lateMs: number;
  /** A connection that delivers nothing for so long is reset by its keepalive. */
  readonly keepaliveMs: number;
  readonly redialBackoffMs: number;
}

/** A process that takes part: replaced by another object at each restart. */
export interface NetworkProcess extends EventOwner {
  readonly id: number;
  /** Of its volume, as its connections say. */
  readonly incarnation?: string | undefined;
  /** Where it listens; left out: wherever it is looked for. */
  readonly address?: string;
  readonly peerEvents: PeerEvents | null;
}

export interface NetworkObserver {
  /** A message leaves a process. */
  onSend(from: number, to: number, channel: PeerChannel, bytes: Uint8Array): void;
}

const CHANNELS: readonly PeerChannel[] = ['control', 'append', 'snapshot'];

interface MessageInFlight {
  readonly bytes: Uint8Array;
  event: SimulatedEvent | null;
}

/** The connection that one replica dials to another for one channel. Messages go from the dialler to the other alone. */
interface Connection {
  readonly from: NetworkProcess;
  readonly to: number;
  readonly channel: PeerChannel;
  /** Where the other is looked for. */
  readonly address: string;
  state: 'closed' | 'dialling' | 'open';
  /** The process at the other end while it is open. */
  peer: NetworkProcess | null;
  lastArrivalMs: number;
  /** Sent and not arrived, in order; those behind a partition have no event. */
  inFlight: MessageInFlight[];
  /** Since when a partition has held messages back; null where nothing is held. */
  heldSinceMs: number | null;
  dial: SimulatedEvent | null;
  keepalive: SimulatedEvent | null;
}

/**
 * The network between replicas. On one connection messages arrive in order or not at all, as the port promises; the
 * channels of a pair overtake one another. The port allows no duplicates, so there are none. A partition holds
 * messages back, each direction by itself, as TCP does; when it ends they arrive late, or the connection is reset and they are lost.
 */
export class SimulatedNetwork {
  /** Several of one number, where one was started under a wrong one: each listens at an address of its own. */
  private readonly processes = new Set<NetworkProcess>();
  private readonly connections = new Map<string, Connection>();
  /** Directions through which nothing passes, `from>to`, and how many faults block each. */
  private readonly blocked = new Map<string, number>();
  /** Those of them whose connections no keepalive ends. */
  private readonly swallowed = new Map<string, number>();

  constructor(
    readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly plan: NetworkPlan,
    private readonly observer: NetworkObserver,
  ) {}

  /** A process starts to listen. */
  join(process: NetworkProcess): void {
    this.processes.add(process);
  }

  /** A process ended: its kernel resets all its connections; the last things it wrote may not have left. */
  leave(process: NetworkProcess): void {
    this.processes.delete(process);
    for (const connection of this.connections.values()) {
      if (connection.from === process) {
        const peer = connection.peer;
        this.loseTail(connection, this.random.below(connection.inFlight.length + 1));
        this.forget(connection);
        this.connections.delete(connectionKey(process, connection.to, connection.channel));
        if (peer !== null && !this.isBlocked(process.id, connection.to)) this.tellReset(peer, process.id, connection.lastArrivalMs);
      } else if (connection.peer === process) {
        this.loseTail(connection, 0);
        connection.state = 'closed';
        connection.peer = null;
        const from = connection.from;
        if (!this.isBlocked(process.id, from.id)) this.tellReset(from, process.id);
        this.dialLater(connection, this.random.between(0.5, 1) * this.plan.redialBackoffMs);
      }
    }
  }

  /** Nothing passes from `from` to `to` any more. */
  block(from: number, to: number): void {
    const key = `${from}>${to}`;
    this.blocked.set(key, (this.blocked.get(key) ?? 0) + 1);
    for (const connection of this.connections.values()) {
      if (connection.from.id !== from || connection.to !== to || connection.state !== 'open') continue;
      for (const message of connection.inFlight) {
        if (message.event !== null) message.event.cancelled = true;
        message.event = null;
      }
      if (connection.inFlight.length > 0) this.hold(connection);
    }
  }

  unblock(from: number, to: number, everythingIsLost = false): void {
    const key = `${from}>${to}`;
    const left = (this.blocked.get(key) ?? 0) - 1;
    if (left > 0) {
      this.blocked.set(key, left);
      return;
    }
    this.blocked.delete(key);
    for (const connection of this.connections.values()) {
      if (connection.from.id !== from || connection.to !== to || connection.state !== 'open') continue;
      if (connection.heldSinceMs === null) continue;
      connection.heldSinceMs = null;
      if (connection.keepalive !== null) connection.keepalive.cancelled = true;
      connection.keepalive = null;
      if (everythingIsLost || this.random.chance(0.5)) this.reset(connection);
      else for (const message of connection.inFlight) this.deliverLater(connection, message);
    }
  }

  /** Nothing passes between the two, and nobody is told: no keepalive notices it. What was sent meanwhile is gone when it ends. */
  swallow(a: number, b: number): void {
    for (const key of [`${a}>${b}`, `${b}>${a}`]) this.swallowed.set(key, (this.swallowed.get(key) ?? 0) + 1);
    this.block(a, b);
    this.block(b, a);
  }

  endSwallow(a: number, b: number): void {
    for (const key of [`${a}>${b}`, `${b}>${a}`]) {
      const count = (this.swallowed.get(key) ?? 0) - 1;
      if (count > 0) this.swallowed.set(key, count);
      else this.swallowed.delete(key);
    }
    this.unblock(a, b, true);
    this.unblock(b, a, true);
  }

  isBlocked(from: number, to: number): boolean {
    return this.blocked.has(`${from}>${to}`);
  }

  /** Resets one open connection between the two, both directions; what was on its way is lost from some message on. */
  resetBetween(a: number, b: number, channel: PeerChannel): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      for (const connection of this.connections.values()) {
        const isBetween = connection.from.id === from && connection.to === to && connection.channel === channel;
        if (isBetween && connection.state === 'open') this.reset(connection);
      }
    }
  }

  portOf(process: NetworkProcess, effect: () => void): PeerTransport {
    return {
      setPeers: (peers) => {
        effect();
        this.setPeers(process, new Map(peers.map((peer) => [peer.id, peer.address])));
      },
      send: (to, channel, bytes) => {
        effect();
        this.send(process, to, channel, bytes);
      },
      redial: (to) => {
        effect();
        for (const channel of CHANNELS) {
          const connection = this.connections.get(connectionKey(process, to, channel));
          if (connection !== undefined && connection.state !== 'open') this.dialLater(connection, 0);
        }
      },
    };
  }

  private setPeers(process: NetworkProcess, peers: ReadonlyMap<number, string>): void {
    for (const [key, connection] of this.connections) {
      if (connection.from !== process || peers.get(connection.to) === connection.address) continue;
      this.loseTail(connection, 0);
      this.forget(connection);
      this.connections.delete(key);
    }
    for (const [to, address] of peers) {
      if (to === process.id) continue;
      for (const channel of CHANNELS) {
        const key = connectionKey(process, to, channel);
        if (this.connections.has(key)) continue;
        const connection: Connection = {
          from: process,
          to,
          channel,
          address,
          state: 'closed',
          peer: null,
          lastArrivalMs: 0,
          inFlight: [],
          heldSinceMs: null,
          dial: null,
          keepalive: null,
        };
        this.connections.set(key, connection);
        this.dialLater(connection, 0);
      }
    }
  }

  private dialLater(connection: Connection, delayMs: number): void {
    if (connection.dial !== null) connection.dial.cancelled = true;
    connection.state = 'dialling';
    const roundTripMs = this.delayMs() + this.delayMs();
    connection.dial = this.queue.after(delayMs + roundTripMs, null, Phase.io, () => {
      connection.dial = null;
      const { from, to } = connection;
      if (!from.alive) return;
      if (this.isBlocked(from.id, to) || this.isBlocked(to, from.id)) {
        // The dial is neither answered nor refused.
        this.dialLater(connection, this.plan.redialBackoffMs);
        return;
      }
      const peer = this.listeningAt(to, connection.address);
      if (peer === undefined) {
        this.tellReset(from, to);
        this.dialLater(connection, this.plan.redialBackoffMs * this.random.between(0.5, 1.5));
        return;
      }
      connection.state = 'open';
      connection.peer = peer;
      this.queue.after(0, from, Phase.io, () => {
        if (connection.peer === peer) from.peerEvents?.onPeerConnected(to, connection.channel);
      });
    });
  }

  private listeningAt(id: number, address: string): NetworkProcess | undefined {
    for (const process of this.processes) {
      if (process.id === id && process.alive && (process.address ?? address) === address) return process;
    }
    return undefined;
  }

  private send(from: NetworkProcess, to: number, channel: PeerChannel, bytes: Uint8Array): void {
    const connection = this.connections.get(connectionKey(from, to, channel));
    if (connection === undefined || connection.from !== from || connection.state !== 'open') return;
    this.observer.onSend(from.id, to, channel, bytes);
    const message: MessageInFlight = { bytes, event: null };
    connection.inFlight.push(message);
    if (this.isBlocked(from.id, to)) this.hold(connection);
    else this.deliverLater(connection, message);
  }

  private deliverLater(connection: Connection, message: MessageInFlight): void {
    const { peer } = connection;
    const lateMs = this.random.chance(this.plan.lateChance) ? this.random.next() * this.plan.lateMs : 0;
    connection.lastArrivalMs = Math.max(connection.lastArrivalMs, this.queue.nowMs + this.delayMs() + lateMs);
    const { inFlight } = connection;
    message.event = this.queue.at(connection.lastArrivalMs, peer, Phase.io, () => {
      inFlight.shift();
      peer?.peerEvents?.onPeerMessage(connection.from.id, connection.channel, message.bytes, connection.from.incarnation);
    });
  }

  private hold(connection: Connection): void {
    if (connection.heldSinceMs !== null) return;
    connection.heldSinceMs = this.queue.nowMs;
    connection.keepalive = this.queue.after(this.plan.keepaliveMs, null, Phase.io, () => {
      connection.keepalive = null;
      if (connection.heldSinceMs === null || connection.state !== 'open') return;
      if (this.swallowed.has(`${connection.from.id}>${connection.to}`)) {
        connection.heldSinceMs = null;
        this.hold(connection);
      } else {
        this.reset(connection);
      }
    });
  }

  private reset(connection: Connection): void {
    const { from, to, peer } = connection;
    this.loseTail(connection, this.random.below(connection.inFlight.length + 1));
    connection.state = 'closed';
    connection.peer = null;
    connection.heldSinceMs = null;
    if (connection.keepalive !== null) connection.keepalive.cancelled = true;
    connection.keepalive = null;
    this.tellReset(from, to);
    if (peer !== null && !this.isBlocked(from.id, to)) this.tellReset(peer, from.id, connection.lastArrivalMs);
    this.dialLater(connection, this.random.between(0.5, 1) * this.plan.redialBackoffMs);
  }

  /** Only the first `kept` messages in flight still arrive; none of those that a partition holds. */
  private loseTail(connection: Connection, kept: number): void {
    for (const [position, message] of connection.inFlight.entries()) {
      if (position >= kept && message.event !== null) message.event.cancelled = true;
    }
    connection.inFlight = [];
  }

  private forget(connection: Connection): void {
    connection.state = 'closed';
    connection.peer = null;
    if (connection.dial !== null) connection.dial.cancelled = true;
    if (connection.keepalive !== null) connection.keepalive.cancelled = true;
  }

  /** `notBeforeMs`: what arrived on a connection is read before its end is noticed. */
  private tellReset(process: NetworkProcess, peer: number, notBeforeMs = 0): void {
    const atMs = Math.max(notBeforeMs, this.queue.nowMs + this.delayMs());
    this.queue.at(atMs, process, Phase.io, () => process.peerEvents?.onPeerReset(peer));
  }

  private delayMs(): number {
    return this.random.between(this.plan.delayMsMin, this.plan.delayMsMax);
  }
}

function connectionKey(from: NetworkProcess, to: number, channel: PeerChannel): string {
  return `${from.id}@${from.address ?? ''}>${to}/${channel}`;
}
