import { ErrorCode, encodeAnswer } from '@grove/wire';
import { OpCode, Xid } from '@grove/zookeeper-wire';
import { Conversation } from '@grove/zookeeper-wire/dist/testing/conversation';
import type { FakeEngine, FakeStream } from '../fake-engine.testkit';
import {
  serveEachTest,
  SECRET,
  STARTED,
  OPEN,
  STAT,
  engine,
  server,
  port,
  serve,
  type Client,
  dial,
  given,
  say,
  streamOf,
  joined,
  answer,
} from './connection.testkit';

serveEachTest();

describe('requests', () => {
  test('that come in one piece go to the engine as one frame, in their order', async () => {
    const { client, stream } = await joined();
    void client.requests([
      { type: 'create', path: '/a', data: null, acl: OPEN, flags: 0 },
      { type: 'getData', path: '/a', watch: true },
      { type: 'ping' },
      { type: 'setData', path: '/a', data: SECRET, version: -1 },
      { type: 'ping' },
    ]);
    await engine.until(() => stream.frames.length > 0);
    expect(stream.frames).toHaveLength(1);
    expect(given(stream)).toEqual(['create 1', 'getData 2', 'setData 3', 'ping 2']);
  });

  test('that come in pieces are put together', async () => {
    const { client, stream } = await joined();
    const bytes: number[] = [];
    const conversation = new Conversation((piece) => bytes.push(...piece));
    void conversation.requests([{ type: 'delete', path: '/a', version: 1 }, { type: 'getAcl', path: '/a' }, { type: 'whoAmI' }]);
    for (const byte of bytes) {
      client.socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await engine.until(() => given(stream).length === 3);
    expect(given(stream)).toEqual(['delete 1', 'getAcl 2', 'whoAmI 3']);
  });

  test('are answered by their own numbers, and every ping that was sent', async () => {
    const { client, stream } = await joined();
    const replies = client.requests([
      { type: 'delete', path: '/a', version: -1 },
      { type: 'ping' },
      { type: 'ping' },
      { type: 'delete', path: '/b', version: -1 },
    ]);
    await engine.until(() => stream.frames.length > 0);
    say(stream, (builder) => {
      builder.answer(1, encodeAnswer({ zxid: 60, code: ErrorCode.NONODE }));
      builder.pong(2, 60, 10);
      builder.answer(2, encodeAnswer({ zxid: 61, code: 0 }));
    });
    expect((await Promise.all(replies)).map((reply) => [reply?.xid, reply?.zxid, reply?.error])).toEqual([
      [1, 60, -101],
      [Xid.ping, 60, 0],
      [Xid.ping, 60, 0],
      [2, 61, 0],
    ]);
  });

  test('that this side answers alone are answered in their turn', async () => {
    const { client, stream } = await joined();
    const replies = client.requests([
      { type: 'delete', path: '/a', version: -1 },
      { type: 'reconfig', joining: null, leaving: '1', members: null, configId: -1n },
      { type: 'delete', path: '/b', version: -1 },
      { type: 'removeWatches', path: '/b', watcherType: 77 },
    ]);
    await engine.until(() => stream.frames.length > 0);
    expect(client.told).toHaveLength(1);
    answer(stream, 1, 60);
    answer(stream, 3, 61);
    expect((await Promise.all(replies)).map((reply) => [reply?.xid, reply?.zxid, reply?.error])).toEqual([
      [1, 60, 0],
      [2, 60, ErrorCode.RECONFIGDISABLED],
      [3, 61, 0],
      [4, 61, ErrorCode.MARSHALLINGERROR],
    ]);
  });

  test('to change the members is done in its turn, what comes behind waits for it, and the answer is the new configuration', async () => {
    await server.close(0);
    await serve('--zookeeper-reconfig');
    const { client, stream } = await joined();
    const changes: ((result: FakeEngine['membership']) => void)[] = [];
    engine.changeMembers = (call, change, done) => {
      engine.membershipCalls.push({ call, change });
      changes.push(done);
    };
    const replies = client.requests([
      { type: 'delete', path: '/a', version: -1 },
      { type: 'reconfig', joining: `server.4=h4:7420:1;${7410 + port - 7411}`, leaving: '2', members: null, configId: 60n },
      { type: 'delete', path: '/b', version: -1 },
    ]);
    await engine.until(() => stream.frames.length > 0);
    expect(given(stream)).toEqual(['delete 1']);
    expect(changes).toHaveLength(0);
    answer(stream, 1, 60);
    expect(engine.membershipCalls).toMatchObject([
      {
        call: { sessionId: STARTED.sessionId, sessionSecret: Uint8Array.from(STARTED.sessionSecret) },
        change: { version: 60, joining: [{ replica: 4, peerAddress: 'h4:7420', clientAddress: 'h4:7410' }], leaving: [2], members: null },
      },
    ]);
    engine.state = {
      ...engine.state,
      // It has come further since.
      config: { members: [{ id: 5, incarnation: 'v', voter: true, peerAddress: 'h5:7420', clientAddress: 'h5:7411' }] },
    };
    const self = { replica: engine.status().replica, voter: true, incarnation: 'v', peerAddress: 'h1:7420', clientAddress: 'h1:7411' };
    changes[0]?.({ ok: true, value: { members: [self], version: 61 } });
    await engine.until(() => stream.frames.length > 2);
    expect(given(stream)).toEqual(['delete 1', 'getData 2', 'delete 3']);
    const stat = { ...STAT, mzxid: 61 };
    const data = 'server.1=h1:7420:participant;h1:7411\nserver.4=[::1]:7421:observer;h4:7411';
    say(stream, (builder) => builder.event(3, '/zookeeper/config', 61));
    answer(stream, 2, 61, 0, { type: 'getData', data: Buffer.from(data), stat });
    answer(stream, 3, 62);
    const [, changed, behind] = await Promise.all(replies);
    expect(changed).toMatchObject({ error: 0, result: { stat: { mzxid: 61 } } });
    const told = changed?.result?.type === 'reconfig' ? Buffer.from(changed.result.data ?? []).toString() : '';
    expect(told).toBe(`server.1=h1:7420:7420:participant;h1:${port}\nserver.4=[::1]:7421:7421:observer;h4:${port}\nversion=3d`);
    expect(behind).toMatchObject({ error: 0, zxid: 62 });
    expect(client.told.slice(1).map(({ what }) => what)).toEqual(['reply', 'event', 'reply', 'reply']);
  });

  test('to take out the replica that is asked is answered with the members that are left', async () => {
    await server.close(0);
    await serve('--zookeeper-reconfig');
    const { client, stream } = await joined();
    const left = { replica: engine.status().replica + 1, voter: true, incarnation: 'v', peerAddress: 'h9:7420', clientAddress: 'h9:7411' };
    engine.membership = { ok: true, value: { members: [left], version: 61 } };
    const asked = { type: 'reconfig', joining: null, leaving: '1', members: null, configId: -1n } as const;
    const reply = await client.request(asked);
    expect(reply).toMatchObject({ error: 0, zxid: 61, result: { stat: { mzxid: 61 } } });
    const told = reply?.result?.type === 'reconfig' ? Buffer.from(reply.result.data ?? []).toString() : '';
    expect(told).toBe(`server.${left.replica}=h9:7420:7420:participant;h9:${port}\nversion=3d`);
    expect(given(stream)).toEqual([]);
  });

  test('to change the members are refused as the cluster refuses them, and where they make no sense here', async () => {
    await server.close(0);
    await serve('--zookeeper-reconfig');
    const { client, stream } = await joined();
    engine.membership = { ok: false, code: ErrorCode.NOAUTH, message: '' };
    const ask = (of: object) => client.request({ type: 'reconfig', joining: null, leaving: null, members: null, configId: -1n, ...of });
    expect(await ask({ leaving: '2' })).toMatchObject({ error: ErrorCode.NOAUTH });
    engine.membership = { ok: false, code: ErrorCode.OUTCOMEUNKNOWN, message: '' };
    expect(await ask({ leaving: '2' })).toMatchObject({ error: ErrorCode.CONNECTIONLOSS });
    expect(await ask({ joining: 'server.4=h4:7420:1:observer;2181' })).toMatchObject({ error: ErrorCode.BADARGUMENTS });
    for (const number of ['4294967296', '99999999999999999999']) {
      const server = `server.${number}=h4:7420:1;2181`;
      expect(await ask({ joining: server })).toMatchObject({ error: ErrorCode.BADARGUMENTS });
      expect(await ask({ members: server })).toMatchObject({ error: ErrorCode.BADARGUMENTS });
      expect(await ask({ leaving: number })).toMatchObject({ error: ErrorCode.BADARGUMENTS });
    }
    expect(engine.membershipCalls).toHaveLength(2);
    expect(given(stream)).toEqual([]);
  });

  test('come before the events behind them, and behind those before them', async () => {
    const { client, stream } = await joined();
    void client.request({ type: 'delete', path: '/a', version: -1 });
    await engine.until(() => stream.frames.length > 0);
    say(stream, (builder) => {
      builder.event(2, '/a', 60);
      builder.answer(1, encodeAnswer({ zxid: 60, code: 0 }));
      builder.event(1, '/b', 61);
    });
    await client.until((told) => told.what === 'event' && told.path === '/b');
    expect(client.told.slice(1).map((told) => (told.what === 'event' ? [told.type, told.path, told.zxid] : told.what))).toEqual([
      [2, '/a', 60],
      'reply',
      [1, '/b', 61],
    ]);
  });

  test('above the bound wait in the socket, and go on as answers leave', async () => {
    await server.close(0);
    await serve('--outstanding-max-requests', '4');
    const { client, stream } = await joined();
    const replies = client.requests(Array.from({ length: 11 }, (_, at) => ({ type: 'delete', path: `/${at}`, version: -1 }) as const));
    const answered = (): number => client.told.length - 1;
    for (let id = 1; id <= 11; id += 1) {
      await engine.until(() => given(stream).length >= id);
      // Never more than four that the engine has and has not answered.
      expect(given(stream).length - (id - 1)).toBeLessThanOrEqual(4);
      answer(stream, id, 60 + id);
    }
    expect((await Promise.all(replies)).map((reply) => reply?.zxid)).toEqual(Array.from({ length: 11 }, (_, at) => 61 + at));
    expect(answered()).toBe(11);
  });

  test.each([
    ['with a header that is cut off', [0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0]],
    ['with a proof of identity that is cut off', [0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, OpCode.auth]],
    ['of a length that is absurd', [0x7f, 0xff, 0xff, 0xff]],
  ])('%s end the connection, and those before them are done', async (_name, bytes) => {
    const { client, stream } = await joined();
    const before: Uint8Array[] = [];
    void new Conversation((piece) => before.push(piece)).requests([{ type: 'delete', path: '/a', version: -1 }, { type: 'ping' }]);
    client.socket.write(Buffer.concat([...before, Uint8Array.from(bytes)]));
    expect(await client.until(() => false)).toEqual({ what: 'closed' });
    expect(given(stream)).toEqual(['delete 1', 'ping 1']);
    expect(stream.isDisconnected).toBe(true);
  });

  test('with a body that is cut off are told so, and the connection goes on', async () => {
    const { client, stream } = await joined();
    client.socket.write(Uint8Array.of(0, 0, 0, 12, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0, 99));
    const told = await client.until(({ what }) => what === 'reply');
    expect(told).toMatchObject({ reply: { xid: 9, error: ErrorCode.MARSHALLINGERROR } });
    void client.request({ type: 'whoAmI' });
    await engine.until(() => given(stream).length > 0);
  });

  test('of a type that no server knows are the last of their connection', async () => {
    const { client } = await joined();
    const reply = await client.request({ type: 'deleteContainer', path: '/a' });
    expect(reply?.error).toBe(ErrorCode.UNIMPLEMENTED);
    await client.until(({ what }) => what === 'closed');
  });

  test('of an unknown type whose last 16 bits are a known one’s are not taken for it', async () => {
    const { client } = await joined();
    const told: Buffer[] = [];
    client.socket.removeAllListeners('data').on('data', (piece: Buffer) => told.push(piece));
    client.socket.write(Uint8Array.of(0, 0, 0, 8, 0, 0, 0, 1, 0, 1, 0, OpCode.sasl));
    await client.until(({ what }) => what === 'closed');
    // A header alone: xid, zxid, error.
    expect([...Buffer.concat(told)]).toEqual([0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 50, 255, 255, 255, 250]);
  });

  test('a close is answered, and then the connection ends', async () => {
    const { client, stream } = await joined();
    const reply = client.request({ type: 'closeSession' });
    await engine.until(() => stream.frames.length > 0);
    say(stream, (builder) => {
      builder.answer(1, encodeAnswer({ zxid: 70, code: 0, result: { type: 'close' } }));
      builder.ended(0, '');
    });
    stream.sink.end();
    expect(await reply).toMatchObject({ error: 0, zxid: 70 });
    expect(await client.until(() => false)).toEqual({ what: 'closed' });
  });

  test('an answer that is not the next one is a fault of this process, not to be passed over', async () => {
    const { client, stream } = await joined();
    void client.request({ type: 'whoAmI' });
    await engine.until(() => stream.frames.length > 0);
    expect(() => answer(stream, 2, 60)).toThrow('not the next one');
  });
});

describe('proofs of identity', () => {
  const auth = (scheme: string): { type: 'auth'; scheme: string; proof: Uint8Array } => ({
    type: 'auth',
    scheme,
    proof: Uint8Array.from(Buffer.from('bob:secret')),
  });

  test('of the scheme digest go to the session; the answer has no zxid', async () => {
    const { client, stream } = await joined();
    const reply = client.request(auth('digest'));
    await engine.until(() => stream.frames.length > 0);
    expect(given(stream)).toEqual(['addAuth 1']);
    answer(stream, 1, 60);
    expect(await reply).toMatchObject({ xid: Xid.auth, zxid: 0, error: 0 });
  });

  test('of the scheme ip are known already', async () => {
    const { client } = await joined();
    expect(await client.request(auth('ip'))).toMatchObject({ xid: Xid.auth, zxid: 0, error: 0 });
  });

  test.each(['x509', 'sasl', 'world', 'auth', 'kerberos', ''])(
    'of the scheme "%s", not proven here, are refused, and the connection ends',
    async (scheme) => {
      const { client, stream } = await joined();
      expect(await client.request(auth(scheme))).toMatchObject({ xid: Xid.auth, zxid: 0, error: ErrorCode.AUTHFAILED });
      await client.until(({ what }) => what === 'closed');
      expect(stream.isDisconnected).toBe(true);
    },
  );

  test('a login by SASL is refused, and the connection ends', async () => {
    const { client } = await joined();
    expect(await client.request({ type: 'sasl', token: new Uint8Array(3) })).toMatchObject({ error: ErrorCode.AUTHFAILED });
    await client.until(({ what }) => what === 'closed');
  });
});

describe('without a leader', () => {
  async function joinedReadOnly(sessionId: number): Promise<{ client: Client; stream: FakeStream }> {
    const client = await dial();
    const connected = client.connect({ readOnly: true });
    const stream = await streamOf(engine.streams.length);
    say(stream, (builder) => builder.started({ ...STARTED, sessionId, readOnly: true }));
    expect((await connected).readOnly).toBe(true);
    stream.frames.length = 0;
    return { client, stream };
  }

  test('a close where there is no session ends the connection, behind what came before it', async () => {
    const { client, stream } = await joinedReadOnly(0);
    const replies = client.requests([{ type: 'whoAmI' }, { type: 'closeSession' }]);
    await engine.until(() => stream.frames.length > 0);
    expect(given(stream)).toEqual(['whoAmI 1']);
    answer(stream, 1, 60, 0, { type: 'whoAmI', identities: [] });
    expect((await Promise.all(replies)).map((reply) => reply?.error)).toEqual([0, 0]);
    await client.until(({ what }) => what === 'closed');
  });

  test('a close of a session that lives elsewhere is the engine’s to refuse, and the connection goes on', async () => {
    const { client, stream } = await joinedReadOnly(77);
    const reply = client.request({ type: 'closeSession' });
    await engine.until(() => stream.frames.length > 0);
    expect(given(stream)).toEqual(['close 1']);
    answer(stream, 1, 60, ErrorCode.NOTREADONLY);
    expect(await reply).toMatchObject({ error: ErrorCode.NOTREADONLY });
    void client.request({ type: 'whoAmI' });
    await engine.until(() => given(stream).length === 2);
  });
});

test('requests right behind the first packet are answered in their turn, whoever answers them', async () => {
  const client = await dial();
  const bytes: Uint8Array[] = [];
  const behind = new Conversation((piece) => bytes.push(piece));
  void behind.connect().catch(() => undefined);
  void behind.requests([
    { type: 'auth', scheme: 'ip', proof: new Uint8Array(0) },
    { type: 'reconfig', joining: null, leaving: '1', members: null, configId: -1n },
    { type: 'delete', path: '/a', version: -1 },
    { type: 'auth', scheme: 'nonsense', proof: new Uint8Array(0) },
  ]);
  // In one piece; what is told is looked at by the conversation whose requests they are.
  const told: Buffer[] = [];
  client.socket.removeAllListeners('data').on('data', (piece: Buffer) => told.push(piece));
  client.socket.write(Buffer.concat(bytes));
  const stream = await streamOf(0);
  await engine.until(() => given(stream).length === 2);
  say(stream, (builder) => builder.started(STARTED));
  answer(stream, 3, 60);
  await client.until(({ what }) => what === 'closed');
  behind.take(Buffer.concat(told));
  expect(behind.told.flatMap((one) => (one.what === 'reply' ? [[one.reply.xid, one.reply.error]] : []))).toEqual([
    [Xid.auth, 0],
    [1, ErrorCode.RECONFIGDISABLED],
    [2, 0],
    [Xid.auth, ErrorCode.AUTHFAILED],
  ]);
});

test('what was answered before a packet that is none leaves in its order, however late the client reads it', async () => {
  const { client, stream } = await joined();
  client.socket.pause();
  const data = new Uint8Array(1024 * 1024).fill(5);
  stream.receive = (frame) => {
    stream.frames.push(Buffer.from(frame));
    for (let id = 1; id <= 8; id += 1) answer(stream, id, 60 + id, 0, { type: 'getData', data, stat: STAT });
  };
  // The last packet has no whole header, and is read in one piece with the others; more than sockets hold is answered to these.
  client.socket.cork();
  const replies = client.requests(Array.from({ length: 8 }, () => ({ type: 'getData', path: '/a', watch: false }) as const));
  client.socket.write(Buffer.concat([Uint8Array.of(0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0), new Uint8Array(200_000)]));
  client.socket.uncork();
  await engine.until(() => stream.isDisconnected);
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.socket.resume();
  expect((await Promise.all(replies)).map((reply) => [reply?.xid, reply?.zxid, reply?.error])).toEqual(
    Array.from({ length: 8 }, (_, at) => [at + 1, 61 + at, 0]),
  );
  await client.until(({ what }) => what === 'closed');
});

test('while the engine speaks it is not spoken to: a frame that is read on would overtake the one at hand', async () => {
  await server.close(0);
  await serve('--outstanding-max-requests', '4');
  const { client, stream } = await joined();
  let speaking = false;
  let id = 0;
  stream.receive = (frame) => {
    if (speaking) throw new Error('a frame within a frame');
    stream.frames.push(Buffer.from(frame));
    speaking = true;
    for (let left = 4; left > 0 && id < 12; left -= 1) answer(stream, (id += 1), 60);
    speaking = false;
  };
  const replies = client.requests(Array.from({ length: 12 }, () => ({ type: 'delete', path: '/a', version: -1 }) as const));
  expect((await Promise.all(replies)).map((reply) => reply?.xid)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
});

test('a client that floods what is answered here, and reads nothing, is not read any more', async () => {
  const { client } = await joined();
  client.socket.pause();
  const packets: Uint8Array[] = [];
  void new Conversation((bytes) => packets.push(bytes)).request({ type: 'auth', scheme: 'ip', proof: new Uint8Array(0) });
  const flood = Buffer.concat(new Array<Uint8Array>(1_000_000).fill(packets[0] ?? new Uint8Array(0)));
  client.socket.write(flood);
  // As much as two kernels hold, and no more, leaves; then nothing moves.
  for (
    let last = -1;
    last !== client.socket.bytesWritten - client.socket.writableLength;
    await new Promise((resolve) => setTimeout(resolve, 200))
  ) {
    last = client.socket.bytesWritten - client.socket.writableLength;
  }
  expect(client.socket.writableLength).toBeGreaterThan(0);
});

test('a session that does not start is given up, so that the client looks elsewhere', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance', 'queueMicrotask'] });
  try {
    const client = await dial();
    void client.connect().catch(() => undefined);
    const stream = await streamOf(0);
    jest.advanceTimersByTime(4_900);
    expect(stream.isDisconnected).toBe(false);
    jest.advanceTimersByTime(200);
    expect(stream.isDisconnected).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});

test('packets that are begun and not ended take no more memory together than may be', async () => {
  await server.close(0);
  await serve('--clients-backlog-max-bytes', String(1024 * 1024));
  const clients = [];
  for (let n = 0; n < 8; n += 1) {
    const { client } = await joined();
    client.socket.write(Buffer.concat([Buffer.from([0, 4, 0, 0]), Buffer.alloc(200_000)]));
    clients.push(client);
  }
  await Promise.race(clients.map((client) => client.until(({ what }) => what === 'closed')));
  const { client, stream } = await joined();
  void client.request({ type: 'whoAmI' });
  await engine.until(() => stream.frames.length > 0);
});

test('what is answered while requests are read counts as unread from the moment that the engine gave it', async () => {
  const { client, stream } = await joined();
  client.socket.pause();
  const unread: number[] = [];
  const data = new Uint8Array(1024 * 1024);
  stream.receive = (frame) => {
    stream.frames.push(Buffer.from(frame));
    for (let id = 1; id <= 8; id += 1) {
      answer(stream, id, 60, 0, { type: 'getData', data: id % 2 === 0 ? data : data.subarray(0, 100), stat: STAT });
      unread.push(stream.sink.backlogBytes());
    }
  };
  void client.requests(Array.from({ length: 8 }, () => ({ type: 'getData', path: '/a', watch: false }) as const));
  while (unread.length < 8) await new Promise((resolve) => setImmediate(resolve));
  // Nobody reads, and no write has called back before this turn ends.
  expect(unread.map((bytes) => Math.floor(bytes / data.length))).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  expect(unread.every((bytes, at) => bytes > (unread[at - 1] ?? 0))).toBe(true);
});

describe('the end', () => {
  test('of a client’s connection is told to the engine', async () => {
    const { client, stream } = await joined();
    client.socket.destroy();
    await engine.until(() => stream.isDisconnected);
  });

  test('by the engine comes behind what was said before it', async () => {
    const { client, stream } = await joined();
    say(stream, (builder) => {
      builder.event(3, '/a', 60);
      builder.ended(ErrorCode.SESSIONMOVED, 'moved');
    });
    stream.sink.end();
    await client.until(() => false);
    expect(client.told.map(({ what }) => what)).toEqual(['connected', 'event', 'closed']);
  });
});
