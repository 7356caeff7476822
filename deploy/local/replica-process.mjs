import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { host, membersOf, portsOf } from './addresses.mjs';
import { dataFolderOf } from './data-folder.mjs';
import { eachLine, shortLine } from './log-lines.mjs';

/** The wait before a replica that died is started again; doubled each time it dies soon after its start. */
const restartDelayMsMin = 300;
const restartDelayMsMax = 5_000;
/** A replica that has run this long has not died of its start. */
const settledMs = 10_000;
/** Exit code of a replica whose configuration has a mistake: starting it again would not help. */
const mistakeExitCode = 2;

/** What the image sets as well (Dockerfile): the C library's allocator keeps less memory for threads that seldom run. */
const replicaEnvironment = { MALLOC_ARENA_MAX: '2' };

/** Keeps one replica running until it is told to stop. */
export class ReplicaProcess {
  /** `onMistake` is called where the replica refuses its configuration. */
  constructor(replica, options, program, print, onMistake) {
    this.replica = replica;
    this.options = options;
    this.program = program;
    this.print = print;
    this.onMistake = onMistake;
    this.child = null;
    this.stopping = false;
    this.restartDelayMs = restartDelayMsMin;
    this.restartTimer = null;
    this.whenGone = null;
  }

  start() {
    const { basePort, replicas, dataDir, logLevel, zooKeeper } = this.options;
    const ports = portsOf(basePort, this.replica);
    const all = Array.from({ length: replicas }, (_, index) => index + 1);
    const flags = {
      replica: this.replica,
      members: membersOf(basePort, all),
      'data-dir': dataFolderOf(dataDir, this.replica),
      'listen-host': host,
      'client-port': ports.client,
      'peer-port': ports.peer,
      'http-port': ports.http,
      'zookeeper-port': ports.zooKeeper,
      'log-level': logLevel,
    };
    const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
    // Nobody else runs here who could know of a cluster: it need not listen for one.
    if (replicas === 1 && !existsSync(flags['data-dir'])) args.push('--form');
    if (zooKeeper) args.push('--zookeeper');
    const startedAt = Date.now();
    // Its own process group: Ctrl-C is for us, and we tell the replicas once. The channel tells a replica when we
    // are gone, however that came, so that none is left behind.
    const child = spawn(process.execPath, [this.program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      env: { ...replicaEnvironment, ...process.env },
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      eachLine(stream, (line) => this.print(shortLine(this.replica, line, process.stdout.isTTY)));
    child.once('error', (error) => this.print(`replica ${this.replica} could not be started: ${error.message}`));
    child.once('close', (code, signal) => this.gone(code, signal, Date.now() - startedAt));
  }

  /** Resolves when the process is gone. */
  stop(signal) {
    this.stopping = true;
    if (this.restartTimer !== null) clearTimeout(this.restartTimer);
    const { child } = this;
    if (child === null) return Promise.resolve();
    child.kill(signal);
    return new Promise((resolve) => {
      this.whenGone = resolve;
    });
  }

  kill() {
    this.child?.kill('SIGKILL');
  }

  /** Whether it serves clients. */
  isReady() {
    return new Promise((resolve) => {
      const request = get(
        { host, port: portsOf(this.options.basePort, this.replica).http, path: '/readyz', timeout: 1_000 },
        (response) => {
          response.resume();
          resolve(response.statusCode === 200);
        },
      );
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(false));
    });
  }

  gone(code, signal, ranMs) {
    this.child = null;
    if (this.stopping) {
      this.whenGone?.();
      return;
    }
    if (code === mistakeExitCode) {
      this.onMistake();
      return;
    }
    if (ranMs > settledMs) this.restartDelayMs = restartDelayMsMin;
    this.print(`replica ${this.replica} ended (${signal ?? `exit code ${code}`}); starting it again in ${this.restartDelayMs} ms`);
    this.restartTimer = setTimeout(() => this.start(), this.restartDelayMs);
    this.restartDelayMs = Math.min(this.restartDelayMs * 2, restartDelayMsMax);
  }
}

/** The built program of a replica. */
export function replicaProgram(repositoryRoot) {
  return join(repositoryRoot, 'services', 'replica', 'dist', 'replica.js');
}
