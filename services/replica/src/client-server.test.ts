import {
  Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import {
  decodeKeepAliveResponse,
  decodeOpenSessionResponse,
  decodeServerInfo,
  decodeStatusDetails,
  decodeStatusResponse,
  decodeUnaryResponse,
  encodeAnswer,
  encodeKeepAliveRequest,
  encodeOpenSessionRequest,
  encodeUnaryRequest,
  encodeWatchRequest,
  ErrorCode,
  GrpcStatus,
} from '@grove/wire';
import { fixedLimits } from '@grove/engine';
import { createMetrics, type Metrics } from '@grove/telemetry';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { ClientServer } from './client-server';
import { SystemClock } from './clock';
import { readConfiguration, type Configuration } from './configuration';
import { FakeEngine } from './fake-engine.testkit';

const identity = (bytes: Buffer): Buffer => bytes;
const path = (method: string): string => `/grove.v1.CoordinationService/${method}`;

describe('client server', () => {
  let engine: FakeEngine;
  let metrics: Metrics;
  let server: ClientServer;
  let client: Client;
  let port: number;

  beforeEach(async () => {
    engine = new FakeEngine();
    metrics = createMetrics(() => null);
    server = new ClientServer(engine, configuration(), new SystemClock(), metrics);
    port = await server.listen('127.0.0.1', 0);
    client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  });

  afterEach(async () => {
    client.close();
    metrics.stop();
    await server.close(0);
  });

  function configuration(): Configuration {
    const result = readConfiguration(
      [
        '--replica',
        '1',
        '--members',
        '1=127.0.0.1:7421',
        '--data-dir',
        'unused',
        '--frame-max-bytes',
        '2000000',
        '--client-streams-max',
        '3',
        '--client-connection-streams-max',
        '5',
        '--sessions-max',
        '1234',
      ],
      {},
      '',
      '0',
    );
    if (result.type !== 'configuration') throw new Error('configuration');
    return result.configuration;
  }

  function call(method: string, request: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(method, identity, identity, Buffer.from(request), (error, response) =>
        error === null ? resolve(response ?? Buffer.alloc(0)) : reject(error),
      );
    });
  }

  async function failure(method: string, request: Uint8Array) {
    const error = await call(method, request).then(
      () => null,
      (reason: unknown) => reason as ServiceError,
    );
    if (error === null) throw new Error('the call succeeded');
    const bytes = error.metadata.get('grpc-status-details-bin')[0];
    return { code: error.code, message: error.details, details: Buffer.isBuffer(bytes) ? decodeStatusDetails(bytes) : null };
  }

  function openStream(): ClientDuplexStream<Buffer, Buffer> {
    const stream = client.makeBidiStreamRequest(path('Session'), identity, identity, new Metadata(), {});
    stream.on('error', () => undefined);
    return stream;
  }

  const getData = encodeUnaryRequest(
    { type: 'getData', path: '/a', watch: false },
    {
      sessionId: 5,
      sessionSecret: Buffer.from('secret'),
      linearizable: true,
      minZxid: 8,
      requestId: Buffer.alloc(16, 3),
      credentials: [{ scheme: 'digest', credential: Buffer.from('alice:pw') }],
    },
  );

  describe('unary calls', () => {
    test("the operation's bytes and the options go to the engine, the answer comes back with its zxid", async () => {
      engine.answer = () => encodeAnswer({ zxid: 77, code: 0, message: '', retryAfterMs: 0, result: { type: 'sync' } });
      const response = await call(path('Sync'), encodeUnaryRequest({ type: 'sync', path: '/a' }, null));
      expect([...response]).toEqual([15 << 3, 77]);
      engine.answer = () => encodeAnswer({ zxid: 78, code: ErrorCode.NONODE, message: '', retryAfterMs: 0 });
      await failure(path('GetData'), getData);
      expect(engine.calls[1]).toMatchObject({ sessionId: 5, linearizable: true, minZxid: 8 });
      expect(Buffer.from(engine.calls[1]?.sessionSecret ?? []).toString()).toBe('secret');
      expect(Buffer.from(engine.calls[1]?.requestId ?? [])).toEqual(Buffer.alloc(16, 3));
      const [credential] = engine.calls[1]?.credentials ?? [];
      expect([credential?.scheme, Buffer.from(credential?.credential ?? []).toString()]).toEqual(['digest', 'alice:pw']);
    });

    test("every way in tells the engine the address of the connection's other end", async () => {
      const caller = { identities: ['ip:127.0.0.1'] };
      engine.answer = () => encodeAnswer({ zxid: 77, code: 0, result: { type: 'sync' } });
      await call(path('Sync'), encodeUnaryRequest({ type: 'sync', path: '/a' }, null));
      expect(engine.calls[0]?.caller).toEqual(caller);
      engine.session = { ok: true, value: { sessionId: 6, sessionSecret: new Uint8Array(16), timeoutMs: 0, zxid: 6 } };
      await call(path('OpenSession'), encodeOpenSessionRequest({ timeoutMs: 0 }));
      expect(engine.openers).toEqual([caller]);
      const session = openStream();
      session.write(Buffer.from('a'));
      const watch = client.makeServerStreamRequest(
        path('Watch'),
        identity,
        identity,
        Buffer.from(
          encodeWatchRequest({
            path: '/a',
            recursive: false,
            startCursor: new Uint8Array(0),
            types: [],
            sessionId: 5,
            sessionSecret: Buffer.from('secret'),
            minZxid: 0,
            withData: true,
            credentials: [{ scheme: 'digest', credential: Buffer.from('alice:pw') }],
          }),
        ),
      );
      watch.on('error', () => undefined);
      await engine.until(() => engine.streams.length === 1 && engine.watches.length === 1);
      expect(engine.streams[0]?.caller).toEqual(caller);
      expect(engine.watches[0]?.call).toMatchObject({ caller, withData: true, withPreviousData: false, sessionId: 5 });
      expect(engine.watches[0]?.call.credentials).toHaveLength(1);
      session.cancel();
      watch.cancel();
    });

    test.each([
      [ErrorCode.NONODE, GrpcStatus.NOT_FOUND, 'NONODE'],
      [ErrorCode.BADVERSION, GrpcStatus.ABORTED, 'BADVERSION'],
      [ErrorCode.NODEEXISTS, GrpcStatus.ALREADY_EXISTS, 'NODEEXISTS'],
      [ErrorCode.NOTEMPTY, GrpcStatus.FAILED_PRECONDITION, 'NOTEMPTY'],
      [ErrorCode.BADARGUMENTS, GrpcStatus.INVALID_ARGUMENT, 'BADARGUMENTS'],
      [ErrorCode.OPERATIONTIMEOUT, GrpcStatus.DEADLINE_EXCEEDED, 'OPERATIONTIMEOUT'],
      // Never UNAVAILABLE, which middleware repeats.
      [ErrorCode.OUTCOMEUNKNOWN, GrpcStatus.UNKNOWN, 'OUTCOMEUNKNOWN'],
    ])('code %i becomes status %i with an ErrorInfo that names %s, path and zxid', async (code, status, reason) => {
      engine.answer = () => encodeAnswer({ zxid: 9, code, message: 'because', retryAfterMs: 0 });
      const failed = await failure(path('GetData'), getData);
      expect(failed).toMatchObject({ code: status, message: `${reason}: /a: because`, details: { reason, path: '/a', zxid: 9 } });
    });

    const multiOf = (count: number) =>
      encodeUnaryRequest(
        { type: 'multi', parts: Array.from({ length: count }, (_, part) => ({ type: 'check', path: `/part-${part}`, version: null })) },
        null,
      );
    const failedMulti = (count: number, failing: number) =>
      encodeAnswer({
        zxid: 9,
        code: ErrorCode.NONODE,
        result: {
          type: 'multi',
          results: Array.from({ length: count }, (_, part) => ({
            code: part < failing ? 0 : part === failing ? ErrorCode.NONODE : ErrorCode.RUNTIMEINCONSISTENCY,
            result: null,
          })),
        },
      });

    test.each([0, 1, 2])('a failed multi tells its failing part %i with its path, and the results of all parts', async (failing) => {
      engine.answer = () => failedMulti(3, failing);
      const { details, message } = await failure(path('Multi'), multiOf(3));
      expect(details).toMatchObject({ reason: 'NONODE', part: failing, path: `/part-${failing}`, zxid: 9 });
      expect(message).toContain(`/part-${failing}`);
      const response = decodeUnaryResponse('multi', details?.multiResponse ?? new Uint8Array(0));
      expect(response?.zxid).toBe(9);
      expect(response?.result).toMatchObject({
        results: [0, 1, 2].map((part) => ({ code: part < failing ? 0 : part === failing ? -101 : -2 })),
      });
    });

    test('the results of a long failed multi, which no trailer could carry, are left out and its failing part stays', async () => {
      engine.answer = () => failedMulti(10_000, 4_711);
      const { details } = await failure(path('Multi'), multiOf(10_000));
      expect(details).toMatchObject({ part: 4_711, path: '/part-4711', multiResponse: null });
    });

    test('a throttled call says when to come again', async () => {
      engine.answer = () => encodeAnswer({ zxid: 9, code: ErrorCode.THROTTLEDOP, message: '', retryAfterMs: 1_250 });
      expect(await failure(path('GetData'), getData)).toMatchObject({
        code: GrpcStatus.RESOURCE_EXHAUSTED,
        details: { reason: 'THROTTLEDOP', retryAfterMs: 1_250 },
      });
    });

    test.each([
      'Create',
      'Delete',
      'Exists',
      'GetData',
      'SetData',
      'GetChildren',
      'Multi',
      'Sync',
      'SetAcl',
      'GetAcl',
      'GetAllChildrenNumber',
      'GetEphemerals',
      'MultiRead',
      'WhoAmI',
      'SetQuota',
      'RemoveQuota',
      'ListQuotas',
      'OpenSession',
      'KeepAlive',
      'CloseSession',
      'GetServerInfo',
      'Watch',
    ])('a message that is no protobuf is INVALID_ARGUMENT from %s, and the server stays up', async (method) => {
      expect(await failure(path(method), Buffer.from([0xff, 0xff, 0xff]))).toMatchObject({
        code: GrpcStatus.INVALID_ARGUMENT,
        details: { reason: 'MARSHALLINGERROR' },
      });
      expect(decodeServerInfo(await call(path('GetServerInfo'), Buffer.alloc(0)))).not.toBeNull();
      expect(engine.calls).toHaveLength(0);
    });

    test('a message above the limit gets a typed error', async () => {
      const request = encodeUnaryRequest({ type: 'setData', path: '/a', data: Buffer.alloc(3_000_000), version: -1 }, null);
      expect(await failure(path('SetData'), request)).toMatchObject({
        code: GrpcStatus.INVALID_ARGUMENT,
        details: { reason: 'DATATOOLARGE' },
      });
    });

    test('a very long path does not break the headers of the error', async () => {
      engine.answer = () => encodeAnswer({ zxid: 9, code: ErrorCode.NONODE, message: '', retryAfterMs: 0 });
      const failed = await failure(
        path('GetData'),
        encodeUnaryRequest({ type: 'getData', path: `/${'ü'.repeat(900_000)}`, watch: false }, null),
      );
      expect(failed.details).toMatchObject({ reason: 'NONODE', path: `/${'ü'.repeat(255)}…` });
      // Whole characters alone.
      expect(failed.message).toBe(`NONODE: /${'ü'.repeat(255)}…`);
    });

    test('sessions are opened, kept and refused with their codes', async () => {
      engine.session = { ok: true, value: { sessionId: 7, sessionSecret: Buffer.alloc(16, 1), timeoutMs: 0, zxid: 30 } };
      expect(decodeOpenSessionResponse(await call(path('OpenSession'), encodeOpenSessionRequest({ timeoutMs: 6_000 })))).toMatchObject({
        sessionId: 7,
        timeoutMs: 6_000,
        zxid: 30,
      });
      expect(
        decodeKeepAliveResponse(await call(path('KeepAlive'), encodeKeepAliveRequest({ sessionId: 7, sessionSecret: Buffer.alloc(16) }))),
      ).toEqual({ confirmedMsAgo: 12, timeoutMs: 9_000, zxid: 30 });
      expect(await failure(path('KeepAlive'), encodeKeepAliveRequest({ sessionId: 8, sessionSecret: Buffer.alloc(16) }))).toMatchObject({
        code: GrpcStatus.FAILED_PRECONDITION,
        details: { reason: 'SESSIONEXPIRED' },
      });
    });

    test('limits and state are told', async () => {
      expect(decodeServerInfo(await call(path('GetServerInfo'), Buffer.alloc(0)))).toMatchObject({
        replica: 1,
        maxFrameBytes: 2_000_000,
        featureLevel: 1,
        version: '0.1.0',
        maxSessions: 1_234,
        maxWatchesPerSession: 100_000,
        maxPendingBytes: 128 * 1024 * 1024,
        reapIntervalMs: 60_000,
        ...fixedLimits,
      });
      const status = decodeStatusResponse(await call('/grove.v1.MaintenanceService/Status', Buffer.alloc(0)));
      expect(status).toMatchObject({ role: 'leader', term: 3, appliedIndex: 39, digest: '00ff00ff00ff00ff', pid: process.pid });
    });
  });

  describe('session streams', () => {
    test('frames travel as bytes in both directions, one message each, in order', async () => {
      const stream = openStream();
      const received: Buffer[] = [];
      stream.on('data', (frame: Buffer) => received.push(frame));
      stream.write(Buffer.from('first'));
      stream.write(Buffer.from([0xff, 0x00]));
      await engine.until(() => engine.streams[0]?.frames.length === 2);
      expect(engine.streams[0]?.frames.map((frame) => frame.toString('latin1'))).toEqual(['first', '\u00ff\u0000']);
      engine.streams[0]?.sink.send(Buffer.from('one'));
      engine.streams[0]?.sink.send(new Uint8Array(0));
      engine.streams[0]?.sink.send(Buffer.from('two'));
      engine.streams[0]?.sink.end();
      await new Promise((resolve) => stream.once('end', resolve));
      expect(received.map((frame) => frame.toString())).toEqual(['one', '', 'two']);
    });

    test('a client that goes away is told to the engine once', async () => {
      const stream = openStream();
      stream.write(Buffer.from('hello'));
      await engine.until(() => engine.streams[0]?.frames.length === 1);
      stream.cancel();
      await engine.until(() => engine.streams[0]?.isDisconnected === true);
      expect(await metrics.sessionStreams.get()).toMatchObject({ values: [{ value: 0 }] });
    });

    test('a client that has closed its half still gets its answers', async () => {
      const stream = openStream();
      stream.write(Buffer.from('request'));
      stream.end();
      const received: string[] = [];
      stream.on('data', (frame: Buffer) => received.push(frame.toString()));
      await engine.until(() => engine.streams[0]?.frames.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 300));
      engine.streams[0]?.sink.send(Buffer.from('answer'));
      await new Promise((resolve) => stream.once('end', resolve));
      expect(received).toEqual(['answer']);
      expect(engine.streams[0]?.isDisconnected).toBe(true);
    });

    test('what a client does not read is counted, and a stream ended on it is cut off', async () => {
      // grpc-js as a client reads ahead without bound, so the client is one of plain HTTP/2 that never reads.
      const session = connectHttp2(`http://127.0.0.1:${port}`);
      const stream = session.request({ ':method': 'POST', ':path': path('Session'), 'content-type': 'application/grpc', te: 'trailers' });
      stream.on('error', () => undefined);
      stream.write(Buffer.from([0, 0, 0, 0, 1, 65]));
      await engine.until(() => engine.streams[0]?.frames.length === 1);
      const sink = engine.streams[0]?.sink;
      const frame = Buffer.alloc(100_000);
      for (let i = 0; i < 20; i += 1) sink?.send(frame);
      await new Promise((resolve) => setTimeout(resolve, 100));
      // The windows of HTTP/2 hold some of it; the rest stays with us.
      expect(sink?.backlogBytes()).toBeGreaterThan(1_800_000);
      sink?.end();
      await new Promise((resolve) => stream.once('close', resolve));
      expect(stream.rstCode).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      expect(await metrics.sessionStreams.get()).toMatchObject({ values: [{ value: 0 }] });
      session.destroy();
    }, 15_000);

    test('a client is told how many calls it may have at a time on a connection', async () => {
      const session = connectHttp2(`http://127.0.0.1:${port}`);
      session.on('error', () => undefined);
      // A round trip: what the server said before its answer is here.
      await new Promise<void>((resolve) => session.once('connect', () => session.ping(() => resolve())));
      expect(session.remoteSettings.maxConcurrentStreams).toBe(5);
      session.destroy();
    });

    test('streams above the bound are refused with a typed error, and a place that was left is free again', async () => {
      const streams = [openStream(), openStream(), openStream()];
      for (const stream of streams) stream.write(Buffer.from('x'));
      await engine.until(() => engine.streams.length === 3);
      const refused = client.makeBidiStreamRequest(path('Session'), identity, identity, new Metadata(), {});
      const error = await new Promise<ServiceError>((resolve) => refused.once('error', resolve));
      expect(error.code).toBe(GrpcStatus.RESOURCE_EXHAUSTED);
      streams[0]?.cancel();
      await engine.until(() => engine.streams[0]?.isDisconnected === true);
      openStream().write(Buffer.from('x'));
      await engine.until(() => engine.streams.length === 4);
    });

    test('bytes that are no HTTP/2 harm nobody', async () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      socket.write('GET / HTTP/1.1\r\n\r\n\u0000\u0001\u0002'.repeat(100));
      await new Promise((resolve) => socket.once('close', resolve));
      expect(decodeServerInfo(await call(path('GetServerInfo'), Buffer.alloc(0)))).not.toBeNull();
    });
  });

  describe('watch streams', () => {
    const request = encodeWatchRequest({
      path: '/a',
      recursive: true,
      startCursor: Buffer.from('c'),
      types: ['deleted'],
      sessionId: 0,
      sessionSecret: Buffer.alloc(0),
      minZxid: 4,
    });

    function watch() {
      const stream = client.makeServerStreamRequest(path('Watch'), identity, identity, Buffer.from(request), new Metadata(), {});
      stream.on('error', () => undefined);
      return stream;
    }

    test('the request is understood and the responses are passed on', async () => {
      const stream = watch();
      const received: string[] = [];
      stream.on('data', (response: Buffer) => received.push(response.toString()));
      await engine.until(() => engine.watches.length === 1);
      expect(engine.watches[0]?.call).toMatchObject({ path: '/a', recursive: true, types: [2], minZxid: 4 });
      engine.watches[0]?.sink.send(Buffer.from('r1'));
      engine.watches[0]?.sink.send(Buffer.from('r2'));
      engine.watches[0]?.sink.end(ErrorCode.COMPACTED, 'history begins at 90');
      const error = await new Promise<ServiceError>((resolve) => stream.once('error', resolve));
      expect(received).toEqual(['r1', 'r2']);
      expect(error.code).toBe(GrpcStatus.OUT_OF_RANGE);
      expect(error.details).toBe('COMPACTED: /a: history begins at 90');
      expect(engine.watches[0]?.cancelled).toBe(false);
    });

    test('a replica that goes down ends the stream with UNAVAILABLE', async () => {
      const stream = watch();
      await engine.until(() => engine.watches.length === 1);
      engine.watches[0]?.sink.end(0, '');
      const error = await new Promise<ServiceError>((resolve) => stream.once('error', resolve));
      expect(error.code).toBe(GrpcStatus.UNAVAILABLE);
    });

    test('a caller that cancels frees the watch', async () => {
      const stream = watch();
      await engine.until(() => engine.watches.length === 1);
      stream.cancel();
      await engine.until(() => engine.watches[0]?.cancelled === true);
    });
  });

  describe('standard services', () => {
    test('health follows what it is told', async () => {
      // HealthCheckRequest { service = 1 }, HealthCheckResponse { status = 1 }: 1 is SERVING, 2 is NOT_SERVING.
      const request = Buffer.concat([Buffer.from([10, 28]), Buffer.from('grove.v1.CoordinationService')]);
      expect([...(await call('/grpc.health.v1.Health/Check', request))]).toEqual([8, 2]);
      server.setServing(true);
      expect([...(await call('/grpc.health.v1.Health/Check', request))]).toEqual([8, 1]);
      expect([...(await call('/grpc.health.v1.Health/Check', Buffer.alloc(0)))]).toEqual([8, 1]);
      const list = (await call('/grpc.health.v1.Health/List', Buffer.alloc(0))).toString('latin1');
      expect(list).toContain('grove.v1.MaintenanceService\x12\x02\x08\x01');
      await expect(call('/grpc.health.v1.Health/Check', Buffer.from([10, 1, 120]))).rejects.toMatchObject({ code: GrpcStatus.NOT_FOUND });
      await expect(call('/grpc.health.v1.Health/Check', Buffer.from([10, 9]))).rejects.toMatchObject({ code: GrpcStatus.INVALID_ARGUMENT });
    });

    test('who watches the health of a service is told what it is and each change, and of an unknown one that it is unknown', async () => {
      const watch = (name: string): ClientReadableStream<Buffer> => {
        const request = Buffer.concat([Buffer.from([10, name.length]), Buffer.from(name)]);
        const stream = client.makeServerStreamRequest('/grpc.health.v1.Health/Watch', identity, identity, request, new Metadata(), {});
        stream.on('error', () => undefined);
        return stream;
      };
      const next = (stream: ClientReadableStream<Buffer>): Promise<number[]> =>
        new Promise((resolve) => stream.once('data', (response: Buffer) => resolve([...response])));
      const known = watch('grove.v1.CoordinationService');
      expect(await next(known)).toEqual([8, 2]);
      const change = next(known);
      server.setServing(true);
      expect(await change).toEqual([8, 1]);
      const unknown = watch('x');
      expect(await next(unknown)).toEqual([8, 3]);
      known.cancel();
      unknown.cancel();
    });

    test('reflection lists the services', async () => {
      const definition = loadSync(require.resolve('@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto'), { keepCase: true });
      const loaded = loadPackageDefinition(definition) as unknown as {
        grpc: {
          reflection: {
            v1: {
              ServerReflection: new (
                address: string,
                creds: unknown,
              ) => Client & {
                ServerReflectionInfo(): ClientDuplexStream<object, { list_services_response: { service: { name: string }[] } }>;
              };
            };
          };
        };
      };
      const reflection = new loaded.grpc.reflection.v1.ServerReflection(`127.0.0.1:${port}`, credentials.createInsecure());
      const stream = reflection.ServerReflectionInfo();
      const response = await new Promise<{ list_services_response: { service: { name: string }[] } }>((resolve, reject) => {
        stream.once('data', resolve);
        stream.once('error', reject);
        stream.write({ list_services: '' });
      });
      stream.end();
      reflection.close();
      const names = response.list_services_response.service.map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining(['grove.v1.CoordinationService', 'grove.v1.MaintenanceService', 'grpc.health.v1.Health']),
      );
    });
  });
});
