import { connect as dial, createServer, type Server, type Socket } from 'node:net';

/** A relay in front of one replica's client port: what goes through it can be cut off without harm to the replica. */
export class CutOff {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private refuses = false;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  /** Listens on a free port of its own. */
  static start(target: string): Promise<CutOff> {
    const [host = '', port = ''] = target.split(':');
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') {
          reject(new Error('the relay has no port'));
          return;
        }
        const relay = new CutOff(server, address.port);
        server.on('connection', (client) => relay.accept(client, host, Number(port)));
        resolve(relay);
      });
    });
  }

  /** Where clients connect, host:port. */
  get endpoint(): string {
    return `127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Resets every connection; new ones are let through. */
  disconnect(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
    this.pairs.clear();
  }

  /** Resets every connection and lets no new one through, until told otherwise. */
  refuse(refuses: boolean): void {
    this.refuses = refuses;
    if (refuses) this.disconnect();
  }

  async close(): Promise<void> {
    this.disconnect();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket, host: string, port: number): void {
    if (this.refuses) {
      client.resetAndDestroy();
      return;
    }
    const server = dial(port, host);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.pipe(server);
    server.pipe(client);
  }
}
