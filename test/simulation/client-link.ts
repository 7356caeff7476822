import type { ClientSink, SessionStream } from '@grove/engine';
import { decodeResponse, type Item } from './client-codec';
import { Phase, type EventQueue } from './event-queue';
import type { SeededRandom } from './random';
import type { ReplicaProcess, SimulatedReplica } from './simulated-replica';

export interface LinkEvents {
  onFrame(items: readonly Item[]): void;
  onClosed(): void;
}

/** A client's connection to one life of one replica: ordered both ways, until either end or the network closes it. */
export class ClientLink {
  private readonly process: ReplicaProcess | null;
  private stream: SessionStream | null = null;
  private closed = false;
  private lastToServerMs = 0;
  private lastToClientMs = 0;
  private bytesOnTheWay = 0;

  constructor(
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    readonly replica: SimulatedReplica,
    private readonly delayMsMax: number,
    private readonly events: LinkEvents,
    /** Sees each frame at the moment when the replica lets go of it. */
    private readonly onServerFrame: (replica: SimulatedReplica, process: ReplicaProcess, items: readonly Item[]) => void,
  ) {
    const process = replica.process;
    this.process = process;
    if (process === null || process.engine === null) {
      this.queue.after(this.delayMs(), null, Phase.io, () => this.closeAtClient());
      return;
    }
    this.toServer(() => {
      this.stream = process.engine?.openStream(this.sinkOf(process)) ?? null;
    });
  }

  /** The replica's process is gone. */
  get dead(): boolean {
    return this.process === null || !this.process.alive;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  send(frame: Uint8Array): void {
    this.toServer(() => this.stream?.receive(frame));
  }

  /** The client, or the network, ends it: the client knows at once, the server soon. */
  cut(): void {
    if (this.closed) return;
    this.closed = true;
    this.toServer(() => this.stream?.disconnected(), true);
  }

  /** The process ended: its kernel tells the client. */
  serverGone(): void {
    this.queue.after(this.delayMs(), null, Phase.io, () => this.closeAtClient());
  }

  private closeAtClient(): void {
    if (this.closed) return;
    this.closed = true;
    this.events.onClosed();
  }

  private toServer(action: () => void, evenIfClosed = false): void {
    if (this.process === null || (this.closed && !evenIfClosed)) return;
    this.lastToServerMs = Math.max(this.lastToServerMs, this.queue.nowMs + this.delayMs());
    this.queue.at(this.lastToServerMs, this.process, Phase.io, action);
  }

  private sinkOf(process: ReplicaProcess): ClientSink {
    return {
      send: (frame) => {
        process.effect();
        const items = decodeResponse(frame);
        this.onServerFrame(this.replica, process, items);
        this.bytesOnTheWay += frame.length;
        this.lastToClientMs = Math.max(this.lastToClientMs, this.queue.nowMs + this.delayMs());
        this.queue.at(this.lastToClientMs, null, Phase.io, () => {
          this.bytesOnTheWay -= frame.length;
          if (!this.closed) this.events.onFrame(items);
        });
      },
      backlogBytes: () => this.bytesOnTheWay,
      end: () => {
        process.effect();
        this.lastToClientMs = Math.max(this.lastToClientMs, this.queue.nowMs + this.delayMs());
        this.queue.at(this.lastToClientMs, null, Phase.io, () => this.closeAtClient());
      },
    };
  }

  private delayMs(): number {
    return this.random.between(0.05, this.delayMsMax);
  }
}
