import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { freePorts } from '../cluster/ports';
import { newDataFolder, repositoryRoot } from '../cluster/repository';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';

const program = join(repositoryRoot, 'deploy', 'local', 'start.mjs');

/** What `npm start` runs, on ports of its own and with its data in one folder. */
class LocalCluster {
  output = '';
  private child: ChildProcess | null = null;

  private constructor(
    readonly basePort: number,
    readonly folder: string,
    readonly replicas: number,
  ) {}

  static async create(replicas: number): Promise<LocalCluster> {
    // Replica N has the ports base + 10 + N, + 20 + N, + 30 + N and + 40 + N.
    const [first] = await freePorts(40);
    return new LocalCluster((first ?? 0) - 10, newDataFolder('npm-start'), replicas);
  }

  start(...more: string[]): ChildProcess {
    this.output = '';
    const args = [
      program,
      '--no-setup',
      '--replicas',
      String(this.replicas),
      '--data',
      this.folder,
      '--base-port',
      String(this.basePort),
      ...more,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, INIT_CWD: repositoryRoot } });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (this.output += piece.toString()));
    this.child = child;
    return child;
  }

  async ready(): Promise<void> {
    await until('the ready line', 30_000, () => this.output.includes('Grove is ready'));
  }

  async ended(): Promise<{ code: number | null; signal: string | null }> {
    const { child } = this;
    if (child === null) throw new Error('not started');
    await until('the end of the supervisor', 20_000, () => child.exitCode !== null || child.signalCode !== null);
    return { code: child.exitCode, signal: child.signalCode };
  }

  async pid(replica: number): Promise<number> {
    const status = (await (await fetch(`http://127.0.0.1:${this.basePort + 30 + replica}/status`)).json()) as { pid: number };
    return status.pid;
  }

  client(replica: number): UnaryClient {
    return new UnaryClient(`127.0.0.1:${this.basePort + 10 + replica}`);
  }

  /** As Ctrl-C does. */
  stop(): ReturnType<LocalCluster['ended']> {
    this.child?.kill('SIGINT');
    return this.ended();
  }

  async close(): Promise<void> {
    if (this.child !== null && this.child.exitCode === null && this.child.signalCode === null) await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('npm start', () => {
  let cluster: LocalCluster;

  afterEach(() => cluster.close());

  test('starts three replicas, starts one again that died, stops on Ctrl-C, and comes back with the data', async () => {
    cluster = await LocalCluster.create(3);
    cluster.start();
    await cluster.ready();
    expect(cluster.output).toContain(`endpoints ${[1, 2, 3].map((n) => `127.0.0.1:${cluster.basePort + 10 + n}`).join(',')}`);
    const client = cluster.client(2);
    await client.create('/kept', Buffer.from('value'));
    client.close();
    // ZooKeeper's own clients are served too.
    expect(await askZooKeeper(cluster.basePort + 40 + 3, 'isro')).toBe('rw');

    const pid = await cluster.pid(3);
    process.kill(pid, 'SIGKILL');
    await until('replica 3 runs again', 20_000, async () => (await cluster.pid(3)) !== pid);
    expect(cluster.output).toContain('replica 3 ended (SIGKILL); starting it again');

    const pids = await Promise.all([1, 2, 3].map((n) => cluster.pid(n)));
    expect(await cluster.stop()).toEqual({ code: 0, signal: null });
    expect(pids.filter(alive)).toEqual([]);

    cluster.start();
    await cluster.ready();
    const again = cluster.client(3);
    expect((await again.getData('/kept')).data.toString()).toBe('value');
    again.close();
  }, 90_000);

  test('no replica outlives a supervisor that was killed', async () => {
    cluster = await LocalCluster.create(1);
    const child = cluster.start();
    await cluster.ready();
    const pid = await cluster.pid(1);
    child.kill('SIGKILL');
    await until('the replica has ended', 15_000, () => !alive(pid));
  }, 60_000);

  test('a port that is taken, a folder of another cluster and a wrong flag are one clear line each', async () => {
    cluster = await LocalCluster.create(1);
    const port = cluster.basePort + 21;
    const taker = await listen(port);
    cluster.start();
    expect(await cluster.ended()).toEqual({ code: 1, signal: null });
    expect(cluster.output).toMatch(new RegExp(`^grove: port ${port} is taken[^\n]*\n$`));
    await new Promise((resolve) => taker.close(resolve));

    cluster.start();
    await cluster.ready();
    await cluster.stop();
    const { folder, basePort } = cluster;
    const other = spawnSync(process.execPath, [program, '--no-setup', '--data', folder, '--base-port', String(basePort + 100)], {
      encoding: 'utf8',
    });
    expect({ status: other.status, error: other.stderr }).toEqual({
      status: 1,
      error: `grove: ${folder} holds a cluster of 1 with base port ${basePort}: use --replicas 1 --base-port ${basePort}, another --data, or --fresh.\n`,
    });
    const wrong = spawnSync(process.execPath, [program, '--replicas', 'many'], { encoding: 'utf8' });
    expect({ status: wrong.status, error: wrong.stderr }).toEqual({
      status: 2,
      error: "grove: --replicas 'many' is not a whole number from 1 to 9.\n",
    });
  }, 90_000);

  test('--fresh deletes what the cluster has kept and nothing else', async () => {
    cluster = await LocalCluster.create(1);
    cluster.start();
    await cluster.ready();
    const client = cluster.client(1);
    await client.create('/gone');
    client.close();
    const foreign = join(cluster.folder, 'notes.txt');
    spawnSync('touch', [foreign]);
    await cluster.stop();
    cluster.start('--fresh');
    await cluster.ready();
    expect(existsSync(foreign)).toBe(true);
    const again = cluster.client(1);
    await expect(again.getData('/gone')).rejects.toThrow('NONODE');
    again.close();
  }, 60_000);
});

describe('a replica that must end at once', () => {
  test('ends although a worker thread hangs in the disk, which would hold up an ordinary exit for good', async () => {
    const folder = newDataFolder('exit');
    const fifo = join(folder, 'fifo');
    spawnSync('mkfifo', [fifo]);
    // Opening a FIFO that nobody writes to blocks a thread as a hanging fsync does.
    const script = (exit: string): string => `
      require('node:fs').open(${JSON.stringify(fifo)}, 'r', () => undefined);
      setTimeout(() => { ${exit} }, 100);`;
    const exitNow = JSON.stringify(join(repositoryRoot, 'services', 'replica', 'dist', 'exit-now.js'));
    const ordinary = spawnSync(process.execPath, ['-e', script('process.exit(1)')], { timeout: 2_500, killSignal: 'SIGKILL' });
    const ours = spawnSync(process.execPath, ['-e', script(`require(${exitNow}).exitNow(1)`)], { timeout: 10_000, killSignal: 'SIGTERM' });
    rmSync(folder, { recursive: true });
    expect(ordinary.error).toMatchObject({ code: 'ETIMEDOUT' });
    expect({ error: ours.error, signal: ours.signal }).toEqual({ error: undefined, signal: 'SIGKILL' });
  }, 30_000);
});

function askZooKeeper(port: number, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(word));
    socket.setEncoding('utf8');
    socket.once('data', (answer: string) => {
      socket.destroy();
      resolve(answer);
    });
    socket.once('error', reject);
  });
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
