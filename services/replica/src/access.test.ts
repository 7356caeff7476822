import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { Engine } from '@grove/engine';
import {
  decodeStatusDetails,
  decodeUnaryResponse,
  encodeOperation,
  encodeUnaryRequest,
  ErrorCode,
  Right,
  SessionRequestBuilder,
  visitSessionResponse,
  type Acl,
  type CallOptions,
  type Operation,
  type UnaryKind,
} from '@grove/wire';
import { filesOf, TestAuthority } from './certificates.testkit';
import { readConfiguration } from './configuration';
import { Replica, type Listening } from './lifecycle';
import { SilentLogger } from './silent-logger.testkit';
import { openStores } from './stores';

/** A whole replica, the only one of its cluster, with TLS, its engine and its disk. */
describe('who a connection proves to be', () => {
  const authority = new TestAuthority('CN=Root');
  const server = authority.issue('CN=server');
  const folder = mkdtempSync(join(tmpdir(), 'grove-access-'));
  const files = filesOf({ cert: server.cert, key: server.key, ca: authority.cert });
  const logger = new SilentLogger();
  const passwords = ['open-sesame-1', 'open-sesame-2', 'test-of-super'];
  let replica: Replica;
  let ports: Listening;

  beforeAll(async () => {
    const result = readConfiguration(
      [
        ...['--replica', '1', '--members', '1=127.0.0.1:7999', '--data-dir', folder, '--log-level', 'debug', '--form'],
        ...['--client-port', '0', '--peer-port', '0', '--http-port', '0'],
        ...['--client-tls-cert', files.file('cert'), '--client-tls-key', files.file('key'), '--client-tls-ca', files.file('ca')],
        // base64(SHA-1('super:test-of-super'))
        ...['--superuser-digest', 'super:2dBiE8Xi3dQ8uDGp0Nhc9OCMLYI=', '--superuser-x509', 'CN=root,O=Grove'],
      ],
      {},
      '',
      '0',
    );
    if (result.type !== 'configuration') throw new Error(JSON.stringify(result));
    const fail = (code: number): void => {
      throw new Error(`exit ${code}`);
    };
    replica = new Replica(
      result.configuration,
      { openStores, createEngine: (options, given) => new Engine(options, given), exit: fail },
      logger,
    );
    ports = await replica.start();
    while ((await fetch(`http://127.0.0.1:${ports.httpPort}/readyz`)).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });

  afterAll(async () => {
    await replica.stop();
    rmSync(folder, { recursive: true });
    files.remove();
  });

  function secured(subject: string | null): ChannelCredentials {
    if (subject === null) return credentials.createSsl(authority.cert);
    const { cert, key } = authority.issue(subject);
    return credentials.createSsl(authority.cert, key, cert);
  }

  const callers = {
    alice: secured('O=Grove,CN=alice'),
    bob: secured('O=Grove,CN=bob'),
    root: secured('O=Grove,CN=root'),
    nobody: secured(null),
  };
  const identity = (bytes: Buffer): Buffer => bytes;
  const digest = (text: string) => ({ scheme: 'digest', credential: Buffer.from(text) });
  const to = (scheme: string, id: string, rights: number = Right.all): Acl => ({ rights, identity: { scheme, id } });

  /** The result, or the name of the error. */
  function call(
    who: keyof typeof callers,
    operation: Extract<Operation, { readonly type: UnaryKind }>,
    options: Partial<CallOptions> = {},
  ): Promise<unknown> {
    const client = new Client(`127.0.0.1:${ports.clientPort}`, callers[who]);
    const plain: CallOptions = { sessionId: 0, sessionSecret: new Uint8Array(0), linearizable: false, minZxid: 0, ...options };
    const request = Buffer.from(encodeUnaryRequest(operation, plain));
    const method = `/grove.v1.CoordinationService/${operation.type.charAt(0).toUpperCase()}${operation.type.slice(1)}`;
    return new Promise((resolve) => {
      client.makeUnaryRequest(method, identity, identity, request, (error: ServiceError | null, response?: Buffer) => {
        client.close();
        const details = error?.metadata.get('grpc-status-details-bin')[0];
        if (error === null) resolve(decodeUnaryResponse(operation.type, response ?? Buffer.alloc(0))?.result);
        else resolve(Buffer.isBuffer(details) ? decodeStatusDetails(details)?.reason : error.message);
      });
    });
  }

  const create = (path: string, acl: readonly Acl[]) =>
    ({ type: 'create', path, data: Buffer.from('a-mark-to-be-found'), kind: 'persistent', sequential: false, acl }) as const;
  const getData = (path: string) => ({ type: 'getData', path, watch: false }) as const;
  const read = { type: 'getData' };

  test("a certificate's subject decides by the scheme x509, and the superuser's passes", async () => {
    expect(await call('alice', create('/x509', [to('x509', 'CN=alice,O=Grove')]))).toMatchObject({ type: 'create' });
    expect(await call('alice', getData('/x509'))).toMatchObject(read);
    expect(await call('bob', getData('/x509'))).toBe('NOAUTH');
    expect(await call('nobody', getData('/x509'))).toBe('NOAUTH');
    expect(await call('root', getData('/x509'))).toMatchObject(read);
  });

  test('the address decides by the scheme ip', async () => {
    expect(await call('nobody', create('/ip', [to('ip', '127.0.0.0/8', Right.read)]))).toMatchObject({ type: 'create' });
    expect(await call('bob', getData('/ip'))).toMatchObject(read);
    expect(await call('bob', { type: 'setData', path: '/ip', data: Buffer.alloc(0), version: null })).toBe('NOAUTH');
    expect(await call('root', create('/elsewhere', [to('ip', '10.0.0.0/8')]))).toMatchObject({ type: 'create' });
    expect(await call('bob', getData('/elsewhere'))).toBe('NOAUTH');
  });

  test('credentials of a call decide by the scheme digest, for that call alone; the superuser has a password too', async () => {
    const alice = { credentials: [digest(`alice:${passwords[0]}`)] };
    expect(await call('nobody', create('/digest', [to('auth', '')]), alice)).toMatchObject({ type: 'create' });
    expect(await call('nobody', getData('/digest'), alice)).toMatchObject(read);
    expect(await call('nobody', getData('/digest'))).toBe('NOAUTH');
    expect(await call('nobody', getData('/digest'), { credentials: [digest('alice:wrong')] })).toBe('NOAUTH');
    expect(await call('nobody', getData('/digest'), { credentials: [digest(`super:${passwords[2]}`)] })).toMatchObject(read);
    expect(await call('nobody', getData('/digest'), { credentials: [digest('alice')] })).toBe('AUTHFAILED');
  });

  test('whoAmI lists what the connection and the call prove', async () => {
    const result = await call('alice', { type: 'whoAmI' }, { credentials: [digest(`alice:${passwords[0]}`)] });
    expect(result).toMatchObject({ type: 'whoAmI' });
    const { identities } = result as { identities: { scheme: string; id: string }[] };
    expect(identities).toEqual(
      expect.arrayContaining([
        { scheme: 'ip', id: '127.0.0.1' },
        { scheme: 'x509', id: 'CN=alice,O=Grove' },
      ]),
    );
    expect(identities.find(({ scheme }) => scheme === 'digest')?.id).toMatch(/^alice/);
  });

  test("a session stream is judged by its connection's certificate and by what addAuth proves", async () => {
    const builder = new SessionRequestBuilder();
    builder.open(6_000);
    builder.request(1, 0, 0, 0, encodeOperation(getData('/x509')));
    builder.request(2, 1, 0, 0, encodeOperation({ type: 'addAuth', credential: digest(`carol:${passwords[1]}`) }));
    builder.request(3, 2, 0, 0, encodeOperation(create('/carol', [to('auth', '')])));
    const codes = new Map<number, number>();
    const client = new Client(`127.0.0.1:${ports.clientPort}`, callers.alice);
    const stream = client.makeBidiStreamRequest('/grove.v1.CoordinationService/Session', identity, identity, new Metadata(), {});
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject);
      stream.on('data', (frame: Buffer) => {
        visitSessionResponse(frame, {
          onStarted: () => undefined,
          onAnswer: (_frame, answer) => codes.set(answer.id, answer.code),
          onEvent: () => undefined,
          onPong: () => undefined,
          onBookmark: () => undefined,
          onEnded: () => resolve(),
        });
        if (codes.size === 3) resolve();
      });
      stream.write(Buffer.from(builder.take()));
    });
    stream.removeAllListeners('error');
    stream.on('error', () => undefined);
    stream.cancel();
    client.close();
    expect([...codes]).toEqual([
      [1, ErrorCode.OK],
      [2, ErrorCode.OK],
      [3, ErrorCode.OK],
    ]);
    expect(await call('nobody', getData('/carol'), { credentials: [digest(`carol:${passwords[1]}`)] })).toMatchObject(read);
    expect(await call('bob', getData('/carol'))).toBe('NOAUTH');
  });

  test('no password is on the disk or in a line of the log', () => {
    const stored = Buffer.concat(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
    );
    // What was written is found this way.
    expect(stored.includes('a-mark-to-be-found')).toBe(true);
    expect(stored.includes('digest:carol:')).toBe(true);
    const lines = JSON.stringify(logger.lines);
    expect(logger.lines.length).toBeGreaterThan(2);
    for (const password of passwords) {
      expect(stored.includes(password)).toBe(false);
      expect(lines).not.toContain(password);
    }
    expect(lines).not.toMatch(/PRIVATE KEY|super:/);
  });
});
