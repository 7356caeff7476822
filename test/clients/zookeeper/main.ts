import { parseArgs } from 'node:util';
import { GroveCluster } from '../../cluster/grove-cluster';
import { newDataFolder } from '../../cluster/repository';
import { fetchedZooKeeper } from '../../cluster/zookeeper-jars';
import { ZooKeeperServer } from '../../cluster/zookeeper-server';
import { foreignClients } from './foreign-clients';

const HELP = `npm run clients -- [options]

Runs clients of ZooKeeper that were written elsewhere, with the promises of their recipes, against three replicas of Grove.

  --only NAME        one client: ${foreignClients.map(({ name }) => `'${name}'`).join(', ')}
  --endpoint H:P,…   against these servers instead
  --zookeeper        against a real ZooKeeper of this machine instead: what fails there is the program's fault
  --help             this text

What the clients need is fetched once from their languages' registries and kept under .grove/; a client that cannot be had is named
and left out. The exit code is 0 where all that ran hold, 1 otherwise, 2 for a wrong option.`;

interface Servers {
  readonly endpoints: readonly string[];
  stop(failed: boolean): Promise<void>;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      endpoint: { type: 'string' },
      zookeeper: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const chosen = foreignClients.filter(({ name }) => values.only === undefined || values.only === name);
  if (chosen.length === 0) throw new Error(`no client '${values.only}'`);
  const servers = await serversOf(values);
  let [held, failed, leftOut] = [0, 0, 0];
  for (const client of chosen) {
    const ready = client.prepare();
    if ('missing' in ready) {
      leftOut += 1;
      console.log(`── ${client.name}: left out: ${ready.missing}`);
      continue;
    }
    const startedAt = performance.now();
    try {
      const oks = await ready.run(servers.endpoints);
      held += 1;
      console.log(`── ${client.name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n   ${oks.join('\n   ')}`);
    } catch (error) {
      failed += 1;
      console.log(`── ${client.name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await servers.stop(failed > 0);
  console.log(`${held} clients hold, ${failed} failed, ${leftOut} left out`);
  return failed === 0 ? 0 : 1;
}

async function serversOf({ endpoint, zookeeper }: { readonly endpoint?: string; readonly zookeeper: boolean }): Promise<Servers> {
  if (endpoint !== undefined) return { endpoints: endpoint.split(','), stop: async () => undefined };
  if (zookeeper) {
    const found = fetchedZooKeeper();
    if ('missing' in found) throw new Error(found.missing);
    const server = await ZooKeeperServer.start(newDataFolder('clients'), found.classPath);
    return { endpoints: [server.endpoint], stop: () => server.stop() };
  }
  const cluster = await GroveCluster.start({ name: 'clients', zooKeeper: true, flags: { 'four-letter-words': '*' } });
  return { endpoints: cluster.zooKeeperEndpoints(), stop: (failed) => cluster.close({ keepData: failed }) };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
