import type { History, StreamRecord } from '../history';
import type { ReferenceChange } from '../reference-tree';
import type { Replayed } from '../replay';
import type { Report } from '../violation';
import { RECURSIVE_WATCH_ROOT } from '../workload';

const EVENT_TYPE = { created: 1, deleted: 2, dataChanged: 3, childrenChanged: 4 } as const;

interface Event {
  readonly eventType: number;
  readonly path: string;
  readonly zxid: number;
}

/**
 * Watch events are complete, in order, none twice, none without a cause, and each comes before any answer that shows
 * its change (P6, P7). The recursive watch is followed over all connections of a session; one-shot watches live as
 * long as the connection they were set on.
 */
export function checkWatchEvents(history: History, replayed: Replayed, report: Report): void {
  const sessions = new Map<number, StreamRecord[]>();
  for (const stream of history.streams) {
    const streams = sessions.get(stream.sessionId);
    if (streams === undefined) sessions.set(stream.sessionId, [stream]);
    else streams.push(stream);
  }
  for (const [sessionId, streams] of sessions) {
    const problem = checkRecursive(streams, replayed.changes) ?? firstOf(streams, (stream) => checkOneShot(stream, replayed.changes));
    if (problem !== null) {
      report('watch events', `session ${sessionId}: ${problem}`);
      return;
    }
  }
}

function firstOf(streams: readonly StreamRecord[], check: (stream: StreamRecord) => string | null): string | null {
  for (const stream of streams) {
    const problem = check(stream);
    if (problem !== null) return problem;
  }
  return null;
}

function isBelowRoot(path: string): boolean {
  return path === RECURSIVE_WATCH_ROOT || path.startsWith(`${RECURSIVE_WATCH_ROOT}/`);
}

function checkRecursive(streams: readonly StreamRecord[], changes: readonly ReferenceChange[]): string | null {
  let expected: Event[] | null = null;
  let at = 0;
  for (const stream of streams) {
    let live = false;
    for (const entry of stream.entries) {
      if (entry.type === 'event') {
        if (!isBelowRoot(entry.path)) continue;
        const next = expected?.[at];
        if (next === undefined || next.path !== entry.path || next.zxid !== entry.zxid || next.eventType !== entry.eventType) {
          return `the recursive watch told ${show(entry)} on replica ${stream.replica}; the next change was ${next === undefined ? 'none' : show(next)}`;
        }
        at++;
        continue;
      }
      const { type } = entry.request.operation;
      if (type === 'addWatch' && expected === null) {
        expected = changes
          .filter((change) => change.zxid > entry.zxid && isBelowRoot(change.path))
          .map((change) => ({ eventType: EVENT_TYPE[change.kind], path: change.path, zxid: change.zxid }));
        live = true;
        continue;
      }
      if (type === 'setWatches') live = true;
      const next = expected?.[at];
      if (live && next !== undefined && next.zxid <= entry.zxid) {
        return `an answer at zxid ${entry.zxid} on replica ${stream.replica} came before the event ${show(next)}`;
      }
    }
  }
  return null;
}

/** Watches by exists on /e/…, by getChildren on /q and /e. */
function checkOneShot(stream: StreamRecord, changes: readonly ReferenceChange[]): string | null {
  /** `data /e/x1` or `child /q` → the event that ends it; undefined where none came yet. */
  const armed = new Map<string, Event | undefined>();
  for (const entry of stream.entries) {
    if (entry.type === 'event') {
      if (isBelowRoot(entry.path)) continue;
      const key = `${entry.eventType === EVENT_TYPE.childrenChanged ? 'child' : 'data'} ${entry.path}`;
      const due = armed.get(key);
      if (due === undefined || due.zxid !== entry.zxid || due.eventType !== entry.eventType) {
        return `a one-shot watch told ${show(entry)} on replica ${stream.replica}; due was ${due === undefined ? 'none' : show(due)}`;
      }
      armed.delete(key);
      continue;
    }
    for (const due of armed.values()) {
      if (due !== undefined && due.zxid <= entry.zxid) {
        return `an answer at zxid ${entry.zxid} on replica ${stream.replica} came before the one-shot event ${show(due)}`;
      }
    }
    const { operation } = entry.request;
    if ((operation.type !== 'exists' && operation.type !== 'getChildren') || !operation.watch) continue;
    // getChildren of a missing znode sets no watch.
    if (operation.type === 'getChildren' && entry.result.code !== 0) continue;
    const key = `${operation.type === 'exists' ? 'data' : 'child'} ${operation.path}`;
    if (!armed.has(key)) armed.set(key, firstEvent(operation.type, operation.path, entry.zxid, changes));
  }
  return null;
}

function firstEvent(
  kind: 'exists' | 'getChildren',
  path: string,
  afterZxid: number,
  changes: readonly ReferenceChange[],
): Event | undefined {
  for (const change of changes) {
    if (change.zxid <= afterZxid) continue;
    if (kind === 'exists' && change.path === path) return { eventType: EVENT_TYPE[change.kind], path, zxid: change.zxid };
    if (kind === 'getChildren' && change.kind !== 'dataChanged' && change.path.slice(0, change.path.lastIndexOf('/')) === path) {
      return { eventType: EVENT_TYPE.childrenChanged, path, zxid: change.zxid };
    }
  }
  return undefined;
}

function show(event: Event): string {
  return `type ${event.eventType} ${event.path} at ${event.zxid}`;
}
