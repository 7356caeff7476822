import { Client, credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { connect as dial, type Socket } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@grove/client';
import { SessionRequestBuilder, encodeOperation } from '@grove/wire';
import { GroveCluster } from '../cluster/grove-cluster';
import { repositoryRoot } from '../cluster/repository';
import { processUsage } from '../cluster/server-process';
import { pause, until } from '../cluster/until';
import { Bystander } from './bystander';
import { Crowd } from './crowd';

export interface OverloadOptions {
  readonly sessions: number;
  readonly say: (line: string) => void;
}

const TIMEOUT_MS = 30_000;
/** The shortest election timeout of the defaults: a loop that stands still for longer is taken for dead. */
const TURN_MS_MAX = 300;
/** What a write of a small session, in a process of its own, may take while others misbehave. */
const SMALL_WRITE_MS_MAX = 3_000;
const MIB = 1024 * 1024;
/** What one stage may add to a replica: the bound on unread frames of all clients, and as much again for what a connection costs. */
const GROWTH_MIB_MAX = 512;
const SLOW_READERS = 100;
const READS_OF_EACH = 64;
const SILENT_CONNECTIONS = 3_000;
const LARGE_BYTES = 1_000_000;

/** One check of the run: what was seen, and the bound it has to keep. */
export interface Finding {
  readonly what: string;
  readonly seen: number;
  readonly most: number;
  readonly unit: string;
}

interface Stall {
  readonly at: number;
  readonly ms: number;
  readonly waitedMs: number;
}

/** Crowds and abuse against real processes, one after the other; a small session goes on writing beside all of it. */
export async function runOverload({ sessions, say }: OverloadOptions): Promise<Finding[]> {
  const stallsOf = (folder: string): string => join(folder, 'stalls.jsonl');
  const cluster = await GroveCluster.start({
    name: 'overload',
    nodeArgs: ['--require', join(repositoryRoot, 'test', 'cluster', 'loop-stalls.cjs')],
    envOf: (folder) => ({ GROVE_TEST_STALLS: stallsOf(folder) }),
  });
  const findings: Finding[] = [];
  let small: Bystander | undefined;
  const note = (what: string, seen: number, most: number, unit: string): void => {
    findings.push({ what, seen, most, unit });
    say(`${what}: ${seen.toFixed(0)} ${unit} (at most ${most})`);
  };
  /** The longest stall since then of each running replica, without what the machine gave to others meanwhile. */
  const longestStall = (sinceMs: number): number =>
    Math.max(
      0,
      ...cluster.ids
        .filter((id) => cluster.isRunning(id))
        .flatMap((id) => {
          const file = stallsOf(cluster.dataFolder(id));
          if (!existsSync(file)) return [];
          const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
          return lines
            .map((line) => JSON.parse(line) as Stall)
            .filter(({ at }) => at >= sinceMs)
            .map(({ ms, waitedMs }) => ms - waitedMs);
        }),
    );
  const resident = (): number[] =>
    cluster.ids.filter((id) => cluster.isRunning(id)).map((id) => (processUsage(cluster.pid(id))?.residentBytes ?? 0) / MIB);
  const growth = (before: readonly number[]): number => Math.max(...resident().map((now, n) => now - (before[n] ?? now)));

  try {
    const leader = await cluster.leader();
    const victim = await cluster.follower();
    const survivors = cluster.ids.filter((id) => id !== victim);
    const client = await connect({ endpoints: [cluster.endpoint(leader)], sessionTimeoutMs: TIMEOUT_MS });
    for (const path of ['/small', '/news', '/large']) await client.create(path, Buffer.alloc(0));
    await client.setData('/large', Buffer.alloc(LARGE_BYTES));
    small = await Bystander.start(cluster.endpoint(leader), '/small');

    const crowd = new Crowd(cluster.endpoints([victim, ...survivors]), TIMEOUT_MS);
    await crowd.open(sessions);
    say(`${sessions} sessions at replica ${victim}; resident ${resident().map(Math.round).join(' ')} MiB`);
    await small.take();

    let began = Date.now();
    await cluster.kill(victim);
    await until('the sessions have noticed', TIMEOUT_MS, () => crowd.connected < sessions / 2);
    note(`S59 ${sessions} sessions are back after their replica's death`, await crowd.allConnected(3 * TIMEOUT_MS), TIMEOUT_MS, 'ms');
    note('S59 sessions that expired', crowd.expired, 0, '');
    note('S59 longest turn of a surviving replica', longestStall(began), TURN_MS_MAX, 'ms');
    note('S59 slowest write of a small session beside it', await small.take(), SMALL_WRITE_MS_MAX, 'ms');

    let told = 0;
    for (let from = 0; from < sessions; from += 500) {
      const some = crowd.clients.slice(from, from + 500);
      await Promise.all(some.map((one) => one.getData('/news', { watch: () => void (told += 1) })));
    }
    await small.take();
    let before = resident();
    began = Date.now();
    const changedMs = performance.now();
    await client.setData('/news', Buffer.from('changed'));
    await until(`all ${sessions} watchers are told`, TIMEOUT_MS, () => told === sessions);
    note(`one change told to ${sessions} watchers`, performance.now() - changedMs, 10_000, 'ms');
    note('longest turn of a replica meanwhile', longestStall(began), TURN_MS_MAX, 'ms');
    note('slowest write of a small session beside it', await small.take(), SMALL_WRITE_MS_MAX, 'ms');
    note('growth of a replica', growth(before), GROWTH_MIB_MAX, 'MiB');

    before = resident();
    began = Date.now();
    const slow = Array.from({ length: SLOW_READERS }, () => new SlowReader(cluster.endpoint(leader)));
    let most = 0;
    for (let n = 0; n < 40; n += 1) {
      await pause(100);
      most = Math.max(most, growth(before));
    }
    note(`S58 growth of a replica under ${SLOW_READERS} clients that never read`, most, GROWTH_MIB_MAX, 'MiB');
    note('S58 longest turn of a replica meanwhile', longestStall(began), TURN_MS_MAX, 'ms');
    note('S58 slowest write of a small session beside it', await small.take(), SMALL_WRITE_MS_MAX, 'ms');
    for (const one of slow) one.close();

    before = resident();
    began = Date.now();
    const silent: Socket[] = [];
    const [host = '', port = ''] = cluster.endpoint(leader).split(':');
    for (let n = 0; n < SILENT_CONNECTIONS; n += 1) {
      const socket = dial(Number(port), host);
      socket.on('error', () => undefined);
      if (n % 3 === 0) socket.write(Buffer.alloc(4096, n));
      silent.push(socket);
      if (n % 100 === 99) await pause(5);
    }
    await pause(2_000);
    note(
      `growth of a replica under ${SILENT_CONNECTIONS} connections that say nothing, or nonsense`,
      growth(before),
      GROWTH_MIB_MAX,
      'MiB',
    );
    note('longest turn of a replica meanwhile', longestStall(began), TURN_MS_MAX, 'ms');
    note('slowest write of a small session beside it', await small.take(), SMALL_WRITE_MS_MAX, 'ms');
    for (const socket of silent) socket.destroy();

    note('sessions of the crowd that expired in all of it', crowd.expired, 0, '');
    small.stop();
    await crowd.close();
    await client.close();
    cluster.startReplica(victim);
    await cluster.waitReady([victim]);
    await cluster.waitSameDigest();
  } finally {
    small?.stop();
    await cluster.close();
  }
  return findings;
}

/** A client that asks for much and never reads an answer. */
class SlowReader {
  private readonly client: Client;
  private readonly stream: ClientDuplexStream<Buffer, Buffer>;

  constructor(endpoint: string) {
    this.client = new Client(endpoint, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const identity = (bytes: Buffer): Buffer => bytes;
    this.stream = this.client.makeBidiStreamRequest<Buffer, Buffer>('/grove.v1.CoordinationService/Session', identity, identity);
    this.stream.on('error', () => undefined);
    const request = new SessionRequestBuilder();
    request.open(TIMEOUT_MS, false);
    this.stream.write(Buffer.from(request.take()));
    const read = encodeOperation({ type: 'getData', path: '/large', watch: false });
    for (let id = 1; id <= READS_OF_EACH; id += 1) request.request(id, 0, 0, 0, read);
    this.stream.write(Buffer.from(request.take()));
  }

  close(): void {
    this.stream.cancel();
    this.client.close();
  }
}
