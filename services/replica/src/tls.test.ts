import { Client, credentials, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { createMetrics, type Metrics } from '@grove/telemetry';
import { encodeAnswer, encodeUnaryRequest } from '@grove/wire';
import { filesOf, TestAuthority } from './certificates.testkit';
import { ClientServer } from './client-server';
import { SystemClock } from './clock';
import { readConfiguration, type Configuration } from './configuration';
import { FakeEngine } from './fake-engine.testkit';
import { PeerServer } from './peer-server';
import { GrpcPeerTransport } from './peer-transport';
import { SystemRandom } from './random';
import { SilentLogger } from './silent-logger.testkit';
import type { Tls } from './tls';

const clients = new TestAuthority('CN=Clients');
const peers = new TestAuthority('CN=Replicas');
/** The same name, another key. */
const foreign = new TestAuthority('CN=Replicas');
const strangers = new TestAuthority('CN=Strangers');
const identity = (bytes: Buffer): Buffer => bytes;

const replicaTls = peers.issue('O=Grove,CN=replica-1');
const serverTls = peers.issue('CN=server', clients.cert);
const files = filesOf({
  'server.pem': serverTls.cert,
  'server.key': serverTls.key,
  'clients.pem': clients.cert,
  'replica.pem': replicaTls.cert,
  'replica.key': replicaTls.key,
  'replicas.pem': peers.cert,
  'empty.pem': '',
  'broken.pem': '-----BEGIN CERTIFICATE-----\nTm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n',
});
const { file } = files;
afterAll(() => files.remove());

const enough = ['--replica', '1', '--members', '1=127.0.0.1:7421', '--data-dir', 'unused'];
const clientTls = ['--client-tls-cert', file('server.pem'), '--client-tls-key', file('server.key')];
const clientCa = ['--client-tls-ca', file('clients.pem')];
const peerTls = ['--peer-tls-cert', file('replica.pem'), '--peer-tls-key', file('replica.key'), '--peer-tls-ca', file('replicas.pem')];

function accepted(args: readonly string[], environment: Record<string, string> = {}): Configuration {
  const result = readConfiguration([...enough, ...args], environment, '', '0');
  if (result.type !== 'configuration') throw new Error(JSON.stringify(result));
  return result.configuration;
}

describe('certificates in the configuration', () => {
  test('without them everything is plain text', () => {
    expect(accepted([])).toMatchObject({ client: { tls: null, tlsRequire: false }, peer: { tls: null } });
  });

  test('flags and variables name the files, which are read', () => {
    const both = accepted([...clientTls, ...clientCa, ...peerTls], { GROVE_CLIENT_TLS_REQUIRE: 'true' });
    expect(both.client).toMatchObject({ tls: { cert: serverTls.cert, key: serverTls.key, ca: clients.cert }, tlsRequire: true });
    expect(both.peer.tls).toEqual(replicaTls);
    expect(accepted([...clientTls, ...clientCa, '--client-tls-require']).client.tlsRequire).toBe(true);
    expect(accepted(clientTls, { GROVE_CLIENT_TLS_REQUIRE: 'false' }).client.tlsRequire).toBe(false);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a certificate without its key', clientTls.slice(0, 2), /--client-tls-cert and --client-tls-key belong together/],
    ['a key without its certificate', clientTls.slice(2), /--client-tls-cert and --client-tls-key belong together/],
    ['roots without a certificate', clientCa, /--client-tls-ca needs --client-tls-cert/],
    ['a demand without roots', [...clientTls, '--client-tls-require'], /--client-tls-require needs --client-tls-ca/],
    ['a superuser by certificate without roots', [...clientTls, '--superuser-x509', 'CN=a'], /--superuser-x509 needs --client-tls-ca/],
    ['peers without roots', peerTls.slice(0, 4), /--peer-tls-cert needs --peer-tls-ca/],
    [
      'a file that is not there',
      [...clientTls.slice(0, 3), '/nowhere/key'],
      /--client-tls-key: '\/nowhere\/key' cannot be read \(ENOENT\)/,
    ],
    ['the key of another certificate', [...clientTls.slice(0, 3), file('replica.key')], /is not the key of the certificate in/],
    ['a key that is none', [...clientTls.slice(0, 3), file('server.pem')], /--client-tls-key: .* holds no private key/],
    ['a certificate that is none', ['--client-tls-cert', file('empty.pem'), ...clientTls.slice(2)], /holds no certificate in PEM/],
    ['a broken certificate', ['--client-tls-cert', file('broken.pem'), ...clientTls.slice(2)], /holds a broken certificate/],
    ['roots that are none', [...clientTls, '--client-tls-ca', file('server.key')], /--client-tls-ca: .* holds no certificate in PEM/],
    ['a password as superuser', ['--superuser-digest', 'super:hunter2'], /^--superuser-digest must be USER:HASH/],
  ])('%s is one clear line without secrets', (_case, args, expected) => {
    const result = readConfiguration([...enough, ...args], {}, '', '0');
    if (result.type !== 'mistake') throw new Error(result.type);
    expect(result.message).toMatch(expected);
    expect(result.message).not.toMatch(/\n|hunter2|BEGIN/);
  });

  test('a switch as a variable is true or false', () => {
    expect(readConfiguration(enough, { GROVE_CLIENT_TLS_REQUIRE: 'yes' }, '', '0')).toMatchObject({
      type: 'mistake',
      message: expect.stringMatching(/^GROVE_CLIENT_TLS_REQUIRE='yes' is invalid\. true or false/) as unknown,
    });
  });
});

describe('clients over TLS', () => {
  const alice = clients.issue('C=DE,O=Example Org,CN=alice', peers.cert);
  let engine: FakeEngine;
  let metrics: Metrics;
  let server: ClientServer;
  let port: number;

  async function listen(args: readonly string[]): Promise<void> {
    engine = new FakeEngine();
    engine.answer = () => encodeAnswer({ zxid: 77, code: 0, result: { type: 'sync' } });
    metrics = createMetrics(() => null);
    server = new ClientServer(engine, accepted(args), new SystemClock(), metrics);
    port = await server.listen('127.0.0.1', 0);
  }

  afterEach(async () => {
    metrics.stop();
    await server.close(0);
  });

  /** The identities that the engine was told, or the code of the failed call. */
  function call(by: ChannelCredentials): Promise<readonly string[] | number> {
    const client = new Client(`127.0.0.1:${port}`, by);
    const request = Buffer.from(encodeUnaryRequest({ type: 'sync', path: '/' }, null));
    return new Promise((resolve) => {
      const done = (error: ServiceError | null): void => {
        client.close();
        resolve(error === null ? (engine.calls.at(-1)?.caller?.identities ?? []) : error.code);
      };
      client.makeUnaryRequest('/grove.v1.CoordinationService/Sync', identity, identity, request, { deadline: Date.now() + 10_000 }, done);
    });
  }

  const withCertificate = (tls: Tls): ChannelCredentials => credentials.createSsl(peers.cert, tls.key, tls.cert);
  const unavailable = 14;

  test('a certificate of the CA gives the identity x509 with its subject; none, or a foreign one, gives none', async () => {
    await listen([...clientTls, ...clientCa]);
    expect(await call(withCertificate(alice))).toEqual(['ip:127.0.0.1', 'x509:CN=alice,O=Example Org,C=DE']);
    expect(await call(credentials.createSsl(peers.cert))).toEqual(['ip:127.0.0.1']);
    expect(await call(withCertificate(strangers.issue('C=DE,O=Example Org,CN=alice')))).toEqual(['ip:127.0.0.1']);
    // Again, which may resume the TLS session.
    expect(await call(withCertificate(alice))).toEqual(['ip:127.0.0.1', 'x509:CN=alice,O=Example Org,C=DE']);
  });

  test('where a certificate is demanded, a client without one or with a foreign one does not come in', async () => {
    await listen([...clientTls, ...clientCa, '--client-tls-require']);
    expect(await call(withCertificate(alice))).toContain('x509:CN=alice,O=Example Org,C=DE');
    expect(await call(credentials.createSsl(peers.cert))).toBe(unavailable);
    expect(await call(withCertificate(strangers.issue('CN=alice')))).toBe(unavailable);
    expect(engine.calls).toHaveLength(1);
  });

  test('where no CA is given, a certificate is not asked for and gives no identity', async () => {
    await listen(clientTls);
    expect(await call(withCertificate(alice))).toEqual(['ip:127.0.0.1']);
  });

  test('plain text is refused, and a client that does not know the CA refuses the replica', async () => {
    await listen(clientTls);
    expect(await call(credentials.createInsecure())).toBe(unavailable);
    expect(await call(credentials.createSsl(foreign.cert))).toBe(unavailable);
    expect(engine.calls).toHaveLength(0);
  });
});

describe('replicas over TLS', () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const each of open.splice(0)) each.close();
  });

  function replica(id: number, tls: Tls | null): { engine: FakeEngine; transport: GrpcPeerTransport; server: PeerServer } {
    const engine = new FakeEngine();
    const metrics = createMetrics(() => null);
    const settings = { redialMsMax: 100, keepaliveMs: 5_000, keepaliveTimeoutMs: 5_000, backlogBytesMax: 8 * 1024 * 1024, tls };
    const hello = { replica: id, cluster: 'grove', incarnation: '', featureLevel: 1 };
    const transport = new GrpcPeerTransport(engine, () => hello, settings, 1_000_000, new SystemClock(), new SystemRandom(), metrics);
    const self = { replica: id, cluster: 'grove' };
    const server = new PeerServer(engine, self, settings, 1_000_000, new SilentLogger(), metrics, () => undefined);
    open.push(transport, server, { close: () => metrics.stop() });
    return { engine, transport, server };
  }

  async function dialled(dialler: Tls | null, listener: Tls | null) {
    const a = replica(1, dialler);
    const b = replica(2, listener);
    const port = await b.server.listen('127.0.0.1', 0);
    a.transport.setPeers([{ id: 2, address: `127.0.0.1:${port}` }]);
    return { a, b };
  }

  test('those whose certificates one CA signed talk to each other', async () => {
    const { a, b } = await dialled(peers.issue('CN=replica-1'), peers.issue('CN=replica-2'));
    await a.engine.until(() => a.engine.connected.length === 3);
    a.transport.send(2, 'append', Uint8Array.of(1, 2));
    await b.engine.until(() => b.engine.peerMessages.length === 1);
    expect(b.engine.peerMessages[0]).toMatchObject({ from: 1, channel: 'append' });
  });

  test.each<[string, Tls | null, Tls | null]>([
    ['a dialler of a foreign CA', foreign.issue('CN=replica-1', peers.cert), peers.issue('CN=replica-2')],
    ['a listener of a foreign CA', peers.issue('CN=replica-1'), foreign.issue('CN=replica-2', peers.cert)],
    ['a dialler without a certificate', null, peers.issue('CN=replica-2')],
    ['a listener without a certificate', peers.issue('CN=replica-1'), null],
  ])('%s is refused, again and again', async (_case, dialler, listener) => {
    const { a, b } = await dialled(dialler, listener);
    await a.engine.until(() => a.engine.resets.length >= 4);
    expect(a.engine.connected).toEqual([]);
    expect(b.engine.peerMessages).toEqual([]);
  });
});
