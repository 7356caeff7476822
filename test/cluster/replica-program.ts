import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository';

/** The program that is run, in one file: servers under test are real processes, so they run what was built. */
export const REPLICA_PROGRAM = join(repositoryRoot, 'services', 'replica', 'dist', 'replica.js');

/** The same as the modules that it is made of, for tests that put something else in the place of one. */
export const REPLICA_MODULES = join(repositoryRoot, 'services', 'replica', 'dist', 'main.js');

const REMEDY = 'run `node .config/setup.mjs`';
let checked: string | undefined;

/** What is wrong with the program, with what to do about it; null: it is of what the compiler has written last. */
export function whyNotRunnable(): string | null {
  checked ??= check();
  return checked === '' ? null : checked;
}

function check(): string {
  if (!existsSync(REPLICA_PROGRAM)) return `there is no ${REPLICA_PROGRAM}: ${REMEDY}`;
  const madeMs = statSync(REPLICA_PROGRAM).mtimeMs;
  const packages = join(repositoryRoot, 'packages');
  const folders = readdirSync(packages).map((name) => join(packages, name, 'dist'));
  for (const folder of [...folders, join(repositoryRoot, 'services', 'replica', 'dist')]) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (name.endsWith('.js') && statSync(file).mtimeMs > madeMs) return `${REPLICA_PROGRAM} is older than ${file}: ${REMEDY}`;
    }
  }
  return '';
}
