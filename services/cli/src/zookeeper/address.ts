import { usage } from '../failure';

const DEFAULT_PORT = 2181;

/** Where a ZooKeeper is, and which of its subtrees is meant. */
export interface ZooKeeperAddress {
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly path: string;
}

/** `zookeeper://HOST[:PORT],…/PATH`; an address of IPv6 stands in brackets. No path is the whole tree. */
export function parseZooKeeperAddress(text: string): ZooKeeperAddress {
  const [, servers, path = '/'] = /^zookeeper:\/\/([^/]+)(\/.*)?$/s.exec(text) ?? [];
  if (servers === undefined) throw usage(`"${text}" is no zookeeper://HOST:PORT,HOST:PORT/PATH`);
  if (servers.includes('@')) throw usage('a credential does not stand in the address: --help says where it does');
  if (path.length > 1 && path.endsWith('/')) throw usage(`"${text}" ends with /; leave that out`);
  if (isReserved(path)) throw usage(`${path} belongs to ZooKeeper itself and is never copied`);
  return { servers: servers.split(',').map(parseServer), path };
}

function parseServer(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits ?? DEFAULT_PORT);
  if (host === undefined || port < 1 || port > 65_535) throw usage(`"${text}" is no HOST:PORT (for example 127.0.0.1:2181)`);
  return { host, port };
}

/** What a server keeps for itself, in ZooKeeper as in Grove. */
export function isReserved(path: string): boolean {
  return path === '/zookeeper' || path.startsWith('/zookeeper/');
}
