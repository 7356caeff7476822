/**
 * `npm run fix`: whatever a machine can put right: generated code, lint, layout. It writes; look at the diff.
 *
 * `npm run fix -- --accept-proto` makes today's `proto/` the one that `buf breaking` compares with. Do that with a
 * release, or for a break that is meant, and say why in the commit.
 */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, ensureNodeVersion, repositoryRoot } from './setup.mjs';
import { bufArguments, node, protoBaseline, tool } from './tools.mjs';

ensureNodeVersion();
await ensureInstalled();

const steps = [
  node('packages/wire/generate.cjs'),
  node('.config/scenario-table.mjs'),
  node(tool('eslint', 'bin/eslint.js'), '--config', '.config/eslint.config.mjs', '--fix', '.'),
  node(
    tool('prettier', 'bin/prettier.cjs'),
    '--config',
    '.config/prettier.json',
    '--ignore-path',
    '.config/prettierignore',
    '--write',
    '--log-level',
    'warn',
    '.',
  ),
];
if (process.argv.includes('--accept-proto')) {
  steps.push(node(...bufArguments('build', 'proto', '--exclude-source-info', '-o', protoBaseline)));
}

let failed = 0;
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, { cwd: repositoryRoot, stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
