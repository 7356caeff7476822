import { Phase, type EventQueue } from './event-queue';
import type { Member } from '@grove/raft';
import type { Membership, MembershipChange } from '@grove/wire';
import { insideOf, type InsideReplica } from './inside-replica';
import type { MembershipAsks } from './membership-asks';
import type { SeededRandom } from './random';
import type { SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';

/** How often the operator looks. */
const LOOK_EVERY_MS = 50;
const WATCH_EVERY_MS = 200;
/** Its clients may not have noticed yet that it is a member again, or none. */
const UNSETTLED_MS = 1_500;
/** As long as a request may be on its way after the replica that was asked has died. */
const LATE_MS = 2_000;

/** What the operator is at: one replica, which in the end is a member where it is. */
interface Undertaking {
  readonly replica: SimulatedReplica;
  /** It is away until then. */
  readonly backAtMs: number;
  /** Its volume goes once nobody counts on it. */
  wipes: boolean;
  /** Where it is to listen in the end. */
  readonly address: string;
  /** It goes there before the members know. */
  readonly goesFirst: boolean;
}

/**
 * An operator who changes the membership by command, one voter at a time: takes a member out, sometimes for good with its volume, and adds it
 * again; adds one that there was not; moves one to another address; or makes a learner of a voter (the leader promotes it again by itself), for which there is no command: that one reaches
 * into the leader. The next undertaking only when all is whole. A second operator asks for small things at any time, of any replica.
 */
export class MembershipChanges {
  changes = 0;
  grown = 0;
  moved = 0;
  private undertaking: Undertaking | null = null;
  /** A command is under way, at the latest until then. */
  private askedUntilMs = -Infinity;
  /** As the second operator was told last. */
  private seen: Membership | null = null;

  constructor(
    private readonly queue: EventQueue,
    private readonly random: SeededRandom,
    /** Those that there are; who is added comes to them. */
    private readonly replicas: SimulatedReplica[],
    /** Those that may be added. */
    private readonly others: SimulatedReplica[],
    private readonly asks: MembershipAsks,
    private readonly trace: Trace,
    /** This replica does not work as it should until then. */
    private readonly disturbed: (replica: number, untilMs: number) => void,
  ) {}

  /** Somebody is away, or on his way. */
  get isBusy(): boolean {
    return this.undertaking !== null;
  }

  demote(replica: SimulatedReplica): boolean {
    if (this.isBusy) return false;
    this.disturbed(replica.id, this.queue.nowMs + UNSETTLED_MS);
    return this.propose((members) => members.map((member) => (member.id === replica.id ? { ...member, voter: false } : member)));
  }

  remove(replica: SimulatedReplica, awayMs: number, wipes: boolean): boolean {
    if (this.isBusy || !this.ask({ leaving: [replica.id] }, null)) return false;
    const backAtMs = this.queue.nowMs + awayMs;
    this.begin({ replica, backAtMs, wipes, address: replica.peerAddress, goesFirst: false });
    return true;
  }

  /** A replica that there was not: its process starts before the command or behind it. */
  grow(): boolean {
    const replica = this.isBusy ? undefined : this.others.shift();
    if (replica === undefined) return false;
    this.replicas.push(replica);
    this.grown++;
    if (this.trace.enabled) this.trace.add('operator', `replica ${replica.id} is new`);
    this.queue.after(this.random.below(500), null, Phase.io, () => replica.start());
    this.begin({ replica, backAtMs: this.queue.nowMs, wipes: false, address: replica.peerAddress, goesFirst: true });
    return true;
  }

  move(replica: SimulatedReplica): boolean {
    if (this.isBusy) return false;
    this.moved++;
    const address = `r${replica.id}:${8_000 + this.moved}`;
    this.begin({ replica, backAtMs: this.queue.nowMs, wipes: false, address, goesFirst: this.random.chance(0.5) });
    return true;
  }

  /** The second operator: asks any replica, of any version, for a new address for clients; or who the members are. */
  meddle(): boolean {
    const { random, seen } = this;
    const asked = random.pick(this.replicas);
    const isQuestion = seen === null || random.chance(0.3);
    if (isQuestion) {
      return this.asks.ask(asked, null, null, (result) => {
        if (result.ok) this.seen = result.value;
      });
    }
    const member = random.pick(seen.members);
    const mark = this.asks.mark(member.replica);
    const joining = [{ replica: member.replica, peerAddress: member.peerAddress, clientAddress: mark }];
    const members = seen.members.map((each) => (each === member ? { ...each, clientAddress: mark } : each));
    const named = random.chance(0.6) ? { version: seen.version } : {};
    const of = random.chance(0.3) ? { version: seen.version, members } : { ...named, joining };
    this.changes++;
    return this.asks.ask(asked, changeOf(of), mark, (result) => {
      if (result.ok) this.seen = result.value;
    });
  }

  /** What a late request has put back: the operator sees to it that each is a member where it is. */
  watchAddresses(): void {
    const live = this.isBusy ? null : (this.leader()?.live ?? null);
    for (const { id, peerAddress } of live?.committedConfig.members ?? []) {
      const replica = this.replicas[id - 1];
      if (replica === undefined || replica.peerAddress === peerAddress || this.isBusy) continue;
      this.begin({ replica, backAtMs: this.queue.nowMs, wipes: false, address: replica.peerAddress, goesFirst: true });
    }
    this.queue.after(WATCH_EVERY_MS, null, Phase.io, () => this.watchAddresses());
  }

  private begin(undertaking: Undertaking): void {
    this.undertaking = undertaking;
    this.look();
  }

  private look(): void {
    const { undertaking, queue } = this;
    if (undertaking === null) return;
    const { replica, address } = undertaking;
    this.disturbed(replica.id, queue.nowMs + UNSETTLED_MS);
    const live = this.leader()?.live ?? null;
    if (live !== null) {
      const inForce = live.consensus.raft.config.members.find(({ id }) => id === replica.id);
      const committed = live.committedConfig.members.find(({ id }) => id === replica.id);
      const isThere = inForce !== undefined && inForce.incarnation !== '' && committed?.incarnation === inForce.incarnation;
      const isFound = isThere && inForce.peerAddress === address && committed?.peerAddress === address;
      const isIdle = queue.nowMs >= Math.max(undertaking.backAtMs, this.askedUntilMs);
      if (undertaking.goesFirst || isFound) this.go(undertaking);
      if (isFound && isIdle) {
        // Taken in again, or found at its new address; or it never left, since that was refused.
        this.undertaking = null;
        return;
      }
      if (inForce === undefined && committed === undefined) this.goOn(undertaking);
      else if (isIdle && inForce !== undefined && inForce.peerAddress !== address) this.join(undertaking);
    }
    queue.after(LOOK_EVERY_MS, null, Phase.io, () => this.look());
  }

  /** To its new place, with its volume. */
  private go({ replica, address }: Undertaking): void {
    if (replica.peerAddress === address) return;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `moves to ${address}`);
    replica.peerAddress = address;
    replica.crash('ends to move', false);
  }

  private goOn(undertaking: Undertaking): void {
    const { replica } = undertaking;
    if (undertaking.wipes) {
      undertaking.wipes = false;
      if (this.trace.enabled) this.trace.add(`r${replica.id}`, 'its volume is wiped: it is no member');
      replica.crash('crash before the loss of its volume', true);
      replica.disk.wipe();
      return;
    }
    if (this.queue.nowMs >= Math.max(undertaking.backAtMs, this.askedUntilMs)) this.join(undertaking);
  }

  private join({ replica, address }: Undertaking): void {
    const mark = this.asks.mark(replica.id);
    this.ask({ joining: [{ replica: replica.id, peerAddress: address, clientAddress: mark }] }, mark);
  }

  /** Asks any replica, whichever leads, the one that it is about as well. */
  private ask(of: Partial<MembershipChange>, mark: string | null): boolean {
    const { queue } = this;
    const asked = this.random.pick(this.replicas);
    const { process } = asked;
    const isAsked = this.asks.ask(asked, changeOf(of), mark, () => {
      this.askedUntilMs = queue.nowMs;
    });
    if (!isAsked) return false;
    this.changes++;
    this.askedUntilMs = Infinity;
    const watch = (): void => {
      if (this.askedUntilMs !== Infinity) return;
      if (asked.process !== process) this.askedUntilMs = queue.nowMs + LATE_MS;
      else queue.after(LOOK_EVERY_MS, null, Phase.io, watch);
    };
    watch();
    return true;
  }

  private propose(edit: (members: readonly Member[]) => readonly Member[]): boolean {
    const { queue } = this;
    const leads = this.leading();
    const process = leads?.process ?? null;
    if (leads === null || process === null) return false;
    this.changes++;
    queue.after(0, process, Phase.io, () => {
      const live = insideOf(leads)?.live ?? null;
      if (live === null) return;
      const members = edit(live.consensus.raft.config.members);
      if (this.trace.enabled) {
        this.trace.add('operator', `members: ${members.map(({ id, voter }) => `${id}${voter ? '' : ' (learner)'}`).join(', ')}`);
      }
      live.consensus.step({ type: 'proposeConfig', config: { members } });
    });
    return true;
  }

  private leader(): InsideReplica | null {
    const leads = this.leading();
    return leads === null ? null : insideOf(leads);
  }

  private leading(): SimulatedReplica | null {
    let found: SimulatedReplica | null = null;
    let term = -1;
    for (const replica of this.replicas) {
      const { status } = replica;
      if (status === null || status.term < term) continue;
      // One that leads a term which is over, and has not heard of it, knows nothing of what became of the change.
      if (status.term > term) found = null;
      if (status.role === 'leader') found = replica;
      term = status.term;
    }
    return found;
  }
}

function changeOf(of: Partial<MembershipChange>): MembershipChange {
  return { version: null, joining: [], leaving: [], members: null, ...of };
}
