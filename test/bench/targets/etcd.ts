import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../cluster/ports';
import { until } from '../../cluster/until';
import { ServerSet, launched } from './server-set';
import { SERVERS, hostOf, type Target } from './target';

const BINARY = process.env['GROVE_BENCH_ETCD'] ?? 'etcd';
const START_MS = 30_000;
const ASK_MS = 2_000;
/** The default's 2 GB would be full before the end of a long run. */
const QUOTA_BYTES = 8 * 2 ** 30;

interface EtcdStatus {
  readonly header: { readonly member_id: string };
  readonly leader?: string;
  readonly raftTerm?: string;
}

/** etcd with its defaults but for the quota and compaction; reads are serializable (local), as ZooKeeper's and Grove's are. */
export const etcd: Target = {
  name: 'etcd',

  missing() {
    return spawnSync(BINARY, ['--version']).status === 0
      ? null
      : `no ${BINARY} on the PATH: apt-get install etcd-server (or set GROVE_BENCH_ETCD)`;
  },

  async start(options) {
    const ports = await freePorts(2 * SERVERS.length);
    const urlOf = (server: number, which: 0 | 1): string => `http://${hostOf(options, server).address}:${ports[2 * server + which]}`;
    const homeOf = (server: number): string => join(options.folder, String(server + 1));
    const members = SERVERS.map((server) => `m${server}=${urlOf(server, 1)}`).join(',');
    const snapshots = options.snapshotEvery === undefined ? [] : ['--snapshot-count', String(options.snapshotEvery)];
    const commands = SERVERS.map((server) => {
      mkdirSync(homeOf(server), { recursive: true, mode: 0o700 });
      const args = [
        ...['--name', `m${server}`, '--data-dir', join(homeOf(server), 'data')],
        ...['--listen-client-urls', urlOf(server, 0), '--advertise-client-urls', urlOf(server, 0)],
        ...['--listen-peer-urls', urlOf(server, 1), '--initial-advertise-peer-urls', urlOf(server, 1)],
        ...['--initial-cluster', members, '--initial-cluster-state', 'new', '--log-level', 'warn'],
        // It keeps every version of every key; the others keep one. A bound far above what a run reads, far below what it writes.
        ...['--auto-compaction-mode', 'revision', '--auto-compaction-retention', '10000'],
        ...['--quota-backend-bytes', String(QUOTA_BYTES)],
        ...snapshots,
      ];
      return {
        name: `etcd ${server + 1}`,
        ...launched(hostOf(options, server).launcher, BINARY, args),
        logFile: join(homeOf(server), 'log'),
      };
    });
    const servers = new ServerSet(commands);
    const statusOf = async (server: number): Promise<EtcdStatus> => {
      const signal = AbortSignal.timeout(ASK_MS);
      return (await (
        await fetch(`${urlOf(server, 0)}/v3/maintenance/status`, { method: 'POST', body: '{}', signal })
      ).json()) as EtcdStatus;
    };
    const statuses = async (): Promise<(EtcdStatus | null)[]> => Promise.all(SERVERS.map((server) => statusOf(server).catch(() => null)));
    const serves = async (server: number): Promise<boolean> =>
      (await fetch(`${urlOf(server, 0)}/health`, { signal: AbortSignal.timeout(ASK_MS) })).ok;
    try {
      for (const server of SERVERS) await until(`etcd serves at ${urlOf(server, 0)}`, START_MS, () => serves(server));
    } catch (error) {
      await servers.stop();
      throw error;
    }
    return {
      name: 'etcd',
      endpoints: SERVERS.map((server) => urlOf(server, 0).replace('http://', '')),
      get pids() {
        return servers.pids;
      },
      pidOf: (server) => servers.pidOf(server),
      leader: () =>
        until('one etcd leads', START_MS, async () => {
          const leads = (await statuses()).findIndex((status) => status?.leader !== undefined && status.leader === status.header.member_id);
          return leads < 0 ? undefined : { leads };
        }).then(({ leads }) => leads),
      term: async () => Math.max(...(await statuses()).map((status) => Number(status?.raftTerm ?? 0))),
      serves,
      snapshots: () =>
        Promise.resolve(
          SERVERS.flatMap((server) => readdirSync(join(homeOf(server), 'data', 'member', 'snap'))).filter((name) => name.endsWith('.snap'))
            .length,
        ),
      loopStallMs: () => Promise.resolve(null),
      kill: (server) => servers.kill(server),
      restart: (server) => servers.restart(server),
      signal: (server, signal) => servers.signal(server, signal),
      // Go makes kernel calls by itself: a preloaded library is not asked.
      hangDisk: null,
      stop: () => servers.stop(),
    };
  },
};
