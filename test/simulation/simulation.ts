import { defaultEngineOptions, type EngineOptions, type EngineStatus } from '@grove/engine';
import type { Item } from './client-codec';
import { ClientLink, type LinkEvents } from './client-link';
import { DurableLog, type LogListener } from './durable-log';
import { EventQueue } from './event-queue';
import { FaultSchedule } from './fault-schedule';
import { History } from './history';
import { checkAcknowledgedWrites } from './invariants/acknowledged-writes';
import { AnswerAfterCommit } from './invariants/answer-after-commit';
import { CommitRule } from './invariants/commit-rule';
import { CommittedLog } from './invariants/committed-log';
import { ElectionSafety } from './invariants/election-safety';
import { LeaderCompleteness } from './invariants/leader-completeness';
import { LogMatching } from './invariants/log-matching';
import { checkReads } from './invariants/reads';
import { checkSessionOrder } from './invariants/session-order';
import { StateDigests } from './invariants/state-digests';
import { checkWatchEvents } from './invariants/watch-events';
import { ENTRIES_MIN, SIMULATED_MS_MIN, planOf, type PlantedFault, type SimulationPlan } from './plan';
import { engineFactory } from './planted-faults';
import { PeerMessages } from './peer-messages';
import { SeededRandom } from './random';
import { replay } from './replay';
import { SimulatedClient } from './simulated-client';
import { SimulatedDisk } from './simulated-disk';
import { SimulatedNetwork } from './simulated-network';
import { SimulatedReplica, type ReplicaListener, type ReplicaProcess } from './simulated-replica';
import { Trace } from './trace';
import type { Violation } from './violation';
import { Workload } from './workload';

/** What a run saw and did: added up over all seeds. */
export interface SeedResult {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly simulatedMs: number;
  readonly entries: number;
  readonly events: number;
  readonly elections: number;
  readonly truncations: number;
  readonly snapshotInstalls: number;
  readonly crashes: number;
  readonly crashesBetweenEffects: number;
  readonly volumesLost: number;
  readonly writesAnswered: number;
  readonly readsAnswered: number;
  readonly watchEvents: number;
  readonly sessions: number;
  readonly reaped: number;
  readonly subtreesDeleted: number;
  readonly refusedByRights: number;
  readonly trace: readonly string[];
}

export interface SeedOptions {
  readonly trace?: boolean;
  readonly planted?: PlantedFault | null;
}

/** Nothing goes wrong while the first cluster forms. */
const FORMATION_MS = 1_500;
/** Often enough that container and TTL znodes go during a run. */
const REAP_INTERVAL_MS = 1_500;
/** After the faults: how long until a leader is there and a write succeeds everywhere. */
const RECOVERY_MS_MAX = 15_000;
const DRAIN_MS_MAX = 15_000;
const WORKLOAD_MS_MAX = 90_000;
const CONVERGENCE_MS_MAX = 10_000;
const STEP_MS = 100;

/** Runs one seed from an empty cluster to its verdict. The same seed gives the same run, event by event. */
export function runSeed(seed: number, options: SeedOptions = {}): SeedResult {
  return new Simulation(planOf(seed, options.planted ?? null), options.trace === true).run();
}

class Simulation implements LogListener, ReplicaListener {
  private readonly queue = new EventQueue();
  private readonly trace: Trace;
  private readonly history = new History();
  private readonly logs = new Map<number, DurableLog>();
  private readonly replicas: SimulatedReplica[] = [];
  private readonly clients: SimulatedClient[] = [];
  private readonly links = new Set<{ link: ClientLink; replica: number }>();
  private readonly faults: FaultSchedule;
  private violation: Violation | null = null;
  private truncations = 0;
  private replayedCounts = { reaped: 0, subtreesDeleted: 0, refusedByRights: 0 };
  private snapshotInstalls = 0;
  private crashes = 0;
  private readonly volumes = new Map<number, number>();

  private readonly report = (invariant: string, message: string): void => {
    this.violation ??= { invariant, message, atMs: this.queue.nowMs };
    this.trace.add('VIOLATED', `${invariant}: ${message}`);
  };
  private readonly electionSafety = new ElectionSafety(this.report);
  private readonly logMatching = new LogMatching(this.report);
  private readonly committed = new CommittedLog(this.report);
  private readonly leaderCompleteness = new LeaderCompleteness(this.report, this.committed);
  private readonly commitRule = new CommitRule(this.report);
  private readonly digests = new StateDigests(this.report);
  private readonly answers = new AnswerAfterCommit(this.report, this.logs, () => this.quorum());

  constructor(
    private readonly plan: SimulationPlan,
    traced: boolean,
  ) {
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
    for (const [at, { id }] of members.entries()) {
      const log = new DurableLog(id, this);
      this.logs.set(id, log);
      const disk = new SimulatedDisk(this.queue, random.fork(), plan.disk, {
        onDurablePut: (store, key, value) => log.onDurablePut(store, key, value),
        onDurableDelete: (store, key) => log.onDurableDelete(store, key),
        onDurableBatch: (store) => log.onDurableBatch(store),
        onWiped: () => {
          this.volumes.set(id, (this.volumes.get(id) ?? 0) + 1);
          log.onWiped();
        },
      });
      const clock = plan.clocks[at] ?? { rate: 1, wallOffsetMs: 0 };
      this.replicas.push(
        new SimulatedReplica(
          id,
          disk,
          this.queue,
          network,
          random.fork(),
          clock,
          this.engineOptions(id, members),
          engineFactory(plan.planted),
          this,
        ),
      );
    }
    for (let number = 1; number <= plan.clients; number++) {
      const clientRandom = random.fork();
      this.clients.push(
        new SimulatedClient(
          number,
          this.queue,
          clientRandom,
          plan,
          new Workload(random.fork(), number),
          this.history,
          this.replicas,
          (replica, events) => this.connect(replica, clientRandom, events),
          this.report,
          this.trace,
        ),
      );
    }
    this.faults = new FaultSchedule(plan, this.queue, random.fork(), network, this.replicas, this.clients, this.trace, (replica) =>
      this.isWhole(replica),
    );
  }

  run(): SeedResult {
    for (const replica of this.replicas) replica.start();
    for (const client of this.clients) client.start();
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
    this.await(
      'liveness',
      WORKLOAD_MS_MAX,
      () => this.committed.entries >= ENTRIES_MIN && this.queue.nowMs >= SIMULATED_MS_MIN - 1_000,
      () => `only ${this.committed.entries} entries were committed`,
    );
    for (const client of this.clients) client.finish();
    this.await(
      'liveness',
      DRAIN_MS_MAX,
      () => this.clients.every((client) => client.finished),
      () => `requests without an answer: ${this.clients.map((client) => client.unanswered).join(', ')}; ${this.describeReplicas()}`,
    );
    this.await(
      'convergence',
      CONVERGENCE_MS_MAX,
      () => this.converged(),
      () => `the replicas do not come together: ${this.describeReplicas()}`,
    );
    this.advance(SIMULATED_MS_MIN);
    if (this.violation === null) this.checkHistory();
    return this.result();
  }

  // ─── what the replicas do ───

  onStarted(replica: SimulatedReplica): void {
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `starts (${replica.starts})`);
    this.committed.forget(replica.id);
    this.commitRule.forget(replica.id);
  }

  onEnded(replica: SimulatedReplica, reason: string): void {
    this.crashes++;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `ends: ${reason}`);
    for (const entry of [...this.links]) {
      if (entry.link.dead || entry.link.isClosed) this.links.delete(entry);
      if (entry.link.dead) entry.link.serverGone();
    }
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
    this.committed.onApplied(replica.id, log, status.appliedIndex);
    this.commitRule.onState(replica.id, status.role, status.term, status.commitIndex, log);
    if (status.role === 'leader' && this.electionSafety.onLeader(replica.id, status.term)) {
      this.leaderCompleteness.onElected(replica.id, status.term, log);
    }
    if (status.digestZxid > 0) this.digests.onApplied(replica.id, status.digestZxid, status.digest);
  }

  onFatal(replica: SimulatedReplica, reason: string, error: Error | null): void {
    const text = `${reason}${error === null ? '' : `: ${error.stack ?? error.message}`}`;
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `fatal: ${text}`);
    if (!replica.disk.writeFailed) this.report('fatal', `replica ${replica.id} ended itself though its disk had not failed: ${text}`);
  }

  onThrown(replica: SimulatedReplica, error: unknown): void {
    this.report('exception', `replica ${replica.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  onLog(replica: SimulatedReplica, level: string, message: string, fields: string): void {
    if (this.trace.enabled) this.trace.add(`r${replica.id}`, `${level}: ${message} ${fields}`);
  }

  onDurableLogChanged(replica: number, log: DurableLog, added: Parameters<LogMatching['onAdded']>[2]): void {
    this.logMatching.onAdded(replica, log, added);
  }

  onTruncated(replica: number, fromIndex: number): void {
    this.truncations++;
    if (this.trace.enabled) this.trace.add(`r${replica}`, `truncates its log from ${fromIndex}`);
  }

  // ─── what the clients do ───

  private connect(replica: SimulatedReplica, random: SeededRandom, events: LinkEvents): ClientLink {
    const link = new ClientLink(this.queue, random, replica, this.plan.network.delayMsMax, events, (server, process, items) =>
      this.onServerFrame(server, process, items),
    );
    this.links.add({ link, replica: replica.id });
    return link;
  }

  private onServerFrame(replica: SimulatedReplica, process: ReplicaProcess, items: readonly Item[]): void {
    let zxid = 0;
    for (const item of items) {
      if (item.type === 'answer' || item.type === 'event') zxid = Math.max(zxid, item.zxid);
    }
    const status = zxid === 0 ? undefined : process.engine?.status();
    if (status === undefined) return;
    // A stream that ends in the middle of a block is told at once: the state is then ahead of the last whole block.
    const appliedIndex = Math.max(status.appliedIndex, status.digestZxid);
    this.answers.onAnswer({ id: replica.id, appliedIndex, commitIndex: status.commitIndex }, zxid);
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
      statuses.length === this.replicas.length &&
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
    const status = this.replicas[replica - 1]?.status;
    if (status === null || status === undefined || !status.ready || status.appliedIndex < this.committed.lastIndex - 50) return false;
    return status.config.members.length === this.replicas.length && status.config.members.every((member) => member.voter);
  }

  private quorum(): number {
    return Math.floor(this.replicas.length / 2) + 1 - (this.faults.recovering === null ? 0 : 1);
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

  private checkHistory(): void {
    const reads = this.history.requests.filter((request) => request.sequence === 0);
    const replayed = replay(this.committed.blocks, reads);
    this.replayedCounts = replayed.counts;
    checkAcknowledgedWrites(this.history, replayed, this.report);
    checkReads(this.history, replayed, this.report);
    checkSessionOrder(this.history, replayed, this.report);
    checkWatchEvents(this.history, replayed, this.report);
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
      volumesLost: this.faults.counts.wipe + this.faults.counts.corruptLog,
      writesAnswered: this.history.writesAnswered,
      ...this.replayedCounts,
      readsAnswered: this.history.readsAnswered,
      watchEvents: this.history.eventsReceived,
      sessions: this.history.sessionsOpened,
      trace: this.trace.lines,
    };
  }

  private engineOptions(id: number, members: EngineOptions['initialMembers']): EngineOptions {
    const { plan } = this;
    return {
      ...defaultEngineOptions,
      replica: id,
      initialMembers: members,
      heartbeatIntervalMs: plan.heartbeatIntervalMs,
      sessionTimeoutMsMin: 1_000,
      reapIntervalMs: REAP_INTERVAL_MS,
      snapshotEveryEntries: plan.snapshotEveryEntries,
      logKeepEntries: plan.logKeepEntries,
      appendWindowBytes: plan.appendWindowBytes,
      appendMessageBytesMax: plan.appendMessageBytesMax,
      logCacheBytes: plan.logCacheBytes,
      blockBytesMax: plan.blockBytesMax,
    };
  }
}
