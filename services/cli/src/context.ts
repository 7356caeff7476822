import { connect } from '@grove/client';
import type { GroveClient } from '@grove/client';
import { Failure, usage } from './failure';
import type { OutputFormat } from './format';
import type { Terminal } from './terminal';

export const defaultEndpoints = '127.0.0.1:7411,127.0.0.1:7412,127.0.0.1:7413';

/** Options of every verb. */
export interface GlobalOptions {
  readonly endpoints: string;
  readonly output: OutputFormat;
  /** Seconds without a usable replica after which the command gives up. */
  readonly timeout: number;
}

/** What a verb works with. */
export interface Context {
  readonly endpoints: readonly string[];
  readonly output: OutputFormat;
  readonly timeoutMs: number;
  readonly terminal: Terminal;
}

export function parseEndpoints(text: string): string[] {
  const endpoints = text
    .split(',')
    .map((endpoint) => endpoint.trim())
    .filter((endpoint) => endpoint !== '');
  if (endpoints.length === 0) throw usage('--endpoints needs at least one host:port');
  for (const endpoint of endpoints) {
    const port = Number(/^(?:\[[0-9a-fA-F:]+\]|[^:[\]\s]+):(\d{1,5})$/.exec(endpoint)?.[1] ?? 0);
    if (port < 1 || port > 65_535) throw usage(`"${endpoint}" is no host:port (for example 127.0.0.1:7411)`);
  }
  return endpoints;
}

export function newContext(options: GlobalOptions, terminal: Terminal): Context {
  return { endpoints: parseEndpoints(options.endpoints), output: options.output, timeoutMs: options.timeout * 1000, terminal };
}

/** A path as the user must give it; the server judges the rest. */
export function checkPath(path: string): string {
  if (!path.startsWith('/')) throw usage(`"${path}" is no path: a path starts with /`);
  if (path.length > 1 && path.endsWith('/')) throw usage(`"${path}" ends with /; leave that out`);
  return path;
}

/**
 * Runs `work` in a session of its own, and closes it. Ctrl-C ends it early, unless the work itself sees to that
 * (`onInterrupt: 'work'`).
 */
export async function withClient<T>(
  context: Context,
  work: (client: GroveClient) => Promise<T>,
  onInterrupt: 'stop' | 'work' = 'stop',
): Promise<T> {
  const client = await connect({
    endpoints: context.endpoints,
    shuffleEndpoints: false,
    connectTimeoutMs: Math.min(context.timeoutMs, 10_000),
    giveUpAfterMs: context.timeoutMs,
  });
  const stop = client.onState((state) => {
    if (state === 'SUSPENDED') context.terminal.progress('no replica answers; trying on …');
    else if (state === 'CONNECTED') context.terminal.progress('');
  });
  try {
    if (onInterrupt === 'work') return await work(client);
    const interrupted = context.terminal.interrupted.then(() => {
      throw new Interrupted();
    });
    interrupted.catch(() => {});
    return await Promise.race([work(client), interrupted]);
  } finally {
    stop();
    await client.close(2_000);
  }
}

/** Ctrl-C before the command was done. */
export class Interrupted extends Failure {
  constructor() {
    super('interrupted');
  }
}
