import { ErrorCode } from '@grove/wire';
import type { Answer, Call, ClientHistory, OperationOf } from './history';

/** What a call watches, in the words of `removeWatches`, and the path; null for a call that set no watch. */
export function watcherOf({
  operation,
  answer,
}: Call): { readonly type: 'children' | 'data' | 'persistent' | 'persistentRecursive'; readonly path: string } | null {
  if (answer === null) return null;
  switch (operation.type) {
    case 'addWatch':
      return answer.code === 0 ? { type: operation.mode, path: operation.path } : null;
    case 'getData':
    case 'exists':
    case 'getChildren': {
      // Only exists watches what is not there.
      const isSet = answer.code === 0 || (operation.type === 'exists' && answer.code === ErrorCode.NONODE);
      return operation.watch && isSet ? { type: operation.type === 'getChildren' ? 'children' : 'data', path: operation.path } : null;
    }
    default:
      return null;
  }
}

/** Whether a `removeWatches` or `checkWatches` is about what this call watches. */
export function isAbout({ path, watcherType = 'any' }: OperationOf<'removeWatches' | 'checkWatches'>, call: Call): boolean {
  const watcher = watcherOf(call);
  return watcher !== null && watcher.path === path && (watcherType === 'any' || watcherType === watcher.type);
}

/** The answer that says that the watch of this call was removed; null where none does. */
export function removalOf({ calls }: ClientHistory, call: Call): Answer | null {
  const removal = calls.find(
    ({ operation, answer }) =>
      operation.type === 'removeWatches' &&
      answer?.code === 0 &&
      call.answer !== null &&
      answer.position > call.answer.position &&
      isAbout(operation, call),
  );
  return removal?.answer ?? null;
}
