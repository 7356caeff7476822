import { createServer, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { repositoryRoot } from '../cluster/repository';
import { pause } from '../cluster/until';
import type { Network } from './nemesis';

/** Loaded into each replica, so that it dials its own proxy of each other one. */
export const PEER_ROUTE = join(repositoryRoot, 'test', 'chaos', 'peer-route.cjs');

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Between replicas where the machine has no network namespaces: for each that dials another a proxy of its own. What one sends another
 * is held back while it is cut from it, closing included, and no new connection comes about; it is late on a slow network. Nothing is
 * lost, as TCP would bring it in the end.
 */
export class ProxiedNetwork implements Network {
  private readonly cuts = new Set<string>();
  private readonly kilobits = new Map<number, number>();
  /** When what a slow replica has sent so far is through. */
  private readonly busyUntilMs = new Map<number, number>();
  private readonly sockets = new Set<Socket>();
  private waiting: (() => void)[] = [];
  private isUsed = false;
  private readonly servers: Server[] = [];
  private readonly routes = new Map<number, Record<string, number>>();

  /** Before any replica starts: where each listens for the others. */
  async stretch(peers: ReadonlyMap<number, Address>): Promise<void> {
    for (const from of peers.keys()) {
      const routes: Record<string, number> = {};
      for (const [to, address] of peers) if (to !== from) routes[`${address.host}:${address.port}`] = await this.listen(from, to, address);
      this.routes.set(from, routes);
    }
  }

  /** Of a replica that is to use it; with `PEER_ROUTE`. */
  environment(id: number): Record<string, string> {
    return { GROVE_TEST_ROUTES: JSON.stringify(this.routes.get(id) ?? {}) };
  }

  cut(from: number, to: number): void {
    this.expectUsed();
    this.cuts.add(`${from}>${to}`);
  }

  slow(id: number, kilobits: number): void {
    this.expectUsed();
    this.kilobits.set(id, kilobits);
  }

  heal(): void {
    this.cuts.clear();
    this.kilobits.clear();
    this.busyUntilMs.clear();
    for (const go of this.waiting.splice(0)) go();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private listen(from: number, to: number, address: Address): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (near) => void this.join(near, from, to, address));
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const bound = server.address();
        if (typeof bound === 'object' && bound !== null) resolve(bound.port);
        else reject(new Error('a proxy without a port'));
      });
    });
  }

  private async join(near: Socket, from: number, to: number, { host, port }: Address): Promise<void> {
    near.pause();
    this.isUsed = true;
    this.keep(near);
    // A handshake needs both ways.
    await this.open(from, to);
    await this.open(to, from);
    if (near.destroyed) return;
    const far = connect({ host, port, allowHalfOpen: true });
    this.keep(far);
    this.forward(near, far, from, to);
    this.forward(far, near, to, from);
  }

  /** A fault that touches nothing would look like one that was survived. */
  private expectUsed(): void {
    if (!this.isUsed) throw new Error('no replica dials the proxies');
  }

  private keep(socket: Socket): void {
    socket.setNoDelay(true);
    // What ends it is told by `close`.
    socket.on('error', () => undefined);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  private forward(source: Socket, sink: Socket, from: number, to: number): void {
    let before = Promise.resolve();
    const inTurn = (step: () => Promise<void> | void): void => {
      before = before.then(step);
    };
    source.on('data', (piece: Buffer) => {
      source.pause();
      inTurn(async () => {
        await this.open(from, to);
        await this.transmission(from, piece.length);
        // Cut meanwhile.
        await this.open(from, to);
        if (!sink.write(piece) && !sink.destroyed) await new Promise((resolve) => sink.once('drain', resolve).once('close', resolve));
        source.resume();
      });
    });
    source.once('end', () => inTurn(() => this.open(from, to).then(() => void sink.end())));
    source.once('close', () => inTurn(() => this.open(from, to).then(() => void sink.destroy())));
    source.resume();
  }

  /** Resolves when what `from` sends reaches `to`. */
  private async open(from: number, to: number): Promise<void> {
    while (this.cuts.has(`${from}>${to}`)) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async transmission(from: number, bytes: number): Promise<void> {
    const kilobits = this.kilobits.get(from);
    if (kilobits === undefined) return;
    const nowMs = performance.now();
    const untilMs = Math.max(nowMs, this.busyUntilMs.get(from) ?? 0) + (bytes * 8) / kilobits;
    this.busyUntilMs.set(from, untilMs);
    while (this.kilobits.has(from) && performance.now() < untilMs) await pause(Math.min(50, untilMs - performance.now()));
  }
}
