import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../cluster/repository';
import { fetchedZooKeeper, installedZooKeeper } from '../../cluster/zookeeper-jars';
import { pythonWith, wordsOf } from '../python-environment';
import { runProgram, type Program } from './run-program';
import { shellSession } from './shell-session';

const HERE = join(repositoryRoot, 'test', 'clients', 'zookeeper');
/** A JVM that lives for seconds. */
const SHORT_LIVED = '-XX:TieredStopAtLevel=1';

/** A client of ZooKeeper that was written elsewhere, with a program that says what its recipes promise. */
export interface ForeignClient {
  readonly name: string;
  /** Needs nothing that is fetched, and seconds. */
  readonly quick: boolean;
  /** Makes it ready; what this machine lacks where it cannot be, else how it is run: the lines `ok …` that it said, or an Error. */
  prepare(): { readonly missing: string } | { readonly run: (endpoints: readonly string[]) => Promise<readonly string[]> };
}

export const foreignClients: readonly ForeignClient[] = [
  {
    name: 'kazoo',
    quick: true,
    prepare() {
      const python = ['/usr/bin/python3', 'python3'].find((file) => spawnSync(file, ['-c', 'import kazoo']).status === 0);
      return python === undefined ? { missing: 'no Python with kazoo: apt-get install python3-kazoo' } : kazooWith(python);
    },
  },
  {
    name: "ZooKeeper's command line",
    quick: true,
    prepare: () => shellOf(installedZooKeeper()),
  },
  {
    name: 'kazoo, newest',
    quick: false,
    prepare() {
      const found = pythonWith(join(HERE, 'requirements.txt'));
      return 'missing' in found ? found : kazooWith(found.python);
    },
  },
  {
    name: "ZooKeeper's command line, newest",
    quick: false,
    prepare: () => shellOf(fetchedZooKeeper()),
  },
  { name: "ZooKeeper's Java client", quick: false, prepare: () => javaProgram('java-client', 'JavaClient') },
  { name: 'Curator', quick: false, prepare: () => javaProgram('curator-recipes', 'CuratorRecipes') },
  { name: 'node-zookeeper-client', quick: false, prepare: nodeClient },
  { name: 'go-zookeeper', quick: false, prepare: goClient },
];

function kazooWith(python: string): ReturnType<ForeignClient['prepare']> {
  return runs((endpoints) => ({
    file: python,
    args: [join(HERE, 'kazoo_recipes.py'), ...endpoints],
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  }));
}

function shellOf(found: ReturnType<typeof installedZooKeeper>): ReturnType<ForeignClient['prepare']> {
  return 'missing' in found ? found : { run: ([endpoint = '']) => shellSession(found.classPath, endpoint) };
}

function javaProgram(name: string, mainClass: string): ReturnType<ForeignClient['prepare']> {
  const found = fetchedZooKeeper();
  if ('missing' in found) return found;
  const source = join(HERE, 'java', `${name}.java`);
  const classes = keptFolder(name, [source], (folder) => made('javac', ['-nowarn', '-d', folder, '-cp', found.classPath, source]));
  if ('missing' in classes) return { missing: `${classes.missing} (apt-get install default-jdk-headless)` };
  return runs((endpoints) => ({
    file: 'java',
    args: [SHORT_LIVED, '-cp', `${classes.folder}:${found.classPath}`, mainClass, endpoints.join(',')],
  }));
}

function nodeClient(): ReturnType<ForeignClient['prepare']> {
  const manifest = join(HERE, 'node', 'package.json');
  const kept = keptFolder('node-client', [manifest], (folder) => {
    cpSync(manifest, join(folder, 'package.json'));
    return made('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  });
  if ('missing' in kept) return kept;
  return runs((endpoints) => ({
    file: process.execPath,
    args: [join(HERE, 'node', 'recipes.cjs'), endpoints.join(',')],
    env: { NODE_PATH: join(kept.folder, 'node_modules') },
  }));
}

function goClient(): ReturnType<ForeignClient['prepare']> {
  const source = join(HERE, 'go');
  const files = readdirSync(source).map((file) => join(source, file));
  const kept = keptFolder('go-client', files, (folder) => made('go', ['build', '-o', join(folder, 'recipes'), '.'], source));
  if ('missing' in kept) return { missing: `${kept.missing} (apt-get install golang)` };
  return runs((endpoints) => ({ file: join(kept.folder, 'recipes'), args: [endpoints.join(',')] }));
}

function runs(program: (endpoints: readonly string[]) => Program): ReturnType<ForeignClient['prepare']> {
  return {
    run: async (endpoints) => {
      const { code, said } = await runProgram(program(endpoints));
      const oks = said.split('\n').filter((line) => line.startsWith('ok '));
      if (code !== 0 || oks.length === 0) throw new Error(`it ended with ${code}:\n${said}`);
      return oks;
    },
  };
}

/** A folder under `.grove/` that is filled once for the files it is made from. */
function keptFolder(
  name: string,
  from: readonly string[],
  fill: (folder: string) => string | null,
): { readonly folder: string } | { readonly missing: string } {
  const hash = createHash('sha256');
  for (const file of from) hash.update(readFileSync(file));
  const folder = join(repositoryRoot, '.grove', `${name.toLowerCase()}-${hash.digest('hex').slice(0, 12)}`);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { folder };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const failure = fill(folder);
  if (failure !== null) return { missing: failure };
  writeFileSync(complete, '');
  return { folder };
}

/** Null where the command went well, else what it said. */
function made(file: string, args: readonly string[], cwd?: string): string | null {
  const done = spawnSync(file, args, { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });
  return done.status === 0 ? null : `"${file} ${args.join(' ')}" failed: ${wordsOf(done)}`;
}
