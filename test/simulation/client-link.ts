import type { ClientConnection, ConnectionEvents } from '@grove/client/dist/session';
import type { Caller, ClientSink, SessionStream } from '@grove/engine';
import { Phase, type EventOwner, type EventQueue } from './event-queue';
import type { SeededRandom } from './random';
import type { ReplicaProcess, SimulatedReplica } from './simulated-replica';

/** Sees every frame of a client's connection at the moment when its receiver gets it, or its sender lets go of it. */
export interface LinkObserver {
  onServerSends(replica: SimulatedReplica, process: ReplicaProcess, frame: Uint8Array): void;
  onServerReceives(replica: SimulatedReplica, frame: Uint8Array): void;
  /** `backlogBytes`: what the replica has given out and the client has not read. */
  onBacklog(replica: SimulatedReplica, backlogBytes: number, frameBytes: number): void;
}

/** A client's connection to one life of one replica: ordered both ways, until either end or the network closes it. */
export class ClientLink implements ClientConnection {
  private readonly process: ReplicaProcess | null;
  private stream: SessionStream | null = null;
  private closed = false;
  private lastToServerMs = 0;
  private lastToClientMs = 0;
  private bytesOnTheWay = 0;
  /** A black hole: nothing sent before this time arrives before it. */
  private toServerHeldUntilMs = 0;
  private toClientHeldUntilMs = 0;

  constructor(
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly client: EventOwner,
    readonly replica: SimulatedReplica,
    private readonly delayMsMax: number,
    caller: Caller,
    private readonly events: ConnectionEvents,
    private readonly observer: LinkObserver,
  ) {
    const process = replica.process;
    this.process = process;
    if (process === null || process.engine === null) {
      this.queue.after(this.delayMs(), this.client, Phase.io, () => this.closeAtClient('refused'));
      return;
    }
    this.toServer(() => {
      this.stream = process.engine?.openStream(this.sinkOf(process), caller) ?? null;
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
    this.toServer(() => {
      this.observer.onServerReceives(this.replica, frame);
      this.stream?.receive(frame);
    });
  }

  /** The client ends it: the server learns it soon. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.toServer(() => this.stream?.disconnected(), true);
  }

  /** The network resets it: the client knows at once, the server soon. */
  cut(): void {
    if (this.closed) return;
    this.close();
    this.events.onClosed('reset');
  }

  /** What is sent from now on arrives when this is over, late and in order: nobody is told. */
  hold(toServer: boolean, toClient: boolean, durationMs: number): void {
    const untilMs = this.queue.nowMs + durationMs;
    if (toServer) this.toServerHeldUntilMs = Math.max(this.toServerHeldUntilMs, untilMs);
    if (toClient) this.toClientHeldUntilMs = Math.max(this.toClientHeldUntilMs, untilMs);
  }

  get isHeld(): boolean {
    return Math.max(this.toServerHeldUntilMs, this.toClientHeldUntilMs) > this.queue.nowMs;
  }

  /** The process ended: its kernel tells the client. */
  serverGone(): void {
    this.toClient(() => this.closeAtClient('the replica is gone'));
  }

  private closeAtClient(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.events.onClosed(reason);
  }

  private toServer(action: () => void, evenIfClosed = false): void {
    if (this.process === null || (this.closed && !evenIfClosed)) return;
    this.lastToServerMs = Math.max(this.lastToServerMs, this.toServerHeldUntilMs, this.queue.nowMs + this.delayMs());
    this.queue.at(this.lastToServerMs, this.process, Phase.io, action);
  }

  private toClient(action: () => void): void {
    this.lastToClientMs = Math.max(this.lastToClientMs, this.toClientHeldUntilMs, this.queue.nowMs + this.delayMs());
    this.queue.at(this.lastToClientMs, this.client, Phase.io, action);
  }

  private sinkOf(process: ReplicaProcess): ClientSink {
    return {
      send: (frame) => {
        process.effect();
        this.observer.onServerSends(this.replica, process, frame);
        this.bytesOnTheWay += frame.length;
        this.observer.onBacklog(this.replica, this.bytesOnTheWay, frame.length);
        this.toClient(() => {
          this.bytesOnTheWay -= frame.length;
          if (!this.closed) this.events.onFrame(frame);
        });
      },
      backlogBytes: () => this.bytesOnTheWay,
      end: () => {
        process.effect();
        this.toClient(() => this.closeAtClient('ended by the replica'));
      },
    };
  }

  private delayMs(): number {
    return this.random.between(0.05, this.delayMsMax);
  }
}
