import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './repository';

const SOURCE = join(repositoryRoot, 'test', 'integration', 'fsync-shim', 'fsync-shim.c');
const LIBRARY = join(repositoryRoot, '.grove', 'test', 'fsync-shim.so');

/** What the preloaded library (fsync-shim.c) is told by a replica's environment. */
export interface ShimFiles {
  readonly record: string;
  readonly fault: string;
}

/** Compiles the library; null, and said on standard error, where this machine cannot. */
export function buildShim(): string | null {
  if (process.platform !== 'linux') return leftOut('it works on Linux alone');
  mkdirSync(dirname(LIBRARY), { recursive: true });
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', LIBRARY, SOURCE], { encoding: 'utf8' });
  return built.status === 0 ? LIBRARY : leftOut(`no C compiler, or it failed: ${built.error?.message ?? built.stderr}`);
}

function leftOut(why: string): null {
  process.stderr.write(`left out: power loss and failing disks: ${why}\n`);
  return null;
}

/** Where the library of one replica records what is safe on disk, and where a fault is asked for. */
export function shimFiles(dataFolder: string): ShimFiles {
  return { record: `${dataFolder}.synced`, fault: `${dataFolder}.fault` };
}

/** The environment that preloads the library into one replica. */
export function shimEnvironment(library: string, { record, fault }: ShimFiles): Record<string, string> {
  return { LD_PRELOAD: library, GROVE_SHIM_RECORD: record, GROVE_SHIM_FAULT: fault };
}

/** From now on, until `clearFault`, every sync fails with EIO, or hangs, or does nothing and says that it did. */
export function setFault({ fault }: ShimFiles, kind: 'eio' | 'hang' | 'skip'): void {
  writeFileSync(fault, kind[0] ?? '');
}

export function clearFault({ fault }: ShimFiles): void {
  rmSync(fault, { force: true });
}

/**
 * Turns the data folder of a killed replica into what a power loss would have left: every file is cut back to its length
 * at its last sync. Answers the number of bytes that were lost.
 */
export function losePower(dataFolder: string, { record }: ShimFiles): number {
  const safe = safeLengths(record);
  let lost = 0;
  for (const file of filesIn(dataFolder)) {
    const { dev, ino, size } = statSync(file);
    const length = safe.get(`${dev} ${ino}`) ?? 0;
    if (length >= size) continue;
    truncateSync(file, length);
    lost += size - length;
  }
  return lost;
}

function safeLengths(record: string): Map<string, number> {
  const safe = new Map<string, number>();
  for (const line of readFileSync(record, 'utf8').split('\n')) {
    const [device, inode, length] = line.split(' ');
    if (device === undefined || inode === undefined || length === undefined) continue;
    if (Number(length) < 0) safe.delete(`${device} ${inode}`);
    else safe.set(`${device} ${inode}`, Number(length));
  }
  return safe;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}
