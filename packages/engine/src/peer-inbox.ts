import type { Message, ReplicaId } from '@grove/raft';
import { encodeAppend, encodeControl } from '@grove/wire';
import type { ControlMessage } from '@grove/wire';
import type { Consensus } from './consensus';
import type { DigestGuard } from './digest-guard';
import type { Forwarder } from './forwarder';
import type { MembershipChanges } from './membership-changes';
import { decodeAppendMessage, decodeControlMessage, decodeSnapshotMessage } from './peer-codec';
import type { Host, PeerChannel, PeerTransport } from './ports';
import type { GroupVerdict, Proposer } from './proposer';
import type { SessionLife } from './session-life';
import type { ValueInterest } from './value-interest';

export interface PeerInboxHost {
  readonly consensus: Consensus;
  readonly forwarder: Forwarder;
  readonly proposer: Proposer;
  readonly sessions: SessionLife;
  readonly digests: DigestGuard;
  readonly membership: MembershipChanges;
  readonly values: ValueInterest;
  readonly transport: PeerTransport;
  readonly log: Host['log'];
  leader(): ReplicaId | null;
  appliedIndex(): number;
  /** Leads, and its own no-op is committed. */
  leadsReadily(): boolean;
  nowMs(): number;
  wantFlush(): void;
}

const NOT_TAKEN: GroupVerdict = { taken: false, expected: null };

/** Messages of the other replicas, handed to the part that each concerns. What is malformed is said and dropped. */
export class PeerInbox {
  /**
   * When the leader last led this replica, by a message of consensus: monotonic milliseconds. Not by anything else it says: it also confirms
   * the reports of a replica that it has taken out of the cluster, and that hears of nothing any more.
   */
  heardMs = 0;
  /** Of volumes that are none of the members', by number: the log names each once. */
  private readonly strangers = new Map<ReplicaId, string>();

  constructor(private readonly host: PeerInboxHost) {}

  /** `incarnation`: of the sender's volume; empty where it does not say. */
  take(from: ReplicaId, channel: PeerChannel, bytes: Uint8Array, incarnation: string): void {
    switch (channel) {
      case 'control':
        this.takeControl(from, bytes, incarnation);
        return;
      case 'append':
        this.takeAppend(from, bytes, incarnation);
        return;
      case 'snapshot': {
        const message = decodeSnapshotMessage(bytes);
        if (message === null) this.malformed(from, channel, 'not a SnapshotRequest');
        else this.toConsensus(from, message, incarnation);
      }
    }
  }

  private toConsensus(from: ReplicaId, message: Message, incarnation: string): void {
    if (!this.isStrangersWord(from, message, incarnation)) this.deliver(from, message);
  }

  private deliver(from: ReplicaId, message: Message): void {
    if (from === this.host.leader()) this.heardMs = this.host.nowMs();
    this.host.consensus.step({ type: 'message', from, message });
  }

  /**
   * What a follower says of its log, and its vote, count for the volume that this replica has among its members. Another one under the same
   * number has forgotten what that one had promised, or was taken out: by its word a majority would be none. (Whom others follow is not judged
   * here: a replica that is behind does not know yet who the leader of today is.)
   */
  private isStrangersWord(from: ReplicaId, { type }: Message, incarnation: string): boolean {
    const isOfLog = type === 'appendReply' || type === 'heartbeatReply' || type === 'snapshotChunkReply';
    const { raft } = this.host.consensus;
    if (incarnation === '' || !(type === 'voteReply' || (isOfLog && raft.role === 'leader'))) return false;
    const member = raft.config.members.find(({ id }) => id === from);
    // Without one its number waits for a volume, which catches up meanwhile.
    if (member === undefined || member.incarnation === '' || member.incarnation === incarnation) return false;
    if (this.strangers.get(from) !== incarnation) {
      this.strangers.set(from, incarnation);
      this.host.log(
        'warn',
        'a replica does not count: its volume is not the one that the members have; start it with --join and an empty folder',
        {
          replica: from,
          incarnation,
        },
      );
    }
    return true;
  }

  private malformed(from: ReplicaId, channel: PeerChannel, reason: string): void {
    this.host.log('warn', 'a message from a peer was refused', { from, channel, reason });
  }

  private takeControl(from: ReplicaId, bytes: Uint8Array, incarnation: string): void {
    const decoded = decodeControlMessage(bytes);
    if (decoded === null) this.malformed(from, 'control', 'not a ControlRequest');
    else if (decoded.kind === 'raft') {
      if (this.isStrangersWord(from, decoded.message, incarnation)) return;
      this.host.digests.onNews(from, decoded.digests);
      this.deliver(from, decoded.message);
    } else this.onControl(from, decoded.message, incarnation);
  }

  private takeAppend(from: ReplicaId, bytes: Uint8Array, incarnation: string): void {
    const decoded = decodeAppendMessage(bytes);
    if (decoded.kind === 'malformed') this.malformed(from, 'append', decoded.reason);
    else if (decoded.kind === 'raft') this.toConsensus(from, decoded.message, incarnation);
    else if (decoded.message.type === 'forward') this.onForward(from, decoded.message.group, incarnation);
    else if (decoded.message.type === 'forwardReply' && from === this.host.leader() && !decoded.message.refused) {
      this.host.forwarder.resendFrom(decoded.message.expectedNumber, this.host.nowMs());
    }
  }

  /**
   * Behind the entry of the log that takes in another volume under its number a replica's writes count no more: that one finds in the state
   * how far this number has come, and goes on from there.
   */
  private onForward(from: ReplicaId, group: Uint8Array, incarnation: string): void {
    const { raft } = this.host.consensus;
    const member = raft.config.members.find(({ id }) => id === from);
    const isOther = incarnation !== '' && member?.incarnation !== incarnation;
    const verdict = raft.role === 'leader' && isOther ? NOT_TAKEN : this.host.proposer.add(group);
    if (verdict.taken) {
      this.host.consensus.notices.onForwarded(from, this.host.nowMs());
      this.host.wantFlush();
      return;
    }
    const reply = {
      type: 'forwardReply' as const,
      term: this.host.consensus.raft.term,
      expectedNumber: verdict.expected ?? 0,
      refused: verdict.expected === null,
    };
    this.host.transport.send(from, 'append', encodeAppend(reply));
  }

  /** What a leader does for its members alone: one that was taken out, or another volume under a member's number, may still run. */
  private isMember(from: ReplicaId, incarnation: string): boolean {
    const member = this.host.consensus.raft.config.members.find(({ id }) => id === from);
    return member !== undefined && (incarnation === '' || member.incarnation === '' || member.incarnation === incarnation);
  }

  private onControl(from: ReplicaId, message: ControlMessage, incarnation: string): void {
    const { raft } = this.host.consensus;
    switch (message.type) {
      case 'sessionReport': {
        if (!this.host.leadsReadily() || !this.isMember(from, incarnation)) return;
        const refusedSessionIds = this.host.sessions.takeReport(from, message.sessionIds);
        if (refusedSessionIds === null) return;
        this.host.consensus.notices.onReport(from, message.commitsUnhurried);
        if (message.valuesWanted) this.host.values.arise();
        const valuesWanted = this.host.values.isThere;
        const reply = { type: 'sessionReportReply' as const, term: raft.term, round: message.round, refusedSessionIds, valuesWanted };
        this.host.transport.send(from, 'control', encodeControl(reply));
        return;
      }
      case 'sessionReportReply':
        // Of this term's leader: one that was deposed may say so late, and confirms nothing any more.
        if (from !== this.host.leader() || message.term !== raft.term) return;
        if (message.valuesWanted) this.host.values.arise();
        this.host.sessions.reports.onConfirmed(message.round, message.refusedSessionIds);
        return;
      case 'probe': {
        // A leader that comes to its own configuration yet would say who was a member long ago.
        if (raft.role === 'leader' && this.host.appliedIndex() < raft.configIndex) return;
        // Who starts from it keeps it as the beginning of its history, so it must be committed.
        this.host.transport.send(from, 'control', this.host.membership.asTold(from));
        if (message.replica === from && (incarnation === '' || incarnation === message.incarnation)) this.host.membership.onProbe(message);
        return;
      }
      case 'membershipChange':
      case 'membershipChangeReply':
      case 'probeReply':
        this.host.membership.onMessage(from, message, this.isMember(from, incarnation));
        return;
      default:
        return;
    }
  }
}
