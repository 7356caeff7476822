import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository';

const POM = join(repositoryRoot, 'test', 'clients', 'zookeeper', 'java', 'pom.xml');
const FETCH_MS = 180_000;

/** A class path, or what is missing for it and how to get that. */
export type ClassPath = { readonly classPath: string } | { readonly missing: string };

/** Debian's package; the jar's manifest names the other jars that it needs. A class path of several is fine. */
export const INSTALLED_CLASS_PATH = process.env['GROVE_BENCH_ZOOKEEPER_JAR'] ?? '/usr/share/java/zookeeper.jar';

/** The ZooKeeper that this machine has: server and command line, no more. */
export function installedZooKeeper(): ClassPath {
  const [jar = ''] = INSTALLED_CLASS_PATH.split(':');
  if (!jar.includes('*') && !existsSync(jar))
    return { missing: `no ${jar}: apt-get install zookeeperd (or set GROVE_BENCH_ZOOKEEPER_JAR)` };
  return javaRuns() ? { classPath: INSTALLED_CLASS_PATH } : { missing: 'no java on the PATH: apt-get install default-jre-headless' };
}

/** The release whose behaviour Grove follows, with Curator: fetched once as the pom says, and kept under `.grove/`. */
export function fetchedZooKeeper(): ClassPath {
  if (!javaRuns()) return { missing: 'no java on the PATH: apt-get install default-jdk-headless' };
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const folder = join(repositoryRoot, '.grove', `zookeeper-${version}`);
  const complete = join(folder, 'complete');
  const found = { classPath: join(folder, '*') };
  if (existsSync(complete)) return found;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  const done = spawnSync('mvn', args, { encoding: 'utf8', timeout: FETCH_MS });
  if (done.status !== 0) {
    const [word = ''] = `${done.error?.message ?? ''}${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n');
    return { missing: `mvn (apt-get install maven) does not fetch what ${POM} names: ${word}` };
  }
  writeFileSync(complete, '');
  return found;
}

let runs: boolean | undefined;

function javaRuns(): boolean {
  return (runs ??= spawnSync('java', ['-version']).status === 0);
}
