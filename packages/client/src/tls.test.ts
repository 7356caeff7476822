import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { ErrorCode, connect, serverInfo, tlsCredentials, watchStream } from './index';
import type { TlsOptions } from './index';
import { FakeServer } from './testing/fake-server';

let folder: string;
const made = (name: string): Buffer => readFileSync(join(folder, name));
const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
};

/** A certificate of its own authority, for a name; `ca` signs it where it is given. */
function certificate(name: string, subject: string, ca?: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  const signer = ca === undefined ? [] : ['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`];
  const names = ['-addext', `subjectAltName=DNS:${subject}`];
  openssl('req', '-x509', ...key, '-days', '2', '-subj', `/CN=${subject}`, '-out', `${name}.pem`, ...names, ...signer);
}

let server: FakeServer;
let endpoint: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grove-tls-'));
  certificate('authority', 'authority');
  certificate('stranger', 'stranger');
  certificate('replica', 'replica.test', 'authority');
  certificate('client', 'client.test', 'authority');
  const pair = { private_key: made('replica.key'), cert_chain: made('replica.pem') };
  server = new FakeServer(ServerCredentials.createSsl(made('authority.pem'), [pair], true));
  endpoint = await server.listen();
});

afterAll(() => {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const trusted = (): TlsOptions => ({
  ca: made('authority.pem'),
  cert: made('client.pem'),
  key: made('client.key'),
  serverName: 'replica.test',
});

test('session, unary calls and watch streams go over TLS', async () => {
  const tls = trusted();
  const client = await connect({ endpoints: [endpoint], tls });
  await client.create('/a', new Uint8Array(0));
  const stream = client.watchStream('/a');
  await stream.live();
  await stream.return();
  await client.close();
  expect(await serverInfo(endpoint, { tls })).toMatchObject({ version: 'fake' });
  const alone = watchStream('/a', { endpoints: [endpoint], credentials: tlsCredentials(tls) });
  await alone.live();
  await alone.return();
});

test.each<[string, () => TlsOptions | null]>([
  ['plain text', () => null],
  ['a replica of a foreign authority', () => ({ ...trusted(), ca: made('stranger.pem') })],
  ['a replica of another name', () => ({ ...trusted(), serverName: 'other.test' })],
  ['no certificate of its own, where the replica asks for one', () => ({ ca: made('authority.pem'), serverName: 'replica.test' })],
])('%s makes no session', async (_, options) => {
  const tls = options();
  const attempt = connect({ endpoints: [endpoint], connectTimeoutMs: 700, ...(tls !== null && { tls }) });
  await expect(attempt).rejects.toMatchObject({ code: ErrorCode.CONNECTIONLOSS });
});

test('a certificate without its key is refused at once', async () => {
  await expect(connect({ endpoints: [endpoint], tls: { cert: made('client.pem') } })).rejects.toThrow(TypeError);
});
