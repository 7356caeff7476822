import type { QuotaOverrun } from '@grove/tree';
import { QuotaWarnings } from './quota-warnings';
import { TestClient, TestCluster, create } from './testing/test-cluster';

test('a soft limit is told of when it is exceeded and when it is kept again, each once', () => {
  let overruns: QuotaOverrun[] = [];
  const told: string[] = [];
  const warnings = new QuotaWarnings({
    overruns: () => overruns,
    warn: (message, { path, of }) => told.push(`${message}: ${of} ${path}`),
  });
  warnings.look(0);
  overruns = [{ path: '/a', of: 'count', used: 3, limit: 2 }];
  warnings.look(5_000);
  expect(told).toEqual([]);
  warnings.look(10_000);
  warnings.look(20_000);
  expect(told).toEqual(['a soft quota is exceeded: count /a']);
  overruns = [];
  warnings.look(30_000);
  warnings.look(40_000);
  expect(told).toEqual(['a soft quota is exceeded: count /a', 'a soft quota is kept again: count /a']);
});

test('the status of every replica counts the soft limits that are exceeded', () => {
  const cluster = new TestCluster(3, {});
  cluster.start();
  cluster.untilReady();
  const client = new TestClient(cluster).open(1);
  client.do(create('/a'));
  client.do({ type: 'setQuota', path: '/a', quota: { countHard: -1, countSoft: 1, bytesHard: -1, bytesSoft: -1 } });
  client.do(create('/a/b'));
  cluster.clock.until(() => cluster.replicas.every((replica) => replica.engine?.status().quotasExceeded === 1));
});
