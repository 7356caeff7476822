import { createServer, type AddressInfo } from 'node:net';
import { Client, credentials } from '@grpc/grpc-js';
import { Engine } from '@grove/engine';
import { MemoryKeyValueStore, MemoryWitnessFile } from '@grove/storage';
import { encodeUnaryRequest } from '@grove/wire';
import { filesOf, TestAuthority } from './certificates.testkit';
import { readConfiguration } from './configuration';
import { Replica, type Listening, type Stores } from './lifecycle';
import { SilentLogger } from './silent-logger.testkit';

function memoryStores(): Stores {
  const disk = { schedule: (_operation: unknown, run: () => void) => void setImmediate(run), random: () => 0 };
  return { log: new MemoryKeyValueStore(disk), snapshots: new MemoryKeyValueStore(disk), witness: new MemoryWitnessFile(disk) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('three replicas with mutual TLS', () => {
  const peers = new TestAuthority('CN=Replicas');
  const foreign = new TestAuthority('CN=Strangers');
  const running: Replica[] = [];
  const folders: { remove(): void }[] = [];
  let members: string;
  let peerPorts: readonly number[];

  afterAll(async () => {
    await Promise.all(running.map((replica) => replica.stop()));
    for (const folder of folders) folder.remove();
  });

  async function start(id: number, authority: TestAuthority): Promise<Listening> {
    const { cert, key } = authority.issue(`CN=replica-${id}`);
    const files = filesOf({ cert, key, ca: peers.cert });
    folders.push(files);
    const result = readConfiguration(
      [
        ...['--replica', String(id), '--members', members, '--data-dir', 'unused'],
        ...['--client-port', '0', '--http-port', '0', '--peer-port', String(peerPorts[id - 1])],
        // The machine may be busy.
        ...['--election-timeout-min-ms', '600', '--election-timeout-max-ms', '1200'],
        ...['--peer-tls-cert', files.file('cert'), '--peer-tls-key', files.file('key'), '--peer-tls-ca', files.file('ca')],
      ],
      {},
      '',
      '0',
    );
    if (result.type !== 'configuration') throw new Error(JSON.stringify(result));
    const replica = new Replica(
      result.configuration,
      {
        openStores: () => Promise.resolve(memoryStores()),
        createEngine: (options, ports) => new Engine(options, ports),
        exit: (code) => {
          throw new Error(`exit ${code}`);
        },
      },
      new SilentLogger(),
    );
    running.push(replica);
    return replica.start();
  }

  const isReady = async ({ httpPort }: Listening): Promise<boolean> => (await fetch(`http://127.0.0.1:${httpPort}/readyz`)).ok;

  test('form a cluster and take writes; one whose certificate is foreign takes no part', async () => {
    peerPorts = [await freePort(), await freePort(), await freePort()];
    members = peerPorts.map((port, index) => `${index + 1}=127.0.0.1:${port}`).join(',');
    const third = await start(3, foreign);
    const first = await start(1, peers);
    const second = await start(2, peers);
    // A first cluster forms only when all its members have been heard.
    await pause(1_500);
    expect(await Promise.all([first, second, third].map(isReady))).toEqual([false, false, false]);
    await running[0]?.stop();
    const again = await start(3, peers);
    const all = [first, second, again];
    const deadline = performance.now() + 20_000;
    while (!(await Promise.all(all.map(isReady))).every(Boolean) && performance.now() < deadline) await pause(50);
    expect(await Promise.all(all.map(isReady))).toEqual([true, true, true]);

    for (const [index, { clientPort }] of all.entries()) {
      const client = new Client(`127.0.0.1:${clientPort}`, credentials.createInsecure());
      const request = encodeUnaryRequest(
        { type: 'create', path: `/at-${index}`, data: new Uint8Array(0), kind: 'persistent', sequential: false },
        null,
      );
      const identity = (bytes: Buffer): Buffer => bytes;
      const error = await new Promise((resolve) => {
        client.makeUnaryRequest('/grove.v1.CoordinationService/Create', identity, identity, Buffer.from(request), resolve);
      });
      client.close();
      expect(error).toBeNull();
    }
  }, 40_000);
});
