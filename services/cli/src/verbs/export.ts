import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrorCode, GroveError } from '@grove/client';
import type { GroveClient } from '@grove/client';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { Failure } from '../failure';
import { kindOf } from '../file-kind';
import { json } from '../format';
import { inParallel } from '../in-parallel';
import { walkTree } from '../walk-tree';

/** Files being read and written at a time. */
const FILES_AT_A_TIME = 64;

/** Writes a subtree as folders and files, byte for byte what was imported. */
export async function exportFolder(context: Context, path: string, folder: string, options: { readonly force?: boolean }): Promise<void> {
  checkPath(path);
  const { terminal } = context;
  await checkFolder(folder, options.force === true);
  const counts = await withClient(context, async (client) => {
    // This replica may be behind what was acknowledged elsewhere.
    await client.sync();
    const { folders, files } = await plan(client, path);
    await mkdir(folder, { recursive: true });
    for (const each of folders) await mkdir(join(folder, each), { recursive: true });
    let done = 0;
    let bytes = 0;
    await inParallel(files, FILES_AT_A_TIME, async (each) => {
      const data = await dataOf(client, path === '/' ? each : path + each);
      if (data === null) return;
      await writeFile(join(folder, each), data);
      bytes += data.length;
      done++;
      if (done % 50 === 0) terminal.progress(`exported ${done} of ${files.length} files`);
    });
    return { files: done, folders: folders.length, bytes };
  });
  terminal.progress('');
  if (context.output === 'json') terminal.out(json({ path, folder, ...counts }));
  else terminal.out(`${counts.files} files and ${counts.folders} folders, ${counts.bytes} bytes, are now in ${folder}\n`);
}

async function checkFolder(folder: string, isForced: boolean): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new Failure(`${folder} is no folder that can be written to`);
  }
  if (names.length > 0 && !isForced) throw new Failure(`${folder} is not empty: name another folder, or --force to write into it`);
}

/** Paths below `path`: folders (the first is '' for the top) with parents first, and files. */
async function plan(client: GroveClient, path: string): Promise<{ folders: string[]; files: string[] }> {
  const folders: string[] = [];
  const files: string[] = [];
  await walkTree(client, path, ({ path: each, stat }) => {
    const relative = each.slice(path === '/' ? 0 : path.length);
    const kind = relative === '' && stat.dataLength === 0 ? 'folder' : kindOf(stat);
    if (kind === 'both') throw new Failure(`${each} has data and children, and no file system can hold that; export what is below it`);
    if (kind === 'folder') folders.push(relative === '/' ? '' : relative);
    else files.push(relative);
  });
  if (files.includes('')) throw new Failure(`${path} is a single file: \`grove get ${path} > FILE\` writes it`);
  folders.sort();
  return { folders, files };
}

/** Null where it was deleted since the walk. */
async function dataOf(client: GroveClient, path: string): Promise<Uint8Array | null> {
  try {
    return (await client.getData(path)).data;
  } catch (error) {
    if (error instanceof GroveError && error.code === ErrorCode.NONODE) return null;
    throw error;
  }
}
