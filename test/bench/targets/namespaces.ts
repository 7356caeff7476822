import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { forgotten, remembered } from '../../cluster/reaper';
import { SERVERS, type Host } from './target';

const HUB_ADDRESS = '10.213.7.254';
const addressOf = (server: number): string => `10.213.7.${server + 1}`;
const portOf = (server: number): string => `hub${server}`;

/** Set in a process that was started in a hub of its own (`inHub`). */
const IN_HUB = 'GROVE_BENCH_HUB';

/** Why this process cannot make network namespaces; null where it can. */
export function namespacesMissing(): string | null {
  if (process.getuid?.() !== 0) return 'network namespaces are made by root alone';
  for (const [command, packageName] of [
    ['ip', 'iproute2'],
    ['nsenter', 'util-linux'],
    ['unshare', 'util-linux'],
  ] as const) {
    if (spawnSync(command, ['-V']).status !== 0) return `no ${command}: apt-get install ${packageName}`;
  }
  const tried = spawnSync('unshare', ['--net', 'true'], { encoding: 'utf8' });
  return tried.status === 0 ? null : `no network namespaces here: ${tried.stderr.trim()}`;
}

/** Whether this process stands in a hub already. */
export function standsInHub(): boolean {
  return process.env[IN_HUB] === '1';
}

/** The command that runs this very script, with these arguments, in a network namespace of its own, so that the machine's network stays untouched. */
export function commandInHub(args: readonly string[]): { readonly file: string; readonly args: string[]; readonly env: NodeJS.ProcessEnv } {
  const [script = ''] = process.argv.slice(1);
  return { file: 'unshare', args: ['--net', process.execPath, script, ...args], env: { ...process.env, [IN_HUB]: '1' } };
}

/**
 * A network namespace for each server, joined by a bridge in the namespace that this process stands in, which is where
 * clients are. A server that is cut off loses its packets, without a reset and without losing its carrier.
 */
export class Namespaces {
  readonly hosts: readonly Host[];

  private constructor(private readonly holders: readonly ChildProcess[]) {
    this.hosts = SERVERS.map((server) => ({
      address: addressOf(server),
      launcher: ['nsenter', '-t', String(pidOf(holders[server])), '-n', '--'],
    }));
  }

  static async make(): Promise<Namespaces> {
    if (!standsInHub()) throw new Error('namespaces are made in a hub alone');
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', 'hub', 'type', 'bridge');
    ip('address', 'add', `${HUB_ADDRESS}/24`, 'dev', 'hub');
    ip('link', 'set', 'hub', 'up');
    const holders: ChildProcess[] = [];
    try {
      for (const server of SERVERS) {
        // It says a word when the namespace is there, and lives for as long as its standard input.
        const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo here && exec cat'], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        holders.push(holder);
        remembered(pidOf(holder));
        await new Promise((resolve, reject) => {
          holder.stdout?.once('data', resolve);
          holder.once('exit', () => reject(new Error('a network namespace could not be made')));
        });
        ip('link', 'add', portOf(server), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pidOf(holder)));
        ip('link', 'set', portOf(server), 'master', 'hub', 'up');
        const inside = ['-t', String(pidOf(holder)), '-n', 'ip'];
        run('nsenter', [...inside, 'address', 'add', `${addressOf(server)}/24`, 'dev', 'eth0']);
        run('nsenter', [...inside, 'link', 'set', 'eth0', 'up']);
      }
      return new Namespaces(holders);
    } catch (error) {
      end(holders);
      throw error;
    }
  }

  cutOff(server: number): void {
    ip('link', 'set', portOf(server), 'nomaster');
  }

  heal(server: number): void {
    ip('link', 'set', portOf(server), 'master', 'hub');
  }

  close(): void {
    end(this.holders);
    ip('link', 'delete', 'hub');
  }
}

function end(holders: readonly ChildProcess[]): void {
  for (const holder of holders) {
    holder.kill('SIGKILL');
    forgotten(pidOf(holder));
  }
}

function pidOf(process: ChildProcess | undefined): number {
  if (process?.pid === undefined) throw new Error('unshare did not start');
  return process.pid;
}

function ip(...args: readonly string[]): void {
  run('ip', args);
}

function run(file: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
