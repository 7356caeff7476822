'use strict';
/**
 * Generates the static protobuf code of src/generated/ from proto/.
 *
 *   node packages/wire/generate.cjs           writes it
 *   node packages/wire/generate.cjs --check   writes nothing; exit code 1 where what is committed is not current
 */
const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const repository = path.resolve(__dirname, '../..');
const protoRoot = path.join(repository, 'proto');
const committed = path.join(__dirname, 'src', 'generated');

function protoFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const name = path.join(folder, entry.name);
      return entry.isDirectory() ? protoFiles(name) : name.endsWith('.proto') ? [name] : [];
    })
    .sort();
}

function run(tool, args) {
  const packageFile = require.resolve('protobufjs-cli/package.json', { paths: [repository] });
  execFileSync(process.execPath, [path.join(path.dirname(packageFile), 'bin', tool), ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function generate(target) {
  const javascript = path.join(target, 'grove.js');
  const types = path.join(target, 'grove.d.ts');
  // A root of its own, or the reflected descriptors of others in the process would mix with these.
  const options = [
    '-t',
    'static-module',
    '-w',
    'commonjs',
    '-r',
    'grove-wire',
    '--no-create',
    '--no-verify',
    '--no-convert',
    '--no-delimited',
    '--no-typeurl',
    '--no-service',
  ];
  run('pbjs', [...options, '-p', protoRoot, '-o', javascript, ...protoFiles(protoRoot)]);
  run('pbts', ['-o', types, javascript]);
  // Comments are in proto/; here they only make every change of a word a change of code.
  run('pbjs', [...options, '--no-comments', '-p', protoRoot, '-o', javascript, ...protoFiles(protoRoot)]);
  for (const file of [javascript, types]) {
    const notice = '// Generated from proto/ by packages/wire/generate.cjs; not to be edited.\n';
    writeFileSync(file, notice + readFileSync(file, 'utf8'));
  }
  // Laid out like the rest, so that `npm run fix` does not make it differ from what is generated.
  const prettier = require.resolve('prettier/bin/prettier.cjs', { paths: [repository] });
  const layout = [
    '--config',
    path.join(repository, '.config', 'prettier.json'),
    '--ignore-path',
    path.join(target, 'none'),
    '--log-level',
    'warn',
    '--write',
    target,
  ];
  execFileSync(process.execPath, [prettier, ...layout], { stdio: 'inherit' });
}

const temporary = mkdtempSync(path.join(tmpdir(), 'grove-generate-'));
try {
  generate(temporary);
  const names = readdirSync(temporary).sort();
  if (process.argv.includes('--check')) {
    const stale = names.filter((name) => {
      const file = path.join(committed, name);
      return !existsSync(file) || readFileSync(file, 'utf8') !== readFileSync(path.join(temporary, name), 'utf8');
    });
    if (stale.length > 0) {
      console.error(
        `Not current with proto/: ${stale.map((name) => `packages/wire/src/generated/${name}`).join(', ')}. Run: node packages/wire/generate.cjs`,
      );
      process.exitCode = 1;
    }
  } else {
    mkdirSync(committed, { recursive: true });
    for (const name of names) writeFileSync(path.join(committed, name), readFileSync(path.join(temporary, name)));
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
