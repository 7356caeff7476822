import { defaultSessionOptions, GroveClient, GrpcTransport, nodeClock, nodeRandom, SessionCore } from '@grove/client';
import { until } from '../cluster/until';

const OPENED_AT_ONCE = 200;

/** Very many sessions, each with a connection of its own, that first meet at one replica. */
export class Crowd {
  readonly clients: GroveClient[] = [];
  /** Told by the server, or not heard by it in time. */
  expired = 0;

  /** `endpoints`: the first is where all begin. */
  constructor(
    private readonly endpoints: readonly string[],
    private readonly timeoutMs: number,
  ) {}

  get connected(): number {
    return this.clients.reduce((count, { state }) => count + (state === 'CONNECTED' ? 1 : 0), 0);
  }

  /** Opens them some at a time: what is measured is how they come back. */
  async open(count: number): Promise<void> {
    while (this.clients.length < count) {
      for (let n = 0; n < OPENED_AT_ONCE && this.clients.length < count; n += 1) this.clients.push(this.begin());
      await this.allConnected(60_000);
    }
  }

  async allConnected(limitMs: number): Promise<number> {
    const beganMs = performance.now();
    await until(
      `all ${this.clients.length} sessions are connected (${this.connected} are)`,
      limitMs,
      () => this.connected === this.clients.length,
    );
    return performance.now() - beganMs;
  }

  async close(): Promise<void> {
    for (let from = 0; from < this.clients.length; from += OPENED_AT_ONCE) {
      await Promise.all(this.clients.slice(from, from + OPENED_AT_ONCE).map((client) => client.close()));
    }
  }

  private begin(): GroveClient {
    const core = new SessionCore(
      { ...defaultSessionOptions, endpoints: this.endpoints, shuffleEndpoints: false, sessionTimeoutMs: this.timeoutMs },
      { clock: nodeClock, random: nodeRandom, transport: new GrpcTransport(undefined) },
    );
    const client = new GroveClient(core, { endpoints: this.endpoints });
    client.onState((state) => {
      if (state === 'EXPIRED') this.expired += 1;
    });
    core.start();
    return client;
  }
}
