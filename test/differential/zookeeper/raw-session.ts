import { connect, type Socket } from 'node:net';
import { decodeBody, encodeOperation, OP, XID, type Body } from './codec';
import { JuteReader, JuteWriter } from './jute';
import type { Operation } from './operation';

const ANSWER_MS = 20_000;

/** What a server sent, in its order. */
export type Item =
  | { readonly kind: 'event'; readonly zxid: bigint; readonly type: number; readonly state: number; readonly path: string }
  | { readonly kind: 'answer'; readonly to: Operation['op']; readonly zxid: bigint; readonly error: number; readonly body: Body }
  /** The server took up the session, or (timeout 0) said that it has ended. */
  | { readonly kind: 'connected'; readonly timeoutMs: number; readonly alive: boolean }
  /** The server ended the connection. */
  | { readonly kind: 'ended' };

/** One session of ZooKeeper's protocol over one connection after the other: one request at a time, everything that comes is kept. */
export class RawSession {
  sessionId = 0n;
  private password: Buffer = Buffer.alloc(16);
  private socket: Socket | null = null;
  private received = Buffer.alloc(0);
  private frames: Buffer[] = [];
  private ended = false;
  private wake: () => void = () => undefined;
  private xid = 0;
  private seenZxid = 0n;
  /** The newest zxid after each request, the newest last. */
  private readonly seen: bigint[] = [0n];

  constructor(
    readonly endpoint: string,
    private readonly timeoutMs: number,
  ) {}

  /** Connects, for the first time or again with the same session. */
  async connect(password: string | null = null): Promise<Item> {
    this.cut();
    const [host = '', port = ''] = this.endpoint.split(':');
    const socket = connect({ host, port: Number(port), noDelay: true });
    this.socket = socket;
    this.received = Buffer.alloc(0);
    this.frames = [];
    this.ended = false;
    socket.on('data', (bytes: Buffer) => {
      if (this.socket === socket) this.take(bytes);
    });
    const end = (): void => {
      if (this.socket !== socket) return;
      this.ended = true;
      this.wake();
    };
    socket.on('error', end);
    socket.on('close', end);
    const offered = password === null ? this.password : Buffer.from(password.padEnd(this.password.length));
    const hello = new JuteWriter().int(0).long(this.seenZxid).int(this.timeoutMs).long(this.sessionId).buffer(offered).bool(false);
    socket.write(new JuteWriter().buffer(hello.bytes()).bytes());
    const frame = await this.nextFrame('the answer to a connect request');
    if (frame === null) return { kind: 'ended' };
    const from = new JuteReader(frame);
    from.int();
    const timeoutMs = from.int();
    const sessionId = from.long();
    const given = from.buffer();
    if (timeoutMs <= 0) await this.nextFrame('the end of the connection');
    else {
      this.sessionId = sessionId;
      this.password = Buffer.from(given ?? []);
    }
    return { kind: 'connected', timeoutMs, alive: timeoutMs > 0 };
  }

  /** Sends requests together; what came until the last one's answer, in its order. */
  async request(...operations: readonly Operation[]): Promise<Item[]> {
    const waiting = operations.map((operation) => {
      const seenBack = operation.op === 'setWatches' ? operation.seenBack : 0;
      const { type, body } = encodeOperation(operation, this.seen.at(-1 - seenBack) ?? 0n);
      const xid = operation.op === 'addAuth' ? XID.auth : operation.op === 'setWatches' ? XID.setWatches : ++this.xid;
      return { operation, type, xid, bytes: new JuteWriter().buffer(new JuteWriter().int(xid).int(type).raw(body).bytes()).bytes() };
    });
    this.socket?.write(Buffer.concat(waiting.map(({ bytes }) => bytes)));
    const items: Item[] = [];
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const { operation, type, xid } = next;
      const reply = await this.nextReply(`the answer to ${JSON.stringify(operation)}`);
      if (reply === null) return [...items, { kind: 'ended' }];
      if ('kind' in reply) {
        items.push(reply);
        continue;
      }
      const { gotXid, zxid, error, rest } = reply;
      if (gotXid !== xid) throw new Error(`${this.endpoint}: an answer to request ${gotXid} came while ${xid} was waited for`);
      waiting.shift();
      if (zxid > this.seenZxid) this.seenZxid = zxid;
      this.seen.push(this.seenZxid);
      items.push({ kind: 'answer', to: operation.op, zxid, error, body: decodeBody(error === 0 ? type : OP.ping, rest) });
      // The server ends the connection after these.
      const isLast = operation.op === 'closeSession' || (operation.op === 'addAuth' && error !== 0);
      if (isLast && (await this.nextFrame('the end of the connection')) === null) return [...items, { kind: 'ended' }];
    }
    return items;
  }

  /** What comes next without a request. */
  async listen(): Promise<Item[]> {
    const reply = await this.nextReply('an event');
    if (reply === null) return [{ kind: 'ended' }];
    if ('kind' in reply) return [reply];
    throw new Error(`${this.endpoint}: an answer to request ${reply.gotXid} came while an event was waited for`);
  }

  /** Whether requests can be sent. */
  get isOpen(): boolean {
    return this.socket !== null && !this.ended;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.socket?.destroy();
    this.socket = null;
  }

  /** The next event, or the header and the bytes of the next answer; null where the connection has ended. */
  private async nextReply(
    what: string,
  ): Promise<Item | { readonly gotXid: number; readonly zxid: bigint; readonly error: number; readonly rest: Buffer } | null> {
    const frame = await this.nextFrame(what);
    if (frame === null) return null;
    const from = new JuteReader(frame);
    const [gotXid, zxid, error] = [from.int(), from.long(), from.int()];
    const rest = frame.subarray(frame.length - from.left);
    if (gotXid !== XID.event) return { gotXid, zxid, error, rest };
    const event = new JuteReader(rest);
    return { kind: 'event', zxid, type: event.int(), state: event.int(), path: event.text() };
  }

  private take(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    while (this.received.length >= 4) {
      const length = this.received.readInt32BE(0);
      if (this.received.length < 4 + length) break;
      this.frames.push(this.received.subarray(4, 4 + length));
      this.received = this.received.subarray(4 + length);
    }
    this.wake();
  }

  private async nextFrame(what: string): Promise<Buffer | null> {
    const deadline = performance.now() + ANSWER_MS;
    for (;;) {
      const frame = this.frames.shift();
      if (frame !== undefined) return frame;
      if (this.ended) return null;
      if (performance.now() > deadline) throw new Error(`${this.endpoint}: waited ${ANSWER_MS} ms in vain for ${what}`);
      await this.woken(deadline - performance.now());
    }
  }

  private woken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, ms));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
