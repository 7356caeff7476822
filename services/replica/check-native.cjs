#!/usr/bin/env node
/*
 * Finds out whether the native binding of `rocksdb` works on this Node, and builds it from source where it does not.
 *
 * Plain CommonJS without dependencies: it runs after `npm ci` and before any build. On some releases of Node the
 * bundled binary aborts the process that loads it, with nothing to catch, so a child process tries: it opens a
 * database in a temporary folder and makes one synced write.
 *
 *   node services/replica/check-native.cjs           check, build where needed; exit code 0, or 1 with what to install
 *   node services/replica/check-native.cjs --force   build from source in any case
 *
 * GROVE_ROCKSDB_MODULE: the module to load in place of `rocksdb` (tests). GROVE_NATIVE_CACHE: where results are kept.
 */
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const PROBE_TIMEOUT_MS = 60_000;
const PROGRESS_EVERY_MS = 15_000;

function say(text) {
  process.stdout.write(`grove: ${text}\n`);
}

/** The module's folder; throws where it is not installed. */
function packageFolder() {
  return path.dirname(require.resolve('rocksdb/package.json', { paths: [__dirname] }));
}

function moduleToLoad() {
  return process.env.GROVE_ROCKSDB_MODULE || packageFolder();
}

/** Runs in the child, which may die of it: the parent made the folder and removes it. */
function probe(modulePath, folder) {
  const end = (error) => {
    if (error) process.stderr.write(`${error.message}\n`);
    process.exit(error ? 1 : 0);
  };
  try {
    const db = require(modulePath)(path.join(folder, 'db'));
    db.open({ createIfMissing: true }, (openError) => {
      if (openError) return end(openError);
      db.batch([{ type: 'put', key: Buffer.from('k'), value: Buffer.from('v') }], { sync: true }, (error) => {
        if (error) return end(error);
        db.close(end);
      });
    });
  } catch (error) {
    end(error);
  }
}

/** Null where the binding works, else what became of the child. */
function probeInChild(modulePath) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'grove-native-'));
  try {
    return probeIn(folder, modulePath);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function probeIn(folder, modulePath) {
  const args = [__filename, '--probe', modulePath, folder];
  // A child that aborts should not leave a core file behind.
  const [command, commandArgs] =
    process.platform === 'win32' ? [process.execPath, args] : ['/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, ...args]];
  const child = spawnSync(command, commandArgs, { encoding: 'utf8', timeout: PROBE_TIMEOUT_MS, stdio: ['ignore', 'ignore', 'pipe'] });
  if (child.error) return child.error.code === 'ETIMEDOUT' ? `no answer within ${PROBE_TIMEOUT_MS / 1000} s` : child.error.message;
  if (child.status === 0) return null;
  if (child.signal !== null) return `the process that loaded it died of ${child.signal}`;
  const lines = (child.stderr || '').trim().split('\n').filter(Boolean);
  const said = lines.find((line) => /^(\w*Error|Corruption|IO error)/.test(line)) || lines[0];
  // A shell tells a signal as 128 and its number.
  const died = child.status > 128 ? `the process that loaded it died of signal ${child.status - 128}` : `exit code ${child.status}`;
  return said ? `${died}: ${said}` : died;
}

/** Names this Node and this very binary: a result for another one says nothing. */
function cacheFile(modulePath) {
  const identity = [process.version, process.platform, process.arch, modulePath];
  for (const folder of [
    path.join(modulePath, 'build', 'Release'),
    path.join(modulePath, 'prebuilds', `${process.platform}-${process.arch}`),
  ]) {
    if (!fs.existsSync(folder)) continue;
    for (const name of fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.node'))
      .sort()) {
      const { size, mtimeMs } = fs.statSync(path.join(folder, name));
      identity.push(name, size, mtimeMs);
    }
  }
  const key = require('node:crypto').createHash('sha256').update(identity.join('\n')).digest('hex').slice(0, 16);
  const root = process.env.GROVE_NATIVE_CACHE || path.join(path.dirname(packageFolder()), '.cache', 'grove');
  return path.join(root, `native-${process.version}-${key}`);
}

/** Null where the binding works on this Node. A success is remembered; a failure is tried again each time. */
function checkBinding() {
  let modulePath;
  try {
    modulePath = moduleToLoad();
  } catch {
    return 'the package rocksdb is not installed: run npm ci';
  }
  const marker = cacheFile(modulePath);
  if (fs.existsSync(marker)) return null;
  const reason = probeInChild(modulePath);
  if (reason === null) remember(marker);
  return reason;
}

function remember(marker) {
  try {
    fs.mkdirSync(path.dirname(marker), { recursive: true });
    fs.writeFileSync(marker, 'works\n');
  } catch {
    // A read-only installation checks at each start instead.
  }
}

function runs(command, args = ['--version']) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** What is missing for a build, in words; empty where nothing is. */
function missingTools() {
  const missing = [];
  if (!['c++', 'g++', 'clang++'].some((compiler) => runs(process.env.CXX || compiler))) missing.push('a C++ compiler');
  if (!runs('make') && !runs('gmake')) missing.push('make');
  if (!['python3', 'python'].some((python) => runs(process.env.PYTHON || python))) missing.push('Python 3');
  return missing;
}

/** Node's headers: those of this installation, else the system's (the binding's interface is stable over releases), else node-gyp downloads them. */
function headersArgument() {
  for (const root of [path.resolve(path.dirname(process.execPath), '..'), '/usr', '/usr/local']) {
    if (fs.existsSync(path.join(root, 'include', 'node', 'node_api.h'))) return [`--nodedir=${root}`];
  }
  return [];
}

/** The command that runs node-gyp: the one that npm brings along, else npx. */
function nodeGyp() {
  const roots = [path.resolve(path.dirname(process.execPath), '..', 'lib', 'node_modules')];
  const npmRoot = spawnSync('npm', ['root', '-g'], { encoding: 'utf8' });
  if (npmRoot.status === 0) roots.push(npmRoot.stdout.trim());
  for (const root of roots) {
    const script = path.join(root, 'npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
    if (fs.existsSync(script)) return [process.execPath, script];
  }
  return ['npx', '--yes', 'node-gyp'];
}

/** Files to compile, roughly: for the progress alone. */
function sourceCount(folder) {
  let count = 1;
  for (const name of fs.existsSync(path.join(folder, 'deps')) ? fs.readdirSync(path.join(folder, 'deps'), { recursive: true }) : []) {
    if (/\.gypi?$/.test(name)) count += (fs.readFileSync(path.join(folder, 'deps', name), 'utf8').match(/\.(cc|cpp|c)['"]/g) || []).length;
  }
  return count;
}

/** Builds in place; resolves with null, or with what went wrong. */
function build(folder) {
  const [command, ...first] = nodeGyp();
  const jobs = Math.max(1, os.availableParallelism ? os.availableParallelism() : os.cpus().length);
  const linux = process.platform === 'linux';
  const env = {
    ...process.env,
    // The sources predate compilers that no longer include <cstdint> on their own.
    CXXFLAGS: `${process.env.CXXFLAGS || ''} -include cstdint`.trim(),
    // Binds the library's own symbols to itself: Node exports others of the same names.
    LDFLAGS: linux ? `${process.env.LDFLAGS || ''} -Wl,-Bsymbolic`.trim() : process.env.LDFLAGS || '',
  };
  const total = sourceCount(folder);
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, [...first, 'rebuild', `--jobs=${jobs}`, ...headersArgument()], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let compiled = 0;
    let tail = '';
    const listen = (chunk) => {
      const text = chunk.toString();
      compiled += (text.match(/^\s+(CXX|CC)\(target\)/gm) || []).length;
      tail = (tail + text).slice(-4000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const timer = setInterval(() => {
      say(`building the RocksDB binding: ${compiled} of about ${total} files, ${Math.round((Date.now() - started) / 1000)} s`);
    }, PROGRESS_EVERY_MS);
    const end = (reason) => {
      clearInterval(timer);
      resolve(reason === null ? null : `${reason}\n${tail}`);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(code === 0 ? null : `the build ended with ${signal || `code ${code}`}`));
  });
}

function installHint() {
  if (process.platform === 'darwin') return 'xcode-select --install';
  if (process.platform === 'win32') return 'the "Desktop development with C++" workload of Visual Studio, and Python 3';
  return 'Debian and Ubuntu: apt-get install g++ make python3; Fedora: dnf install gcc-c++ make python3; Alpine: apk add g++ make python3';
}

async function main(force) {
  const reason = force ? 'asked to build from source' : checkBinding();
  if (reason === null) return 0;
  say(`the RocksDB binding that comes with the package does not work on Node ${process.version}: ${reason}`);
  let folder;
  try {
    folder = packageFolder();
  } catch {
    return 1;
  }
  const missing = missingTools();
  if (missing.length > 0) {
    say(`it can be built from source, but this machine lacks ${missing.join(', ')}.`);
    say(`install: ${installHint()}. Or use Node 20.18 or a later 20, for which the binding comes ready.`);
    return 1;
  }
  say('building it from source; this takes some minutes, once');
  const failed = await build(folder);
  if (failed !== null) {
    say(`building failed: ${failed}`);
    return 1;
  }
  const still = checkBinding();
  if (still !== null) {
    say(`it was built, and still does not work: ${still}`);
    return 1;
  }
  say('the RocksDB binding was built and works');
  return 0;
}

module.exports = { checkBinding, probeInChild, missingTools };

if (require.main === module) {
  if (process.argv[2] === '--probe') probe(process.argv[3], process.argv[4]);
  else main(process.argv.includes('--force')).then((code) => process.exit(code));
}
