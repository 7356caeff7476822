import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { forgotten, remembered } from './reaper';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerCommand {
  /** For messages. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Standard output and standard error are appended to it. */
  readonly logFile: string;
}

/** A server under test, as a process of its own, ended by its pid alone. */
export class ServerProcess {
  readonly ended: Promise<ProcessEnd>;
  private readonly child: ChildProcess;
  private end: ProcessEnd | null = null;

  constructor(private readonly command: ServerCommand) {
    const log = openSync(command.logFile, 'a');
    this.child = spawn(command.file, command.args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...command.env },
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    });
    closeSync(log);
    const { pid } = this.child;
    if (pid !== undefined) remembered(pid);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => {
        if (pid !== undefined) forgotten(pid);
        this.end = { code, signal };
        resolve(this.end);
      });
    });
    // Whoever awaits `ended` sees the error; nobody has to.
    this.ended.catch(() => undefined);
  }

  get pid(): number {
    const { pid } = this.child;
    if (pid === undefined) throw new Error(`${this.command.name} did not start: ${this.command.file}`);
    return pid;
  }

  /** How it ended; null while it runs. */
  get endState(): ProcessEnd | null {
    return this.end;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.end === null && this.child.pid !== undefined) this.child.kill(signal);
  }

  /** Sends a signal and waits for the end; after `graceMs` it is killed, which is an error. */
  async stop(signal: NodeJS.Signals, graceMs: number): Promise<ProcessEnd> {
    this.signal(signal);
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      this.signal('SIGKILL');
    }, graceMs);
    try {
      const end = await this.ended;
      if (killed) throw new Error(`${this.command.name} did not end within ${graceMs} ms of ${signal}; log: ${this.command.logFile}`);
      return end;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The last lines of its log, for messages. */
  logTail(lines = 15): string {
    try {
      return readFileSync(this.command.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '';
    }
  }
}

/** CPU time used by a process so far, in milliseconds, and its resident memory in bytes (Linux); null where unknown. */
export function processUsage(pid: number): { readonly cpuMs: number; readonly residentBytes: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in parentheses, may hold spaces: the fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const CLOCK_TICK_MS = 10;
    const PAGE_BYTES = 4096;
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS,
      residentBytes: Number(fields[21]) * PAGE_BYTES,
    };
  } catch {
    return null;
  }
}
