import { ServerProcess, type ServerCommand } from '../../cluster/server-process';

const STOP_MS = 15_000;

/** The three processes of a peer, each started by the same command again after it was killed. */
export class ServerSet {
  private readonly processes: ServerProcess[];

  constructor(private readonly commands: readonly ServerCommand[]) {
    this.processes = commands.map((command) => new ServerProcess(command));
  }

  get pids(): number[] {
    return this.processes.filter((server) => server.endState === null).map((server) => server.pid);
  }

  pidOf(server: number): number {
    return this.at(server).pid;
  }

  async kill(server: number): Promise<void> {
    await this.at(server).stop('SIGKILL', STOP_MS);
  }

  restart(server: number): void {
    const command = this.commands[server];
    if (command === undefined || this.at(server).endState === null) throw new Error(`server ${server} cannot be started`);
    this.processes[server] = new ServerProcess(command);
  }

  signal(server: number, signal: NodeJS.Signals): void {
    this.at(server).signal(signal);
  }

  /** A server that does not end by itself in time is killed; how it ended matters to nobody here. */
  async stop(): Promise<void> {
    for (const server of this.processes) server.signal('SIGCONT');
    await Promise.allSettled(this.processes.map((server) => server.stop('SIGTERM', STOP_MS)));
  }

  logTail(server: number): string {
    return this.at(server).logTail();
  }

  private at(server: number): ServerProcess {
    const found = this.processes[server];
    if (found === undefined) throw new RangeError(`no server ${server}`);
    return found;
  }
}

/** A command behind what its host wants before it. */
export function launched(launcher: readonly string[], file: string, args: readonly string[]): Pick<ServerCommand, 'file' | 'args'> {
  const [first, ...rest] = launcher;
  return first === undefined ? { file, args } : { file: first, args: [...rest, file, ...args] };
}
