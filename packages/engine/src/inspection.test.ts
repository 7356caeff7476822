import { TestClient, TestCluster } from './testing/test-cluster';

test('sessions, ephemeral znodes and watches are told one by one, or the sessions alone', () => {
  const cluster = new TestCluster(1);
  cluster.start();
  cluster.untilReady();
  const [one, other] = [new TestClient(cluster).open(1), new TestClient(cluster).open(1)];
  for (const path of ['/e', '/f']) one.do({ type: 'create', path, data: new Uint8Array(0), kind: 'ephemeral', sequential: false });
  one.do({ type: 'exists', path: '/w', watch: true });
  other.do({ type: 'getData', path: '/e', watch: true });
  other.do({ type: 'getChildren', path: '/e', watch: true });
  const { engine } = cluster.replica(1);
  const all = engine?.inspect(true);
  expect(all?.sessions.map(({ id, ephemeralCount }) => [id, ephemeralCount])).toEqual([
    [one.sessionId, 2],
    [other.sessionId, 0],
  ]);
  expect(all?.ephemerals).toEqual([
    { sessionId: one.sessionId, path: '/e' },
    { sessionId: one.sessionId, path: '/f' },
  ]);
  expect(all?.watches).toEqual([
    { sessionId: one.sessionId, path: '/w' },
    { sessionId: other.sessionId, path: '/e' },
  ]);
  expect(engine?.inspect(false)).toEqual({ ...all, ephemerals: [], watches: [] });
  // Nothing has changed its configuration, and nobody follows it.
  expect(all).toMatchObject({ configZxid: 0, inStep: [] });
});

test('a leader tells who follows it: not who is gone, nor anybody where it is none', () => {
  const cluster = new TestCluster(3);
  cluster.start();
  cluster.untilReady();
  const client = new TestClient(cluster).open(1);
  expect(client.do({ type: 'create', path: '/a', data: new Uint8Array(0), kind: 'persistent', sequential: false }).code).toBe(0);
  cluster.untilConverged();
  const { leader } = cluster;
  const [one, other] = cluster.replicas.filter((replica) => replica !== leader);
  expect(leader?.engine?.inspect(false).inStep).toEqual([one?.id, other?.id]);
  expect(one?.engine?.inspect(false).inStep).toEqual([]);
  other?.crash();
  cluster.clock.run(3_000);
  expect(leader?.engine?.inspect(false).inStep).toEqual([one?.id]);
});
