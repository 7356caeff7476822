import { onAppend } from './append';
import { advanceCommit, followCommit, proveWhole } from './commit';
import { Core } from './core';
import { checkOptions } from './defaults';
import { noticeOwnPause, onPeerReset } from './detection';
import { beginRound, onHeartbeat, onHeartbeatReply, tellFollowersCommit } from './heartbeat';
import { fail } from './invariant';
import { checkQuorum } from './lease';
import { objectionTo, proposeConfig } from './membership';
import type { ConfigObjection } from './membership';
import { askLeader, askReadIndex, onReadIndex, onReadIndexReply, serveReads } from './read-index';
import { nudge, onAppendReply, onBlocksLoaded, replicate } from './replication';
import { onChunkStored, onSnapshotChunk, onSnapshotInstalled } from './snapshot-receive';
import { onChunkLoaded, onSnapshotChunkReply } from './snapshot-send';
import { checkDisk, driveTransfer, handOver, transferLeadership } from './transfer';
import type {
  BlockSealer,
  ClusterConfig,
  Effect,
  Input,
  LogPosition,
  Message,
  RaftOptions,
  RaftStart,
  ReplicaId,
  Role,
  SnapshotMeta,
} from './types';
import { campaign, onOwnVotePersisted, onVote, onVoteReply } from './vote';

/**
 * One replica's part in the consensus (Ongaro, "Consensus: Bridging Theory and Practice", 2014; § in this package
 * means its sections). Deterministic: what comes out depends on nothing but the start, the inputs and the times.
 *
 * This file hands each input to its rule, and afterwards settles what follows from any input: commits, reads,
 * sends. The rules are in the files of their names.
 */
export class Raft {
  private readonly core: Core;
  private lastStepMs: number;

  /** Throws a RangeError for options out of bounds, an InvariantError for a start that contradicts itself. */
  constructor(options: RaftOptions, sealer: BlockSealer, start: RaftStart, nowMs: number) {
    checkOptions(options);
    this.core = new Core(options, sealer, start, nowMs);
    this.lastStepMs = nowMs;
  }

  /**
   * Takes one input and returns what must be done, in order. Throws an InvariantError where a rule of the protocol
   * is broken: the caller ends the process, and carries out nothing of this step.
   */
  step(nowMs: number, input: Input): readonly Effect[] {
    const { core } = this;
    const dueMs = this.nextDeadlineMs;
    core.nowMs = Math.max(nowMs, core.nowMs);
    core.effects = [];
    if (input.type === 'tick' || core.leading !== null) noticeOwnPause(core, input.type === 'tick' ? dueMs : Infinity, this.lastStepMs);
    this.lastStepMs = core.nowMs;
    this.take(input);
    this.settle();
    return core.effects;
  }

  /** When the caller must `tick`, on the clock of `step`; Infinity where nothing is due. */
  get nextDeadlineMs(): number {
    const { core } = this;
    const { leading } = core;
    if (leading !== null) {
      let due = leading.heartbeatDueMs;
      if (leading.transfer !== null) due = Math.min(due, leading.transfer.deadlineMs);
      if (core.persists.count > 0 && !core.isSoleVoter) {
        due = Math.min(due, Math.max(core.persists.progressMs + core.options.persistStallMs, core.judgeFromMs));
      }
      return due;
    }
    let due = core.canVote ? core.electionDeadlineMs : Infinity;
    if (core.followerReads.isAsking) due = Math.min(due, core.followerReads.sentMs + core.options.electionTimeoutMsMin);
    return due;
  }

  get role(): Role {
    return this.core.role;
  }

  get term(): number {
    return this.core.term;
  }

  get leader(): ReplicaId | null {
    return this.core.leader;
  }

  /** Known to be committed; may lie above what this replica's own disk has. */
  get commitIndex(): number {
    return this.core.commitIndex;
  }

  /** How far the leader has committed, as far as this replica has heard from it in this term (a heartbeat names no more than was acknowledged here); 0 where it has not heard. */
  get leaderCommit(): number {
    const { core } = this;
    if (core.leading !== null) return core.ready ? core.commitIndex : 0;
    return core.following.leaderCommit;
  }

  get lastIndex(): number {
    return this.core.log.lastIndex;
  }

  /** The log up to here is on this replica's own disk. */
  get durableIndex(): number {
    return this.core.persists.durableIndex;
  }

  /** Leads, and the no-op of its term is committed. */
  get ready(): boolean {
    return this.core.ready;
  }

  /** Leads and is not handing over: `propose` would be taken. */
  get canPropose(): boolean {
    return this.core.leading !== null && this.core.leading.transfer === null;
  }

  /** The configuration in force. */
  get config(): ClusterConfig {
    return this.core.config;
  }

  /** Where it stands in the log; the snapshot's index or 0 where it came before. */
  get configIndex(): number {
    return this.core.configs.currentIndex;
  }

  /** Why `proposeConfig` would refuse this configuration; null: it would take it. */
  objectionTo(config: ClusterConfig): ConfigObjection | null {
    return objectionTo(this.core, config);
  }

  /** Writes issued and not yet confirmed. */
  get undurableBlocks(): number {
    return this.core.persists.count;
  }

  /** May vote and stand: a voter of the configuration in force, with a log that is proven whole. */
  get canVote(): boolean {
    return this.core.canVote;
  }

  /** The log was damaged at start and is not yet proven whole again. */
  get damaged(): boolean {
    return this.core.damaged;
  }

  /** The position before the first held block. */
  get logStart(): LogPosition {
    return this.core.log.start;
  }

  get lastPosition(): LogPosition {
    return this.core.log.last;
  }

  /** Leader: what `peer` has acknowledged as durable; 0 where nothing is known. */
  matchIndexOf(peer: ReplicaId): number {
    if (peer === this.core.options.id) return this.core.persists.durableIndex;
    return this.core.leading?.peers.get(peer)?.match ?? 0;
  }

  /** Leader: whether `peer` was heard within an election timeout. */
  hasHeard(peer: ReplicaId): boolean {
    const { leading, nowMs, options } = this.core;
    return (leading?.peers.get(peer)?.heardMs ?? -Infinity) > nowMs - options.electionTimeoutMsMax;
  }

  private take(input: Input): void {
    const { core } = this;
    switch (input.type) {
      case 'tick':
        this.tick();
        return;
      case 'message':
        this.takeMessage(input.from, input.message);
        return;
      case 'peerReset':
        onPeerReset(core, input.peer);
        return;
      case 'propose':
        if (this.canPropose) core.appendOwn('entries', input.count, input.body);
        return;
      case 'persisted':
        core.persists.confirm(core.nowMs, input.token);
        onOwnVotePersisted(core);
        return;
      case 'readIndex':
        askReadIndex(core, input.token);
        return;
      case 'transferLeadership':
        transferLeadership(core, input.to);
        return;
      case 'proposeConfig':
        proposeConfig(core, input.config);
        return;
      case 'snapshotTaken':
        this.snapshotTaken(input.meta, input.chunks, input.compactTo);
        return;
      case 'blocksLoaded':
        onBlocksLoaded(core, input.peer, input.blocks);
        return;
      case 'chunkLoaded':
        onChunkLoaded(core, input.peer, input.lastIndex, input.chunk, input.data);
        return;
      case 'chunkStored':
        onChunkStored(core, input.from, input.lastIndex, input.chunk, input.ok);
        return;
      case 'snapshotInstalled':
        onSnapshotInstalled(core, input.meta, input.ok);
        return;
    }
  }

  private takeMessage(from: ReplicaId, message: Message): void {
    const { core } = this;
    if (from === core.options.id) fail(`a ${message.type} came from this replica's own number ${from}`);
    core.unreachable.delete(from);
    switch (message.type) {
      case 'vote':
        onVote(core, from, message);
        return;
      case 'voteReply':
        onVoteReply(core, from, message);
        return;
      case 'append':
        if (this.followsLeader(from, message)) onAppend(core, from, message);
        return;
      case 'heartbeat':
        if (this.followsLeader(from, message)) onHeartbeat(core, from, message);
        return;
      case 'snapshotChunk':
        if (this.followsLeader(from, message)) onSnapshotChunk(core, from, message);
        return;
      case 'timeoutNow':
        // §3.10: the leader wants this replica to stand at once. The lease is the leader's to waive.
        if (this.followsLeader(from, message)) campaign(core, true);
        return;
      case 'appendReply':
        if (this.isOfThisTerm(message)) onAppendReply(core, from, message);
        return;
      case 'heartbeatReply':
        if (!this.isOfThisTerm(message)) return;
        onHeartbeatReply(core, from, message);
        nudge(core, from);
        return;
      case 'snapshotChunkReply':
        if (this.isOfThisTerm(message)) onSnapshotChunkReply(core, from, message);
        return;
      case 'readIndex':
        this.isOfThisTerm(message);
        onReadIndex(core, from, message);
        return;
      case 'readIndexReply':
        if (this.isOfThisTerm(message)) onReadIndexReply(core, from, message);
        return;
    }
  }

  /** A word of a leader: true where its sender is the leader of the current term. A deposed one learns the newer term (§3.3). */
  private followsLeader(
    from: ReplicaId,
    message: Extract<Message, { type: 'append' | 'heartbeat' | 'snapshotChunk' | 'timeoutNow' }>,
  ): boolean {
    const { core } = this;
    if (message.term < core.term) {
      core.send(from, { type: 'heartbeatReply', term: core.term, round: 0 });
      return false;
    }
    if (message.term === core.term) {
      const other = core.leading !== null ? core.options.id : core.leader;
      if (other !== null && other !== from) {
        // Two members that were elected in one term break the protocol; whom this replica's configuration does not know was not elected.
        if (core.config.members.some(({ id }) => id === from)) fail(`replicas ${from} and ${other} both lead term ${core.term}`);
        core.note(`replica ${from}, which is no member here, says that it leads term ${core.term}; replica ${other} does`);
        return false;
      }
    }
    core.becomeFollower(message.term, from);
    core.heardLeader();
    return true;
  }

  /** A newer term ends the own role (§3.3). */
  private isOfThisTerm(message: { readonly term: number }): boolean {
    if (message.term > this.core.term) this.core.becomeFollower(message.term, null);
    return message.term === this.core.term;
  }

  private tick(): void {
    const { core } = this;
    if (core.leading === null) {
      if (core.canVote && core.nowMs >= core.electionDeadlineMs) campaign(core, false);
      return;
    }
    if (core.nowMs >= core.judgeFromMs) {
      checkDisk(core);
      checkQuorum(core);
    }
    if (core.leading !== null && core.nowMs >= core.leading.heartbeatDueMs) beginRound(core, core.leading);
  }

  private snapshotTaken(meta: SnapshotMeta, chunks: number, compactTo: LogPosition): void {
    const { core } = this;
    if (meta.index > core.toldCommit) fail(`snapshot at ${meta.index} above what was committed to the caller, ${core.toldCommit}`);
    if (compactTo.index > meta.index) fail(`compaction to ${compactTo.index} above the snapshot at ${meta.index}`);
    // A snapshot that was installed meanwhile may be newer.
    if (core.snapshot === null || meta.index >= core.snapshot.meta.index) core.snapshot = { meta, chunks };
    core.log.compactTo(compactTo);
  }

  /** What may follow from any input. */
  private settle(): void {
    const { core } = this;
    if (core.leading === null) {
      // While a snapshot is being installed the caller's state is between two: it is told of no commit.
      if (core.incoming?.installing !== true) {
        followCommit(core);
        core.tellCommit();
        proveWhole(core);
      }
      askLeader(core);
    } else {
      advanceCommit(core);
      core.tellCommit();
      core.tellRole();
      // §4.2.2: a leader that is no member any more leads until that is committed.
      if (!core.isVoter && core.configs.currentIndex <= core.commitIndex) handOver(core, 'no voter any more');
    }
    const { leading } = core;
    if (leading !== null) {
      driveTransfer(core, leading);
      serveReads(core, leading);
      replicate(core, leading);
      tellFollowersCommit(core, leading);
    }
    core.flushHardState();
  }
}
