/** `node .config/run-built.mjs FILE …`: installs and builds what is missing, then runs a built script with the rest of the line. */
import { spawn } from 'node:child_process';
import { ensureAll, SetupError } from './setup.mjs';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error('Usage: node .config/run-built.mjs FILE [ARGUMENT…]');
  process.exit(2);
}
try {
  await ensureAll();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(1);
}
const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
// Ctrl-C reaches the child from the terminal; this process waits for it and passes on how it ended.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
