import type { MembershipCall } from '@grove/engine';
import type { Member } from '@grove/raft';
import type { MembershipChange } from '@grove/wire';
import { Phase, type EventQueue } from './event-queue';
import { insideOf, type InsideReplica } from './inside-replica';
import { SUPERUSER } from './invariants/final-state';
import type { SimulatedReplica } from './simulated-replica';
import type { Trace } from './trace';

/** How often the operator looks. */
const LOOK_EVERY_MS = 50;
/** Its clients may not have noticed yet that it is a member again, or none. */
const UNSETTLED_MS = 1_500;
/** As long as a request may be on its way after the replica that was asked has died. */
const LATE_MS = 2_000;

const AS_SUPERUSER: MembershipCall = {
  sessionId: 0,
  sessionSecret: new Uint8Array(0),
  linearizable: true,
  minZxid: 0,
  caller: { identities: [SUPERUSER] },
};

interface Away {
  readonly replica: SimulatedReplica;
  readonly member: Member;
  readonly backAtMs: number;
  /** Its volume goes once nobody counts on it. */
  wipes: boolean;
}

/**
 * An operator who changes the membership, one voter at a time: takes a member out by command, sometimes for good with its volume, and adds it
 * again; or makes a learner of a voter (the leader promotes it again by itself), for which there is no command: that one reaches into the leader. The
 * next change only when all is whole.
 */
export class MembershipChanges {
  changes = 0;
  private away: Away | null = null;
  /** A command is under way, at the latest until then. */
  private askedUntilMs = -Infinity;

  constructor(
    private readonly queue: EventQueue,
    private readonly replicas: readonly SimulatedReplica[],
    private readonly trace: Trace,
    /** This replica does not work as it should until then. */
    private readonly disturbed: (replica: number, untilMs: number) => void,
  ) {}

  demote(replica: SimulatedReplica): boolean {
    this.disturbed(replica.id, this.queue.nowMs + UNSETTLED_MS);
    return this.propose((members) => members.map((member) => (member.id === replica.id ? { ...member, voter: false } : member)));
  }

  remove(replica: SimulatedReplica, awayMs: number, wipes: boolean): boolean {
    const member = this.leader()?.live?.consensus.raft.config.members.find(({ id }) => id === replica.id);
    if (this.away !== null || member === undefined) return false;
    if (!this.ask(replica, { leaving: [replica.id] })) return false;
    this.away = { replica, member, backAtMs: this.queue.nowMs + awayMs, wipes };
    this.look();
    return true;
  }

  private look(): void {
    const { away, queue } = this;
    if (away === null) return;
    const { replica } = away;
    this.disturbed(replica.id, queue.nowMs + UNSETTLED_MS);
    const live = this.leader()?.live ?? null;
    if (live !== null) {
      const inForce = live.consensus.raft.config.members.find(({ id }) => id === replica.id);
      const committed = live.committedConfig.members.find(({ id }) => id === replica.id);
      const isThere = inForce !== undefined && inForce.incarnation !== '' && committed?.incarnation === inForce.incarnation;
      if (isThere && queue.nowMs >= Math.max(away.backAtMs, this.askedUntilMs)) {
        // Taken in again; or it never left, since that was refused.
        this.away = null;
        return;
      }
      if (inForce === undefined && committed === undefined) this.goOn(away);
    }
    queue.after(LOOK_EVERY_MS, null, Phase.io, () => this.look());
  }

  private goOn(away: Away): void {
    const { replica, member } = away;
    if (away.wipes) {
      away.wipes = false;
      if (this.trace.enabled) this.trace.add(`r${replica.id}`, 'its volume is wiped: it is no member');
      replica.crash('crash before the loss of its volume', true);
      replica.disk.wipe();
      return;
    }
    if (this.queue.nowMs < Math.max(away.backAtMs, this.askedUntilMs)) return;
    const { peerAddress, clientAddress } = member;
    this.ask(replica, { joining: [{ replica: replica.id, peerAddress, clientAddress }] });
  }

  /** Asks a replica that it is not about, whichever leads. */
  private ask(about: SimulatedReplica, of: Partial<MembershipChange>): boolean {
    const { queue } = this;
    const asked = this.replicas.find((replica) => replica !== about && (insideOf(replica)?.live ?? null) !== null);
    const process = asked?.process ?? null;
    if (asked === undefined || process === null) return false;
    this.changes++;
    this.askedUntilMs = Infinity;
    const watch = (): void => {
      if (this.askedUntilMs !== Infinity) return;
      if (asked.process !== process) this.askedUntilMs = queue.nowMs + LATE_MS;
      else queue.after(LOOK_EVERY_MS, null, Phase.io, watch);
    };
    watch();
    queue.after(0, process, Phase.io, () => {
      const change = { version: null, joining: [], leaving: [], members: null, ...of };
      process.engine?.changeMembers(AS_SUPERUSER, change, (result) => {
        this.askedUntilMs = queue.nowMs;
        if (!this.trace.enabled) return;
        const outcome = result.ok ? `version ${result.value.version}` : `${result.code} ${result.message}`;
        this.trace.add('operator', `replica ${asked.id} was asked for ${JSON.stringify(of)}: ${outcome}`);
      });
    });
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
