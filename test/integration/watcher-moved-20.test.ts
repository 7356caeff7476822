import { connect, watchStream, type GroveClient, type WatchEvent } from '@grove/client';
import { CutOff } from '../cluster/cut-off';
import type { GroveCluster } from '../cluster/grove-cluster';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const ROUNDS = 20;
const CHANGES = 100_000;
const CHANGES_EACH_ROUND = CHANGES / ROUNDS;
const WRITERS = 2;
/** Changes that a writer has under way. */
const UNDER_WAY = 400;
const FOLDERS = 20;
const SESSION_TIMEOUT_MS = 20_000;

/** One change, told by an event or by the answer to the write that made it. */
type Change = Pick<WatchEvent, 'type' | 'path' | 'zxid'>;

describe(`a recursive watcher is cut off, loses its replica and moves, ${ROUNDS} times`, () => {
  test(`S37 S39 it gets each of ${CHANGES} changes once, in order, on the session's stream and on a Watch stream`, async () => {
    await withCluster({ name: 'watcher-moved-20' }, async (cluster) => {
      const relays = await Promise.all(cluster.endpoints().map((endpoint) => CutOff.start(endpoint)));
      const writers = await Promise.all(
        Array.from({ length: WRITERS }, () => connect({ endpoints: cluster.endpoints(), sessionTimeoutMs: SESSION_TIMEOUT_MS })),
      );
      const [first] = writers;
      if (first === undefined) throw new Error('no session');
      await first.create('/tree', Buffer.alloc(0));
      for (let n = 0; n < FOLDERS; n++) await first.create(`/tree/f${n}`, Buffer.alloc(0));

      const endpoints = relays.map((relay) => relay.endpoint);
      const watcher = await connect({ endpoints, sessionTimeoutMs: SESSION_TIMEOUT_MS });
      await watcher.sync();
      const told: Change[] = [];
      const lost: string[] = [];
      watcher.onState((state) => {
        if (state === 'EXPIRED') lost.push('the watcher’s session expired');
      });
      await watcher.addWatch('/tree', (event) => told.push(event), { recursive: true, onLost: (error) => lost.push(error.message) });
      const stream = watchStream('/tree', { endpoints, recursive: true, minZxid: watcher.lastZxid });
      await stream.live();
      const streamed: Change[] = [];
      const reading = (async () => {
        for await (const event of stream) streamed.push(event);
      })();
      // Looked at below; an error before that is not unhandled.
      reading.catch(() => undefined);

      const made: Change[] = [];
      let running = -1;
      for (let round = 0; round < ROUNDS; round++) {
        // Faults of a round fall into its changes.
        const changes = Promise.all(writers.map((writer, n) => change(writer, n, CHANGES_EACH_ROUND / WRITERS, made)));
        changes.catch(() => undefined);
        if (running >= 0) await cluster.waitReady([running]);
        running = await disturb(cluster, relays, watcher, endpoints, round);
        await changes;
      }
      await cluster.waitReady();

      expect(made).toHaveLength(CHANGES);
      await until('the session was told everything', 30_000, () => told.length >= CHANGES);
      await until('the stream told everything', 30_000, () => streamed.length >= CHANGES);
      await stream.return();
      await reading;
      expect(lost).toEqual([]);
      made.sort((one, other) => one.zxid - other.zxid);
      expectSame(told, made);
      expectSame(streamed, made);
      await Promise.all([...writers, watcher].map((client) => client.close()));
      await Promise.all(relays.map((relay) => relay.close()));
      await cluster.waitSameDigest();
    });
  }, 180_000);
});

/**
 * Cuts the watcher's connection, kills the replica that it came to, and keeps it away from the next one, so that it moves
 * twice. Answers the replica that was killed, which is starting again.
 */
async function disturb(
  cluster: GroveCluster,
  relays: readonly CutOff[],
  watcher: GroveClient,
  endpoints: readonly string[],
  round: number,
): Promise<number> {
  const place = (): Promise<number> =>
    until('the watcher is connected', 15_000, () => (watcher.endpoint === null ? null : endpoints.indexOf(watcher.endpoint) + 1));
  relays[(await place()) - 1]?.disconnect();
  const victim = await place();
  await cluster.kill(victim);
  cluster.startReplica(victim);
  const next = await until('the watcher has moved', 15_000, () => {
    const at = watcher.endpoint === null ? 0 : endpoints.indexOf(watcher.endpoint) + 1;
    return at !== 0 && at !== victim ? at : null;
  });
  if (round % 2 === 0) return victim;
  const relay = relays[next - 1];
  relay?.refuse(true);
  await until('the watcher has moved on', 15_000, () => watcher.endpoint !== null && watcher.endpoint !== endpoints[next - 1]);
  relay?.refuse(false);
  return victim;
}

/** Creates, changes and deletes znodes in turn; notes each change as its answer tells it. */
async function change(client: GroveClient, writer: number, count: number, made: Change[]): Promise<void> {
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) {
      const n = begun++;
      // Three changes of one znode follow one another in one lane; what is left over changes a folder.
      if (n + 3 <= count && n % 4 === 0) {
        begun += 2;
        const path = `/tree/f${n % FOLDERS}/w${writer}-${made.length}-${n}`;
        made.push({ type: 'created', path, zxid: (await client.create(path, Buffer.from('x'))).zxid });
        made.push({ type: 'dataChanged', path, zxid: (await client.setData(path, Buffer.from('y'))).zxid });
        made.push({ type: 'deleted', path, zxid: (await client.delete(path)).zxid });
      } else {
        const path = `/tree/f${n % FOLDERS}`;
        made.push({ type: 'dataChanged', path, zxid: (await client.setData(path, Buffer.from('z'))).zxid });
      }
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, lane));
}

/** As `toEqual` of the two lists, but it says where they part and is quick. */
function expectSame(told: readonly Change[], made: readonly Change[]): void {
  const at = made.findIndex(({ type, path, zxid }, n) => told[n]?.type !== type || told[n].path !== path || told[n].zxid !== zxid);
  if (at >= 0)
    expect({ at, events: told.slice(Math.max(0, at - 2), at + 3).map(show) }).toEqual({
      at,
      events: made.slice(Math.max(0, at - 2), at + 3).map(show),
    });
  expect(told).toHaveLength(made.length);
}

function show({ type, path, zxid }: Change): string {
  return `${type} ${path} ${zxid}`;
}
