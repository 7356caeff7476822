import type { Duplex } from 'node:stream';
import type { ByteCall, CallEvents } from './call';
import {
  flag,
  FrameReader,
  frameType,
  INITIAL_FRAME_BYTES_MAX,
  INITIAL_WINDOW_BYTES,
  numberFrame,
  PREFACE,
  setting,
  smallFrame,
  WINDOW_BYTES_MAX,
  withoutPadding,
  type FrameEvents,
} from './frame';
import { encodeHeaders, HeaderDecoder } from './header-codec';
import type { HeaderField, Headers } from './header-fields';
import { MessageReader, type MessageEvents, type Unfinished } from './message-reader';
import type { Reader, ReadingTurns } from './reading-turns';
import { Outbox } from './outbox';
import { errorCode, ProtocolError, type ErrorCode } from './protocol-error';
import { SendLimits, SendQueue } from './send-queue';

export interface ConnectionOptions {
  /** What the other side may send, in each call and in all, before it was read. At least 65,535. */
  readonly receiveWindowBytes: number;
  /** The largest message that is taken. */
  readonly messageBytesMax: number;
  /** Of a message that has not come whole: memory that is taken for it at once; above, as it comes (`message-reader.ts`). */
  readonly promisedBytesMax: number;
  /** What such messages take, of all connections that are given the same; where it is not given, what they like. */
  readonly unfinished?: Unfinished;
  /** Calls that the other side may have open at a time; 0 at a client. */
  readonly callsMax: number;
  /** Time between pings, and how long an answer may take until the connection is given up. */
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
  /** What reads of strangers share; where it is not given, all that comes is read at once. */
  readonly turns?: ReadingTurns;
}

export interface ConnectionEvents {
  /** The other side calls; at a server. */
  onCall(call: ByteCall, headers: Headers): CallEvents;
  /** The connection is gone; comes once, behind the `onLost` of its calls. */
  onClosed(reason: string): void;
}

/** A DATA frame as large as HTTP/2 has them: a message is seldom cut, and each frame costs. */
const FRAME_BYTES_MAX = 2 ** 24 - 1;
/** Of one block with its CONTINUATIONs. */
const BLOCK_BYTES_MAX = 65_536;
/** Each costs a copy of what came before; a block that is allowed has five where they are as long as they may be. */
const CONTINUATIONS_MAX = 64;
/** While so much has not left for the socket, a server reads no more: each frame can cause an answer. */
const UNSENT_BYTES_MAX = 4 * 1024 * 1024;
/** While so much waits for windows, which the other side opens as it reads, a server takes no more calls. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;
/** Calls that the other side may break off at once before they are answered, and how many more a second: each is work that its bound of calls does not count. */
const RESETS_MAX = 10_000;
const RESETS_PER_SECOND = 1_000;
const PING_BYTES = 8;
const PRIORITY_BYTES = 5;
const noBytes = Buffer.alloc(0);
const noTrailers: readonly HeaderField[] = [];

/**
 * One side of an HTTP/2 connection (RFC 9113) that carries gRPC calls, messages as bytes. It speaks to any implementation, and does the little that such calls need: no priorities,
 * no pushes, no fields that are remembered. What is received is handed on at once, so windows are given back as it comes.
 */
export class Connection implements FrameEvents, Reader {
  private readonly calls = new Map<number, Call>();
  private readonly outbox: Outbox;
  private readonly limits = new SendLimits();
  private readonly reader = new FrameReader(this, FRAME_BYTES_MAX);
  private readonly decoder = new HeaderDecoder();
  /** A block of header fields that goes on in CONTINUATION frames. */
  private block: { readonly stream: number; readonly isEnd: boolean; bytes: Buffer; continuations: number } | null = null;
  private prefaceLeft: Buffer;
  /** What came and could not be read at once; the socket is paused meanwhile. */
  private unread: Buffer | null = null;
  /** Why nothing is read: so many owners of calls want to be asked again first; what was sent has to leave. */
  private holds = 0;
  private isHeldBack = false;
  private isWaitingForTurn = false;
  /** Windows were opened; what they make room for is sent when what came is read: it would be tried for each of very many frames. */
  private hasOpened = false;
  private resets = RESETS_MAX;
  private resetsMs = performance.now();
  /** Received, and not yet given back to the other side. */
  private unreturnedBytes = 0;
  private lastCall: number;
  private isClosed = false;
  private isDraining = false;
  private readonly keepalive: NodeJS.Timeout;
  private pongTimer: NodeJS.Timeout | null = null;
  /** Something came since the last ping, or the last look at what had come. */
  private hasHeard = false;

  /** `socket`: connected, or about to be; it is the connection's own from now on. */
  constructor(
    private readonly socket: Duplex,
    private readonly role: 'client' | 'server',
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
  ) {
    this.outbox = new Outbox(socket);
    this.prefaceLeft = role === 'server' ? PREFACE : PREFACE.subarray(PREFACE.length);
    this.lastCall = role === 'server' ? 0 : -1;
    if (role === 'client') this.outbox.push(PREFACE);
    this.outbox.push(this.settings());
    const more = options.receiveWindowBytes - INITIAL_WINDOW_BYTES;
    if (more > 0) this.outbox.push(numberFrame(frameType.windowUpdate, 0, more));
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.closed(error.message));
    socket.on('end', () => this.closed('the other side has closed it'));
    socket.on('close', () => this.closed('it was closed'));
    this.keepalive = setInterval(() => this.ping(), options.keepaliveMs);
    this.keepalive.unref();
  }

  /** A client's call of `path`, `/package.Service/Method`. */
  call(path: string, authority: string, scheme: 'http' | 'https', events: CallEvents): ByteCall {
    this.lastCall += 2;
    const call = this.open(this.lastCall, events);
    call.sendHeaders([
      { name: ':method', value: 'POST' },
      { name: ':scheme', value: scheme },
      { name: ':path', value: path },
      { name: ':authority', value: authority },
      { name: 'te', value: 'trailers' },
      { name: 'content-type', value: 'application/grpc' },
    ]);
    return call;
  }

  /** Gives what was sent to the socket now, and not behind the callback that runs. */
  flush(): void {
    this.outbox.flush();
  }

  /** A server's: takes no more calls, tells the other side so, and ends with the last of those there are. */
  drain(): void {
    if (this.isClosed || this.isDraining) return;
    this.isDraining = true;
    this.sayGoodbye(errorCode.noError);
    this.endIfDrained();
  }

  /** Cuts the connection; `onClosed` has been called when it returns. */
  destroy(): void {
    this.closed('it was given up');
  }

  onDataHead(stream: number, bytes: number): void {
    this.refuseWithinBlock();
    this.unreturnedBytes = this.received(0, this.unreturnedBytes, bytes);
    const call = this.calls.get(stream);
    if (call !== undefined) call.unreturnedBytes = this.received(stream, call.unreturnedBytes, bytes);
    else if (stream === 0 || stream > this.lastCall) throw new ProtocolError(errorCode.protocolError, 'data of no stream');
  }

  onData(stream: number, part: Buffer, isEnd: boolean): void {
    // A call that was broken off here may still be sent to for a while.
    const call = this.calls.get(stream);
    if (call === undefined) return;
    if (call.isRemoteEnded) throw new ProtocolError(errorCode.streamClosed, 'data behind the end of a call');
    call.take(part);
    if (isEnd) this.remoteEnd(call);
  }

  onFrame(type: number, flags: number, stream: number, payload: Buffer): void {
    if (type === frameType.continuation) {
      this.continueBlock(flags, stream, payload);
      return;
    }
    this.refuseWithinBlock();
    if (type === frameType.headers) this.beginBlock(flags, stream, payload);
    else if (type === frameType.windowUpdate) this.onWindowUpdate(stream, fourBytes(payload) & WINDOW_BYTES_MAX);
    else if (type === frameType.ping) this.onPing(flags, payload);
    else if (type === frameType.settings) this.onSettings(flags, payload);
    else if (type === frameType.rstStream) this.onReset(stream);
    else if (type === frameType.goaway) this.onGoaway(payload);
    else if (type === frameType.pushPromise) throw new ProtocolError(errorCode.protocolError, 'a push, which nobody asked for');
  }

  private take(chunk: Buffer): void {
    if (this.isClosed) return;
    this.hasHeard = true;
    this.unread = this.unread === null ? chunk : Buffer.concat([this.unread, chunk]);
    const { turns } = this.options;
    if (turns === undefined) this.readOn();
    else if (turns.isFree && !this.isWaitingForTurn) turns.read(this);
    else this.waitForTurn();
  }

  /** Reads what came, as far as nothing stands against it. */
  readOn(): void {
    this.isWaitingForTurn = false;
    if (this.isClosed) return;
    const { turns } = this.options;
    const mayGoOn = (): boolean => this.holds === 0 && !this.isClosed && turns?.isOver !== true;
    try {
      let rest = this.unread ?? noBytes;
      if (this.prefaceLeft.length > 0) rest = this.takePreface(rest);
      const taken = this.holds === 0 ? this.reader.take(rest, mayGoOn) : 0;
      this.unread = taken < rest.length ? rest.subarray(taken) : null;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.fail(error.code, error.message);
    }
    this.sendOpened();
    if (this.role === 'server' && this.outbox.waitingBytes > UNSENT_BYTES_MAX) this.holdBack();
    this.goOn();
  }

  /** Lets the socket tell of more where there is nothing to be read first. */
  private goOn(): void {
    if (this.isClosed) return;
    if (this.holds > 0 || this.isHeldBack) this.socket.pause();
    else if (this.unread !== null) this.waitForTurn();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  private waitForTurn(): void {
    this.socket.pause();
    if (this.isWaitingForTurn || this.holds > 0 || this.isHeldBack) return;
    this.isWaitingForTurn = true;
    const { turns } = this.options;
    if (turns === undefined) setImmediate(() => this.readOn());
    else turns.later(this);
  }

  /** Reads nothing more until what it answers is called. */
  private readonly hold = (): (() => void) => {
    this.holds += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holds -= 1;
      if (this.holds === 0) this.goOn();
    };
  };

  /** Reads no more until what waits has left: who does not read is not read. */
  private holdBack(): void {
    this.outbox.flush();
    if (this.isClosed || this.isHeldBack || !this.socket.writableNeedDrain) return;
    this.isHeldBack = true;
    this.socket.once('drain', () => {
      this.isHeldBack = false;
      this.goOn();
    });
  }

  private takePreface(chunk: Buffer): Buffer {
    const length = Math.min(chunk.length, this.prefaceLeft.length);
    if (chunk.compare(this.prefaceLeft, 0, length, 0, length) !== 0) throw new ProtocolError(errorCode.protocolError, 'this is not HTTP/2');
    this.prefaceLeft = this.prefaceLeft.subarray(length);
    return chunk.subarray(length);
  }

  private settings(): Buffer {
    const values: [number, number][] = [
      [setting.enablePush, 0],
      [setting.initialWindowSize, this.options.receiveWindowBytes],
      [setting.maxFrameSize, FRAME_BYTES_MAX],
    ];
    if (this.role === 'server') values[0] = [setting.maxConcurrentStreams, this.options.callsMax];
    const payload = Buffer.alloc(values.length * 6);
    values.forEach(([id, value], i) => {
      payload.writeUInt16BE(id, i * 6);
      payload.writeUInt32BE(value, i * 6 + 2);
    });
    return smallFrame(frameType.settings, 0, 0, payload);
  }

  /** Counts what came against a window and gives half of it back at a time. Answers what is not given back. */
  private received(stream: number, before: number, bytes: number): number {
    const { receiveWindowBytes } = this.options;
    const unreturned = before + bytes;
    if (unreturned > receiveWindowBytes) throw new ProtocolError(errorCode.flowControlError, 'more than the window');
    if (unreturned * 2 < receiveWindowBytes) return unreturned;
    this.outbox.push(numberFrame(frameType.windowUpdate, stream, unreturned));
    return 0;
  }

  private open(stream: number, events: CallEvents): Call {
    const call = new Call(
      stream,
      events,
      new SendQueue(stream, this.limits, this.outbox),
      this.outbox,
      this.options,
      this.localEnd,
      this.hold,
    );
    this.calls.set(stream, call);
    return call;
  }

  private forget(stream: number): Call | undefined {
    const call = this.calls.get(stream);
    if (call === undefined) return undefined;
    call.isGone = true;
    call.drop();
    this.calls.delete(stream);
    this.endIfDrained();
    return call;
  }

  private endIfDrained(): void {
    if (!this.isDraining || this.calls.size > 0 || this.isClosed) return;
    // Answers to what still comes would be written behind the end, which breaks the socket off with all that has not left.
    this.outbox.flush();
    this.outbox.close();
    this.socket.end();
  }

  private remoteEnd(call: Call): void {
    if (call.isRemoteEnded || call.isGone) return;
    call.isRemoteEnded = true;
    if (call.isLocalEnded && !call.queue.isWaiting) this.forget(call.stream);
    call.events.onEnd();
  }

  private readonly localEnd = (call: Call): void => {
    if (this.role === 'server' && !call.isRemoteEnded && !call.isGone)
      this.outbox.push(numberFrame(frameType.rstStream, call.stream, errorCode.noError));
    else if (!call.isRemoteEnded && !call.isGone) return;
    this.forget(call.stream);
  };

  private refuseWithinBlock(): void {
    if (this.block !== null) throw new ProtocolError(errorCode.protocolError, 'a block of header fields is interrupted');
  }

  private beginBlock(flags: number, stream: number, payload: Buffer): void {
    if (stream === 0) throw new ProtocolError(errorCode.protocolError, 'header fields of no stream');
    let bytes = (flags & flag.padded) === 0 ? payload : withoutPadding(payload);
    if ((flags & flag.priority) !== 0) {
      if (bytes.length < PRIORITY_BYTES) throw new ProtocolError(errorCode.frameSizeError, 'a priority that is cut off');
      bytes = bytes.subarray(PRIORITY_BYTES);
    }
    const isEnd = (flags & flag.endStream) !== 0;
    if ((flags & flag.endHeaders) !== 0) this.onHeaders(stream, isEnd, this.decoder.decode(bytes));
    // Its own memory: what it lies in may be reused before the rest comes.
    else this.block = { stream, isEnd, bytes: Buffer.from(bytes), continuations: 0 };
  }

  private continueBlock(flags: number, stream: number, payload: Buffer): void {
    const { block } = this;
    if (block?.stream !== stream) throw new ProtocolError(errorCode.protocolError, 'the rest of no block of header fields');
    block.bytes = Buffer.concat([block.bytes, payload]);
    block.continuations += 1;
    // Empty ones would otherwise never end it.
    if (block.bytes.length > BLOCK_BYTES_MAX || block.continuations > CONTINUATIONS_MAX || payload.length === 0)
      throw new ProtocolError(errorCode.enhanceYourCalm, 'too many header fields');
    if ((flags & flag.endHeaders) === 0) return;
    this.block = null;
    this.onHeaders(stream, block.isEnd, this.decoder.decode(block.bytes));
  }

  private onHeaders(stream: number, isEnd: boolean, headers: Headers): void {
    const call = this.calls.get(stream) ?? this.newCall(stream, headers);
    if (call === null) return;
    if (this.role === 'client') call.events.onHeaders?.(headers);
    if (isEnd) this.remoteEnd(call);
  }

  private newCall(stream: number, headers: Headers): Call | null {
    // An older number is a call that was broken off here.
    if (stream <= this.lastCall) return null;
    if (this.role === 'client' || stream % 2 === 0) throw new ProtocolError(errorCode.protocolError, `a stream ${stream}`);
    this.lastCall = stream;
    if (this.isDraining || this.calls.size >= this.options.callsMax || this.unsentBytes > WAITING_BYTES_MAX) {
      this.outbox.push(numberFrame(frameType.rstStream, stream, errorCode.refusedStream));
      return null;
    }
    const call = this.open(stream, nobody);
    call.events = this.events.onCall(call, headers);
    return call.isGone ? null : call;
  }

  private get unsentBytes(): number {
    return this.limits.waitingBytes + this.outbox.waitingBytes;
  }

  private onReset(stream: number): void {
    const call = this.forget(stream);
    if (call === undefined) return;
    if (this.role === 'server') this.countReset();
    call.events.onLost();
  }

  private countReset(): void {
    const nowMs = performance.now();
    this.resets = Math.min(RESETS_MAX, this.resets + ((nowMs - this.resetsMs) * RESETS_PER_SECOND) / 1_000) - 1;
    this.resetsMs = nowMs;
    if (this.resets < 0) throw new ProtocolError(errorCode.enhanceYourCalm, 'too many calls were broken off');
  }

  private onWindowUpdate(stream: number, bytes: number): void {
    if (bytes === 0) throw new ProtocolError(errorCode.protocolError, 'a window that grows by nothing');
    if (stream !== 0) {
      const queue = this.calls.get(stream)?.queue;
      queue?.addWindow(bytes);
      queue?.pump();
      return;
    }
    this.limits.windowBytes += bytes;
    if (this.limits.windowBytes > WINDOW_BYTES_MAX)
      throw new ProtocolError(errorCode.flowControlError, "the connection's window grew too large");
    this.hasOpened = true;
  }

  private sendOpened(): void {
    if (!this.hasOpened || this.isClosed) return;
    this.hasOpened = false;
    this.limits.pump();
  }

  private onSettings(flags: number, payload: Buffer): void {
    if ((flags & flag.ack) !== 0) return;
    if (payload.length % 6 !== 0) throw new ProtocolError(errorCode.frameSizeError, 'settings that are cut off');
    for (let at = 0; at < payload.length; at += 6) this.onSetting(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
    // The other side goes by its new windows from the answer on: what they make room for comes behind it.
    this.outbox.push(smallFrame(frameType.settings, flag.ack, 0, noBytes));
    this.hasOpened = true;
  }

  private onSetting(id: number, value: number): void {
    if (id === setting.initialWindowSize) {
      if (value > WINDOW_BYTES_MAX) throw new ProtocolError(errorCode.flowControlError, 'a window that is too large');
      this.limits.callWindowBytes = value;
    } else if (id === setting.maxFrameSize) {
      if (value < INITIAL_FRAME_BYTES_MAX || value > FRAME_BYTES_MAX)
        throw new ProtocolError(errorCode.protocolError, `frames of ${value} bytes`);
      this.limits.frameBytesMax = value;
    }
  }

  private onPing(flags: number, payload: Buffer): void {
    if (payload.length !== PING_BYTES) throw new ProtocolError(errorCode.frameSizeError, 'a ping of another length');
    if ((flags & flag.ack) !== 0) {
      this.clearPong();
      return;
    }
    this.outbox.push(smallFrame(frameType.ping, flag.ack, 0, payload));
  }

  private onGoaway(payload: Buffer): void {
    if (payload.length < 8) throw new ProtocolError(errorCode.frameSizeError, 'a farewell that is cut off');
    if (this.role === 'server') return;
    const last = payload.readUInt32BE(0) & WINDOW_BYTES_MAX;
    for (const stream of [...this.calls.keys()]) if (stream > last) this.forget(stream)?.events.onLost();
  }

  private ping(): void {
    if (this.pongTimer !== null) return;
    this.outbox.push(smallFrame(frameType.ping, 0, 0, Buffer.alloc(PING_BYTES)));
    this.waitForPong();
  }

  /** Whatever comes is a sign of life: the ping may stand behind much that is being read. */
  private waitForPong(): void {
    this.hasHeard = false;
    this.pongTimer = setTimeout(() => {
      if (this.hasHeard) this.waitForPong();
      else this.closed('a ping was not answered');
    }, this.options.keepaliveTimeoutMs);
    this.pongTimer.unref();
  }

  private clearPong(): void {
    if (this.pongTimer !== null) clearTimeout(this.pongTimer);
    this.pongTimer = null;
  }

  private fail(code: ErrorCode, reason: string): void {
    if (this.isClosed) return;
    this.sayGoodbye(code);
    this.closed(reason);
  }

  private sayGoodbye(code: ErrorCode): void {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(this.role === 'server' ? this.lastCall : 0, 0);
    payload.writeUInt32BE(code, 4);
    this.outbox.push(smallFrame(frameType.goaway, 0, 0, payload));
    this.outbox.flush();
  }

  private closed(reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.unread = null;
    this.outbox.close();
    clearInterval(this.keepalive);
    this.clearPong();
    this.socket.destroy();
    const lost = [...this.calls.values()];
    this.calls.clear();
    for (const call of lost) {
      call.isGone = true;
      call.drop();
    }
    for (const call of lost) call.events.onLost();
    this.events.onClosed(reason);
  }
}

function fourBytes(payload: Buffer): number {
  if (payload.length !== 4) throw new ProtocolError(errorCode.frameSizeError, 'a number of another length');
  return payload.readUInt32BE(0);
}

const nobody: CallEvents = { onMessage: () => undefined, onEnd: () => undefined, onLost: () => undefined };

class Call implements ByteCall, MessageEvents {
  isLocalEnded = false;
  isRemoteEnded = false;
  /** Broken off, or over on both sides. */
  isGone = false;
  unreturnedBytes = 0;
  private readonly messages: MessageReader;

  constructor(
    readonly stream: number,
    public events: CallEvents,
    readonly queue: SendQueue,
    private readonly outbox: Outbox,
    options: ConnectionOptions,
    private readonly onLocalEnd: (call: Call) => void,
    readonly hold: () => () => void,
  ) {
    this.messages = new MessageReader(options.messageBytesMax, options.promisedBytesMax, this, options.unfinished);
  }

  take(part: Buffer): void {
    this.messages.take(part);
  }

  /** Forgets what waits, and what has not come whole. */
  drop(): void {
    this.queue.drop();
    this.messages.drop();
  }

  onMessage(message: Buffer, isCompressed: boolean): void {
    if (this.isGone) return;
    if (!isCompressed) this.events.onMessage(message);
    else if (this.events.onCompressed !== undefined) this.events.onCompressed(message);
    else throw new ProtocolError(errorCode.protocolError, 'a compressed message, which nobody asked for');
  }

  onTooLong(bytes: number): void {
    if (this.isGone) return;
    if (this.events.onTooLong === undefined) throw new ProtocolError(errorCode.enhanceYourCalm, `a message of ${bytes} bytes`);
    this.events.onTooLong(bytes);
  }

  sendHeaders(fields: readonly HeaderField[]): void {
    if (this.isGone || this.isLocalEnded) return;
    this.queue.frame(this.headersFrame(0, fields));
  }

  sendMessage(bytes: Uint8Array, written?: () => void): void {
    if (this.isGone || this.isLocalEnded) return;
    this.queue.message(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), written);
  }

  end(trailers = noTrailers, sent?: () => void): void {
    if (this.isGone || this.isLocalEnded) return;
    this.isLocalEnded = true;
    const frame =
      trailers.length > 0 ? this.headersFrame(flag.endStream, trailers) : smallFrame(frameType.data, flag.endStream, this.stream, noBytes);
    this.queue.frame(frame, () => {
      this.onLocalEnd(this);
      sent?.();
    });
  }

  /** Cut as HTTP/2 has frames at least: a bound of the other side above that is not worth a look. */
  private headersFrame(flags: number, fields: readonly HeaderField[]): Buffer {
    const block = encodeHeaders(fields);
    if (block.length <= INITIAL_FRAME_BYTES_MAX) return smallFrame(frameType.headers, flags | flag.endHeaders, this.stream, block);
    const frames: Buffer[] = [];
    for (let at = 0; at < block.length; at += INITIAL_FRAME_BYTES_MAX) {
      const end = at + INITIAL_FRAME_BYTES_MAX;
      const type = at === 0 ? frameType.headers : frameType.continuation;
      frames.push(
        smallFrame(type, (at === 0 ? flags : 0) | (end >= block.length ? flag.endHeaders : 0), this.stream, block.subarray(at, end)),
      );
    }
    return Buffer.concat(frames);
  }

  cancel(code: ErrorCode = errorCode.cancel): void {
    if (this.isGone) return;
    this.isGone = true;
    this.outbox.push(numberFrame(frameType.rstStream, this.stream, code));
    this.onLocalEnd(this);
  }
}
