import { readFile } from 'node:fs/promises';
import { ErrorCode, GroveError } from '@grove/client';
import type { CreateOptions, GroveClient, Stat, VersionOption } from '@grove/client';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { parseAcl } from '../acl-text';
import { Failure, usage } from '../failure';
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

export interface CreateVerbOptions {
  readonly ephemeral?: boolean;
  readonly sequential?: boolean;
  readonly container?: boolean;
  readonly ttl?: number;
  readonly acl?: string;
  readonly parents?: boolean;
  readonly file?: string;
}

export async function create(context: Context, path: string, argument: string | undefined, options: CreateVerbOptions): Promise<void> {
  if (!path.startsWith('/') || options.sequential !== true) checkPath(path);
  const data = await dataFrom(context, argument, options.file);
  const isEphemeral = options.ephemeral === true;
  if ([isEphemeral, options.container === true, options.ttl !== undefined].filter(Boolean).length > 1) {
    throw usage('only one of --ephemeral, --container and --ttl is possible');
  }
  const kind: CreateOptions = {
    ephemeral: isEphemeral,
    sequential: options.sequential === true,
    container: options.container === true,
    parents: options.parents === true,
    ...(options.ttl !== undefined && { ttlMs: options.ttl }),
    ...(options.acl !== undefined && { acl: parseAcl(options.acl) }),
  };
  const { terminal } = context;
  const work = async (client: GroveClient): Promise<void> => {
    const made = await client.create(path, data, kind);
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
    const names: string[] = [];
    let stat: Stat | null = null;
    for await (const page of client.getChildrenPages(path)) {
      names.push(...page.children.map(({ name }) => name));
      stat = page.stat;
    }
    names.sort();
    if (context.output === 'json') {
      terminal.out(json(options.stat === true ? { path, children: names, stat } : names));
      return;
    }
    terminal.out(names.map((name) => `${name}\n`).join(''));
    if (options.stat === true && stat !== null) terminal.out(statTable(stat));
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
