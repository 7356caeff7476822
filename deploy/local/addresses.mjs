import { createServer } from 'node:net';

export const host = '127.0.0.1';

/** Where ZooKeeper's clients look by themselves: replica 1 listens on 2181. With ports of one's own it is forty above those. */
const defaultBasePort = 7400;
const zooKeeperBasePort = 2180;

/** The ports of replica N (README: which port is what). */
export function portsOf(basePort, replica) {
  return {
    client: basePort + 10 + replica,
    peer: basePort + 20 + replica,
    http: basePort + 30 + replica,
    zooKeeper: (basePort === defaultBasePort ? zooKeeperBasePort : basePort + 40) + replica,
  };
}

/** What every replica is told about all: N=HOST:PEERPORT/HOST:CLIENTPORT,… */
export function membersOf(basePort, replicas) {
  return replicas
    .map((replica) => {
      const ports = portsOf(basePort, replica);
      return `${replica}=${host}:${ports.peer}/${host}:${ports.client}`;
    })
    .join(',');
}

/** The first port that somebody else listens on, and what it is for; null where all are free. */
export async function firstTakenPort({ basePort, zooKeeper }, replicas) {
  for (const replica of replicas) {
    for (const [use, port] of Object.entries(portsOf(basePort, replica))) {
      if (use === 'zooKeeper' && !zooKeeper) continue;
      if (!(await isFree(port))) return { port, use };
    }
  }
  return null;
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
