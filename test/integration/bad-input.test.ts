import { connect } from 'node:net';
import { Client, credentials, status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { GroveCluster } from '../cluster/grove-cluster';
import { UnaryClient } from '../cluster/unary-client';
import { until } from '../cluster/until';

const SESSION_METHOD = '/grove.v1.CoordinationService/Session';
const identity = (bytes: Buffer): Buffer => bytes;

/** One cluster for all cases: what one of them breaks, the last test sees. */
describe('bad input', () => {
  let cluster: GroveCluster;
  let client: UnaryClient;
  let pids: number[];
  let endpoint: string;

  beforeAll(async () => {
    cluster = await GroveCluster.start({ name: 'bad-input' });
    endpoint = cluster.endpoint(await cluster.follower());
    client = new UnaryClient(endpoint);
    pids = cluster.pids;
    await client.create('/kept', Buffer.from('kept'));
  }, 60_000);

  afterAll(async () => {
    client.close();
    await cluster.close();
  });

  const path = '/kept';
  const huge = Buffer.alloc(1024 * 1024);
  const wrongSecret = { session_id: 1, session_secret: Buffer.alloc(16) };
  const cases: readonly (readonly [string, string, object, number, string])[] = [
    ['an unknown path', 'GetData', { path: '/none' }, grpcStatus.NOT_FOUND, 'NONODE'],
    ['a wrong version', 'SetData', { path, version: 7 }, grpcStatus.ABORTED, 'BADVERSION'],
    ['a path without a slash', 'Create', { path: 'x' }, grpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
    ['a path with dots', 'Create', { path: '/a/../b' }, grpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
    ['an empty path', 'GetData', { path: '' }, grpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
    ['a path with a control character', 'Create', { path: '/a\u0001' }, grpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
    ['the deletion of a reserved znode', 'Delete', { path: '/zookeeper' }, grpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
    ['data above the limit', 'Create', { path: '/large', data: huge }, grpcStatus.INVALID_ARGUMENT, 'DATATOOLARGE'],
    ['new data above the limit', 'SetData', { path, data: huge }, grpcStatus.INVALID_ARGUMENT, 'DATATOOLARGE'],
    ['an ephemeral without a session', 'Create', { path: '/e', kind: 'NODE_KIND_EPHEMERAL' }, grpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
    [
      'a write in an unknown session',
      'Create',
      { path: '/s', call: { session_id: 12345, session_secret: Buffer.alloc(16) } },
      grpcStatus.FAILED_PRECONDITION,
      'SESSIONEXPIRED',
    ],
    ['a sign of life of an unknown session', 'KeepAlive', wrongSecret, grpcStatus.FAILED_PRECONDITION, 'SESSIONEXPIRED'],
    ['the end of an unknown session', 'CloseSession', wrongSecret, grpcStatus.FAILED_PRECONDITION, 'SESSIONEXPIRED'],
    ['a parent that is not there', 'Create', { path: '/none/child' }, grpcStatus.NOT_FOUND, 'NONODE'],
  ];

  test.each(cases)('%s gets a typed error', async (_, method, request, status, reason) => {
    await expect(client.call(method, request)).rejects.toMatchObject({ status, reason, domain: 'grove' });
  });

  test('a wrong secret of a living session gets SESSIONEXPIRED, and the session lives on', async () => {
    const session = await client.openSession(6_000);
    const stranger = { ...session, session_secret: Buffer.alloc(16, 1) };
    await expect(client.keepAlive(stranger)).rejects.toMatchObject({ status: grpcStatus.FAILED_PRECONDITION, reason: 'SESSIONEXPIRED' });
    await expect(client.closeSession(stranger)).rejects.toMatchObject({ reason: 'SESSIONEXPIRED' });
    await client.keepAlive(session);
    await client.closeSession(session);
    await expect(client.keepAlive(session)).rejects.toMatchObject({ reason: 'SESSIONEXPIRED' });
  });

  test('a failed multi names the failing part and does nothing', async () => {
    const parts = [{ create: { path: '/half' } }, { set_data: { path, data: Buffer.from('no'), version: 9 } }];
    await expect(client.call('Multi', { parts })).rejects.toMatchObject({ reason: 'BADVERSION', info: { part: '1', path } });
    await expect(client.exists('/half')).rejects.toMatchObject({ reason: 'NONODE' });
  });

  test('a request above the largest message gets a typed error, one far above it a gRPC error; the connection stays', async () => {
    const MIB = 1024 * 1024;
    await expect(client.create('/enormous', Buffer.alloc(5 * MIB))).rejects.toMatchObject({
      status: grpcStatus.INVALID_ARGUMENT,
      domain: 'grove',
    });
    await expect(client.create('/enormous', Buffer.alloc(20 * MIB))).rejects.toMatchObject({ status: grpcStatus.RESOURCE_EXHAUSTED });
    expect((await client.getData(path)).data.toString()).toBe('kept');
  });

  test.each([
    [
      'bytes that are no protobuf',
      Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
      'MARSHALLINGERROR',
    ],
    ['a field that ends too early', Buffer.from([0x1a, 0x7f, 0x08]), 'MARSHALLINGERROR'],
    ['nothing: neither open nor attach', Buffer.alloc(0), 'BADARGUMENTS'],
    ['an attach to a session that is not there', Buffer.from([0x12, 0x03, 0x08, 0xff, 0x7f]), 'SESSIONEXPIRED'],
  ])('a session stream that starts with %s ends with a typed reason', async (_, frame, reason) => {
    expect(await firstFrameOf(endpoint, frame)).toBe(reason);
  });

  test('a unary call whose bytes are no protobuf gets a gRPC error', async () => {
    const raw = new Client(endpoint, credentials.createInsecure());
    const error = await new Promise<ServiceError | null>((resolve) => {
      raw.makeUnaryRequest('/grove.v1.CoordinationService/Create', identity, identity, Buffer.from([0x0a, 0xff, 0xff, 0xff]), resolve);
    });
    raw.close();
    expect(error?.code).toBe(grpcStatus.INVALID_ARGUMENT);
  });

  test('noise on every port', async () => {
    for (const id of cluster.ids) {
      for (const port of [cluster.endpoint(id), cluster.peerAddress(id), new URL(cluster.httpUrl(id, '/')).host]) await noise(port);
    }
  });

  test('afterwards every replica is up, the same process, with the same state, and nothing was lost', async () => {
    expect(cluster.pids).toEqual(pids);
    await client.create('/after', Buffer.from('fine'));
    expect((await client.getData(path)).data.toString()).toBe('kept');
    expect([...(await client.getChildren('/')).children].sort()).toEqual(['after', 'kept', 'zookeeper']);
    await until('no session is left', 10_000, async () => (await cluster.status(1)).sessions === 0);
    await cluster.waitSameDigest();
  }, 30_000);
});

/** Sends one frame on a session stream and tells the name of the code with which the server ends it. */
function firstFrameOf(endpoint: string, frame: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const raw = new Client(endpoint, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const stream = raw.makeBidiStreamRequest<Buffer, Buffer>(SESSION_METHOD, identity, identity);
    const finish = (name: string): void => {
      raw.close();
      resolve(name);
    };
    stream.on('data', (bytes: Buffer) => finish(endedCode(bytes)));
    stream.on('error', (error: ServiceError) => finish(`status ${error.code}`));
    stream.on('end', () => finish('nothing'));
    stream.write(frame);
  });
}

/** SessionResponse {items = 1: Item {ended = 6: SessionEnded {code = 1}}}: its code's name. */
function endedCode(frame: Buffer): string {
  const NAMES: Readonly<Record<number, string>> = { [-5]: 'MARSHALLINGERROR', [-8]: 'BADARGUMENTS', [-112]: 'SESSIONEXPIRED' };
  const ENDED = Buffer.from([0x32]);
  const at = frame.indexOf(ENDED);
  const code = frame.subarray(at + 2);
  if (at < 0 || code[0] !== 0x08) return `not an end: ${frame.toString('hex')}`;
  let value = 0;
  for (let n = 0; n < 5; n++) value |= ((code[1 + n] ?? 0) & 0x7f) << (7 * n);
  return NAMES[value] ?? String(value);
}

/** Bytes of no protocol; resolves when the server has closed or, at the latest, after a moment. */
function noise(address: string): Promise<void> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? '', port: Number(port) }, () =>
      socket.end(Buffer.from('\u0000\u0001GARBAGE / HTTP/9\r\n\r\n'.repeat(50))),
    );
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}
