import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Client, credentials } from '@grpc/grpc-js';

/** No answer within this time is no finding here: who says nonsense may be left without one. The socket is given up. */
const PATIENCE_MS = 250;
const identity = (bytes: Buffer): Buffer => bytes;

/** Sends bytes as they are, and goes when the other side does, or after a moment. */
export function sendRaw(address: string, bytes: Uint8Array, patienceMs = PATIENCE_MS): Promise<void> {
  const { host, port } = partsOf(address);
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), patienceMs);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.resume();
  });
}

/** One gRPC stream with a body of our own on a connection that behaves: the five bytes before a message are part of the body. */
export function sendBody(address: string, method: string, pieces: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    let session: ClientHttp2Session | null = connectHttp2(`http://${address}`);
    const finish = (): void => {
      clearTimeout(timer);
      session?.destroy();
      session = null;
      resolve();
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    session.on('error', finish);
    session.on('close', finish);
    const stream = session.request({ ':method': 'POST', ':path': method, 'content-type': 'application/grpc', te: 'trailers' });
    stream.on('error', finish);
    stream.on('end', finish);
    stream.resume();
    for (const piece of pieces) stream.write(piece);
    stream.end();
  });
}

/** Messages on one call, each whole as gRPC frames it; ends when the server ends the call, or after a moment. */
export function sendMessages(address: string, method: string, messages: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const stream = client.makeBidiStreamRequest<Buffer, Buffer>(method, identity, identity);
    const finish = (): void => {
      clearTimeout(timer);
      stream.cancel();
      client.close();
      resolve();
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    stream.on('data', () => undefined);
    stream.on('error', finish);
    stream.on('end', finish);
    for (const message of messages) stream.write(Buffer.from(message));
    stream.end();
  });
}

/** What a client that behaves writes to its socket, from the first byte on: a connection to be mutated as a whole. */
export async function recordedConnection(address: string, method: string, messages: readonly Uint8Array[]): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  const { host, port } = partsOf(address);
  const sockets = new Set<Socket>();
  const relay: Server = createServer((client) => {
    const server = connect({ host, port });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (piece) => pieces.push(piece));
    client.pipe(server);
    server.pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const own = relay.address();
  if (own === null || typeof own === 'string') throw new Error('the relay has no port');
  await sendMessages(`127.0.0.1:${own.port}`, method, messages);
  for (const socket of sockets) socket.destroy();
  relay.close();
  return new Uint8Array(Buffer.concat(pieces));
}

function partsOf(address: string): { readonly host: string; readonly port: number } {
  const [host = '', port = ''] = address.split(':');
  return { host, port: Number(port) };
}
