import type { Server } from '@grpc/grpc-js';
import type { Http2Server, ServerHttp2Session } from 'node:http2';

/**
 * Lets every connection of a server receive so many bytes before they are read, on each stream and, at first, in all (Node gives the connection's share
 * back as data comes, so what is not read is bounded for each stream). grpc-js has the option for
 * its clients alone, and HTTP/2's own 64 KiB make a message of a megabyte wait for sixteen round trips through two busy event loops
 * (DESIGN.md, "Between replicas"). It reaches into grpc-js, whose version is pinned; a test measures the window at a real client.
 *
 * To be called when the server has its listeners or injectors. @throws Error where grpc-js keeps them elsewhere
 */
export function setReceiveWindow(server: Server, bytes: number): void {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  if (!(servers instanceof Map) || servers.size === 0) throw new Error('grpc-js keeps its HTTP/2 servers elsewhere: see receive-window.ts');
  for (const http2Server of servers.keys() as Iterable<Http2Server>) {
    http2Server.on('session', (session: ServerHttp2Session) => {
      session.settings({ initialWindowSize: bytes });
      session.setLocalWindowSize(bytes);
    });
  }
}
