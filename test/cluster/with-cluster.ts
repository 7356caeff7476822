import { GroveCluster, type GroveClusterOptions } from './grove-cluster';

/** Runs `body` against a cluster that is ready; where it fails, data and logs stay and their place is printed. */
export async function withCluster(options: GroveClusterOptions, body: (cluster: GroveCluster) => Promise<void>): Promise<void> {
  const cluster = await GroveCluster.start(options);
  try {
    await body(cluster);
  } catch (error) {
    await cluster.close({ keepData: true });
    throw error;
  }
  await cluster.close();
}
