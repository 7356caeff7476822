import type { Logger } from '@grove/telemetry';

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps what was logged. */
export class SilentLogger implements Logger {
  readonly lines: LoggedLine[] = [];

  log(level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level, message, fields });
  }

  failure(message: string, error: Error): void {
    this.lines.push({ level: 'error', message, fields: { error: error.message } });
  }

  flush(): void {
    // Nothing is buffered.
  }
}
