import { withCluster } from '../../cluster/with-cluster';
import { foreignClients } from './foreign-clients';

/** Those that this machine has; `npm run clients` fetches and runs the others too. */
describe("ZooKeeper's own clients, unchanged, against Grove", () => {
  const ready = foreignClients.filter(({ quick }) => quick).map(({ name, prepare }) => ({ name, found: prepare() }));
  for (const { name, found } of ready) if ('missing' in found) test.skip(`${name} (${found.missing})`, () => undefined);
  const runnable = ready.flatMap(({ name, found }) => ('missing' in found ? [] : [{ name, run: found.run }]));
  if (runnable.length === 0) return;

  test(
    runnable.map(({ name }) => name).join(', '),
    async () => {
      await withCluster({ name: 'zookeeper-clients', zooKeeper: true, flags: { 'four-letter-words': '*' } }, async (cluster) => {
        const said = await Promise.allSettled(runnable.map((client) => client.run(cluster.zooKeeperEndpoints())));
        expect(said.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))).toEqual([]);
      });
    },
    120_000,
  );
});
