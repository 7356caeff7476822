import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';

const SOURCE = join(repositoryRoot, 'test', 'chaos', 'clock-shim.c');
const LIBRARY = join(repositoryRoot, '.grove', 'test', 'clock-shim.so');

/** Compiles the library that moves a replica's wall clock; null where this machine cannot. */
export function buildClockShim(): string | null {
  if (process.platform !== 'linux') return null;
  mkdirSync(dirname(LIBRARY), { recursive: true });
  // Under another name first, as the other library.
  const made = `${LIBRARY}.${process.pid}`;
  if (spawnSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', made, SOURCE]).status !== 0) return null;
  renameSync(made, LIBRARY);
  return LIBRARY;
}

export function clockFile(dataFolder: string): string {
  return `${dataFolder}.clock`;
}

/**
 * From now on the replica's time of day is so much ahead, or behind. Written in place: the replica has the file mapped, and dies of SIGBUS
 * where it asks for the time while the file is empty.
 */
export function moveClock(dataFolder: string, offsetMs: number): void {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(Math.round(offsetMs)) * 1_000_000n);
  const file = clockFile(dataFolder);
  writeFileSync(file, bytes, { flag: existsSync(file) ? 'r+' : 'w' });
}
