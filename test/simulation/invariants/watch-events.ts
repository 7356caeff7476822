import type { WatchEventType } from '@grove/wire';
import { grants } from '@grove/tree/dist/testing/reference-access';
import type { ReferenceChange } from '@grove/tree/dist/testing/reference-tree';
import type { History, SeenEvent, SessionEntry, SessionRecord, WatchName } from '../history';
import type { Replayed } from '../replay';
import type { Report } from '../violation';
import { PERSISTENT_WATCH_ROOT, RECURSIVE_WATCH_ROOT } from '../workload';
import { valuesFlaw, type WantedValues } from './event-values';
import { KINDS_OF, oneShotOf } from './watch-requests';

const READ = 1;

/**
 * Watch events are complete, in order, none twice, none without a cause, none to whom may not read, and each comes before any
 * answer that shows its change (P6, P7), over all connections of a session.
 */
export function checkWatchEvents(history: History, replayed: Replayed, report: Report): void {
  for (const session of history.sessions) {
    const problem =
      checkStaying(session, 'recursive', replayed) ??
      checkStaying(session, 'persistent', replayed) ??
      checkOneShot(session, replayed.changes);
    if (problem !== null) {
      report('watch events', `session ${session.id} of ${session.client}: ${problem}`);
      return;
    }
  }
}

/** What a persistent watch, recursive or not, tells of these changes after a zxid. */
export function eventsOf(
  changes: readonly ReferenceChange[],
  path: string,
  recursive: boolean,
  afterZxid: number,
  identities: readonly string[],
  types: readonly WatchEventType[] = [],
): SeenEvent[] {
  const events: SeenEvent[] = [];
  const isWanted = (type: WatchEventType): boolean => types.length === 0 || types.includes(type);
  const mayRead = (acl: ReferenceChange['acl']): boolean => grants(acl, READ, { session: identities, call: [] });
  for (const change of changes) {
    if (change.zxid <= afterZxid || change.kind === 'aclChanged') continue;
    const { zxid } = change;
    const isHit = (recursive ? isWithin(change.path, path) : change.path === path) && isWanted(change.kind);
    if (isHit && mayRead(change.acl)) {
      const { kind, data, previousData } = change;
      events.push({ eventType: kind, path: change.path, zxid, data, previousData });
    }
    const isBelow = !recursive && change.kind !== 'dataChanged' && parentOf(change.path) === path;
    if (isBelow && isWanted('childrenChanged') && mayRead(change.parentAcl)) events.push({ eventType: 'childrenChanged', path, zxid });
  }
  return events;
}

function checkStaying(session: SessionRecord, watch: 'recursive' | 'persistent', replayed: Replayed): string | null {
  const root = watch === 'recursive' ? RECURSIVE_WATCH_ROOT : PERSISTENT_WATCH_ROOT;
  const identities = [...(replayed.identities.get(session.id) ?? []), ...session.identities];
  let expected: SeenEvent[] | null = null;
  let wanted: WantedValues = {};
  let at = 0;
  let moved = false;
  for (const entry of session.entries) {
    if (entry.type === 'started') {
      moved = true;
    } else if (entry.type === 'lost') {
      if (entry.watch === watch) expected = null;
    } else if (entry.type === 'event') {
      if (entry.watch !== watch) continue;
      at = pastRepeats(expected, at, entry, moved);
      const next = expected?.[at];
      if (next === undefined || !isSame(next, entry)) {
        return `the ${watch} watch told ${show(entry)}; the next change was ${next === undefined ? 'none' : show(next)}`;
      }
      const flaw = valuesFlaw(entry, wanted, next);
      if (flaw !== null) return `the ${watch} watch told ${show(entry)}, which ${flaw}`;
      at++;
    } else {
      const { operation } = entry.request;
      if (operation.type === 'addWatch' && operation.path === root && entry.answer.code === 0 && expected === null) {
        wanted = operation;
        expected = eventsOf(replayed.changes, root, watch === 'recursive', entry.answer.zxid, identities, operation.types);
        at = 0;
        moved = false;
        continue;
      }
      at = pastRepeats(expected, at, null, moved);
      const next = expected?.[at];
      if (next !== undefined && next.zxid <= entry.answer.zxid) {
        return `an answer at zxid ${entry.answer.zxid} came before the event ${show(next)} of the ${watch} watch`;
      }
      if (removes(entry, watch, root)) expected = null;
    }
  }
  return null;
}

/** The answer of a request that takes this watch away. */
function removes({ request, answer }: Extract<SessionEntry, { type: 'answer' }>, watch: WatchName, path: string): boolean {
  const { operation } = request;
  if (operation.type !== 'removeWatches' || operation.path !== path || answer.code !== 0) return false;
  return KINDS_OF[operation.watcherType ?? 'any'].includes(watch);
}

/** Where a replay broke off, equal changes of one multi may be told as one. */
function pastRepeats(expected: readonly SeenEvent[] | null, from: number, told: SeenEvent | null, moved: boolean): number {
  if (expected === null || !moved) return from;
  let at = from;
  for (;;) {
    const before = expected[at - 1];
    const next = expected[at];
    if (before === undefined || next === undefined || !isSame(before, next) || (told !== null && isSame(next, told))) return at;
    at++;
  }
}

/** A one-shot watch: by exists and getData on /e/…, by getChildren on /q and /e. */
interface Armed {
  readonly watch: WatchName;
  readonly path: string;
  readonly zxid: number;
  due: SeenEvent | undefined;
  /** Set again on another replica since, at this zxid or later: there the state tells what happened, not each change. */
  movedZxid: number | null;
}

function checkOneShot(session: SessionRecord, changes: readonly ReferenceChange[]): string | null {
  const armed = new Map<string, Armed>();
  for (const entry of session.entries) {
    if (entry.type === 'started') {
      for (const watch of armed.values()) watch.movedZxid = entry.zxid;
    } else if (entry.type === 'event') {
      if (entry.watch === 'recursive' || entry.watch === 'persistent') continue;
      const key = `${entry.watch} ${entry.path}`;
      const watch = armed.get(key);
      if (watch === undefined || !isDue(watch, entry, changes)) {
        return `a one-shot watch (${key}) told ${show(entry)}; due was ${watch?.due === undefined ? 'none' : show(watch.due)}`;
      }
      armed.delete(key);
    } else if (entry.type === 'answer') {
      for (const [key, watch] of armed) {
        passUndone(watch, entry.answer.zxid, changes);
        const { due } = watch;
        if (due !== undefined && due.zxid <= entry.answer.zxid) {
          return `an answer at zxid ${entry.answer.zxid} came before the one-shot event ${show(due)} (${key})`;
        }
      }
      for (const [key, { watch, path }] of armed) if (removes(entry, watch, path)) armed.delete(key);
      arm(entry, armed, changes);
    }
  }
  return null;
}

function arm(entry: Extract<SessionEntry, { type: 'answer' }>, armed: Map<string, Armed>, changes: readonly ReferenceChange[]): void {
  const { operation } = entry.request;
  const { code, zxid } = entry.answer;
  if (!('watch' in operation) || !operation.watch) return;
  const watch = oneShotOf(operation.type, code);
  if (watch === null) return;
  const { path } = operation;
  const key = `${watch} ${path}`;
  if (!armed.has(key)) armed.set(key, { watch, path, zxid, due: firstEvent(watch, path, zxid, changes), movedZxid: null });
}

/**
 * A creation that was undone before the watch was set again is told where the history still knows of it. The first answers behind a move
 * may be those of repeated writes, of long before: what counts is the state in which the watch was set again.
 */
function passUndone(armed: Armed, answeredZxid: number, changes: readonly ReferenceChange[]): void {
  if (armed.movedZxid === null || armed.watch !== 'exists') return;
  const upToZxid = Math.max(answeredZxid, armed.movedZxid);
  while (armed.due?.eventType === 'created' && armed.due.zxid <= upToZxid) {
    const createdZxid = armed.due.zxid;
    const undone = changes.find(({ path, zxid, kind }) => path === armed.path && kind === 'deleted' && zxid > createdZxid);
    if (undone === undefined || undone.zxid > upToZxid) return;
    armed.due = firstEvent('exists', armed.path, undone.zxid, changes);
  }
}

function isDue(armed: Armed, event: SeenEvent, changes: readonly ReferenceChange[]): boolean {
  if (armed.due !== undefined && isSame(armed.due, event)) return true;
  if (armed.movedZxid === null || armed.due === undefined) return false;
  // That it is gone, not when: where the history does not reach back to its end, the zxid is that of the state that was looked at.
  if (event.eventType === 'deleted') {
    const last = changes.filter(({ path, zxid, kind }) => path === armed.path && zxid <= event.zxid && kind !== 'aclChanged').at(-1);
    if (last?.kind === 'deleted' && last.zxid > armed.zxid) return true;
  }
  // Likewise that it is there: the last creation, which may be another one.
  if (armed.watch === 'exists' && event.eventType === 'created') {
    const last = changes.filter(({ path, zxid, kind }) => path === armed.path && zxid <= event.zxid && kind !== 'aclChanged').at(-1);
    if (last?.kind === 'created' && last.zxid === event.zxid) return true;
  }
  // What the state of then says: the last change of the znode, or of its children.
  return changes.some((change) => {
    if (change.zxid <= armed.zxid || change.zxid !== event.zxid || change.kind === 'aclChanged') return false;
    if (armed.watch === 'child') {
      return event.eventType === 'childrenChanged' && change.kind !== 'dataChanged' && parentOf(change.path) === armed.path;
    }
    if (change.path !== armed.path) return false;
    return event.eventType === 'deleted' ? change.kind === 'deleted' : event.eventType === 'dataChanged' && change.kind !== 'deleted';
  });
}

function firstEvent(watch: WatchName, path: string, afterZxid: number, changes: readonly ReferenceChange[]): SeenEvent | undefined {
  for (const change of changes) {
    if (change.zxid <= afterZxid || change.kind === 'aclChanged') continue;
    const { zxid } = change;
    if (watch !== 'child' && change.path === path) return { eventType: change.kind, path, zxid };
    if (watch === 'child' && change.kind !== 'dataChanged' && parentOf(change.path) === path) {
      return { eventType: 'childrenChanged', path, zxid };
    }
  }
  return undefined;
}

function isWithin(path: string, top: string): boolean {
  return top === '/' || path === top || path.startsWith(`${top}/`);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function isSame(a: SeenEvent, b: SeenEvent): boolean {
  return a.zxid === b.zxid && a.path === b.path && a.eventType === b.eventType;
}

function show(event: SeenEvent): string {
  return `${event.eventType} ${event.path} at ${event.zxid}`;
}
