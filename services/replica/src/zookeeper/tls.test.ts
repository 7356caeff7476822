import { connect as connectTcp } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { SessionResponseBuilder } from '@grove/wire';
import { Conversation } from '@grove/zookeeper-wire/dist/testing/conversation';
import { filesOf, TestAuthority } from '../certificates.testkit';
import { readConfiguration } from '../configuration';
import { FakeEngine } from '../fake-engine.testkit';
import { ZooKeeperServer } from './server';

const authority = new TestAuthority('CN=Clients');
const strangers = new TestAuthority('CN=Strangers');
const serverTls = authority.issue('CN=server', authority.cert);
const files = filesOf({ 'server.pem': serverTls.cert, 'server.key': serverTls.key, 'clients.pem': authority.cert });
const { file } = files;
const sockets: TLSSocket[] = [];
let server: ZooKeeperServer;
let engine: FakeEngine;
const refused: string[] = [];
let port: number;

async function serve(...flags: string[]): Promise<void> {
  const tls = ['--client-tls-cert', file('server.pem'), '--client-tls-key', file('server.key'), '--client-tls-ca', file('clients.pem')];
  const args = ['--replica', '1', '--members', '1=127.0.0.1:7421', '--data-dir', 'unused', '--zookeeper', ...tls, ...flags];
  const result = readConfiguration(args, {}, '', '0');
  if (result.type !== 'configuration') throw new Error(JSON.stringify(result));
  engine = new FakeEngine();
  refused.length = 0;
  server = new ZooKeeperServer(engine, result.configuration, 7411, (reason) => refused.push(reason));
  port = await server.listen('127.0.0.1', 0);
}

/** A client; `subject`: of the certificate that it shows, null for none. */
function dial(issuer: TestAuthority, subject: string | null): Conversation {
  const own = subject === null ? null : issuer.issue(subject);
  const certificate = own === null ? {} : { cert: own.cert, key: own.key };
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...certificate });
  sockets.push(socket);
  const client = new Conversation((bytes) => socket.write(bytes));
  socket.on('data', (piece: Buffer) => client.take(piece));
  socket.on('error', () => undefined);
  socket.on('close', () => client.closed());
  return client;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close(0);
});
afterAll(() => files.remove());

test.each([
  ['a certificate that verifies proves its subject', authority, 'O=Example,CN=alice', ['ip:127.0.0.1', 'x509:CN=alice,O=Example']],
  ['one of somebody else proves nothing, and neither keeps its client out', strangers, 'CN=mallory', ['ip:127.0.0.1']],
  ['nobody needs one', authority, null, ['ip:127.0.0.1']],
])('over TLS %s', async (_name, issuer, subject, identities) => {
  await serve();
  const client = dial(issuer, subject);
  const connected = client.connect();
  await engine.until(() => (engine.streams[0]?.frames.length ?? 0) > 0);
  const [stream] = engine.streams;
  expect(stream?.caller?.identities).toEqual(identities);
  const builder = new SessionResponseBuilder();
  const started = {
    sessionId: 7,
    sessionSecret: new Uint8Array(16),
    timeoutMs: 9_000,
    generation: 1,
    lastSequence: 0,
    zxid: 50,
    replica: 1,
  };
  builder.started(started);
  stream?.sink.send(builder.take());
  expect((await connected).sessionId).toBe(7n);
  const proof = await client.request({ type: 'auth', scheme: 'x509', proof: new Uint8Array(0) });
  expect(proof?.error).toBe(identities.length > 1 ? 0 : -115);
});

test('where a certificate is demanded, who has none is not let in', async () => {
  await serve('--client-tls-require');
  for (const client of [dial(authority, null), dial(strangers, 'CN=mallory')]) {
    await expect(client.connect()).rejects.toThrow('closed');
  }
  void dial(authority, 'CN=alice')
    .connect()
    .catch(() => undefined);
  await engine.until(() => engine.streams.length === 1);
});

test('plain text is not talked on a port with TLS, and a handshake that never comes takes no longer than a session’s start', async () => {
  await serve('--session-timeout-min-ms', '100');
  for (const words of ['srvr', '']) {
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(words));
    let heard = '';
    socket.on('data', (piece) => (heard += piece.toString('latin1')));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(heard).not.toContain('Zookeeper');
  }
  expect(engine.streams).toHaveLength(0);
  expect(refused).toEqual(['tls_handshake', 'tls_handshake']);
});
