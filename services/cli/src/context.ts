import { readFileSync } from 'node:fs';
import { connect } from '@grove/client';
import type { AuthOptions, GroveClient, TlsOptions } from '@grove/client';
import { Failure, explain, usage } from './failure';
import type { OutputFormat } from './format';
import type { Terminal } from './terminal';

export const defaultEndpoints = '127.0.0.1:7411,127.0.0.1:7412,127.0.0.1:7413';

/** Options of every verb. */
export interface GlobalOptions {
  readonly endpoints: string;
  readonly output: OutputFormat;
  /** Seconds without a usable replica after which the command gives up. */
  readonly timeout: number;
  /** `scheme:credential` each. */
  readonly auth: readonly string[];
  readonly readOnly?: boolean;
  readonly tls?: boolean;
  /** Files in PEM. */
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsServerName?: string;
}

/** What a verb works with. */
export interface Context {
  readonly endpoints: readonly string[];
  readonly output: OutputFormat;
  readonly timeoutMs: number;
  /** What every connection is made with: `tls` where it was asked for. */
  readonly connection: { readonly tls?: TlsOptions };
  readonly auth: readonly AuthOptions[];
  readonly allowReadOnly: boolean;
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

/** `digest:user:password`. A failure does not say the password again. */
export function parseAuth(text: string, option = '--auth'): AuthOptions {
  const [, scheme, credential] = /^([a-z0-9]+):(.+)$/s.exec(text) ?? [];
  if (scheme === undefined || credential === undefined) throw usage(`${option} needs a scheme and its credential (digest:USER:PASSWORD)`);
  if (scheme === 'digest' && !/^[^:]+:/.test(credential)) throw usage(`${option} digest: needs USER:PASSWORD behind it`);
  return { scheme, credential };
}

function fileOf(option: string, file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw usage(`${option}: ${explain(error)}`);
  }
}

function tlsOf(options: GlobalOptions): TlsOptions | null {
  const { tlsCa, tlsCert, tlsKey, tlsServerName } = options;
  const isWanted = options.tls === true || [tlsCa, tlsCert, tlsKey, tlsServerName].some((each) => each !== undefined);
  if (!isWanted) return null;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw usage('--tls-cert and --tls-key belong together');
  return {
    ...(tlsCa !== undefined && { ca: fileOf('--tls-ca', tlsCa) }),
    ...(tlsCert !== undefined && { cert: fileOf('--tls-cert', tlsCert) }),
    ...(tlsKey !== undefined && { key: fileOf('--tls-key', tlsKey) }),
    ...(tlsServerName !== undefined && { serverName: tlsServerName }),
  };
}

export function newContext(options: GlobalOptions, terminal: Terminal): Context {
  const tls = tlsOf(options);
  return {
    endpoints: parseEndpoints(options.endpoints),
    output: options.output,
    timeoutMs: options.timeout * 1000,
    connection: tls === null ? {} : { tls },
    auth: options.auth.map((each) => parseAuth(each)),
    allowReadOnly: options.readOnly === true,
    terminal,
  };
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
    auth: context.auth,
    allowReadOnly: context.allowReadOnly,
    ...context.connection,
  });
  const stop = client.onState((state) => {
    if (state === 'SUSPENDED') context.terminal.progress('no replica answers; trying on …');
    else if (state === 'CONNECTED' || state === 'CONNECTED_READ_ONLY') context.terminal.progress('');
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
