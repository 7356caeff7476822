import type { Connect, ConnectionEvents, LoadConnection, ZnodeSet } from './connection';
import { connectGrove } from './grove-connection';
import type { Job, Protocol } from './job';
import { connectEtcd, connectGroveUnary } from './unary-connection';
import { connectZooKeeper } from './zookeeper-connection';

const CONNECT: Readonly<Record<Protocol, Connect>> = {
  grove: connectGrove,
  'grove-unary': connectGroveUnary,
  'grove-zookeeper': connectZooKeeper,
  zookeeper: connectZooKeeper,
  etcd: connectEtcd,
};

const isUnary = (protocol: Protocol): boolean => protocol === 'etcd' || protocol === 'grove-unary';

/** Opens the n-th session of a load: on the endpoints in turn. */
export function connectTo(
  { protocol, endpoints }: Pick<Job, 'protocol' | 'endpoints'>,
  n: number,
  znodes: ZnodeSet,
  events: ConnectionEvents,
): Promise<LoadConnection> {
  const endpoint = endpoints[n % endpoints.length];
  if (endpoint === undefined) throw new Error('no endpoints');
  return CONNECT[protocol](endpoint, znodes, events);
}

/** Unary calls have no order: each place of the window is a lane of its own. */
export function lanesOf(
  protocol: Protocol,
  sessions: number,
  outstanding: number,
): { readonly count: number; readonly outstanding: number } {
  return isUnary(protocol) ? { count: sessions * outstanding, outstanding: 1 } : { count: sessions, outstanding };
}
