import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import {
  JuteReader,
  JuteWriter,
  OpCode,
  PASSWORD_BYTES,
  PacketStream,
  Xid,
  readConnectResponse,
  readEvent,
  readReplyHeader,
  readResult,
  writeConnectRequest,
  writeRequest,
} from '@grove/zookeeper-wire';
import type { ZooKeeperEvent, ZooKeeperRequest, ZooKeeperResult } from '@grove/zookeeper-wire';

const SESSION_TIMEOUT_MS = 30_000;
/** A list of children has no bound but the server's memory. */
const PACKET_BYTES_MAX = 256 * 1024 * 1024;
const CLOSE_MS = 1_000;

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** For the connection to stand and the session to be made. */
  readonly openTimeoutMs: number;
  /** A server that has not reached it refuses: it would show an older state. */
  readonly lastZxidSeen: number;
}

export interface ZooKeeperReply {
  readonly zxid: number;
  readonly error: number;
  /** Null where it failed. */
  readonly result: ZooKeeperResult | null;
}

/** What was asked and not answered may have happened or not. */
export class ConnectionLost extends Error {}

interface Waiting {
  readonly xid: number;
  readonly type: ZooKeeperRequest['type'];
  readonly resolve: (reply: ZooKeeperReply) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One session on one connection; both end together: who goes on elsewhere has missed what changed meanwhile (ZooKeeper tells a watch that
 * stays of no change before it was set again), so that a session moved would be worth no more than a new one.
 */
export class ZooKeeperConnection {
  readonly server: string;
  /** The last zxid of an answer. */
  lastZxid: number;
  onEvent: (event: ZooKeeperEvent) => void = () => undefined;
  onLost: (error: ConnectionLost) => void = () => undefined;
  private readonly packets = new PacketStream(PACKET_BYTES_MAX);
  private readonly reader = new JuteReader();
  private readonly writer = new JuteWriter(16 * 1024);
  private readonly waiting: Waiting[] = [];
  /** Where the next answer's request is in `waiting`; those before it are answered. */
  private answered = 0;
  private nextXid = 1;
  private isFlushing = false;
  private lost: ConnectionLost | null = null;
  private opened: ((timeoutMs: number) => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private heardAtMs = performance.now();

  private constructor(
    private readonly socket: Socket,
    options: ConnectionOptions,
  ) {
    this.server = `${options.host}:${options.port}`;
    this.lastZxid = options.lastZxidSeen;
    socket.on('data', (piece) => this.take(piece));
    socket.on('error', (error) => this.lose(error.message));
    socket.on('close', () => this.lose('the server closed the connection'));
  }

  static open(options: ConnectionOptions): Promise<ZooKeeperConnection> {
    return new Promise((resolve, reject) => {
      const socket = connectTcp({ host: options.host, port: options.port, noDelay: true });
      const connection = new ZooKeeperConnection(socket, options);
      const timer = setTimeout(() => connection.lose('no answer in time'), options.openTimeoutMs);
      connection.onLost = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      connection.opened = (timeoutMs) => {
        clearTimeout(timer);
        connection.onLost = () => undefined;
        connection.keepAlive(timeoutMs);
        resolve(connection);
      };
      socket.once('connect', () => {
        writeConnectRequest(connection.writer, {
          protocolVersion: 0,
          lastZxidSeen: options.lastZxidSeen,
          timeoutMs: SESSION_TIMEOUT_MS,
          sessionId: 0n,
          password: new Uint8Array(PASSWORD_BYTES),
          readOnly: false,
        });
        connection.flush();
      });
    });
  }

  /** Requests take effect, and are answered, in the order of the calls. Rejects with ConnectionLost alone. */
  request(request: ZooKeeperRequest): Promise<ZooKeeperReply> {
    if (this.lost !== null) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      const xid = request.type === 'auth' ? Xid.auth : this.nextXid++;
      this.waiting.push({ xid, type: request.type, resolve, reject });
      writeRequest(this.writer, xid, request);
      if (this.isFlushing) return;
      // Whatever else is asked for in this turn goes with it.
      this.isFlushing = true;
      setImmediate(() => {
        this.isFlushing = false;
        this.flush();
      });
    });
  }

  /** Ends the session, so that its watches do not wait for its timeout. */
  async close(): Promise<void> {
    this.onLost = () => undefined;
    if (this.lost === null) {
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([this.request({ type: 'closeSession' }).catch(() => null), late]);
    }
    this.lose('closed');
  }

  private flush(): void {
    if (this.lost === null && this.writer.position > 0) this.socket.write(this.writer.take());
  }

  private keepAlive(timeoutMs: number): void {
    this.timer = setInterval(() => {
      if (performance.now() - this.heardAtMs > (timeoutMs * 2) / 3) {
        this.lose('the server is silent');
        return;
      }
      writeRequest(this.writer, Xid.ping, { type: 'ping' });
      this.flush();
    }, timeoutMs / 4);
  }

  private take(piece: Uint8Array): void {
    this.heardAtMs = performance.now();
    this.packets.push(piece);
    while (this.lost === null && this.packets.next()) {
      const { buffer, start, end } = this.packets;
      this.reader.reset(buffer, start, end);
      if (this.opened === null) this.takeReply();
      else this.takeConnected(this.opened);
    }
    if (this.packets.failed) this.lose(`a packet of ${this.packets.refusedLength} bytes: is this the port for ZooKeeper's clients?`);
  }

  private takeConnected(opened: (timeoutMs: number) => void): void {
    const response = readConnectResponse(this.reader);
    if (response === null || response.timeoutMs <= 0) {
      this.lose('it gave no session');
      return;
    }
    this.opened = null;
    opened(response.timeoutMs);
  }

  private takeReply(): void {
    const { reader } = this;
    const { xid, zxid, error } = readReplyHeader(reader);
    if (xid === Xid.ping) return;
    if (xid === Xid.notification) {
      const event = readEvent(reader);
      if (reader.failed) this.lose('an event cannot be read');
      else this.onEvent(event);
      return;
    }
    const waiting = this.waiting[this.answered];
    if (waiting === undefined || waiting.xid !== xid) {
      this.lose(`an answer to ${xid}, which was not asked`);
      return;
    }
    const result = error === 0 && !reader.isAtEnd ? readResult(reader, OpCode[waiting.type]) : null;
    if (reader.failed) {
      this.lose(`the answer to ${waiting.type} cannot be read`);
      return;
    }
    this.answered++;
    if (this.answered > 1_000 && this.answered * 2 > this.waiting.length) {
      this.waiting.splice(0, this.answered);
      this.answered = 0;
    }
    if (zxid > this.lastZxid) this.lastZxid = zxid;
    waiting.resolve({ zxid, error, result });
  }

  private lose(why: string): void {
    if (this.lost !== null) return;
    const lost = new ConnectionLost(`ZooKeeper at ${this.server}: ${why}`);
    this.lost = lost;
    if (this.timer !== null) clearInterval(this.timer);
    this.socket.destroy();
    for (const { reject } of this.waiting.splice(this.answered)) reject(lost);
    this.onLost(lost);
  }
}
