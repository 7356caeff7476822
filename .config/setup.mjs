/**
 * What `npm start` and `npm test` do before anything else: install, check the native binding, build. Each step does
 * nothing where nothing is missing. Plain Node without dependencies, because it runs before there are any.
 *
 * By hand: `node .config/setup.mjs`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** A step that failed; the message is meant for the person at the terminal. */
export class SetupError extends Error {}

/** Refuses a Node.js older than package.json's `engines` says, before a stranger error does. */
export function ensureNodeVersion() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  if (compareVersions(process.versions.node, wanted) < 0) {
    throw new SetupError(`Grove needs Node.js ${wanted} or newer; this is ${process.versions.node}.`);
  }
}

/** Installs the packages where some are missing or are not those of package-lock.json. */
export async function ensureInstalled() {
  const reason = whyInstallIsNeeded();
  if (reason === null) return;
  say(`installing packages (${reason})`);
  // No install scripts: none of the packages needs one, and the native binding is checked on its own below.
  // The build needs the development packages, so NODE_ENV=production must not leave them out.
  await run('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Makes sure that the RocksDB binding loads here; builds it from source where the bundled one does not. */
export async function ensureNative() {
  await run(process.execPath, [join(repositoryRoot, 'services', 'replica', 'check-native.cjs')]);
}

/** Builds what is out of date (`tsc -b` knows what that is), and puts the replica's program into one file. */
export async function ensureBuilt() {
  const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(join(repositoryRoot, 'services', 'replica', 'dist'))) say('building');
  await run(process.execPath, [compiler, '-b', join(repositoryRoot, 'tsconfig.json')]);
  await run(process.execPath, [join(repositoryRoot, '.config', 'bundle.mjs')]);
}

export async function ensureAll() {
  ensureNodeVersion();
  await ensureInstalled();
  await ensureNative();
  await ensureBuilt();
}

/**
 * npm keeps a copy of the lock file of what it has installed. Contents are compared, not times: a checkout
 * gives files new times without changing them.
 */
function whyInstallIsNeeded() {
  const wanted = readJson('package-lock.json').packages;
  const installedLock = join('node_modules', '.package-lock.json');
  if (!existsSync(join(repositoryRoot, installedLock))) return 'first time';
  const installed = readJson(installedLock).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const have = installed[path];
    if (have === undefined) {
      // Binaries for other platforms are optional and stay away.
      if (entry.optional !== true && entry.devOptional !== true) return `${path} is missing`;
    } else if (have.version !== entry.version) {
      return `${path} is ${have.version}, wanted is ${entry.version}`;
    }
  }
  return null;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8'));
}

function compareVersions(left, right) {
  const a = left.split('.').map(Number);
  const b = right.split('.').map(Number);
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function say(message) {
  process.stderr.write(`grove: ${message}\n`);
}

/** Runs a step with its output on this terminal. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.once('error', (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new SetupError(`\`${[command, ...args].join(' ')}\` ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await ensureAll();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
