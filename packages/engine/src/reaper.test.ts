import type { Operation } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const YEAR_MS = 365 * 86_400_000;

function cluster(overrides = {}): TestCluster {
  const made = new TestCluster(3, { reapIntervalMs: 1000, sessionTimeoutMsMax: 1_000_000, ...overrides });
  made.start();
  made.untilReady();
  return made;
}

function leaderOf(made: TestCluster): number {
  made.clock.until(() => made.leader !== undefined);
  return made.leader?.id ?? 0;
}

function ttl(path: string, ttlMs: number): Operation {
  return { type: 'create', path, data: new Uint8Array(1), kind: 'ttl', sequential: false, ttlMs };
}

function container(path: string): Operation {
  return { type: 'create', path, data: new Uint8Array(0), kind: 'container', sequential: false };
}

function isThere(client: TestClient, path: string): boolean {
  return client.do({ type: 'exists', path, watch: false }, { linearizable: true }).code === 0;
}

test('a TTL znode goes when it was not modified for its time, a container when its last child went, on all replicas, without other writes', () => {
  const made = cluster();
  const client = new TestClient(made).open(1, 1_000_000);
  expect(client.do(ttl('/short', 5_000)).code).toBe(0);
  expect(client.do(ttl('/touched', 5_000)).code).toBe(0);
  expect(client.do(ttl('/parent', 5_000)).code).toBe(0);
  expect(client.do(create('/parent/child')).code).toBe(0);
  expect(client.do(container('/box')).code).toBe(0);
  expect(client.do(create('/box/one')).code).toBe(0);
  made.clock.run(3_000);
  expect(client.do({ type: 'setData', path: '/touched', data: new Uint8Array(2), version: null }).code).toBe(0);
  expect(client.do({ type: 'delete', path: '/box/one', version: null }).code).toBe(0);
  made.clock.run(3_500);
  expect(['/short', '/touched', '/parent', '/box'].map((path) => isThere(client, path))).toEqual([false, true, true, false]);
  made.clock.run(3_000);
  expect(['/touched', '/parent'].map((path) => isThere(client, path))).toEqual([false, true]);
  made.untilConverged();
  made.assertHealthy();
});

test.each([YEAR_MS, -YEAR_MS])('a leader whose wall clock is wrong by %d ms deletes no TTL znode before its time', (offsetMs) => {
  const made = cluster();
  const client = new TestClient(made).open(1, 1_000_000);
  expect(client.do(ttl('/a', 60_000)).code).toBe(0);
  const old = made.replica(leaderOf(made));
  for (const replica of made.replicas) if (replica !== old) replica.wallOffsetMs = offsetMs;
  old.crash();
  old.start();
  made.clock.until(() => made.leader !== undefined && made.leader !== old);
  const elsewhere = new TestClient(made).open(leaderOf(made), 1_000_000);
  made.clock.run(40_000);
  expect(isThere(elsewhere, '/a')).toBe(true);
  // It goes all the same: where the clock is behind, when it has come as far as the stamps were; at the latest the next right leader's.
  for (const replica of made.replicas) replica.wallOffsetMs = 0;
  made.clock.run(30_000);
  expect(isThere(elsewhere, '/a')).toBe(false);
  made.assertHealthy();
});

test('what a leader proposed to reap is not done after it was deposed', () => {
  const made = cluster({ reapIntervalMs: 200 });
  const old = leaderOf(made);
  const other = made.replicas.find(({ id }) => id !== old)?.id ?? 0;
  const client = new TestClient(made).open(other, 1_000_000);
  expect(client.do(ttl('/a', 2_000)).code).toBe(0);
  // The leader looks, alone: what it proposes is committed by nobody.
  made.clock.run(1_700);
  for (const { id } of made.replicas) if (id !== old) made.partition(old, id);
  made.clock.until(() => made.leader !== undefined && made.leader.id !== old);
  // The znode is made anew under another zxid.
  expect(client.do({ type: 'delete', path: '/a', version: null }).code).toBe(0);
  expect(client.do(ttl('/a', 60_000)).code).toBe(0);
  made.clock.run(2_000);
  made.heal();
  made.clock.run(3_000);
  expect(isThere(client, '/a')).toBe(true);
  made.untilConverged();
  made.assertHealthy();
});
