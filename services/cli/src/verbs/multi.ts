import { readFile } from 'node:fs/promises';
import { MultiError } from '@grove/client';
import type { MultiPart } from '@grove/client';
import { errorName } from '@grove/wire';
import { checkPath, withClient } from '../context';
import type { Context } from '../context';
import { Failure, usage } from '../failure';
import { json } from '../format';

/** `[{"op": "create" | "delete" | "set" | "check", "path": …, "data"?: …, "version"?: …, "ephemeral"?: …, "sequential"?: …}, …]` */
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
      return {
        type: 'create',
        path,
        data,
        kind: part['ephemeral'] === true ? 'ephemeral' : 'persistent',
        sequential: part['sequential'] === true,
      };
    case 'delete':
      return { type: 'delete', ...checked };
    case 'set':
      return { type: 'setData', data, ...checked };
    case 'check':
      return { type: 'check', ...checked };
    default:
      throw usage(`part ${number}: "op" must be create, delete, set or check`);
  }
}

export async function multi(context: Context, file: string): Promise<void> {
  const text = file === '-' ? Buffer.from(await context.terminal.readStdin()).toString('utf8') : await readFile(file, 'utf8');
  const parts = parseMulti(text);
  try {
    const { results, zxid } = await withClient(context, (client) => client.multi(parts));
    if (context.output === 'json') context.terminal.out(json({ zxid, results }));
    else for (const { result } of results) context.terminal.out(`${result?.type === 'create' ? result.path : 'ok'}\n`);
  } catch (error) {
    if (!(error instanceof MultiError)) throw error;
    const failing = error.results.findIndex((part) => errorName(part.code) === error.name);
    throw new Failure(`${error.name}: ${parts[failing]?.path ?? ''}: part ${failing + 1} of ${parts.length} failed, nothing was done`);
  }
}
