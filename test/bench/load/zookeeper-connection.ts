import { connect as connectTcp, type Socket } from 'node:net';
import { BytesWriter } from './bytes-writer';
import type { Connect, ConnectionEvents, LoadConnection, ZnodeSet } from './connection';

/** ZooKeeper's wire format (jute): big-endian, each packet behind its length. */
const OP_CREATE = 1;
const OP_EXISTS = 3;
const OP_GET_DATA = 4;
const OP_SET_DATA = 5;
const OP_GET_CHILDREN = 8;
const OP_PING = 11;
const OP_CLOSE = -11;
const ANY_VERSION = -1;
const PERMISSIONS_ALL = 31;
const NONODE = -101;
const NODEEXISTS = -110;
const XID_EVENT = -1;
const XID_PING = -2;
const SESSION_TIMEOUT_MS = 30_000;
/** Of a reply: xid int32, zxid int64, error int32. */
const ERROR_OFFSET = 12;

/** Opens a ZooKeeper session. */
export const connectZooKeeper: Connect = (endpoint, znodes, events) =>
  new Promise((resolve, reject) => {
    const [host, port] = endpoint.split(':');
    const socket = connectTcp({ host: host ?? '', port: Number(port), noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => socket.write(connectRequest()));
    const connection = new ZooKeeperConnection(socket, znodes, events, () => {
      socket.removeListener('error', reject);
      socket.on('error', (error) => events.onLost(error));
      resolve(connection);
    });
  });

class ZooKeeperConnection implements LoadConnection {
  private readonly frame = new BytesWriter();
  private readonly reads: readonly Buffer[];
  private readonly writes: readonly Buffer[];
  private xid = 0;
  private started = false;
  private closing: (() => void) | null = null;
  /** A packet that the last piece of input cut off. */
  private rest: Buffer | null = null;

  constructor(
    private readonly socket: Socket,
    znodes: ZnodeSet,
    private readonly events: ConnectionEvents,
    private readonly onStarted: () => void,
  ) {
    ({ reads: this.reads, writes: this.writes } = requestsOf(znodes));
    socket.on('data', (piece: Buffer) => this.onData(piece));
    socket.on('close', () => {
      if (this.closing === null) events.onLost(new Error('ZooKeeper closed the connection'));
      else this.closing();
    });
  }

  create(path: string, data: Buffer): void {
    this.packet(
      packetBody(OP_CREATE, (body) => {
        string(body, path);
        buffer(body, data);
        body.int32(1);
        body.int32(PERMISSIONS_ALL);
        string(body, 'world');
        string(body, 'anyone');
        body.int32(0);
      }),
    );
  }

  read(znode: number): void {
    this.packet(this.reads[znode]);
  }

  write(znode: number): void {
    this.packet(this.writes[znode]);
  }

  list(path: string): void {
    this.packet(withFlag(OP_GET_CHILDREN, path, 0));
  }

  watch(path: string): void {
    this.packet(withFlag(OP_EXISTS, path, 1));
  }

  ping(): void {
    this.frame.int32(8);
    this.frame.int32(XID_PING);
    this.frame.int32(OP_PING);
  }

  flush(): void {
    if (this.frame.byteLength > 0) this.socket.write(this.frame.take());
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.closing = resolve;
      this.packet(packetBody(OP_CLOSE, () => undefined));
      this.flush();
      this.socket.end();
    });
  }

  drop(): void {
    this.closing = () => undefined;
    this.socket.destroy();
  }

  private packet(body: Buffer | undefined): void {
    if (body === undefined) throw new RangeError('no such znode');
    this.frame.int32(4 + body.length);
    this.frame.int32(++this.xid);
    this.frame.bytes(body);
  }

  private onData(piece: Buffer): void {
    const input = this.rest === null ? piece : Buffer.concat([this.rest, piece]);
    let at = 0;
    let answers = 0;
    let failures = 0;
    let watchEvents = 0;
    while (at + 4 <= input.length) {
      const length = input.readInt32BE(at);
      if (at + 4 + length > input.length) break;
      const xid = input.readInt32BE(at + 4);
      if (this.started && xid === XID_EVENT) {
        watchEvents++;
      } else if (this.started && xid !== XID_PING) {
        const error = input.readInt32BE(at + 4 + ERROR_OFFSET);
        answers++;
        if (error !== 0 && error !== NODEEXISTS && error !== NONODE) failures++;
      } else if (!this.started) {
        this.started = true;
        this.onStarted();
      }
      at += 4 + length;
    }
    this.rest = at < input.length ? input.subarray(at) : null;
    if (watchEvents > 0) this.events.onWatchEvents?.(watchEvents);
    if (answers > 0 && this.closing === null) this.events.onAnswers(answers, failures);
  }
}

interface Requests {
  readonly reads: readonly Buffer[];
  readonly writes: readonly Buffer[];
}

/** Encoded once for all sessions. */
const requests = new WeakMap<ZnodeSet, Requests>();

function requestsOf(znodes: ZnodeSet): Requests {
  const known = requests.get(znodes);
  if (known !== undefined) return known;
  const made = {
    reads: znodes.paths.map((path) => withFlag(OP_GET_DATA, path, 0)),
    writes: znodes.paths.map((path) =>
      packetBody(OP_SET_DATA, (body) => {
        string(body, path);
        buffer(body, znodes.data);
        body.int32(ANY_VERSION);
      }),
    ),
  };
  requests.set(znodes, made);
  return made;
}

function connectRequest(): Buffer {
  const request = Buffer.alloc(4 + 45);
  request.writeInt32BE(45, 0);
  // Protocol version 0, last zxid seen 0, then the timeout; session id 0: a new session; 16 bytes of password; not read-only.
  request.writeInt32BE(SESSION_TIMEOUT_MS, 4 + 12);
  request.writeInt32BE(16, 4 + 24);
  return request;
}

function packetBody(type: number, fill: (body: BytesWriter) => void): Buffer {
  const body = new BytesWriter();
  body.int32(type);
  fill(body);
  return body.take();
}

/** A path, and whether a watch is left on it. */
function withFlag(type: number, path: string, watch: 0 | 1): Buffer {
  return packetBody(type, (body) => {
    string(body, path);
    body.byte(watch);
  });
}

function string(body: BytesWriter, text: string): void {
  buffer(body, Buffer.from(text));
}

function buffer(body: BytesWriter, bytes: Buffer): void {
  body.int32(bytes.length);
  body.bytes(bytes);
}
