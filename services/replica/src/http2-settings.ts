import type { Server } from '@grpc/grpc-js';
import type { Http2Server, ServerHttp2Session, ServerOptions } from 'node:http2';

/**
 * What grpc-js has no options for. It reaches into grpc-js, whose version is pinned; tests look at the connection of a real client.
 *
 * - Every connection may receive so many bytes before they are read, on each stream and, at first, in all (Node gives the connection's
 *   share back as data comes, so what is not read is bounded for each stream). grpc-js has that option for its clients alone, and HTTP/2's
 *   own 64 KiB make a message of a megabyte wait for sixteen round trips through two busy event loops (DESIGN.md, "Between replicas").
 * - Headers of answers are sent as they are, without a table of those sent before (RFC 7541, 2.3.2): a table and its headers are memory of every connection, and an
 *   answer has a handful of short ones.
 *
 * To be called when the server has no listeners and injectors yet: see `setConnectionWindow` for the rest. @throws Error where grpc-js keeps its options elsewhere
 */
export function setUpHttp2(server: Server, receiveWindowBytes: number): void {
  const options: unknown = Reflect.get(server, 'commonServerOptions');
  if (typeof options !== 'object' || options === null)
    throw new Error('grpc-js keeps the options of HTTP/2 elsewhere: see http2-settings.ts');
  const { settings } = options as ServerOptions;
  const more: ServerOptions = { maxDeflateDynamicTableSize: 0, settings: { ...settings, initialWindowSize: receiveWindowBytes } };
  Object.assign(options, more);
}

/** The connection's part of the window; when the server has its listeners and injectors. */
export function setConnectionWindow(server: Server, receiveWindowBytes: number): void {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  if (!(servers instanceof Map) || servers.size === 0) throw new Error('grpc-js keeps its HTTP/2 servers elsewhere: see http2-settings.ts');
  for (const http2Server of servers.keys() as Iterable<Http2Server>) {
    http2Server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(receiveWindowBytes));
  }
}
