import { ErrorCode, GroveError, MultiError, connect, serverInfo, status, watchStream } from './index';
import type { GroveClient, WatchEvent } from './index';
import { FakeServer } from './testing/fake-server';

const text = (value: string): Uint8Array => Buffer.from(value);
let server: FakeServer;
let endpoint: string;

beforeEach(async () => {
  server = new FakeServer();
  endpoint = await server.listen();
});

afterEach(() => {
  server.stop();
});

async function withClient(work: (client: GroveClient) => Promise<void>): Promise<void> {
  const client = await connect({ endpoints: [endpoint] });
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

describe('the client over gRPC', () => {
  test('does every operation and answers with its result', async () => {
    await withClient(async (client) => {
      expect(client.state).toBe('CONNECTED');
      expect((await client.create('/a', text('one'))).path).toBe('/a');
      expect((await client.create('/a/n-', text(''), { sequential: true })).path).toBe('/a/n-0000000000');
      expect(Buffer.from((await client.getData('/a')).data).toString()).toBe('one');
      await client.setData('/a', text('two'), { version: 0 });
      expect((await client.exists('/a'))?.version).toBe(1);
      expect(await client.exists('/none')).toBeNull();
      expect((await client.getChildren('/a')).children).toEqual(['n-0000000000']);
      expect((await client.multi([{ type: 'check', path: '/a', version: 1 }])).results).toEqual([{ code: 0, result: null }]);
      await client.sync();
      await client.delete('/a/n-0000000000');
      expect(server.znodes.has('/a/n-0000000000')).toBe(false);
    });
  });

  test('rejects with the code, name and path of the error; a multi with the result of each part', async () => {
    await withClient(async (client) => {
      await client.create('/a', text('one'));
      const failure: unknown = await client.setData('/a', text('x'), { version: 9 }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(GroveError);
      expect(failure).toMatchObject({ code: ErrorCode.BADVERSION, name: 'BADVERSION', path: '/a' });
      const whole: unknown = await client
        .multi([
          { type: 'delete', path: '/a', version: null },
          { type: 'check', path: '/none', version: null },
          { type: 'delete', path: '/', version: null },
        ])
        .catch((error: unknown) => error);
      expect(whole).toBeInstanceOf(MultiError);
      expect((whole as MultiError).results.map(({ code }) => code)).toEqual([0, ErrorCode.NONODE, ErrorCode.RUNTIMEINCONSISTENCY]);
      expect(server.znodes.has('/a')).toBe(true);
    });
  });

  test('writes that took effect before the connection broke are not done twice', async () => {
    await withClient(async (client) => {
      await client.create('/n', text(''));
      server.breakAfterWrites = 7;
      const writes = Array.from({ length: 20 }, () => client.setData('/n', text('x')));
      await Promise.all(writes);
      expect(server.breaks).toBe(1);
      expect((await client.exists('/n'))?.version).toBe(20);
    });
  });

  test('says which endpoint refused where no session can be made', async () => {
    server.stop();
    const failure: unknown = await connect({ endpoints: [endpoint], connectTimeoutMs: 300 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: ErrorCode.CONNECTIONLOSS });
    expect((failure as Error).message).toBe(
      `CONNECTIONLOSS: no session within 300 ms (last: ${endpoint}: connect ECONNREFUSED ${endpoint})`,
    );
  });

  test('asks a replica for its state and its limits', async () => {
    expect(await status(endpoint)).toMatchObject({ role: 'leader', digest: '00000000000000ab' });
    expect(await serverInfo(endpoint)).toMatchObject({ maxMultiParts: 100 });
  });
});

describe('a watch stream', () => {
  const event = (path: string, zxid: number): WatchEvent => ({ type: 'created', path, zxid, cursor: Uint8Array.of(zxid) });

  test('goes on after the last event that was taken when the stream breaks', async () => {
    const stream = watchStream('/w', { endpoints: [endpoint], recursive: true, types: ['created'] });
    await stream.live();
    server.sendWatchResponse([event('/w/1', 20), event('/w/2', 21)], 21, Uint8Array.of(21));
    expect((await stream.next()).value).toMatchObject({ path: '/w/1', zxid: 20 });
    server.endWatches(ErrorCode.CONNECTIONLOSS);
    while (server.watchRequests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const [first, second] = server.watchRequests;
    expect(first).toMatchObject({ path: '/w', recursive: true, types: ['created'] });
    // The second event had arrived, but nobody had taken it: it comes again.
    expect([...(second?.startCursor ?? [])]).toEqual([20]);
    server.sendWatchResponse([event('/w/2', 21)], 21, Uint8Array.of(21));
    const next = stream.next();
    expect((await next).value).toMatchObject({ path: '/w/2', zxid: 21 });
    await stream.return();
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test('ends with COMPACTED where the history is gone', async () => {
    const stream = watchStream('/w', { endpoints: [endpoint], startCursor: Uint8Array.of(5) });
    await stream.live();
    const next = stream.next();
    server.endWatches(ErrorCode.COMPACTED);
    await expect(next).rejects.toMatchObject({ code: ErrorCode.COMPACTED, name: 'COMPACTED' });
  });
});
