import { ErrorCode, SessionResponseBuilder } from '@grove/wire';
import { serveEachTest, SECRET, STARTED, engine, server, serve, dial, given, say, streamOf, joined, answer } from './connection.testkit';

serveEachTest();

describe('the first packet', () => {
  test('opens a session, whose secret is the password, with the timeout that is asked for', async () => {
    const client = await dial();
    const connected = client.connect({ timeoutMs: 12_345 });
    const stream = await streamOf(0);
    expect(given(stream)).toEqual(['open 12345 false']);
    expect(stream.caller?.identities).toEqual(['ip:127.0.0.1']);
    say(stream, (builder) => builder.started(STARTED));
    const response = await connected;
    expect({ ...response, password: [...response.password] }).toEqual({
      protocolVersion: 0,
      timeoutMs: 9_000,
      sessionId: 2n ** 40n,
      password: [...SECRET],
      readOnly: false,
    });
  });

  test('of a client of before 3.4 is answered in its own form', async () => {
    const client = await dial();
    const connected = client.connect({ readOnly: null });
    say(await streamOf(0), (builder) => builder.started(STARTED));
    expect((await connected).readOnly).toBeNull();
  });

  test('attaches to a session, and the client sees its password again', async () => {
    const client = await dial();
    const connected = client.connect({ sessionId: 77n, password: SECRET, lastZxidSeen: 49, readOnly: true });
    const stream = await streamOf(0);
    expect(given(stream)).toEqual([`attach 77 ${'07'.repeat(16)} 49 true`]);
    say(stream, (builder) => builder.started({ ...STARTED, sessionId: 77, sessionSecret: new Uint8Array(0) }));
    const response = await connected;
    expect([response.sessionId, [...response.password]]).toEqual([77n, [...SECRET]]);
  });

  test('of a session that is gone gets a timeout of 0, and the end', async () => {
    const client = await dial();
    const connected = client.connect({ sessionId: 77n, password: SECRET });
    const { sink } = await streamOf(0);
    const builder = new SessionResponseBuilder();
    builder.ended(ErrorCode.SESSIONEXPIRED, 'gone');
    sink.send(builder.take());
    sink.end();
    const response = await connected;
    expect([response.timeoutMs, response.sessionId, [...response.password]]).toEqual([0, 0n, new Array(16).fill(0)]);
    await client.until(({ what }) => what === 'closed');
  });

  test.each([
    ['an id of 64 bits, as ZooKeeper gives them', { sessionId: 0x1000_0000_0000_0001n, password: SECRET }],
    ['a negative id', { sessionId: -1n, password: SECRET }],
    ['a password of another length', { sessionId: 5n, password: SECRET.subarray(1) }],
  ])('with %s is of no session here, without asking the engine', async (_name, request) => {
    const client = await dial();
    expect((await client.connect(request)).timeoutMs).toBe(0);
    await client.until(({ what }) => what === 'closed');
    expect(engine.streams).toHaveLength(0);
  });

  test('of a client that has seen more than there is ends the connection, and no session stays behind', async () => {
    const client = await dial();
    void client.connect({ lastZxidSeen: 51 }).catch(() => undefined);
    const stream = await streamOf(0);
    say(stream, (builder) => builder.started(STARTED));
    expect(await client.until(() => false)).toEqual({ what: 'closed' });
    expect(given(stream)).toEqual(['open 10000 false', 'close 1']);
    expect(stream.isDisconnected).toBe(true);
  });

  test('is waited for no longer than the shortest timeout of a session', async () => {
    await server.close(0);
    await serve('--session-timeout-min-ms', '100');
    const client = await dial();
    client.socket.write(Uint8Array.of(0, 0, 0, 45));
    expect(await client.until(() => false)).toEqual({ what: 'closed' });
  });

  test.each([
    ['a negative length', [0xff, 0xff, 0xff, 0xff]],
    ['a length that is absurd', [0x7f, 0xff, 0xff, 0xff]],
    ['a packet of nothing', [0, 0, 0, 0]],
    ['a request in the place of a first packet', [0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 11]],
    ['HTTP', [...Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
  ])('that is %s ends the connection, and nobody else’s', async (_name, bytes) => {
    const { client: other, stream } = await joined();
    const client = await dial();
    client.socket.write(Uint8Array.from(bytes));
    expect(await client.until(() => false)).toEqual({ what: 'closed' });
    const reply = other.request({ type: 'delete', path: '/a', version: -1 });
    await engine.until(() => stream.frames.length > 0);
    answer(stream, 1, 60);
    expect(await reply).toMatchObject({ zxid: 60, error: 0 });
  });
});
