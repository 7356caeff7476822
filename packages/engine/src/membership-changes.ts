import type { ClusterConfig, Input, Raft, ReplicaId } from '@grove/raft';
import { decodeConfig } from '@grove/storage';
import type { ReadCaller, TreeApi } from '@grove/tree';
import { ErrorCode, decodeMembershipChange, encodeControl } from '@grove/wire';
import type { ControlMessage, Membership, MembershipChange } from '@grove/wire';
import { SUPER_IDENTITY } from './caller';
import { probeReply } from './formation';
import { clusterMembers } from './membership';
import { MembershipLeader, versionOf } from './membership-leader';
import { MembershipRequests } from './membership-requests';
import type { Host, MembershipCall, PeerTransport, SessionResult } from './ports';
import { FAREWELL_MS } from './peer-addresses';
import type { ReadBarrier } from './read-barrier';
import { TakingIn } from './taking-in';
import type { Probe } from './taking-in';
import type { UnaryCalls } from './unary-calls';

type Message = Extract<ControlMessage, { type: 'membershipChange' | 'membershipChangeReply' | 'probeReply' }>;

export interface MembershipHost {
  readonly replica: ReplicaId;
  readonly incarnation: string;
  readonly barrier: ReadBarrier;
  readonly transport: PeerTransport;
  readonly unary: UnaryCalls;
  readonly log: Host['log'];
  raft(): Raft;
  step(input: Input): void;
  leaderId(): ReplicaId | null;
  /** Leads, and its own no-op is committed. */
  leadsReadily(): boolean;
  tree(): TreeApi;
  appliedIndex(): number;
  /** The configuration as of the applied index. */
  committedConfig(): ClusterConfig;
  /** For how long clients have had no leader here; 0 while they have one. */
  leaderlessMs(): number;
  /** Where the members of a later version than this replica has are to be found. */
  hearAddresses(version: number, config: ClusterConfig): void;
  /** One that was a member is spoken to until then. */
  speakTo(peer: ReplicaId, untilMs: number): void;
  /** Where this replica speaks to that one now. */
  addressOf(peer: ReplicaId): string | undefined;
  /** From 0 up to 1. */
  random(): number;
  nowMs(): number;
  /** At the end of this turn, if the replica goes on. */
  defer(run: () => void): void;
}

/** Without a leader for so long, who asks is sent to another replica: an election takes less. */
const LEADERLESS_MS = 2_000;
/** Nobody waits for longer to hear that it was taken out. */
const FAREWELL_LATER_MS = 15_000;

/** How often a member that is not heard is told where the members are. */
const TELL_EVERY_MS = 500;

type Fail = (code: number, message: string) => void;

const NO_MEMBER = 'this replica is no member of the cluster any more: ask another';
const NO_LEADER = 'this replica has no leader: nothing was done, ask another';
const SUPERUSER_ALONE = 'the superuser alone changes the members (--superuser-digest and --superuser-x509 say who that is)';

/** Changes of the membership by command: who may ask, and what the others hear of it. */
export class MembershipChanges {
  private readonly leader: MembershipLeader;
  private readonly requests: MembershipRequests;
  private readonly takingIn: TakingIn;
  /** The challenges of others, by which this replica proves where it is. */
  private readonly challenges = new Map<ReplicaId, number>();
  /** It was told that it is no member any more. */
  private isTakenOut = false;
  /** Who leads, or was the last one that did. */
  private lastLeader: ReplicaId | null = null;
  /** Of a leader: those that were taken out, and until when they are told so. */
  private readonly farewells = new Map<ReplicaId, number>();
  /** Those that were taken out as far as was applied here, and when that was: the leader that did it may have died before it told them. */
  private readonly gone = new Map<ReplicaId, number>();
  /** The term in which this replica has told them as the leader. */
  private toldTerm = 0;
  private unheardToldMs = -Infinity;
  /** What waits for this replica to catch up with the leader. */
  private readonly waiting = new Set<{ readonly fail: Fail }>();

  /** `epoch`: of this life of the replica. `versionTold`: of the members as it was told when it was taken in, if in this life. */
  constructor(
    private readonly host: MembershipHost,
    epoch: number,
    private readonly versionTold: number,
  ) {
    this.takingIn = new TakingIn(host);
    this.leader = new MembershipLeader(host);
    this.requests = new MembershipRequests({ ...host, leader: this.leader }, epoch, host.appliedIndex());
  }

  list(call: MembershipCall, done: (result: SessionResult<Membership>) => void): void {
    if (this.refusesAll(done)) return;
    this.whenFresh(call.linearizable, call.minZxid, failing(done), () => {
      const membership = { members: clusterMembers(this.host.committedConfig()), version: versionOf(this.host.tree()) };
      done({ ok: true, value: membership });
    });
  }

  change(call: MembershipCall, change: MembershipChange, done: (result: SessionResult<Membership>) => void): void {
    if (this.refusesAll(done)) return;
    const fail = failing(done);
    this.host.unary.whoCalls(call, fail, (caller) => {
      if (!this.isSuperuser(caller)) {
        fail(ErrorCode.NOAUTH, SUPERUSER_ALONE);
        return;
      }
      // From a state as new as any: what is seen to change later came behind this.
      this.whenFresh(true, 0, fail, () => {
        this.requests.ask(
          change,
          (membership) => {
            done({ ok: true, value: membership });
          },
          fail,
        );
      });
    });
  }

  /** Who is no member comes to no new state: whoever asks is to ask another, and not to wait for that. */
  private refusesAll(done: (result: SessionResult<Membership>) => void): boolean {
    if (this.isTakenOut) failing(done)(ErrorCode.CONNECTIONLOSS, NO_MEMBER);
    return this.isTakenOut;
  }

  /** As for any unary call; but nobody waits long for a leader that another replica may have. */
  private whenFresh(linearizable: boolean, minZxid: number, fail: Fail, then: () => void): void {
    const entry = { fail };
    this.waiting.add(entry);
    this.host.unary.whenFresh(
      linearizable,
      minZxid,
      (code, message) => {
        if (this.waiting.delete(entry)) fail(code, message);
      },
      () => {
        if (this.waiting.delete(entry)) then();
      },
    );
    this.letGo();
  }

  private letGo(): void {
    if (!this.isTakenOut && this.host.leaderlessMs() < LEADERLESS_MS) return;
    const message = this.isTakenOut ? NO_MEMBER : NO_LEADER;
    for (const entry of [...this.waiting]) if (this.waiting.delete(entry)) entry.fail(ErrorCode.CONNECTIONLOSS, message);
    this.requests.letGo(message);
  }

  private isSuperuser({ sessionId, identities }: ReadCaller): boolean {
    return identities.includes(SUPER_IDENTITY) || this.host.tree().session(sessionId)?.identities.includes(SUPER_IDENTITY) === true;
  }

  /** `isMember`: the sender is one, with its volume. */
  onMessage(from: ReplicaId, message: Message, isMember: boolean): void {
    switch (message.type) {
      case 'membershipChange': {
        const change = decodeMembershipChange(message.change)?.change;
        const reply = change === undefined ? null : this.leader.take(from, message.term, message.token, change, isMember);
        if (reply !== null) this.host.transport.send(from, 'control', encodeControl(reply));
        return;
      }
      case 'membershipChangeReply':
        this.requests.onReply(from, message);
        return;
      case 'probeReply': {
        const config = message.formed ? decodeConfig(message.initialConfig) : null;
        if (message.challenge !== 0) this.challenges.set(from, message.challenge);
        if (config !== null && message.version > versionOf(this.host.tree())) this.host.hearAddresses(message.version, config);
        // It leads this replica no more from the moment that it has put it into its log. Another leader has never led it; what that one says may
        // be of long ago, and counts only for who hears of no leader, and has known no later members.
        const known = Math.max(this.versionTold, versionOf(this.host.tree()));
        const isHeard =
          from === this.lastLeader || (this.host.leaderId() === null && this.host.appliedIndex() > 0 && message.version > known);
        if (config !== null && isHeard) this.onTold(config, message.version);
      }
    }
  }

  /** A volume asks to be taken in under its number. */
  onProbe(probe: Probe): void {
    this.takingIn.take(probe);
  }

  /** The leader says to a member that was taken out how the members are now. */
  private onTold(config: ClusterConfig, version: number): void {
    const { replica, log } = this.host;
    // Where its number is named without a volume it is being added again.
    if (config.members.some(({ id }) => id === replica)) return;
    if (!this.isTakenOut) {
      this.isTakenOut = true;
      log('warn', 'this replica is no member of the cluster any more: it can be stopped, and its volume kept or emptied to be added again');
    }
    this.requests.onTakenOut(config, version);
    this.letGo();
  }

  onLeaderChanged(): void {
    this.leader.forget();
    this.takingIn.forget();
    this.challenges.clear();
    this.farewells.clear();
    const leader = this.host.leaderId();
    if (leader === null) return;
    this.lastLeader = leader;
    this.isTakenOut = false;
  }

  /** `before`: what held until then. */
  onConfigApplied(before: ClusterConfig, config: ClusterConfig, index: number, term: number): void {
    this.requests.onConfigApplied(config, index, term);
    const { replica } = this.host;
    const isMember = (id: ReplicaId): boolean => config.members.some((member) => member.id === id);
    if (isMember(replica)) this.isTakenOut = false;
    for (const { id } of before.members) if (id !== replica && !isMember(id)) this.gone.set(id, this.host.nowMs());
    for (const map of [this.farewells, this.gone]) for (const id of map.keys()) if (isMember(id)) map.delete(id);
    // What is applied again on the way to the configuration in force is of long ago.
    if (!this.host.leadsReadily() || index !== this.host.raft().configIndex) return;
    for (const { id } of before.members) {
      if (id !== replica && !isMember(id)) this.farewells.set(id, this.host.nowMs() + FAREWELL_MS);
    }
    this.sayFarewell();
  }

  /** The leader of before may have died between the commit and its word of it. */
  private sayFarewellFor(): void {
    const { host } = this;
    const { term, configIndex } = host.raft();
    if (this.toldTerm === term || !host.leadsReadily() || host.appliedIndex() < configIndex) return;
    this.toldTerm = term;
    const nowMs = host.nowMs();
    for (const [id, sinceMs] of this.gone) {
      if (nowMs - sinceMs > FAREWELL_LATER_MS) continue;
      this.farewells.set(id, nowMs + FAREWELL_MS);
      host.speakTo(id, nowMs + FAREWELL_MS);
    }
  }

  /** Again and again, as long as there is a way to them: they may have no leader any more, and what they asked for waits for this. */
  private sayFarewell(): void {
    for (const [id, untilMs] of this.farewells) {
      if (untilMs <= this.host.nowMs()) this.farewells.delete(id);
      else this.host.transport.send(id, 'control', this.asTold(id));
    }
  }

  /** A member that does not answer may not know where: its log, or its settings, may be of long ago. */
  private tellUnheard(): void {
    const { replica, transport } = this.host;
    const raft = this.host.raft();
    const nowMs = this.host.nowMs();
    if (!this.host.leadsReadily() || nowMs - this.unheardToldMs < TELL_EVERY_MS) return;
    this.unheardToldMs = nowMs;
    for (const { id } of raft.config.members) if (id !== replica && !raft.hasHeard(id)) transport.send(id, 'control', this.asTold(id));
  }

  /** The newest configuration that no later leader can take back, as it is told to replicas that have it not. */
  asTold(to: ReplicaId): Uint8Array {
    const { replica, incarnation } = this.host;
    const challenge = this.takingIn.challengeOf(to);
    return probeReply(replica, incarnation, this.host.committedConfig(), versionOf(this.host.tree()), challenge);
  }

  onProgress(): void {
    this.requests.onProgress();
  }

  onSnapshot(): void {
    if (this.host.committedConfig().members.some(({ id }) => id === this.host.replica)) this.isTakenOut = false;
    this.requests.onSnapshot();
  }

  /** Now and then. */
  look(): void {
    this.leader.look();
    this.requests.look();
    if (this.waiting.size > 0 || this.requests.areOpen) this.letGo();
    this.claim();
    this.sayFarewellFor();
    this.tellUnheard();
    this.sayFarewell();
  }

  /** It was added again, and its volume is that of before: the leader hears which one has come. */
  private claim(): void {
    const { host } = this;
    const leader = host.leaderId();
    const self = host.raft().config.members.find(({ id }) => id === host.replica);
    if (self?.incarnation !== '' || leader === null || leader === host.replica) return;
    const { peerAddress, clientAddress } = self;
    const proof = this.challenges.get(leader) ?? 0;
    const probe = { type: 'probe', replica: host.replica, incarnation: host.incarnation, peerAddress, clientAddress, proof } as const;
    host.transport.send(leader, 'control', encodeControl(probe));
  }

  failAll(): void {
    this.requests.failAll(ErrorCode.OUTCOMEUNKNOWN, 'the replica goes down: the change may still happen');
  }
}

function failing(done: (result: SessionResult<Membership>) => void): (code: number, message: string) => void {
  return (code, message) => {
    done({ ok: false, code, message });
  };
}
