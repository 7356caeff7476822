/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  out(text: string | Uint8Array): void;
  /** One line on stderr. */
  note(line: string): void;
  /** A line on stderr that the next one replaces; nothing where stderr is no terminal. */
  progress(line: string): void;
  /** stdout is looked at by a person. */
  readonly isInteractive: boolean;
  readStdin(): Promise<Uint8Array>;
  /** Resolves at the first Ctrl-C or request to end. */
  readonly interrupted: Promise<void>;
}

export function processTerminal(): Terminal {
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) process.stderr.write('\r\x1b[K');
    hasProgress = false;
  };
  return {
    out: (text) => {
      clear();
      process.stdout.write(text);
    },
    note: (line) => {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!process.stderr.isTTY) return;
      clear();
      process.stderr.write(line);
      hasProgress = line !== '';
    },
    isInteractive: process.stdout.isTTY,
    readStdin: async () => {
      const pieces: Buffer[] = [];
      for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Uint8Array));
      return Buffer.concat(pieces);
    },
    interrupted: new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    }),
  };
}
