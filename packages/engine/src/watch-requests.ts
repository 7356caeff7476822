import { ByteReader, WatchEventTypeNumber, decodeOperation } from '@grove/wire';
import type { AddWatchOperation, WatcherType } from '@grove/wire';
import type { WatchKind, WatchOptions } from '@grove/tree';

/** A watch that is asked for. */
export interface WatchToSet {
  readonly kind: WatchKind;
  readonly path: string;
  readonly options?: WatchOptions;
}

export interface SetWatches {
  readonly relativeZxid: number;
  /** Goes on within a zxid; absent: after `relativeZxid`. */
  readonly cursor?: Uint8Array;
  readonly paths: readonly WatchToSet[];
  /** By ZooKeeper's rules: see `rearm`. */
  readonly asZooKeeper?: boolean;
}

/** The kinds that a WatcherType means, as ZooKeeper has it: data is what getData and exists set. */
const KINDS: Readonly<Record<WatcherType, readonly WatchKind[]>> = {
  children: ['child'],
  data: ['data', 'exists'],
  any: ['data', 'exists', 'child', 'persistent', 'persistentRecursive'],
  persistent: ['persistent'],
  persistentRecursive: ['persistentRecursive'],
};

function watchOf(operation: AddWatchOperation): WatchToSet {
  let types = 0;
  for (const type of operation.types ?? []) types |= 1 << WatchEventTypeNumber[type];
  const options = { types, withData: operation.withData === true, withPreviousData: operation.withPreviousData === true };
  const hasOptions = types !== 0 || options.withData || options.withPreviousData;
  return { kind: operation.mode, path: operation.path, ...(hasOptions && { options }) };
}

/** Null where the bytes are malformed; 'badMode' where the mode is none that is known. */
export function decodeAddWatch(operation: Uint8Array): WatchToSet | 'badMode' | null {
  const decoded = decodeOperation(operation);
  if (decoded?.type === 'addWatch') return watchOf(decoded);
  return hasUnknownMode(operation) ? 'badMode' : null;
}

function hasUnknownMode(operation: Uint8Array): boolean {
  const reader = new ByteReader(operation);
  if (!reader.next() || (reader.key & 7) !== 2) return false;
  const outer = reader.enter();
  let mode = 0;
  while (reader.next()) {
    if (reader.key === 2 << 3) mode = reader.int32();
    else reader.skip();
  }
  reader.leave(outer);
  return !reader.failed && mode !== 1 && mode !== 2;
}

/** What removeWatches and checkWatches name; null where the bytes are malformed. */
export function decodeWatcher(operation: Uint8Array): { readonly path: string; readonly kinds: readonly WatchKind[] } | null {
  const decoded = decodeOperation(operation);
  if (decoded?.type !== 'removeWatches' && decoded?.type !== 'checkWatches') return null;
  return { path: decoded.path, kinds: KINDS[decoded.watcherType ?? 'any'] };
}

/** Null where the bytes are malformed. */
export function decodeSetWatches(operation: Uint8Array): SetWatches | null {
  const decoded = decodeOperation(operation);
  if (decoded?.type !== 'setWatches') return null;
  const of = (kind: WatchKind, paths: readonly string[]): WatchToSet[] => paths.map((path) => ({ kind, path }));
  return {
    relativeZxid: decoded.relativeZxid,
    ...(decoded.cursor !== undefined && { cursor: decoded.cursor }),
    asZooKeeper: decoded.asZooKeeper === true,
    paths: [
      ...of('data', decoded.dataPaths),
      ...of('exists', decoded.existsPaths),
      ...of('child', decoded.childPaths),
      ...of('persistent', decoded.persistentPaths),
      ...of('persistentRecursive', decoded.persistentRecursivePaths),
      ...(decoded.persistentWatches ?? []).map(watchOf),
    ],
  };
}
