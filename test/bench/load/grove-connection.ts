import { connect } from 'node:net';
import { Connection as Http2Connection, type ByteCall, type CallEvents } from '@grove/http2';
import { BytesWriter, varintLength } from './bytes-writer';
import type { Connect, ConnectionEvents, LoadConnection, ZnodeSet } from './connection';

/**
 * grove.v1's session stream, written and read by hand: a load generator must cost less than what it measures. Only
 * what the load uses is here; tags are (field number << 3 | wire type) of proto/grove/v1/coordination.proto.
 */
const VARINT = 0;
const BYTES = 2;
const SESSION_METHOD = '/grove.v1.CoordinationService/Session';
const SESSION_TIMEOUT_MS = 30_000;
const NONODE = -101;
const NODEEXISTS = -110;

const tag = (field: number, wireType: number): number => field * 8 + wireType;
const REQUEST_TAG = tag(3, BYTES);
const ACKNOWLEDGED_TAG = tag(4, VARINT);
const PING_TAG = tag(5, BYTES);
const ID_TAG = tag(1, VARINT);
const SEQUENCE_TAG = tag(2, VARINT);
const OPERATION_CREATE = 16;
const OPERATION_SET_DATA = 18;
const OPERATION_CLOSE = 20;
const OPERATION_EXISTS = 32;
const OPERATION_GET_DATA = 33;
const OPERATION_GET_CHILDREN = 34;
const ITEM_TAG = tag(1, BYTES);
const ITEM_STARTED = tag(1, BYTES);
const ITEM_ANSWER = tag(2, BYTES);
const ITEM_EVENT = tag(3, BYTES);
const ITEM_ENDED = tag(6, BYTES);
const CODE_TAG = tag(3, VARINT);

/** As packages/client has it. */
const RECEIVE_WINDOW_BYTES = 4 * 1024 * 1024;
const MESSAGE_BYTES_MAX = 2 ** 31 - 1;
const DAY_MS = 86_400_000;

/**
 * Opens a Grove session on a connection of its own, as separate client processes would have. Frames go by the repository's own HTTP/2, as ZooKeeper's packets go by a bare
 * socket: with grpc-js here, half of what the machine did at reads of 1 KiB was the generator's work.
 */
export const connectGrove: Connect = (endpoint, znodes, events) =>
  new Promise((resolve, reject) => {
    const colon = endpoint.lastIndexOf(':');
    const socket = connect({ host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)), noDelay: true });
    let started = false;
    const onLost = (error: Error): void => {
      if (started) events.onLost(error);
      else reject(error);
    };
    const http2 = new Http2Connection(
      socket,
      'client',
      {
        receiveWindowBytes: RECEIVE_WINDOW_BYTES,
        messageBytesMax: MESSAGE_BYTES_MAX,
        promisedBytesMax: MESSAGE_BYTES_MAX,
        callsMax: 0,
        keepaliveMs: DAY_MS,
        keepaliveTimeoutMs: DAY_MS,
      },
      { onCall: () => strangerCall, onClosed: (reason) => connection.onEnd(new Error(`the connection to ${endpoint} is gone: ${reason}`)) },
    );
    const connection: GroveConnection = new GroveConnection(
      http2,
      endpoint,
      znodes,
      {
        onAnswers: (count, failures) => events.onAnswers(count, failures),
        onLost,
        onWatchEvents: (count) => events.onWatchEvents?.(count),
      },
      () => {
        started = true;
        resolve(connection);
      },
    );
  });

/** A server makes no calls. */
const strangerCall: CallEvents = {
  onHeaders: () => undefined,
  onMessage: () => undefined,
  onEnd: () => undefined,
  onLost: () => undefined,
};

class GroveConnection implements LoadConnection {
  private readonly frame = new BytesWriter();
  private readonly reads: readonly Buffer[];
  private readonly writes: readonly Buffer[];
  private id = 0;
  private sequence = 0;
  /** Sequence numbers of the requests that wait for their answers, oldest first from `pendingHead`; 0 for reads. */
  private pending: number[] = [];
  private pendingHead = 0;
  private acknowledged = 0;
  private acknowledgedSent = 0;
  private closing: (() => void) | null = null;
  private readonly call: ByteCall;
  private isOver = false;

  constructor(
    private readonly http2: Http2Connection,
    endpoint: string,
    znodes: ZnodeSet,
    private readonly events: ConnectionEvents,
    private readonly onStarted: () => void,
  ) {
    ({ reads: this.reads, writes: this.writes } = requestsOf(znodes));
    this.call = http2.call(SESSION_METHOD, endpoint, 'http', {
      // The stream's end says why, where it is not the connection's.
      onHeaders: (headers) => {
        const status = headers.get('grpc-status') ?? '0';
        if (status !== '0') this.onEnd(new Error(`Grove ended the stream: ${status} ${headers.get('grpc-message') ?? ''}`));
      },
      onMessage: (frame) => this.onFrame(frame),
      onEnd: () => this.onEnd(new Error('Grove ended the stream')),
      onLost: () => this.onEnd(new Error('Grove broke the stream off')),
    });
    this.call.sendMessage(message(1, varintField(1, SESSION_TIMEOUT_MS)));
  }

  create(path: string, data: Buffer): void {
    this.request(message(OPERATION_CREATE, text(1, path), bytesField(2, data)), true);
  }

  read(znode: number): void {
    this.request(this.reads[znode], false);
  }

  write(znode: number): void {
    this.request(this.writes[znode], true);
  }

  list(path: string): void {
    this.request(message(OPERATION_GET_CHILDREN, text(1, path)), false);
  }

  watch(path: string): void {
    this.request(message(OPERATION_EXISTS, text(1, path), varintField(2, 1)), false);
  }

  ping(): void {
    this.frame.byte(PING_TAG);
    this.frame.varint(0);
  }

  flush(): void {
    if (this.frame.byteLength === 0) return;
    if (this.acknowledged > this.acknowledgedSent) {
      this.acknowledgedSent = this.acknowledged;
      this.frame.byte(ACKNOWLEDGED_TAG);
      this.frame.varint(this.acknowledged);
    }
    this.call.sendMessage(this.frame.take());
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.closing = resolve;
      this.request(message(OPERATION_CLOSE), true);
      this.flush();
    });
  }

  drop(): void {
    this.closing = () => undefined;
    this.http2.destroy();
  }

  private request(operationBytes: Buffer | undefined, isWrite: boolean): void {
    if (operationBytes === undefined) throw new RangeError('no such znode');
    const id = ++this.id;
    const sequence = isWrite ? ++this.sequence : 0;
    const sequenceLength = isWrite ? 1 + varintLength(sequence) : 0;
    const { frame } = this;
    frame.byte(REQUEST_TAG);
    frame.varint(1 + varintLength(id) + sequenceLength + operationBytes.length);
    frame.byte(ID_TAG);
    frame.varint(id);
    if (isWrite) {
      frame.byte(SEQUENCE_TAG);
      frame.varint(sequence);
    }
    frame.bytes(operationBytes);
    this.pending.push(sequence);
  }

  private onFrame(frame: Buffer): void {
    let answers = 0;
    let failures = 0;
    let watchEvents = 0;
    const reader = new FrameReader(frame);
    while (reader.more) {
      if (reader.varint() !== ITEM_TAG) throw new Error('a server frame holds something other than items');
      const itemEnd = reader.varint() + reader.at;
      const kind = reader.varint();
      reader.varint();
      if (kind === ITEM_ANSWER) {
        const code = reader.answerCode(itemEnd);
        answers++;
        if (code !== 0 && code !== NODEEXISTS && code !== NONODE) failures++;
        this.acknowledge();
      } else if (kind === ITEM_STARTED) {
        this.onStarted();
      } else if (kind === ITEM_EVENT) {
        watchEvents++;
      } else if (kind === ITEM_ENDED && this.closing === null) {
        this.onEnd(new Error(`Grove ended the session: ${frame.toString('latin1', reader.at, itemEnd)}`));
      }
      reader.at = itemEnd;
    }
    if (watchEvents > 0) this.events.onWatchEvents?.(watchEvents);
    if (answers > 0 && this.closing === null) this.events.onAnswers(answers, failures);
  }

  private acknowledge(): void {
    const sequence = this.pending[this.pendingHead++] ?? 0;
    if (sequence > 0) this.acknowledged = sequence;
    // The queue is cut where half of it is behind: rarely, and never long.
    if (this.pendingHead > 1024 && this.pendingHead * 2 > this.pending.length) {
      this.pending = this.pending.slice(this.pendingHead);
      this.pendingHead = 0;
    }
  }

  onEnd(error: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.closing === null) this.events.onLost(error);
    this.http2.destroy();
    this.closing?.();
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
    reads: znodes.paths.map((path) => message(OPERATION_GET_DATA, text(1, path))),
    writes: znodes.paths.map((path) => message(OPERATION_SET_DATA, text(1, path), bytesField(2, znodes.data))),
  };
  requests.set(znodes, made);
  return made;
}

/** Reads the little that a load needs of a SessionResponse. */
class FrameReader {
  at = 0;

  constructor(private readonly frame: Buffer) {}

  get more(): boolean {
    return this.at < this.frame.length;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.frame[this.at++];
      if (byte === undefined) throw new RangeError('a server frame ends within a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  /** The code of the Answer that starts here; its fields come in the order of their numbers, the result after the code. */
  answerCode(end: number): number {
    while (this.at < end) {
      const field = this.varint();
      if (field === CODE_TAG) {
        // A negative enum takes ten bytes: 64 bits in two's complement, of which the low 32 say all.
        const start = this.at;
        const value = this.varint();
        return this.at - start < 10 ? value : this.negativeInt32(start);
      }
      if (field % 8 !== VARINT) return 0;
      this.varint();
    }
    return 0;
  }

  private negativeInt32(start: number): number {
    let value = 0;
    for (let n = 0; n < 5; n++) value |= ((this.frame[start + n] ?? 0) & 0x7f) << (7 * n);
    return value;
  }
}

function varintField(field: number, value: number): Buffer {
  const out = new BytesWriter();
  out.varint(tag(field, VARINT));
  out.varint(value);
  return out.take();
}

function bytesField(field: number, bytes: Buffer): Buffer {
  const out = new BytesWriter();
  out.varint(tag(field, BYTES));
  out.varint(bytes.length);
  out.bytes(bytes);
  return out.take();
}

function text(field: number, value: string): Buffer {
  return bytesField(field, Buffer.from(value));
}

function message(field: number, ...fields: readonly Buffer[]): Buffer {
  return bytesField(field, Buffer.concat(fields));
}
