import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { pause, until } from '../cluster/until';
import { ProxiedNetwork } from './proxied-network';

const WAIT_MS = 10_000;

/** Replica 1 dials replica 2, which answers each byte with itself, through the proxy. */
class Pair {
  received = '';
  isClosed = false;

  private constructor(
    readonly network: ProxiedNetwork,
    private readonly echo: Server,
    private readonly port: number,
    private socket: Socket | null = null,
  ) {}

  static async make(): Promise<Pair> {
    const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const { port } = echo.address() as AddressInfo;
    const network = new ProxiedNetwork();
    await network.stretch(
      new Map([
        [1, { host: '127.0.0.1', port: 1 }],
        [2, { host: '127.0.0.1', port }],
      ]),
    );
    const routes = JSON.parse(network.environment(1)['GROVE_TEST_ROUTES'] ?? '{}') as Record<string, number>;
    return new Pair(network, echo, routes[`127.0.0.1:${port}`] ?? 0);
  }

  dial(): void {
    this.socket = connect({ host: '127.0.0.1', port: this.port });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (piece: Buffer) => (this.received += piece.toString()));
    this.socket.on('close', () => (this.isClosed = true));
  }

  say(text: string): void {
    this.socket?.write(text);
  }

  hears(text: string): Promise<boolean> {
    return until(`'${text}' comes back`, WAIT_MS, () => this.received === text);
  }

  async close(): Promise<void> {
    this.socket?.destroy();
    await this.network.close();
    await new Promise((resolve) => this.echo.close(resolve));
  }
}

const pairs: Pair[] = [];

async function newPair(): Promise<Pair> {
  const pair = await Pair.make();
  pairs.push(pair);
  return pair;
}

afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.close();
});

test.each([
  ['what it sends', [1, 2]],
  ['what it would hear', [2, 1]],
] as const)('what is cut, %s, is held back without an end of the connection, and comes when it is healed', async (_, [from, to]) => {
  const pair = await newPair();
  pair.dial();
  pair.say('a');
  await pair.hears('a');
  pair.network.cut(from, to);
  pair.say('b');
  await pause(50);
  expect(pair.received).toBe('a');
  expect(pair.isClosed).toBe(false);
  pair.network.heal();
  await pair.hears('ab');
});

test('no connection comes about while one way is cut', async () => {
  const pair = await newPair();
  expect(() => pair.network.cut(2, 1)).toThrow('no replica dials the proxies');
  pair.dial();
  pair.say('a');
  await pair.hears('a');
  pair.network.cut(2, 1);
  pair.dial();
  pair.say('b');
  await pause(50);
  expect(pair.received).toBe('a');
  pair.network.heal();
  await pair.hears('ab');
});

test('a slow replica takes its time', async () => {
  const pair = await newPair();
  pair.dial();
  pair.say('a');
  await pair.hears('a');
  pair.network.slow(1, 400);
  const text = 'x'.repeat(10_000);
  const startMs = performance.now();
  pair.say(text);
  await pair.hears(`a${text}`);
  // 80 kbit.
  expect(performance.now() - startMs).toBeGreaterThan(190);
});
