import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../cluster/repository';

const SOURCE = join(repositoryRoot, 'test', 'bench', 'load', 'unary-generator');
const PROGRAM = join(repositoryRoot, '.grove', 'bench', 'unary-generator');

/** Builds the Go program, a minute the first time. Null, and said, where it cannot: then Node makes the calls. */
export function buildUnaryGenerator(say: (line: string) => void): string | null {
  if (spawnSync('go', ['version']).status !== 0) return leftOut(say, 'no go on the PATH: apt-get install golang-go');
  say('unary generator: building (go build; a minute the first time)');
  mkdirSync(join(PROGRAM, '..'), { recursive: true });
  const { status, stderr } = spawnSync('go', ['build', '-buildvcs=false', '-o', PROGRAM, '.'], { cwd: SOURCE, encoding: 'utf8' });
  return status === 0 ? PROGRAM : leftOut(say, `go build failed: ${stderr.trim().split('\n').slice(-2).join(' ')}`);
}

function leftOut(say: (line: string) => void, why: string): null {
  say(`unary generator: ${why}; Node makes the unary calls, and is soon the slower part`);
  return null;
}
