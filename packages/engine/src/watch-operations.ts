import type { ReadCaller, TreeApi, WatchTableApi } from '@grove/tree';
import { ErrorCode, OperationField } from '@grove/wire';
import type { ReadTurn } from './read-turn';
import { rearm } from './watch-rearm';
import type { Emit } from './watch-rearm';
import { decodeAddWatch, decodeSetWatches, decodeWatcher } from './watch-requests';

const WATCH_OPERATIONS: readonly number[] = [
  OperationField.addWatch,
  OperationField.removeWatches,
  OperationField.setWatches,
  OperationField.checkWatches,
];

export function isWatchOperation(field: number): boolean {
  return WATCH_OPERATIONS.includes(field);
}

/** A session's watches on this replica: who it is, and how many it may have. */
export interface Watching<W> {
  readonly tree: TreeApi;
  readonly watches: WatchTableApi<W>;
  readonly watcher: W;
  readonly reader: ReadCaller;
  readonly maxWatches: number;
}

/** setWatches: as `rearm`; `emit` takes the events that it reports. */
export function* setWatches<W>(
  operation: Uint8Array,
  watching: Watching<W>,
  emit: Emit,
  turn: Pick<ReadTurn, 'isSpent' | 'spend'>,
): Generator<undefined, number, undefined> {
  const { tree, watches, watcher } = watching;
  const request = decodeSetWatches(operation);
  if (request === null) return ErrorCode.MARSHALLINGERROR;
  if (request.paths.some(({ path }) => !tree.isValidPath(path))) return ErrorCode.BADARGUMENTS;
  if (watches.countOf(watcher) + request.paths.length > watching.maxWatches) return ErrorCode.THROTTLEDOP;
  return yield* rearm(request, tree, watches, watcher, emit, watching.reader, turn);
}

/** Changes a session's watches, or asks for them, in one go. Answers an ErrorCode. */
export function changeWatches<W>(field: number, operation: Uint8Array, watching: Watching<W>): number {
  const { tree, watches, watcher } = watching;
  switch (field) {
    case OperationField.addWatch: {
      const request = decodeAddWatch(operation);
      if (request === null) return ErrorCode.MARSHALLINGERROR;
      if (request === 'badMode' || !tree.isValidPath(request.path)) return ErrorCode.BADARGUMENTS;
      if (watches.countOf(watcher) >= watching.maxWatches && !watches.has(request.kind, request.path, watcher))
        return ErrorCode.THROTTLEDOP;
      watches.add(request.kind, request.path, watcher, request.options);
      return 0;
    }
    case OperationField.removeWatches: {
      const request = decodeWatcher(operation);
      if (request === null) return ErrorCode.MARSHALLINGERROR;
      return watches.remove(request.path, watcher, request.kinds) ? 0 : ErrorCode.NOWATCHER;
    }
    case OperationField.checkWatches: {
      const request = decodeWatcher(operation);
      if (request === null) return ErrorCode.MARSHALLINGERROR;
      return request.kinds.some((kind) => watches.has(kind, request.path, watcher)) ? 0 : ErrorCode.NOWATCHER;
    }
    default:
      return 0;
  }
}
