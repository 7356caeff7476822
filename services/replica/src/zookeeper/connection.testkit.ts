import { connect, type Socket } from 'node:net';
import { OperationField, SessionResponseBuilder, encodeAnswer, visitSessionRequest } from '@grove/wire';
import type { OperationResult, Stat } from '@grove/wire';
import { Conversation } from '@grove/zookeeper-wire/dist/testing/conversation';
import { readConfiguration, type Configuration } from '../configuration';
import { FakeEngine, type FakeStream } from '../fake-engine.testkit';
import { ZooKeeperServer } from './server';

/** Clients of ZooKeeper's over sockets, and the engine behind their connections played by the test. */

export const SECRET = new Uint8Array(16).fill(7);
export const STARTED = {
  sessionId: 2 ** 40,
  sessionSecret: SECRET,
  timeoutMs: 9_000,
  generation: 1,
  lastSequence: 0,
  zxid: 50,
  replica: 1,
};
export const OPEN = [{ rights: 31, scheme: 'world', id: 'anyone' }];

export const STAT: Stat = {
  czxid: 1,
  mzxid: 2,
  pzxid: 3,
  ctimeMs: 4,
  mtimeMs: 5,
  version: 0,
  cversion: 0,
  aversion: 0,
  kind: 'persistent',
  ownerSessionId: 0,
  ttlMs: 0,
  dataLength: 4,
  numChildren: 0,
};

export let engine: FakeEngine;
export let server: ZooKeeperServer;
export let port: number;
export const sockets: Socket[] = [];
/** What the present server told of connections that it refused. */
export const refused: string[] = [];

export function configured(...flags: string[]): Configuration {
  const members = '1=127.0.0.1:7421/127.0.0.1:7411,2=127.0.0.1:7422/127.0.0.1:7412';
  const result = readConfiguration(['--replica', '1', '--members', members, '--data-dir', '/d', '--zookeeper', ...flags], {}, '', '0');
  if (result.type !== 'configuration') throw new Error(result.type === 'mistake' ? result.message : 'help');
  return result.configuration;
}

export async function serve(...flags: string[]): Promise<void> {
  engine = new FakeEngine();
  refused.length = 0;
  server = new ZooKeeperServer(engine, configured(...flags), 7411, (reason) => refused.push(reason));
  port = await server.listen('127.0.0.1', 0);
}

export interface Client extends Conversation {
  readonly socket: Socket;
}

export async function dial(): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const client = Object.assign(new Conversation((bytes) => socket.write(bytes)), { socket });
  socket.on('data', (piece) => client.take(piece));
  socket.on('error', () => undefined);
  socket.on('close', () => client.closed());
  await new Promise((resolve) => socket.once('connect', resolve));
  return client;
}

/** What a stream of the engine was given, in words. */
export function given(stream: FakeStream): string[] {
  const words: string[] = [];
  for (const frame of stream.frames) {
    visitSessionRequest(frame, {
      onOpen: (timeoutMs, readOnly) => words.push(`open ${timeoutMs} ${readOnly}`),
      onAttach: (id, secret, zxid, readOnly) => words.push(`attach ${id} ${Buffer.from(secret).toString('hex')} ${zxid} ${readOnly}`),
      onAcknowledged: (sequence) => words.push(`acknowledged ${sequence}`),
      onRequest: (_frame, { id, operationField }) => words.push(`${nameOf(operationField)} ${id}`),
      onPing: (id) => words.push(`ping ${id}`),
    });
  }
  return words;
}

export function nameOf(field: number): string {
  return Object.entries(OperationField).find(([, number]) => number === field)?.[0] ?? 'nothing';
}

export function say(stream: FakeStream, fill: (builder: SessionResponseBuilder) => void): void {
  const builder = new SessionResponseBuilder();
  fill(builder);
  stream.sink.send(builder.take());
}

export async function streamOf(index: number): Promise<FakeStream> {
  await engine.until(() => engine.streams.length > index && (engine.streams[index]?.frames.length ?? 0) > 0);
  const stream = engine.streams[index];
  if (stream === undefined) throw new Error('no stream');
  return stream;
}

/** A client with a session. */
export async function joined(): Promise<{ client: Client; stream: FakeStream }> {
  const client = await dial();
  const connected = client.connect();
  const stream = await streamOf(engine.streams.length);
  say(stream, (builder) => builder.started(STARTED));
  await connected;
  stream.frames.length = 0;
  return { client, stream };
}

export function answer(stream: FakeStream, id: number, zxid: number, code = 0, result?: OperationResult): void {
  say(stream, (builder) => builder.answer(id, encodeAnswer({ zxid, code, ...(result !== undefined && { result }) })));
}

/** A server for each test of the file. */
export function serveEachTest(): void {
  beforeEach(() => serve());
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.close(0);
  });
}
