import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
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
  // Under another name first: a replica of another run that starts meanwhile would go on without a library that is half there.
  const made = `${LIBRARY}.${process.pid}`;
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', made, SOURCE], { encoding: 'utf8' });
  if (built.status !== 0) return leftOut(`no C compiler, or it failed: ${built.error?.message ?? built.stderr}`);
  renameSync(made, LIBRARY);
  return LIBRARY;
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

/** From now on, until `clearFault`, every sync, and every write that is one (O_DSYNC), fails with EIO, or hangs, or does nothing and says that it did; or no write finds space. */
export function setFault({ fault }: ShimFiles, kind: 'eio' | 'hang' | 'skip' | 'nospace'): void {
  writeFileSync(fault, kind[0] ?? '');
}

export function clearFault({ fault }: ShimFiles): void {
  rmSync(fault, { force: true });
}

/** All files of a replica that is down were removed, and not by itself: their inodes are others' soon. */
export function forgetSynced({ record }: ShimFiles): void {
  writeFileSync(record, '');
}

/** What is known of one file: its length at the last sync, and what was overwritten since, oldest first. */
interface SafePart {
  length: number;
  overwritten: { readonly offset: number; readonly bytes: Buffer }[];
}

/**
 * Turns the data folder of a killed replica into what a power loss would have left: every file is cut back to its length
 * at its last sync, and what was overwritten since is put back. Answers the number of bytes that were lost.
 */
export function losePower(dataFolder: string, { record }: ShimFiles): number {
  const safe = safeParts(record);
  let lost = 0;
  for (const file of filesIn(dataFolder)) {
    const { dev, ino, size } = statSync(file);
    const { length, overwritten } = safe.get(`${dev} ${ino}`) ?? { length: 0, overwritten: [] };
    lost += putBack(file, overwritten);
    if (length >= size) continue;
    truncateSync(file, length);
    lost += size - length;
  }
  return lost;
}

/** Newest first: the oldest bytes are the ones that were synced. */
function putBack(file: string, overwritten: SafePart['overwritten']): number {
  if (overwritten.length === 0) return 0;
  const descriptor = openSync(file, 'r+');
  let count = 0;
  for (const { offset, bytes } of [...overwritten].reverse()) count += writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
  return count;
}

function safeParts(record: string): Map<string, SafePart> {
  const safe = new Map<string, SafePart>();
  for (const line of readFileSync(record, 'utf8').split('\n')) {
    const [device, inode, number, bytes] = line.split(' ');
    if (device === undefined || inode === undefined || number === undefined) continue;
    const file = `${device} ${inode}`;
    if (bytes !== undefined) {
      const part = safe.get(file) ?? { length: 0, overwritten: [] };
      if (bytes.startsWith('+')) noteSynced(part, Number(number), Number(number) + Number(bytes));
      else part.overwritten.push({ offset: Number(number), bytes: Buffer.from(bytes, 'hex') });
      safe.set(file, part);
    } else if (Number(number) < 0) safe.delete(file);
    else safe.set(file, { length: Number(number), overwritten: [] });
  }
  return safe;
}

/** A write that was synced by itself: of what was overwritten before, so much must not be put back, and the rest must. */
function noteSynced(part: SafePart, from: number, to: number): void {
  part.length = Math.max(part.length, to);
  part.overwritten = part.overwritten
    .flatMap(({ offset, bytes }) => [
      { offset, bytes: bytes.subarray(0, Math.max(0, from - offset)) },
      { offset: Math.max(offset, to), bytes: bytes.subarray(Math.max(0, to - offset)) },
    ])
    .filter(({ bytes }) => bytes.length > 0);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}
