import type { Clock, EngineApi, EngineOptions, EnginePorts, EngineStatus, Host, PeerEvents } from '@grove/engine';
import { Phase, isSimulatedEvent, type EventQueue } from './event-queue';
import type { ReplicaClockPlan } from './plan';
import type { SeededRandom } from './random';
import { StorePort, WitnessPort, type SimulatedDisk } from './simulated-disk';
import { JournalPort } from './simulated-journal';
import type { NetworkProcess, SimulatedNetwork } from './simulated-network';

/** Thrown through the engine where its process ends in the middle of a turn; nothing of that process runs afterwards. */
const PROCESS_ENDED = new Error('the simulated process has ended');

/** The wall clock's reading when a run starts. */
const WALL_START_MS = 1_700_000_000_000;

export type EngineFactory = (options: EngineOptions, ports: EnginePorts) => EngineApi;

/** Learns what a replica does. */
export interface ReplicaListener {
  onStarted(replica: SimulatedReplica): void;
  onEnded(replica: SimulatedReplica, reason: string): void;
  /** After a turn in which something was applied, committed, or the role changed. */
  onStatus(replica: SimulatedReplica, status: EngineStatus): void;
  /** The engine ended its process. */
  onFatal(replica: SimulatedReplica, reason: string, error: Error | null): void;
  /** The engine threw: a mistake. */
  onThrown(replica: SimulatedReplica, error: unknown): void;
  onLog(replica: SimulatedReplica, level: string, message: string, fields: string): void;
}

/** One life of a replica's process: its event loop, its clock, and the engine in it. */
export class ReplicaProcess implements NetworkProcess {
  alive = true;
  pausedUntilMs = 0;
  engine: EngineApi | null = null;
  /** The process ends instead of its effect number so and so from now; null: it does not. */
  endsAfterEffects: number | null = null;
  effectsThisTurn = 0;
  /** As last seen by the invariants. */
  appliedIndex = 0;
  /** Something happened in this turn that the invariants want to see. */
  dirty = false;

  constructor(
    readonly id: number,
    readonly address: string,
    private readonly replica: SimulatedReplica,
  ) {}

  get peerEvents(): PeerEvents | null {
    return this.engine;
  }

  get incarnation(): string | undefined {
    return this.engine?.incarnation;
  }

  run(action: () => void): void {
    this.effectsThisTurn = 0;
    try {
      action();
    } catch (error) {
      if (error === PROCESS_ENDED) this.replica.onTurnBroken(this);
      else this.replica.onThrown(this, error);
    }
    if (this.alive && this.dirty) {
      this.dirty = false;
      this.replica.onTurnEnded(this);
    }
  }

  /** Called by every port before it does what it is asked. */
  readonly effect = (): void => {
    if (!this.alive) throw PROCESS_ENDED;
    if (this.endsAfterEffects !== null) {
      if (this.endsAfterEffects === 0) throw PROCESS_ENDED;
      this.endsAfterEffects--;
    }
    this.effectsThisTurn++;
  };

  end(): never {
    this.alive = false;
    throw PROCESS_ENDED;
  }
}

/** A replica over its lives: the disk stays, processes come and go. */
export class SimulatedReplica {
  process: ReplicaProcess | null = null;
  crashesBetweenEffects = 0;
  starts = 0;
  /** Where its next process listens for its peers. */
  peerAddress: string;
  private readonly random: SeededRandom;

  constructor(
    readonly id: number,
    readonly disk: SimulatedDisk,
    private readonly queue: EventQueue,
    private readonly network: SimulatedNetwork,
    random: SeededRandom,
    private readonly clockPlan: ReplicaClockPlan,
    /** As they are set when it starts: by then others may have moved. */
    private readonly options: () => EngineOptions,
    private readonly makeEngine: EngineFactory,
    private readonly listener: ReplicaListener,
  ) {
    this.random = random;
    this.peerAddress = `r${id}:7420`;
  }

  get alive(): boolean {
    return this.process !== null;
  }

  get status(): EngineStatus | null {
    return this.process?.engine?.status() ?? null;
  }

  start(): void {
    if (this.process !== null) return;
    this.starts++;
    const process = new ReplicaProcess(this.id, this.peerAddress, this);
    this.process = process;
    this.network.join(process);
    this.listener.onStarted(this);
    const engine = this.makeEngine(this.options(), this.portsOf(process));
    this.queue.after(0, process, Phase.io, () => {
      process.engine = engine;
      engine.start((error) => {
        process.dirty = true;
        if (error !== null) {
          this.listener.onFatal(this, 'start failed', error);
          process.end();
        }
      });
    });
  }

  /** Ends the process between two turns. */
  crash(reason: string, powerLoss: boolean): void {
    const { process } = this;
    if (process === null) return;
    process.alive = false;
    this.process = null;
    this.network.leave(process);
    this.disk.crash(powerLoss);
    this.listener.onEnded(this, reason);
  }

  pause(durationMs: number): void {
    if (this.process !== null) this.process.pausedUntilMs = Math.max(this.process.pausedUntilMs, this.queue.nowMs + durationMs);
  }

  /** The engine is asked to stop, as on SIGTERM; `done` when its process is gone. */
  stopGracefully(done: () => void): void {
    const { process } = this;
    this.queue.after(0, process, Phase.io, () => {
      process?.engine?.stop(() => {
        this.queue.after(0, null, Phase.io, () => {
          if (this.process !== process) return;
          this.crash('stopped', false);
          done();
        });
      });
    });
  }

  onTurnBroken(process: ReplicaProcess): void {
    if (this.process !== process) return;
    if (process.alive && process.effectsThisTurn > 0) this.crashesBetweenEffects++;
    this.crash(
      process.alive ? `crash after ${process.effectsThisTurn} effects of a turn` : 'ended itself',
      process.alive && this.random.chance(0.5),
    );
  }

  onThrown(process: ReplicaProcess, error: unknown): void {
    if (this.process !== process) return;
    this.crash('the engine threw', false);
    this.listener.onThrown(this, error);
  }

  onTurnEnded(process: ReplicaProcess): void {
    if (this.process === process && process.engine !== null) this.listener.onStatus(this, process.engine.status());
  }

  private portsOf(process: ReplicaProcess): EnginePorts {
    const { disk } = this;
    return {
      clock: this.clockOf(process),
      random: { next: () => this.random.next(), bytes: (length) => this.random.bytes(length) },
      transport: this.network.portOf(process, process.effect),
      log: new StorePort(disk.log, process, process.effect),
      snapshots: new StorePort(disk.snapshots, process, process.effect),
      witness: new WitnessPort(disk.witness, process, process.effect),
      ...(disk.journal === null ? {} : { journal: new JournalPort(disk.journal, process, process.effect) }),
      host: this.hostOf(process),
    };
  }

  private clockOf(process: ReplicaProcess): Clock {
    const { queue, clockPlan } = this;
    // A monotonic clock starts anywhere, and anew with each life of the machine.
    const startMs = queue.nowMs;
    const baseMs = this.random.between(0, 1e6);
    return {
      nowMs: () => baseMs + (queue.nowMs - startMs) * clockPlan.rate,
      wallMs: () => Math.floor(WALL_START_MS + clockPlan.wallOffsetMs + queue.nowMs * clockPlan.rate),
      setTimer: (delayMs, fire) => queue.after(delayMs / clockPlan.rate, process, Phase.timer, fire),
      clearTimer: (timer) => {
        if (isSimulatedEvent(timer)) timer.cancelled = true;
      },
      defer: (fire) => void queue.after(0, process, Phase.check, fire),
    };
  }

  private hostOf(process: ReplicaProcess): Host {
    const dirty = (): void => {
      process.dirty = true;
    };
    const nothing = (): void => {};
    return {
      fatal: (reason, error) => {
        // The engine took the end of its own process for an error of its own.
        if (error === PROCESS_ENDED) throw PROCESS_ENDED;
        this.listener.onFatal(this, reason, error);
        process.end();
      },
      log: (level, message, fields) => {
        process.dirty = true;
        this.listener.onLog(this, level, message, fields === undefined ? '' : JSON.stringify(fields));
      },
      observe: {
        reads: nothing,
        writesReceived: nothing,
        writesAnswered: nothing,
        proposed: nothing,
        fsync: nothing,
        watchEvents: nothing,
        applied: dirty,
        leaderChanged: dirty,
        snapshot: dirty,
        sessionsExpired: dirty,
        digestDiffered: dirty,
      },
    };
  }
}
