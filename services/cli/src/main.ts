import { run } from './program';
import { processTerminal } from './terminal';

/** The `grove` command. */
export function main(): void {
  // `grove ls -R / | head`: the reader has had enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  void run(process.argv.slice(2), process.env, processTerminal()).then((code) => {
    process.exitCode = code;
    // What is left (a stream being cancelled) is not waited for, only that stdout has been written.
    process.stdout.write('', () => process.exit(code));
  });
}
