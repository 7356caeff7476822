import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import { Client, credentials } from '@grpc/grpc-js';
import { GrpcStatus } from '@grove/wire';
import { singleRequest, type GrpcCall } from './grpc-call';
import { GrpcServer } from './grpc-server';

const MESSAGE_BYTES_MAX = 100_000;

/** A message with its prefix. */
function framed(message: Uint8Array, isCompressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = isCompressed ? 1 : 0;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

describe('a gRPC server', () => {
  let server: GrpcServer;
  let port: number;
  let session: ClientHttp2Session;
  const gone: string[] = [];
  const held: GrpcCall[] = [];

  beforeEach(async () => {
    gone.length = 0;
    held.length = 0;
    server = new GrpcServer(
      {
        receiveWindowBytes: 65_535,
        promisedBytesMax: 1_000,
        messageBytesMax: MESSAGE_BYTES_MAX,
        callsMax: 10,
        keepaliveMs: 60_000,
        keepaliveTimeoutMs: 60_000,
      },
      null,
      'none',
      10,
    );
    server.add(
      '/x.Y/Echo',
      singleRequest((request, call) => {
        call.write(request);
        call.end();
        return { onGone: () => gone.push('Echo') };
      }),
    );
    server.add(
      '/x.Y/Hold',
      singleRequest((_request, call) => {
        held.push(call);
        return { onGone: () => gone.push('Hold') };
      }),
    );
    port = await server.listen('127.0.0.1', 0);
    session = connect(`http://127.0.0.1:${port}`);
    session.on('error', () => undefined);
  });

  afterEach(async () => {
    session.destroy();
    await server.close(0);
  });

  /** A call made by hand: what the answer says, and its bytes. */
  async function call(
    path: string,
    body: Uint8Array,
    fields: Record<string, string> = {},
  ): Promise<{ says: IncomingHttpHeaders; bytes: Buffer }> {
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...fields });
    const parts: Buffer[] = [];
    let says: IncomingHttpHeaders = {};
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('response', (headers) => (says = { ...says, ...headers }));
    stream.on('trailers', (headers: IncomingHttpHeaders) => (says = { ...says, ...headers }));
    stream.on('error', () => undefined);
    stream.end(body);
    await new Promise((resolve) => stream.once('close', resolve));
    return { says, bytes: Buffer.concat(parts) };
  }

  async function until(what: () => boolean): Promise<void> {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  test('a request is answered with its response and a status', async () => {
    const message = Buffer.alloc(70_000, 7);
    const { says, bytes } = await call('/x.Y/Echo', framed(message));
    expect(bytes.equals(framed(message))).toBe(true);
    expect(says).toMatchObject({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '0' });
    expect(gone).toEqual(['Echo']);
  });

  test.each([
    ['of an unknown method', '/x.Y/Nothing', framed(Buffer.of(1)), {}, GrpcStatus.UNIMPLEMENTED, '/x.Y/Nothing'],
    ['without its request', '/x.Y/Echo', Buffer.alloc(0), {}, GrpcStatus.INTERNAL, 'without its request'],
    ['with two requests', '/x.Y/Hold', Buffer.concat([framed(Buffer.of(1)), framed(Buffer.of(2))]), {}, GrpcStatus.INTERNAL, 'second'],
    ['with a long request', '/x.Y/Echo', framed(Buffer.alloc(MESSAGE_BYTES_MAX + 1)), {}, GrpcStatus.RESOURCE_EXHAUSTED, '100001 bytes'],
    [
      'with a request that is long when it is decompressed',
      '/x.Y/Echo',
      framed(gzipSync(Buffer.alloc(MESSAGE_BYTES_MAX + 1)), true),
      { 'grpc-encoding': 'gzip' },
      GrpcStatus.RESOURCE_EXHAUSTED,
      '100001 bytes',
    ],
    [
      'with a request that is not compressed as it says',
      '/x.Y/Echo',
      framed(Buffer.alloc(20), true),
      { 'grpc-encoding': 'gzip' },
      GrpcStatus.INTERNAL,
      'not compressed as',
    ],
    ['with a compression that it did not name', '/x.Y/Echo', framed(gzipSync(Buffer.of(1)), true), {}, GrpcStatus.INTERNAL, 'names no'],
    ['with an unknown compression', '/x.Y/Echo', framed(Buffer.of(1)), { 'grpc-encoding': 'snappy' }, GrpcStatus.UNIMPLEMENTED, 'snappy'],
  ])('a call %s fails in words, and no other', async (_what, path, body, fields, status, words) => {
    const { says } = await call(path, body, fields);
    expect(says).toMatchObject({ ':status': 200, 'grpc-status': String(status) });
    expect(says['grpc-message']).toContain(words);
    if (words === 'snappy') expect(says['grpc-accept-encoding']).toBe('identity,gzip,deflate');
    expect(held).toEqual([]);
    expect((await call('/x.Y/Echo', framed(Buffer.of(1)))).says['grpc-status']).toBe('0');
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('a request in %s is understood', async (encoding, compress) => {
    const { bytes } = await call('/x.Y/Echo', framed(compress(Buffer.from('words')), true), { 'grpc-encoding': encoding });
    expect(bytes.equals(framed(Buffer.from('words')))).toBe(true);
  });

  test('what comes behind a compressed message waits for it, and so does the end', async () => {
    const seen: string[] = [];
    server.add('/x.Y/Many', (many) => ({
      onMessage: (message) => seen.push(message.toString().slice(0, 1)),
      onEnd: () => {
        seen.push('end');
        many.end();
      },
      onGone: () => seen.push('gone'),
    }));
    const zip = (letter: string): Buffer => framed(gzipSync(Buffer.alloc(MESSAGE_BYTES_MAX, letter)), true);
    const plain = (letter: string): Buffer => framed(Buffer.from(letter));
    const { says } = await call('/x.Y/Many', Buffer.concat([zip('a'), plain('b'), zip('c'), zip('d'), plain('e')]), {
      'grpc-encoding': 'gzip',
    });
    expect(says['grpc-status']).toBe('0');
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e', 'end', 'gone']);
  });

  test('few bytes that become very many do not stop others, who are answered in between', async () => {
    const bomb = framed(gzipSync(Buffer.alloc(MESSAGE_BYTES_MAX + 1)), true);
    const other = connect(`http://127.0.0.1:${port}`);
    const order: string[] = [];
    const bombs = Array.from({ length: 9 }, async () => {
      await call('/x.Y/Echo', bomb, { 'grpc-encoding': 'gzip' });
      order.push('bomb');
    });
    const stream = other.request({ ':method': 'POST', ':path': '/x.Y/Echo', 'content-type': 'application/grpc', te: 'trailers' });
    stream.resume();
    stream.end(framed(Buffer.of(1)));
    await new Promise((resolve) => stream.once('close', resolve));
    order.push('other');
    await Promise.all(bombs);
    other.destroy();
    expect(order.at(-1)).toBe('bomb');
  });

  test.each(['application/json', 'application/grpcx', ''])('what is no call of gRPC (%s) is told so by HTTP', async (type) => {
    const { says } = await call('/x.Y/Echo', framed(Buffer.of(1)), { 'content-type': type });
    expect(says[':status']).toBe(415);
  });

  test.each(['application/grpc+proto', 'application/grpc;charset=utf-8'])('%s is one', async (type) => {
    const { says } = await call('/x.Y/Echo', framed(Buffer.of(1)), { 'content-type': type });
    expect(says['grpc-status']).toBe('0');
  });

  test('at its end what is under way is answered, what is new is refused, and the connection ends behind it', async () => {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const same = (bytes: Buffer): Buffer => bytes;
    const answer = new Promise<Buffer | undefined>((resolve, reject) =>
      client.makeUnaryRequest('/x.Y/Hold', same, same, Buffer.from('a'), (error, response) =>
        error === null ? resolve(response) : reject(error),
      ),
    );
    await until(() => held.length === 1);
    const closed = server.close(10_000);
    const late = session.request({ ':method': 'POST', ':path': '/x.Y/Echo', 'content-type': 'application/grpc', te: 'trailers' });
    late.on('error', () => undefined);
    late.end(framed(Buffer.of(1)));
    await new Promise((resolve) => late.once('close', resolve));
    expect(gone).toEqual([]);
    held[0]?.write(Buffer.from('b'));
    held[0]?.end();
    expect((await answer)?.toString()).toBe('b');
    client.close();
    await closed;
  });

  test('a call that its caller breaks off is gone, once; so is one whose connection breaks', async () => {
    const path = { ':method': 'POST', ':path': '/x.Y/Hold', 'content-type': 'application/grpc', te: 'trailers' };
    for (const isBroken of [false, true]) {
      const stream = session.request(path);
      stream.on('error', () => undefined);
      stream.end(framed(Buffer.of(1)));
      const before = gone.length;
      await until(() => held.length > before);
      if (isBroken) session.destroy();
      else stream.close(constants.NGHTTP2_CANCEL);
      await until(() => gone.length > before);
    }
    held[0]?.fail({ code: GrpcStatus.INTERNAL, details: '' });
    expect(gone).toEqual(['Hold', 'Hold']);
  });

  test('an end within the call that opens is told all the same', async () => {
    server.add(
      '/x.Y/AtOnce',
      singleRequest((_request, at) => {
        at.fail({ code: GrpcStatus.NOT_FOUND, details: 'ü %' });
        return { onGone: () => gone.push('AtOnce') };
      }),
    );
    const { says } = await call('/x.Y/AtOnce', framed(Buffer.of(1)));
    expect(says).toMatchObject({ 'grpc-status': '5', 'grpc-message': '%C3%BC %25' });
    expect(gone).toEqual(['AtOnce']);
  });
});
