import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { connect, type GroveClient, type SessionWatchEvent } from '@grove/client';
import type { GroveCluster } from '../cluster/grove-cluster';
import { repositoryRoot } from '../cluster/repository';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { withCluster } from '../cluster/with-cluster';

const EPHEMERALS = 100_000;
const PARTS = 10_000;
/** Calls of one turn of the clients' loop. */
const TURN = 500;
/** What one turn of the event loop may take of a processor. */
const STALL_MS_MAX = 250;
const SESSION_TIMEOUT_MS = 6_000;
const PROBE_EVERY_MS = 20;

interface Stall {
  readonly at: number;
  readonly ms: number;
  readonly waitedMs: number;
}

const stallFile = (dataFolder: string): string => `${dataFolder}.stalls`;

/** The longest turn of each replica since then, in milliseconds of its own work. */
function longestStalls(cluster: GroveCluster, since: number): number[] {
  return cluster.ids.map((id) => {
    const file = stallFile(cluster.dataFolder(id));
    // Without the file nobody looked: then it throws.
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const stalls = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Stall);
    return Math.max(0, ...stalls.filter(({ at }) => at >= since).map(({ ms, waitedMs }) => ms - waitedMs));
  });
}

/** Writes and reads now and then, as somebody who has nothing to do with it; answers the longest wait in ms. */
function probe(client: GroveClient, path: string): () => Promise<number> {
  let running = true;
  let longestMs = 0;
  const loop = (async () => {
    while (running) {
      const askedAt = performance.now();
      await client.setData(path, Buffer.alloc(8));
      longestMs = Math.max(longestMs, performance.now() - askedAt);
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
  })();
  return async () => {
    running = false;
    await loop;
    return longestMs;
  };
}

describe(`${EPHEMERALS} ephemerals of one session`, () => {
  test('S36 they are made, and go in one entry by its close and by its expiry, with no long stall; watchers hear of each once, nobody else expires', async () => {
    await withCluster(
      {
        name: 'ephemerals',
        nodeArgs: ['--require', join(repositoryRoot, 'test', 'cluster', 'loop-stalls.cjs')],
        envOf: (dataFolder) => ({ GROVE_TEST_STALLS: stallFile(dataFolder) }),
      },
      async (cluster) => {
        const lost: string[] = [];
        const joined = async (ids: readonly number[]): Promise<GroveClient> => {
          const client = await connect({ endpoints: cluster.endpoints(ids), sessionTimeoutMs: SESSION_TIMEOUT_MS });
          client.onState((state) => {
            if (state === 'EXPIRED') lost.push('a session that was heard expired');
          });
          return client;
        };
        const [watcher, bystander] = await Promise.all([joined([2]), joined([3])]);
        await bystander.create('/bystander', Buffer.alloc(0));
        await bystander.create('/e', Buffer.alloc(0));
        await watcher.sync();
        let told: SessionWatchEvent[] = [];
        await watcher.addWatch('/e', (event) => told.push(event), { recursive: true });
        const parentTold: SessionWatchEvent[] = [];
        await bystander.addWatch('/e', (event) => parentTold.push(event), { types: ['childrenChanged'] });

        /** Runs a phase and tells how it went. */
        const phase = async (name: string, type: SessionWatchEvent['type'], body: () => Promise<number>): Promise<void> => {
          told = [];
          parentTold.length = 0;
          const since = Date.now();
          const stopProbe = probe(bystander, '/bystander');
          const startedAt = performance.now();
          const count = await body();
          await until('the watcher was told of everything', 60_000, () => told.length >= count);
          const tookMs = performance.now() - startedAt;
          const waitMs = await stopProbe();
          expect(told).toHaveLength(count);
          expect(new Set(told.map(({ path }) => path)).size).toBe(count);
          expect(told.every((event, n) => event.type === type && event.zxid >= (told[n - 1]?.zxid ?? 0))).toBe(true);
          if (type === 'deleted') expect(new Set(told.map(({ zxid }) => zxid)).size).toBe(1);
          await until('the parent’s watcher was told as often', 10_000, () => parentTold.length >= count);
          const stalls = longestStalls(cluster, since);
          console.log(
            `${name}: ${tookMs.toFixed(0)} ms until the last event; longest turns ${stalls.map((ms) => ms.toFixed(0)).join(', ')} ms; a bystander’s write waited ${waitMs.toFixed(0)} ms at most`,
          );
          expect(Math.max(...stalls)).toBeLessThan(STALL_MS_MAX);
        };

        const owner = await connect({ endpoints: cluster.endpoints([1]), sessionTimeoutMs: SESSION_TIMEOUT_MS });
        await phase('made one by one', 'created', async () => {
          const creates: Promise<unknown>[] = [];
          for (let n = 0; n < EPHEMERALS; n += 1) {
            creates.push(owner.create(`/e/n${n}`, Buffer.alloc(0), { ephemeral: true }));
            // All clients are in this process: in one turn the calls would keep the pings of all of them waiting.
            if (n % TURN === 0) await setImmediate();
          }
          await Promise.all(creates);
          return EPHEMERALS;
        });
        await phase('closed', 'deleted', async () => {
          await owner.close();
          return EPHEMERALS;
        });

        const unary = new UnaryClient(cluster.endpoint(1));
        const session = await unary.openSession(SESSION_TIMEOUT_MS);
        const call = { session_id: session.session_id, session_secret: session.session_secret };
        // As its owner does it: one transaction may take longer than the session lives on a busy machine.
        const alive = setInterval(() => void unary.keepAlive(session).catch(() => undefined), SESSION_TIMEOUT_MS / 3).unref();
        await phase('made in transactions', 'created', async () => {
          for (let first = 0; first < EPHEMERALS; first += PARTS) {
            const parts = Array.from({ length: PARTS }, (_, n) => ({ create: { path: `/e/n${first + n}`, kind: 'NODE_KIND_EPHEMERAL' } }));
            await unary.call('Multi', { parts, call });
          }
          return EPHEMERALS;
        });
        clearInterval(alive);
        await phase('expired', 'deleted', () => Promise.resolve(EPHEMERALS));
        expect(lost).toEqual([]);
        unary.close();
        await Promise.all([watcher.close(), bystander.close()]);
        await cluster.waitSameDigest();
        for (const { znodes } of await cluster.statuses()) expect(znodes).toBeLessThan(10);
      },
    );
  }, 120_000);
});
