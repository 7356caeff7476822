import { ByteReader } from '@grove/wire';
import type { WatchKind } from '@grove/tree';

/** AddWatchRequest of grove.v1. */
export interface AddWatch {
  readonly path: string;
  /** Null where the mode is none that is known. */
  readonly kind: WatchKind | null;
}

export interface SetWatches {
  readonly relativeZxid: number;
  readonly paths: readonly { readonly kind: WatchKind; readonly path: string }[];
}

const LENGTH_DELIMITED = 2;
const VARINT = 0;

/** Enters the oneof field that an operation is: the reader then stands in its message. False where it is none. */
function enter(reader: ByteReader): boolean {
  if (!reader.next() || reader.key % 8 !== LENGTH_DELIMITED) return false;
  const payload = reader.bytes();
  if (reader.failed) return false;
  reader.reset(payload);
  return true;
}

/** Null where the bytes are malformed. */
export function decodeAddWatch(operation: Uint8Array): AddWatch | null {
  const reader = new ByteReader(operation);
  if (!enter(reader)) return null;
  let path = '';
  let mode = 0;
  while (reader.next()) {
    if (reader.key === ((1 << 3) | LENGTH_DELIMITED)) path = reader.string();
    else if (reader.key === ((2 << 3) | VARINT)) mode = reader.int32();
    else reader.skip();
  }
  if (reader.failed) return null;
  return { path, kind: mode === 1 ? 'persistent' : mode === 2 ? 'persistentRecursive' : null };
}

/** The path of a RemoveWatchesRequest; null where the bytes are malformed. */
export function decodeRemoveWatches(operation: Uint8Array): string | null {
  const reader = new ByteReader(operation);
  if (!enter(reader)) return null;
  let path = '';
  while (reader.next()) {
    if (reader.key === ((1 << 3) | LENGTH_DELIMITED)) path = reader.string();
    else reader.skip();
  }
  return reader.failed ? null : path;
}

const SET_WATCHES_KINDS: readonly (WatchKind | null)[] = [null, null, 'data', 'exists', 'child', 'persistent', 'persistentRecursive'];

/** Null where the bytes are malformed. */
export function decodeSetWatches(operation: Uint8Array): SetWatches | null {
  const reader = new ByteReader(operation);
  if (!enter(reader)) return null;
  let relativeZxid = 0;
  const paths: { kind: WatchKind; path: string }[] = [];
  while (reader.next()) {
    const kind = SET_WATCHES_KINDS[reader.key >> 3] ?? null;
    if (reader.key === ((1 << 3) | VARINT)) relativeZxid = reader.integer();
    else if (kind !== null && reader.key % 8 === LENGTH_DELIMITED) paths.push({ kind, path: reader.string() });
    else reader.skip();
  }
  return reader.failed ? null : { relativeZxid, paths };
}
