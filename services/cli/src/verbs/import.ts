import { readFile, stat } from 'node:fs/promises';
import { ErrorCode, GroveError, serverInfo } from '@grove/client';
import type { GroveClient } from '@grove/client';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { Failure, usage } from '../failure';
import { json } from '../format';
import { inParallel } from '../in-parallel';
import { scanFolder } from '../scan-folder';
import type { ScannedEntry } from '../scan-folder';

/** Files being read and written at a time: fills frames, and bounds the memory to so many files. */
const FILES_AT_A_TIME = 64;
/** Folders are small. */
const FOLDERS_AT_A_TIME = 1_000;

const NO_DATA = new Uint8Array(0);

/**
 * Makes a znode of every file and folder of a directory. All writes belong to one session, which sends again what a lost
 * replica left unanswered: each happens once, also when the leader is lost in the middle.
 */
export async function importFolder(context: Context, folder: string, path: string, options: { readonly force?: boolean }): Promise<void> {
  checkPath(path);
  const { terminal } = context;
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) throw usage(`${folder} is no folder`);
  const { entries, skipped } = await scanFolder(folder);
  for (const line of skipped) terminal.note(`skipped ${line}`);

  const files = entries.filter((entry) => !entry.isFolder);
  const folders = entries.filter((entry) => entry.isFolder);
  await withClient(context, async (client) => {
    await checkSizes(context, client, files);
    await makeParents(client, path);
    await checkTarget(client, path, options.force === true);
    let done = 0;
    const advance = (): void => {
      done++;
      if (done % 50 === 0) terminal.progress(`imported ${done} of ${entries.length}`);
    };
    const znodeOf = (entry: ScannedEntry): string => (path === '/' ? entry.path || '/' : path + entry.path);
    // A session's requests take effect in the order sent: parents are on their way before their children.
    await inParallel(folders, FOLDERS_AT_A_TIME, async (entry) => {
      await putFolder(client, znodeOf(entry));
      advance();
    });
    await inParallel(files, FILES_AT_A_TIME, async (entry) => {
      await putFile(client, znodeOf(entry), await readFile(entry.source), options.force === true);
      advance();
    });
  });
  terminal.progress('');
  const bytes = files.reduce((sum, entry) => sum + entry.byteLength, 0);
  if (context.output === 'json') terminal.out(json({ path, files: files.length, folders: folders.length, bytes, skipped }));
  else terminal.out(`${files.length} files and ${folders.length} folders, ${bytes} bytes, are now below ${path}\n`);
}

/** Before anything is written: a file that is too large would leave half a directory behind. */
async function checkSizes(context: Context, client: GroveClient, files: readonly ScannedEntry[]): Promise<void> {
  const endpoint = client.endpoint;
  if (endpoint === null) return;
  const limits = await serverInfo(endpoint, context.connection).catch(() => null);
  const tooLarge = limits === null ? undefined : files.find((entry) => entry.byteLength > limits.maxDataBytes);
  if (tooLarge === undefined || limits === null) return;
  throw new Failure(
    `${tooLarge.source} has ${tooLarge.byteLength} bytes; a znode holds ${limits.maxDataBytes} at most. Nothing was imported`,
  );
}

/** Like `mkdir -p`, for what is above the target. */
async function makeParents(client: GroveClient, path: string): Promise<void> {
  for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) await putFolder(client, path.slice(0, end));
}

async function checkTarget(client: GroveClient, path: string, isForced: boolean): Promise<void> {
  if (isForced || path === '/') return;
  const found = await client.exists(path);
  if (found !== null && (found.numChildren > 0 || found.dataLength > 0)) {
    throw new Failure(`${path} is not empty: \`grove deleteall ${path}\` empties it, --force writes into it`);
  }
}

async function putFolder(client: GroveClient, path: string): Promise<void> {
  if (path === '/') return;
  try {
    await client.create(path, NO_DATA);
  } catch (error) {
    if (!isNodeExists(error)) throw error;
  }
}

async function putFile(client: GroveClient, path: string, data: Uint8Array, isForced: boolean): Promise<void> {
  try {
    if (data.length > 0) {
      await client.create(path, data);
      return;
    }
    // An empty file: its data has been set, to nothing. See file-kind.ts.
    await client.multi([
      { type: 'create', path, data, kind: 'persistent', sequential: false },
      { type: 'setData', path, data, version: null },
    ]);
  } catch (error) {
    if (!isForced || !isNodeExists(error)) throw withPath(error, path);
    await client.setData(path, data);
  }
}

function isNodeExists(error: unknown): boolean {
  return error instanceof GroveError && error.code === ErrorCode.NODEEXISTS;
}

/** A multi does not say its path. */
function withPath(error: unknown, path: string): unknown {
  return error instanceof GroveError && error.path === '' ? new GroveError(error.code, path) : error;
}
