import type { Block, BlockSealer, BlockType, LogPosition } from '@grove/raft';
import { readUint64, viewOf, writeUint64 } from './bytes';
import { decodeConfig, encodeConfig } from './config-codec';
import { crc32c } from './crc32c';

/**
 * A block as it lies on disk and travels between replicas: a header of 40 bytes, little-endian, then the body.
 *
 *  0 magic "GRVB"       4 format version (1 byte)   5 type (1)      6 zero (2)
 *  8 term (8)          16 first index (8)          24 count (4)    28 body length (4)
 * 32 previous chain (4) 36 chain (4): CRC32C over bytes [0, 36) and the body
 *
 * The chain value before is under the checksum, so equal chain values mean equal logs up to there.
 */
export const BLOCK_HEADER_BYTES = 40;
export const BLOCK_FORMAT_VERSION = 1;

const MAGIC = 0x42565247;
const CHAIN_OFFSET = 36;
const TYPE_NUMBERS: Readonly<Record<BlockType, number>> = { entries: 1, noop: 2, config: 3 };
const TYPES: readonly (BlockType | null)[] = [null, 'entries', 'noop', 'config'];

/** An entry of a block of entries takes so many bytes of its body at least: a count that the body cannot hold would be gone through for nothing. */
const ENTRY_BYTES_MIN = 2;

function countFits(type: BlockType, count: number, bodyLength: number): boolean {
  return count === 1 || (type === 'entries' && count * ENTRY_BYTES_MIN <= bodyLength);
}

/** The place before the log's beginning. */
export const LOG_ORIGIN: LogPosition = { index: 0, term: 0, chain: 0 };

export type OpenedBlock = { readonly ok: true; readonly block: Block } | { readonly ok: false; readonly reason: string };

function refused(reason: string): OpenedBlock {
  return { ok: false, reason };
}

/** The place at a block's end. */
export function endOf(block: Block): LogPosition {
  return { index: block.lastIndex, term: block.term, chain: block.chain };
}

/** The block's body: a view of its bytes. */
export function bodyOf(block: Block): Uint8Array {
  return block.bytes.subarray(BLOCK_HEADER_BYTES);
}

function chainOf(bytes: Uint8Array): number {
  return crc32c(bytes, BLOCK_HEADER_BYTES, bytes.length, crc32c(bytes, 0, CHAIN_OFFSET));
}

function seal(prev: LogPosition, term: number, type: BlockType, count: number, body: Uint8Array): Block {
  const firstIndex = prev.index + 1;
  const lastIndex = prev.index + count;
  if (!Number.isInteger(count) || count < 1 || count > 0xffffffff) throw new RangeError(`a block of ${count} entries`);
  if (!countFits(type, count, body.length)) throw new RangeError(`a block of type ${type} with ${count} entries in ${body.length} bytes`);
  if (!Number.isSafeInteger(lastIndex)) throw new RangeError(`index ${lastIndex} is past 2^53 - 1`);
  if (term < prev.term) throw new RangeError(`term ${term} after term ${prev.term}`);
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES + body.length);
  const view = viewOf(bytes);
  view.setUint32(0, MAGIC, true);
  bytes[4] = BLOCK_FORMAT_VERSION;
  bytes[5] = TYPE_NUMBERS[type];
  writeUint64(view, 8, term);
  writeUint64(view, 16, firstIndex);
  view.setUint32(24, count, true);
  view.setUint32(28, body.length, true);
  view.setUint32(32, prev.chain, true);
  bytes.set(body, BLOCK_HEADER_BYTES);
  const chain = chainOf(bytes);
  view.setUint32(CHAIN_OFFSET, chain, true);
  const block: Block = { type, term, firstIndex, lastIndex, chain, bytes };
  if (type !== 'config') return block;
  const config = decodeConfig(body);
  if (config === null) throw new RangeError('a config block whose body is no configuration');
  return { ...block, config };
}

/** The chain value that a sealed block names as the one before it, read from its header without proving anything. */
export function previousChainOf(block: Block): number {
  return viewOf(block.bytes).getUint32(32, true);
}

/**
 * Proves that the bytes are a whole block and, where `prev` is given, that it is the one that follows it. The
 * block keeps the bytes. Never throws: what cannot be proven is refused with the reason.
 */
export function openBlock(bytes: Uint8Array, prev: LogPosition | null): OpenedBlock {
  if (bytes.length < BLOCK_HEADER_BYTES) return refused(`${bytes.length} bytes are no block`);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== MAGIC) return refused('no block magic');
  if (bytes[4] !== BLOCK_FORMAT_VERSION) return refused(`block format version ${String(bytes[4])}`);
  const bodyLength = view.getUint32(28, true);
  if (bytes.length !== BLOCK_HEADER_BYTES + bodyLength)
    return refused(`body of ${bytes.length - BLOCK_HEADER_BYTES} bytes, header says ${bodyLength}`);
  const chain = view.getUint32(CHAIN_OFFSET, true);
  const computed = chainOf(bytes);
  if (computed !== chain) return refused(`checksum ${computed.toString(16)}, header says ${chain.toString(16)}`);

  const type = TYPES[bytes[5] ?? 0] ?? null;
  const term = readUint64(view, 8);
  const firstIndex = readUint64(view, 16);
  const count = view.getUint32(24, true);
  const lastIndex = firstIndex + count - 1;
  // The checksum was right, so a writer of another mind made this block.
  if (type === null || view.getUint16(6, true) !== 0) return refused(`block type ${String(bytes[5])}`);
  if (term < 0 || firstIndex < 1 || count < 1 || !Number.isSafeInteger(lastIndex)) return refused('numbers out of range');
  if (!countFits(type, count, bodyLength)) return refused(`${count} entries in a body of ${bodyLength} bytes`);
  if (prev !== null) {
    if (firstIndex !== prev.index + 1) return refused(`first index ${firstIndex} after index ${prev.index}`);
    if (view.getUint32(32, true) !== prev.chain) return refused(`chain broken at index ${firstIndex}`);
    if (term < prev.term) return refused(`term ${term} after term ${prev.term}`);
  }
  const block: Block = { type, term, firstIndex, lastIndex, chain, bytes };
  if (type !== 'config') return { ok: true, block };
  const config = decodeConfig(bytes.subarray(BLOCK_HEADER_BYTES));
  return config === null ? refused('the body is no configuration') : { ok: true, block: { ...block, config } };
}

/** The format, as the consensus core wants it. */
export const blockCodec: BlockSealer = { seal, encodeConfig };
