import type { SnapshotMeta } from '@grove/raft';
import { decodeUtf8, encodeUtf8, readUint64, viewOf, writeUint64 } from './bytes';
import { decodeConfig, encodeConfig } from './config-codec';
import { openRecord, sealRecord } from './record-codec';

/** A snapshot that is complete on disk. */
export interface SnapshotInfo {
  readonly meta: SnapshotMeta;
  /** Over the state at `meta.index`; proven when the snapshot is loaded. */
  readonly digest: string;
  readonly chunks: number;
  /** Stored bytes of all chunks. */
  readonly bytes: number;
}

/**
 * A chunk as it is stored and sent: last index (8), number of the chunk (4), length of the digest (1), digest, payload,
 * CRC32C over all of it (4). It names its snapshot, so that no chunk is ever taken for one of another; the digest
 * travels with each because nothing else of the transfer carries it.
 */
export function sealChunk(lastIndex: number, chunk: number, digest: string, payload: Uint8Array): Uint8Array {
  const text = encodeUtf8(digest);
  if (text.length > 0xff) throw new RangeError(`a digest of ${text.length} bytes`);
  const bytes = new Uint8Array(13 + text.length + payload.length);
  const view = viewOf(bytes);
  writeUint64(view, 0, lastIndex);
  view.setUint32(8, chunk, true);
  bytes[12] = text.length;
  bytes.set(text, 13);
  bytes.set(payload, 13 + text.length);
  return sealRecord(bytes);
}

export type OpenedChunk =
  | { readonly ok: true; /** A view. */ readonly payload: Uint8Array; readonly digest: string }
  | { readonly ok: false; readonly reason: string };

/** Proves that these bytes are this chunk of this snapshot. */
export function openChunk(stored: Uint8Array, lastIndex: number, chunk: number): OpenedChunk {
  const record = openRecord(stored);
  if (record === null || record.length < 13) return { ok: false, reason: `chunk ${chunk} fails its checksum` };
  const view = viewOf(record);
  const found = { lastIndex: readUint64(view, 0), chunk: view.getUint32(8, true) };
  if (found.lastIndex !== lastIndex || found.chunk !== chunk) {
    return { ok: false, reason: `chunk ${found.chunk} of snapshot ${found.lastIndex} instead of chunk ${chunk} of ${lastIndex}` };
  }
  const end = 13 + (record[12] ?? 0);
  const digest = end <= record.length ? decodeUtf8(record.subarray(13, end)) : null;
  return digest === null ? { ok: false, reason: `chunk ${chunk} has no digest` } : { ok: true, payload: record.subarray(end), digest };
}

/** index (8), term (8), chain (4), chunks (4), bytes (8), length of the digest (1), digest, configuration; checksum. */
export function encodeSnapshotInfo(info: SnapshotInfo): Uint8Array {
  const digest = encodeUtf8(info.digest);
  const config = encodeConfig(info.meta.config);
  const bytes = new Uint8Array(33 + digest.length + config.length);
  const view = viewOf(bytes);
  writeUint64(view, 0, info.meta.index);
  writeUint64(view, 8, info.meta.term);
  view.setUint32(16, info.meta.chain, true);
  view.setUint32(20, info.chunks, true);
  writeUint64(view, 24, info.bytes);
  bytes[32] = digest.length;
  bytes.set(digest, 33);
  bytes.set(config, 33 + digest.length);
  return sealRecord(bytes);
}

export function decodeSnapshotInfo(stored: Uint8Array): SnapshotInfo | null {
  const record = openRecord(stored);
  if (record === null || record.length < 33) return null;
  const view = viewOf(record);
  const end = 33 + (record[32] ?? 0);
  if (end > record.length) return null;
  const digest = decodeUtf8(record.subarray(33, end));
  const config = decodeConfig(record.subarray(end));
  if (digest === null || config === null) return null;
  return {
    meta: { index: readUint64(view, 0), term: readUint64(view, 8), chain: view.getUint32(16, true), config },
    digest,
    chunks: view.getUint32(20, true),
    bytes: readUint64(view, 24),
  };
}
