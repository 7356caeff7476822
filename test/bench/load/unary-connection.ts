import { Client, credentials } from '@grpc/grpc-js';
import { BytesWriter } from './bytes-writer';
import type { Connect, LoadConnection } from './connection';
import { UNARY_METHODS, type UnaryMethods } from './unary-methods';

/**
 * Plain unary calls. A LoadConnection promises answers in order, calls promise none, so the generator gives each call under
 * way a connection (a lane) of its own; all lanes of one endpoint share one TCP connection, as clients of such an API do.
 */
const identity = (bytes: Buffer): Buffer => bytes;

/** An unanswered call ends by then: a server that is stopped answers nothing. */
const CALL_MS = 60_000;
const ALREADY_EXISTS = 6;

export const connectEtcd = connectUnary(UNARY_METHODS.etcd);
export const connectGroveUnary = connectUnary(UNARY_METHODS['grove-unary']);

/** Opens lanes: one call at a time. */
function connectUnary(methods: UnaryMethods): Connect {
  return (endpoint, znodes, events) => {
    const client = clientOf(endpoint);
    const keys = znodes.paths.map((path) => Buffer.from(path));
    const keyOf = (znode: number): Buffer => {
      const key = keys[znode];
      if (key === undefined) throw new RangeError('no such znode');
      return key;
    };
    const calls: { readonly method: string; readonly request: Buffer }[] = [];
    const under = new Set<{ cancel(): void }>();
    const connection: LoadConnection = {
      create: (path, data) => calls.push({ method: methods.create, request: fields(Buffer.from(path), data, methods.afterCreate) }),
      read: (znode) => calls.push({ method: methods.read, request: fields(keyOf(znode), null, methods.afterRead) }),
      write: (znode) => calls.push({ method: methods.write, request: fields(keyOf(znode), znodes.data, []) }),
      list: (path) => calls.push({ method: methods.list, request: methods.listRequest(path) }),
      flush: () => {
        for (const { method, request } of calls.splice(0)) {
          const options = { deadline: Date.now() + CALL_MS };
          const call = client.makeUnaryRequest<Buffer, Buffer>(method, identity, identity, request, options, (error) => {
            under.delete(call);
            events.onAnswers(1, error === null || (error.code as number) === ALREADY_EXISTS ? 0 : 1);
          });
          under.add(call);
        }
      },
      close: () => Promise.resolve(),
      drop: () => {
        for (const call of under) call.cancel();
      },
    };
    return Promise.resolve(connection);
  };
}

const clients = new Map<string, Client>();

function clientOf(endpoint: string): Client {
  let client = clients.get(endpoint);
  if (client === undefined) {
    client = new Client(endpoint, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });
    clients.set(endpoint, client);
  }
  return client;
}

/** Both protocols have the key or path in field 1 and the data in field 2; `after` is what else the request holds. */
function fields(key: Buffer, data: Buffer | null, after: readonly number[]): Buffer {
  const out = new BytesWriter();
  out.byte(0x0a);
  out.varint(key.length);
  out.bytes(key);
  if (data !== null) {
    out.byte(0x12);
    out.varint(data.length);
    out.bytes(data);
  }
  for (const byte of after) out.byte(byte);
  return out.take();
}
