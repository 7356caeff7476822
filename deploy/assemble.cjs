/**
 * `node deploy/assemble.cjs FOLDER`: copies what a replica and the `grove` command need at run time, and nothing else,
 * out of a built repository. The Dockerfile's last stage is this folder.
 */
const { cpSync, existsSync, mkdirSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const target = process.argv[2];
if (target === undefined) {
  console.error('Usage: node deploy/assemble.cjs FOLDER');
  process.exit(2);
}

/** The protocol is served by reflection; the licence goes with every copy. */
const files = ['package.json', 'LICENSE', 'proto', 'node_modules'];
for (const group of ['packages', 'services']) {
  for (const name of readdirSync(join(root, group))) {
    // Plain JavaScript is not compiled: generated code, the command's first line, the check of the native binding.
    for (const part of ['package.json', 'bin', 'dist', 'src/generated', 'check-native.cjs']) files.push(join(group, name, part));
  }
}

/** Links of npm workspaces are relative and stay links. */
const options = { recursive: true, verbatimSymlinks: true, filter: (path) => !/[.](d[.]ts|d[.]ts[.]map|tsbuildinfo)$/.test(path) };
mkdirSync(target, { recursive: true });
for (const file of files) {
  if (existsSync(join(root, file))) cpSync(join(root, file), join(target, file), options);
}
