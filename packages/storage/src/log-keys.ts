/** Keys of the log's store: `m` and a name for the records, `b` and the first index (8 bytes, big-endian) for the blocks. */

function named(name: string): Uint8Array {
  return Uint8Array.from(`m/${name}`, (character) => character.charCodeAt(0));
}

export const LogKey = {
  identity: named('identity'),
  hardState: named('hard-state'),
  base: named('base'),
  boots: named('boots'),
  initialConfig: named('initial-config'),
  startConfig: named('start-config'),
  damage: named('damage'),
  journal: named('journal'),
} as const;

const BLOCK_PREFIX = 0x62;

export const RECORDS_START = Uint8Array.of(0x6d);
export const RECORDS_END = Uint8Array.of(0x6e);
export const BLOCKS_START = Uint8Array.of(BLOCK_PREFIX);
export const BLOCKS_END = Uint8Array.of(BLOCK_PREFIX + 1);
export const ALL_START = new Uint8Array(0);
export const ALL_END = Uint8Array.of(0xff);

export function blockKey(firstIndex: number): Uint8Array {
  const key = new Uint8Array(9);
  const view = new DataView(key.buffer);
  key[0] = BLOCK_PREFIX;
  view.setUint32(1, Math.floor(firstIndex / 0x100000000));
  view.setUint32(5, firstIndex >>> 0);
  return key;
}

/** The first index that a block's key names, or null where it is no such key. */
export function firstIndexOf(key: Uint8Array): number | null {
  if (key.length !== 9 || key[0] !== BLOCK_PREFIX) return null;
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const index = view.getUint32(1) * 0x100000000 + view.getUint32(5);
  return Number.isSafeInteger(index) ? index : null;
}

export function sameKey(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
