import { createServer } from 'node:net';

export const host = '127.0.0.1';

/** The ports of replica N (README: which port is what). */
export function portsOf(basePort, replica) {
  return { client: basePort + 10 + replica, peer: basePort + 20 + replica, http: basePort + 30 + replica };
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

/** The first port that somebody else listens on; null where all are free. */
export async function firstTakenPort(basePort, replicas) {
  for (const replica of replicas) {
    for (const port of Object.values(portsOf(basePort, replica))) {
      if (!(await isFree(port))) return port;
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
