import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';

/**
 * A Python with what a requirements file names, in a virtual environment of its own that is made once and kept under `.grove/`; what
 * is missing, where this machine has no Python or cannot reach a package index.
 */
export function pythonWith(requirements: string): { readonly python: string } | { readonly missing: string } {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(repositoryRoot, '.grove', `python-${version}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { python };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]],
  ];
  for (const [file, args] of steps) {
    const done = spawnSync(file, args, { encoding: 'utf8' });
    if (done.status !== 0) return { missing: `"${file} ${args.join(' ')}" failed:\n${wordsOf(done)}` };
  }
  writeFileSync(complete, '');
  return { python };
}

/** All that a program said. */
export function wordsOf(done: SpawnSyncReturns<string>): string {
  return `${done.error?.message ?? ''}${done.stdout}${done.stderr}`.trim();
}
