/**
 * Keys of the snapshots' store. A snapshot is named by its last index and by where it came from: one that is
 * received must not mix with an own one of the same index, whose chunks are cut differently.
 *
 * `m` + name: its metadata, written last: without it there is no snapshot. `c` + name + chunk number: a chunk.
 * `g` + name: its chunks are to be deleted; set before the first chunk and again before the metadata goes.
 * `r` + name: the receipt under way.
 */
export type SnapshotSource = 'own' | 'received';

export interface SnapshotName {
  readonly lastIndex: number;
  readonly source: SnapshotSource;
}

const NAME_BYTES = 9;
const META = 0x6d;
const CHUNK = 0x63;
const GARBAGE = 0x67;
const RECEIPT = 0x72;

function key(prefix: number, name: SnapshotName, extraBytes: number): Uint8Array {
  const bytes = new Uint8Array(1 + NAME_BYTES + extraBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = prefix;
  view.setUint32(1, Math.floor(name.lastIndex / 0x100000000));
  view.setUint32(5, name.lastIndex >>> 0);
  bytes[9] = name.source === 'own' ? 0 : 1;
  return bytes;
}

export function metaKey(name: SnapshotName): Uint8Array {
  return key(META, name, 0);
}

export function garbageKey(name: SnapshotName): Uint8Array {
  return key(GARBAGE, name, 0);
}

export function receiptKey(name: SnapshotName): Uint8Array {
  return key(RECEIPT, name, 0);
}

export function chunkKey(name: SnapshotName, chunk: number): Uint8Array {
  const bytes = key(CHUNK, name, 4);
  new DataView(bytes.buffer).setUint32(1 + NAME_BYTES, chunk);
  return bytes;
}

/** Past the last chunk. */
export function chunksEnd(name: SnapshotName): Uint8Array {
  const bytes = key(CHUNK, name, 5);
  bytes.fill(0xff, 1 + NAME_BYTES);
  return bytes;
}

/** The name in a key that is a prefix and a name, or null. */
export function nameOf(bytes: Uint8Array): SnapshotName | null {
  if (bytes.length !== 1 + NAME_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lastIndex = view.getUint32(1) * 0x100000000 + view.getUint32(5);
  return Number.isSafeInteger(lastIndex) ? { lastIndex, source: bytes[9] === 0 ? 'own' : 'received' } : null;
}

export const METAS_START = Uint8Array.of(META);
export const METAS_END = Uint8Array.of(META + 1);
export const GARBAGE_START = Uint8Array.of(GARBAGE);
export const GARBAGE_END = Uint8Array.of(GARBAGE + 1);
export const RECEIPTS_START = Uint8Array.of(RECEIPT);
export const RECEIPTS_END = Uint8Array.of(RECEIPT + 1);
