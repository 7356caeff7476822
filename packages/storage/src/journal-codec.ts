import { readUint64, viewOf, writeUint64 } from './bytes';
import { crc32c } from './crc32c';
import { JOURNAL_PAGE_BYTES, type KeyValueOp } from './ports';
import { openRecord, sealRecord } from './record-codec';

/**
 * The journal's pages, little-endian. The first page is the header: magic "GRVJ" (4), format version (4), generation (8), CRC32C
 * of these (4). Behind it lie records, each at the start of a page:
 *
 *  0 magic "GRVR" (4)   4 CRC32C (4) over bytes [8, 40) and the body   8 generation (8)
 * 16 sequence number (8)   24 body length (4)   28 number of operations (4)   32 life (4)   36 zero (4)   40 body
 *
 * An operation in the body: key length (2 bytes), value length (4; 2^32 − 1: a deletion), key, value.
 */
const HEADER_MAGIC = 0x4a565247;
const RECORD_MAGIC = 0x52565247;
export const JOURNAL_FORMAT_VERSION = 1;
const RECORD_HEADER_BYTES = 40;
const OPERATION_HEADER_BYTES = 6;
const DELETION = 0xffffffff;

/** Which use of the journal a record belongs to, as eight bytes: what earlier uses left behind in it is not read. */
export type JournalGeneration = Uint8Array;
export const GENERATION_BYTES = 8;
/** The generation of a journal in which nothing is. */
export const NO_GENERATION: JournalGeneration = new Uint8Array(GENERATION_BYTES);

export interface JournalRecord {
  /** Grows by one from record to record. */
  readonly sequence: number;
  /** Which start of the volume it was written after: a checksum of the store's record of its boots. */
  readonly life: number;
  /** Views of the content that was read. */
  readonly ops: readonly KeyValueOp[];
}

export interface JournalRecords {
  /** From the first page on, without a gap in their numbers; those that the store has already may be among them. */
  readonly records: readonly JournalRecord[];
  /** The first has not the number that follows the mark's, nor one before it: the store lacks what lay here before. */
  readonly hasGap: boolean;
  /** A record that the store does not have lies behind one that cannot be read. */
  readonly isBroken: boolean;
}

export function sameGeneration(a: JournalGeneration, b: JournalGeneration): boolean {
  return a.every((byte, i) => byte === b[i]);
}

/** The first page. */
export function encodeJournalHeader(generation: JournalGeneration): Uint8Array {
  const page = new Uint8Array(JOURNAL_PAGE_BYTES);
  const payload = new Uint8Array(8 + GENERATION_BYTES);
  const view = viewOf(payload);
  view.setUint32(0, HEADER_MAGIC, true);
  view.setUint32(4, JOURNAL_FORMAT_VERSION, true);
  payload.set(generation, 8);
  page.set(sealRecord(payload));
  return page;
}

/** Bytes that a record of these operations takes, in whole pages. */
export function journalRecordBytes(ops: readonly KeyValueOp[]): number {
  let bytes = RECORD_HEADER_BYTES;
  for (const op of ops) bytes += OPERATION_HEADER_BYTES + op.key.length + (op.type === 'put' ? op.value.length : 0);
  return Math.ceil(bytes / JOURNAL_PAGE_BYTES) * JOURNAL_PAGE_BYTES;
}

/** Writes the record to the start of `pages`, which it fits into; what lies behind it in the last page stays as it is. */
export function writeJournalRecord(pages: Uint8Array, generation: JournalGeneration, { sequence, life, ops }: JournalRecord): void {
  const view = viewOf(pages);
  let at = RECORD_HEADER_BYTES;
  for (const op of ops) {
    view.setUint16(at, op.key.length, true);
    view.setUint32(at + 2, op.type === 'put' ? op.value.length : DELETION, true);
    pages.set(op.key, at + OPERATION_HEADER_BYTES);
    at += OPERATION_HEADER_BYTES + op.key.length;
    if (op.type === 'delete') continue;
    pages.set(op.value, at);
    at += op.value.length;
  }
  view.setUint32(0, RECORD_MAGIC, true);
  pages.set(generation, 8);
  writeUint64(view, 16, sequence);
  view.setUint32(24, at - RECORD_HEADER_BYTES, true);
  view.setUint32(28, ops.length, true);
  view.setUint32(32, life, true);
  view.setUint32(36, 0, true);
  view.setUint32(4, crc32c(pages, 8, at), true);
}

/** The generation that the first page tells; null: it is no header of ours. */
export function readJournalHeader(content: Uint8Array): JournalGeneration | null {
  const payload = openRecord(content.subarray(0, 8 + GENERATION_BYTES + 4));
  if (payload === null || payload.length !== 8 + GENERATION_BYTES) return null;
  const view = viewOf(payload);
  if (view.getUint32(0, true) !== HEADER_MAGIC || view.getUint32(4, true) !== JOURNAL_FORMAT_VERSION) return null;
  return payload.slice(8);
}

/** What the mark's generation left in the journal. Nothing is trusted that its checksum does not prove. */
export function readJournalRecords(content: Uint8Array, mark: JournalMark): JournalRecords {
  const records: JournalRecord[] = [];
  let sequence = mark.sequence;
  let at = JOURNAL_PAGE_BYTES;
  for (let previous: JournalRecord | null = null; ;) {
    const record: JournalRecord | null = readRecord(content, at, mark.generation);
    if (record === null || (previous !== null && record.sequence !== previous.sequence + 1)) break;
    records.push(record);
    previous = record;
    sequence = Math.max(sequence, record.sequence);
    at += journalRecordBytes(record.ops);
  }
  const first = records[0];
  const hasGap = first !== undefined && first.sequence > mark.sequence + 1;
  return { records, hasGap, isBroken: hasLaterRecord(content, at, mark.generation, sequence) };
}

/** Records are written one after the other, each on disk before the next begins: behind the end lie only older ones. */
function hasLaterRecord(content: Uint8Array, from: number, generation: JournalGeneration, sequence: number): boolean {
  for (let at = from; at < content.length; at += JOURNAL_PAGE_BYTES) {
    const record = readRecord(content, at, generation);
    if (record !== null && record.sequence > sequence) return true;
  }
  return false;
}

function readRecord(content: Uint8Array, at: number, generation: JournalGeneration): JournalRecord | null {
  const bytes = content.subarray(at);
  if (bytes.length < RECORD_HEADER_BYTES) return null;
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== RECORD_MAGIC || !sameGeneration(bytes.subarray(8, 16), generation)) return null;
  const end = RECORD_HEADER_BYTES + view.getUint32(24, true);
  if (end > bytes.length || crc32c(bytes, 8, end) !== view.getUint32(4, true)) return null;
  const ops = readOperations(bytes.subarray(RECORD_HEADER_BYTES, end), view.getUint32(28, true));
  return ops === null ? null : { sequence: readUint64(view, 16), life: view.getUint32(32, true), ops };
}

function readOperations(body: Uint8Array, count: number): readonly KeyValueOp[] | null {
  const view = viewOf(body);
  const ops: KeyValueOp[] = [];
  let at = 0;
  while (at + OPERATION_HEADER_BYTES <= body.length) {
    const keyEnd = at + OPERATION_HEADER_BYTES + view.getUint16(at, true);
    const valueLength = view.getUint32(at + 2, true);
    const end = keyEnd + (valueLength === DELETION ? 0 : valueLength);
    if (end > body.length) return null;
    const key = body.subarray(at + OPERATION_HEADER_BYTES, keyEnd);
    ops.push(valueLength === DELETION ? { type: 'delete', key } : { type: 'put', key, value: body.subarray(keyEnd, end) });
    at = end;
  }
  return at === body.length && ops.length === count ? ops : null;
}

/** What the store says of the journal: all records of the generation up to this number are in the store. */
export interface JournalMark {
  readonly generation: JournalGeneration;
  readonly sequence: number;
}

export function encodeJournalMark(mark: JournalMark): Uint8Array {
  const payload = new Uint8Array(GENERATION_BYTES + 8);
  payload.set(mark.generation);
  writeUint64(viewOf(payload), GENERATION_BYTES, mark.sequence);
  return sealRecord(payload);
}

export function decodeJournalMark(bytes: Uint8Array): JournalMark | null {
  const payload = openRecord(bytes);
  if (payload === null || payload.length !== GENERATION_BYTES + 8) return null;
  return { generation: payload.slice(0, GENERATION_BYTES), sequence: readUint64(viewOf(payload), GENERATION_BYTES) };
}
