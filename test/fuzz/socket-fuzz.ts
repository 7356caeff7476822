import { run } from '@grove/cli/dist/program';
import { encodeControl } from '@grove/wire';
import type { GroveCluster } from '../cluster/grove-cluster';
import { processUsage } from '../cluster/server-process';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';
import { mutated } from './mutation';
import { SeededRandom } from './seeded-random';
import { recordedConnection, sendBody, sendMessages, sendRaw } from './socket-doors';
import { expectThat } from './target';
import { operationsOf, peerMessages, sessionFrame } from './wire-targets';

/** Its name on the command line, among the targets. */
export const SOCKETS = 'sockets';

/** A client that is gone without a word, its stream never ended, is found out by pings alone: within 3 s here instead of 30. */
export const SOCKET_FLAGS = { 'client-keepalive-ms': 2_000, 'client-keepalive-timeout-ms': 1_000 } as const;

/** What a replica may hold more than before, after all that was sent to it. */
const HELD_BYTES_MAX = 200 * 1024 * 1024;
/** Under way at the same time, so that most of the waiting is shared. */
const AT_ONCE = 8;
const SETTLED_MS = 20_000;
const COORDINATION = '/grove.v1.CoordinationService';
const SESSION = `${COORDINATION}/Session`;
const UNARY = [
  'Create',
  'Delete',
  'SetData',
  'GetData',
  'Exists',
  'GetChildren',
  'Multi',
  'MultiRead',
  'SetAcl',
  'OpenSession',
  'Watch',
].map((name) => `${COORDINATION}/${name}`);
const PEER = ['Control', 'Append', 'Snapshot'].map((name) => `/grove.peer.v1.PeerService/${name}`);
/** No member of the cluster: what a member says of itself consensus believes. */
const STRANGER = 9;
const REQUESTS = [
  'GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /status?x=%00 HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello',
  'POST /readyz HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  `HEAD /livez HTTP/1.0\r\n${'x: y\r\n'.repeat(200)}\r\n`,
].map(bytesOf);
/** On a znode of their own: some take rights, as they should. */
const COMMANDS = [
  'create /cli x',
  'get /commands',
  'set /commands y -v 0',
  'ls -R /',
  'stat /commands',
  'multi [{"op":"check","path":"/commands","version":3}]',
  'setAcl /commands world:anyone:cdrwa',
  'quota list /',
  'getEphemerals',
  '--output json status',
  'delete /cli -v 7',
].map((line) => bytesOf(line.split(' ').join('\n')));

interface Door {
  readonly name: string;
  readonly bases: readonly Uint8Array[];
  send(input: Uint8Array, random: SeededRandom): Promise<void>;
}

export interface SocketFinding {
  readonly door: string;
  readonly seed: number;
  readonly error: unknown;
}

/** Spoilt bytes to every port of one running replica. The seed decides what is sent; when it arrives is the machine's. */
export class SocketFuzz {
  private constructor(
    private readonly cluster: GroveCluster,
    private readonly victim: number,
    private readonly doors: readonly Door[],
    private readonly heldBefore: number,
    private readonly pids: readonly number[],
  ) {}

  static async make(cluster: GroveCluster, victim: number): Promise<SocketFuzz> {
    const writer = new UnaryClient(cluster.endpoint(victim));
    await writer.create('/kept');
    await writer.create('/commands');
    writer.close();
    const client = cluster.endpoint(victim);
    const peer = cluster.peerAddress(victim);
    const http = new URL(cluster.httpUrl(victim, '/')).host;
    const hello = encodeControl({ type: 'hello', replica: STRANGER, cluster: 'grove', incarnation: 'x', featureLevel: 0 });
    const frames = [sessionFrame([], true), ...operationsOf(1).map((operation) => sessionFrame([operation], false))];
    const doors: readonly Door[] = [
      {
        name: 'the connection of a client',
        bases: [
          await recordedConnection(client, SESSION, frames.slice(0, 4)),
          await recordedConnection(client, UNARY[0] ?? '', operationsOf(1).slice(0, 1)),
          new Uint8Array(0),
        ],
        send: (input) => sendRaw(client, input),
      },
      { name: 'session frames', bases: frames, send: (input) => sendMessages(client, SESSION, [frames[0] ?? input, input]) },
      { name: 'unary requests', bases: operationsOf(2), send: (input, random) => sendMessages(client, pick(UNARY, random), [input]) },
      {
        name: 'the framing of messages',
        bases: [framed(frames[0] ?? hello), Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3), Uint8Array.of(1, 0, 0, 0, 4, 1, 2, 3, 4)],
        send: (input, random) => {
          const [address, methods] = random.below(2) === 0 ? [client, [SESSION, ...UNARY]] : [peer, PEER];
          return sendBody(address, pick(methods, random), [input, new Uint8Array(random.below(2) * 64 * 1024)]);
        },
      },
      {
        name: 'the connection of a peer',
        bases: [await recordedConnection(peer, PEER[0] ?? '', [hello, ...peerMessages().slice(1, 3)])],
        send: (input) => sendRaw(peer, input),
      },
      {
        name: 'what a peer says',
        bases: [hello, ...peerMessages()],
        send: (input, random) => sendMessages(peer, pick(PEER, random), random.below(4) === 0 ? [input] : [hello, input]),
      },
      { name: 'HTTP', bases: REQUESTS, send: (input) => sendRaw(http, input) },
      { name: 'the command line', bases: COMMANDS, send: (input) => command(client, input) },
    ];
    return new SocketFuzz(cluster, victim, doors, residentBytes(cluster, victim), cluster.pids);
  }

  /** `inputs` at each door; then the replica is the same process, serves, and holds nothing of it. */
  async seed(seed: number, inputs: number): Promise<SocketFinding | null> {
    let at = 'all doors';
    try {
      for (const door of this.doors) {
        at = door.name;
        const random = new SeededRandom(seed);
        for (let sent = 0; sent < inputs; sent += AT_ONCE) {
          await Promise.all(
            Array.from({ length: Math.min(AT_ONCE, inputs - sent) }, () =>
              door.send(mutated(pick(door.bases, random), pick(door.bases, random), random), random),
            ),
          );
        }
        expectThat(this.cluster.pids.join() === this.pids.join(), 'a replica has ended');
      }
      await this.settled();
      return null;
    } catch (error) {
      return { door: at, seed, error };
    }
  }

  private async settled(): Promise<void> {
    const { cluster, victim } = this;
    await cluster.waitReady(cluster.ids, SETTLED_MS);
    const client = new UnaryClient(cluster.endpoint(victim));
    try {
      await until(
        'a client that behaves is served',
        SETTLED_MS,
        async () => (await client.getData('/kept', { consistency: 'CONSISTENCY_LINEARIZABLE' })).zxid > 0,
      );
      await until(
        'writes are acknowledged',
        SETTLED_MS,
        async () => (await client.call<{ readonly zxid: number }>('Create', { path: '/kept/after-', sequential: true })).zxid > 0,
      );
    } finally {
      client.close();
    }
    await until('no connection is left', SETTLED_MS, async () => (await cluster.status(victim)).connections === 0);
    const held = residentBytes(cluster, victim) - this.heldBefore;
    expectThat(held < HELD_BYTES_MAX, `${held} bytes more are held`);
  }
}

function pick<T>(list: readonly T[], random: SeededRandom): T {
  const picked = list[random.below(list.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

function framed(message: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(5 + message.length);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return new Uint8Array(bytes);
}

function residentBytes(cluster: GroveCluster, id: number): number {
  return processUsage(cluster.pid(id))?.residentBytes ?? 0;
}

/** `grove` with these arguments: it ends with one of its exit codes and says in words what was wrong. */
async function command(endpoint: string, input: Uint8Array): Promise<void> {
  const args = Buffer.from(input.subarray(0, 2048)).toString('utf8').split('\n').slice(0, 40);
  // They write or read files, or go on until they are interrupted.
  if (args.some((arg) => /^(im|ex)port|^watch|^-w|tls|endpoints|^-e|@/i.test(arg))) return;
  let said = '';
  const note = (text: string): void => {
    said += text;
  };
  const code = await run(
    ['--timeout', '2', ...args],
    { GROVE_ENDPOINTS: endpoint },
    {
      out: () => undefined,
      note,
      progress: () => undefined,
      isInteractive: false,
      readStdin: () => Promise.resolve(new Uint8Array(0)),
      interrupted: new Promise(() => undefined),
    },
  );
  expectThat(code === 0 || code === 1 || code === 2, `exit code ${code}`);
  expectThat(!/\n\s+at .*:\d+:\d+/.test(said), `a stack trace: ${said}`);
}

export function describeSocketFinding({ door, seed, error }: SocketFinding): string {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${door}: ${why}\nagain: npm run fuzz -- --target ${SOCKETS} --from ${seed} --seeds 1`;
}
