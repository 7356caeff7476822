import { fail } from './invariant';
import type { Block, BlockType, LogPosition } from './types';

interface HeldBlock {
  readonly type: BlockType;
  readonly term: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly chain: number;
  readonly byteLength: number;
  /** Null where the bytes were dropped from memory; the disk has them. */
  block: Block | null;
}

/**
 * The index of all blocks held: where each starts and ends, its term and chain; and the bytes of the newest ones,
 * within a bound. Blocks are the unit everywhere: every position named is a block's end (or the log's start).
 */
export class BlockLog {
  private origin: LogPosition;
  private held: HeldBlock[] = [];
  /** Blocks before this place in `held` have no bytes in memory. */
  private cachedFrom = 0;
  private cachedBytes = 0;

  constructor(
    start: LogPosition,
    private readonly cacheBytesMax: number,
  ) {
    this.origin = position(start);
  }

  /** The position before the first held block. */
  get start(): LogPosition {
    return this.origin;
  }

  get last(): LogPosition {
    const last = this.held[this.held.length - 1];
    return last === undefined ? this.origin : endOf(last);
  }

  get lastIndex(): number {
    const last = this.held[this.held.length - 1];
    return last === undefined ? this.origin.index : last.lastIndex;
  }

  get blockCount(): number {
    return this.held.length;
  }

  get bytesInMemory(): number {
    return this.cachedBytes;
  }

  /** The position whose block ends exactly at `index`, or null. */
  positionAt(index: number): LogPosition | null {
    if (index === this.origin.index) return this.origin;
    const block = this.held[this.placeOf(index)];
    return block !== undefined && block.lastIndex === index ? endOf(block) : null;
  }

  /** The term of the entry at `index`; null outside of what is held. */
  termAt(index: number): number | null {
    if (index === this.origin.index) return this.origin.term;
    return this.held[this.placeOf(index)]?.term ?? null;
  }

  /** The end of the block that begins at `firstIndex`, or null. */
  blockEndFrom(firstIndex: number): LogPosition | null {
    const block = this.held[this.placeOf(firstIndex)];
    return block !== undefined && block.firstIndex === firstIndex ? endOf(block) : null;
  }

  /** The last block end at or before `index` whose term is at most `term` (terms never fall along the log); null where it lies before the start. */
  endAtOrBefore(index: number, term: number): LogPosition | null {
    let low = 0;
    let high = this.held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.held[middle];
      if (block !== undefined && block.lastIndex <= index && block.term <= term) low = middle + 1;
      else high = middle;
    }
    const block = this.held[low - 1];
    if (block !== undefined) return endOf(block);
    return this.origin.index <= index && this.origin.term <= term ? this.origin : null;
  }

  /**
   * Adds a block at the end. Bytes of blocks up to `durableIndex` may leave memory to keep the bound; newer ones
   * stay, because no disk could give them back.
   */
  append(block: Block, durableIndex: number): void {
    const last = this.last;
    if (block.firstIndex !== last.index + 1 || block.lastIndex < block.firstIndex) {
      fail(`block ${block.firstIndex}..${block.lastIndex} does not follow index ${last.index}`);
    }
    if (block.term < last.term) fail(`block ${block.firstIndex} of term ${block.term} follows one of term ${last.term}`);
    this.held.push({
      type: block.type,
      term: block.term,
      firstIndex: block.firstIndex,
      lastIndex: block.lastIndex,
      chain: block.chain,
      byteLength: block.bytes.length,
      block,
    });
    this.cachedBytes += block.bytes.length;
    while (this.cachedBytes > this.cacheBytesMax) {
      const oldest = this.held[this.cachedFrom];
      if (oldest === undefined || oldest.lastIndex > durableIndex) break;
      oldest.block = null;
      this.cachedBytes -= oldest.byteLength;
      this.cachedFrom += 1;
    }
  }

  /** Drops the block that begins at `firstIndex` and all after it. */
  truncateFrom(firstIndex: number): void {
    const place = this.placeOf(firstIndex);
    if (this.held[place]?.firstIndex !== firstIndex) fail(`truncation at ${firstIndex}, where no block begins`);
    for (let at = Math.max(place, this.cachedFrom); at < this.held.length; at++) this.cachedBytes -= this.held[at]?.byteLength ?? 0;
    this.held.length = place;
    this.cachedFrom = Math.min(this.cachedFrom, place);
  }

  /** Forgets everything up to a block end; a position before the start changes nothing. */
  compactTo(to: LogPosition): void {
    if (to.index <= this.origin.index) return;
    const own = this.positionAt(to.index);
    if (own === null || own.term !== to.term || own.chain !== to.chain) {
      fail(`compaction to index ${to.index} of term ${to.term}, where the log has ${own === null ? 'no block end' : `term ${own.term}`}`);
    }
    const place = this.placeOf(to.index) + 1;
    for (let at = this.cachedFrom; at < place; at++) this.cachedBytes -= this.held[at]?.byteLength ?? 0;
    this.held = this.held.slice(place);
    this.cachedFrom = Math.max(0, this.cachedFrom - place);
    this.origin = position(to);
  }

  /** Empties the log; it goes on after `start`. */
  restartAt(start: LogPosition): void {
    this.held = [];
    this.cachedFrom = 0;
    this.cachedBytes = 0;
    this.origin = position(start);
  }

  /**
   * Blocks from `firstIndex` on, as many as fit into `maxBytes`, at least one. Empty at the log's end; null where
   * the first is not in memory.
   */
  read(firstIndex: number, maxBytes: number): Block[] | null {
    const blocks: Block[] = [];
    if (firstIndex > this.lastIndex) return blocks;
    let place = this.placeOf(firstIndex);
    if (this.held[place]?.firstIndex !== firstIndex) fail(`read at ${firstIndex}, where no block begins`);
    let bytes = 0;
    for (; place < this.held.length; place++) {
      const held = this.held[place];
      if (held === undefined) break;
      if (held.block === null) return blocks.length === 0 ? null : blocks;
      if (blocks.length > 0 && bytes + held.byteLength > maxBytes) break;
      blocks.push(held.block);
      bytes += held.byteLength;
    }
    return blocks;
  }

  /** The place in `held` of the block that covers `index`; past the ends where none does. */
  private placeOf(index: number): number {
    let low = 0;
    let high = this.held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.held[middle];
      if (block !== undefined && block.lastIndex < index) low = middle + 1;
      else high = middle;
    }
    const block = this.held[low];
    return block !== undefined && block.firstIndex > index ? this.held.length : low;
  }
}

function endOf(block: HeldBlock): LogPosition {
  return { index: block.lastIndex, term: block.term, chain: block.chain };
}

function position(of: LogPosition): LogPosition {
  return { index: of.index, term: of.term, chain: of.chain };
}
