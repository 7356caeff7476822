/**
 * `npm test`: the whole suite, as CI runs it. The last line is `N passed, M failed`.
 *
 * Four runs of jest: unit tests with a worker per core; the simulation, which takes every core itself; tests with real
 * replicas, two files at a time; then those that judge replicas under load by time, one after another, so that nothing
 * competes with them. Arguments go to all: `npm test -- vote`.
 *
 * `--summary FILE` writes `{ passed, failed }` there instead of printing the last line, for .ci/run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureAll, repositoryRoot, SetupError } from './setup.mjs';
import { tool } from './tools.mjs';

/** A run of jest that has written its results must end by itself soon after. */
const exitGraceMs = 30_000;

const runs = [
  { title: 'unit tests', args: ['--selectProjects', 'unit', '--maxWorkers', '2'] },
  { title: 'simulation', args: ['--selectProjects', 'simulation', '--runInBand'] },
  { title: 'tests with whole clusters', args: ['--selectProjects', 'cluster', '--maxWorkers', '2'] },
  { title: 'clusters under load', args: ['--selectProjects', 'load', '--runInBand'] },
];

/** Runs jest; resolves with its results, or null where it wrote none, and whether it had to be ended. */
function runJest(args, resultFile) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        tool('jest', 'bin/jest.js'),
        '--config',
        '.config/jest.config.cjs',
        '--passWithNoTests',
        '--json',
        '--outputFile',
        resultFile,
        ...args,
      ],
      { cwd: repositoryRoot, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    let hung = false;
    let writtenAt = null;
    const watch = setInterval(() => {
      if (writtenAt === null && existsSync(resultFile)) writtenAt = performance.now();
      if (writtenAt === null || performance.now() - writtenAt < exitGraceMs) return;
      hung = true;
      child.kill('SIGKILL');
    }, 500);
    const finish = () => {
      clearInterval(watch);
      resolve({ hung, results: existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : null });
    };
    child.once('error', (error) => {
      console.error(error.message);
      finish();
    });
    child.once('exit', finish);
  });
}

/** The tests that did not run, and those that failed, by file. */
function tell(results, status) {
  return results.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === status)
      .map((test) => `  ${relative(repositoryRoot, file.name)}: ${test.fullName}`),
  );
}

async function main() {
  const args = process.argv.slice(2);
  const summaryAt = args.indexOf('--summary');
  const summaryFile = summaryAt < 0 ? null : args.splice(summaryAt, 2)[1];
  await ensureAll();

  const folder = mkdtempSync(join(tmpdir(), 'grove-test-'));
  let passed = 0;
  let failed = 0;
  const failures = [];
  const skipped = [];
  for (const [index, { title, args: ofRun }] of runs.entries()) {
    console.error(`── ${title}`);
    const startedAt = performance.now();
    const { hung, results } = await runJest([...ofRun, ...args], join(folder, `${index}.json`));
    console.error(`── ${title}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
    if (results === null) {
      failed += 1;
      failures.push(`  ${title}: jest ended without results`);
      continue;
    }
    if (hung) {
      failed += 1;
      failures.push(`  ${title}: jest did not end by itself: a test left something open`);
    }
    passed += results.numPassedTests;
    failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
    failures.push(...tell(results, 'failed'));
    for (const file of results.testResults) {
      if (file.status === 'failed' && file.assertionResults.length === 0)
        failures.push(`  ${relative(repositoryRoot, file.name)}: did not run`);
    }
    skipped.push(...tell(results, 'pending'), ...tell(results, 'todo'));
  }
  rmSync(folder, { recursive: true, force: true });

  if (args.length > 0) console.log(`Only a part was run: ${args.join(' ')}`);
  console.log(
    skipped.length === 0
      ? 'Nothing was skipped.'
      : `Skipped (what a test needs stands in its name, or in a line above):\n${skipped.join('\n')}`,
  );
  if (failures.length > 0) console.log(`Failed:\n${failures.join('\n')}`);
  if (summaryFile === null) console.log(`${passed} passed, ${failed} failed`);
  else writeFileSync(summaryFile, JSON.stringify({ passed, failed }));
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
