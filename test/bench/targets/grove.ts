import { join } from 'node:path';
import { GroveCluster } from '../../cluster/grove-cluster';
import { whyNotRunnable } from '../../cluster/replica-program';
import { freePorts } from '../../cluster/ports';
import { hangDisk, shimOf } from './shim';
import { SERVERS, hostOf, type Target } from './target';

const METRICS_MS = 2_000;

/** Grove with its defaults. */
export const grove: Target = groveBy('grove');

/** The same, with ZooKeeper's clients on its ZooKeeper port. */
export const groveZooKeeper: Target = groveBy('grove-zookeeper');

function groveBy(name: 'grove' | 'grove-zookeeper'): Target {
  return {
    name,

    missing: whyNotRunnable,

    async start(options) {
      const { folder, profileFolder, shim, snapshotEvery } = options;
      const ports = name === 'grove' ? [] : await freePorts(SERVERS.length);
      const portOf = (id: number): Record<string, string> =>
        name === 'grove' ? {} : { GROVE_ZOOKEEPER: 'true', GROVE_ZOOKEEPER_PORT: String(ports[id - 1]) };
      const cluster = await GroveCluster.start({
        name: 'bench',
        folder,
        nodeArgs: profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, 'replicas')}`],
        flags: snapshotEvery === undefined ? {} : { 'snapshot-every-entries': snapshotEvery },
        hostOf: (id) => hostOf(options, id - 1),
        envOf: (dataFolder, id) => ({ ...shimOf(shim, dataFolder), ...portOf(id) }),
      });
      const metrics = async (name: string): Promise<number[]> => {
        const texts = await Promise.all(
          cluster.ids
            .filter((id) => cluster.isRunning(id))
            .map(async (id) => (await fetch(cluster.httpUrl(id, '/metrics'), { signal: AbortSignal.timeout(METRICS_MS) })).text()),
        );
        return texts.map((text) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? Number.NaN));
      };
      return {
        name,
        endpoints: name === 'grove' ? cluster.endpoints() : SERVERS.map((server) => `${hostOf(options, server).address}:${ports[server]}`),
        get pids() {
          return cluster.pids;
        },
        pidOf: (server) => cluster.pid(server + 1),
        leader: async () => (await cluster.leader()) - 1,
        term: async () => Math.max(...(await cluster.statuses()).map(({ term }) => term)),
        serves: async (server) => (await fetch(cluster.httpUrl(server + 1, '/readyz'), { signal: AbortSignal.timeout(METRICS_MS) })).ok,
        snapshots: async () => (await metrics('grove_snapshots_total')).reduce((sum, count) => sum + count, 0),
        loopStallMs: async () => Math.max(...(await metrics('grove_event_loop_lag_max_seconds'))) * 1000,
        kill: (server) => cluster.kill(server + 1),
        restart: (server) => cluster.startReplica(server + 1),
        signal: (server, signal) => (signal === 'SIGSTOP' ? cluster.pause(server + 1) : cluster.resume(server + 1)),
        hangDisk: shim === undefined ? null : (server, hangs) => hangDisk(cluster.dataFolder(server + 1), hangs),
        // The graceful way, so that a profile is written.
        stop: async () => {
          for (const server of SERVERS) if (cluster.isRunning(server + 1)) cluster.resume(server + 1);
          await Promise.allSettled(cluster.ids.filter((id) => cluster.isRunning(id)).map((id) => cluster.stopReplica(id)));
          await cluster.close();
        },
      };
    },
  };
}
