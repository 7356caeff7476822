import { connect as connectHttp2, createServer as createHttp2Server, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ByteCall, CallEvents } from './call';
import { Connection, type ConnectionOptions } from './connection';
import { flag, FRAME_HEAD_BYTES, frameType, numberFrame, PREFACE, setting, smallFrame } from './frame';
import { encodeHeaders } from './header-codec';
import type { Headers } from './header-fields';

const options: ConnectionOptions = {
  receiveWindowBytes: 1024 * 1024,
  messageBytesMax: 16 * 1024 * 1024,
  promisedBytesMax: 16 * 1024 * 1024,
  callsMax: 4,
  keepaliveMs: 60_000,
  keepaliveTimeoutMs: 60_000,
};
const answer = [
  { name: ':status', value: '200' },
  { name: 'content-type', value: 'application/grpc' },
];
const request = encodeHeaders([
  { name: ':method', value: 'POST' },
  { name: ':scheme', value: 'http' },
  { name: ':path', value: '/x.Y/Z' },
]);
const emptySettings = smallFrame(frameType.settings, 0, 0, Buffer.alloc(0));

/** What a call told its owner. */
class Told implements CallEvents {
  readonly headers: Headers[] = [];
  readonly messages: Buffer[] = [];
  readonly words: string[] = [];
  onMessage = (message: Buffer): void => void this.messages.push(message);
  onHeaders(headers: Headers): void {
    this.headers.push(headers);
    this.words.push('headers');
  }
  onEnd(): void {
    this.words.push('end');
  }
  onLost(): void {
    this.words.push('lost');
  }
}

async function until(what: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!what()) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const toClose: (() => void)[] = [];
afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

/** A server of ours that sends messages back, and what it saw. */
class Echo {
  readonly calls: Told[] = [];
  readonly paths: string[] = [];
  readonly closed: string[] = [];
  readonly open: ByteCall[] = [];
  connections: Connection[] = [];
  readonly sockets: Socket[] = [];
  port = 0;
  private readonly server: Server;

  constructor(ours: Partial<ConnectionOptions> = {}) {
    this.server = createServer((socket) => {
      this.sockets.push(socket);
      const connection: Connection = new Connection(
        socket,
        'server',
        { ...options, ...ours },
        {
          onCall: (call, headers) => {
            const told = new Told();
            this.calls.push(told);
            this.open.push(call);
            this.paths.push(headers.get(':path') ?? '');
            call.sendHeaders(answer);
            told.onMessage = (message) => {
              told.messages.push(message);
              call.sendMessage(message);
            };
            const end = told.onEnd.bind(told);
            told.onEnd = () => {
              end();
              call.end([{ name: 'grpc-status', value: '0' }]);
            };
            return told;
          },
          onClosed: (reason) => this.closed.push(reason),
        },
      );
      this.connections.push(connection);
    });
    toClose.push(() => {
      for (const connection of this.connections) connection.destroy();
      this.server.close();
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }
}

function dial(port: number, ours: Partial<ConnectionOptions> = {}): { connection: Connection; closed: string[] } {
  const closed: string[] = [];
  const connection = new Connection(
    connect(port, '127.0.0.1'),
    'client',
    { ...options, callsMax: 0, ...ours },
    { onCall: () => new Told(), onClosed: (reason) => closed.push(reason) },
  );
  toClose.push(() => connection.destroy());
  return { connection, closed };
}

/** The server's end of a connection whose other end reads nothing until it is unblocked. */
class BlockedSocket extends Duplex {
  written = 0;
  private isBlocked = true;
  private waiting = (): void => undefined;

  override _read(): void {
    // What there is is pushed.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.length;
    if (this.isBlocked) this.waiting = done;
    else done();
  }

  unblock(): void {
    this.isBlocked = false;
    this.waiting();
  }
}

/** The bytes of one socket that is written to by hand. */
async function raw(port: number): Promise<{ socket: Socket; received: () => Buffer; isClosed: () => boolean }> {
  const socket = connect(port, '127.0.0.1');
  let received: Buffer = Buffer.alloc(0);
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
  });
  toClose.push(() => socket.destroy());
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { socket, received: () => received, isClosed: () => isClosed };
}

/** Every character that a value may have, with letters enough that Huffman's code is the shorter. */
const printable = `${String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i))}${'aeiost0'.repeat(40)}`.trim();
const sizes = [0, 1, 100, 4_096, 4_097, 16_384, 65_530, 70_000, 3_000_000];

describe('a connection', () => {
  test('messages of every size come back as they were, in order, each written callback once and in order', async () => {
    const echo = new Echo();
    const { connection } = dial(await echo.listen());
    const told = new Told();
    const call = connection.call('/x.Y/Z', 'somebody', 'http', told);
    const sent = sizes.map((size, i) => Buffer.alloc(size, i + 1));
    const written: number[] = [];
    sent.forEach((message, i) => call.sendMessage(message, () => written.push(i)));
    await until(() => told.messages.length === sizes.length && written.length === sizes.length);
    expect(echo.paths).toEqual(['/x.Y/Z']);
    expect(told.messages.map((message, i) => message.equals(sent[i] ?? Buffer.alloc(0)))).toEqual(sizes.map(() => true));
    expect(written).toEqual(sizes.map((_, i) => i));
    call.end();
    await until(() => told.words.includes('end'));
    expect(told.headers.map((headers) => headers.get('grpc-status'))).toEqual([undefined, '0']);
    connection.destroy();
    // A call that is over is not lost with its connection.
    expect(told.words).toEqual(['headers', 'headers', 'end']);
  });

  test('calls of one connection are apart, and an end of one breaks no other', async () => {
    const echo = new Echo();
    const { connection } = dial(await echo.listen());
    const told = [new Told(), new Told(), new Told()];
    const calls = told.map((each, i) => connection.call(`/x.Y/${i}`, '', 'http', each));
    calls.forEach((call, i) => call.sendMessage(Buffer.of(i)));
    await until(() => told.every(({ messages }) => messages.length === 1));
    calls[0]?.cancel();
    await until(() => echo.calls[0]?.words.includes('lost') === true);
    echo.open[1]?.cancel();
    await until(() => told[1]?.words.includes('lost') === true);
    calls[2]?.sendMessage(Buffer.of(9));
    await until(() => told[2]?.messages.length === 2);
    expect(told.map(({ words }) => words.join(' '))).toEqual(['headers', 'headers lost', 'headers']);
  });

  test('more calls than are allowed are refused, and there is room again when one is over', async () => {
    const echo = new Echo({ callsMax: 1 });
    const { connection } = dial(await echo.listen());
    const first = new Told();
    const second = new Told();
    const call = connection.call('/x.Y/Z', '', 'http', first);
    connection.call('/x.Y/Z', '', 'http', second);
    await until(() => second.words.includes('lost'));
    call.cancel();
    const third = new Told();
    connection.call('/x.Y/Z', '', 'http', third).sendMessage(Buffer.of(1));
    await until(() => third.messages.length === 1);
  });

  test('the end of the connection is told to both sides, calls first', async () => {
    const echo = new Echo();
    const { connection, closed } = dial(await echo.listen());
    const told = new Told();
    connection.call('/x.Y/Z', '', 'http', told);
    await until(() => told.words.includes('headers'));
    connection.destroy();
    expect([told.words, closed]).toEqual([['headers', 'lost'], ['it was given up']]);
    await until(() => echo.closed.length === 1);
    expect(echo.calls[0]?.words).toEqual(['lost']);
  });

  test('a ping that is not answered ends the connection; one that is does not', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    toClose.push(() => silent.close());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const lost = dial((silent.address() as AddressInfo).port, { keepaliveMs: 20, keepaliveTimeoutMs: 30 });
    const echo = new Echo();
    const kept = dial(await echo.listen(), { keepaliveMs: 20, keepaliveTimeoutMs: 5_000 });
    await until(() => lost.closed.length === 1);
    expect(lost.closed).toEqual(['a ping was not answered']);
    expect(kept.closed).toEqual([]);
  });
});

describe('with an HTTP/2 of another make', () => {
  test('as a client: windows that are small, messages that are cut, trailers', async () => {
    const server: Http2Server = createHttp2Server({ settings: { initialWindowSize: 1_000 } });
    server.on('stream', (stream: ServerHttp2Stream, headers) => {
      stream.respond({ ':status': 200, 'x-long': printable, path: headers[':path'] }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'well' }));
      stream.pipe(stream);
    });
    toClose.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { connection } = dial((server.address() as AddressInfo).port);
    const told = new Told();
    const call = connection.call('/x.Y/Z', 'somebody', 'http', told);
    const sent = sizes.map((size, i) => Buffer.alloc(size, i + 1));
    for (const message of sent) call.sendMessage(message);
    call.end();
    await until(() => told.words.includes('end'));
    expect(told.messages.map((message, i) => message.equals(sent[i] ?? Buffer.alloc(0)))).toEqual(sizes.map(() => true));
    expect(told.headers[0]?.get('path')).toBe('/x.Y/Z');
    expect(told.headers[0]?.get('x-long')).toBe(printable);
    expect(told.headers[1]?.get('grpc-message')).toBe('well');
  });

  test('header fields that are longer than a frame arrive whole', async () => {
    const echo = new Echo();
    const session = connectHttp2(`http://127.0.0.1:${await echo.listen()}`);
    toClose.push(() => session.destroy());
    const stream = session.request({ ':method': 'POST', ':path': '/x' });
    stream.resume();
    await until(() => echo.open.length === 1);
    const value = 'x'.repeat(40_000);
    echo.open[0]?.end([{ name: 'grpc-message', value }]);
    const trailers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      session.on('error', reject);
      stream.on('trailers', resolve);
    });
    expect(trailers['grpc-message']).toBe(value);
  });

  test('as a server of one that keeps no table of fields', async () => {
    const echo = new Echo();
    const session = connectHttp2(`http://127.0.0.1:${await echo.listen()}`, { settings: { headerTableSize: 0 } });
    toClose.push(() => session.destroy());
    const status = await new Promise((resolve, reject) => {
      session.on('error', reject);
      session.request({ ':method': 'POST', ':path': '/x' }).on('response', (headers) => resolve(headers[':status']));
    });
    expect(status).toBe(200);
  });

  test('as a server: fields in Huffman’s code that are remembered, and its own flow control', async () => {
    const echo = new Echo();
    const session = connectHttp2(`http://127.0.0.1:${await echo.listen()}`, { settings: { initialWindowSize: 1_000 } });
    toClose.push(() => session.destroy());
    for (let round = 0; round < 3; round += 1) {
      const stream = session.request({
        ':method': 'POST',
        ':path': `/x.Y/${round}`,
        'content-type': 'application/grpc',
        'x-some': `value ${round}`,
      });
      const message = Buffer.alloc(1_000_000, round + 1);
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([prefix, message]));
      const parts: Buffer[] = [];
      let status = '';
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('trailers', (trailers: Record<string, unknown>) => {
        status = String(trailers['grpc-status']);
      });
      await new Promise((resolve) => stream.on('end', resolve));
      expect(Buffer.concat(parts).equals(Buffer.concat([prefix, message]))).toBe(true);
      expect(status).toBe('0');
    }
    expect(echo.paths).toEqual(['/x.Y/0', '/x.Y/1', '/x.Y/2']);
  });
});

describe('bytes by hand', () => {
  const message = Buffer.concat([Buffer.of(0, 0, 0, 0, 3), Buffer.from('abc')]);
  const call = (stream: number, flags: number = flag.endHeaders): Buffer => smallFrame(frameType.headers, flags, stream, request);

  test('one byte at a time they are the same', async () => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    const bytes = Buffer.concat([
      PREFACE,
      emptySettings,
      call(1),
      smallFrame(frameType.data, 0, 1, message.subarray(0, 2)),
      smallFrame(frameType.data, 0, 1, message.subarray(2)),
      smallFrame(frameType.data, flag.padded, 1, Buffer.concat([Buffer.of(2), message, Buffer.alloc(2)])),
      smallFrame(frameType.priority, 0, 1, Buffer.alloc(5)),
      smallFrame(0x77, 0, 1, Buffer.alloc(20)),
      smallFrame(frameType.headers, 0, 3, request.subarray(0, 3)),
      smallFrame(frameType.continuation, flag.endHeaders, 3, request.subarray(3)),
      smallFrame(frameType.data, flag.endStream, 3, Buffer.concat([message, message])),
    ]);
    client.socket.setNoDelay(true);
    for (const byte of bytes) {
      client.socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await until(() => echo.calls[1]?.words.includes('end') === true);
    expect(echo.calls.map(({ messages }) => messages.map(String))).toEqual([
      ['abc', 'abc'],
      ['abc', 'abc'],
    ]);
    expect(echo.paths).toEqual(['/x.Y/Z', '/x.Y/Z']);
  });

  const long = Buffer.alloc(20_000);
  test.each<[string, Buffer, string]>([
    ['no preface', Buffer.from('GET / HTTP/1.1\r\nHost: somebody\r\n\r\n'), 'this is not HTTP/2'],
    ['a frame of 16 MiB that is no data', Buffer.concat([PREFACE, Buffer.of(0xff, 0xff, 0xff, 6, 0, 0, 0, 0, 0)]), 'a frame of type 6'],
    ['data of no stream', Buffer.concat([PREFACE, smallFrame(frameType.data, 0, 5, message)]), 'data of no stream'],
    ['a stream with an even number', Buffer.concat([PREFACE, call(2)]), 'a stream 2'],
    ['a push', Buffer.concat([PREFACE, smallFrame(frameType.pushPromise, 4, 1, Buffer.alloc(4))]), 'a push'],
    [
      'a block that is interrupted',
      Buffer.concat([PREFACE, call(1, 0), smallFrame(frameType.ping, 0, 0, Buffer.alloc(8))]),
      'is interrupted',
    ],
    ['the rest of no block', Buffer.concat([PREFACE, smallFrame(frameType.continuation, 4, 1, request)]), 'the rest of no block'],
    [
      'a block without an end',
      Buffer.concat([PREFACE, call(1, 0), ...Array<Buffer>(4).fill(smallFrame(frameType.continuation, 0, 1, long))]),
      'too many header fields',
    ],
    [
      'a block in very many pieces',
      Buffer.concat([PREFACE, call(1, 0), ...Array<Buffer>(65).fill(smallFrame(frameType.continuation, 0, 1, Buffer.alloc(1)))]),
      'too many header fields',
    ],
    [
      'continuations without bytes',
      Buffer.concat([PREFACE, call(1, 0), smallFrame(frameType.continuation, 0, 1, Buffer.alloc(0))]),
      'too many header fields',
    ],
    ['a window that grows by nothing', Buffer.concat([PREFACE, numberFrame(frameType.windowUpdate, 0, 0)]), 'grows by nothing'],
    ['a window that grows too large', Buffer.concat([PREFACE, numberFrame(frameType.windowUpdate, 0, 2 ** 31 - 1)]), 'grew too large'],
    ['settings that are cut off', Buffer.concat([PREFACE, smallFrame(frameType.settings, 0, 0, Buffer.alloc(5))]), 'cut off'],
    [
      'a frame bound of 1',
      Buffer.concat([PREFACE, smallFrame(frameType.settings, 0, 0, Buffer.of(0, 5, 0, 0, 0, 1))]),
      'frames of 1 bytes',
    ],
    ['a ping of seven bytes', Buffer.concat([PREFACE, smallFrame(frameType.ping, 0, 0, Buffer.alloc(7))]), 'a ping of another length'],
    [
      'more padding than payload',
      Buffer.concat([PREFACE, call(1), smallFrame(frameType.data, flag.padded, 1, Buffer.of(3, 0, 0))]),
      'more padding',
    ],
    [
      'a compressed message',
      Buffer.concat([PREFACE, call(1), smallFrame(frameType.data, 0, 1, Buffer.of(1, 0, 0, 0, 1, 7))]),
      'a compressed message',
    ],
    [
      'a message that is too long',
      Buffer.concat([PREFACE, call(1), smallFrame(frameType.data, 0, 1, Buffer.of(0, 255, 0, 0, 0))]),
      'a message of',
    ],
  ])('%s ends the connection, which says so', async (_what, bytes, reason) => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    client.socket.write(bytes);
    await until(() => client.isClosed());
    expect(echo.closed.length).toBe(1);
    expect(echo.closed[0]).toContain(reason);
    // The last frame is a GOAWAY with its code.
    expect(client.received().subarray(-17, -8)).toEqual(smallFrame(frameType.goaway, 0, 0, Buffer.alloc(8)).subarray(0, 9));
  });

  test('more data than the window ends the connection at the head of the frame, padded or not', async () => {
    const echo = new Echo({ receiveWindowBytes: 100_000 });
    for (const flags of [0, flag.padded]) {
      const client = await raw(echo.port === 0 ? await echo.listen() : echo.port);
      client.socket.write(Buffer.concat([PREFACE, call(1), Buffer.of(0x01, 0x86, 0xa1, 0, flags, 0, 0, 0, 1)]));
      await until(() => client.isClosed());
    }
    expect(echo.closed).toEqual(['more than the window', 'more than the window']);
  });

  test('what new settings make room for leaves behind the answer to them', async () => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    const window = (bytes: number): Buffer => smallFrame(frameType.settings, 0, 0, Buffer.of(0, setting.initialWindowSize, 0, 0, 0, bytes));
    client.socket.write(Buffer.concat([PREFACE, window(0), call(1), smallFrame(frameType.data, 0, 1, message)]));
    await until(() => echo.calls[0]?.messages.length === 1);
    client.socket.write(window(100));
    const sent = smallFrame(frameType.data, 0, 1, message);
    await until(() => client.received().includes(sent));
    const acknowledged = smallFrame(frameType.settings, flag.ack, 0, Buffer.alloc(0));
    const second = client.received().indexOf(acknowledged, client.received().indexOf(acknowledged) + 1);
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThan(client.received().indexOf(sent));
  });

  test('data behind the end of a call end the connection', async () => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    const noWindow = smallFrame(frameType.settings, 0, 0, Buffer.of(0, setting.initialWindowSize, 0, 0, 0, 0));
    const data = (flags: number): Buffer => smallFrame(frameType.data, flags, 1, message);
    // What it answers waits for a window, so that the call is still there.
    client.socket.write(Buffer.concat([PREFACE, noWindow, call(1), data(flag.endStream), data(0)]));
    await until(() => client.isClosed());
    expect(echo.calls[0]?.messages.length).toBe(1);
    expect(echo.closed).toEqual(['data behind the end of a call']);
  });

  test('a window that is the one HTTP/2 begins with is not made larger by nothing', async () => {
    const echo = new Echo({ receiveWindowBytes: 65_535 });
    const client = await raw(await echo.listen());
    await until(() => client.received().length > 0);
    expect(client.received().length).toBe(9 + 3 * 6);
  });

  const ping = smallFrame(frameType.ping, 0, 0, Buffer.alloc(8));
  test.each([
    ['calls again and again', (stream: number) => call(stream, flag.endHeaders | flag.endStream)],
    ['sends pings', () => ping],
    ['sends settings', () => emptySettings],
  ])('who %s and does not read the answers is not read either, until he reads them', async (_what, frame) => {
    const client = new BlockedSocket();
    const closed: string[] = [];
    const connection = new Connection(client, 'server', options, {
      onCall: (call) => {
        call.end(answer);
        return new Told();
      },
      onClosed: (reason) => closed.push(reason),
    });
    toClose.push(() => connection.destroy());
    client.push(PREFACE);
    let frames = 0;
    for (; !client.isPaused() && frames < 1_000_000; await new Promise(setImmediate)) {
      const some: Buffer[] = [];
      for (let i = 0; i < 5_000; i += 1, frames += 1) some.push(frame(2 * frames + 1));
      client.push(Buffer.concat(some));
    }
    expect(client.isPaused()).toBe(true);
    expect(client.writableLength).toBeGreaterThan(4 * 1024 * 1024);
    expect(client.writableLength).toBeLessThan(5 * 1024 * 1024);
    client.unblock();
    await until(() => !client.isPaused() && client.written > frames * FRAME_HEAD_BYTES);
    expect(closed).toEqual([]);
  });

  test('messages that have not come whole take so much and no more, of all connections together, and what is gone makes room', async () => {
    const unfinished = { bytes: 0, bytesMax: 100_000 };
    const echo = new Echo({ unfinished, promisedBytesMax: 1_000 });
    const port = await echo.listen();
    const [first, second] = [await raw(port), await raw(port)];
    const begun = Buffer.concat([Buffer.of(0, 0, 1, 0, 0), Buffer.alloc(20_000)]);
    first.socket.write(Buffer.concat([PREFACE, call(1), smallFrame(frameType.data, 0, 1, begun)]));
    await until(() => unfinished.bytes > 0);
    expect(unfinished.bytes).toBe(65_536);
    second.socket.write(Buffer.concat([PREFACE, call(1), smallFrame(frameType.data, 0, 1, begun)]));
    await until(() => second.isClosed());
    expect(echo.closed).toEqual(['too much of messages that have not come whole']);
    first.socket.write(numberFrame(frameType.rstStream, 1, 8));
    await until(() => unfinished.bytes === 0);
    // One that comes whole is counted no more either.
    first.socket.write(
      Buffer.concat([call(3), smallFrame(frameType.data, 0, 3, begun), smallFrame(frameType.data, 0, 3, Buffer.alloc(45_536))]),
    );
    await until(() => echo.calls.at(-1)?.messages.length === 1);
    expect(unfinished.bytes).toBe(0);
  });

  test('a call that was broken off may be sent to for a while, and its header fields still count', async () => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    const remembered = Buffer.from(request);
    client.socket.write(Buffer.concat([PREFACE, call(1)]));
    await until(() => echo.open.length === 1);
    echo.open[0]?.cancel();
    client.socket.write(
      Buffer.concat([smallFrame(frameType.data, 0, 1, message), smallFrame(frameType.headers, 5, 1, remembered), call(3)]),
    );
    await until(() => echo.open.length === 2);
    expect(echo.calls[0]?.messages).toEqual([]);
    expect(echo.closed).toEqual([]);
  });

  test('windows that are changed again and again under very many calls take no time for each of them', async () => {
    const echo = new Echo({ callsMax: 5_000 });
    const client = await raw(await echo.listen());
    const calls = Array.from({ length: 5_000 }, (_, i) => call(2 * i + 1));
    const change = Buffer.of(0, setting.initialWindowSize, 0, 0, 0x80, 0);
    const changes = smallFrame(frameType.settings, 0, 0, Buffer.concat(Array<Buffer>(10_000).fill(change)));
    client.socket.write(Buffer.concat([PREFACE, ...calls]));
    await until(() => echo.open.length === 5_000);
    const startMs = performance.now();
    client.socket.write(changes);
    const acknowledged = smallFrame(frameType.settings, flag.ack, 0, Buffer.alloc(0));
    await until(() => client.received().includes(acknowledged));
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  test('who breaks off very many calls at once is cut off, and who breaks off some is not', async () => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    const reset = (stream: number): Buffer => Buffer.concat([call(stream), numberFrame(frameType.rstStream, stream, 8)]);
    const resets = (from: number, count: number): Buffer =>
      Buffer.concat(Array.from({ length: count }, (_, i) => reset(2 * (from + i) + 1)));
    client.socket.write(Buffer.concat([PREFACE, resets(0, 5_000)]));
    await until(() => echo.calls.at(4_999)?.words.includes('lost') === true);
    expect(client.isClosed()).toBe(false);
    client.socket.write(resets(5_000, 20_000));
    await until(() => client.isClosed());
    expect(echo.closed).toEqual(['too many calls were broken off']);
  });

  test('a connection that ends behind its last answer sends all of it, whatever still comes', async () => {
    const client = new BlockedSocket();
    const closed: string[] = [];
    let answered: ByteCall | null = null;
    const connection = new Connection(client, 'server', options, {
      onCall: (call) => {
        answered = call;
        return new Told();
      },
      onClosed: (reason) => closed.push(reason),
    });
    toClose.push(() => connection.destroy());
    client.push(Buffer.concat([PREFACE, call(1, flag.endHeaders | flag.endStream)]));
    await until(() => answered !== null);
    connection.drain();
    const last = answered as ByteCall | null;
    last?.sendHeaders(answer);
    last?.sendMessage(Buffer.alloc(60_000));
    last?.end([{ name: 'grpc-status', value: '0' }]);
    client.push(ping);
    await new Promise(setImmediate);
    expect(closed).toEqual([]);
    client.unblock();
    await until(() => client.writableFinished);
    expect(client.written).toBeGreaterThan(60_000);
  });

  test('no more calls are taken while very much waits for who reads nothing', async () => {
    const client = new BlockedSocket();
    let taken = 0;
    const large = Buffer.alloc(1024 * 1024);
    const connection = new Connection(
      client,
      'server',
      { ...options, callsMax: 1_000 },
      {
        onCall: (call) => {
          taken += 1;
          call.sendHeaders(answer);
          call.sendMessage(large);
          call.end(answer);
          return new Told();
        },
        onClosed: () => undefined,
      },
    );
    toClose.push(() => connection.destroy());
    const open = smallFrame(frameType.settings, 0, 0, Buffer.of(0, setting.initialWindowSize, 0x7f, 0xff, 0xff, 0xff));
    const calls = Array.from({ length: 500 }, (_, i) => call(2 * i + 1, flag.endHeaders | flag.endStream));
    client.push(Buffer.concat([PREFACE, open, numberFrame(frameType.windowUpdate, 0, 2 ** 31 - 1 - 65_535), ...calls]));
    await until(() => taken > 0);
    await new Promise(setImmediate);
    expect(taken).toBe(64);
  });

  test("calls that wait for the connection's window get it by turns", async () => {
    const echo = new Echo();
    const client = await raw(await echo.listen());
    const wide = smallFrame(frameType.settings, 0, 0, Buffer.of(0, setting.initialWindowSize, 0, 0x7f, 0xff, 0xff));
    client.socket.write(Buffer.concat([PREFACE, wide, call(1), call(3)]));
    await until(() => echo.open.length === 2);
    for (const each of echo.open) each.sendMessage(Buffer.alloc(1_000_000));
    const dataOf = (stream: number): Buffer => Buffer.of(frameType.data, 0, 0, 0, 0, stream);
    for (let round = 0; round < 2; round += 1) client.socket.write(numberFrame(frameType.windowUpdate, 0, 10_000));
    await until(() => client.received().includes(dataOf(1)));
    for (let round = 0; round < 4 && !client.received().includes(dataOf(3)); round += 1) {
      const before = client.received().length;
      client.socket.write(numberFrame(frameType.windowUpdate, 0, 10_000));
      await until(() => client.received().length > before);
    }
    expect(client.received().includes(dataOf(3))).toBe(true);
  });
});
