import { GroveError, connect, type GroveClient } from '@grove/client';
import { CutOff } from '../cluster/cut-off';
import type { GroveCluster } from '../cluster/grove-cluster';
import { CallError, UnaryClient } from '../cluster/unary-client';
import { pause, until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const ROUNDS = 4;
const READS_BEFORE = 20;
const READS_AFTER = 50;
const SESSION_TIMEOUT_MS = 20_000;
const CALL_MS = 20_000;

/** The value that a read showed, or the name of what it failed with. */
type Seen = number | string;

describe('reads while the leader is stopped (SIGSTOP) and woken', () => {
  test('S43 a linearizable read shows every write acknowledged before it was sent; a local one never goes back in its session', async () => {
    await withCluster({ name: 'linearizable-reads' }, async (cluster) => {
      const writer = await connect({ endpoints: cluster.endpoints(), sessionTimeoutMs: SESSION_TIMEOUT_MS });
      await writer.create('/value', bytesOf(0));
      const local = await LocalReader.start(cluster);
      let value = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const leader = await cluster.leader();
        // Of this replica alone, on connections that stand before it stops.
        const old = new UnaryClient(cluster.endpoint(leader));
        const session = await connect({ endpoints: [cluster.endpoint(leader)], sessionTimeoutMs: SESSION_TIMEOUT_MS });
        await old.sync();
        await writer.setData('/value', bytesOf(++value));
        const beforeStop = value;

        cluster.pause(leader);
        local.move();
        // Sent to the stopped leader: it finds them when it wakes, and still believes to lead.
        const early = Array.from({ length: READS_BEFORE }, () => [byUnary(old), bySession(session)]).flat();
        // The others elect another; what it acknowledges the woken one does not know.
        await writer.setData('/value', bytesOf(++value));
        await writer.setData('/value', bytesOf(++value));
        const floor = value;
        const late = Array.from({ length: READS_BEFORE }, () => [byUnary(old), bySession(session)]).flat();
        // In its socket's buffer before it wakes.
        await pause(50);
        cluster.resume(leader);
        for (let n = 0; n < READS_AFTER; n++) late.push(byUnary(old), bySession(session));

        for (const seen of await Promise.all(early)) expectNotBefore(seen, beforeStop);
        const answered = await Promise.all(late);
        for (const seen of answered) expectNotBefore(seen, floor);
        expect(answered.filter((seen) => typeof seen === 'number').length).toBeGreaterThan(READS_AFTER);
        await until('the woken one follows', 10_000, async () => (await cluster.status(leader)).role === 'follower');
        await cluster.waitReady();
        await session.close();
        old.close();
      }
      await until('the local reads went on elsewhere', 20_000, () => Promise.resolve(local.replicas.size > 1));
      await local.stop();
      expect(local.backwards).toEqual([]);
      expect(local.reads).toBeGreaterThan(ROUNDS * READS_AFTER);
      await writer.close();
      await cluster.waitSameDigest();
    });
  }, 120_000);
});

/** An error is an honest answer, an old value is not. */
function expectNotBefore(seen: Seen, floor: number): void {
  if (typeof seen === 'number') expect(seen).toBeGreaterThanOrEqual(floor);
  else expect(['OPERATIONTIMEOUT', 'CONNECTIONLOSS', 'NOTREADONLY', 'UNAVAILABLE']).toContain(seen);
}

async function byUnary(client: UnaryClient): Promise<Seen> {
  try {
    const call = { consistency: 'CONSISTENCY_LINEARIZABLE' } as const;
    return Number((await client.call<{ data: Buffer }>('GetData', { path: '/value', call }, CALL_MS)).data.toString());
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return error.reason === '' ? 'UNAVAILABLE' : error.reason;
  }
}

async function bySession(client: GroveClient): Promise<Seen> {
  try {
    return numberOf((await client.getData('/value', { consistency: 'linearizable' })).data);
  } catch (error) {
    if (!(error instanceof GroveError)) throw error;
    return error.name;
  }
}

/** One session that reads locally without pause, wherever it is connected, and is moved about meanwhile. */
class LocalReader {
  reads = 0;
  readonly backwards: string[] = [];
  readonly replicas = new Set<string>();
  private stopped = false;
  private last = { value: 0, zxid: 0 };
  private readonly loop: Promise<void>;

  private constructor(
    private readonly client: GroveClient,
    private readonly relays: readonly CutOff[],
    private readonly closed: AbortSignal,
  ) {
    this.loop = this.run();
    // Looked at in stop; an error before that is not unhandled.
    this.loop.catch(() => undefined);
  }

  static async start(cluster: GroveCluster): Promise<LocalReader> {
    const relays = await Promise.all(cluster.endpoints().map((endpoint) => CutOff.start(endpoint)));
    // Also where the test fails.
    cluster.closed.addEventListener('abort', () => {
      for (const relay of relays) void relay.close();
    });
    const client = await connect({ endpoints: relays.map(({ endpoint }) => endpoint), sessionTimeoutMs: SESSION_TIMEOUT_MS });
    await client.sync();
    return new LocalReader(client, relays, cluster.closed);
  }

  /** Cuts it off from the replica where it reads, which stays closed to it until the next move. */
  move(): void {
    const { endpoint } = this.client;
    for (const relay of this.relays) relay.refuse(relay.endpoint === endpoint);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
    await this.client.close();
    await Promise.all(this.relays.map((relay) => relay.close()));
  }

  private async run(): Promise<void> {
    while (!this.stopped && !this.closed.aborted) {
      // Several under way at once: they are answered in the order of the calls.
      const batch = Array.from({ length: 8 }, async () => {
        const { data, zxid } = await this.client.getData('/value');
        const seen = { value: numberOf(data), zxid };
        if (seen.value < this.last.value || seen.zxid < this.last.zxid) {
          this.backwards.push(`${JSON.stringify(seen)} after ${JSON.stringify(this.last)} at ${this.client.endpoint ?? '-'}`);
        }
        this.last = seen;
        this.reads++;
      });
      await Promise.all(batch);
      this.replicas.add(this.client.endpoint ?? '');
      await pause(2);
    }
  }
}

function bytesOf(value: number): Uint8Array {
  return Buffer.from(String(value));
}

function numberOf(data: Uint8Array): number {
  return Number(Buffer.from(data).toString());
}
