import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@grove/client';
import type { GroveClient } from '@grove/client';
import { FakeServer } from '../../../packages/client/src/testing/fake-server';
import { run } from './program';
import type { Terminal } from './terminal';

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly endpoints?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly interrupted?: Promise<void>;
}

/** The command against a fake replica. */
export interface Grove {
  readonly server: FakeServer;
  readonly endpoint: string;
  /** An empty folder of its own. */
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  connect(): Promise<GroveClient>;
  stop(): void;
}

export const ok = (out: string): Ran => ({ code: 0, out, err: '' });

export async function newGrove(): Promise<Grove> {
  const server = new FakeServer();
  const endpoint = await server.listen();
  const folder = mkdtempSync(join(tmpdir(), 'grove-cli-'));
  return {
    server,
    endpoint,
    folder,
    run: async (args, options = {}) => {
      let out = '';
      let err = '';
      const terminal: Terminal = {
        out: (text) => (out += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')),
        note: (line) => (err += `${line}\n`),
        progress: () => {},
        isInteractive: false,
        readStdin: () => Promise.resolve(Buffer.from(options.stdin ?? '')),
        interrupted: options.interrupted ?? new Promise(() => {}),
      };
      const code = await run(args, { GROVE_ENDPOINTS: options.endpoints ?? endpoint, ...options.environment }, terminal);
      return { code, out, err };
    },
    connect: () => connect({ endpoints: [endpoint] }),
    stop: () => {
      server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
