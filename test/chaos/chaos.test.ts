import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { goodHistory } from './checker/good-history.testkit';

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

test('a recorded history is judged again, and a broken one is exit code 1', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'grove-chaos-')), 'history.jsonl');
  const lines = goodHistory(3, 100);
  const judge = (): ReturnType<typeof chaos> => {
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return chaos(['--check', file]);
  };
  expect(await judge()).toEqual({ code: 0, output: '0 violations\n' });
  lines.push({ type: 'digest', replica: 4, zxid: 1, digest: 'another' });
  const broken = await judge();
  expect(broken.code).toBe(1);
  expect(broken.output).toMatch(/^digests: .*\n1 violations\n$/);
  rmSync(dirname(file), { recursive: true });
}, 30_000);

test('a wrong option is one line and exit code 2', async () => {
  expect((await chaos(['--nemesis', 'gremlins'])).code).toBe(2);
}, 30_000);
