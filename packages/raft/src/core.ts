import { BlockLog } from './block-log';
import { ConfigHistory } from './config-history';
import { fail } from './invariant';
import { PersistQueue } from './persist-queue';
import type { Progress } from './progress';
import type { LeaderReads } from './read-queue';
import { FollowerReads } from './read-queue';
import type {
  Block,
  BlockSealer,
  ClusterConfig,
  Effect,
  HardState,
  Message,
  RaftOptions,
  RaftStart,
  ReplicaId,
  Role,
  SnapshotMeta,
} from './types';

/** An election in progress: asking (`pre`, Raft §9.6) or standing (`real`). */
export interface Candidacy {
  readonly phase: 'pre' | 'real';
  /** The term that is asked for. */
  readonly term: number;
  readonly granted: Set<ReplicaId>;
  readonly refused: Set<ReplicaId>;
  /** The own vote counts once this token is on disk. */
  readonly ownVoteToken: number;
}

/** What only a leader has. */
export interface Leadership {
  /** The no-op of this term (Raft §6.4): reads and configuration changes wait for its commit. */
  readonly noopIndex: number;
  readonly peers: Map<ReplicaId, Progress>;
  readonly reads: LeaderReads;
  /** Counts heartbeat rounds. */
  round: number;
  heartbeatDueMs: number;
  /** Check-quorum says nothing before this time: after an own pause a fresh round comes first. */
  quorumJudgeFromMs: number;
  transfer: { readonly to: ReplicaId; readonly deadlineMs: number; sent: boolean } | null;
}

/** What a replica knows of the leader it follows; starts anew with each leader and term. */
export interface Following {
  /** The last index known to be equal to the leader's log; what is committed always is. */
  matched: number;
  /** The highest commit index heard from this leader. */
  leaderCommit: number;
  /** The leader's own commit index, from its last append; 0 before the first. */
  learntCommit: number;
  /** An append came since the last heartbeat. */
  appendHeard: boolean;
}

/** A snapshot on its way in. */
export interface IncomingSnapshot {
  readonly from: ReplicaId;
  readonly meta: SnapshotMeta;
  readonly chunks: number;
  /** Chunks handed to the caller, and those it has on disk. */
  received: number;
  stored: number;
  /** Chunks whose store was confirmed before that of an earlier one. */
  readonly storedAhead: Set<number>;
  installing: boolean;
}

/**
 * The state that all rules share, and the few ways to change it that must not be gone around: what is sent, what is
 * persisted, which term and role this replica is in. Each rule of the protocol has a file of its own above this one.
 */
export class Core {
  readonly log: BlockLog;
  readonly persists: PersistQueue;
  readonly configs: ConfigHistory;
  readonly followerReads: FollowerReads;

  nowMs: number;
  effects: Effect[] = [];

  term: number;
  votedFor: ReplicaId | null;
  private hardStateDirty = false;

  role: Role;
  leader: ReplicaId | null = null;
  candidacy: Candidacy | null = null;
  leading: Leadership | null = null;
  following: Following;
  incoming: IncomingSnapshot | null = null;

  /** Known to be committed. What is told to the caller stops at what is on the own disk. */
  commitIndex: number;
  toldCommit: number;
  private configToldCommitted: number;

  /** The last word of the current leader; −Infinity where its lease is gone. */
  leaderHeardMs = -Infinity;
  electionDeadlineMs: number;
  private electionTimeoutMs: number;
  /** The leader's connection was reset: short election delays until a leader is heard. */
  quick = false;
  redialled = false;
  /** Another candidate was let go first, in this term: at most once, so that one which cannot win holds nobody up. */
  gaveWay = false;
  /** Replicas whose connection was reset and that were not heard since. */
  readonly unreachable = new Set<ReplicaId>();
  /** No timeout is judged before this time: after a late tick the messages that wait come first. */
  judgeFromMs = -Infinity;
  damaged: boolean;
  snapshot: { readonly meta: SnapshotMeta; readonly chunks: number } | null;

  private told: { role: Role; term: number; leader: ReplicaId | null; ready: boolean };
  private readonly random: () => number;
  private voterIds: ReplicaId[] = [];
  private selfVotes = false;

  constructor(
    readonly options: RaftOptions,
    readonly sealer: BlockSealer,
    start: RaftStart,
    nowMs: number,
  ) {
    this.random = start.random;
    this.nowMs = nowMs;
    this.term = start.hardState.term;
    this.votedFor = start.hardState.votedFor;
    this.damaged = start.damaged;
    this.snapshot = start.snapshot;
    const snapshotIndex = start.snapshot?.meta.index ?? 0;
    this.log = new BlockLog(start.logStart, options.logCacheBytes);
    this.configs = new ConfigHistory(snapshotIndex, start.snapshot?.meta.config ?? start.config);
    for (const block of start.blocks) {
      this.log.append(block, block.lastIndex);
      if (block.type === 'config' && block.lastIndex > snapshotIndex) this.configs.push(block.lastIndex, configOf(block));
    }
    if (this.log.last.term > this.term) fail(`the log ends in term ${this.log.last.term}, the hard state in ${this.term}`);
    if (this.log.lastIndex < snapshotIndex) fail(`the log ends at ${this.log.lastIndex}, before its snapshot at ${snapshotIndex}`);
    this.commitIndex = Math.max(snapshotIndex, start.logStart.index);
    this.toldCommit = this.commitIndex;
    this.configToldCommitted = this.commitIndex;
    this.persists = new PersistQueue(this.log.lastIndex);
    this.followerReads = new FollowerReads(Math.floor(start.random() * 2 ** 40));
    this.following = { matched: this.commitIndex, leaderCommit: 0, learntCommit: 0, appendHeard: false };
    this.electionTimeoutMs = this.drawElectionTimeout();
    this.electionDeadlineMs = nowMs + this.electionTimeoutMs;
    this.countVoters();
    this.role = this.selfVotes ? 'follower' : 'learner';
    this.told = { role: this.role, term: this.term, leader: null, ready: false };
    // Nobody else could lead: there is nothing to wait for.
    if (this.isSoleVoter && this.canVote) this.electionDeadlineMs = nowMs;
  }

  // --- configuration ---

  get config(): ClusterConfig {
    return this.configs.current;
  }

  /** Numbers of the voters of the configuration in force. */
  get voters(): readonly ReplicaId[] {
    return this.voterIds;
  }

  /** This volume (number and incarnation) is a voter. */
  get isVoter(): boolean {
    return this.selfVotes;
  }

  get isSoleVoter(): boolean {
    return this.selfVotes && this.voterIds.length === 1;
  }

  /** A damaged log might lack what it once acknowledged: its owner's vote could elect a leader without it. */
  get canVote(): boolean {
    return this.selfVotes && !this.damaged;
  }

  get majority(): number {
    return Math.floor(this.voterIds.length / 2) + 1;
  }

  /** Another voter than this replica itself. */
  isOtherVoter(id: ReplicaId): boolean {
    return id !== this.options.id && this.voterIds.includes(id);
  }

  /** The configuration in force has changed. */
  configChanged(): void {
    this.countVoters();
    const index = this.configs.currentIndex;
    const committed = index <= this.configToldCommitted;
    this.effects.push({ type: 'configChanged', config: this.config, index, committed });
    if (this.role === 'learner' && this.selfVotes) {
      this.role = 'follower';
      this.restartElectionTimer();
      this.tellRole();
    } else if (!this.selfVotes && (this.role === 'follower' || this.role === 'candidate')) {
      this.role = 'learner';
      this.candidacy = null;
      this.tellRole();
    }
  }

  private countVoters(): void {
    this.voterIds = [];
    this.selfVotes = false;
    for (const member of this.config.members) {
      if (!member.voter) continue;
      this.voterIds.push(member.id);
      if (member.id === this.options.id && member.incarnation === this.options.incarnation) this.selfVotes = true;
    }
  }

  // --- time ---

  drawElectionTimeout(): number {
    const { electionTimeoutMsMin: min, electionTimeoutMsMax: max } = this.options;
    return min + this.random() * (max - min);
  }

  /** Waits a whole election timeout, drawn anew (Raft §3.4). */
  restartElectionTimer(): void {
    this.electionTimeoutMs = this.drawElectionTimeout();
    this.electionDeadlineMs = this.nowMs + this.electionTimeoutMs;
  }

  /** The next attempt: soon where the leader's process is likely dead, else after a whole timeout. */
  scheduleElection(): void {
    if (this.quick) this.electionDeadlineMs = this.nowMs + this.random() * this.options.quickElectionDelayMsMax;
    else this.restartElectionTimer();
  }

  /** Another candidate goes first: the own attempt waits until that one had the time to win. */
  giveWay(): void {
    this.gaveWay = true;
    if (!this.quick) return;
    const waitMs = (2 + this.random()) * this.options.quickElectionDelayMsMax;
    this.electionDeadlineMs = Math.max(this.electionDeadlineMs, this.nowMs + waitMs);
  }

  /** The current leader was heard. */
  heardLeader(): void {
    this.leaderHeardMs = this.nowMs;
    this.electionDeadlineMs = this.nowMs + this.electionTimeoutMs;
    this.quick = false;
    this.redialled = false;
    this.gaveWay = false;
  }

  /** The oldest unconfirmed write has waited longer than a leader may make others wait. */
  get diskStalled(): boolean {
    return this.persists.count > 0 && this.nowMs - this.persists.progressMs >= this.options.persistStallMs;
  }

  // --- effects ---

  note(text: string): void {
    this.effects.push({ type: 'note', text });
  }

  /**
   * Sends; not before the persist `after`, and never before the own term is on disk, because a word of a term is a
   * promise to have left the terms before it. Pre-votes promise nothing.
   */
  send(to: ReplicaId, message: Message, after = 0): void {
    const promises = !((message.type === 'vote' || message.type === 'voteReply') && message.preVote);
    let token = this.persists.isDurable(after) ? 0 : after;
    if (promises) {
      this.flushHardState();
      token = Math.max(token, this.persists.hardStateToken);
    }
    this.effects.push({ type: 'send', to, message, after: token });
  }

  /** Writes blocks, and the hard state where it has changed, as one batch. Returns its token. */
  persist(blocks: readonly Block[], truncateFrom: number | null): number {
    const hardState: HardState | null = this.hardStateDirty ? { term: this.term, votedFor: this.votedFor } : null;
    this.hardStateDirty = false;
    const endIndex = blocks[blocks.length - 1]?.lastIndex ?? 0;
    const token = this.persists.issue(this.nowMs, endIndex, hardState !== null);
    this.effects.push({ type: 'persist', token, hardState, truncateFrom, blocks });
    return token;
  }

  /** A changed term or vote that no blocks went along with. */
  flushHardState(): void {
    if (this.hardStateDirty) this.persist([], null);
  }

  vote(candidate: ReplicaId): void {
    this.votedFor = candidate;
    this.hardStateDirty = true;
  }

  /** Seals a body behind the log's end and writes it (leader only). */
  appendOwn(type: 'entries' | 'noop' | 'config', count: number, body: Uint8Array, config?: ClusterConfig): Block {
    const prev = this.log.last;
    const sealed = this.sealer.seal(prev, this.term, type, count, body);
    if (sealed.firstIndex !== prev.index + 1 || sealed.lastIndex !== prev.index + count || sealed.term !== this.term) {
      fail(`sealed block ${sealed.firstIndex}..${sealed.lastIndex} of term ${sealed.term} after ${prev.index} in term ${this.term}`);
    }
    if (!Number.isSafeInteger(sealed.lastIndex)) fail(`index ${sealed.lastIndex} is no safe integer`);
    const block: Block = config === undefined ? sealed : { ...sealed, config };
    this.log.append(block, this.persists.durableIndex);
    this.persist([block], null);
    return block;
  }

  tellRole(): void {
    const ready = this.ready;
    const told = this.told;
    if (told.role === this.role && told.term === this.term && told.leader === this.leader && told.ready === ready) return;
    this.told = { role: this.role, term: this.term, leader: this.leader, ready };
    this.effects.push({ type: 'roleChanged', ...this.told });
  }

  /** Leads, and its own term's no-op is committed: its commit index covers all that any leader acknowledged (Raft §6.4). */
  get ready(): boolean {
    return this.leading !== null && this.commitIndex >= this.leading.noopIndex;
  }

  // --- role changes ---

  /** Enters `term` (never a lower one) as follower of `leader`, or of nobody yet. */
  becomeFollower(term: number, leader: ReplicaId | null): void {
    if (term === this.term && leader !== null && leader === this.leader && this.leading === null) return;
    this.leaveRole(term, leader);
    this.role = this.selfVotes ? 'follower' : 'learner';
    this.tellRole();
  }

  /** Asks for pre-votes (in the same term) or stands for election (in the next one). */
  becomeCandidate(term: number): void {
    this.leaveRole(term, null);
    this.role = 'candidate';
    this.tellRole();
  }

  /** Ends whatever this replica was, and fails what was asked of it or by it in that role. */
  private leaveRole(term: number, leader: ReplicaId | null): void {
    if (term < this.term) fail(`term would fall from ${this.term} to ${term}`);
    if (term > this.term) {
      this.term = term;
      this.votedFor = null;
      this.hardStateDirty = true;
      this.gaveWay = false;
    }
    const led = this.leading;
    this.leading = null;
    this.candidacy = null;
    this.leader = leader;
    this.leaderHeardMs = leader === null ? -Infinity : this.nowMs;
    this.following = { matched: this.commitIndex, leaderCommit: 0, learntCommit: 0, appendHeard: false };
    if (led !== null) {
      this.restartElectionTimer();
      for (const read of led.reads.takeAll()) this.answerRead(read.origin, read.token, null);
    }
    this.failFollowerReads();
  }

  /** Gives up leading, in the same term. */
  stepDown(why: string): void {
    this.note(`stepped down: ${why}`);
    this.becomeFollower(this.term, null);
  }

  /** Asked-for indexes that the leader of before will not answer any more. */
  failFollowerReads(): void {
    for (const token of this.followerReads.takeAll()) this.effects.push({ type: 'readReady', token, index: null });
  }

  /** `origin` 0 is this replica itself. */
  answerRead(origin: ReplicaId, token: number, index: number | null): void {
    if (origin === 0) this.effects.push({ type: 'readReady', token, index });
    else this.send(origin, { type: 'readIndexReply', term: this.term, token, index: index ?? 0 });
  }

  // --- commit ---

  /** Tells the caller what is committed and on its disk. */
  tellCommit(): void {
    const index = Math.min(this.commitIndex, this.persists.durableIndex);
    if (index > this.toldCommit) {
      this.toldCommit = index;
      this.effects.push({ type: 'commit', index });
    }
    const configIndex = this.configs.currentIndex;
    if (this.commitIndex > this.configToldCommitted) {
      const fresh = configIndex > this.configToldCommitted && configIndex <= this.commitIndex;
      this.configToldCommitted = this.commitIndex;
      if (fresh) this.effects.push({ type: 'configChanged', config: this.config, index: configIndex, committed: true });
      this.configs.settleTo(this.commitIndex);
    }
  }

  /** State and log now begin at a snapshot. */
  restartAtSnapshot(meta: SnapshotMeta, chunks: number): void {
    if (meta.index < this.commitIndex) fail(`snapshot at ${meta.index} was installed below the commit index ${this.commitIndex}`);
    if (meta.index <= this.following.matched) {
      fail(
        `snapshot at ${meta.index} was installed below ${this.following.matched}, which leader ${this.leader} of term ${this.term} has matched`,
      );
    }
    this.log.restartAt(meta);
    this.persists.restartAt(meta.index);
    this.commitIndex = meta.index;
    this.toldCommit = meta.index;
    this.configToldCommitted = meta.index;
    this.snapshot = { meta, chunks };
    this.following.matched = Math.max(this.following.matched, meta.index);
    this.configs.restartAt(meta.index, meta.config);
    this.configChanged();
  }
}

export function configOf(block: Block): ClusterConfig {
  return block.config ?? fail(`config block ${block.firstIndex} without its configuration`);
}
