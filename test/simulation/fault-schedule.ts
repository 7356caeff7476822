import type { EventQueue } from './event-queue';
import type { JournalMark } from '@grove/storage';
import { Phase } from './event-queue';
import { FAULTS, type Fault, type SimulationPlan } from './plan';
import type { MembershipChanges } from './membership-changes';
import type { SeededRandom } from './random';
import type { SimulatedClient } from './simulated-client';
import type { SimulatedNetwork } from './simulated-network';
import type { SimulatedReplica } from './simulated-replica';
import type { Strays } from './strays';
import type { Trace } from './trace';

const CHANNELS = ['control', 'append', 'snapshot'] as const;

/** First keys of blocks and last: everything a log store holds may be hit by damage. */
const ANY_KEY = '';
const PAST_ANY_KEY = '\uffff';

/**
 * Does what goes wrong, at random times, until it is told to stop; then everything heals. It breaks no promise of the
 * disks of a majority: at most one volume is wiped or damaged at a time, and the next only when the first is whole again.
 */
export class FaultSchedule {
  readonly counts: Record<Fault, number> = {
    crash: 0,
    crashInTurn: 0,
    crashLeader: 0,
    crashAll: 0,
    restartGracefully: 0,
    pauseShort: 0,
    pauseLong: 0,
    isolate: 0,
    blockOneWay: 0,
    bridge: 0,
    resetConnection: 0,
    blackHole: 0,
    diskHang: 0,
    diskSlow: 0,
    diskError: 0,
    diskFull: 0,
    corruptLog: 0,
    corruptSnapshot: 0,
    corruptWitness: 0,
    corruptJournal: 0,
    loseJournal: 0,
    tornBlock: 0,
    misdirectedRead: 0,
    wipe: 0,
    clientCut: 0,
    clientSilent: 0,
    clientBlackHole: 0,
    clientLeaves: 0,
    clientCloses: 0,
    memberDemoted: 0,
    memberRemoved: 0,
    memberAdded: 0,
    memberMoved: 0,
    strayStarted: 0,
  };
  /** The replica whose volume was wiped or damaged and is not known to be whole again. */
  recovering: number | null = null;
  private readonly backAtOnce = new Set<SimulatedReplica>();
  private readonly heals = new Set<() => void>();
  private stopped = false;

  constructor(
    private readonly plan: SimulationPlan,
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    private readonly network: SimulatedNetwork,
    private readonly replicas: readonly SimulatedReplica[],
    private readonly clients: readonly SimulatedClient[],
    private readonly membership: MembershipChanges,
    private readonly strays: Strays,
    private readonly trace: Trace,
    /** Whether the replica that lost its volume is a voter again with everything that was committed. */
    private readonly isWholeAgain: (replica: number) => boolean,
    /** What the disk of this replica says of how far its journal was taken into the log. */
    private readonly journalMark: (replica: number) => JournalMark | null,
    /** These replicas do not work as they should until then. */
    private readonly disturbed: (replicas: readonly number[], untilMs: number) => void,
  ) {}

  /** Replicas whose disks hold, or gave out, bytes that were not written to them. */
  get damages(): number {
    const { corruptLog, corruptSnapshot, corruptWitness, corruptJournal, loseJournal, tornBlock, misdirectedRead } = this.counts;
    return corruptLog + corruptSnapshot + corruptWitness + corruptJournal + loseJournal + tornBlock + misdirectedRead;
  }

  start(firstAfterMs: number): void {
    this.later(firstAfterMs + this.random.exponential(this.plan.faultEveryMs));
    if (this.plan.meddleEveryMs === null) return;
    this.meddleLater(firstAfterMs, this.plan.meddleEveryMs);
    this.membership.watchAddresses();
  }

  private meddleLater(delayMs: number, everyMs: number): void {
    this.queue.after(delayMs, null, Phase.io, () => {
      if (this.stopped) return;
      this.membership.meddle();
      this.meddleLater(this.random.exponential(everyMs), everyMs);
    });
  }

  /** No more faults: what is cut off or down comes back; pauses come to their ends. */
  stop(): void {
    this.stopped = true;
    for (const heal of [...this.heals]) heal();
    this.heals.clear();
    for (const replica of this.replicas) {
      replica.disk.hangsUntilMs = 0;
      replica.disk.fullUntilMs = 0;
      replica.disk.slowUntilMs = 0;
      replica.disk.failNextWrite = false;
      const { process } = replica;
      if (process !== null) {
        process.endsAfterEffects = null;
      } else {
        replica.start();
      }
    }
  }

  /** Called when a replica has voted: a good moment to end it. */
  onVoted(replica: SimulatedReplica): void {
    const { process } = replica;
    if (this.stopped || process === null || !this.random.chance(this.plan.crashAfterVoteChance)) return;
    process.endsAfterEffects = this.random.below(4);
    this.backAtOnce.add(replica);
  }

  /** Called when a replica's process ended, for whatever reason: it is started again some time later. */
  onEnded(replica: SimulatedReplica): void {
    const downMs =
      this.stopped || this.backAtOnce.delete(replica)
        ? this.random.between(5, 50)
        : this.random.chance(0.5)
          ? this.random.between(20, 300)
          : this.random.between(100, this.plan.downMsMax);
    this.queue.after(downMs, null, Phase.io, () => replica.start());
  }

  private later(delayMs: number): void {
    this.queue.after(delayMs, null, Phase.io, () => {
      if (this.stopped) return;
      this.strike();
      this.later(this.random.exponential(this.plan.faultEveryMs));
    });
  }

  private strike(): void {
    const fault = this.choose();
    if (fault === null) return;
    if (this.carryOut(fault)) this.counts[fault]++;
  }

  private choose(): Fault | null {
    let sum = 0;
    for (const fault of FAULTS) sum += this.plan.weights[fault];
    let at = this.random.next() * sum;
    for (const fault of FAULTS) {
      at -= this.plan.weights[fault];
      if (at < 0) return fault;
    }
    return null;
  }

  private carryOut(fault: Fault): boolean {
    const { random, queue } = this;
    const replica = random.pick(this.replicas);
    switch (fault) {
      case 'crash':
        return this.crash(replica, random.chance(0.5));
      case 'crashInTurn': {
        if (replica.process === null) return false;
        replica.process.endsAfterEffects = random.below(40);
        this.note(replica, `ends after ${replica.process.endsAfterEffects} more effects`);
        return true;
      }
      case 'crashLeader': {
        const leader = this.leader();
        return leader !== null && this.crash(leader, random.chance(0.5));
      }
      case 'crashAll':
        for (const each of this.replicas) this.crash(each, true);
        return true;
      case 'restartGracefully':
        if (replica.process === null || replica.process.engine === null) return false;
        this.note(replica, 'is asked to stop');
        replica.stopGracefully(() => {});
        return true;
      case 'pauseShort':
        return this.pause(this.chooseOften(replica), random.chance(0.5) ? 200 : random.between(20, 280));
      case 'pauseLong':
        return this.pause(this.chooseOften(replica), random.chance(0.5) ? 2_000 : random.between(500, 3_000));
      case 'isolate':
        return this.block(this.pairsOf(this.chooseOften(replica).id), `r${replica.id} is cut off`);
      case 'blockOneWay': {
        const other = random.pick(this.replicas);
        if (other === replica) return false;
        return this.block([[replica.id, other.id]], `nothing passes from r${replica.id} to r${other.id}`);
      }
      case 'bridge': {
        // Everybody sees one replica, nobody else sees anybody.
        const pairs: [number, number][] = [];
        for (const a of this.replicas) {
          for (const b of this.replicas) {
            if (a !== b && a !== replica && b !== replica) pairs.push([a.id, b.id]);
          }
        }
        return this.block(pairs, `r${replica.id} is a bridge`);
      }
      case 'resetConnection': {
        const other = random.pick(this.replicas);
        if (other === replica) return false;
        const channel = random.pick(CHANNELS);
        this.note(replica, `its ${channel} connections with r${other.id} are reset`);
        this.disturbed([replica.id, other.id], queue.nowMs);
        this.network.resetBetween(replica.id, other.id, channel);
        return true;
      }
      case 'blackHole': {
        const other = random.pick(this.replicas);
        return other !== replica && this.swallow(replica, random.chance(0.5) ? [other] : this.replicas);
      }
      case 'diskHang': {
        const target = this.chooseOften(replica);
        const durationMs = random.chance(0.3) ? random.between(2_000, 6_000) : random.between(100, 1_500);
        target.disk.hangsUntilMs = queue.nowMs + durationMs;
        this.disturbed([target.id], queue.nowMs + durationMs);
        this.note(target, `its disk hangs for ${durationMs.toFixed(0)} ms`);
        return true;
      }
      case 'diskError':
        if (replica.process === null) return false;
        this.note(replica, 'its next write fails');
        replica.disk.failNextWrite = true;
        return true;
      case 'diskFull': {
        const durationMs = random.between(200, 4_000);
        this.note(replica, `its disk is full for ${durationMs.toFixed(0)} ms`);
        replica.disk.fullUntilMs = queue.nowMs + durationMs;
        this.disturbed([replica.id], queue.nowMs + durationMs);
        return true;
      }
      case 'diskSlow': {
        const target = this.chooseOften(replica);
        const durationMs = random.between(500, 5_000);
        this.note(target, `its disk is slow for ${durationMs.toFixed(0)} ms`);
        target.disk.slowUntilMs = queue.nowMs + durationMs;
        this.disturbed([target.id], queue.nowMs + durationMs);
        return true;
      }
      case 'corruptLog':
        return this.loseVolume(replica, () => replica.disk.log.corrupt(ANY_KEY, PAST_ANY_KEY));
      case 'corruptSnapshot':
        return this.loseVolume(replica, () => replica.disk.snapshots.corrupt(ANY_KEY, PAST_ANY_KEY));
      case 'corruptWitness':
        return this.loseVolume(replica, () => replica.disk.witness.corrupt(ANY_KEY, PAST_ANY_KEY));
      case 'corruptJournal':
        return (
          replica.disk.journal !== null &&
          this.loseVolume(replica, () => replica.disk.journal?.corrupt(this.journalMark(replica.id)) === true)
        );
      case 'loseJournal':
        return replica.disk.journal !== null && this.loseVolume(replica, () => replica.disk.journal?.lose() === true);
      case 'tornBlock':
        return this.loseVolume(replica, () => replica.disk.log.tear());
      case 'misdirectedRead':
        return this.loseVolume(replica, () => (replica.disk.misdirectNextRead = true));
      case 'wipe':
        return this.loseVolume(replica, () => {
          replica.disk.wipe();
          return true;
        });
      case 'clientCut':
        random.pick(this.clients).cutConnection();
        return true;
      case 'clientSilent':
        random.pick(this.clients).pause(random.between(1_000, 9_000));
        return true;
      case 'clientBlackHole': {
        const way = random.below(3);
        random.pick(this.clients).blackHole(way !== 0, way !== 1, random.between(500, 8_000));
        return true;
      }
      case 'clientLeaves':
        random.pick(this.clients).leave();
        return true;
      case 'clientCloses': {
        const client = random.pick(this.clients);
        if (random.chance(0.4)) client.closeSession(random.chance(0.7));
        else {
          client.closeElsewhere(replica);
          if (random.chance(0.5)) client.closeElsewhere(random.pick(this.replicas));
          if (random.chance(0.3)) client.closeSession(true);
        }
        return true;
      }
      case 'memberDemoted':
        return this.allWhole() && this.membership.demote(replica);
      case 'memberRemoved':
        return this.allWhole() && this.membership.remove(replica, random.between(300, 6_000), random.chance(0.4));
      case 'memberAdded':
        return this.allWhole() && this.membership.grow();
      case 'memberMoved':
        return this.allWhole() && this.membership.move(replica);
      case 'strayStarted':
        return this.strays.start(replica);
    }
  }

  /** The leader half of the time: most mistakes are made around it. */
  private chooseOften(replica: SimulatedReplica): SimulatedReplica {
    return this.random.chance(0.5) ? (this.leader() ?? replica) : replica;
  }

  private leader(): SimulatedReplica | null {
    let leader: SimulatedReplica | null = null;
    let term = -1;
    for (const replica of this.replicas) {
      const status = replica.status;
      if (status !== null && status.role === 'leader' && status.term > term) {
        leader = replica;
        term = status.term;
      }
    }
    return leader;
  }

  private crash(replica: SimulatedReplica, powerLoss: boolean): boolean {
    if (replica.process === null) return false;
    replica.crash(powerLoss ? 'loss of power' : 'crash', powerLoss);
    return true;
  }

  private pause(replica: SimulatedReplica, durationMs: number): boolean {
    if (replica.process === null) return false;
    this.note(replica, `stands still for ${durationMs.toFixed(0)} ms`);
    replica.pause(durationMs);
    this.disturbed([replica.id], this.queue.nowMs + durationMs);
    return true;
  }

  private loseVolume(replica: SimulatedReplica, harm: () => boolean): boolean {
    // Its loss must leave a majority that is known to be whole, and goes on being one.
    if (!this.allWhole() || this.membership.isBusy) return false;
    this.recovering = replica.id;
    replica.crash('crash before the loss of its volume', true);
    const harmed = harm();
    this.note(replica, harmed ? 'its volume is wiped or damaged' : 'its volume had nothing to damage');
    return harmed;
  }

  private allWhole(): boolean {
    if (this.recovering !== null && this.isWholeAgain(this.recovering)) this.recovering = null;
    if (this.recovering !== null || this.replicas.some((each) => each.process === null)) return false;
    return this.replicas.every((each) => this.isWholeAgain(each.id));
  }

  private pairsOf(id: number): [number, number][] {
    const pairs: [number, number][] = [];
    for (const other of this.replicas) {
      if (other.id !== id) pairs.push([id, other.id], [other.id, id]);
    }
    return pairs;
  }

  private block(pairs: readonly (readonly [number, number])[], what: string): boolean {
    const durationMs = this.random.chance(0.3) ? this.random.between(2_000, 7_000) : this.random.between(50, 2_000);
    if (this.trace.enabled)
      this.trace.add('network', `${what} for ${durationMs.toFixed(0)} ms (${pairs.map(([a, b]) => `${a}>${b}`).join(' ')})`);
    this.disturbed(pairs.flat(), this.queue.nowMs + durationMs);
    for (const [from, to] of pairs) this.network.block(from, to);
    const heal = (): void => {
      if (!this.heals.delete(heal)) return;
      for (const [from, to] of pairs) this.network.unblock(from, to);
    };
    this.heals.add(heal);
    this.queue.after(durationMs, null, Phase.io, heal);
    return true;
  }

  private swallow(replica: SimulatedReplica, others: readonly SimulatedReplica[]): boolean {
    const far = others.filter((other) => other !== replica);
    const durationMs = this.random.between(300, 6_000);
    this.note(replica, `what it and ${far.map(({ id }) => `r${id}`).join(', ')} send one another vanishes for ${durationMs.toFixed(0)} ms`);
    this.disturbed([replica.id, ...far.map(({ id }) => id)], this.queue.nowMs + durationMs);
    for (const { id } of far) this.network.swallow(replica.id, id);
    const heal = (): void => {
      if (!this.heals.delete(heal)) return;
      for (const { id } of far) this.network.endSwallow(replica.id, id);
    };
    this.heals.add(heal);
    this.queue.after(durationMs, null, Phase.io, heal);
    return true;
  }

  private note(replica: SimulatedReplica, what: string): void {
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, what);
  }
}
