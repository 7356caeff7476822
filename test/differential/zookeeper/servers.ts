import { GroveCluster } from '../../cluster/grove-cluster';
import { newDataFolder } from '../../cluster/repository';
import { ZooKeeperServer } from '../../cluster/zookeeper-server';

/** Nothing goes by time while steps are compared. */
const NEVER_MS = 3_600_000;
/** What is to go by time goes soon. */
const SOON_MS = 500;

/** How the servers of both sides are made: for steps that only requests decide, or for scripts that wait for time. */
export type Pace = 'still' | 'timed';

export function startReference(classPath: string, pace: Pace = 'still'): Promise<ZooKeeperServer> {
  return ZooKeeperServer.start(newDataFolder('reference'), classPath, pace === 'still' ? NEVER_MS : SOON_MS);
}

export function startGrove(replicas: number, pace: Pace = 'still'): Promise<GroveCluster> {
  return GroveCluster.start({
    name: 'differential',
    replicas,
    zooKeeper: true,
    flags: { 'reap-interval-ms': pace === 'still' ? NEVER_MS : SOON_MS },
  });
}
