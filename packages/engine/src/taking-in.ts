import type { Input, Member, Raft, ReplicaId } from '@grove/raft';
import type { ControlMessage } from '@grove/wire';
import { replacement } from './membership';
import type { Host } from './ports';

export type Probe = Extract<ControlMessage, { type: 'probe' }>;

export interface TakingInHost {
  readonly log: Host['log'];
  raft(): Raft;
  step(input: Input): void;
  /** Leads, and its own no-op is committed. */
  leadsReadily(): boolean;
  /** Where this replica speaks to that one now. */
  addressOf(peer: ReplicaId): string | undefined;
  /** From 0 up to 1. */
  random(): number;
  nowMs(): number;
}

/** What is taken in is so within a few round trips: who asks for longer is said in the log, once. */
const SAY_AFTER_MS = 2_000;
const CHALLENGES = 2 ** 52;

interface Asking {
  readonly incarnation: string;
  readonly sinceMs: number;
  isSaid: boolean;
}

/**
 * The leader's taking in of a volume under the number of a member: one that was added, or one that comes in place of a volume that is lost. Anybody may
 * start a process under a wrong number, and taking it in takes the vote of the volume that had the number. So it must be where
 * the members have it, which it proves by a number that was sent there, and the volume of before must not be heard.
 */
export class TakingIn {
  private readonly challenges = new Map<ReplicaId, { readonly address: string; readonly challenge: number }>();
  private readonly asking = new Map<ReplicaId, Asking>();

  constructor(private readonly host: TakingInHost) {}

  forget(): void {
    this.challenges.clear();
    this.asking.clear();
  }

  /** What this replica may have to say back to prove where it is; 0 where what is sent to it does not go to where the members have it. */
  challengeOf(id: ReplicaId): number {
    const { host } = this;
    const member = host.leadsReadily() ? host.raft().config.members.find((each) => each.id === id) : undefined;
    if (member === undefined || host.addressOf(id) !== member.peerAddress) return 0;
    const known = this.challenges.get(id);
    if (known?.address === member.peerAddress) return known.challenge;
    const challenge = 1 + Math.floor(host.random() * CHALLENGES);
    this.challenges.set(id, { address: member.peerAddress, challenge });
    return challenge;
  }

  take(probe: Probe): void {
    const { host } = this;
    const raft = host.raft();
    const config = host.leadsReadily() ? replacement(raft.config, probe) : null;
    const member = raft.config.members.find(({ id }) => id === probe.replica);
    if (config === null || member === undefined) return;
    const isThere = member.incarnation !== '' && raft.hasHeard(member.id);
    if (isThere || probe.proof === 0 || probe.proof !== this.challengeOf(member.id)) {
      this.sayIfLong(probe, member, isThere);
      return;
    }
    this.asking.delete(member.id);
    host.step({ type: 'proposeConfig', config });
  }

  private sayIfLong({ replica, incarnation, peerAddress }: Probe, member: Member, isThere: boolean): void {
    const nowMs = this.host.nowMs();
    const known = this.asking.get(replica);
    if (known?.incarnation !== incarnation) {
      this.asking.set(replica, { incarnation, sinceMs: nowMs, isSaid: false });
      return;
    }
    if (known.isSaid || nowMs - known.sinceMs < SAY_AFTER_MS) return;
    known.isSaid = true;
    const why = isThere
      ? 'another process with an empty folder asks under the number of a member that is there: it is not taken in, and is to be stopped'
      : peerAddress === member.peerAddress
        ? 'a process with an empty folder asks under the number of a member, and what is sent to where the members have that one does not reach it, or its version is too old to answer'
        : 'a member that has lost its folder asks from another address than the members have: it is taken in there after grove member move';
    this.host.log('warn', why, { replica, incarnation, asksFrom: peerAddress, membersHaveItAt: member.peerAddress });
  }
}
