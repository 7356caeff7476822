import { spawn } from 'node:child_process';

/** How long an exit may hang before the process is killed. */
const hangMs = 1_000;

/**
 * Ends the process at once: nothing that is queued is sent, nothing is closed.
 *
 * Node joins its worker threads when it exits, and a worker that hangs in an fsync is joined for as long as the
 * disk hangs (measured: `process.exit` never returned). So a small watcher is left behind that kills what is still
 * there after a second; the exit code is `code`, or that of SIGKILL.
 */
export function exitNow(code: number): never {
  const script = `setTimeout(() => { if (process.ppid === ${process.pid}) process.kill(${process.pid}, 'SIGKILL') }, ${hangMs})`;
  try {
    const watcher = spawn(process.execPath, ['-e', script], { stdio: 'ignore', detached: true, env: {} });
    // Without a watcher a hanging exit could hang for good; better an uglier exit code.
    watcher.once('error', () => undefined);
    if (watcher.pid === undefined) process.kill(process.pid, 'SIGKILL');
    watcher.unref();
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
  process.exit(code);
}
