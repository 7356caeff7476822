import { ErrorCode } from '@grove/wire';
import { TestClient, TestCluster, create } from './testing/test-cluster';

const TIMEOUT_MS = 4_000;

test('S34 a session that the leader has ended is confirmed no more, though its replica has not heard of the end (etcd 20615)', () => {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  const leader = made.leader?.id ?? 0;
  const host = leader === 1 ? 2 : 1;
  const client = new TestClient(made).open(host, TIMEOUT_MS);
  const neighbour = new TestClient(made).open(host, TIMEOUT_MS);
  expect(client.do(create('/lock', '', 'ephemeral')).code).toBe(0);
  neighbour.ping();
  made.untilConverged();
  // The log does not reach its replica any more; heartbeats, reports and their answers do.
  const send = made.send.bind(made);
  let isCut = true;
  made.send = (from, to, channel, bytes) => {
    if (!isCut || channel !== 'append' || to !== host) send(from, to, channel, bytes);
  };
  const other = new TestClient(made).open(leader, 40_000);
  made.clock.until(() => {
    neighbour.ping();
    made.clock.run(100);
    return other.do({ type: 'exists', path: '/lock', watch: false }).code === ErrorCode.NONODE;
  }, 3 * TIMEOUT_MS);
  expect(other.do(create('/lock')).code).toBe(0);
  // Heard again, too late: whoever believed the answer would hold the lock beside its new owner.
  for (let round = 0; round < 10; round += 1) {
    client.ping();
    neighbour.ping();
    made.clock.run(150);
  }
  client.ping();
  neighbour.ping();
  made.clock.run(1);
  expect(client.confirmedMsAgo).toBeGreaterThan(TIMEOUT_MS);
  expect(neighbour.confirmedMsAgo).toBeLessThan(300);
  isCut = false;
  made.clock.until(() => client.ended !== null);
  expect(client.ended?.code).toBe(ErrorCode.SESSIONEXPIRED);
  expect(neighbour.ended).toBeNull();
  made.assertHealthy();
});

test('S34 nor is one that is connected to the leader itself, while the entry of its end is on its way', () => {
  const made = new TestCluster(3);
  made.start();
  made.untilReady();
  const leader = made.leader?.id ?? 0;
  const client = new TestClient(made).open(leader, TIMEOUT_MS);
  const neighbour = new TestClient(made).open(leader, TIMEOUT_MS);
  for (const each of [client, neighbour]) each.do({ type: 'exists', path: '/', watch: false });
  const send = made.send.bind(made);
  let isCut = true;
  made.send = (from, to, channel, bytes) => {
    if (!isCut || channel !== 'append') send(from, to, channel, bytes);
  };
  for (let passedMs = 0; passedMs < 1.5 * TIMEOUT_MS; passedMs += 100) {
    neighbour.ping();
    made.clock.run(100);
  }
  for (let round = 0; round < 3; round += 1) {
    client.ping();
    neighbour.ping();
    made.clock.run(150);
  }
  expect(client.confirmedMsAgo).toBeGreaterThan(TIMEOUT_MS);
  expect(neighbour.confirmedMsAgo).toBeLessThan(300);
  isCut = false;
  made.clock.until(() => client.ended !== null);
  expect([client.ended?.code, neighbour.ended]).toEqual([ErrorCode.SESSIONEXPIRED, null]);
  made.assertHealthy();
});
