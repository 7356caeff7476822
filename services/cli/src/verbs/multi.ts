import { readFile } from 'node:fs/promises';
import { MultiError } from '@grove/client';
import type { MultiPart, MultiPartResult } from '@grove/client';
import { errorName } from '@grove/wire';
import { parseAcl } from '../acl-text';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { Failure, usage } from '../failure';
import { json, jsonData } from '../format';

/** `[{"op": "create" | "delete" | "set" | "check" | …, "path": …, "data"?: …, "version"?: …, …}, …]`; `grove multi --help` has all of it. */
export function parseMulti(text: string): MultiPart[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usage('the parts are no JSON');
  }
  if (!Array.isArray(value) || value.length === 0) throw usage('the parts must be a JSON list with at least one part');
  return value.map((part: unknown, index) => parsePart(part, index + 1));
}

function parsePart(value: unknown, number: number): MultiPart {
  if (typeof value !== 'object' || value === null) throw usage(`part ${number} is no object`);
  const part = value as Record<string, unknown>;
  const text = (name: string): string => {
    const found = part[name] ?? '';
    if (typeof found !== 'string') throw usage(`part ${number}: "${name}" must be a text`);
    return found;
  };
  const path = checkPath(text('path'));
  const version = part['version'] ?? null;
  if (version !== null && !Number.isInteger(version)) throw usage(`part ${number}: "version" must be a whole number`);
  const checked = { path, version: version === -1 ? null : (version as number | null) };
  const data = Buffer.from(text('data'), part['encoding'] === 'base64' ? 'base64' : 'utf8');
  switch (part['op']) {
    case 'create':
      return { type: 'create', path, data, sequential: part['sequential'] === true, ...createFields(part, number) };
    case 'delete':
      return { type: 'delete', ...checked, ...(part['subtree'] === true && { subtree: true }) };
    case 'set':
      return { type: 'setData', data, ...checked };
    case 'check':
      return { type: 'check', ...checked };
    case 'checkNotExists':
      return { type: 'checkNotExists', path };
    case 'get':
      return { type: 'getData', path };
    case 'ls':
      return { type: 'getChildren', path };
    case 'exists':
      return { type: 'exists', path };
    default:
      throw usage(`part ${number}: "op" must be create, delete, set, check, checkNotExists, get, ls or exists`);
  }
}

type CreateFields = Pick<Extract<MultiPart, { readonly type: 'create' }>, 'kind' | 'ttlMs' | 'acl' | 'parents'>;

function createFields(part: Readonly<Record<string, unknown>>, number: number): CreateFields {
  const { ttlMs, acl } = part;
  if (ttlMs !== undefined && !Number.isSafeInteger(ttlMs)) throw usage(`part ${number}: "ttlMs" must be a whole number`);
  if (acl !== undefined && typeof acl !== 'string') throw usage(`part ${number}: "acl" must be a text, SCHEME:ID:RIGHTS,...`);
  const kinds = [
    part['ephemeral'] === true && 'ephemeral',
    part['container'] === true && 'container',
    ttlMs !== undefined && 'ttl',
  ] as const;
  const [kind, second] = kinds.filter((each) => each !== false);
  if (second !== undefined) throw usage(`part ${number}: only one of "ephemeral", "container" and "ttlMs" is possible`);
  return {
    kind: kind ?? 'persistent',
    ...(ttlMs !== undefined && { ttlMs: ttlMs as number }),
    ...(acl !== undefined && { acl: parseAcl(acl) }),
    ...(part['parents'] === true && { parents: true }),
  };
}

/** What a part answered, with data as JSON can hold it. */
function jsonResult({ code, result }: MultiPartResult): unknown {
  return { code, result: result?.type === 'getData' ? { ...result, ...jsonData(result.data) } : result };
}

function line({ result }: MultiPartResult): string {
  switch (result?.type) {
    case 'create':
      return result.path;
    case 'getData':
      return JSON.stringify(jsonData(result.data).data);
    case 'getChildren':
      return [...result.children].sort().join(' ');
    default:
      return 'ok';
  }
}

export async function multi(context: Context, file: string): Promise<void> {
  const text = file === '-' ? Buffer.from(await context.terminal.readStdin()).toString('utf8') : await readFile(file, 'utf8');
  const parts = parseMulti(text);
  try {
    const { results, zxid } = await withClient(context, (client) => client.multi(parts));
    if (context.output === 'json') context.terminal.out(json({ zxid, results: results.map(jsonResult) }));
    else for (const result of results) context.terminal.out(`${line(result)}\n`);
  } catch (error) {
    if (!(error instanceof MultiError)) throw error;
    const failing = error.results.findIndex((part) => errorName(part.code) === error.name);
    throw new Failure(`${error.name}: ${parts[failing]?.path ?? ''}: part ${failing + 1} of ${parts.length} failed, nothing was done`);
  }
}
