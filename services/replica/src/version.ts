import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the software, from package.json: one folder up, both from `src` and from `dist`. */
export const version: string = readVersion();

function readVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  const value = typeof content === 'object' && content !== null && 'version' in content ? content.version : null;
  if (typeof value !== 'string') throw new Error('package.json has no version');
  return value;
}
