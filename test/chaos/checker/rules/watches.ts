import { ErrorCode } from '@grove/wire';
import { describe, type Call, type ClientHistory, type EventType, type History, type OperationOf } from '../history';
import type { ModelChange } from '../model';
import { fateOf } from '../outcome';
import { removalOf } from '../watchers';
import type { Replayed } from '../replay';
import type { Report } from '../report';

interface Due {
  readonly event: EventType;
  readonly path: string;
  readonly zxid: number;
  readonly data?: string | null;
  readonly previousData?: string | null;
}

/**
 * Rule "watches" (P6, P7): a one-shot watch set at z tells of the first change after z, once; one that stays tells of every
 * change after z that it asked for, in order, none twice, with the data that it asked for; none without a cause; each event comes before
 * any answer of its session that shows its change; and all this until the watch is removed.
 */
export function checkWatches(history: History, replayed: Replayed, report: Report): void {
  for (const client of history.clients.values()) {
    for (const call of client.calls) {
      const { operation, answer } = call;
      if (answer === null || fateOf(call) !== 'applied') continue;
      const problem =
        operation.type === 'addWatch'
          ? answer.code === 0
            ? checkStaying(client, call, operation, replayed.changes)
            : null
          : 'watch' in operation && operation.watch
            ? checkOneShot(client, call, replayed.changes)
            : null;
      if (problem !== null) report('watches', `${describe(call)}: ${problem}`);
    }
  }
}

/** The first answer after `after` that shows `zxid`, or null. With its close a session hears no more of what the close brings about. */
function showing(client: ClientHistory, after: number, zxid: number): Call | null {
  return (
    client.calls.find(
      ({ answer, operation }) => operation.type !== 'close' && answer !== null && answer.position > after && answer.zxid >= zxid,
    ) ?? null
  );
}

function checkStaying(client: ClientHistory, call: Call, watch: OperationOf<'addWatch'>, changes: readonly ModelChange[]): string | null {
  const { zxid, position } = call.answer ?? { zxid: 0, position: 0 };
  const until = removalOf(client, call)?.zxid ?? Infinity;
  const due = eventsOf(watch, changes).filter((each) => each.zxid > zxid && each.zxid <= until);
  const told = client.events.filter((event) => event.watch === call.id);
  for (const [at, event] of told.entries()) {
    const next = due[at];
    if (next === undefined || next.event !== event.event || next.path !== event.path || next.zxid !== event.zxid) {
      return `it told ${show(event)} (line ${event.position + 1}); the next change was ${next === undefined ? 'none' : show(next)}`;
    }
    // Null: not held any more.
    for (const field of ['data', 'previousData'] as const) {
      if (event[field] !== null && event[field] !== next[field]) {
        return `${show(event)} (line ${event.position + 1}) came with the ${field} '${event[field]}', not '${next[field]}'`;
      }
    }
    const early = showing(client, position, event.zxid);
    if (early?.answer !== null && early !== null && early.answer.position < event.position) {
      return `${show(event)} came after ${describe(early)}`;
    }
  }
  if (client.lost.some((lost) => lost.watch === call.id)) return null;
  const missed = due[told.length];
  const shown = missed === undefined ? null : showing(client, position, missed.zxid);
  return missed === undefined || shown === null ? null : `never told ${show(missed)}, which ${describe(shown)} shows`;
}

/** What a watch that stays tells of, one event after the other. */
function eventsOf(watch: OperationOf<'addWatch'>, changes: readonly ModelChange[]): Due[] {
  const isRecursive = watch.mode === 'persistentRecursive';
  const before = new Map<string, string>();
  const events: Due[] = [];
  for (const { kind, path, zxid, data } of changes) {
    const isOn = path === watch.path;
    if (isOn || (isRecursive && (watch.path === '/' || path.startsWith(`${watch.path}/`)))) {
      events.push({
        event: kind,
        path,
        zxid,
        ...(watch.withData === true && kind !== 'deleted' && { data }),
        ...(watch.withPreviousData === true && kind !== 'created' && { previousData: before.get(path) ?? '' }),
      });
      before.set(path, data);
    }
    if (!isRecursive && kind !== 'dataChanged' && parentOf(path) === watch.path && !isOn) {
      events.push({ event: 'childrenChanged', path: watch.path, zxid });
    }
  }
  const types = watch.types ?? [];
  return types.length === 0 ? events : events.filter(({ event }) => types.includes(event));
}

function checkOneShot(client: ClientHistory, call: Call, changes: readonly ModelChange[]): string | null {
  const { answer, operation } = call;
  if (answer === null || !('watch' in operation)) return null;
  const told = client.events.filter((event) => event.watch === call.id);
  const [event] = told;
  // Only exists watches what is not there.
  if (answer.code !== 0 && !(operation.type === 'exists' && answer.code === ErrorCode.NONODE)) {
    return event === undefined ? null : `it was not set, and told ${show(event)}`;
  }
  const due = firstEvent(operation.type, operation.path, answer.zxid, changes);
  if (told.length > 1) return `it told ${told.length} events`;
  const removed = removalOf(client, call);
  if (due === null || (removed !== null && due.zxid > removed.zxid))
    return event === undefined ? null : `it told ${show(event)} without a cause`;
  const shown = showing(client, answer.position, due.zxid);
  if (event === undefined) return shown === null ? null : `never told ${show(due)}, which ${describe(shown)} shows`;
  if (shown?.answer !== null && shown !== null && shown.answer.position < event.position)
    return `${show(event)} came after ${describe(shown)}`;
  // At another replica the watch is judged by what has become of the znode meanwhile.
  const hasMoved = client.states.some(({ position }) => position > answer.position && position < event.position);
  const isDue = hasMoved
    ? event.path === due.path && event.zxid >= due.zxid
    : event.path === due.path && event.zxid === due.zxid && event.event === due.event;
  return isDue ? null : `it told ${show(event)}, due was ${show(due)}`;
}

function firstEvent(type: string, path: string, afterZxid: number, changes: readonly ModelChange[]): Due | null {
  for (const change of changes) {
    if (change.zxid <= afterZxid) continue;
    if (change.path === path && (type !== 'getChildren' || change.kind === 'deleted'))
      return { event: change.kind, path, zxid: change.zxid };
    if (type === 'getChildren' && change.kind !== 'dataChanged' && parentOf(change.path) === path) {
      return { event: 'childrenChanged', path, zxid: change.zxid };
    }
  }
  return null;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

function show({ event, path, zxid }: Due): string {
  return `${event} ${path} at ${zxid}`;
}
