/**
 * Keeps the table of failure scenarios in test/README.md true: its last column is where a test names the scenario
 * (`S09 one failed fsync leaves no hole`). `npm run fix` writes it, `npm run verify` checks it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './setup.mjs';

const page = 'test/README.md';
const testFile = /[.]test[.]ts$|[.]py$/;
const row = /^\| (\d+) \| (.*?) \| .* \|$/;

/** From a scenario's number to the files whose tests name it. */
function placesOfScenarios() {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'packages', 'services', 'test'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  const places = new Map();
  for (const file of files.split('\n').filter((name) => testFile.test(name))) {
    let text;
    try {
      text = readFileSync(join(repositoryRoot, file), 'utf8');
    } catch {
      continue; // Deleted, and git does not know yet.
    }
    // The names of tests are strings; a number in a comment is not a test.
    for (const [, quoted] of text.matchAll(/['"`]((?:[^'"`\n]*[ (])?S\d{1,2}\b[^'"`\n]*)/g)) {
      for (const [, number] of quoted.matchAll(/\bS(\d{1,2})\b/g)) {
        const scenario = Number(number);
        places.set(scenario, new Set([...(places.get(scenario) ?? []), file]));
      }
    }
  }
  return places;
}

const places = placesOfScenarios();
const known = new Set();
const before = readFileSync(join(repositoryRoot, page), 'utf8');
const lines = before.split('\n').map((line) => {
  const match = row.exec(line);
  if (match === null) return line;
  const scenario = Number(match[1]);
  known.add(scenario);
  const where = [...(places.get(scenario) ?? [])].sort().map((file) => `\`${file}\``);
  return `| ${match[1]} | ${match[2]} | ${where.length === 0 ? 'not yet' : where.join(', ')} |`;
});
const after = lines.join('\n');
const strangers = [...places.keys()].filter((scenario) => !known.has(scenario));

if (strangers.length > 0) {
  console.error(`${page} has no row for the scenarios ${strangers.join(', ')} that tests name.`);
  process.exitCode = 1;
}
if (after !== before) {
  if (process.argv.includes('--check')) {
    console.error(`${page} does not say where each scenario is tested: run \`npm run fix\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(repositoryRoot, page), after);
  }
}
