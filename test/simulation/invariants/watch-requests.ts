import { ErrorCode, type WatcherType } from '@grove/wire';
import type { History, SessionRecord, WatchName } from '../history';
import type { Report } from '../violation';
import { PERSISTENT_WATCH_ROOT, RECURSIVE_WATCH_ROOT } from '../workload';

/** The kinds of watches that a type names. */
export const KINDS_OF: Readonly<Record<WatcherType, readonly WatchName[]>> = {
  any: ['data', 'exists', 'child', 'persistent', 'recursive'],
  data: ['data', 'exists'],
  children: ['child'],
  persistent: ['persistent'],
  persistentRecursive: ['recursive'],
};

/**
 * checkWatches and removeWatches answer by the watches that the session has at that moment, over all its connections: those
 * that were set and have neither fired, nor been removed, nor been lost with the history.
 */
export function checkWatchRequests(history: History, report: Report): void {
  for (const session of history.sessions) {
    const flaw = flawOf(session);
    if (flaw === null) continue;
    report('watch requests', `session ${session.id} of ${session.client}: ${flaw}`);
    return;
  }
}

function flawOf(session: SessionRecord): string | null {
  const watches = new Set<string>();
  for (const entry of session.entries) {
    if (entry.type === 'lost')
      watches.delete(`${entry.watch} ${entry.watch === 'recursive' ? RECURSIVE_WATCH_ROOT : PERSISTENT_WATCH_ROOT}`);
    if (entry.type === 'event' && entry.watch !== 'recursive' && entry.watch !== 'persistent')
      watches.delete(`${entry.watch} ${entry.path}`);
    if (entry.type !== 'answer') continue;
    const { operation } = entry.request;
    const { code, zxid } = entry.answer;
    if (operation.type === 'addWatch') {
      if (code === 0) watches.add(`${operation.mode === 'persistent' ? 'persistent' : 'recursive'} ${operation.path}`);
    } else if (operation.type === 'checkWatches' || operation.type === 'removeWatches') {
      const { type, path, watcherType = 'any' } = operation;
      const found = KINDS_OF[watcherType].map((kind) => `${kind} ${path}`).filter((key) => watches.has(key));
      const due = found.length > 0 ? 0 : ErrorCode.NOWATCHER;
      if (code !== due) return `${type} of ${watcherType} on ${path} was answered ${code} at zxid ${zxid}; due was ${due}`;
      if (type === 'removeWatches') for (const key of found) watches.delete(key);
    } else if ('watch' in operation && operation.watch) {
      const kind = oneShotOf(operation.type, code);
      if (kind !== null) watches.add(`${kind} ${operation.path}`);
    }
  }
  return null;
}

/** The one-shot watch that such an answer sets; null for none: a missing znode is watched by exists alone. */
export function oneShotOf(type: string, code: number): 'data' | 'exists' | 'child' | null {
  if (code !== 0) return type === 'exists' && code === ErrorCode.NONODE ? 'exists' : null;
  return type === 'getChildren' ? 'child' : 'data';
}
