import type { ClusterConfig, HardState, LogPosition } from '@grove/raft';
import { decodeUtf8, encodeUtf8, readUint64, viewOf, writeUint64 } from './bytes';
import { decodeConfig, encodeConfig } from './config-codec';
import { crc32c } from './crc32c';

/**
 * The small records beside the blocks. Each ends with the CRC32C of the bytes before it: RocksDB checks its own
 * blocks, but nothing checks a value between its memory and ours. Decoders answer null for what is no record.
 */
export const CHECKSUM_BYTES = 4;

export function sealRecord(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(payload.length + CHECKSUM_BYTES);
  bytes.set(payload);
  viewOf(bytes).setUint32(payload.length, crc32c(payload), true);
  return bytes;
}

/** The payload (a view), or null where the checksum is wrong. */
export function openRecord(bytes: Uint8Array): Uint8Array | null {
  const length = bytes.length - CHECKSUM_BYTES;
  if (length < 0 || crc32c(bytes, 0, length) !== viewOf(bytes).getUint32(length, true)) return null;
  return bytes.subarray(0, length);
}

function fixed(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(viewOf(bytes));
  return sealRecord(bytes);
}

function openFixed(bytes: Uint8Array, length: number): DataView | null {
  const payload = openRecord(bytes);
  return payload !== null && payload.length === length ? viewOf(payload) : null;
}

/** Who a volume is. */
export interface VolumeIdentity {
  readonly incarnation: string;
  readonly clusterName: string;
  /** It took the place of a volume whose term was lost: it may join a cluster, never form the first one. */
  readonly replaced: boolean;
}

export const VOLUME_FORMAT_VERSION = 1;

/** Format version (4 bytes), replaced (1), length of the incarnation (1), incarnation, cluster name. */
export function encodeIdentity(identity: VolumeIdentity): Uint8Array {
  const incarnation = encodeUtf8(identity.incarnation);
  const clusterName = encodeUtf8(identity.clusterName);
  if (incarnation.length > 0xff) throw new RangeError(`an incarnation of ${incarnation.length} bytes`);
  const bytes = new Uint8Array(6 + incarnation.length + clusterName.length);
  viewOf(bytes).setUint32(0, VOLUME_FORMAT_VERSION, true);
  bytes[4] = identity.replaced ? 1 : 0;
  bytes[5] = incarnation.length;
  bytes.set(incarnation, 6);
  bytes.set(clusterName, 6 + incarnation.length);
  return sealRecord(bytes);
}

/** A foreign version is told apart from damage: it is not ours to replace. */
export function decodeIdentity(bytes: Uint8Array): VolumeIdentity | { readonly foreignVersion: number } | null {
  const payload = openRecord(bytes);
  if (payload === null || payload.length < 6) return null;
  const version = viewOf(payload).getUint32(0, true);
  if (version !== VOLUME_FORMAT_VERSION) return { foreignVersion: version };
  const end = 6 + (payload[5] ?? 0);
  const incarnation = end <= payload.length ? decodeUtf8(payload.subarray(6, end)) : null;
  const clusterName = decodeUtf8(payload.subarray(end));
  return incarnation === null || clusterName === null ? null : { incarnation, clusterName, replaced: payload[4] === 1 };
}

export function encodeHardState(state: HardState): Uint8Array {
  return fixed(12, (view) => {
    writeUint64(view, 0, state.term);
    view.setUint32(8, state.votedFor ?? 0, true);
  });
}

export function decodeHardState(bytes: Uint8Array): HardState | null {
  const view = openFixed(bytes, 12);
  if (view === null) return null;
  const votedFor = view.getUint32(8, true);
  return { term: readUint64(view, 0), votedFor: votedFor === 0 ? null : votedFor };
}

/** Where the log starts, and how often its end was cut off: what is witnessed holds for one number of cuts. */
export interface LogBase {
  readonly start: LogPosition;
  readonly cuts: number;
}

export function encodeLogBase(base: LogBase): Uint8Array {
  return fixed(28, (view) => {
    writeUint64(view, 0, base.start.index);
    writeUint64(view, 8, base.start.term);
    view.setUint32(16, base.start.chain, true);
    writeUint64(view, 20, base.cuts);
  });
}

export function decodeLogBase(bytes: Uint8Array): LogBase | null {
  const view = openFixed(bytes, 28);
  if (view === null) return null;
  return { start: { index: readUint64(view, 0), term: readUint64(view, 8), chain: view.getUint32(16, true) }, cuts: readUint64(view, 20) };
}

export function encodeCounter(value: number): Uint8Array {
  return fixed(8, (view) => writeUint64(view, 0, value));
}

export function decodeCounter(bytes: Uint8Array): number | null {
  const view = openFixed(bytes, 8);
  return view === null ? null : readUint64(view, 0);
}

export function encodeConfigRecord(config: ClusterConfig): Uint8Array {
  return sealRecord(encodeConfig(config));
}

export function decodeConfigRecord(bytes: Uint8Array): ClusterConfig | null {
  const payload = openRecord(bytes);
  return payload === null ? null : decodeConfig(payload);
}

export function encodeText(text: string): Uint8Array {
  return sealRecord(encodeUtf8(text));
}

export function decodeText(bytes: Uint8Array): string | null {
  const payload = openRecord(bytes);
  return payload === null ? null : decodeUtf8(payload);
}
