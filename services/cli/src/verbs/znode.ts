import { readFile } from 'node:fs/promises';
import { ErrorCode, GroveError } from '@grove/client';
import type { GroveClient, VersionOption } from '@grove/client';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { Failure, explain } from '../failure';
import { json, jsonData, statTable } from '../format';
import { walkTree } from '../walk-tree';

/** The verbs that work on one znode or on a subtree. */

/** Data from the argument, from a file, from stdin (`-`), or none. */
async function dataFrom(context: Context, argument: string | undefined, file: string | undefined): Promise<Uint8Array> {
  if (file !== undefined) return readFile(file);
  if (argument === '-') return context.terminal.readStdin();
  return Buffer.from(argument ?? '', 'utf8');
}

function versionOption(version: number | undefined): VersionOption {
  return version === undefined ? {} : { version };
}

export async function get(context: Context, path: string, options: { readonly stat?: boolean }): Promise<void> {
  checkPath(path);
  const { data, stat } = await withClient(context, (client) => client.getData(path));
  const { terminal } = context;
  if (context.output === 'json') {
    terminal.out(json({ path, ...jsonData(data), ...(options.stat === true ? { stat } : {}) }));
    return;
  }
  terminal.out(data);
  // Into a file go the bytes alone; a person wants the prompt on a line of its own.
  if ((terminal.isInteractive || options.stat === true) && data.length > 0 && data[data.length - 1] !== 10) terminal.out('\n');
  if (options.stat === true) terminal.out(statTable(stat));
}

export async function set(
  context: Context,
  path: string,
  argument: string | undefined,
  options: { readonly version?: number; readonly file?: string },
): Promise<void> {
  checkPath(path);
  const data = await dataFrom(context, argument, options.file);
  const { stat, zxid } = await withClient(context, (client) => client.setData(path, data, versionOption(options.version)));
  if (context.output === 'json') context.terminal.out(json({ path, zxid, stat }));
}

export async function create(
  context: Context,
  path: string,
  argument: string | undefined,
  options: { readonly ephemeral?: boolean; readonly sequential?: boolean; readonly file?: string },
): Promise<void> {
  if (!path.startsWith('/') || options.sequential !== true) checkPath(path);
  const data = await dataFrom(context, argument, options.file);
  const isEphemeral = options.ephemeral === true;
  const { terminal } = context;
  const work = async (client: GroveClient): Promise<void> => {
    const made = await client.create(path, data, { ephemeral: isEphemeral, sequential: options.sequential === true });
    terminal.out(context.output === 'json' ? json(made) : `${made.path}\n`);
    if (!isEphemeral) return;
    terminal.note('An ephemeral znode lives as long as its session. It is kept until Ctrl-C.');
    await heldUntilInterrupted(client, context);
  };
  await withClient(context, work, isEphemeral ? 'work' : 'stop');
}

async function heldUntilInterrupted(client: GroveClient, context: Context): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    client.onState((state) => {
      if (state === 'EXPIRED' || state === 'CLOSED') resolve();
    });
  });
  const isOver = await Promise.race([ended.then(() => true), context.terminal.interrupted.then(() => false)]);
  if (isOver) throw new Failure('SESSIONEXPIRED: the session ended, and the ephemeral znode with it');
}

export async function remove(context: Context, path: string, options: { readonly version?: number }): Promise<void> {
  checkPath(path);
  const { zxid } = await withClient(context, (client) => client.delete(path, versionOption(options.version)));
  if (context.output === 'json') context.terminal.out(json({ path, zxid }));
}

/** How often the subtree is walked again because somebody made a znode in it meanwhile. */
const DELETE_ROUNDS = 5;

export async function deleteAll(context: Context, path: string): Promise<void> {
  checkPath(path);
  if (path === '/') throw new Failure('the root cannot be deleted; name a subtree', 2);
  const count = await withClient(context, async (client) => {
    for (let round = 1; ; round++) {
      const paths: string[] = [path];
      await walkTree(client, path, (found) => {
        if (found.path !== path) paths.push(found.path);
      });
      // Longest first: children before their parents. The session keeps the order, so nothing has to be waited for.
      paths.sort((a, b) => b.length - a.length);
      const outcomes = await Promise.allSettled(paths.map((each) => client.delete(each)));
      const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      const serious = failed.find(
        (error) => !(error instanceof GroveError) || (error.code !== ErrorCode.NONODE && error.code !== ErrorCode.NOTEMPTY),
      );
      if (serious !== undefined) throw serious instanceof Error ? serious : new Failure(explain(serious));
      const isEmpty = failed.some((error) => error instanceof GroveError && error.code === ErrorCode.NOTEMPTY);
      if (!isEmpty) return paths.length;
      if (round === DELETE_ROUNDS) throw new Failure(`NOTEMPTY: ${path}: others keep making znodes in it; nothing but those is left`);
    }
  });
  if (context.output === 'json') context.terminal.out(json({ path, deleted: count }));
}

export async function list(
  context: Context,
  path: string,
  options: { readonly recursive?: boolean; readonly stat?: boolean },
): Promise<void> {
  checkPath(path);
  const { terminal } = context;
  await withClient(context, async (client) => {
    if (options.recursive === true) {
      const paths: string[] = [];
      await walkTree(client, path, (found) => {
        paths.push(found.path);
      });
      paths.sort();
      terminal.out(context.output === 'json' ? json(paths) : paths.map((each) => `${each}\n`).join(''));
      return;
    }
    const { children, stat } = await client.getChildren(path);
    const names = [...children].sort();
    if (context.output === 'json') {
      terminal.out(json(options.stat === true ? { path, children: names, stat } : names));
      return;
    }
    terminal.out(names.map((name) => `${name}\n`).join(''));
    if (options.stat === true) terminal.out(statTable(stat));
  });
}

export async function stat(context: Context, path: string): Promise<void> {
  checkPath(path);
  const found = await withClient(context, (client) => client.exists(path));
  if (found === null) throw new GroveError(ErrorCode.NONODE, path);
  context.terminal.out(context.output === 'json' ? json({ path, stat: found }) : statTable(found));
}

/** Answers the exit code: 0 it exists, 1 it does not. */
export async function exists(context: Context, path: string): Promise<number> {
  checkPath(path);
  const found = await withClient(context, (client) => client.exists(path));
  context.terminal.out(context.output === 'json' ? json({ path, exists: found !== null }) : `${found !== null}\n`);
  return found === null ? 1 : 0;
}

export async function sync(context: Context, path: string): Promise<void> {
  checkPath(path);
  const { zxid } = await withClient(context, (client) => client.sync(path));
  context.terminal.out(context.output === 'json' ? json({ path, zxid }) : `${zxid}\n`);
}
