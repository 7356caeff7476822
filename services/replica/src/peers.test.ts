import type { PeerChannel, PeerEvents } from '@grove/engine';
import { createMetrics, type Metrics } from '@grove/telemetry';
import type * as nodeDns from 'node:dns';
import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ClientDuplexStream,
  type ServerDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { SystemClock } from './clock';
import type { PeerSettings } from './configuration';
import { FakeEngine } from './fake-engine.testkit';
import { encodeHello, pathOfChannel, peerChannels } from './peer-protocol';
import { PeerServer } from './peer-server';
import { GrpcPeerTransport } from './peer-transport';
import { SystemRandom } from './random';
import { SilentLogger } from './silent-logger.testkit';

const settings: PeerSettings = {
  redialMsMax: 200,
  keepaliveMs: 5_000,
  keepaliveTimeoutMs: 5_000,
  backlogBytesMax: 8 * 1024 * 1024,
  tls: null,
};
const messageBytesMax = 16 * 1024 * 1024;

/** The peer half of a replica: what it dials with and what it is dialled at. */
class Shell {
  readonly engine = new FakeEngine();
  readonly logger = new SilentLogger();
  readonly metrics: Metrics = createMetrics(() => null);
  readonly transport: GrpcPeerTransport;
  readonly server: PeerServer;

  constructor(
    readonly id: number,
    cluster = 'grove',
    events: PeerEvents | null = null,
    peer: PeerSettings = settings,
    incarnation = `i${id}`,
  ) {
    const hello = { replica: id, cluster, incarnation, featureLevel: 1 };
    const { engine, metrics } = this;
    this.transport = new GrpcPeerTransport(engine, () => hello, peer, messageBytesMax, new SystemClock(), new SystemRandom(), metrics);
    const self = { replica: id, cluster };
    const dialled = (from: number): void => this.transport.peerDialled(from);
    this.server = new PeerServer(events ?? engine, self, peer, messageBytesMax, this.logger, metrics, dialled);
  }

  close(): void {
    this.transport.close();
    this.server.close();
    this.metrics.stop();
  }
}

describe('peers', () => {
  const open: { close(): void }[] = [];
  const shell = (id: number, cluster?: string): Shell => {
    const made = new Shell(id, cluster);
    open.push(made);
    return made;
  };

  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });

  async function connected(): Promise<{ a: Shell; b: Shell; port: number }> {
    const a = shell(1);
    const b = shell(2);
    const port = await b.server.listen('127.0.0.1', 0);
    a.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    await a.engine.until(() => a.engine.connected.length === 3);
    return { a, b, port };
  }

  test('each channel has its connection, and messages arrive as they were, in order', async () => {
    const { a, b } = await connected();
    expect(a.engine.connected.map(({ channel }) => channel).sort()).toEqual(['append', 'control', 'snapshot']);
    const large = new Uint8Array(5_000_000).fill(7);
    for (const channel of peerChannels) {
      a.transport.send(2, channel, Uint8Array.of(1, 2, 3));
      a.transport.send(2, channel, large);
      a.transport.send(2, channel, new Uint8Array(0));
    }
    await b.engine.until(() => b.engine.peerMessages.length === 9);
    for (const channel of peerChannels) {
      const bytes = b.engine.peerMessages
        .filter((message) => message.channel === channel && message.from === 1)
        .map((message) => message.bytes);
      expect(bytes.map(({ length }) => length)).toEqual([3, 5_000_000, 0]);
      expect(Buffer.from(bytes[0] ?? []).equals(Buffer.of(1, 2, 3))).toBe(true);
      expect(Buffer.from(bytes[1] ?? []).equals(large)).toBe(true);
    }
  });

  test('a replica that runs on under a number that another volume has silences nobody', async () => {
    const { a, b, port } = await connected();
    const ghost = new Shell(1, 'grove', null, settings, 'ghost');
    open.push(ghost);
    ghost.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    await ghost.engine.until(() => ghost.engine.connected.length === 3);
    ghost.transport.send(2, 'append', Uint8Array.of(1));
    a.transport.send(2, 'append', Uint8Array.of(2));
    await b.engine.until(() => b.engine.peerMessages.length === 2);
    const said = b.engine.peerMessages.map(({ bytes, incarnation }) => `${incarnation} ${bytes[0]}`);
    expect(said.sort()).toEqual(['ghost 1', 'i1 2']);
  });

  test('bulk on one channel does not hold up another', async () => {
    const { a, b } = await connected();
    const bulk = new Uint8Array(1_000_000);
    for (let i = 0; i < 7; i += 1) a.transport.send(2, 'snapshot', bulk);
    a.transport.send(2, 'control', Uint8Array.of(9));
    await b.engine.until(() => b.engine.peerMessages.some(({ channel }) => channel === 'control'));
    expect(b.engine.peerMessages.filter(({ channel }) => channel === 'snapshot').length).toBeLessThan(7);
  });

  test('a peer that dies is noticed on both sides within 100 ms, and dialled again', async () => {
    const { a, b, port } = await connected();
    b.transport.setPeers([{ id: 1, address: `127.0.0.1:${await a.server.listen('127.0.0.1', 0)}` }]);
    await b.engine.until(() => b.engine.connected.length === 3);
    const killedAt = performance.now();
    b.close();
    await a.engine.until(() => a.engine.resets.length >= 1);
    expect(performance.now() - killedAt).toBeLessThan(100);
    // Three streams that it dialled, three that were dialled to it; redials are refused and count again.
    await a.engine.until(() => a.engine.resets.length >= 8);
    a.engine.connected.length = 0;
    const again = shell(2);
    await again.server.listen('127.0.0.1', port);
    const backAt = performance.now();
    await a.engine.until(() => a.engine.connected.length === 3);
    expect(performance.now() - backAt).toBeLessThan(1_000);
  });

  test('a refused connection is told at once, and messages to it are dropped', async () => {
    const a = shell(1);
    const port = await freePort();
    const startMs = performance.now();
    a.transport.setPeers([{ id: 3, address: `127.0.0.1:${port}` }]);
    a.transport.send(3, 'control', Uint8Array.of(1));
    await a.engine.until(() => a.engine.resets.length >= 1);
    expect(performance.now() - startMs).toBeLessThan(200);
    expect(await a.metrics.registry.metrics()).toContain('grove_peer_messages_dropped_total{channel="control"} 1\n');
  });

  test('redial tries at once instead of waiting', async () => {
    const a = shell(1);
    const b = shell(2);
    const port = await freePort();
    a.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    // Long enough for the waits to have grown to their longest.
    await a.engine.until(() => a.engine.resets.length >= 7);
    await b.server.listen('127.0.0.1', port);
    const startMs = performance.now();
    a.transport.redial(2);
    await a.engine.until(() => a.engine.connected.length === 3);
    expect(performance.now() - startMs).toBeLessThan(90);
  });

  test('a peer that died is dialled for its control stream alone, also where another stream broke first', async () => {
    const { a, b } = await connected();
    const reset = a.engine.onPeerReset.bind(a.engine);
    // As consensus does when its leader is lost.
    a.engine.onPeerReset = (peer) => {
      reset(peer);
      a.transport.redial(peer);
    };
    b.close();
    await a.engine.until(() => a.engine.resets.length >= 8);
    const metrics = await a.metrics.registry.metrics();
    for (const channel of ['append', 'snapshot']) expect(metrics).toContain(`grove_peer_resets_total{channel="${channel}"} 1\n`);
  });

  test('a peer that dials is dialled at once, and not when the wait that grew while it was down has passed', async () => {
    const a = new Shell(1, 'grove', null, { ...settings, redialMsMax: 60_000 });
    open.push(a);
    const b = shell(2);
    const port = await freePort();
    a.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    await a.engine.until(() => a.engine.resets.length >= 8);
    const startMs = performance.now();
    await b.server.listen('127.0.0.1', port);
    b.transport.setPeers([{ id: 1, address: `127.0.0.1:${await a.server.listen('127.0.0.1', 0)}` }]);
    await a.engine.until(() => a.engine.connected.length === 3);
    // It had half a minute or more to wait.
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  test('a name that cannot be resolved is a reset, not an end', async () => {
    const a = shell(1);
    a.transport.setPeers([{ id: 2, address: 'no-such-host.invalid:7420' }]);
    await a.engine.until(() => a.engine.resets.length >= 2);
  }, 20_000);

  test('a peer of another cluster and one with our own number are refused', async () => {
    const b = shell(2);
    const port = await b.server.listen('127.0.0.1', 0);
    for (const stranger of [shell(1, 'other'), shell(2)]) {
      stranger.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
      await stranger.engine.until(() => stranger.engine.resets.length >= 2);
      expect(stranger.engine.connected).toEqual([]);
    }
    expect(b.engine.peerMessages).toEqual([]);
    expect(b.logger.lines.map(({ fields }) => fields['reason'])).toEqual(
      expect.arrayContaining(["cluster 'other' is not 'grove'", 'it calls itself replica 2, as this one']),
    );
  });

  test('a newer stream of a peer takes the place of an older one', async () => {
    const { b, port } = await connected();
    const restarted = shell(1);
    restarted.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    await restarted.engine.until(() => restarted.engine.connected.length === 3);
    open[0]?.close();
    restarted.transport.send(2, 'control', Uint8Array.of(5));
    await b.engine.until(() => b.engine.peerMessages.length === 1);
    // The end of the old streams says nothing about the peer, which is alive.
    expect(b.engine.resets).toEqual([]);
  });

  test('a peer that accepts and never reads costs bounded memory and then its connection', async () => {
    const a = shell(1);
    const { server, port, unread } = await unreadingProxy();
    const b = shell(2);
    unread.target = await b.server.listen('127.0.0.1', 0);
    open.push({ close: () => server.close() });
    a.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    await a.engine.until(() => a.engine.connected.length === 3);
    unread.pause();
    const before = a.engine.resets.length;
    const message = new Uint8Array(1_000_000);
    for (let i = 0; i < 40; i += 1) a.transport.send(2, 'append', message);
    await a.engine.until(() => a.engine.resets.length > before);
    unread.end();
  });

  test('S52 a name that cannot be resolved for a while, and that stands for another address later, is dialled all the same', async () => {
    const name = 'replica-2.grove.test';
    const dns = jest.requireActual<typeof nodeDns>('node:dns');
    const real = dns.lookup.bind(dns);
    const lookup = jest.spyOn(dns, 'lookup');
    let address: string | null = null;
    type Answered = (error: Error | null, addresses?: nodeDns.LookupAddress[]) => void;
    lookup.mockImplementation(((asked: string, options: object, answered: Answered) => {
      if (asked !== name) return real(asked, options, answered as never);
      return setImmediate(() => {
        if (address === null) answered(new Error(`getaddrinfo ENOTFOUND ${name}`));
        else answered(null, [{ address, family: 4 }]);
      });
    }) as unknown as typeof dns.lookup);
    try {
      const a = shell(1);
      const first = shell(2);
      const port = await first.server.listen('127.0.0.1', 0);
      a.transport.setPeers([{ id: 2, address: `${name}:${port}` }]);
      await a.engine.until(() => a.engine.resets.length >= 3);
      expect(a.engine.connected).toEqual([]);
      // The name is known now.
      address = '127.0.0.1';
      await a.engine.until(() => a.engine.connected.length === 3);
      // The peer comes up elsewhere, under the same name; what it left behind refuses.
      const second = shell(2);
      await second.server.listen('127.0.0.2', port);
      address = '127.0.0.2';
      first.close();
      await a.engine.until(() => a.engine.connected.length === 6);
      a.transport.send(2, 'append', Uint8Array.of(7));
      await second.engine.until(() => second.engine.peerMessages.length === 1);
    } finally {
      lookup.mockRestore();
    }
  });

  test('a replica of a version that dials by grpc-js is heard, and refused in words where it has to be', async () => {
    const b = shell(2);
    const port = await b.server.listen('127.0.0.1', 0);
    const dial = (
      cluster: string,
    ): { stream: ClientDuplexStream<Buffer, Buffer>; accepted: Promise<unknown>; failure: Promise<ServiceError> } => {
      const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
      open.push({ close: () => client.close() });
      const same = (bytes: Buffer): Buffer => bytes;
      const stream = client.makeBidiStreamRequest(pathOfChannel.append, same, same);
      stream.on('data', () => undefined);
      stream.write(Buffer.from(encodeHello({ replica: 1, cluster, incarnation: 'old', featureLevel: 1 })));
      const failure = new Promise<ServiceError>((resolve) => stream.on('error', resolve));
      return { stream, accepted: new Promise((resolve) => stream.on('metadata', resolve)), failure };
    };
    const good = dial('grove');
    await good.accepted;
    good.stream.write(Buffer.alloc(3_000_000, 5));
    await b.engine.until(() => b.engine.peerMessages.length === 1);
    expect(b.engine.peerMessages[0]?.bytes.length).toBe(3_000_000);
    expect(await dial('other').failure).toMatchObject({ code: status.FAILED_PRECONDITION, details: "cluster 'other' is not 'grove'" });
    // Cut within a pair of surrogates.
    const strange = await dial(`${'a'.repeat(63)}\u{1f600}`).failure;
    expect(strange).toMatchObject({ code: status.FAILED_PRECONDITION, details: `cluster '${'a'.repeat(63)}\ufffd' is not 'grove'` });
    good.stream.cancel();
    await b.engine.until(() => b.engine.resets.length === 1);
  });

  test('a replica of a version that listens by grpc-js is dialled, and one that refuses is dialled again', async () => {
    const heard: Buffer[] = [];
    let isWelcome = false;
    const server = new Server({ 'grpc.max_receive_message_length': -1 });
    const accept = (stream: ServerDuplexStream<Buffer, Buffer>): void => {
      stream.on('data', (message: Buffer) => {
        heard.push(message);
        if (!isWelcome) stream.emit('error', { code: status.FAILED_PRECONDITION, details: 'not now' });
        else if (heard.length === 1) stream.sendMetadata(new Metadata());
      });
      stream.on('error', () => undefined);
    };
    const same = (bytes: Buffer): Buffer => bytes;
    const asBytes = { requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same };
    const method = { path: pathOfChannel.control, requestStream: true, responseStream: true, ...asBytes };
    server.addService({ Control: method }, { Control: accept });
    const port = await new Promise<number>((resolve) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
    );
    open.push({ close: () => server.forceShutdown() });
    const a = shell(1);
    a.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    await a.engine.until(() => a.engine.resets.length >= 2);
    expect(a.engine.connected).toEqual([]);
    heard.length = 0;
    isWelcome = true;
    await a.engine.until(() => a.engine.connected.some(({ channel }) => channel === 'control'));
    // Ten times the window that HTTP/2 begins with.
    const large = Buffer.alloc(700_000, 3);
    a.transport.send(2, 'control', large);
    a.transport.send(2, 'control', Uint8Array.of(1));
    await until(() => heard.length === 3);
    expect(heard[1]?.equals(large)).toBe(true);
    expect(heard[2]).toEqual(Buffer.of(1));
  });

  test('peers that are no longer wanted are hung up on', async () => {
    const { a, b } = await connected();
    a.transport.setPeers([]);
    await b.engine.until(() => b.engine.resets.length === 3);
    a.transport.send(2, 'control' satisfies PeerChannel, Uint8Array.of(1));
    expect(a.engine.resets).toEqual([]);
    expect(await a.metrics.peerConnections.get()).toMatchObject({ values: [{ value: 0 }, { value: 0 }, { value: 0 }] });
  });
});

async function until(what: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!what()) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Passes bytes on until told to stop reading. */
async function unreadingProxy(): Promise<{ server: TcpServer; port: number; unread: { target: number; pause(): void; end(): void } }> {
  const { connect } = await import('node:net');
  const sockets: Socket[] = [];
  const unread = {
    target: 0,
    pause: (): void => sockets.forEach((socket) => void socket.unpipe().pause()),
    end: (): void => sockets.forEach((socket) => void socket.destroy()),
  };
  const server = createServer((socket) => {
    const onward = connect(unread.target, '127.0.0.1');
    for (const each of [socket, onward]) each.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
    sockets.push(socket, onward);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return { server, port, unread };
}
