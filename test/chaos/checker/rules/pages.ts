import { describe, type Call, type History, type OperationOf } from '../history';
import { fateOf } from '../outcome';
import { namesOf } from '../page';
import type { Replayed } from '../replay';
import type { Report } from '../report';

/** A child in one of its lives. */
interface Life {
  readonly name: string;
  readonly from: number;
  to: number;
}

/** Rule "pages": of a list read page by page, what is there from the first page to the last comes once, and nothing twice. */
export function checkPages(history: History, replayed: Replayed, report: Report): void {
  for (const pages of listsOf(history)) {
    const [first, last] = [pages[0], pages[pages.length - 1]];
    if (first === undefined || last?.answer?.outcome.nextPageToken !== undefined) continue;
    const zxids = pages.map(({ answer }) => answer?.zxid ?? 0);
    for (const { name, from, to } of livesBelow((first.operation as OperationOf<'getChildren'>).path, replayed)) {
      const given = pages.filter(
        ({ answer }, at) => answer !== null && namesOf(answer.outcome).includes(name) && isWithin(zxids[at] ?? 0, from, to),
      );
      if (given.length > 1) report('pages', `'${name}' came on two pages: ${given.map(describe).join(', ')}`);
      // Unary calls may go to a replica that is behind the one before.
      const stays = zxids.every((zxid) => isWithin(zxid, from, to));
      if (stays && given.length === 0) report('pages', `'${name}' was there and on none of ${pages.length} pages from ${describe(first)}`);
    }
  }
}

/** Of each list that was begun, its pages in order. */
function listsOf(history: History): readonly (readonly Call[])[] {
  const lists: Call[][] = [];
  /** Lists that await their next page; several can, by one token. */
  const waiting = new Map<string, Call[][]>();
  for (const call of history.calls) {
    const { operation, answer } = call;
    if (operation.type !== 'getChildren' || operation.pageSize === undefined || fateOf(call) !== 'applied') continue;
    if (answer?.code !== 0) continue;
    const list = operation.pageToken === undefined ? [] : waiting.get(`${call.client} ${operation.pageToken}`)?.shift();
    if (list === undefined) continue;
    if (operation.pageToken === undefined) lists.push(list);
    list.push(call);
    if (answer.outcome.nextPageToken === undefined) continue;
    const key = `${call.client} ${answer.outcome.nextPageToken}`;
    const others = waiting.get(key);
    if (others === undefined) waiting.set(key, [list]);
    else others.push(list);
  }
  return lists;
}

function livesBelow(path: string, { changes }: Replayed): readonly Life[] {
  const lives: Life[] = [];
  const alive = new Map<string, Life>();
  for (const { kind, path: changed, zxid } of changes) {
    const slash = changed.lastIndexOf('/');
    if ((changed.slice(0, slash) || '/') !== path || kind === 'dataChanged') continue;
    const name = changed.slice(slash + 1);
    if (kind === 'created') {
      const life = { name, from: zxid, to: Infinity };
      lives.push(life);
      alive.set(name, life);
    } else {
      const life = alive.get(name);
      if (life !== undefined) life.to = zxid;
    }
  }
  return lives;
}

/** Deleted at `to`: not seen there any more. */
function isWithin(zxid: number, from: number, to: number): boolean {
  return zxid >= from && zxid < to;
}
