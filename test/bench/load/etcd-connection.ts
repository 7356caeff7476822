import { Client, credentials } from '@grpc/grpc-js';
import { BytesWriter } from './bytes-writer';
import type { Connect, LoadConnection } from './connection';

/**
 * etcd's v3 API has no session stream: each request is a unary call of its own. A LoadConnection promises answers in
 * order, calls promise none, so the generator gives each call under way a connection (a lane) of its own; all lanes
 * of one endpoint share one TCP connection, as etcd's own clients do.
 */
const identity = (bytes: Buffer): Buffer => bytes;

/** Opens a lane: one call at a time. */
export const connectEtcd: Connect = (endpoint, znodes, events) => {
  const client = clientOf(endpoint);
  const keys = znodes.paths.map((path) => Buffer.from(path));
  const calls: { readonly method: string; readonly request: Buffer }[] = [];
  const put = (key: Buffer, value: Buffer): void => {
    calls.push({ method: '/etcdserverpb.KV/Put', request: fields(key, value, false) });
  };
  const connection: LoadConnection = {
    create: (path, data) => put(Buffer.from(path), data),
    read: (znode) => {
      const key = keys[znode];
      if (key === undefined) throw new RangeError('no such znode');
      calls.push({ method: '/etcdserverpb.KV/Range', request: fields(key, null, true) });
    },
    write: (znode) => {
      const key = keys[znode];
      if (key === undefined) throw new RangeError('no such znode');
      put(key, znodes.data);
    },
    flush: () => {
      for (const { method, request } of calls.splice(0)) {
        client.makeUnaryRequest<Buffer, Buffer>(method, identity, identity, request, (error) =>
          events.onAnswers(1, error === null ? 0 : 1),
        );
      }
    },
    close: () => Promise.resolve(),
  };
  return Promise.resolve(connection);
};

const clients = new Map<string, Client>();

function clientOf(endpoint: string): Client {
  let client = clients.get(endpoint);
  if (client === undefined) {
    client = new Client(endpoint, credentials.createInsecure());
    clients.set(endpoint, client);
  }
  return client;
}

/** PutRequest {key = 1, value = 2} or RangeRequest {key = 1, serializable = 7}. */
function fields(key: Buffer, value: Buffer | null, serializable: boolean): Buffer {
  const out = new BytesWriter();
  out.byte(0x0a);
  out.varint(key.length);
  out.bytes(key);
  if (value !== null) {
    out.byte(0x12);
    out.varint(value.length);
    out.bytes(value);
  }
  if (serializable) {
    out.byte(0x38);
    out.byte(1);
  }
  return out.take();
}
