import pino from 'pino';

export type LogLevelName = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Structured logging, one JSON object per line. */
export interface Logger {
  log(level: LogLevelName, message: string, fields?: LogFields): void;
  /** An error with its stack. */
  failure(message: string, error: Error, fields?: LogFields): void;
  /**
   * Writes out what is buffered, at once: for the last words of a process. A line that is being written at that moment may
   * come out behind them: the lines' times tell their order.
   */
  flush(): void;
}

/** Log lines that wait for a reader that does not read: beyond this they are dropped. */
const backlogBytesMax = 4 * 1024 * 1024;

/**
 * Logs to a file descriptor, 1 by default. Writing does not wait for the reader: a terminal or collector that
 * stalls must not stall a leader. Every line has the fields of `base`.
 */
export function createLogger(level: LogLevelName, base: LogFields, fd = 1): Logger {
  const destination = pino.destination({ dest: fd, sync: false, minLength: 0, maxLength: backlogBytesMax });
  // A reader that went away (EPIPE) is no reason to stop serving.
  destination.on('error', () => undefined);
  const logger = pino(
    {
      level,
      base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
      errorKey: 'error',
    },
    destination,
  );
  return {
    log: (at, message, fields) => logger[at](fields ?? {}, message),
    failure: (message, error, fields) => logger.error({ ...fields, error }, message),
    flush: () => {
      try {
        destination.flushSync();
      } catch {
        // Not open yet, or the reader is gone: there is nobody left to tell.
      }
    },
  };
}
