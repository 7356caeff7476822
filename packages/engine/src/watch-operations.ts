import type { EventTypeNumber, TreeApi, WatchTableApi } from '@grove/tree';
import { ErrorCode, OperationField } from '@grove/wire';
import { rearm } from './watch-rearm';
import { decodeAddWatch, decodeRemoveWatches, decodeSetWatches } from './watch-requests';

export function isWatchOperation(field: number): boolean {
  return field === OperationField.addWatch || field === OperationField.removeWatches || field === OperationField.setWatches;
}

/** Changes a session's watches; `emit` takes the events that a setWatches reports at once. Answers an ErrorCode. */
export function changeWatches<W>(
  field: number,
  operation: Uint8Array,
  tree: TreeApi,
  watches: WatchTableApi<W>,
  watcher: W,
  emit: (type: EventTypeNumber, path: string, zxid: number) => void,
): number {
  switch (field) {
    case OperationField.addWatch: {
      const request = decodeAddWatch(operation);
      if (request === null) return ErrorCode.MARSHALLINGERROR;
      if (request.kind === null || !tree.isValidPath(request.path)) return ErrorCode.BADARGUMENTS;
      watches.add(request.kind, request.path, watcher);
      return 0;
    }
    case OperationField.removeWatches: {
      const path = decodeRemoveWatches(operation);
      if (path === null) return ErrorCode.MARSHALLINGERROR;
      return watches.remove(path, watcher) ? 0 : ErrorCode.NOWATCHER;
    }
    case OperationField.setWatches: {
      const request = decodeSetWatches(operation);
      if (request === null) return ErrorCode.MARSHALLINGERROR;
      if (request.paths.some(({ path }) => !tree.isValidPath(path))) return ErrorCode.BADARGUMENTS;
      return rearm(request, tree, watches, watcher, emit);
    }
    default:
      return 0;
  }
}
