import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from './ports';
import { REPLICA_PROGRAM, whyNotRunnable } from './replica-program';
import { newDataFolder } from './repository';
import { ServerProcess, type ProcessEnd } from './server-process';
import { Hopeless, until } from './until';

const START_MS = 30_000;
const STOP_MS = 20_000;
const STATUS_MS = 2_000;

/** What `/status` answers, as far as tests read it. */
export interface ReplicaStatus {
  readonly replica: number;
  readonly role: 'leader' | 'follower' | 'learner' | 'candidate';
  readonly term: number;
  readonly leader: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly digest: string;
  readonly digestZxid: number;
  readonly historyFirstZxid: number;
  readonly znodes: number;
  readonly watches: number;
  readonly sessions: number;
  readonly connections: number;
  readonly diskLow: boolean;
  readonly version: string;
  readonly pid: number;
  readonly ready: boolean;
  readonly members: readonly { readonly id: number; readonly voter: boolean }[];
}

export interface GroveClusterOptions {
  /** For the data folder's name. */
  readonly name: string;
  /** Default 3. */
  readonly replicas?: number;
  /** So many form the cluster, and `startAll` starts them; the others know of these and of themselves. Default all. */
  readonly founders?: number;
  /** More flags of every replica, by their names without dashes. */
  readonly flags?: Readonly<Record<string, string | number>>;
  /** More environment of every replica. */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment of one replica on top of it, by its data folder. */
  readonly envOf?: (dataFolder: string, id: number) => Readonly<Record<string, string>>;
  /** Arguments of node itself. */
  readonly nodeArgs?: readonly string[];
  /** And those of one replica. */
  readonly nodeArgsOf?: (id: number) => readonly string[];
  /** What is run, where it is not `REPLICA_PROGRAM`. */
  readonly program?: string;
  /** Where a replica listens, and what stands before its command (e.g. to enter a network namespace); loopback where absent. */
  readonly hostOf?: (id: number) => { readonly address: string; readonly launcher: readonly string[] };
  /** Whether every replica serves ZooKeeper's own clients too, on a port of its own. */
  readonly zooKeeper?: boolean;
  /** A folder to use instead of a new one; it stays when the cluster is closed. */
  readonly folder?: string;
}

interface Member {
  readonly id: number;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly httpPort: number;
  readonly zooKeeperPort: number;
  process: ServerProcess | null;
}

/** Replicas as real processes on loopback, on free ports, their data in one folder; addressed by their numbers. */
export class GroveCluster {
  private readonly closing = new AbortController();

  private constructor(
    readonly folder: string,
    private readonly members: readonly Member[],
    private readonly options: GroveClusterOptions,
  ) {}

  /** Makes the folder and chooses the ports; starts nothing. */
  static async make(options: GroveClusterOptions): Promise<GroveCluster> {
    const count = options.replicas ?? 3;
    const ports = await freePorts(4 * count);
    const members = Array.from({ length: count }, (_, n) => ({
      id: n + 1,
      clientPort: ports[4 * n] ?? 0,
      peerPort: ports[4 * n + 1] ?? 0,
      httpPort: ports[4 * n + 2] ?? 0,
      zooKeeperPort: ports[4 * n + 3] ?? 0,
      process: null,
    }));
    return new GroveCluster(options.folder ?? newDataFolder(options.name), members, options);
  }

  /** A cluster whose replicas are all ready. */
  static async start(options: GroveClusterOptions): Promise<GroveCluster> {
    const cluster = await GroveCluster.make(options);
    try {
      cluster.startAll();
      await cluster.waitReady();
    } catch (error) {
      await cluster.close({ keepData: true });
      throw error;
    }
    return cluster;
  }

  get ids(): readonly number[] {
    return this.members.map(({ id }) => id);
  }

  /** Where clients connect, host:port, of every replica or of those given. */
  endpoints(ids: readonly number[] = this.ids): string[] {
    return ids.map((id) => this.endpoint(id));
  }

  /** Where clients of one replica connect, host:port. */
  endpoint(id: number): string {
    return `${this.host(id).address}:${this.member(id).clientPort}`;
  }

  /** Where ZooKeeper's clients connect, host:port, of every replica; where the cluster was made to serve them. */
  zooKeeperEndpoints(): string[] {
    return this.ids.map((id) => `${this.host(id).address}:${this.member(id).zooKeeperPort}`);
  }

  /** Where it listens for its peers, host:port. */
  peerAddress(id: number): string {
    return `${this.host(id).address}:${this.member(id).peerPort}`;
  }

  httpUrl(id: number, path: string): string {
    return `http://${this.host(id).address}:${this.member(id).httpPort}${path}`;
  }

  dataFolder(id: number): string {
    return join(this.folder, `replica-${id}`);
  }

  logFile(id: number): string {
    return join(this.folder, `replica-${id}.log`);
  }

  isRunning(id: number): boolean {
    return this.member(id).process?.endState === null;
  }

  pid(id: number): number {
    return this.process(id).pid;
  }

  get pids(): number[] {
    return this.ids.filter((id) => this.isRunning(id)).map((id) => this.pid(id));
  }

  startAll(): void {
    for (const id of this.ids) if (this.isFounder(id)) this.startReplica(id);
  }

  /** Starts one replica; `waitReady` tells when it serves. */
  startReplica(id: number): void {
    if (this.isRunning(id)) throw new Error(`replica ${id} runs already`);
    const why = whyNotRunnable();
    if (why !== null) throw new Error(why);
    const member = this.member(id);
    mkdirSync(this.dataFolder(id), { recursive: true });
    const [file = process.execPath, ...args] = [
      ...this.host(id).launcher,
      process.execPath,
      ...(this.options.nodeArgs ?? []),
      ...(this.options.nodeArgsOf?.(id) ?? []),
      this.options.program ?? REPLICA_PROGRAM,
      ...this.flags(member),
    ];
    member.process = new ServerProcess({
      name: `replica ${id}`,
      file,
      args,
      // As deploy/Dockerfile and deploy/local set it.
      env: { MALLOC_ARENA_MAX: '2', ...this.options.env, ...this.options.envOf?.(this.dataFolder(id), id) },
      logFile: this.logFile(id),
    });
  }

  /** SIGKILL: the process gets no chance to do anything. */
  async kill(id: number): Promise<void> {
    await this.process(id).stop('SIGKILL', STOP_MS);
  }

  /** SIGKILL to all at the same moment. */
  async killAll(): Promise<void> {
    const running = this.ids.filter((id) => this.isRunning(id));
    for (const id of running) this.process(id).signal('SIGKILL');
    await Promise.all(running.map((id) => this.process(id).ended));
  }

  /** SIGTERM: the graceful way; answers how the process ended. */
  stopReplica(id: number): Promise<ProcessEnd> {
    return this.process(id).stop('SIGTERM', STOP_MS);
  }

  /** SIGSTOP: hung, its connections open. */
  pause(id: number): void {
    this.process(id).signal('SIGSTOP');
  }

  resume(id: number): void {
    this.process(id).signal('SIGCONT');
  }

  async status(id: number): Promise<ReplicaStatus> {
    const response = await fetch(this.httpUrl(id, '/status'), { signal: AbortSignal.timeout(STATUS_MS) });
    if (!response.ok) throw new Error(`/status of replica ${id}: ${response.status}`);
    return (await response.json()) as ReplicaStatus;
  }

  /** Waits until these replicas (default: all that run) say on /readyz that they serve. */
  async waitReady(ids: readonly number[] = this.ids.filter((id) => this.isRunning(id)), timeoutMs = START_MS): Promise<void> {
    await Promise.all(
      ids.map((id) =>
        until(`replica ${id} is ready; log: ${this.logFile(id)}`, timeoutMs, async () => {
          const end = this.member(id).process?.endState ?? null;
          if (end !== null) throw new Hopeless(`replica ${id} has ended: ${JSON.stringify(end)}\n${this.process(id).logTail()}`);
          return (await fetch(this.httpUrl(id, '/readyz'), { signal: AbortSignal.timeout(STATUS_MS) })).ok;
        }),
      ),
    );
  }

  /** The replica that says it leads, in the highest term that anyone knows. */
  leader(timeoutMs = START_MS): Promise<number> {
    return until('one replica leads', timeoutMs, async () => {
      const statuses = await this.statuses();
      const term = Math.max(...statuses.map((status) => status.term));
      return statuses.find((status) => status.role === 'leader' && status.term === term)?.replica;
    });
  }

  /** A running replica that does not lead. */
  async follower(): Promise<number> {
    const leader = await this.leader();
    const follower = this.ids.find((id) => id !== leader && this.isRunning(id));
    if (follower === undefined) throw new Error('no follower runs');
    return follower;
  }

  /** Status of every replica that runs and answers. */
  async statuses(): Promise<ReplicaStatus[]> {
    const asked = await Promise.allSettled(this.ids.filter((id) => this.isRunning(id)).map((id) => this.status(id)));
    return asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  }

  /**
   * Waits until every replica has applied the same entries and shows the same digest at the same zxid (P11), and
   * answers that digest.
   */
  waitSameDigest(timeoutMs = START_MS): Promise<{ readonly digest: string; readonly digestZxid: number }> {
    return until('all replicas show one digest at one zxid', timeoutMs, async () => {
      const statuses = await Promise.all(this.ids.map((id) => this.status(id)));
      const lastSeen = statuses.map((status) => `${status.replica}: ${status.digest}@${status.digestZxid}`).join(', ');
      const [first] = statuses;
      if (first === undefined) throw new Error('no replicas');
      const { digest, digestZxid } = first;
      if (!statuses.every((status) => status.digestZxid === digestZxid)) throw new Error(lastSeen);
      if (!statuses.every((status) => status.digest === digest)) throw new Hopeless(`replicas differ: ${lastSeen}`);
      return { digest, digestZxid };
    });
  }

  /** Aborted when the cluster is closed: whatever works on it ends then, also where its test has failed. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** Ends every process; removes the data unless told to keep it. */
  async close({ keepData = false } = {}): Promise<void> {
    if (this.closed.aborted) return;
    this.closing.abort();
    await this.killAll();
    if (keepData) process.stderr.write(`data and logs are kept in ${this.folder}\n`);
    else if (this.options.folder === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private isFounder(id: number): boolean {
    return id <= (this.options.founders ?? this.members.length);
  }

  private member(id: number): Member {
    const member = this.members[id - 1];
    if (member === undefined) throw new Error(`no replica ${id}`);
    return member;
  }

  private process(id: number): ServerProcess {
    const { process } = this.member(id);
    if (process === null) throw new Error(`replica ${id} was never started`);
    return process;
  }

  private host(id: number): { readonly address: string; readonly launcher: readonly string[] } {
    return this.options.hostOf?.(id) ?? { address: '127.0.0.1', launcher: [] };
  }

  private flags({ id, clientPort, peerPort, httpPort, zooKeeperPort }: Member): string[] {
    const known = this.members.filter((member) => this.isFounder(member.id) || member.id === id);
    const members = known.map((member) => `${member.id}=${this.peerAddress(member.id)}/${this.endpoint(member.id)}`);
    const flags = {
      replica: id,
      'data-dir': this.dataFolder(id),
      'client-port': clientPort,
      'peer-port': peerPort,
      'http-port': httpPort,
      members: members.join(','),
      ...this.options.flags,
    };
    const alone = known.length === 1 ? ['--form'] : [];
    const served = this.options.zooKeeper === true ? ['--zookeeper', '--zookeeper-port', String(zooKeeperPort)] : [];
    return [...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]), ...alone, ...served];
  }
}
