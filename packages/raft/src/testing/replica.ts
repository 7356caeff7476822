import { raftDefaults } from '../defaults';
import { Raft } from '../raft';
import type { Block, ClusterConfig, Effect, HardState, Input, LogPosition, Message, RaftOptions, ReplicaId, SnapshotMeta } from '../types';
import { bodyText, testSealer, textBytes } from './sealer';

type Persist = Extract<Effect, { type: 'persist' }>;

/** What survives a crash. */
export interface TestDisk {
  hardState: HardState;
  logStart: LogPosition;
  blocks: Block[];
  snapshot: { meta: SnapshotMeta; chunks: number } | null;
  /** The first configuration of this volume. */
  config: ClusterConfig;
  incarnation: string;
}

export interface TestMessage {
  readonly from: ReplicaId;
  readonly to: ReplicaId;
  readonly message: Message;
}

/** What a replica tells the harness. */
export interface TestHost {
  send(message: TestMessage): void;
  /** A block was applied to the state machine of `replica`. */
  applied(replica: TestReplica, block: Block): void;
  effect(replica: TestReplica, effect: Effect): void;
}

export function emptyDisk(config: ClusterConfig, incarnation: string): TestDisk {
  return {
    hardState: { term: 0, votedFor: null },
    logStart: { index: 0, term: 0, chain: 0 },
    blocks: [],
    snapshot: null,
    config,
    incarnation,
  };
}

/** Carries out the effects of one Raft as a careful caller would, on a disk that syncs when the harness says so. */
export class TestReplica {
  raft: Raft;
  /** Writes given to the disk and not yet synced. */
  readonly writes: Persist[] = [];
  /** Answers to loads and stores that the harness feeds back. */
  readonly answers: Input[] = [];
  readonly notes: string[] = [];
  readonly reads = new Map<number, number | null>();
  appliedIndex: number;
  appliedChain: number;
  /** Bodies of the applied blocks of entries, in order (since the last start or snapshot). */
  readonly appliedBodies: string[] = [];
  private readonly held: { to: ReplicaId; message: Message; after: number }[] = [];
  /** The log as the caller knows it: what was written, synced or not. */
  private readonly memory: Block[];
  private synced = 0;

  constructor(
    readonly id: ReplicaId,
    readonly disk: TestDisk,
    private readonly host: TestHost,
    random: () => number,
    nowMs: number,
    options: Partial<RaftOptions> = {},
    damaged = false,
  ) {
    this.memory = [...disk.blocks];
    this.appliedIndex = disk.snapshot?.meta.index ?? disk.logStart.index;
    this.appliedChain = disk.snapshot?.meta.chain ?? disk.logStart.chain;
    this.raft = new Raft(
      { ...raftDefaults, id, incarnation: disk.incarnation, ...options },
      testSealer,
      {
        hardState: disk.hardState,
        snapshot: disk.snapshot,
        blocks: [...disk.blocks],
        logStart: disk.logStart,
        config: disk.config,
        damaged,
        random,
      },
      nowMs,
    );
  }

  step(nowMs: number, input: Input): readonly Effect[] {
    const effects = this.raft.step(nowMs, input);
    for (const effect of effects) this.perform(effect);
    return effects;
  }

  /** The disk finishes its oldest `count` writes. */
  sync(nowMs: number, count = 1): void {
    let token = 0;
    for (let done = 0; done < count; done++) {
      const write = this.writes.shift();
      if (write === undefined) break;
      writeToDisk(this.disk, write);
      token = write.token;
    }
    if (token === 0) return;
    this.synced = token;
    this.release();
    this.step(nowMs, { type: 'persisted', token });
  }

  /** A complete snapshot of what is applied; the log is kept from `keep` blocks before it on. */
  takeSnapshot(nowMs: number, chunks: number, keep: number): void {
    const position = this.disk.blocks.find((block) => block.lastIndex === this.appliedIndex);
    if (position === undefined) return;
    const meta: SnapshotMeta = {
      index: position.lastIndex,
      term: position.term,
      chain: position.chain,
      config: this.configAt(position.lastIndex),
    };
    this.disk.snapshot = { meta, chunks };
    const covered = this.disk.blocks.filter((block) => block.lastIndex <= meta.index);
    const last = covered[covered.length - 1 - keep];
    const compactTo = last === undefined ? this.disk.logStart : { index: last.lastIndex, term: last.term, chain: last.chain };
    this.disk.blocks = this.disk.blocks.filter((block) => block.firstIndex > compactTo.index);
    this.disk.logStart = compactTo;
    while ((this.memory[0]?.firstIndex ?? Infinity) <= compactTo.index) this.memory.shift();
    this.step(nowMs, { type: 'snapshotTaken', meta, chunks, compactTo });
  }

  /** Positions of all blocks held, for comparing logs. */
  get log(): readonly Block[] {
    return this.memory;
  }

  private configAt(index: number): ClusterConfig {
    let config = this.disk.snapshot?.meta.config ?? this.disk.config;
    for (const block of this.memory) if (block.lastIndex <= index && block.config !== undefined) config = block.config;
    return config;
  }

  private perform(effect: Effect): void {
    this.host.effect(this, effect);
    switch (effect.type) {
      case 'persist': {
        const { truncateFrom } = effect;
        if (truncateFrom !== null) while ((this.memory[this.memory.length - 1]?.firstIndex ?? 0) >= truncateFrom) this.memory.pop();
        this.memory.push(...effect.blocks);
        this.writes.push(effect);
        return;
      }
      case 'send':
        if (effect.after <= this.synced) this.host.send({ from: this.id, to: effect.to, message: effect.message });
        else this.held.push(effect);
        return;
      case 'commit':
        this.apply(effect.index);
        return;
      case 'readReady':
        this.reads.set(effect.token, effect.index);
        return;
      case 'note':
        this.notes.push(effect.text);
        return;
      case 'loadBlocks': {
        const blocks: Block[] = [];
        let bytes = 0;
        for (const block of this.disk.blocks) {
          if (block.firstIndex < effect.fromIndex || bytes > effect.maxBytes) continue;
          if (blocks.length > 0 && bytes + block.bytes.length > effect.maxBytes) break;
          blocks.push(block);
          bytes += block.bytes.length;
        }
        this.answers.push({ type: 'blocksLoaded', peer: effect.peer, blocks: blocks[0]?.firstIndex === effect.fromIndex ? blocks : [] });
        return;
      }
      case 'loadChunk': {
        const held = this.disk.snapshot?.meta.index === effect.lastIndex;
        const data = held ? textBytes(`chunk ${effect.chunk} of ${effect.lastIndex}`) : null;
        this.answers.push({ type: 'chunkLoaded', peer: effect.peer, lastIndex: effect.lastIndex, chunk: effect.chunk, data });
        return;
      }
      case 'storeChunk': {
        const ok = String.fromCharCode(...effect.data) === `chunk ${effect.chunk} of ${effect.meta.index}`;
        this.answers.push({ type: 'chunkStored', from: effect.from, lastIndex: effect.meta.index, chunk: effect.chunk, ok });
        this.incomingChunks = effect.chunks;
        return;
      }
      case 'installSnapshot':
        this.install(effect.meta);
        return;
      default:
        return;
    }
  }

  private incomingChunks = 0;

  private install(meta: SnapshotMeta): void {
    // Writes on their way are part of what the snapshot replaces; a hard state among them stays.
    while (this.writes.length > 0) {
      const write = this.writes.shift();
      if (write === undefined) break;
      writeToDisk(this.disk, write);
      this.answers.push({ type: 'persisted', token: write.token });
      this.synced = write.token;
    }
    this.disk.snapshot = { meta, chunks: this.incomingChunks };
    this.disk.logStart = { index: meta.index, term: meta.term, chain: meta.chain };
    this.disk.blocks = [];
    this.memory.length = 0;
    this.appliedIndex = meta.index;
    this.appliedChain = meta.chain;
    this.appliedBodies.length = 0;
    this.answers.push({ type: 'snapshotInstalled', meta, ok: true });
    this.release();
  }

  private release(): void {
    // In the order in which they were asked for: what waits for a later write stays behind it.
    const ready = this.held.filter((send) => send.after <= this.synced);
    const waiting = this.held.filter((send) => send.after > this.synced);
    this.held.length = 0;
    this.held.push(...waiting);
    for (const send of ready) this.host.send({ from: this.id, to: send.to, message: send.message });
  }

  private apply(index: number): void {
    let first = this.memory.length;
    while (first > 0 && (this.memory[first - 1]?.firstIndex ?? 0) > this.appliedIndex) first -= 1;
    for (const block of this.memory.slice(first)) {
      if (block.lastIndex > index) break;
      if (block.firstIndex !== this.appliedIndex + 1)
        throw new Error(`replica ${this.id} applies ${block.firstIndex} after ${this.appliedIndex}`);
      let place = this.disk.blocks.length - 1;
      while ((this.disk.blocks[place]?.lastIndex ?? 0) > block.lastIndex) place -= 1;
      if (this.disk.blocks[place]?.chain !== block.chain) {
        throw new Error(`replica ${this.id} applies ${block.lastIndex}, which is not on its disk`);
      }
      this.appliedIndex = block.lastIndex;
      this.appliedChain = block.chain;
      if (block.type === 'entries') this.appliedBodies.push(bodyText(block));
      this.host.applied(this, block);
    }
    if (this.appliedIndex !== index)
      throw new Error(`replica ${this.id} was told to commit ${index}, but has blocks up to ${this.appliedIndex}`);
  }
}

/** One batch, all or nothing. */
export function writeToDisk(disk: TestDisk, write: Persist): void {
  const { truncateFrom } = write;
  if (write.hardState !== null) disk.hardState = write.hardState;
  if (truncateFrom !== null) disk.blocks = disk.blocks.filter((block) => block.firstIndex < truncateFrom);
  for (const block of write.blocks) {
    const last = disk.blocks[disk.blocks.length - 1]?.lastIndex ?? disk.logStart.index;
    if (block.firstIndex !== last + 1) throw new Error(`block ${block.firstIndex} is written behind ${last}`);
    disk.blocks.push(block);
  }
}
