import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';

const MAIN = join(repositoryRoot, 'test', 'dist', 'chaos', 'main.js');
/** How long faults are made; start, settling and the check come on top. */
const MINUTES = 0.25;

/** Runs the script as a person would, who sees what it says. */
function chaos(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

test('a short chaos run violates nothing', async () => {
  const { code, output } = await chaos(['--minutes', String(MINUTES), '--replicas', '3', '--seed', '1']);
  process.stderr.write(output);
  expect(output.trimEnd().split('\n').pop()).toMatch(/^\d+\.\d minutes, [1-9]\d* operations, 0 violations$/);
  expect(code).toBe(0);
}, 180_000);

test('a wrong option is one line and exit code 2', async () => {
  expect((await chaos(['--nemesis', 'gremlins'])).code).toBe(2);
}, 30_000);
