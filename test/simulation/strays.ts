import type { EngineStatus } from '@grove/engine';
import { engineOptionsOf } from './engine-options';
import { Phase, type EventQueue } from './event-queue';
import type { SimulationPlan } from './plan';
import { engineFactory } from './planted-faults';
import type { SeededRandom } from './random';
import { SimulatedDisk, type DurableObserver } from './simulated-disk';
import type { SimulatedNetwork } from './simulated-network';
import { SimulatedReplica, type ReplicaListener } from './simulated-replica';
import type { Trace } from './trace';
import type { Report } from './violation';

/** More at once show nothing new, and each asks all the time. */
const AT_ONCE_MAX = 2;
const FIRST_PORT = 9_000;
/** What it holds is nobody's log. */
const UNOBSERVED: DurableObserver = {
  onDurablePut: () => {},
  onDurableDelete: () => {},
  onDurableBatch: () => {},
  onDurableJournal: () => {},
  onWiped: () => {},
};

/**
 * Processes that somebody starts by mistake under the number of a replica that there is: on another machine, with an empty folder. Some are stopped after a
 * while, some run to the end. None may ever be a member, or serve anybody (`invariants/stray-volumes.ts`).
 */
export class Strays implements ReplicaListener {
  started = 0;
  /** The volumes that they have made, and under which number. */
  readonly volumes = new Map<string, number>();
  private readonly running = new Set<SimulatedReplica>();

  constructor(
    private readonly plan: SimulationPlan,
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly network: SimulatedNetwork,
    private readonly replicas: readonly SimulatedReplica[],
    private readonly report: Report,
    private readonly trace: Trace,
    /** This replica does not work as it should until then: the end of its namesake's connections is taken for that of its own. */
    private readonly disturbed: (replica: number, untilMs: number) => void,
  ) {}

  start(namesake: SimulatedReplica): boolean {
    if (this.running.size >= AT_ONCE_MAX) return false;
    const { queue, random } = this;
    this.started++;
    const stray = this.made(namesake, `x${namesake.id}:${FIRST_PORT + this.started}`);
    this.running.add(stray);
    if (this.trace.enabled) this.trace.add('operator', `starts another replica ${namesake.id} by mistake, at ${stray.peerAddress}`);
    this.disturbed(namesake.id, queue.nowMs);
    stray.start();
    if (random.chance(0.7)) {
      queue.after(random.between(300, 8_000), null, Phase.io, () => {
        this.disturbed(namesake.id, queue.nowMs);
        stray.crash('stopped: it was a mistake', false);
      });
    }
    return true;
  }

  onStarted(): void {}

  onEnded(stray: SimulatedReplica, reason: string): void {
    if (this.trace.enabled) this.trace.add(nameOf(stray), `ends: ${reason}`);
    this.running.delete(stray);
  }

  onStatus(stray: SimulatedReplica, status: EngineStatus): void {
    const incarnation = stray.process?.incarnation ?? '';
    if (incarnation !== '') this.volumes.set(incarnation, stray.id);
    if (status.ready) this.report('stray volumes', `a process that was started under the number ${stray.id} by mistake serves`);
  }

  onFatal(stray: SimulatedReplica, reason: string, error: Error | null): void {
    this.report('fatal', `${nameOf(stray)} ended itself: ${reason} ${error?.stack ?? ''}`);
  }

  onThrown(stray: SimulatedReplica, error: unknown): void {
    this.report('exception', `${nameOf(stray)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  onLog(stray: SimulatedReplica, level: string, message: string, fields: string): void {
    if (this.trace.enabled) this.trace.add(nameOf(stray), `${level}: ${message} ${fields}`);
  }

  /** Its settings name itself where it is, or where the right one is; the others where they are. */
  private made({ id, peerAddress }: SimulatedReplica, address: string): SimulatedReplica {
    const { plan, queue, random, network, replicas } = this;
    const own = random.chance(0.5) ? address : peerAddress;
    const members = replicas.map((each) => ({
      id: each.id,
      peerAddress: each.id === id ? own : each.peerAddress,
      clientAddress: `r${each.id}:7410`,
    }));
    const options = { ...engineOptionsOf(plan, id, members), joinsOnly: random.chance(0.5) };
    const disk = new SimulatedDisk(queue, random.fork(), plan.disk, UNOBSERVED);
    const clock = { rate: 1, wallOffsetMs: 0 };
    const made = new SimulatedReplica(id, disk, queue, network, random.fork(), clock, () => options, engineFactory(plan.planted), this);
    made.peerAddress = address;
    return made;
  }
}

function nameOf({ id, peerAddress }: SimulatedReplica): string {
  return `r${id} at ${peerAddress}`;
}
