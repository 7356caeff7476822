import { GroveCluster, type GroveClusterOptions } from './grove-cluster';

const open = new Set<GroveCluster>();

// A test whose time is over goes on unseen: its cluster must not go on into the next one.
afterEach(async () => {
  for (const cluster of open) await cluster.close({ keepData: true });
  open.clear();
});

/** Runs `body` against a cluster that is ready; where it fails, data and logs stay and their place is printed. */
export async function withCluster(options: GroveClusterOptions, body: (cluster: GroveCluster) => Promise<void>): Promise<void> {
  const cluster = await GroveCluster.make(options);
  open.add(cluster);
  try {
    cluster.startAll();
    await cluster.waitReady();
    await body(cluster);
  } catch (error) {
    await cluster.close({ keepData: true });
    throw error;
  }
  await cluster.close();
  open.delete(cluster);
}
