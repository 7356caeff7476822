import { CallError, UnaryClient } from './unary-client';
import { pause } from './until';

const PAUSE_AFTER_FAILURE_MS = 20;
const READS_UNDER_WAY = 64;

export interface WriteLoadOptions {
  readonly endpoints: readonly string[];
  /** Ends the load where nobody stops it. */
  readonly closed: AbortSignal;
  /** An existing znode; the load writes below it. */
  readonly root: string;
  readonly workers: number;
  /** Bytes of each znode's data. */
  readonly dataBytes: number;
}

/**
 * Writes without pause and remembers what was acknowledged. A write whose call failed may or may not have
 * happened: nothing is claimed of it, and its path is never used again.
 */
export class WriteLoad {
  /** Path to the data that was acknowledged there. */
  readonly acknowledged = new Map<string, string>();
  /** When (performance.now) and where the last write was acknowledged. */
  lastAcknowledgedAtMs = 0;
  /** Calls that failed, by gRPC status and reason. */
  readonly failures = new Map<string, number>();
  private stopped = false;
  private readonly workers: Promise<void>[] = [];

  constructor(private readonly options: WriteLoadOptions) {
    for (let worker = 0; worker < options.workers; worker++) this.workers.push(this.work(worker));
  }

  /** Sends nothing more and waits for the calls under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.workers);
  }

  get failureCount(): number {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0);
  }

  private async work(worker: number): Promise<void> {
    const { endpoints, root, dataBytes } = this.options;
    const clients = endpoints.map((endpoint) => new UnaryClient(endpoint));
    let current = worker;
    for (let n = 0; !this.stopped && !this.options.closed.aborted; n++) {
      const client = clients[current % clients.length];
      if (client === undefined) throw new Error('no endpoints');
      const path = `${root}/${worker}-${n}`;
      const data = path.padEnd(dataBytes, '.');
      try {
        await client.create(path, Buffer.from(data));
        this.acknowledged.set(path, data);
        this.lastAcknowledgedAtMs = performance.now();
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        const what = `${error.status} ${error.reason}`;
        this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
        current++;
        await pause(PAUSE_AFTER_FAILURE_MS);
      }
    }
    for (const client of clients) client.close();
  }
}

/** Paths of acknowledged writes that a replica does not show, or with other data; it is asked to sync first. */
export async function missingWrites(endpoint: string, acknowledged: ReadonlyMap<string, string>): Promise<string[]> {
  const client = new UnaryClient(endpoint);
  try {
    await client.sync();
    const missing: string[] = [];
    const left = acknowledged.entries();
    const read = async (): Promise<void> => {
      for (const [path, data] of left) {
        try {
          const found = await client.getData(path);
          if (found.data.toString() !== data) missing.push(path);
        } catch (error) {
          if (!(error instanceof CallError) || error.reason !== 'NONODE') throw error;
          missing.push(path);
        }
      }
    };
    await Promise.all(Array.from({ length: READS_UNDER_WAY }, read));
    return missing;
  } finally {
    client.close();
  }
}
