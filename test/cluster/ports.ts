import { createServer } from 'node:net';

/**
 * Ports below Linux's ephemeral range (32768 and up): an outgoing connection never takes one of them while the
 * process that owns it is down on purpose.
 */
const PORT_MIN = 12_000;
const PORT_MAX = 31_000;

/** `count` TCP ports on loopback on which nothing listens, next to each other. */
export async function freePorts(count: number): Promise<number[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN - count));
    const ports = Array.from({ length: count }, (_, offset) => first + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
  throw new Error(`no ${count} free ports next to each other between ${PORT_MIN} and ${PORT_MAX}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
