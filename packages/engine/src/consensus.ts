import { Raft } from '@grove/raft';
import type { Block, ClusterConfig, Effect, Input, Message, RaftOptions, RaftStart, ReplicaId, Role, SnapshotMeta } from '@grove/raft';
import { blockCodec } from '@grove/storage';
import type { LogStore } from '@grove/storage';
import { CommitNotices, isCommitNotice } from './commit-notices';
import { encodeRaftMessage } from './peer-codec';
import type { DigestNews } from './peer-codec';
import type { Clock, Host, PeerTransport, TimerHandle } from './ports';

/** What consensus tells the rest of the replica. */
export interface ConsensusEvents {
  /** Blocks up to this index may be applied. */
  onCommit(index: number): void;
  /** Followers are to hear of a commit at the end of this turn: `sendCommitNotices`. */
  onCommitNotices(): void;
  onRoleChanged(role: Role, term: number, leader: ReplicaId | null, ready: boolean): void;
  onReadReady(token: number, index: number | null): void;
  onConfigChanged(config: ClusterConfig, index: number, committed: boolean): void;
  /** New blocks are on this replica's disk: a proposer may make the next. */
  onPersisted(): void;
  /** The tail from this index on was replaced. */
  onBlocksAppended(truncateFrom: number | null, blocks: readonly Block[]): void;
  onStoreChunk(from: ReplicaId, meta: SnapshotMeta, chunk: number, chunks: number, data: Uint8Array): void;
  onLoadChunk(peer: ReplicaId, lastIndex: number, chunk: number): void;
  onInstallSnapshot(from: ReplicaId, meta: SnapshotMeta): void;
  /** What rides on the next heartbeat. */
  digestNews(): DigestNews;
}

type Append = Extract<Message, { type: 'append' }>;

interface HeldMessage {
  readonly after: number;
  readonly to: ReplicaId;
  readonly message: Message;
}

/** A turn that comes this much after its timer was late: the event loop was stuck. */
const LATE_TURN_MS = 20;

/**
 * Carries out what the consensus core decides, in its order: writes to the log, messages once they may leave, timers.
 *
 * A message that promises something (a vote, an acknowledgement) leaves only after the write it promises is on disk.
 */
export class Consensus {
  readonly raft: Raft;
  private readonly inputs: Input[] = [];
  private running = false;
  private stopped = false;
  private durableToken = 0;
  private held: HeldMessage[] = [];
  /** The newest append with blocks and its bytes: every follower gets the same, and it is encoded once. */
  private newestAppend: { readonly message: Append; readonly bytes: Uint8Array } | null = null;
  readonly notices = new CommitNotices();
  /** Runs while word of a commit waits for an append that takes it along. */
  private noticeTimer: TimerHandle | null = null;
  private timer: TimerHandle | null = null;
  private timerDueMs = Infinity;

  constructor(
    options: RaftOptions,
    start: RaftStart,
    private readonly clock: Clock,
    private readonly transport: PeerTransport,
    private readonly log: LogStore,
    private readonly host: Host,
    private readonly events: ConsensusEvents,
  ) {
    this.raft = new Raft(options, blockCodec, start, clock.nowMs());
    this.schedule();
  }

  /** Feeds one input. May be called from within an effect: it then runs after the effects at hand. */
  step(input: Input): void {
    if (this.stopped) return;
    this.inputs.push(input);
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) {
        this.performAll(this.raft.step(this.clock.nowMs(), next));
      }
    } catch (error) {
      // A broken invariant: whatever is in memory is not to be trusted.
      this.stop();
      this.host.fatal('an invariant of consensus broke', error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.running = false;
    }
    if (this.notices.isWaiting) this.events.onCommitNotices();
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) this.clock.clearTimer(this.timer);
    if (this.noticeTimer !== null) this.clock.clearTimer(this.noticeTimer);
    this.timer = null;
    this.noticeTimer = null;
  }

  /**
   * In their order, but what is sent right behind a write leaves before it is handed to the disk: a follower's way is the longer one. What the
   * write has to come before waits for it in `held` anyway.
   */
  private performAll(effects: readonly Effect[]): void {
    let persist: Effect | null = null;
    for (const effect of effects) {
      if (persist !== null && effect.type !== 'send') {
        this.perform(persist);
        persist = null;
      }
      if (effect.type === 'persist') persist = effect;
      else this.perform(effect);
    }
    if (persist !== null) this.perform(persist);
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'persist':
        this.persist(effect.token, effect);
        return;
      case 'send':
        if (effect.after > this.durableToken) this.held.push({ after: effect.after, to: effect.to, message: effect.message });
        else if (isCommitNotice(effect.message)) this.notices.add(effect.to, effect.message, this.clock.nowMs());
        else this.send(effect.to, effect.message);
        return;
      case 'commit':
        this.events.onCommit(effect.index);
        return;
      case 'truncated':
        return;
      case 'roleChanged':
        // A word of another term than the one at hand: its followers have another leader, or hear it from the next round.
        this.notices.clear();
        this.events.onRoleChanged(effect.role, effect.term, effect.leader, effect.ready);
        return;
      case 'readReady':
        this.events.onReadReady(effect.token, effect.index);
        return;
      case 'configChanged':
        this.events.onConfigChanged(effect.config, effect.index, effect.committed);
        return;
      case 'loadBlocks': {
        const { peer, fromIndex, maxBytes } = effect;
        this.log.loadBlocks(fromIndex, maxBytes, (error, blocks) => {
          if (error !== null) this.host.fatal('the log could not be read', error);
          else this.step({ type: 'blocksLoaded', peer, blocks });
        });
        return;
      }
      case 'loadChunk':
        this.events.onLoadChunk(effect.peer, effect.lastIndex, effect.chunk);
        return;
      case 'storeChunk':
        this.events.onStoreChunk(effect.from, effect.meta, effect.chunk, effect.chunks, effect.data);
        return;
      case 'installSnapshot':
        this.events.onInstallSnapshot(effect.from, effect.meta);
        return;
      case 'redial':
        this.transport.redial(effect.peer);
        return;
      case 'note':
        this.host.log('info', effect.text);
        return;
    }
  }

  private persist(token: number, effect: Extract<Effect, { type: 'persist' }>): void {
    const startMs = this.clock.nowMs();
    let bytes = 0;
    for (const block of effect.blocks) bytes += block.bytes.length;
    if (effect.blocks.length > 0 || effect.truncateFrom !== null) this.events.onBlocksAppended(effect.truncateFrom, effect.blocks);
    this.log.persist(effect.hardState, effect.truncateFrom, effect.blocks, (error) => {
      if (error !== null) {
        this.stop();
        this.host.fatal('the log could not be written', error);
        return;
      }
      if (this.stopped) return;
      this.host.observe.fsync(this.clock.nowMs() - startMs, bytes);
      this.durableToken = token;
      this.releaseHeld();
      this.step({ type: 'persisted', token });
      this.events.onPersisted();
    });
  }

  /** The end of a turn: tells followers of commits, as far as no append has, and where it may not wait for one. */
  sendCommitNotices(): void {
    if (this.stopped) return;
    const nowMs = this.clock.nowMs();
    const dueMs = this.notices.takeDue(nowMs, (to, notice) => {
      this.send(to, notice);
    });
    if (dueMs === null || this.noticeTimer !== null) return;
    this.noticeTimer = this.clock.setTimer(Math.max(0, dueMs - nowMs), () => {
      this.noticeTimer = null;
      this.sendCommitNotices();
    });
  }

  private releaseHeld(): void {
    let free = 0;
    while (free < this.held.length && (this.held[free]?.after ?? Infinity) <= this.durableToken) free += 1;
    if (free === 0) return;
    for (const { to, message } of this.held.splice(0, free)) this.send(to, message);
  }

  private send(to: ReplicaId, message: Message): void {
    if (message.type === 'heartbeat') this.notices.carriedBy(to, message);
    // Whoever asks for the index of a read waits until it is applied.
    if (message.type === 'readIndexReply') this.sendNoticeNow(to);
    if (message.type === 'append' && message.blocks.length > 0) {
      this.sendAppend(to, message);
      return;
    }
    const beats = message.type === 'heartbeat' || message.type === 'heartbeatReply';
    const { channel, bytes } = encodeRaftMessage(message, beats ? this.events.digestNews() : undefined);
    this.transport.send(to, channel, bytes);
  }

  private sendNoticeNow(to: ReplicaId): void {
    const notice = this.notices.takeFor(to);
    if (notice !== undefined) this.send(to, notice);
  }

  private sendAppend(to: ReplicaId, message: Append): void {
    let newest = this.newestAppend;
    if (newest === null || !isSameAppend(newest.message, message)) {
      newest = { message, bytes: encodeRaftMessage(message).bytes };
      this.newestAppend = newest;
    }
    this.transport.send(to, 'append', newest.bytes);
    this.notices.carriedBy(to, message);
  }

  private schedule(): void {
    if (this.stopped) return;
    const dueMs = this.raft.nextDeadlineMs;
    if (dueMs === this.timerDueMs && this.timer !== null) return;
    if (this.timer !== null) {
      // A deadline that moved away is met early and asked again: cheaper than a timer for every message.
      if (dueMs >= this.timerDueMs) return;
      this.clock.clearTimer(this.timer);
      this.timer = null;
    }
    if (dueMs === Infinity) return;
    this.timerDueMs = dueMs;
    this.timer = this.clock.setTimer(Math.max(0, dueMs - this.clock.nowMs()), () => {
      this.timer = null;
      const lateMs = this.clock.nowMs() - this.timerDueMs;
      // After a stuck turn the messages that came meanwhile are still in the sockets: they are read before any
      // timeout is judged, or a pause of this process would look like the silence of the others.
      if (lateMs > LATE_TURN_MS) {
        this.clock.defer(() => {
          this.tick();
        });
      } else {
        this.tick();
      }
    });
  }

  private tick(): void {
    if (this.clock.nowMs() >= this.raft.nextDeadlineMs) this.step({ type: 'tick' });
    else this.schedule();
  }
}

function isSameAppend(a: Append, b: Append): boolean {
  return (
    a.term === b.term &&
    a.prev.index === b.prev.index &&
    a.commitIndex === b.commitIndex &&
    a.blocks.length === b.blocks.length &&
    a.blocks.every((block, n) => block === b.blocks[n])
  );
}
