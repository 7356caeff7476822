import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root: this file runs both from its source (jest) and from test/dist. */
export const repositoryRoot = findRoot(__dirname);

function findRoot(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'proto')) && existsSync(join(folder, 'package-lock.json'))) return folder;
  }
  throw new Error(`no repository above ${from}`);
}

/**
 * A new folder for one run's data, under `.grove/` of the repository: on a real disk, where fsync means
 * something, which the system's temporary folder (often memory) does not promise.
 */
export function newDataFolder(name: string): string {
  const parent = join(repositoryRoot, '.grove', 'test');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${name}-`));
}
