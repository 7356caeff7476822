import { ErrorCode } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const RESERVE = 1000;

function cluster(): TestCluster {
  const made = new TestCluster(3, { diskReserveBytes: RESERVE });
  made.start();
  made.untilReady();
  return made;
}

const low = (made: TestCluster, id: number): boolean => made.replica(id).engine?.status().diskLow === true;

function fill(made: TestCluster, ids: readonly number[]): void {
  for (const id of ids) made.replica(id).freeBytes = RESERVE - 1;
  made.clock.until(() => ids.every((id) => low(made, id)));
}

function leaderId(made: TestCluster): number {
  made.clock.until(() => made.leader !== undefined);
  return made.leader?.id ?? 0;
}

test('S08 below the reserve writes are refused with what to do; deletions, reads, sessions go on; with space it takes writes again by itself', () => {
  const made = cluster();
  const client = new TestClient(made).open(1);
  expect(client.do(create('/a')).code).toBe(0);
  fill(made, [1, 2, 3]);
  const refused = client.do(create('/b'));
  expect(refused).toMatchObject({ code: ErrorCode.THROTTLEDOP, retryAfterMs: 5000 });
  expect(refused.message).toContain('make space');
  expect(client.do({ type: 'setData', path: '/a', data: new Uint8Array(1), version: null }).code).toBe(ErrorCode.THROTTLEDOP);
  expect(client.do({ type: 'exists', path: '/a', watch: false }).code).toBe(0);
  expect(client.do({ type: 'delete', path: '/a', version: null }).code).toBe(0);
  const other = new TestClient(made).open(2);
  made.clock.until(() => other.sessionId !== 0);
  expect(other.do({ type: 'close' }).code).toBe(0);

  // A little above the reserve is not enough.
  for (const id of [1, 2, 3]) made.replica(id).freeBytes = RESERVE * 1.2;
  made.clock.run(5_000);
  client.ping();
  expect(low(made, 1)).toBe(true);
  for (const id of [1, 2, 3]) made.replica(id).freeBytes = RESERVE * 1.25;
  made.clock.until(() => ![1, 2, 3].some((id) => low(made, id)));
  expect(client.do(create('/b')).code).toBe(0);
  made.untilConverged();
  made.assertHealthy();
});

test('S08 sessions still expire on a full disk, with their ephemerals', () => {
  const made = cluster();
  const client = new TestClient(made).open(1, 4000);
  expect(client.do(create('/e', '', 'ephemeral')).code).toBe(0);
  fill(made, [1, 2, 3]);
  client.disconnect();
  made.clock.until(() => made.replicas.every(({ engine }) => engine?.status().sessions === 0), 20_000);
  made.clock.until(() => made.replica(2).engine?.status().znodes === made.replica(1).engine?.status().znodes);
  const other = new TestClient(made).open(2);
  expect(other.do({ type: 'exists', path: '/e', watch: false }).code).toBe(ErrorCode.NONODE);
});

test('S08 a leader that reaches its reserve hands over, once', () => {
  const made = cluster();
  const first = leaderId(made);
  fill(made, [first]);
  made.clock.until(() => made.leader !== undefined && made.leader.id !== first);
  const second = leaderId(made);
  const client = new TestClient(made).open(second);
  expect(client.do(create('/a')).code).toBe(0);
  // Where all are full leadership stays somewhere.
  fill(made, [1, 2, 3]);
  made.clock.run(3_000);
  const { term } = made.leader?.engine?.status() ?? { term: 0 };
  made.clock.run(20_000);
  expect(made.leader?.engine?.status().term).toBe(term);
});

test('S08 a follower that alone is full holds nobody up: it follows, and refuses only the writes of its own clients', () => {
  const made = cluster();
  const leader = leaderId(made);
  const full = leader === 1 ? 2 : 1;
  fill(made, [full]);
  const client = new TestClient(made).open(leader);
  for (let n = 0; n < 20; n++) expect(client.do(create(`/n${n}`)).code).toBe(0);
  expect(new TestClient(made).open(full).do(create('/refused')).code).toBe(ErrorCode.THROTTLEDOP);
  made.untilConverged();
  expect(made.leader?.id).toBe(leader);
  // Until it really fails: then it ends, and the others go on.
  made.replica(full).log.failWrite(1, new Error('ENOSPC'));
  expect(client.do(create('/last')).code).toBe(0);
  made.clock.until(() => made.replica(full).fatal.length > 0);
  expect(made.replica(full).fatal[0]).toContain('ENOSPC');
  made.replica(full).crash();
  expect(client.do(create('/after')).code).toBe(0);
});

test('a free space that cannot be told changes nothing', () => {
  const made = cluster();
  for (const replica of made.replicas) replica.freeBytes = null;
  made.clock.run(10_000);
  expect(made.replica(1).engine?.status()).toMatchObject({ diskFreeBytes: null, diskLow: false });
  expect(new TestClient(made).open(1).do(create('/a')).code).toBe(0);
});
