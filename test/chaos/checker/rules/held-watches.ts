import { ErrorCode } from '@grove/wire';
import { describe, type Call, type ClientHistory, type History } from '../history';
import type { Report } from '../report';
import { isAbout, watcherOf } from '../watchers';

/**
 * Rule "held watches": `checkWatches` and `removeWatches` find exactly the watches that the session has where their answer stands among its
 * answers and events; and no watch tells anything after it was removed.
 */
export function checkHeldWatches(history: History, report: Report): void {
  for (const client of history.clients.values()) {
    const held = new Set<Call>();
    const byId = new Map(client.calls.map((call) => [call.id, call] as const));
    for (const { call, what } of inOrder(client, byId)) {
      const { operation, answer } = call;
      if (what === 'lost') held.delete(call);
      else if (what === 'event') {
        if (!held.has(call)) report('held watches', `client ${client.client}: an event of the watch of call ${call.id}, which was gone`);
        if (operation.type !== 'addWatch') held.delete(call);
      } else if (operation.type === 'checkWatches' || operation.type === 'removeWatches') {
        const found = [...held].filter((each) => isAbout(operation, each));
        const isFound = answer?.code === 0;
        if ((isFound || answer?.code === ErrorCode.NOWATCHER) && isFound !== found.length > 0) {
          report('held watches', `${describe(call)}: the session has ${found.length} such watches`);
        }
        if (isFound && operation.type === 'removeWatches') for (const each of found) held.delete(each);
      } else if (watcherOf(call) !== null) held.add(call);
    }
  }
}

type Step = { readonly position: number; readonly call: Call; readonly what: 'answer' | 'event' | 'lost' };

function inOrder({ calls, events, lost }: ClientHistory, byId: ReadonlyMap<number, Call>): Step[] {
  const ofWatches = (lines: readonly { readonly watch: number; readonly position: number }[], what: Step['what']): Step[] =>
    lines.flatMap(({ watch, position }) => {
      const call = byId.get(watch);
      return call === undefined ? [] : [{ position, call, what }];
    });
  const answers = calls.flatMap((call): Step[] => (call.answer === null ? [] : [{ position: call.answer.position, call, what: 'answer' }]));
  return [...answers, ...ofWatches(events, 'event'), ...ofWatches(lost, 'lost')].sort((a, b) => a.position - b.position);
}
