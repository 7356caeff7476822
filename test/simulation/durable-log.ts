import type { BlockType } from '@grove/raft';
import { decodeLogBase } from '@grove/storage/dist/record-codec';
import { keyOf, type DurableObserver, type StoreName } from './simulated-disk';

/** A block's header, read from the bytes that lie on a disk (packages/storage, block format). */
export interface DurableBlock {
  readonly key: string;
  readonly type: BlockType;
  readonly term: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly previousChain: number;
  readonly chain: number;
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 40;
const MAGIC = 0x42565247;
const TYPES: readonly (BlockType | undefined)[] = [undefined, 'entries', 'noop', 'config'];

/** The row that says after which index the log begins. */
const BASE_KEY = 'm/base';

/** Null where the value is something else. */
export function readBlockHeader(key: string, bytes: Uint8Array): DurableBlock | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = TYPES[view.getUint8(5)];
  if (view.getUint32(0, true) !== MAGIC || type === undefined) return null;
  const firstIndex = Number(view.getBigUint64(16, true));
  return {
    key,
    type,
    firstIndex,
    bytes,
    term: Number(view.getBigUint64(8, true)),
    lastIndex: firstIndex + view.getUint32(24, true) - 1,
    previousChain: view.getUint32(32, true),
    chain: view.getUint32(36, true),
  };
}

export function bodyOfBlock(block: DurableBlock): Uint8Array {
  return block.bytes.subarray(HEADER_BYTES);
}

export interface LogListener {
  onDurableLogChanged(replica: number, log: DurableLog, added: readonly DurableBlock[]): void;
  /** Blocks at the end were dropped. */
  onTruncated(replica: number, fromIndex: number): void;
}

/** The log of one replica as a loss of power at this moment would leave it. */
export class DurableLog implements DurableObserver {
  /** In order of index, without gaps unless the storage made one. */
  readonly blocks: DurableBlock[] = [];
  private readonly byKey = new Map<string, DurableBlock>();
  /** Blocks up to here are of no use any more, whether they lie there yet or not: the next start deletes them. */
  startIndex = 0;
  private added: DurableBlock[] = [];
  private truncatedFrom: number | null = null;

  constructor(
    readonly replica: number,
    private readonly listener: LogListener,
  ) {}

  get lastIndex(): number {
    return this.blocks[this.blocks.length - 1]?.lastIndex ?? 0;
  }

  /** The block that holds this index. */
  blockAt(index: number): DurableBlock | undefined {
    const { blocks } = this;
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((blocks[middle]?.lastIndex ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    const block = blocks[low];
    return block !== undefined && block.firstIndex <= index ? block : undefined;
  }

  onDurablePut(store: StoreName, keyBytes: Uint8Array, value: Uint8Array): void {
    if (store !== 'log') return;
    const key = keyOf(keyBytes);
    if (key === BASE_KEY) this.startIndex = decodeLogBase(value)?.start.index ?? this.startIndex;
    const block = readBlockHeader(key, value);
    if (block === null) return;
    if (this.byKey.has(key)) this.drop(key);
    this.byKey.set(key, block);
    let at = this.blocks.length;
    while (at > 0 && (this.blocks[at - 1]?.firstIndex ?? 0) > block.firstIndex) at--;
    this.blocks.splice(at, 0, block);
    this.added.push(block);
  }

  onDurableDelete(store: StoreName, keyBytes: Uint8Array): void {
    if (store === 'log') this.drop(keyOf(keyBytes));
  }

  onDurableBatch(store: StoreName): void {
    if (store !== 'log') return;
    while ((this.blocks[0]?.firstIndex ?? Infinity) <= this.startIndex) this.drop(this.blocks[0]?.key ?? '');
    if (this.truncatedFrom !== null && this.truncatedFrom > this.startIndex) this.listener.onTruncated(this.replica, this.truncatedFrom);
    this.truncatedFrom = null;
    const added = this.added.filter(({ firstIndex }) => firstIndex > this.startIndex);
    this.added = [];
    if (added.length > 0) this.listener.onDurableLogChanged(this.replica, this, added);
  }

  /** What lies in the journal has been told as rows of the log (`journal-overlay.ts`). */
  onDurableJournal(): void {}

  onWiped(): void {
    this.blocks.length = 0;
    this.byKey.clear();
    this.added = [];
    this.truncatedFrom = null;
    this.startIndex = 0;
  }

  private drop(key: string): void {
    const block = this.byKey.get(key);
    if (block === undefined) return;
    this.byKey.delete(key);
    const at = this.blocks.indexOf(block);
    this.blocks.splice(at, 1);
    // From the front: the log was compacted. Anywhere else: blocks that others replaced are dropped.
    if (at > 0) this.truncatedFrom = Math.min(this.truncatedFrom ?? Infinity, block.firstIndex);
  }
}
