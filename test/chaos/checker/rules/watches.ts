import { ErrorCode } from '@grove/wire';
import { describe, type Call, type ClientHistory, type EventType, type History } from '../history';
import type { ReferenceChange } from '../model';
import { fateOf } from '../outcome';
import type { Replayed } from '../replay';
import type { Report } from '../report';

interface Due {
  readonly event: EventType;
  readonly path: string;
  readonly zxid: number;
}

/**
 * Rule "watches" (P6, P7): a one-shot watch set at z tells of the first change after z, once; one that stays tells of every
 * change after z, in order, none twice; none without a cause; and each event comes before any answer of its session that
 * shows its change.
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

function checkStaying(
  client: ClientHistory,
  call: Call,
  watch: { readonly path: string; readonly recursive: boolean },
  changes: readonly ReferenceChange[],
): string | null {
  const { zxid, position } = call.answer ?? { zxid: 0, position: 0 };
  const covers = (path: string): boolean =>
    path === watch.path || (watch.recursive && (watch.path === '/' || path.startsWith(`${watch.path}/`)));
  const due = changes.filter((change) => change.zxid > zxid && covers(change.path));
  const told = client.events.filter((event) => event.watch === call.id);
  for (const [at, event] of told.entries()) {
    const next = due[at];
    if (next === undefined || next.kind !== event.event || next.path !== event.path || next.zxid !== event.zxid) {
      return `it told ${show(event)} (line ${event.position + 1}); the next change was ${next === undefined ? 'none' : show({ event: next.kind, ...next })}`;
    }
    const early = showing(client, position, event.zxid);
    if (early?.answer !== null && early !== null && early.answer.position < event.position) {
      return `${show(event)} came after ${describe(early)}`;
    }
  }
  if (client.lost.some((lost) => lost.watch === call.id)) return null;
  const missed = due[told.length];
  const shown = missed === undefined ? null : showing(client, position, missed.zxid);
  return missed === undefined || shown === null
    ? null
    : `never told ${show({ event: missed.kind, ...missed })}, which ${describe(shown)} shows`;
}

function checkOneShot(client: ClientHistory, call: Call, changes: readonly ReferenceChange[]): string | null {
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
  if (due === null) return event === undefined ? null : `it told ${show(event)} without a cause`;
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

function firstEvent(type: string, path: string, afterZxid: number, changes: readonly ReferenceChange[]): Due | null {
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
