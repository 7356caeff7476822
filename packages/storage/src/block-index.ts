import type { Block, LogPosition } from '@grove/raft';

/** A stored block without its bytes. */
export interface IndexedBlock {
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly term: number;
  readonly chain: number;
  readonly byteLength: number;
  /** It is on disk. */
  synced: boolean;
}

export function indexed(block: Block, synced: boolean): IndexedBlock {
  return {
    firstIndex: block.firstIndex,
    lastIndex: block.lastIndex,
    term: block.term,
    chain: block.chain,
    byteLength: block.bytes.length,
    synced,
  };
}

/** Which blocks the log holds, in order: contiguous from the start. */
export class BlockIndex {
  private blocks: IndexedBlock[];
  /** Blocks at the front that were dropped but not yet moved out of the array. */
  private dropped = 0;
  private bytes = 0;

  constructor(
    private from: LogPosition,
    blocks: readonly Block[],
  ) {
    this.blocks = blocks.map((block) => indexed(block, true));
    for (const block of this.blocks) this.bytes += block.byteLength;
  }

  get start(): LogPosition {
    return this.from;
  }

  get end(): LogPosition {
    const last = this.length > 0 ? this.blocks[this.blocks.length - 1] : undefined;
    return last === undefined ? this.from : { index: last.lastIndex, term: last.term, chain: last.chain };
  }

  get length(): number {
    return this.blocks.length - this.dropped;
  }

  get byteLength(): number {
    return this.bytes;
  }

  append(block: IndexedBlock): void {
    this.blocks.push(block);
    this.bytes += block.byteLength;
  }

  /** The n-th held block. */
  at(n: number): IndexedBlock | undefined {
    return n < 0 ? undefined : this.blocks[this.dropped + n];
  }

  /** The number of held blocks that begin below `index`: the place of the first that does not. */
  countBefore(index: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.at(middle)?.firstIndex ?? Infinity) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The last block end at or before `index`; the start where no block ends there. */
  endAtOrBefore(index: number): LogPosition {
    const count = this.countBefore(index + 1);
    for (const n of [count - 1, count - 2]) {
      const block = this.at(n);
      if (block !== undefined && block.lastIndex <= index) return { index: block.lastIndex, term: block.term, chain: block.chain };
    }
    return this.from;
  }

  /** Drops the blocks that begin at or after `index`; answers them. */
  cut(index: number): readonly IndexedBlock[] {
    const removed = this.blocks.splice(this.dropped + this.countBefore(index));
    for (const block of removed) this.bytes -= block.byteLength;
    return removed;
  }

  /** Drops the blocks up to `position`, which is a block's end; answers them. */
  dropTo(position: LogPosition): readonly IndexedBlock[] {
    const count = this.countBefore(position.index + 1);
    const removed = this.blocks.slice(this.dropped, this.dropped + count);
    for (const block of removed) this.bytes -= block.byteLength;
    this.dropped += count;
    this.from = position;
    // Moving the rest forward now and then costs little per dropped block.
    if (this.dropped > 1024 && this.dropped > this.blocks.length / 2) {
      this.blocks = this.blocks.slice(this.dropped);
      this.dropped = 0;
    }
    return removed;
  }

  /** Drops all and starts at `position`; answers what was held. */
  reset(position: LogPosition): readonly IndexedBlock[] {
    const removed = this.blocks.slice(this.dropped);
    this.blocks = [];
    this.dropped = 0;
    this.bytes = 0;
    this.from = position;
    return removed;
  }
}
