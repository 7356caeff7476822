import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** Set in the process that runs in namespaces of its own. */
const ISOLATED = 'GROVE_CHAOS_ISOLATED';
/** A network and a mount namespace: bridges, links and mounts go with the last process in them, however it ends. */
const WAYS = [
  ['--net', '--mount'],
  ['--user', '--map-root-user', '--net', '--mount'],
] as const;

/** Why there are no namespaces here; null in a process that has them. */
export function isolationMissing(): string | null {
  return process.env[ISOLATED] === '1'
    ? null
    : 'no network and mount namespaces of our own here (root, or user namespaces, with `unshare`, `nsenter` and `ip`)';
}

/**
 * Runs this very script in namespaces of its own where the machine allows it, and answers its exit code; null where it
 * runs in them already, or cannot.
 */
export async function runIsolated(): Promise<number | null> {
  if (process.env[ISOLATED] !== undefined) return null;
  const probe = 'ip link set lo up && ip link add probe type bridge && command -v nsenter';
  const way = WAYS.find((each) => spawnSync('unshare', [...each, 'sh', '-c', probe], { stdio: 'ignore' }).status === 0);
  if (way === undefined) return null;
  const child = spawn('unshare', [...way, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [ISOLATED]: '1' },
  });
  // Ctrl-C reaches the child from the terminal; one that was sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
