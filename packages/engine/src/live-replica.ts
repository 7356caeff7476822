import type { Block, ClusterConfig, ReplicaId, Role, SnapshotMeta } from '@grove/raft';
import type { Origin, Outcome, ReadCaller, TreeApi, WatchTableApi } from '@grove/tree';
import { ErrorCode, encodeAppend, encodeControl } from '@grove/wire';
import { sha256 } from '@noble/hashes/sha2';
import { Admission } from './admission';
import { ApplyLoop } from './apply-loop';
import type { ApplyEvents } from './apply-loop';
import { CallerIdentities } from './caller';
import { CommitInterest } from './commit-interest';
import { Consensus } from './consensus';
import type { ConsensusEvents } from './consensus';
import { DigestGuard } from './digest-guard';
import { Divergence } from './divergence';
import { DiskReserve } from './disk-reserve';
import { EntryTelling } from './entry-telling';
import { EventDispatch } from './event-dispatch';
import { Forwarder } from './forwarder';
import { Housekeeping } from './housekeeping';
import { LeaderWatch } from './leader-watch';
import { promotion } from './membership';
import { MembershipChanges } from './membership-changes';
import { versionOf } from './membership-leader';
import type { DigestCheckpoint, DigestNews } from './peer-codec';
import { PeerAddresses } from './peer-addresses';
import { PeerInbox } from './peer-inbox';
import type { Caller, Credential, EngineOptions, EnginePorts, PeerChannel, WatchCall, TimerHandle } from './ports';
import { OutgoingFrames } from './outgoing-frames';
import { Proposer } from './proposer';
import { raftOptions } from './raft-options';
import { ReadBarrier } from './read-barrier';
import { ReadTurn } from './read-turn';
import { QuotaWarnings } from './quota-warnings';
import { Reaper } from './reaper';
import type { SessionConnection } from './session-connection';
import type { SessionHost } from './session-host';
import { SessionLife } from './session-life';
import type { SessionReports } from './session-reports';
import { ValueInterest } from './value-interest';
import { SnapshotSchedule } from './snapshot-schedule';
import type { Snapshots } from './snapshots';
import { epochAbove } from './startup';
import type { Recovered } from './startup';
import { TrafficCounts } from './traffic-counts';
import { UnaryCalls } from './unary-calls';
import { WatchStreams } from './watch-streams';

/** Session reports go out every so many rounds of it. */
const ROUNDS_PER_REPORT = 2;
/** So many late turns in a row are no stuck turn but an overloaded machine. */
const LATE_ROUNDS_MAX = 10;
/** Waiters for a zxid that are gone are forgotten every so many rounds. */
const ROUNDS_PER_FORGETTING = 20;

const SECRET_BYTES = 16;
const NO_BYTES = new Uint8Array(0);

/**
 * One replica that belongs to a cluster: consensus, the tree, the clients' sessions, and what flows between them. It
 * decides nothing itself: each rule is in the part that is named after it.
 */
export class LiveReplica implements ConsensusEvents, ApplyEvents, SessionHost {
  readonly replica: ReplicaId;
  readonly consensus: Consensus;
  readonly forwarder: Forwarder;
  readonly barrier: ReadBarrier;
  readonly readTurn: ReadTurn;
  readonly sessions: SessionLife;
  readonly reports: SessionReports;
  readonly values = new ValueInterest(
    () => this.treeNow,
    () => {
      this.tellValueInterest();
    },
  );
  readonly events: EventDispatch;
  readonly unary: UnaryCalls;
  readonly watchStreams: WatchStreams;
  private readonly commitInterest: CommitInterest;
  readonly membership: MembershipChanges;
  readonly limits;
  readonly disk: DiskReserve;
  readonly admission: Admission;
  readonly callers: CallerIdentities;

  private readonly apply: ApplyLoop;
  private readonly proposer: Proposer;
  /** The end of the log as it was when this process started; stamps up to there may be of any age. */
  private readonly recoveredIndex: number;
  private readonly inbox: PeerInbox;
  private readonly addresses: PeerAddresses;
  private readonly reaper: Reaper;
  private readonly quotas: QuotaWarnings;
  private readonly digests: DigestGuard;
  private readonly divergence: Divergence;
  private readonly snapshots: SnapshotSchedule;
  private treeNow: TreeApi;
  private readonly frames = new OutgoingFrames();
  private readonly telling: EntryTelling;
  private flushWanted = false;
  private stopped = false;
  private readonly leader: LeaderWatch;
  /** What was committed when this replica became ready to lead. */
  private readyIndex = 0;
  private served = false;
  private lateRounds = 0;
  private damaged: boolean;
  private readonly housekeeping: Housekeeping;
  private resendWanted = false;
  private readonly startingTimer: TimerHandle;
  private readonly traffic = new TrafficCounts();

  constructor(
    readonly options: EngineOptions,
    private readonly ports: EnginePorts,
    private readonly recovered: Recovered,
    config: ClusterConfig,
    snapshots: Snapshots,
    /** Of the members that have taken it in in this life; 0: before. */
    versionTold = 0,
  ) {
    const { clock, transport, host } = ports;
    this.replica = options.replica;
    this.limits = options;
    this.callers = new CallerIdentities(options);
    this.treeNow = recovered.tree;
    this.damaged = recovered.damaged;
    const wantFlush = (): void => {
      this.wantFlush();
    };
    this.forwarder = new Forwarder(options.replica, (group) => this.sendGroup(group), wantFlush);
    this.disk = new DiskReserve({
      space: ports.diskSpace,
      reserveBytes: options.diskReserveBytes,
      log: (level, message, fields) => {
        host.log(level, message, fields);
      },
      // Once, not again and again: where all are full there is nobody to hand over to for good.
      reached: () => {
        if (this.leader.leadsReadily) this.consensus.step({ type: 'transferLeadership', to: null });
      },
    });
    this.admission = new Admission(options, this.forwarder, this.disk);
    this.barrier = new ReadBarrier(
      (token) => {
        this.consensus.step({ type: 'readIndex', token });
      },
      () => this.treeNow.appliedZxid,
      wantFlush,
    );
    this.readTurn = new ReadTurn(wantFlush);
    this.sessions = new SessionLife({
      replica: options.replica,
      forwarder: this.forwarder,
      tree: () => this.treeNow,
      nowMs: () => clock.nowMs(),
      sendReport: (report) => {
        if (this.leader.id !== null)
          transport.send(
            this.leader.id,
            'control',
            encodeControl({
              type: 'sessionReport',
              term: this.consensus.raft.term,
              ...report,
              valuesWanted: this.values.isThere,
              commitsUnhurried: this.commitInterest.takeIsUnhurried(),
            }),
          );
      },
      isUpToDate: () => this.apply.appliedIndex >= this.readyIndex,
      countExpired: (count) => {
        host.observe.sessionsExpired(count);
      },
    });
    this.addresses = new PeerAddresses(options.replica, options.initialMembers);
    this.leader = new LeaderWatch(options.replica, options.electionTimeoutMsMax, this.sessions, clock.nowMs());
    this.reports = this.sessions.reports;
    this.reaper = new Reaper({
      forwarder: this.forwarder,
      intervalMs: options.reapIntervalMs,
      tree: () => this.treeNow,
      nowMs: () => clock.nowMs(),
    });
    this.quotas = new QuotaWarnings({
      overruns: () => this.treeNow.quotaOverruns(),
      warn: (message, fields) => {
        host.log('warn', message, fields);
      },
    });
    this.divergence = new Divergence(
      {
        replica: options.replica,
        leader: () => this.leader.id,
        hasOtherVoters: () => this.voters().some((voter) => voter !== this.replica),
        step: (input) => {
          this.consensus.step(input);
        },
        endClients: (message) => {
          this.sessions.withholdAll();
          this.endClients(message);
          this.unary.failAll();
          this.membership.failAll();
        },
      },
      snapshots,
      clock,
      host,
    );
    this.digests = new DigestGuard(options.replica, {
      tree: () => this.treeNow,
      voters: () => this.voters(),
      differs: (peer, zxid, mine, theirs) => {
        host.log('error', 'replicas differ: the same log gave different states', { peer, zxid, mine, theirs });
        host.observe.digestDiffered();
      },
      outvoted: (zxid, mine, theirs, soundZxid) => {
        this.divergence.begin(zxid, mine, theirs, soundZxid);
      },
    });
    this.commitInterest = new CommitInterest(
      () => this.events.watches.size + this.watchStreams.size,
      () => {
        this.sessions.report(this.leader.id);
      },
    );
    const countEvents = (count: number): void => {
      host.observe.watchEvents(count);
    };
    this.events = new EventDispatch({
      tree: () => this.treeNow,
      nowMs: () => clock.nowMs(),
      historyGone: () => {
        this.sessions.endAll('the history of changes is gone: attach again, set the watches again');
      },
      countEvents,
      valuesWanted: () => {
        this.values.arise();
      },
      watchCame: () => {
        this.commitInterest.onWatch();
      },
    });
    this.telling = new EntryTelling({
      events: this.events,
      frames: this.frames,
      apply: () => this.apply,
      afterEvents: (zxid, origin, outcome) => {
        this.afterEvents(zxid, origin, outcome);
      },
      drainAll: () => {
        this.sessions.drainAll();
      },
      wantFlush,
      defer: (goOn) => {
        clock.defer(() => {
          if (!this.stopped) goOn();
        });
      },
    });
    this.unary = new UnaryCalls(this);
    this.watchStreams = new WatchStreams({
      barrier: this.barrier,
      tree: () => this.treeNow,
      readerOf: (call) => this.readerOf(call),
      wantFlush,
      countEvents,
      valuesWanted: () => {
        this.values.arise();
      },
      watchCame: () => {
        this.commitInterest.onWatch();
      },
    });
    this.values.begin();
    this.startingTimer = clock.setTimer(options.sessionTimeoutMsMax, () => {
      this.values.onStarted();
    });
    this.apply = new ApplyLoop(recovered.tree, recovered.position, recovered.blocks, clock, this);
    this.membership = new MembershipChanges(
      {
        replica: options.replica,
        incarnation: recovered.incarnation,
        barrier: this.barrier,
        transport,
        unary: this.unary,
        log: (level, message, fields) => {
          host.log(level, message, fields);
        },
        raft: () => this.consensus.raft,
        step: (input) => {
          this.consensus.step(input);
        },
        leaderId: () => this.leader.id,
        leadsReadily: () => this.leader.leadsReadily,
        tree: () => this.treeNow,
        appliedIndex: () => this.apply.appliedIndex,
        committedConfig: () => this.committedConfig,
        leaderlessMs: () => this.leader.leaderlessMs(clock.nowMs()),
        hearAddresses: (version, config) => {
          this.addresses.hear(version, config);
          this.connectPeers(this.consensus.raft.config);
        },
        speakTo: (peer, untilMs) => {
          this.addresses.speakTo(peer, untilMs);
          this.connectPeers(this.consensus.raft.config);
        },
        addressOf: (peer) => this.addresses.placeOf(peer),
        random: () => ports.random.next(),
        nowMs: () => clock.nowMs(),
        defer: (run) => {
          clock.defer(() => {
            if (!this.stopped) run();
          });
        },
      },
      recovered.epoch,
      versionTold,
    );
    this.snapshots = new SnapshotSchedule(options, snapshots, recovered, host, {
      tree: () => this.treeNow,
      position: () => this.apply.position,
      appliedBytes: () => this.apply.appliedBytes,
      config: () => this.committedConfig,
      step: (input) => {
        this.consensus.step(input);
      },
      setApplyPaused: (paused) => {
        this.apply.setPaused(paused);
      },
      replaceState: (tree, meta) => {
        this.replaceState(tree, meta);
      },
    });
    this.committedConfig = recovered.snapshot?.meta.config ?? config;
    this.consensus = new Consensus(
      raftOptions(options, recovered.incarnation),
      {
        hardState: recovered.hardState,
        snapshot: recovered.snapshot,
        blocks: recovered.blocks,
        logStart: recovered.logStart,
        config,
        damaged: recovered.damaged,
        random: () => ports.random.next(),
      },
      clock,
      transport,
      recovered.log,
      host,
      this,
    );
    this.inForce = this.consensus.raft.config;
    this.proposer = new Proposer(
      {
        canPropose: () => this.consensus.raft.canPropose,
        undurableBlocks: () => this.consensus.raft.undurableBlocks,
        unappliedBytes: () => this.apply.heldBytes,
        hasUncommitted: () => this.consensus.raft.commitIndex < this.consensus.raft.lastIndex,
        propose: (count, body) => {
          this.consensus.step({ type: 'propose', count, body });
        },
      },
      clock,
      options.blockBytesMax,
      options.maxWaitingBytes,
      (entries, bytes) => {
        host.observe.proposed(entries, bytes);
      },
    );
    this.proposer.recoveredStamp(recovered.tree.lastTimeMs);
    this.recoveredIndex = recovered.blocks[recovered.blocks.length - 1]?.lastIndex ?? 0;
    this.inbox = new PeerInbox({
      consensus: this.consensus,
      forwarder: this.forwarder,
      proposer: this.proposer,
      sessions: this.sessions,
      digests: this.digests,
      membership: this.membership,
      values: this.values,
      transport,
      log: (level, message, fields) => {
        host.log(level, message, fields);
      },
      leader: () => this.leader.id,
      appliedIndex: () => this.apply.appliedIndex,
      leadsReadily: () => this.leader.leadsReadily,
      nowMs: () => clock.nowMs(),
      wantFlush,
    });
    this.connectPeers(this.consensus.raft.config);
    this.findEpoch();
    this.housekeeping = new Housekeeping(clock, (round, late) => {
      this.keepHouse(round, late);
    });
    this.housekeeping.start();
  }

  /**
   * The configuration as of the applied index. Not what consensus tells as committed: that is told after the commit it
   * came with, and a snapshot taken in between would lose the change together with the log behind it.
   */
  private committedConfig: ClusterConfig;
  /** The one in force, as it was told last. */
  private inForce: ClusterConfig;

  // --- ports for the parts ---

  tree(): TreeApi {
    return this.treeNow;
  }

  get watches(): WatchTableApi<SessionConnection> {
    return this.events.watches;
  }

  nowMs(): number {
    return this.ports.clock.nowMs();
  }

  private readonly nowMsOfClock = (): number => this.ports.clock.nowMs();

  negotiateTimeoutMs(wantedMs: number): number {
    const { sessionTimeoutMsMin, sessionTimeoutMsMax, sessionTimeoutMsDefault } = this.options;
    const wanted = wantedMs > 0 ? wantedMs : sessionTimeoutMsDefault;
    return Math.min(sessionTimeoutMsMax, Math.max(sessionTimeoutMsMin, wanted));
  }

  newSecret(): Uint8Array {
    return this.ports.random.bytes(SECRET_BYTES);
  }

  hashSecret(secret: Uint8Array): Uint8Array {
    return sha256(secret);
  }

  /** Who opens a Watch stream: a session, if it names one, and what the connection and the call's credentials prove. */
  private readerOf(call: WatchCall): ReadCaller | number {
    const { sessionId = 0, sessionSecret = NO_BYTES } = call;
    if (sessionId !== 0 && !this.treeNow.sessionSecretMatches(sessionId, sha256(sessionSecret))) return ErrorCode.SESSIONEXPIRED;
    const proven = this.callers.ofCall(call.caller, call.credentials);
    return proven.ok ? { sessionId, identities: proven.identities } : proven.code;
  }

  identitiesOfConnection(caller: Caller | undefined): readonly string[] {
    return this.callers.ofConnection(caller);
  }

  get superuser(): string {
    return this.callers.superuser;
  }

  identitiesOfCredential(credential: Credential): readonly string[] | null {
    const proven = this.callers.ofCredential(credential);
    return proven.ok ? proven.identities : null;
  }

  startsOrReadsOnly(connection: SessionConnection): void {
    this.sessions.startsOrReadsOnly(connection);
  }

  hostsReadOnly(connection: SessionConnection): void {
    this.sessions.hostsReadOnly(connection);
  }

  holdApply(holder: object): void {
    this.apply.hold(holder);
  }

  releaseApply(holder: object): void {
    // Not from within the connection's own work: applying comes back to it.
    this.ports.clock.defer(() => {
      if (!this.stopped) this.apply.release(holder);
    });
  }

  countReads(count: number): void {
    this.traffic.countReads(count);
  }

  countWrite(): void {
    this.traffic.countWrite(this.nowMsOfClock);
  }

  markDirty(connection: SessionConnection): void {
    this.frames.mark(connection);
    this.wantFlush();
  }

  hosts(connection: SessionConnection): void {
    this.sessions.hosts(connection);
    // One that was on its way when the state was found to be wrong: nobody is served from it.
    if (this.isDiverged) connection.end(ErrorCode.CONNECTIONLOSS, 'this replica rebuilds its state: attach elsewhere');
  }

  dropped(connection: SessionConnection): void {
    this.sessions.dropped(connection);
  }

  // --- the turn ---

  private wantFlush(): void {
    if (this.flushWanted || this.stopped) return;
    this.flushWanted = true;
    this.ports.clock.defer(() => {
      this.flushWanted = false;
      this.flush();
    });
  }

  /** The end of a turn: everything that gathered in it leaves in one batch each. */
  private flush(): void {
    if (this.stopped) return;
    const nowMs = this.nowMs();
    if (this.resendWanted) {
      this.resendWanted = false;
      this.forwarder.resend(nowMs);
    }
    this.readTurn.end();
    this.forwarder.flush(nowMs);
    this.barrier.flush();
    this.proposer.pump();
    this.frames.flush(this.nowMsOfClock);
    if (this.frames.isWaiting) this.wantFlush();
    // Behind the own clients' answers: on a leader with one client it is that client who waits.
    this.consensus.sendCommitNotices();
    this.telling.framesLeft();
    this.watchStreams.flush(nowMs);
    this.traffic.tell(this.ports.host.observe, nowMs, this.forwarder.pendingCount > 0);
  }

  /** Hands a group to the leader, here or there. */
  private sendGroup(group: Uint8Array): boolean {
    if (this.leader.id === this.replica) {
      return this.proposer.add(group).taken;
    }
    if (this.leader.id === null) return false;
    this.ports.transport.send(this.leader.id, 'append', encodeAppend({ type: 'forward', term: this.consensus.raft.term, group }));
    return true;
  }

  // --- from the peers ---

  onPeerMessage(from: ReplicaId, channel: PeerChannel, bytes: Uint8Array, incarnation: string): void {
    if (!this.stopped) this.inbox.take(from, channel, bytes, incarnation);
  }

  onPeerConnected(peer: ReplicaId): void {
    if (peer !== this.leader.id) return;
    this.resendWanted = true;
    this.wantFlush();
  }

  onPeerReset(peer: ReplicaId): void {
    if (!this.stopped) this.consensus.step({ type: 'peerReset', peer });
  }

  private connectPeers(config: ClusterConfig): void {
    this.addresses.came(versionOf(this.treeNow));
    this.ports.transport.setPeers(this.addresses.of(config, this.committedConfig, this.leader.id, this.nowMs()));
  }

  // --- from consensus ---

  onCommitNotices(): void {
    // Where nothing waits to be proposed no append of this turn will say as much.
    if (this.proposer.bytesWaiting === 0 && !this.forwarder.isGathering) this.consensus.sendCommitNotices();
    else this.wantFlush();
  }

  onCommit(index: number): void {
    this.apply.commitTo(index);
    // What is written to HTTP/2 in a turn's last phase leaves only behind the next look at the sockets.
    if (this.frames.areFew) this.frames.flush(this.nowMsOfClock);
    if (this.proposer.bytesWaiting > 0) this.wantFlush();
  }

  onRoleChanged(role: Role, term: number, leader: ReplicaId | null, ready: boolean): void {
    const leads = role === 'leader';
    const led = this.leader.id === this.replica;
    const leaderChanged = leader !== this.leader.id;
    this.leader.id = leader;
    if (leads !== led) this.proposer.reset();
    if (leads && ready && !this.leader.leadsReadily) {
      this.readyIndex = this.consensus.raft.commitIndex;
      this.sessions.beginLeading();
      this.reaper.beginLeading();
    }
    if (!leads) {
      this.sessions.endLeading();
      this.reaper.endLeading();
    }
    this.leader.leadsReadily = leads && ready;
    if (leaderChanged) {
      this.membership.onLeaderChanged();
      this.inbox.heardMs = this.nowMs();
      this.digests.forget();
      this.connectPeers(this.consensus.raft.config);
    }
    this.leader.judge(this.nowMs(), this.inbox.heardMs);
    if (leaderChanged) {
      this.ports.host.log('info', leader === null ? 'no leader' : leads ? 'this replica leads' : `replica ${leader} leads`, { term });
      this.reports.onLeaderChanged();
      if (leader !== null) {
        this.ports.host.observe.leaderChanged();
        this.resendWanted = true;
      }
    }
    this.barrier.retry();
    this.wantFlush();
  }

  onReadReady(token: number, index: number | null): void {
    this.barrier.onReady(token, index);
  }

  onConfigChanged(config: ClusterConfig): void {
    for (const { id, incarnation } of this.inForce.members) {
      if (!config.members.some((member) => member.id === id && member.incarnation === incarnation)) this.proposer.drop(id);
    }
    this.inForce = config;
    this.connectPeers(config);
  }

  onPersisted(): void {
    this.proposer.pump();
  }

  onBlocksAppended(truncateFrom: number | null, blocks: readonly Block[]): void {
    this.apply.onBlocksAppended(truncateFrom, blocks);
  }

  onStoreChunk(from: ReplicaId, meta: SnapshotMeta, chunk: number, chunks: number, data: Uint8Array): void {
    this.snapshots.storeChunk(from, meta, chunk, chunks, data);
  }

  onLoadChunk(peer: ReplicaId, lastIndex: number, chunk: number): void {
    this.snapshots.loadChunk(peer, lastIndex, chunk);
  }

  onInstallSnapshot(_from: ReplicaId, meta: SnapshotMeta): void {
    this.snapshots.install(meta);
  }

  digestNews(): DigestNews {
    return this.digests.news();
  }

  private voters(): ReplicaId[] {
    return this.consensus.raft.config.members.filter((member) => member.voter).map((member) => member.id);
  }

  // --- from the apply loop ---

  onStamp(timeMs: number): void {
    if (this.treeNow.appliedZxid < this.recoveredIndex) this.proposer.recoveredStamp(timeMs);
    else this.proposer.sawStamp(timeMs);
  }

  beforeEntry(origin: Origin): boolean {
    return origin.replica !== this.replica || origin.epoch !== this.forwarder.epoch || this.forwarder.beforeOwnEntry(origin.number);
  }

  onEntry(zxid: number, origin: Origin, outcome: Outcome): void {
    this.telling.onEntry(zxid, origin, outcome);
  }

  /** An entry's events are out: now its answer, and what became of sessions. */
  private afterEvents(zxid: number, origin: Origin, outcome: Outcome): void {
    for (const change of this.treeNow.takeSessionChanges()) this.sessions.onChange(change, origin.replica);
    if (outcome.disposition === 'gap' && this.leader.id === this.replica) this.proposer.forget(origin.replica);
    if (origin.replica !== this.replica) return;
    this.lookAtEpoch();
    if (origin.epoch !== this.forwarder.epoch) return;
    this.traffic.answered += 1;
    if (this.forwarder.onOwnEntry(origin.number, outcome.disposition, zxid, outcome, this.nowMs())) {
      this.resendWanted = true;
      this.wantFlush();
    }
  }

  /** What this replica forwards begins behind all that the newest state has of its number, by its earlier lives and by other volumes. */
  private findEpoch(): void {
    this.barrier.linearizable({
      onBarrier: () => {
        if (!this.forwarder.hasBegun) this.forwarder.begin(epochAbove(this.recovered, this.treeNow.lastOriginEpoch(this.replica)));
      },
    });
  }

  /** It was taken out, and another volume had its number meanwhile. */
  private lookAtEpoch(): void {
    if (!this.forwarder.hasBegun || this.treeNow.lastOriginEpoch(this.replica) <= this.forwarder.epoch) return;
    this.endClients('another volume has had the number of this replica: attach again');
    this.forwarder.end();
    this.findEpoch();
  }

  onConfigApplied(config: ClusterConfig, index: number, term: number): void {
    const before = this.committedConfig;
    this.committedConfig = config;
    this.membership.onConfigApplied(before, config, index, term);
    this.connectPeers(this.consensus.raft.config);
  }

  onOwnChange(): void {
    this.telling.onOwnChange();
  }

  onProgress(appliedIndex: number, entries: number, durationMs: number): void {
    this.ports.host.observe.applied(entries, durationMs);
    this.barrier.onApplied(appliedIndex);
    this.membership.onProgress();
    if (this.proposer.bytesWaiting > 0) this.wantFlush();
    if (this.watchStreams.size > 0) this.wantFlush();
    if (this.traffic.answered > 0) this.wantFlush();
    if (this.apply.isAtBlockEnd) this.snapshots.onApplied(appliedIndex);
  }

  /** The state was replaced by a snapshot of the leader. What clients were in the middle of is told by the stored answers. */
  private replaceState(tree: TreeApi, meta: SnapshotMeta): void {
    this.treeNow = tree;
    this.committedConfig = meta.config;
    this.values.onReplaced();
    this.telling.restart();
    this.apply.restart(tree, { index: meta.index, term: meta.term, chain: meta.chain });
    this.endClients('the replica was brought up by a snapshot: attach again, resume by the cursor');
    this.proposer.sawStamp(tree.lastTimeMs);
    this.lookAtEpoch();
    this.forwarder.skipTo(tree.lastOriginNumber(this.replica, this.forwarder.epoch));
    this.barrier.onApplied(tree.appliedZxid);
    this.membership.onSnapshot();
    this.connectPeers(this.consensus.raft.config);
  }

  private tellValueInterest(): void {
    if (!this.leader.leadsReadily) {
      this.sessions.report(this.leader.id);
      return;
    }
    // A reply of round 0 answers no report and confirms no session.
    const message = { type: 'sessionReportReply', round: 0, refusedSessionIds: [], valuesWanted: true } as const;
    const bytes = encodeControl({ ...message, term: this.consensus.raft.term });
    for (const voter of this.voters()) if (voter !== this.replica) this.ports.transport.send(voter, 'control', bytes);
  }

  // --- now and then ---

  private keepHouse(round: number, late: boolean): void {
    const nowMs = this.nowMs();
    if (round % ROUNDS_PER_REPORT === 0) this.sessions.report(this.leader.id);
    this.forwarder.checkStalled(nowMs);
    this.settleRepair();
    if (round % ROUNDS_PER_FORGETTING === 0) {
      this.barrier.forgetGone();
      this.sessions.endUnread();
    }
    this.barrier.retry();
    this.unary.sweep(nowMs);
    this.membership.look();
    if (this.addresses.hasLeft(nowMs)) this.connectPeers(this.consensus.raft.config);
    this.disk.look(nowMs);
    if (this.watchStreams.size > 0) this.wantFlush();
    if (this.leader.leadsReadily) {
      // After a stuck turn the reports of the others may still wait in the sockets: nobody expires in this round.
      // But a loop that is late every time must still come to a judgement.
      this.lateRounds = late ? this.lateRounds + 1 : 0;
      if (this.lateRounds % LATE_ROUNDS_MAX === 0) this.sessions.expire();
      this.reaper.look();
      this.quotas.look(nowMs);
      const config = promotion(this.consensus.raft);
      if (config !== null) this.consensus.step({ type: 'proposeConfig', config });
    }
    if (!late) this.leader.judge(nowMs, this.inbox.heardMs);
    this.proposer.pump();
  }

  /** A damaged log that has caught up counts as whole again, over restarts too. */
  private settleRepair(): void {
    if (!this.damaged || this.consensus.raft.damaged) return;
    this.damaged = false;
    this.recovered.log.markRepaired((error) => {
      if (error !== null) this.ports.host.fatal('the log could not be marked as repaired', error);
      else this.ports.host.log('info', 'the log is whole again: this replica votes');
    });
  }

  // --- seen from outside ---

  /** Its state is known to be wrong: nobody is served from it. */
  get isDiverged(): boolean {
    return this.divergence.isDiverged;
  }

  /** Has a leader, has caught up with what that leader had committed, is not being rebuilt. */
  get isReady(): boolean {
    const { raft } = this.consensus;
    if (this.stopped || this.isDiverged || !this.leader.isServing || this.snapshots.isInstalling) return false;
    // Once it serves, a burst of writes does not make it unready.
    const behind = Math.max(raft.commitIndex, raft.leaderCommit) - this.apply.appliedIndex;
    // Behind a start what it knows to be committed is its snapshot, until the leader has told.
    if (raft.leaderCommit > 0 && behind === 0) this.served = true;
    return this.served && behind < 100_000;
  }

  get config(): ClusterConfig {
    return this.committedConfig;
  }

  get appliedIndex(): number {
    return this.apply.appliedIndex;
  }

  get digest(): DigestCheckpoint {
    return { zxid: this.treeNow.appliedZxid, digest: this.treeNow.digest() };
  }

  get waitingBytes(): number {
    return this.proposer.bytesWaiting + this.apply.heldBytes;
  }

  get leaderKnown(): ReplicaId | null {
    return this.leader.id;
  }

  /** Ends every client's stream, so that they go to another replica. */
  endClients(message: string): void {
    this.sessions.endAll(message);
    this.watchStreams.endAll(ErrorCode.CONNECTIONLOSS, message);
  }

  /** In an orderly end: after the writes given before it, with the log's end witnessed. */
  closeLog(done: () => void): void {
    const { log } = this.recovered;
    log.close(() => log.settle(done));
  }

  stop(): void {
    this.stopped = true;
    this.ports.clock.clearTimer(this.startingTimer);
    this.unary.failAll();
    this.membership.failAll();
    this.snapshots.stop();
    this.consensus.stop();
    this.housekeeping.stop();
  }
}
