import type { Block, ClusterConfig, Effect, Input, Message, RaftOptions, ReplicaId } from '../types';
import { configOfIds, member } from './cluster';
import { emptyDisk, TestReplica, writeToDisk, type TestDisk, type TestHost, type TestMessage } from './replica';
import { seededRandom, textBytes } from './sealer';

export interface ChaosSettings {
  readonly seed: number;
  readonly voters: number;
  readonly durationMs: number;
  /** Planted on purpose, the checks must find it: a restart loses what was reported as synced. */
  readonly skipSync?: boolean;
}

export interface ChaosResult {
  readonly committed: number;
  readonly elections: number;
  readonly truncations: number;
  readonly installs: number;
  readonly crashes: number;
  readonly reads: number;
  readonly configs: number;
  readonly damages: number;
  readonly healed: number;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * One short run of a cluster under random faults, decided by its seed: crashes between any two effects, lost tails of
 * unsynced writes, cut and slow links, hung disks, paused replicas, resets, snapshots, transfers, changed members,
 * wiped and damaged volumes. Throws where a promise of Raft (§3.2, figure 3.2) is broken:
 *
 * - election safety: one leader per term; - log matching; - leader completeness; - state machine safety;
 * - reads: an index asked for covers everything that was applied anywhere before;
 * - liveness: once the faults end, all replicas apply the same.
 */
export class Chaos implements TestHost {
  private readonly random: () => number;
  private nowMs = 0;
  private readonly events: Event[] = [];
  private order = 0;
  private readonly disks = new Map<ReplicaId, TestDisk>();
  private readonly replicas = new Map<ReplicaId, TestReplica>();
  private readonly pausedUntil = new Map<ReplicaId, number>();
  private readonly hungUntil = new Map<ReplicaId, number>();
  private readonly busyDisk = new Set<TestReplica>();
  private readonly damaged = new Set<ReplicaId>();
  /** Times up to which each channel is taken: messages on one channel keep their order. */
  private readonly channels = new Map<string, number>();
  private cut = new Set<string>();
  private faults = true;
  private readonly leaderOfTerm = new Map<number, ReplicaId>();
  private readonly committed: Block[] = [];
  /** The term in which each of them was seen committed first. */
  private readonly committedInTerm: number[] = [];
  private readonly committedEnd = new Map<number, Block>();
  private readonly openReads = new Map<number, { replica: TestReplica; floor: number }>();
  private token = 0;
  private body = 0;
  private incarnations = 0;
  private readonly options: Partial<RaftOptions>;
  private readonly counts = { elections: 0, truncations: 0, installs: 0, crashes: 0, reads: 0, configs: 0, damages: 0, healed: 0 };

  constructor(private readonly settings: ChaosSettings) {
    this.random = seededRandom(settings.seed);
    const small = this.chance(0.5);
    this.options = small ? { appendMessageBytesMax: 60, appendWindowBytes: 200, logCacheBytes: 300 } : {};
    const ids = Array.from({ length: settings.voters }, (_, at) => at + 1);
    const config = configOfIds(ids);
    for (const id of ids) this.start(id, emptyDisk(config, `volume-${id}`));
  }

  run(): ChaosResult {
    try {
      return this.play();
    } catch (error) {
      throw this.violation(error instanceof Error ? error.message : String(error));
    }
  }

  private play(): ChaosResult {
    const { durationMs } = this.settings;
    this.every(
      () => this.between(2, 60),
      () => this.propose(),
    );
    this.every(
      () => this.between(20, 200),
      () => this.read(),
    );
    this.every(
      () => this.between(20, 400),
      () => this.fault(),
    );
    this.every(
      () => this.between(50, 500),
      () => this.snapshot(),
    );
    this.every(
      () => this.between(50, 300),
      () => this.mendMembership(),
    );
    this.runUntil(durationMs);
    this.faults = false;
    this.cut.clear();
    this.hungUntil.clear();
    this.pausedUntil.clear();
    for (const id of this.disks.keys()) if (!this.replicas.has(id)) this.start(id);
    for (const replica of this.replicas.values()) this.wakeDisk(replica);
    this.runUntil(durationMs + 3000);
    this.checkConverged();
    return { committed: this.committed.length, ...this.counts };
  }

  // --- events ---

  private at(atMs: number, run: () => void): void {
    const event: Event = { atMs, order: this.order++, run };
    let place = this.events.length;
    this.events.push(event);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.events[parent];
      if (above === undefined || !before(event, above)) break;
      this.events[place] = above;
      place = parent;
    }
    this.events[place] = event;
  }

  private next(): Event | undefined {
    const [first] = this.events;
    const last = this.events.pop();
    if (first === undefined || last === undefined || this.events.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      const left = this.events[child];
      const right = this.events[child + 1];
      if (left === undefined) break;
      let least = left;
      if (right !== undefined && before(right, left)) {
        child += 1;
        least = right;
      }
      if (!before(least, last)) break;
      this.events[place] = least;
      place = child;
    }
    this.events[place] = last;
    return first;
  }

  private runUntil(endMs: number): void {
    for (;;) {
      const [first] = this.events;
      if (first === undefined || first.atMs > endMs) break;
      this.next();
      this.nowMs = Math.max(this.nowMs, first.atMs);
      first.run();
    }
    this.nowMs = endMs;
  }

  private every(delay: () => number, run: () => void): void {
    this.at(this.nowMs + delay(), () => {
      run();
      this.every(delay, run);
    });
  }

  // --- replicas ---

  private start(id: ReplicaId, disk?: TestDisk): void {
    const own = disk ?? this.disks.get(id);
    if (own === undefined) throw new Error(`replica ${id} has no disk`);
    this.disks.set(id, own);
    const replica = new TestReplica(id, own, this, this.random, this.nowMs, this.options, this.damaged.has(id));
    this.replicas.set(id, replica);
    this.scheduleTick(replica);
  }

  private alive(replica: TestReplica): boolean {
    return this.replicas.get(replica.id) === replica;
  }

  /** The input reaches the replica as soon as it is not paused. */
  private give(replica: TestReplica, input: Input): void {
    if (!this.alive(replica)) return;
    const paused = this.pausedUntil.get(replica.id) ?? 0;
    if (paused > this.nowMs) {
      this.at(paused, () => this.give(replica, input));
      return;
    }
    const wasLeader = replica.raft.role === 'leader';
    replica.step(this.nowMs, input);
    if (!wasLeader && replica.raft.role === 'leader') this.checkElected(replica);
    this.afterStep(replica);
  }

  private afterStep(replica: TestReplica): void {
    if (!this.alive(replica)) return;
    for (let answer = replica.answers.shift(); answer !== undefined; answer = replica.answers.shift()) {
      const input = answer;
      // A written-off persist is confirmed at once, so that tokens stay in order.
      this.at(this.nowMs + (input.type === 'persisted' ? 0 : this.between(0.1, 3)), () => this.give(replica, input));
    }
    this.wakeDisk(replica);
    this.scheduleTick(replica);
  }

  private wakeDisk(replica: TestReplica): void {
    if (this.busyDisk.has(replica) || replica.writes.length === 0) return;
    this.busyDisk.add(replica);
    const startMs = Math.max(this.nowMs, this.hungUntil.get(replica.id) ?? 0);
    // Slow now and then, so that two candidates of one term can meet.
    this.at(startMs + (this.chance(0.1) ? this.between(5, 40) : this.between(0.1, 4)), () => {
      this.busyDisk.delete(replica);
      if (!this.alive(replica)) return;
      const paused = this.pausedUntil.get(replica.id) ?? 0;
      if (paused > this.nowMs || (this.hungUntil.get(replica.id) ?? 0) > this.nowMs) {
        this.wakeDisk(replica);
        return;
      }
      const wasLeader = replica.raft.role === 'leader';
      // Several may become durable by one sync.
      replica.sync(this.nowMs, this.chance(0.5) ? 1 : replica.writes.length);
      if (!wasLeader && replica.raft.role === 'leader') this.checkElected(replica);
      this.afterStep(replica);
    });
  }

  private readonly tickAt = new Map<TestReplica, number>();

  private scheduleTick(replica: TestReplica): void {
    const due = replica.raft.nextDeadlineMs;
    if (due === Infinity || !this.alive(replica)) return;
    const known = this.tickAt.get(replica);
    if (known !== undefined && known <= due && known >= this.nowMs) return;
    const atMs = Math.max(due, this.nowMs) + this.between(0, 2);
    this.tickAt.set(replica, atMs);
    this.at(atMs, () => {
      if (!this.alive(replica) || this.tickAt.get(replica) !== atMs) return;
      const paused = this.pausedUntil.get(replica.id) ?? 0;
      if (paused > this.nowMs) {
        this.tickAt.delete(replica);
        this.at(paused, () => this.scheduleTick(replica));
        return;
      }
      this.tickAt.delete(replica);
      if (replica.raft.nextDeadlineMs <= this.nowMs) this.give(replica, { type: 'tick' });
      else this.scheduleTick(replica);
    });
  }

  private crash(replica: TestReplica): void {
    this.counts.crashes += 1;
    this.replicas.delete(replica.id);
    // Of the unsynced writes, those before an arbitrary one reached the disk.
    const survived = Math.floor(this.random() * (replica.writes.length + 1));
    for (const write of replica.writes.slice(0, survived)) writeToDisk(replica.disk, write);
    if (this.settings.skipSync === true) loseTail(replica.disk, 3);
    if (this.chance(0.7)) {
      for (const other of this.replicas.values()) {
        this.at(this.nowMs + this.between(0.1, 3), () => this.give(other, { type: 'peerReset', peer: replica.id }));
      }
    }
    const { id } = replica;
    // A short absence is the worse one: what it said before is still being acted upon.
    this.at(this.nowMs + (this.chance(0.4) ? this.between(0.5, 4) : this.between(10, 900)), () => {
      if (!this.replicas.has(id)) this.start(id);
    });
  }

  // --- faults ---

  private fault(): void {
    if (!this.faults) return;
    const up = [...this.replicas.values()];
    const victim = this.pick(up);
    if (victim === undefined) return;
    const kind = this.random();
    if (kind < 0.2) this.crash(victim);
    else if (kind < 0.25) for (const replica of up) this.crash(replica);
    else if (kind < 0.4) {
      this.cut = new Set();
      for (const a of this.disks.keys()) for (const b of this.disks.keys()) if (this.chance(0.3)) this.cut.add(`${a}>${b}`);
      this.at(this.nowMs + this.between(50, 900), () => (this.cut = new Set()));
    } else if (kind < 0.5) this.pausedUntil.set(victim.id, this.nowMs + this.between(50, 1500));
    else if (kind < 0.6) this.hungUntil.set(victim.id, this.nowMs + this.between(50, 1200));
    else if (kind < 0.7) {
      for (const peer of this.disks.keys()) if (peer !== victim.id && this.chance(0.6)) this.give(victim, { type: 'peerReset', peer });
    } else if (kind < 0.8) {
      const to = this.pick([...this.disks.keys()]) ?? null;
      for (const replica of up)
        if (replica.raft.role === 'leader') this.give(replica, { type: 'transferLeadership', to: this.chance(0.5) ? null : to });
    } else if (kind < 0.9) this.changeMembers();
    else if (kind < 0.95) this.damage(victim);
    else this.wipe(victim);
  }

  /** A volume may be damaged or wiped only while all others are sound: Raft survives the loss of a minority. */
  private soundExcept(victim: TestReplica): boolean {
    if (this.damaged.size > 0) return false;
    const leader = [...this.replicas.values()].find((replica) => replica.raft.ready);
    if (leader === undefined || leader === victim) return false;
    const { members } = leader.raft.config;
    return (
      leader.raft.configIndex <= leader.raft.commitIndex &&
      members.length === this.disks.size &&
      members.every((one) => one.voter && this.disks.get(one.id)?.incarnation === one.incarnation && this.replicas.has(one.id)) &&
      members.length >= 3
    );
  }

  private damage(victim: TestReplica): void {
    if (!this.soundExcept(victim)) return;
    this.counts.damages += 1;
    this.crash(victim);
    this.damaged.add(victim.id);
    loseTail(victim.disk, Math.floor(this.random() * (victim.disk.blocks.length + 1)));
  }

  private wipe(victim: TestReplica): void {
    if (!this.soundExcept(victim)) return;
    this.crash(victim);
    this.incarnations += 1;
    this.disks.set(victim.id, emptyDisk({ members: [] }, `volume-${victim.id}-${this.incarnations}`));
  }

  private changeMembers(): void {
    const leader = [...this.replicas.values()].find((replica) => replica.raft.ready);
    if (leader === undefined) return;
    const { members } = leader.raft.config;
    const one = this.pick([...members]);
    // Three stay: with fewer a single fault of this run could cost a majority for good.
    if (one === undefined || members.length <= 3 || !members.every((each) => each.voter)) return;
    this.proposeConfig(leader, { members: members.filter((each) => each.id !== one.id) });
  }

  /** What an operator does: takes missing volumes in as learners, and promotes them. */
  private mendMembership(): void {
    const leader = [...this.replicas.values()].find((replica) => replica.raft.ready);
    if (leader === undefined) return;
    const { config } = leader.raft;
    for (const [id, disk] of this.disks) {
      const own = config.members.find((one) => one.id === id);
      const others = config.members.filter((one) => one.id !== id);
      if (own === undefined || own.incarnation !== disk.incarnation) {
        this.proposeConfig(leader, { members: [...others, member(id, false, disk.incarnation)] });
        return;
      }
      if (!own.voter) {
        this.proposeConfig(leader, { members: [...others, member(id, true, disk.incarnation)] });
        return;
      }
    }
  }

  private proposeConfig(leader: TestReplica, config: ClusterConfig): void {
    this.give(leader, { type: 'proposeConfig', config });
  }

  private snapshot(): void {
    const replica = this.pick([...this.replicas.values()]);
    if (replica === undefined || !this.faults) return;
    if ((this.pausedUntil.get(replica.id) ?? 0) > this.nowMs) return;
    // A snapshot is taken beside the log: not while writes are under way, in this harness.
    if (replica.writes.length > 0 || replica.appliedIndex <= (replica.disk.snapshot?.meta.index ?? 0)) return;
    replica.takeSnapshot(this.nowMs, 1 + Math.floor(this.random() * 4), Math.floor(this.random() * 4));
    this.afterStep(replica);
  }

  // --- load ---

  private propose(): void {
    for (const replica of [...this.replicas.values()]) {
      if (replica.raft.canPropose && replica.writes.length < 3) {
        this.body += 1;
        this.give(replica, { type: 'propose', count: 1 + Math.floor(this.random() * 3), body: textBytes(`body ${this.body}`) });
      }
    }
  }

  private read(): void {
    const replica = this.pick([...this.replicas.values()]);
    if (replica === undefined) return;
    this.token += 1;
    const floor = this.committed[this.committed.length - 1]?.lastIndex ?? 0;
    this.openReads.set(this.token, { replica, floor });
    this.give(replica, { type: 'readIndex', token: this.token });
  }

  // --- TestHost ---

  send({ from, to, message }: TestMessage): void {
    const channel = `${from}>${to}`;
    // The moment in which a forgotten promise would hurt.
    if (this.faults && message.type === 'voteReply' && message.granted && !message.preVote && this.chance(0.15)) {
      const voter = this.replicas.get(from);
      if (voter !== undefined) this.at(this.nowMs, () => (this.alive(voter) ? this.crash(voter) : undefined));
    }
    if (this.cut.has(channel) || (this.faults && this.chance(0.005))) return;
    const lane = `${channel} ${laneOf(message)}`;
    const slow = this.faults && this.chance(0.02) ? this.between(10, 200) : this.between(0.2, 3);
    const atMs = Math.max(this.nowMs + slow, this.channels.get(lane) ?? 0);
    this.channels.set(lane, atMs);
    const addressee = this.replicas.get(to);
    if (addressee === undefined) return;
    this.at(atMs, () => this.give(addressee, { type: 'message', from, message }));
  }

  applied(replica: TestReplica, block: Block): void {
    const known = this.committedEnd.get(block.lastIndex);
    if (known !== undefined) {
      if (known.chain !== block.chain) throw new Error(`replica ${replica.id} applied another block at ${block.lastIndex}`);
      return;
    }
    const last = this.committed[this.committed.length - 1]?.lastIndex ?? 0;
    if (block.firstIndex !== last + 1) throw new Error(`replica ${replica.id} committed ${block.firstIndex} after ${last}`);
    this.committed.push(block);
    this.committedInTerm.push(replica.raft.term);
    this.committedEnd.set(block.lastIndex, block);
  }

  effect(replica: TestReplica, effect: Effect): void {
    if (effect.type === 'truncated') this.counts.truncations += 1;
    else if (effect.type === 'installSnapshot') this.counts.installs += 1;
    else if (effect.type === 'configChanged' && effect.committed) this.counts.configs += 1;
    else if (effect.type === 'note' && effect.text.includes('whole again')) {
      this.counts.healed += 1;
      this.damaged.delete(replica.id);
    } else if (effect.type === 'readReady') {
      const read = this.openReads.get(effect.token);
      this.openReads.delete(effect.token);
      if (read === undefined) throw new Error(`token ${effect.token} was answered twice`);
      if (effect.index === null) return;
      this.counts.reads += 1;
      if (effect.index < read.floor) throw new Error(`stale read at replica ${replica.id}: ${effect.index} < ${read.floor}`);
    }
  }

  // --- checks ---

  private checkElected(leader: TestReplica): void {
    this.counts.elections += 1;
    const { term } = leader.raft;
    const other = this.leaderOfTerm.get(term);
    if (other !== undefined && other !== leader.id) throw new Error(`replicas ${other} and ${leader.id} lead term ${term}`);
    this.leaderOfTerm.set(term, leader.id);
    const held = new Map(leader.log.map((block) => [block.lastIndex, block.chain]));
    for (const [at, block] of this.committed.entries()) {
      // Leaders of later terms hold it; one of an earlier term may still learn of its late election.
      if ((this.committedInTerm[at] ?? Infinity) >= term || block.lastIndex <= (leader.disk.snapshot?.meta.index ?? 0)) continue;
      if (held.get(block.lastIndex) !== block.chain)
        throw new Error(`leader ${leader.id} of term ${term} lacks the committed block ${block.lastIndex}`);
    }
    this.checkLogs();
  }

  /** Log matching: equal index and term mean equal chains. */
  private checkLogs(): void {
    const chains = new Map<string, number>();
    for (const replica of this.replicas.values()) {
      for (const block of replica.log) {
        const key = `${block.lastIndex} ${block.term}`;
        const known = chains.get(key);
        if (known !== undefined && known !== block.chain) throw new Error(`logs differ at index ${block.lastIndex} of term ${block.term}`);
        chains.set(key, block.chain);
      }
    }
  }

  private checkConverged(): void {
    const states = [...this.replicas.values()].map((replica) => `${replica.id}: ${replica.appliedIndex} ${replica.appliedChain}`);
    const leaders = [...this.replicas.values()].filter((replica) => replica.raft.ready);
    if (leaders.length !== 1) throw new Error(`${leaders.length} leaders after the faults ended: ${this.describe()}`);
    const last = this.committed[this.committed.length - 1];
    for (const replica of this.replicas.values()) {
      const behind = (last?.lastIndex ?? 0) - replica.appliedIndex;
      if (behind > 50) throw new Error(`replica ${replica.id} is ${behind} behind: ${states.join(', ')}; ${this.describe()}`);
    }
  }

  private describe(): string {
    return [...this.replicas.values()]
      .map(
        ({ id, raft, notes }) =>
          `${id} ${raft.role} term ${raft.term} last ${raft.lastIndex} durable ${raft.durableIndex} commit ${raft.commitIndex} damaged ${raft.damaged} voters ${raft.config.members
            .map((one) => `${one.id}${one.voter ? '' : 'l'}`)
            .join('')} notes ${notes.slice(-3).join(' / ')}`,
      )
      .join('; ');
  }

  private violation(what: string): Error {
    return new Error(`seed ${this.settings.seed}, ${this.settings.voters} voters, at ${this.nowMs.toFixed(1)} ms: ${what}`);
  }

  // --- chance ---

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private between(from: number, to: number): number {
    return from + this.random() * (to - from);
  }

  private pick<T>(of: readonly T[]): T | undefined {
    return of[Math.floor(this.random() * of.length)];
  }
}

/** The last blocks vanish, but none that a snapshot needs. */
function loseTail(disk: TestDisk, count: number): void {
  const floor = disk.snapshot?.meta.index ?? 0;
  for (let lost = 0; lost < count && (disk.blocks[disk.blocks.length - 1]?.lastIndex ?? 0) > floor; lost++) disk.blocks.pop();
}

function before(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** Votes and heartbeats, appends, and snapshots travel on connections of their own. */
function laneOf(message: Message): string {
  switch (message.type) {
    case 'append':
    case 'appendReply':
      return 'append';
    case 'snapshotChunk':
    case 'snapshotChunkReply':
      return 'snapshot';
    default:
      return 'control';
  }
}
