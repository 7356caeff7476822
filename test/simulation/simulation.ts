import type { EngineOptions, EngineStatus } from '@grove/engine';
import { shortenCheckpoints } from './checkpoints';
import { DurableLog, type LogListener } from './durable-log';
import { engineOptionsOf } from './engine-options';
import { EventQueue } from './event-queue';
import { FaultSchedule } from './fault-schedule';
import { History } from './history';
import { checkAcknowledgedWrites } from './invariants/acknowledged-writes';
import { AnswerAfterCommit } from './invariants/answer-after-commit';
import { CommitRule } from './invariants/commit-rule';
import { CommittedLog } from './invariants/committed-log';
import { ElectionSafety } from './invariants/election-safety';
import { checkEphemerals } from './invariants/ephemerals';
import { checkExactlyOnce } from './invariants/exactly-once';
import { checkFinalState, readFinalState, type FinalState } from './invariants/final-state';
import { LeaderCompleteness } from './invariants/leader-completeness';
import { checkLogGrowth } from './invariants/log-growth';
import { LogMatching } from './invariants/log-matching';
import { checkMembershipAnswers } from './invariants/membership-answers';
import { MemoryBounds } from './invariants/memory-bounds';
import { checkReads } from './invariants/reads';
import { checkSessionClose } from './invariants/session-close';
import { checkSessionOrder } from './invariants/session-order';
import { SessionLife } from './invariants/session-life';
import { SilentDivergence } from './invariants/silent-divergence';
import { StateDigests } from './invariants/state-digests';
import { checkStrayVolumes } from './invariants/stray-volumes';
import { checkWatchEvents } from './invariants/watch-events';
import { checkWatchRequests } from './invariants/watch-requests';
import { checkWatchStreams } from './invariants/watch-streams';
import { insideOf } from './inside-replica';
import { JournalOverlay } from './journal-overlay';
import { MembershipAsks } from './membership-asks';
import { MembershipChanges } from './membership-changes';
import { ENTRIES_MIN, SIMULATED_MS_MIN, planOf, type SimulationPlan } from './plan';
import { engineFactory } from './planted-faults';
import { PeerMessages } from './peer-messages';
import { SeededRandom } from './random';
import { replay } from './replay';
import type { SeedOptions, SeedResult } from './seed-result';
import { SimulatedDisk } from './simulated-disk';
import { SimulatedNetwork } from './simulated-network';
import { SimulatedReplica, type ReplicaListener, type ReplicaProcess } from './simulated-replica';
import { Strays } from './strays';
import { Trace } from './trace';
import { Users, type UserListener } from './users';
import type { Violation } from './violation';

/** Nothing goes wrong while the first cluster forms. */
const FORMATION_MS = 1_500;
/** After the faults: how long until a leader is there and a write succeeds everywhere. */
const RECOVERY_MS_MAX = 15_000;
const DRAIN_MS_MAX = 15_000;
const WORKLOAD_MS_MAX = 90_000;
const CONVERGENCE_MS_MAX = 10_000;
const STEP_MS = 100;
/** From the first difference: until the next two checkpoints, and the word of the others. */
const DIVERGENCE_MS_MAX = 15_000;

/** Runs one seed from an empty cluster to its verdict. The same seed gives the same run, event by event. */
export function runSeed(seed: number, options: SeedOptions = {}): SeedResult {
  return new Simulation(planOf(seed, options.planted ?? null), options.trace === true).run();
}

class Simulation implements LogListener, ReplicaListener, UserListener {
  private readonly queue = new EventQueue();
  private readonly trace: Trace;
  private readonly history = new History();
  private readonly logs = new Map<number, DurableLog>();
  private readonly journals = new Map<number, JournalOverlay>();
  /** Starts that found in the journal what the store had not. */
  private journalsReplayed = 0;
  private readonly replicas: SimulatedReplica[] = [];
  private readonly users: Users;
  private readonly membership: MembershipChanges;
  private readonly membershipAsks: MembershipAsks;
  private readonly strays: Strays;
  private readonly faults: FaultSchedule;
  private violation: Violation | null = null;
  private truncations = 0;
  private replayedCounts = { reaped: 0, subtreesDeleted: 0, refusedByRights: 0, refusedByQuota: 0, repeatedRequestIds: 0 };
  private snapshotInstalls = 0;
  private crashes = 0;
  private readonly volumes = new Map<number, number>();

  private readonly report = (invariant: string, message: string): void => {
    this.violation ??= { invariant, message, atMs: this.queue.nowMs };
    this.trace.add('VIOLATED', `${invariant}: ${message}`);
  };
  private readonly electionSafety = new ElectionSafety(this.report);
  private readonly logMatching = new LogMatching(this.report);
  private readonly sessionLife = new SessionLife(
    this.report,
    () => this.queue.nowMs,
    (term) => this.electionSafety.leaderOf(term),
    (sessionId) => this.users.clients.some((client) => client.trustedSession === sessionId),
  );
  private readonly committed = new CommittedLog(this.report, (block) => this.sessionLife.onCommitted(block));
  private readonly leaderCompleteness = new LeaderCompleteness(this.report, this.committed);
  private readonly commitRule = new CommitRule(this.report);
  private readonly digests = new StateDigests(this.report);
  private readonly divergence = new SilentDivergence(this.report, () => this.queue.nowMs);
  private readonly answers = new AnswerAfterCommit(this.report, this.logs, () => this.quorum());
  private readonly bounds: MemoryBounds;

  constructor(
    private readonly plan: SimulationPlan,
    traced: boolean,
  ) {
    shortenCheckpoints();
    const random = new SeededRandom(plan.seed);
    this.trace = new Trace(traced, () => this.queue.nowMs);
    const peerMessages = new PeerMessages({
      onVoteGranted: (voter, term, candidate) => {
        this.electionSafety.onVoteGranted(`replica ${voter} (volume ${this.volumes.get(voter) ?? 0})`, term, candidate);
        const replica = this.replicas[voter - 1];
        if (replica !== undefined) this.faults.onVoted(replica);
      },
      onSnapshotInstalled: () => this.snapshotInstalls++,
    });
    const network = new SimulatedNetwork(this.queue, random.fork(), plan.network, {
      onSend: (from, to, channel, bytes) => {
        peerMessages.onSend(from, to, channel, bytes);
        if (this.trace.enabled) this.trace.add(`r${from}`, `→ r${to} ${channel} ${bytes.length} bytes`);
      },
    });
    const members = Array.from({ length: plan.replicas }, (_, at) => ({
      id: at + 1,
      peerAddress: `r${at + 1}:7420`,
      clientAddress: `r${at + 1}:7410`,
    }));
    const everybody: SimulatedReplica[] = [];
    const replicaOf = (id: number, random: SeededRandom, options: EngineOptions): SimulatedReplica => {
      const log = new DurableLog(id, this);
      this.logs.set(id, log);
      const overlay = new JournalOverlay({
        onDurablePut: (store, key, value) => log.onDurablePut(store, key, value),
        onDurableDelete: (store, key) => log.onDurableDelete(store, key),
        onDurableBatch: (store) => log.onDurableBatch(store),
        onDurableJournal: () => log.onDurableJournal(),
        onWiped: () => {
          this.volumes.set(id, (this.volumes.get(id) ?? 0) + 1);
          log.onWiped();
        },
      });
      this.journals.set(id, overlay);
      const disk = new SimulatedDisk(this.queue, random.fork(), plan.disk, overlay);
      const clock = plan.clocks[id - 1] ?? { rate: 1, wallOffsetMs: 0 };
      const optionsNow = (): EngineOptions => ({
        ...options,
        initialMembers: options.initialMembers.map((member) => ({ ...member, peerAddress: everybody[member.id - 1]?.peerAddress ?? '' })),
      });
      const made = new SimulatedReplica(id, disk, this.queue, network, random.fork(), clock, optionsNow, engineFactory(plan.planted), this);
      everybody.push(made);
      return made;
    };
    for (const { id } of members) this.replicas.push(replicaOf(id, random, engineOptionsOf(plan, id, members)));
    this.bounds = new MemoryBounds(this.report, engineOptionsOf(plan, 1, members));
    this.users = new Users(plan, this.queue, random, this.history, this.replicas, this, this.report, this.trace);
    const apart = new SeededRandom(plan.seed, 4);
    const latecomers = Array.from({ length: plan.latecomers }, (_, at) => {
      const id = plan.replicas + at + 1;
      const known = [...members, { id, peerAddress: `r${id}:7420`, clientAddress: `r${id}:7410` }];
      return replicaOf(id, apart, { ...engineOptionsOf(plan, id, known), joinsOnly: apart.chance(0.5) });
    });
    this.membershipAsks = new MembershipAsks(this.queue, this.trace, (replica, process, zxid) => this.onTold(replica, process, zxid));
    this.membership = new MembershipChanges(
      this.queue,
      apart,
      this.replicas,
      latecomers,
      this.membershipAsks,
      this.trace,
      (replica, untilMs) => this.sessionLife.onDisturbed(replica, untilMs),
    );
    this.strays = new Strays(plan, this.queue, apart.fork(), network, this.replicas, this.report, this.trace, (replica, untilMs) =>
      this.sessionLife.onDisturbed(replica, untilMs),
    );
    this.faults = new FaultSchedule(
      plan,
      this.queue,
      random.fork(),
      network,
      this.replicas,
      this.users.clients,
      this.membership,
      this.strays,
      this.trace,
      (replica) => this.isWhole(replica),
      (replica) => this.journals.get(replica)?.mark ?? null,
      (replicas, untilMs) => replicas.forEach((replica) => this.sessionLife.onDisturbed(replica, untilMs)),
    );
  }

  run(): SeedResult {
    const random = new SeededRandom(this.plan.seed, 2);
    for (const replica of this.replicas) replica.start();
    this.users.start();
    this.faults.start(FORMATION_MS);
    this.advance(this.plan.faultsEndMs);
    this.faults.stop();
    this.trace.add('world', 'the faults end');
    this.await(
      'liveness',
      RECOVERY_MS_MAX,
      () => this.recovered(),
      () => `after ${RECOVERY_MS_MAX} ms without faults the cluster does not serve: ${this.describeReplicas()}`,
    );
    if (this.plan.corruptsMemory) this.corruptMemory(random);
    this.await(
      'liveness',
      WORKLOAD_MS_MAX,
      () => this.committed.entries >= ENTRIES_MIN && this.queue.nowMs >= SIMULATED_MS_MIN - 1_000,
      () => `only ${this.committed.entries} entries were committed`,
    );
    const users = [...this.users.clients, ...this.users.callers];
    for (const user of users) user.finish();
    this.await(
      'liveness',
      DRAIN_MS_MAX,
      () => users.every((user) => user.finished),
      () => `requests without an answer: ${users.map((user) => `${user.name} ${user.unanswered}`).join(', ')}; ${this.describeReplicas()}`,
    );
    this.await(
      'convergence',
      CONVERGENCE_MS_MAX,
      () => this.converged(),
      () => `the replicas do not come together: ${this.describeReplicas()}`,
    );
    const lastZxid = this.committed.lastIndex;
    this.await(
      'liveness',
      DRAIN_MS_MAX,
      () => this.users.watchers.every((watcher) => watcher.toldZxid >= lastZxid),
      () => `Watch streams are behind ${lastZxid}: ${this.users.watchers.map(({ name, toldZxid }) => `${name} ${toldZxid}`).join(', ')}`,
    );
    this.await(
      'bounded memory',
      DRAIN_MS_MAX,
      () => this.nothingIsLeft(),
      () => 'a replica still holds what was answered long ago',
    );
    this.advance(SIMULATED_MS_MIN);
    const finalState = this.violation === null ? this.readFinalState() : null;
    if (this.violation === null && finalState !== null) this.checkHistory(finalState);
    return this.result();
  }

  /** A replica that differs, and nobody's fault shows it: the others must find it out. */
  private corruptMemory(random: SeededRandom): void {
    const { divergence } = this;
    this.await(
      'liveness',
      RECOVERY_MS_MAX,
      () => this.replicas.every(({ id }) => this.isWhole(id)),
      () => `a replica has not caught up: ${this.describeReplicas()}`,
    );
    const replica = random.pick(this.replicas);
    if (this.violation !== null || replica.process === null) return;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, 'a word of its memory changes');
    divergence.corrupt(replica.process);
    this.sessionLife.onDisturbed(replica.id, this.queue.nowMs + DIVERGENCE_MS_MAX);
    this.await(
      'P11',
      DIVERGENCE_MS_MAX,
      () => divergence.isOver,
      () => `replica ${replica.id} differs from the others and serves on: ${this.describeReplicas()}`,
    );
    this.await(
      'liveness',
      RECOVERY_MS_MAX,
      () => this.recovered(),
      () => `a replica that differed is not back after ${RECOVERY_MS_MAX} ms: ${this.describeReplicas()}`,
    );
  }

  // ─── what the replicas do ───

  onStarted(replica: SimulatedReplica): void {
    const inJournal = this.journals.get(replica.id)?.liveRecords ?? 0;
    if (inJournal > 0) this.journalsReplayed++;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `starts (${replica.starts}), ${inJournal} records in the journal alone`);
    this.committed.forget(replica.id);
    this.commitRule.forget(replica.id);
    this.sessionLife.onDisturbed(replica.id, this.queue.nowMs);
  }

  onEnded(replica: SimulatedReplica, reason: string): void {
    this.crashes++;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `ends: ${reason}`);
    this.sessionLife.onDisturbed(replica.id, this.queue.nowMs);
    this.users.onReplicaEnded();
    this.faults.onEnded(replica);
  }

  onStatus(replica: SimulatedReplica, status: EngineStatus): void {
    const log = this.logs.get(replica.id);
    if (log === undefined) return;
    if (this.trace.enabled) {
      this.trace.add(
        `r${replica.id}`,
        `${status.role} of term ${status.term}, leader ${status.leader}, log ${log.lastIndex}, commit ${status.commitIndex}, applied ${status.appliedIndex}`,
      );
    }
    // Not its commit index: that may run ahead of what its own disk holds.
    this.committed.onApplied(replica.id, status.term, log, status.appliedIndex);
    checkLogGrowth(this.committed.entries, this.report);
    this.commitRule.onState(replica.id, status.role, status.term, status.commitIndex, log);
    if (status.role === 'leader' && this.electionSafety.onLeader(replica.id, status.term)) {
      this.leaderCompleteness.onElected(replica.id, status.term, log);
      this.sessionLife.onElected(status.term);
    }
    const engine = replica.process?.engine;
    if (engine !== null && engine !== undefined) this.bounds.onTurn(replica.id, engine);
    if (status.digestZxid > 0 && replica.process !== this.divergence.process)
      this.digests.onApplied(replica.id, status.digestZxid, status.digest);
  }

  onFatal(replica: SimulatedReplica, reason: string, error: Error | null): void {
    const text = `${reason}${error === null ? '' : `: ${error.stack ?? error.message}`}`;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `fatal: ${text}`);
    const differs = replica.process !== null && replica.process === this.divergence.process;
    if (!replica.disk.writeFailed && !replica.disk.damaged && !differs)
      this.report('fatal', `replica ${replica.id} ended itself though its disk had not failed: ${text}`);
  }

  onThrown(replica: SimulatedReplica, error: unknown): void {
    this.report('exception', `replica ${replica.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  onLog(replica: SimulatedReplica, level: string, message: string, fields: string): void {
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `${level}: ${message} ${fields}`);
    // It is told on purpose: by the one that differs, and of it.
    if (level !== 'error' || this.divergence.process !== null) return;
    // A snapshot that is not what was written, where no disk has lied.
    const isFlaw = message.includes('snapshot') && this.faults.damages === 0;
    if (isFlaw || message.includes('replicas differ')) this.report('errors', `replica ${replica.id}: ${message} ${fields}`);
  }

  onDurableLogChanged(replica: number, log: DurableLog, added: Parameters<LogMatching['onAdded']>[2]): void {
    this.logMatching.onAdded(replica, log, added);
  }

  onTruncated(replica: number, fromIndex: number): void {
    this.truncations++;
    if (this.trace.enabled) this.trace.add(`r${replica}`, `truncates its log from ${fromIndex}`);
  }

  // ─── what the clients do ───

  onTold(replica: SimulatedReplica, process: ReplicaProcess, zxid: number): void {
    this.divergence.onTold(process);
    // The status is dear: what is known of this process already is enough for most.
    if (zxid <= process.appliedIndex && this.answers.isKnown(zxid)) return;
    const status = process.engine?.status();
    if (status === undefined) return;
    // A stream that ends in the middle of a block is told at once: the state is then ahead of the last whole block.
    process.appliedIndex = Math.max(status.appliedIndex, status.digestZxid);
    this.answers.onAnswer({ id: replica.id, appliedIndex: process.appliedIndex, commitIndex: status.commitIndex }, zxid);
  }

  onHeard(replica: SimulatedReplica, sessionId: number): void {
    this.sessionLife.onHeard(replica.id, sessionId);
  }

  onBacklog(replica: SimulatedReplica, backlogBytes: number, frameBytes: number): void {
    this.bounds.onBacklog(replica.id, backlogBytes, frameBytes);
  }

  // ─── the run ───

  /** Runs on until this time, or the first violation. */
  private advance(untilMs: number): void {
    while (this.violation === null && this.queue.step(untilMs));
    if (this.violation === null) this.queue.nowMs = Math.max(this.queue.nowMs, untilMs);
  }

  private await(invariant: string, withinMs: number, reached: () => boolean, message: () => string): void {
    const deadlineMs = this.queue.nowMs + withinMs;
    while (this.violation === null && !reached()) {
      if (this.queue.nowMs >= deadlineMs) {
        this.report(invariant, message());
        return;
      }
      this.advance(this.queue.nowMs + STEP_MS);
    }
  }

  private recovered(): boolean {
    const statuses = this.statuses();
    const leaders = statuses.filter((status) => status.role === 'leader');
    return (
      !this.membership.isBusy &&
      statuses.length === this.replicas.length &&
      statuses.every(({ config }) => this.areAllVoters(config)) &&
      leaders.length === 1 &&
      statuses.every((status) => status.ready && status.leader === leaders[0]?.replica)
    );
  }

  private converged(): boolean {
    const statuses = this.statuses();
    const [first] = statuses;
    return (
      first !== undefined &&
      statuses.length === this.replicas.length &&
      statuses.every(
        (status) =>
          status.appliedIndex === first.appliedIndex && status.commitIndex === first.commitIndex && status.digest === first.digest,
      )
    );
  }

  private statuses(): EngineStatus[] {
    return this.replicas.flatMap((replica) => replica.status ?? []);
  }

  private isWhole(replica: number): boolean {
    const found = this.replicas[replica - 1];
    const status = found?.status ?? null;
    if (found === undefined || status === null || !status.ready || status.appliedIndex < this.committed.lastIndex - 50) return false;
    // Ready, and without a vote until its log is repaired, and that on its disk: one more volume lost would be too much.
    const inside = insideOf(found);
    return inside?.live?.consensus.raft.damaged === false && inside.recovered?.log.damaged === false && this.areAllVoters(status.config);
  }

  private areAllVoters({ members }: EngineStatus['config']): boolean {
    return members.length === this.replicas.length && members.every((member) => member.voter);
  }

  private quorum(): number {
    // With more voters it is more, with one less it is the same.
    return Math.floor(this.plan.replicas / 2) + 1 - (this.faults.recovering === null ? 0 : 1);
  }

  private describeReplicas(): string {
    return this.replicas
      .map((replica) => {
        const status = replica.status;
        if (status === null) return `r${replica.id} down`;
        const { role, term, leader, commitIndex, appliedIndex, ready, digest } = status;
        return `r${replica.id} ${role} term ${term} leader ${leader} log ${this.logs.get(replica.id)?.lastIndex ?? 0} commit ${commitIndex} applied ${appliedIndex} ${digest}${ready ? '' : ' not ready'}`;
      })
      .join('; ');
  }

  /** Everything that waited has been told; looked at until it is so, because forwards are told a little later. */
  private nothingIsLeft(): boolean {
    let found = false;
    const bounds = new MemoryBounds(() => (found = true), engineOptionsOf(this.plan, 1, []));
    for (const replica of this.replicas) {
      const engine = replica.process?.engine;
      if (engine !== null && engine !== undefined) bounds.onQuiet(replica.id, engine, this.logs.get(replica.id));
    }
    return !found;
  }

  private readFinalState(): FinalState | null {
    const [replica] = this.replicas;
    const engine = replica?.process?.engine;
    if (engine === null || engine === undefined) return null;
    return readFinalState(engine, (ms) => this.advance(this.queue.nowMs + ms));
  }

  private checkHistory(finalState: FinalState): void {
    const reads = this.history.requests.filter((request) => !request.isWrite);
    const replayed = replay(this.committed.blocks, reads);
    this.replayedCounts = replayed.tree.counts;
    checkAcknowledgedWrites(this.history, replayed, this.report);
    checkReads(this.history, replayed, this.report);
    checkSessionOrder(this.history, replayed, this.report);
    checkExactlyOnce(this.history, replayed, this.report);
    checkSessionClose(this.history, replayed, this.report);
    checkEphemerals(this.history, replayed, this.report);
    checkWatchEvents(this.history, replayed, this.report);
    checkWatchRequests(this.history, this.report);
    checkWatchStreams(this.history, replayed, this.report);
    checkMembershipAnswers(this.membershipAsks.all, this.committed.blocks, this.plan.replicas, this.report);
    checkStrayVolumes(this.strays.volumes, this.committed.blocks, this.report);
    checkFinalState(finalState, replayed, this.report);
  }

  private result(): SeedResult {
    return {
      seed: this.plan.seed,
      violation: this.violation,
      simulatedMs: this.queue.nowMs,
      entries: this.committed.entries,
      events: this.queue.eventsRun,
      elections: this.electionSafety.elections,
      truncations: this.truncations,
      snapshotInstalls: this.snapshotInstalls,
      crashes: this.crashes,
      crashesBetweenEffects: this.replicas.reduce((sum, replica) => sum + replica.crashesBetweenEffects, 0),
      volumesLost: this.faults.counts.wipe + this.faults.damages,
      journalsReplayed: this.journalsReplayed,
      journalsDamaged: this.faults.counts.corruptJournal + this.faults.counts.loseJournal,
      diskFaults: this.faults.counts.diskHang + this.faults.counts.diskSlow + this.faults.counts.diskError + this.faults.counts.diskFull,
      writesAnswered: this.history.writesAnswered,
      ...this.replayedCounts,
      readsAnswered: this.history.readsAnswered,
      watchEvents: this.history.eventsReceived,
      streamEvents: this.history.streamEvents,
      streamsResumed: this.history.streamsResumed,
      watchesLost: this.history.watchesLost,
      unaryAnswered: this.history.unaryAnswered,
      unaryRepeated: this.history.unaryRepeated,
      sessions: this.history.sessionsOpened,
      sessionsMoved: this.history.moves,
      sessionsExpired: this.sessionLife.expired,
      pagesContinued: this.history.pagesContinued,
      watchesRemoved: this.history.watchesRemoved,
      readOnlyStarts: this.history.readOnlyStarts,
      readOnlyReads: this.history.readOnlyReads,
      readOnlyRefusals: this.history.readOnlyRefusals,
      sessionsClosed: this.history.closes.length,
      membershipChanges: this.membership.changes,
      membersAdded: this.membership.grown,
      membersMoved: this.membership.moved,
      straysStarted: this.strays.started,
      membershipDone: this.membershipAsks.done,
      membershipRefused: this.membershipAsks.refused,
      divergencesNoticed: this.divergence.isOver ? 1 : 0,
      trace: this.trace.lines,
    };
  }
}
