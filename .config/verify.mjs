/**
 * `npm run verify`: every check that needs no running replica. All of them run, also after one has failed, and the
 * whole list stands at the end. Nothing is written that git sees; `npm run fix` may write.
 *
 * `--summary FILE` writes `{ passed, failed }` there, for .ci/run.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ensureInstalled, ensureNodeVersion, repositoryRoot, SetupError } from './setup.mjs';
import { bufArguments, node, protoBaseline, tool } from './tools.mjs';

const checks = [
  {
    name: 'format (prettier)',
    command: node(
      tool('prettier', 'bin/prettier.cjs'),
      '--config',
      '.config/prettier.json',
      '--ignore-path',
      '.config/prettierignore',
      '--check',
      '--log-level',
      'warn',
      '.',
    ),
  },
  { name: 'types of the build (tsc -b)', command: node(tool('typescript', 'bin/tsc'), '-b') },
  { name: 'types of everything, tests too (tsc)', command: node(tool('typescript', 'bin/tsc'), '-p', '.config/tsconfig.everything.json') },
  {
    name: 'lint (eslint)',
    command: node(tool('eslint', 'bin/eslint.js'), '--config', '.config/eslint.config.mjs', '--max-warnings', '0', '.'),
  },
  {
    name: 'import rules (dependency-cruiser)',
    command: node(
      tool('dependency-cruiser', 'bin/dependency-cruise.mjs'),
      '--config',
      '.config/dependency-cruiser.cjs',
      'packages',
      'services',
      'test',
    ),
  },
  { name: 'protocol style (buf lint)', command: node(...bufArguments('lint', 'proto')) },
  { name: 'protocol compatibility (buf breaking)', command: node(...bufArguments('breaking', 'proto', '--against', protoBaseline)) },
  { name: 'generated code is current', command: node('packages/wire/generate.cjs', '--check') },
  { name: 'table of scenarios is current', command: node('.config/scenario-table.mjs', '--check') },
];

function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { cwd: repositoryRoot, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function main() {
  ensureNodeVersion();
  await ensureInstalled();
  const results = [];
  for (const { name, command } of checks) {
    console.log(`── ${name}`);
    const startedAt = performance.now();
    const passed = await run(command);
    results.push({ passed, line: `${passed ? 'ok    ' : 'FAILED'}  ${name}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s` });
    console.log(results.at(-1).line);
  }
  const failed = results.filter((result) => !result.passed).length;
  console.log(`\n${results.map((result) => result.line).join('\n')}`);
  if (failed > 0) console.log('\n`npm run fix` repairs layout, some lint and generated code.');
  const summaryAt = process.argv.indexOf('--summary');
  if (summaryAt > 0) writeFileSync(process.argv[summaryAt + 1], JSON.stringify({ passed: results.length - failed, failed }));
  process.exitCode = failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
