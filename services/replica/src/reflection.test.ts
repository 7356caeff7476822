import { Client, credentials, Metadata, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { ByteWriter, GrpcStatus } from '@grove/wire';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GrpcServer } from './grpc-server';
import { Reflection } from './reflection';
import { ReflectionThread } from './reflection-thread';

const identity = (bytes: Buffer): Buffer => bytes;
const versions = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];
const v1 = versions[0] ?? '';

/** Fields of ServerReflectionRequest. */
const Question = { fileByFilename: 3, fileContainingSymbol: 4, listServices: 7 } as const;
const question = (field: number, text: string): Buffer => {
  const writer = new ByteWriter();
  writer.stringField(field, text);
  // An empty text is a choice here, and not the absence of one.
  return text === '' ? Buffer.from([(field << 3) | 2, 0]) : Buffer.from(writer.take());
};
const list = question(Question.listServices, '');
const options = {
  receiveWindowBytes: 65_535,
  promisedBytesMax: 65_535,
  messageBytesMax: 1_000_000,
  callsMax: 100,
  keepaliveMs: 60_000,
  keepaliveTimeoutMs: 60_000,
};

type Stream = ClientDuplexStream<Buffer, Buffer>;

describe('reflection', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grove-reflection-test-'));
  const closed: (() => void)[] = [];
  let client: Client;
  let reflection: Reflection;

  async function serve(thread?: ReflectionThread): Promise<void> {
    const server = new GrpcServer(options, null, 'none', 10);
    reflection = new Reflection(server, thread);
    const port = await server.listen('127.0.0.1', 0);
    client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    closed.push(() => {
      client.close();
      reflection.close();
      void server.close(0);
    });
  }

  afterEach(() => closed.splice(0).forEach((close) => close()));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function open(service = v1): Stream {
    const stream = client.makeBidiStreamRequest(`/${service}/ServerReflectionInfo`, identity, identity, new Metadata(), {});
    stream.on('error', () => undefined);
    return stream;
  }

  const next = (stream: Stream): Promise<string> =>
    new Promise((resolve, reject) => {
      stream.once('data', (response: Buffer) => resolve(response.toString('latin1')));
      stream.once('error', reject);
    });
  const ended = (stream: Stream): Promise<number> => new Promise((resolve) => stream.once('status', ({ code }) => resolve(code)));
  const failure = (stream: Stream): Promise<ServiceError> => new Promise((resolve) => stream.once('error', resolve));

  async function ask(stream: Stream, request: Buffer): Promise<string> {
    stream.write(request);
    return next(stream);
  }

  /** A worker of one's own. */
  function workerThat(name: string, does: string): string {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, `const { parentPort } = require('node:worker_threads');\n${does}`);
    return file;
  }

  /** Answers with the question: what is about streams needs no library, which takes a second to load. */
  const echo = workerThat('echo', "parentPort.on('message', ({ id, request }) => parentPort.postMessage({ id, response: request }));");

  test('both versions list the services, and find files by a symbol and by their name', async () => {
    await serve();
    for (const version of versions) {
      const stream = open(version);
      const services = await ask(stream, list);
      for (const name of ['grove.v1.CoordinationService', 'grove.v1.MaintenanceService', 'grpc.health.v1.Health'])
        expect(services).toContain(name);
      const bySymbol = await ask(stream, question(Question.fileContainingSymbol, 'grove.v1.CoordinationService'));
      expect(bySymbol).toContain('CreateRequest');
      // The library names a file after its package.
      const byName = await ask(stream, question(Question.fileByFilename, 'grove_v1.proto'));
      expect(byName).toContain('CreateRequest');
      expect(await ask(stream, question(Question.fileContainingSymbol, 'no.such.Thing'))).toContain('Symbol not found: no.such.Thing');
      const status = ended(stream);
      stream.resume();
      stream.end();
      expect(await status).toBe(GrpcStatus.OK);
    }
  });

  test('requests that are sent at once are answered in their order, and the end of the stream comes behind the last answer', async () => {
    await serve(new ReflectionThread(echo));
    const stream = open();
    const symbols = ['a.A', 'b.B', 'c.C', 'd.D'];
    for (const symbol of symbols) stream.write(Buffer.from(symbol));
    stream.end();
    const answers: string[] = [];
    stream.on('data', (response: Buffer) => answers.push(response.toString('latin1')));
    expect(await ended(stream)).toBe(GrpcStatus.OK);
    expect(answers).toEqual(symbols);
  });

  test('a stream on which too much waits for its answers fails, and no other', async () => {
    const silent = workerThat('silent', "parentPort.on('message', () => undefined);");
    await serve(new ReflectionThread(silent));
    const stream = open();
    for (let i = 0; i < 6; i += 1) stream.write(Buffer.alloc(60_000));
    expect((await failure(stream)).code).toBe(GrpcStatus.RESOURCE_EXHAUSTED);
  });

  test('a request that is malformed or too large fails its stream and no other', async () => {
    await serve();
    const other = open();
    expect(await ask(other, list)).toContain('grove.v1');
    const malformed = open();
    malformed.write(Buffer.from([58]));
    expect((await failure(malformed)).code).toBe(GrpcStatus.INVALID_ARGUMENT);
    const large = open();
    large.write(question(Question.fileContainingSymbol, 'x'.repeat(64 * 1024)));
    expect((await failure(large)).code).toBe(GrpcStatus.RESOURCE_EXHAUSTED);
    expect(await ask(other, list)).toContain('grove.v1');
  });

  test('so many streams and no more; one that its caller cancels makes room when what it asked is answered', async () => {
    const answers: ((response: Uint8Array) => void)[] = [];
    const thread = new ReflectionThread();
    let onAsk = (): void => undefined;
    jest.spyOn(thread, 'ask').mockImplementation(() => {
      const answer = new Promise<Uint8Array>((resolve) => answers.push(resolve));
      onAsk();
      return answer;
    });
    await serve(thread);
    const all = new Promise<void>((resolve) => {
      onAsk = () => (answers.length === 64 ? resolve() : undefined);
    });
    const streams = Array.from({ length: 64 }, () => open());
    for (const stream of streams) stream.write(list);
    await all;
    const turnedAway = async (): Promise<number> => {
      const stream = open();
      stream.write(list);
      return (await failure(stream)).code;
    };
    expect(await turnedAway()).toBe(GrpcStatus.RESOURCE_EXHAUSTED);
    const cancelled = ended(streams[0] ?? open());
    streams[0]?.cancel();
    await cancelled;
    expect(await turnedAway()).toBe(GrpcStatus.RESOURCE_EXHAUSTED);
    for (const answer of answers) answer(Buffer.from('answer'));
    await next(streams[1] ?? open());
    const again = open();
    onAsk = () => answers.at(-1)?.(Buffer.from('later'));
    expect(await ask(again, list)).toBe('later');
  });

  test.each([
    ['is not there', 'no-such-file.js', 'Cannot find module'],
    ['throws', workerThat('throws', "throw new Error('no protocol files')"), 'no protocol files'],
    ['throws at a question', workerThat('dies', "parentPort.on('message', () => { throw new Error('broken') })"), 'broken'],
    ['ends at a question', workerThat('ends', "parentPort.on('message', () => process.exit(3))"), 'ended with 3'],
    ['is no worker', '', 'must be'],
  ])('a thread whose program %s is UNAVAILABLE in words, and the next call tries again', async (_name, file, words) => {
    const thread = new ReflectionThread(file === 'no-such-file.js' ? join(folder, file) : file);
    await serve(thread);
    for (let round = 0; round < 2; round += 1) {
      const stream = open();
      stream.write(list);
      const error = await failure(stream);
      expect(error.code).toBe(GrpcStatus.UNAVAILABLE);
      expect(error.details).toContain(words);
    }
  });

  test('a thread that died is replaced by the next call', async () => {
    const marker = join(folder, 'marker');
    const file = workerThat(
      'once',
      `const { existsSync, writeFileSync } = require('node:fs');
       if (!existsSync(${JSON.stringify(marker)})) { writeFileSync(${JSON.stringify(marker)}, ''); process.exit(1); }
       parentPort.on('message', ({ id, request }) => parentPort.postMessage({ id, response: request }));`,
    );
    await serve(new ReflectionThread(file));
    const first = open();
    first.write(list);
    expect((await failure(first)).code).toBe(GrpcStatus.UNAVAILABLE);
    expect(await ask(open(), list)).toBe(list.toString('latin1'));
  });

  test('a thread that nobody asks for a while ends, and the next call has another', async () => {
    const file = workerThat(
      'counts',
      `const { threadId } = require('node:worker_threads');
       parentPort.on('message', ({ id }) => parentPort.postMessage({ id, response: Uint8Array.of(threadId) }));`,
    );
    const thread = new ReflectionThread(file, 0);
    const first = await thread.ask('', list);
    // The clock that ends it is older than this one.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = await thread.ask('', list);
    thread.close();
    expect(second).not.toEqual(first);
  });

  test('the end of the replica ends every stream, whether it waits for an answer or not', async () => {
    const file = workerThat(
      'answers-once',
      "parentPort.once('message', ({ id, request }) => parentPort.postMessage({ id, response: request }));",
    );
    const thread = new ReflectionThread(file);
    await serve(thread);
    const idle = open();
    await ask(idle, list);
    const busy = open();
    const asked = new Promise<void>((resolve) => {
      const real = thread.ask.bind(thread);
      jest.spyOn(thread, 'ask').mockImplementationOnce((...question) => {
        resolve();
        return real(...question);
      });
    });
    busy.write(list);
    await asked;
    const ends = Promise.all([ended(idle), ended(busy)]);
    reflection.close();
    expect(await ends).toEqual([GrpcStatus.UNAVAILABLE, GrpcStatus.UNAVAILABLE]);
  });

  test('the event loop loads no parser for it, and the thread keeps no process alive', () => {
    const script = `
      const { Client, credentials, Metadata } = require('@grpc/grpc-js');
      const { GrpcServer } = require(${JSON.stringify(join(__dirname, '..', 'dist', 'grpc-server.js'))});
      const { Reflection } = require(${JSON.stringify(join(__dirname, '..', 'dist', 'reflection.js'))});
      const same = (bytes) => bytes;
      const server = new GrpcServer(${JSON.stringify(options)}, null, 'none', 10);
      new Reflection(server);
      server.listen('127.0.0.1', 0).then((port) => {
        const client = new Client('127.0.0.1:' + port, credentials.createInsecure());
        const stream = client.makeBidiStreamRequest('/${v1}/ServerReflectionInfo', same, same, new Metadata(), {});
        stream.once('data', (response) => {
          const parsers = Object.keys(require.cache).filter((path) => /@grpc.(reflection|proto-loader)|grpc-health-check|protobufjs.src.parse/.test(path));
          console.log(JSON.stringify({ parsers, answered: response.includes('grove.v1.CoordinationService') }));
          client.close();
          server.close(0);
        });
        stream.on('error', () => undefined);
        stream.write(Buffer.from([58, 0]));
      });`;
    // Without an end of its own within the 30 s that the thread stays, it is killed and this fails.
    const output = execFileSync(process.execPath, ['-e', script], { cwd: join(__dirname, '..'), encoding: 'utf8', timeout: 20_000 });
    expect(JSON.parse(output)).toEqual({ parsers: [], answered: true });
  });
});
