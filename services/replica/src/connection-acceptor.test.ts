import { connect, type Socket } from 'node:net';
import { ConnectionAcceptor, SESSIONS_PER_TURN } from './connection-acceptor';

const dialled: Socket[] = [];

/** Connections to the port, made at once; each says its number. */
function dial(port: number, count: number): { closed: Set<number> } {
  const closed = new Set<number>();
  for (let n = 0; n < count; n += 1) {
    const socket = connect(port, '127.0.0.1', () => socket.write(String(n)));
    socket.on('error', () => undefined);
    socket.on('close', () => closed.add(n));
    dialled.push(socket);
  }
  return { closed };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

afterEach(() => {
  for (const socket of dialled.splice(0)) socket.destroy();
});

test('a crowd that comes at once is handed on some in each turn, and nothing that it said meanwhile is lost', async () => {
  const CROWD = 300;
  const said = new Set<string>();
  let inTurn = 0;
  let most = 0;
  const acceptor = new ConnectionAcceptor({ connectionsMax: 1_000, tls: null }, (socket) => {
    inTurn += 1;
    most = Math.max(most, inTurn);
    if (inTurn === 1) process.nextTick(() => (inTurn = 0));
    socket.on('data', (bytes) => said.add(bytes.toString()));
  });
  dial(await acceptor.listen('127.0.0.1', 0), CROWD);
  await until(() => said.size === CROWD);
  expect(most).toBeLessThanOrEqual(SESSIONS_PER_TURN);
  const closed = new Promise<void>((resolve) => acceptor.close(resolve));
  for (const socket of dialled) socket.destroy();
  await closed;
});

test('connections above the bound are closed, and there is room again when others are gone', async () => {
  let handedOn = 0;
  const acceptor = new ConnectionAcceptor({ connectionsMax: 2, tls: null }, () => {
    handedOn += 1;
  });
  const port = await acceptor.listen('127.0.0.1', 0);
  const { closed } = dial(port, 5);
  await until(() => closed.size === 3);
  expect(handedOn).toBeLessThanOrEqual(2);
  for (const socket of dialled) socket.destroy();
  await until(() => closed.size === 5);
  // The other side hears of it in its own time.
  for (let before = handedOn; handedOn === before; await new Promise((resolve) => setTimeout(resolve, 10))) dial(port, 1);
  const done = new Promise<void>((resolve) => acceptor.close(resolve));
  for (const socket of dialled) socket.destroy();
  await done;
});

test('a port that is taken is said with its name', async () => {
  const one = new ConnectionAcceptor({ connectionsMax: 2, tls: null }, () => undefined);
  const port = await one.listen('127.0.0.1', 0);
  const other = new ConnectionAcceptor({ connectionsMax: 2, tls: null }, () => undefined);
  await expect(other.listen('127.0.0.1', port)).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
  await new Promise<void>((resolve) => one.close(resolve));
});
