import type { Block, ClusterConfig, LogPosition } from '@grove/raft';
import { bodyOf } from '@grove/storage';
import type { EntryView, Origin, Outcome, TreeApi } from '@grove/tree';
import { encodeUtf8, visitBlockBody } from '@grove/wire';
import type { Clock } from './ports';

/** What happens around each applied entry. */
export interface ApplyEvents {
  /** Before each entry of a block of entries: the last moment of the state without it. False: that moment lasts into the next turn. */
  beforeEntry(origin: Origin): boolean;
  /** After every entry of a block of entries: watch events first, then answers (P6). */
  onEntry(zxid: number, origin: Origin, outcome: Outcome): void;
  /** After a block that is a change of its own: a configuration. */
  onOwnChange(): void;
  /** This configuration holds as of the entry being applied, at this index and of this term: what a snapshot from here on must carry. */
  onConfigApplied(config: ClusterConfig, index: number, term: number): void;
  /** The leader's stamp of a block. */
  onStamp(timeMs: number): void;
  /** After some blocks, once a turn; the next one may be applied in part. */
  onProgress(appliedIndex: number, entries: number, durationMs: number): void;
}

/**
 * Applying goes on in the next turn after this long, so that neither a long replay nor a block of slow entries keeps everybody from the loop. Between
 * entries, not within one: what a single entry may do is bounded elsewhere.
 */
const TURN_BUDGET_MS = 8;

/**
 * For what carries no stamp of its own: the state's last one holds. Not the last one seen here: that depends on where this
 * process began, and the stamp of a block of which nothing took effect is no part of the state.
 */
const NO_STAMP = 0;

/**
 * Committed blocks on their way into the tree: in order, each once, bounded work per turn. Between two entries of a block the state is what it is at
 * that zxid, and is served as such; the applied index moves at a block's end alone.
 *
 * Holds the blocks from the first that was not applied on; they are the very bytes that were written to disk.
 */
export class ApplyLoop {
  private blocks: Block[] = [];
  private committed = 0;
  private scheduled = false;
  private running = false;
  private paused = false;
  /** Blocks that were applied and not told of by `onProgress`: it was held behind them. */
  private isUntold = false;
  private untoldEntries = 0;
  /** Who holds it: while there is one no entry is applied, not even the rest of the block. */
  private readonly holders = new Set<object>();
  /** This turn's time is over; the next one goes on. */
  private isSpent = false;
  /** Some entries of the block at hand wait for it. */
  private isCut = false;
  private turnStartMs = 0;
  /** Entries of the first block that is not whole yet that were applied before it was held, and those to pass over now. */
  private doneInBlock = 0;
  private toSkip = 0;
  /** The end of the last applied block. */
  position: LogPosition;
  appliedBytes = 0;
  /** Bytes of the blocks that are in the log and not applied. */
  heldBytes = 0;

  private readonly outcome: Outcome = { disposition: 'applied', code: 0, answer: new Uint8Array(0), repeated: false };
  private zxid = 0;
  private stamp = NO_STAMP;
  private readonly visitor;

  constructor(
    private tree: TreeApi,
    start: LogPosition,
    blocks: readonly Block[],
    private readonly clock: Clock,
    private readonly events: ApplyEvents,
  ) {
    this.position = start;
    this.blocks = blocks.filter((block) => block.firstIndex > start.index);
    for (const block of this.blocks) this.heldBytes += block.bytes.length;
    this.visitor = {
      onTime: (timeMs: number): void => {
        this.stamp = timeMs;
        this.events.onStamp(timeMs);
      },
      onEntry: (origin: Origin, entry: EntryView): void => {
        if (this.isSpent || this.holders.size > 0) {
          this.isCut = true;
          return;
        }
        const zxid = this.zxid;
        if (this.toSkip > 0) {
          this.toSkip -= 1;
          this.zxid = zxid + 1;
          return;
        }
        if (!this.events.beforeEntry(origin)) {
          this.isSpent = true;
          this.isCut = true;
          return;
        }
        this.zxid = zxid + 1;
        this.doneInBlock += 1;
        this.tree.apply(zxid, this.stamp, origin, entry, this.outcome);
        this.events.onEntry(zxid, origin, this.outcome);
        if (this.clock.nowMs() - this.turnStartMs > TURN_BUDGET_MS) this.isSpent = true;
      },
    };
  }

  get appliedIndex(): number {
    return this.position.index;
  }

  /** The state is that at `position`. Between the entries of a block it is not, and must not be kept as such. */
  get isAtBlockEnd(): boolean {
    return this.doneInBlock === 0;
  }

  /** Follows what was written to the log. */
  onBlocksAppended(truncateFrom: number | null, blocks: readonly Block[]): void {
    if (truncateFrom !== null) {
      if (truncateFrom <= this.position.index) {
        throw new Error(`the log was truncated from ${truncateFrom}, but ${this.position.index} is applied`);
      }
      while (this.blocks.length > 0 && (this.blocks[this.blocks.length - 1]?.firstIndex ?? 0) >= truncateFrom) {
        this.heldBytes -= this.blocks.pop()?.bytes.length ?? 0;
      }
    }
    for (const block of blocks) {
      this.blocks.push(block);
      this.heldBytes += block.bytes.length;
    }
  }

  commitTo(index: number): void {
    if (index > this.committed) this.committed = index;
    this.run();
  }

  /**
   * The state was replaced by a snapshot that ends here, and the log now begins here. Blocks of the old log past it are
   * of another history, and consensus takes none for the new one before this: all that is held goes.
   */
  restart(tree: TreeApi, position: LogPosition): void {
    this.tree = tree;
    this.position = position;
    this.blocks = [];
    this.heldBytes = 0;
    this.holders.clear();
    this.isUntold = false;
    this.untoldEntries = 0;
    this.doneInBlock = 0;
  }

  /**
   * Nothing more is applied until `release`, by each that holds it. The block goes on then; it does not count as applied before,
   * so nobody takes the state in between for that of an index.
   */
  hold(holder: object): void {
    this.holders.add(holder);
  }

  release(holder: object): void {
    if (this.holders.delete(holder)) this.run();
  }

  /** While a snapshot is installed nothing is applied. */
  setPaused(paused: boolean): void {
    this.paused = paused;
    if (!paused) this.run();
  }

  private run(): void {
    if (this.running || this.paused || this.holders.size > 0) return;
    if (this.position.index >= this.committed && !this.isUntold) return;
    this.running = true;
    this.isSpent = false;
    const startMs = this.clock.nowMs();
    this.turnStartMs = startMs;
    let done = 0;
    try {
      for (const block of this.blocks) {
        if (block.lastIndex > this.committed || this.holders.size > 0) break;
        if (!this.applyBlock(block)) break;
        done += 1;
        this.untoldEntries += block.lastIndex - block.firstIndex + 1;
        if (this.isSpent || this.clock.nowMs() - startMs > TURN_BUDGET_MS) break;
      }
    } finally {
      this.running = false;
    }
    if (done > 0) {
      this.blocks.splice(0, done);
      this.isUntold = true;
    }
    if (this.holders.size > 0) return;
    if (this.isUntold) {
      const entries = this.untoldEntries;
      this.isUntold = false;
      this.untoldEntries = 0;
      this.events.onProgress(this.position.index, entries, this.clock.nowMs() - startMs);
    }
    if (this.position.index < this.committed && this.blocks.length > 0 && !this.scheduled) {
      this.scheduled = true;
      this.clock.defer(() => {
        this.scheduled = false;
        this.run();
      });
    }
  }

  /** False: the rest of the block waits. */
  private applyBlock(block: Block): boolean {
    if (block.firstIndex !== this.position.index + 1) {
      throw new Error(`block ${block.firstIndex}–${block.lastIndex} does not follow the applied index ${this.position.index}`);
    }
    switch (block.type) {
      case 'noop':
        this.tree.applyNoop(block.firstIndex);
        break;
      case 'config':
        this.tree.applyConfig(block.firstIndex, NO_STAMP, encodeUtf8(configText(block.config ?? { members: [] })));
        if (block.config !== undefined) this.events.onConfigApplied(block.config, block.lastIndex, block.term);
        this.events.onOwnChange();
        break;
      case 'entries':
        this.zxid = block.firstIndex;
        this.stamp = NO_STAMP;
        this.toSkip = this.doneInBlock;
        this.isCut = false;
        visitBlockBody(bodyOf(block), block.lastIndex - block.firstIndex + 1, this.visitor);
        if (this.isCut || this.holders.size > 0) return false;
        this.doneInBlock = 0;
        break;
    }
    this.position = { index: block.lastIndex, term: block.term, chain: block.chain };
    this.appliedBytes += block.bytes.length;
    this.heldBytes -= block.bytes.length;
    return true;
  }
}

/** The data of /zookeeper/config: a line per member, in ZooKeeper's form of a dynamic configuration. */
export function configText(config: ClusterConfig): string {
  return config.members
    .map((member) => `server.${member.id}=${member.peerAddress}:${member.voter ? 'participant' : 'observer'};${member.clientAddress}`)
    .join('\n');
}
