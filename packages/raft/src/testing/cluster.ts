import type { Block, ClusterConfig, Effect, Input, Member, Message, RaftOptions, ReplicaId } from '../types';
import { emptyDisk, TestReplica, type TestDisk, type TestHost, type TestMessage } from './replica';
import { seededRandom, textBytes } from './sealer';

export function member(id: ReplicaId, voter = true, incarnation = `volume-${id}`): Member {
  return { id, incarnation, voter, peerAddress: `host-${id}:7410`, clientAddress: `host-${id}:7420` };
}

export function configOfIds(voters: readonly ReplicaId[], learners: readonly ReplicaId[] = []): ClusterConfig {
  return { members: [...voters.map((id) => member(id)), ...learners.map((id) => member(id, false))] };
}

export interface ClusterSettings {
  readonly voters?: readonly ReplicaId[];
  readonly learners?: readonly ReplicaId[];
  readonly options?: Partial<RaftOptions>;
  readonly seed?: number;
  /** False: writes stay unsynced until the test calls `sync`. */
  readonly instantDisk?: boolean;
}

/**
 * Replicas under a test's full control: messages are delivered when the test says so, in order per pair; time
 * passes only by `advance`. Checks on the way that no two replicas apply different blocks.
 */
export class TestCluster implements TestHost {
  readonly replicas = new Map<ReplicaId, TestReplica>();
  readonly disks = new Map<ReplicaId, TestDisk>();
  readonly queue: TestMessage[] = [];
  nowMs = 1000;
  instantDisk: boolean;
  /** Replicas whose disks hang, whatever `instantDisk` says. */
  readonly hungDisks = new Set<ReplicaId>();
  /** Messages for which this is true are lost. */
  lose: (message: TestMessage) => boolean = () => false;
  /** Called with every effect. */
  watch: (replica: TestReplica, effect: Effect) => void = () => undefined;
  /** Called with every message that is delivered. */
  delivered: (message: TestMessage) => void = () => undefined;
  readonly options: Partial<RaftOptions>;
  private readonly random: () => number;
  private readonly appliedEverywhere = new Map<number, Block>();

  constructor(settings: ClusterSettings = {}) {
    this.options = settings.options ?? {};
    this.random = seededRandom(settings.seed ?? 1);
    this.instantDisk = settings.instantDisk ?? true;
    const voters = settings.voters ?? [1, 2, 3];
    const learners = settings.learners ?? [];
    const config = configOfIds(voters, learners);
    for (const id of [...voters, ...learners]) this.start(id, emptyDisk(config, `volume-${id}`));
  }

  // --- lives ---

  start(id: ReplicaId, disk?: TestDisk, damaged = false): TestReplica {
    const own = disk ?? this.disks.get(id);
    if (own === undefined) throw new Error(`replica ${id} has no disk`);
    this.disks.set(id, own);
    const replica = new TestReplica(id, own, this, this.random, this.nowMs, this.options, damaged);
    this.replicas.set(id, replica);
    return replica;
  }

  /** The process dies: unsynced writes and messages to and from it are lost. The others see their connections reset. */
  crash(id: ReplicaId, reset = true): void {
    this.replicas.delete(id);
    this.loseMessages((message) => message.from === id || message.to === id);
    if (reset) for (const other of [...this.replicas.values()]) this.give(other.id, { type: 'peerReset', peer: id });
  }

  loseMessages(which: (message: TestMessage) => boolean): void {
    for (let at = this.queue.length - 1; at >= 0; at--) {
      const message = this.queue[at];
      if (message !== undefined && which(message)) this.queue.splice(at, 1);
    }
  }

  at(id: ReplicaId): TestReplica {
    const replica = this.replicas.get(id);
    if (replica === undefined) throw new Error(`replica ${id} is down`);
    return replica;
  }

  get leaders(): TestReplica[] {
    return [...this.replicas.values()].filter((replica) => replica.raft.role === 'leader');
  }

  /** The leader of the highest term. */
  get leader(): TestReplica {
    const [first] = this.leaders.sort((a, b) => b.raft.term - a.raft.term);
    if (first === undefined) throw new Error('nobody leads');
    return first;
  }

  // --- inputs ---

  give(id: ReplicaId, input: Input): readonly Effect[] {
    const replica = this.at(id);
    const effects = replica.step(this.nowMs, input);
    this.work(replica);
    return effects;
  }

  receive(to: ReplicaId, from: ReplicaId, message: Message): readonly Effect[] {
    return this.give(to, { type: 'message', from, message });
  }

  propose(text: string, id: ReplicaId = this.leader.id, count = 1): readonly Effect[] {
    return this.give(id, { type: 'propose', count, body: textBytes(text) });
  }

  sync(id: ReplicaId, count = Infinity): void {
    const replica = this.at(id);
    replica.sync(this.nowMs, Math.min(count, replica.writes.length));
    this.work(replica);
  }

  /** Delivers messages until none is left; false where that takes suspiciously many. */
  settle(limit = 10_000): boolean {
    for (let count = 0; count < limit; count++) {
      if (!this.deliverOne()) return true;
    }
    return false;
  }

  deliverOne(): boolean {
    const message = this.queue.shift();
    if (message === undefined) return false;
    if (this.lose(message) || !this.replicas.has(message.to)) return true;
    this.delivered(message);
    this.receive(message.to, message.from, message.message);
    return true;
  }

  /** Time passes; every deadline is met when it comes, messages take no time. */
  advance(ms: number): void {
    const end = this.nowMs + ms;
    this.settle();
    for (;;) {
      const due = [...this.replicas.values()].reduce((least, replica) => Math.min(least, replica.raft.nextDeadlineMs), Infinity);
      if (due > end) break;
      this.nowMs = Math.max(this.nowMs, due);
      for (const replica of [...this.replicas.values()]) {
        if (this.replicas.has(replica.id) && replica.raft.nextDeadlineMs <= this.nowMs) this.give(replica.id, { type: 'tick' });
      }
      this.settle();
    }
    this.nowMs = end;
  }

  /** Makes this replica the leader, by its own election. */
  elect(id: ReplicaId): TestReplica {
    const replica = this.at(id);
    for (let attempt = 0; attempt < 20 && replica.raft.role !== 'leader'; attempt++) {
      this.nowMs = Math.max(this.nowMs + 1, replica.raft.nextDeadlineMs);
      this.give(id, { type: 'tick' });
      this.settle();
    }
    if (replica.raft.role !== 'leader') throw new Error(`replica ${id} was not elected`);
    return replica;
  }

  private work(replica: TestReplica): void {
    for (;;) {
      const answer = replica.answers.shift();
      if (answer !== undefined) replica.step(this.nowMs, answer);
      else if (this.instantDisk && replica.writes.length > 0 && !this.hungDisks.has(replica.id))
        replica.sync(this.nowMs, replica.writes.length);
      else return;
    }
  }

  // --- TestHost ---

  send(message: TestMessage): void {
    this.queue.push(message);
  }

  applied(replica: TestReplica, block: Block): void {
    const first = this.appliedEverywhere.get(block.lastIndex);
    if (first === undefined) this.appliedEverywhere.set(block.lastIndex, block);
    else if (first.chain !== block.chain) throw new Error(`replica ${replica.id} applied another block at ${block.lastIndex}`);
  }

  effect(replica: TestReplica, effect: Effect): void {
    this.watch(replica, effect);
  }
}
