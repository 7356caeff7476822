import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { forgotten, remembered } from '../cluster/reaper';
import { until } from '../cluster/until';
import type { Network } from './nemesis';

/** Where all clients are. */
export const CLIENTS_ADDRESS = '10.213.8.254';
const NOBODY = '02:00:00:00:00:ff';
const START_MS = 10_000;

function address(id: number): string {
  return `10.213.8.${id}`;
}

function hardware(id: number): string {
  return `02:00:00:00:00:0${id}`;
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/**
 * A network namespace for each replica, on a bridge where the clients are. A replica is cut from another by sending its
 * packets to a hardware address that nobody has: they are lost without a reset or an error, one way or both.
 */
export class ReplicaNetwork implements Network {
  private constructor(private readonly holders: ReadonlyMap<number, ChildProcess>) {}

  static async make(ids: readonly number[]): Promise<ReplicaNetwork> {
    run('ip', 'link', 'set', 'lo', 'up');
    run('ip', 'link', 'add', 'hub', 'type', 'bridge');
    run('ip', 'address', 'add', `${CLIENTS_ADDRESS}/24`, 'dev', 'hub');
    run('ip', 'link', 'set', 'hub', 'up');
    const holders = new Map<number, ChildProcess>();
    for (const id of ids) {
      // The namespace lives as long as this process, which ends with its standard input: with this run.
      const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo there; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
      holders.set(id, holder);
      if (holder.pid !== undefined) remembered(holder.pid);
      let isThere = false;
      holder.stdout.once('data', () => (isThere = true));
      await until('a network namespace', START_MS, () => isThere);
    }
    const network = new ReplicaNetwork(holders);
    for (const id of ids) {
      run('ip', 'link', 'add', `hub${id}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', network.pid(id), 'address', hardware(id));
      run('ip', 'link', 'set', `hub${id}`, 'master', 'hub', 'up');
      network.inside(id, 'ip', 'link', 'set', 'lo', 'up');
      network.inside(id, 'ip', 'address', 'add', `${address(id)}/24`, 'dev', 'eth0');
      network.inside(id, 'ip', 'link', 'set', 'eth0', 'up');
    }
    network.heal();
    return network;
  }

  readonly hostOf = (id: number): { readonly address: string; readonly launcher: readonly string[] } => ({
    address: address(id),
    launcher: ['nsenter', '--target', this.pid(id), '--net', '--'],
  });

  cut(from: number, to: number): void {
    this.neighbour(from, to, NOBODY);
  }

  heal(): void {
    for (const from of this.holders.keys()) {
      for (const to of this.holders.keys()) if (from !== to) this.neighbour(from, to, hardware(to));
      spawnSync('nsenter', ['--target', this.pid(from), '--net', '--', 'tc', 'qdisc', 'del', 'dev', 'eth0', 'root'], { stdio: 'ignore' });
    }
  }

  slow(id: number, kilobits: number, latencyMs: number): void {
    this.inside(
      id,
      'tc',
      'qdisc',
      'replace',
      'dev',
      'eth0',
      'root',
      'tbf',
      'rate',
      `${kilobits}kbit`,
      'burst',
      '4kb',
      'latency',
      `${latencyMs}ms`,
    );
  }

  async close(): Promise<void> {
    for (const holder of this.holders.values()) {
      await new Promise((resolve) => {
        if (holder.exitCode !== null) {
          resolve(null);
          return;
        }
        holder.once('exit', resolve);
        holder.stdin?.end();
      });
      if (holder.pid !== undefined) forgotten(holder.pid);
    }
    spawnSync('ip', ['link', 'del', 'hub']);
    for (const id of this.holders.keys()) spawnSync('ip', ['link', 'del', `hub${id}`], { stdio: 'ignore' });
  }

  private neighbour(from: number, to: number, at: string): void {
    this.inside(from, 'ip', 'neighbour', 'replace', address(to), 'lladdr', at, 'dev', 'eth0', 'nud', 'permanent');
  }

  private inside(id: number, command: string, ...args: readonly string[]): void {
    run('nsenter', '--target', this.pid(id), '--net', '--', command, ...args);
  }

  private pid(id: number): string {
    const pid = this.holders.get(id)?.pid;
    if (pid === undefined) throw new Error(`no namespace of replica ${id}`);
    return String(pid);
  }
}
