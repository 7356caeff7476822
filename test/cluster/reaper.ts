import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Kills the servers that a run leaves behind however the run ends (kill -9 included): a small process of its own that
 * is told every pid, and whose standard input ends with the run.
 */
const SCRIPT = `
  const pids = new Set();
  let rest = '';
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.stdin.on('data', (piece) => {
    const lines = (rest + piece).split('\\n');
    rest = lines.pop();
    for (const line of lines) pids[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)));
  });
  process.stdin.on('end', () => {
    for (const pid of pids) try { process.kill(pid, 'SIGKILL'); } catch {}
  });
`;

let reaper: ChildProcess | null = null;

/** The process is ours until `forgotten`. */
export function remembered(pid: number): void {
  tell(`+${pid}`);
}

/** The process has ended; its pid may soon be another's. */
export function forgotten(pid: number): void {
  tell(`-${pid}`);
}

function tell(line: string): void {
  if (reaper === null) {
    reaper = spawn(process.execPath, ['-e', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    reaper.unref();
    // A pipe that keeps nobody alive.
    if (reaper.stdin instanceof Socket) reaper.stdin.unref();
  }
  reaper.stdin?.write(`${line}\n`);
}
