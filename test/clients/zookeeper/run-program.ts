import { spawn } from 'node:child_process';

const RUN_MS = 120_000;

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads. */
  readonly input?: string;
}

export interface ProgramEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** All that it said, standard output and standard error as they came. */
  readonly said: string;
}

/** Runs a program to its end; one that does not end by itself is killed. */
export function runProgram({ file, args, env, input }: Program): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: RUN_MS,
      killSignal: 'SIGKILL',
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (said += piece));
    }
    child.once('error', (error) => resolve({ code: null, said: `${said}${error.message}` }));
    child.once('close', (code) => resolve({ code, said }));
    // One that ends before it has read everything says why itself.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
