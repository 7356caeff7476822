import { hostname } from 'node:os';
import { createLogger, type Logger } from '@grove/telemetry';
import { readConfiguration } from './configuration';
import { exitNow } from './exit-now';
import { Replica, type ReplicaParts } from './lifecycle';
import { version } from './version';

/**
 * Runs one replica as this process: reads the configuration, starts, ends on a signal. The stores read their write-ahead logs while the
 * rest is made.
 */
export function runReplica(parts: Omit<ReplicaParts, 'exit'>): void {
  const result = readConfiguration(process.argv.slice(2), process.env, hostname(), version);
  if (result.type === 'text') {
    process.stdout.write(result.text);
    return;
  }
  if (result.type === 'mistake') {
    process.stderr.write(`grove-replica: ${result.message} (--help tells more)\n`);
    process.exitCode = 2;
    return;
  }
  const { configuration } = result;
  const logger = createLogger(configuration.logLevel, { replica: configuration.engine.replica });

  const fail = (message: string, error: unknown): void => {
    logger.failure(message, error instanceof Error ? error : new Error(String(error)));
    logger.flush();
    exitNow(1);
  };
  // A throw that nobody expected may have left the state half changed: this process is not to be trusted any more.
  process.on('uncaughtException', (error) => fail('fatal: uncaught exception', error));
  process.on('unhandledRejection', (reason) => fail('fatal: unhandled rejection', reason));
  const stores = parts.openStores(configuration.dataDir, (error) => fail('fatal: the disk failed', error));
  // Whoever waits for them hears it; until then it is no rejection that nobody handles.
  stores.catch(() => undefined);
  const replica = new Replica(configuration, { ...parts, openStores: () => stores, exit: exitNow }, logger);
  stopOnSignals(replica, configuration.shutdownTimeoutMs, logger, fail);

  replica.start().catch((error: unknown) => fail('could not start', error));
}

function stopOnSignals(replica: Replica, timeoutMs: number, logger: Logger, fail: (message: string, error: unknown) => void): void {
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) {
      logger.log('warn', `${why} again: ending at once`);
      logger.flush();
      exitNow(1);
    }
    stopping = true;
    logger.log('info', `${why} received`);
    setTimeout(() => fail('could not stop', new Error(`the orderly end took longer than ${timeoutMs} ms`)), timeoutMs).unref();
    replica.stop().then(
      () => {
        logger.flush();
        process.exit(0);
      },
      (error: unknown) => fail('could not stop', error),
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // A supervisor that started this process with a channel and is gone: nobody would ever stop it.
  if (process.connected) process.once('disconnect', () => stop('end of the supervisor'));
}
