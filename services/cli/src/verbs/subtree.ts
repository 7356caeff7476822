import { ErrorCode, GroveError } from '@grove/client';
import type { Child, GroveClient } from '@grove/client';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { Failure } from '../failure';
import { json, table } from '../format';
import { joinPath, walkTree } from '../walk-tree';

/** The verbs that work on everything below a znode. */

/** How often a subtree is gone through again because somebody made a znode in it meanwhile. */
const DELETE_ROUNDS = 5;

export async function deleteAll(context: Context, path: string): Promise<void> {
  checkPath(path);
  if (path === '/') throw new Failure('the root cannot be deleted; name a subtree', 2);
  const deleted = await withClient(context, (client) => deleteWhole(client, path));
  if (context.output === 'json') context.terminal.out(json({ path, deleted }));
}

function isError(error: unknown, code: number): boolean {
  return error instanceof GroveError && error.code === code;
}

/** In one write, or, where that would be more than the server does in one, child by child. Answers the number of znodes. */
async function deleteWhole(client: GroveClient, path: string): Promise<number> {
  let deleted = 0;
  for (let round = 1; ; round++) {
    try {
      return deleted + (await client.delete(path, { subtree: true })).deleted;
    } catch (error) {
      if (!isError(error, ErrorCode.BADARGUMENTS)) throw error;
      const { stat } = await client.getChildren(path).catch(() => ({ stat: null }));
      // Not its size, then: a path that cannot be deleted.
      if (stat?.numChildren === 0) throw error;
      if (round === DELETE_ROUNDS) throw new Failure(`${path}: others keep making znodes in it; nothing but those is left`);
    }
    for await (const { children } of client.getChildrenPages(path, { withStat: true })) {
      const counts = await Promise.all(children.map((child) => deleteChild(client, path, child)));
      deleted += counts.reduce((sum, count) => sum + count, 0);
    }
  }
}

async function deleteChild(client: GroveClient, parent: string, child: Child): Promise<number> {
  const path = joinPath(parent, child.name);
  try {
    if (child.stat?.numChildren === 0) return (await client.delete(path, { subtree: true })).deleted;
    return await deleteWhole(client, path);
  } catch (error) {
    // Somebody else was first.
    if (isError(error, ErrorCode.NONODE)) return 0;
    throw error;
  }
}

export async function getAllChildrenNumber(context: Context, path: string): Promise<void> {
  checkPath(path);
  const { count } = await withClient(context, (client) => client.getAllChildrenNumber(path));
  context.terminal.out(context.output === 'json' ? json({ path, count }) : `${count}\n`);
}

/** Every session's, or one's: a command has a session of its own, which owns none. */
export async function getEphemerals(context: Context, path = '/', options: { readonly session?: number }): Promise<void> {
  checkPath(path);
  const found: { path: string; session: number }[] = [];
  await withClient(context, (client) =>
    walkTree(client, path, ({ path: each, stat }) => {
      const session = stat.ownerSessionId;
      if (stat.kind === 'ephemeral' && (options.session ?? session) === session) found.push({ path: each, session });
    }),
  );
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (context.output === 'json') context.terminal.out(json(found));
  else context.terminal.out(table(found.map((each) => [String(each.session), each.path])));
}
