import type { Clock, PeerChannel, PeerEvents, PeerTransport, Random } from '@grove/engine';
import type { ReplicaId } from '@grove/raft';
import type { Metrics } from '@grove/telemetry';
import type { PeerSettings } from './configuration';
import { PeerConnection } from './peer-connection';
import { encodeHello, peerChannels, type PeerHello } from './peer-protocol';

interface Peer {
  readonly address: string;
  readonly connections: { readonly [Channel in PeerChannel]: PeerConnection };
}

/** Dials every other replica with one connection per channel, and sends on them (DESIGN.md). */
export class GrpcPeerTransport implements PeerTransport {
  private readonly peers = new Map<ReplicaId, Peer>();

  /** `messageBytesMax`: the largest message that is ever sent. `hello` is asked at each dial. */
  constructor(
    private readonly events: PeerEvents,
    private readonly hello: () => PeerHello,
    private readonly settings: PeerSettings,
    private readonly messageBytesMax: number,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly metrics: Metrics,
  ) {}

  setPeers(peers: readonly { readonly id: ReplicaId; readonly address: string }[]): void {
    const wanted = new Map(peers.map((peer) => [peer.id, peer.address]));
    for (const [id, peer] of this.peers) {
      if (wanted.get(id) !== peer.address) this.drop(id, peer);
    }
    for (const [id, address] of wanted) {
      if (!this.peers.has(id)) this.peers.set(id, this.connect(id, address));
    }
  }

  send(to: ReplicaId, channel: PeerChannel, bytes: Uint8Array): void {
    const connection = this.peers.get(to)?.connections[channel];
    if (connection === undefined || !connection.send(bytes)) {
      this.metrics.peerMessagesDroppedTotal.add(channel);
      return;
    }
    this.metrics.peerMessagesSentTotal.add(channel);
    this.metrics.peerSentBytesTotal.add(channel, bytes.length);
  }

  /** The others follow when the control connection stands. */
  redial(to: ReplicaId): void {
    this.peers.get(to)?.connections.control.redial();
  }

  /** The peer has dialled this replica, so it is there to be dialled: a backoff grown while it was down ends. */
  peerDialled(from: ReplicaId): void {
    this.peers.get(from)?.connections.control.revive();
  }

  close(): void {
    for (const [id, peer] of this.peers) this.drop(id, peer);
  }

  private drop(id: ReplicaId, peer: Peer): void {
    this.peers.delete(id);
    for (const channel of peerChannels) {
      if (peer.connections[channel].isUp) this.metrics.peerConnections.dec(labels[channel]);
      peer.connections[channel].close();
    }
  }

  /**
   * The control connection comes first. Where it is refused, dialling the others would be refused as well, and a dial costs
   * milliseconds of CPU just when a leader has died and votes are wanted.
   */
  private connect(id: ReplicaId, address: string): Peer {
    const open = (channel: PeerChannel, onUp: () => void, mayDial: () => boolean): PeerConnection =>
      new PeerConnection(
        address,
        channel,
        () => encodeHello(this.hello()),
        this.settings,
        this.messageBytesMax,
        this.clock,
        this.random,
        {
          onUp: () => {
            this.metrics.peerConnections.inc(labels[channel]);
            onUp();
            this.events.onPeerConnected(id, channel);
          },
          onDown: (wasUp) => {
            if (wasUp) this.metrics.peerConnections.dec(labels[channel]);
            this.metrics.peerResetsTotal.add(channel);
            this.events.onPeerReset(id);
          },
        },
        mayDial,
      );
    const dialOthers = (): void => {
      append.redial();
      snapshot.redial();
    };
    const control = open('control', dialOthers, () => true);
    const append = open(
      'append',
      () => undefined,
      () => control.isUp,
    );
    const snapshot = open(
      'snapshot',
      () => undefined,
      () => control.isUp,
    );
    return { address, connections: { control, append, snapshot } };
  }
}

const labels: { readonly [Channel in PeerChannel]: { channel: PeerChannel } } = {
  control: { channel: 'control' },
  append: { channel: 'append' },
  snapshot: { channel: 'snapshot' },
};
