import { readConnectResponse, writeConnectRequest } from '../connect';
import type { ConnectRequest, ConnectResponse } from '../connect';
import { JuteReader } from '../jute-reader';
import { JuteWriter } from '../jute-writer';
import { OpCode, Xid } from '../op-code';
import { PacketStream } from '../packet-stream';
import { readEvent, readReplyHeader, readResult } from '../reply';
import type { ReplyHeader, ZooKeeperResult } from '../reply';
import { writeRequest } from '../request';
import type { ZooKeeperRequest } from '../request';

export interface Reply extends ReplyHeader {
  /** Null where it failed, or there is nothing but the header. */
  readonly result: ZooKeeperResult | null;
}

/** What a client was told, in its order. */
export type Told =
  | { readonly what: 'connected'; readonly response: ConnectResponse }
  | { readonly what: 'reply'; readonly reply: Reply }
  | { readonly what: 'event'; readonly type: number; readonly path: string; readonly zxid: number }
  | { readonly what: 'closed' };

const PACKET_BYTES_MAX = 16 * 1024 * 1024;
const CONNECT: ConnectRequest = {
  protocolVersion: 0,
  lastZxidSeen: 0,
  timeoutMs: 10_000,
  sessionId: 0n,
  password: new Uint8Array(16),
  readOnly: false,
};

/** The client's side of one connection for tests, over whatever carries its bytes: it does what it is told and keeps what it is told. */
export class Conversation {
  readonly told: Told[] = [];
  private readonly packets = new PacketStream(PACKET_BYTES_MAX);
  private readonly types = new Map<number, number>();
  private readonly waiting = new Map<number, ((reply: Reply | null) => void)[]>();
  private readonly looking: { readonly is: (told: Told) => boolean; readonly found: (told: Told) => void }[] = [];
  private nextXid = 1;
  private isConnected = false;

  constructor(private readonly send: (bytes: Uint8Array) => void) {}

  connect(request: Partial<ConnectRequest> = {}): Promise<ConnectResponse> {
    const writer = new JuteWriter();
    writeConnectRequest(writer, { ...CONNECT, ...request });
    this.send(writer.take());
    return this.until((told) => told.what === 'connected').then((told) => {
      if (told.what !== 'connected') throw new Error('closed before it was connected');
      return told.response;
    });
  }

  /** Null where the connection ended without a reply. */
  request(request: ZooKeeperRequest): Promise<Reply | null> {
    return this.requests([request])[0] ?? Promise.resolve(null);
  }

  /** All in one go. */
  requests(requests: readonly ZooKeeperRequest[]): Promise<Reply | null>[] {
    const writer = new JuteWriter();
    const replies = requests.map((request) => {
      const xid = this.xidOf(request);
      this.types.set(xid, OpCode[request.type]);
      writeRequest(writer, xid, request);
      return new Promise<Reply | null>((resolve) => {
        this.waiting.set(xid, [...(this.waiting.get(xid) ?? []), resolve]);
      });
    });
    this.send(writer.take());
    return replies;
  }

  /** The first that `is`, told already or still to come; `closed` where the connection ends before. */
  until(is: (told: Told) => boolean): Promise<Told> {
    const known = this.told.find((told) => is(told) || told.what === 'closed');
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((found) => this.looking.push({ is, found }));
  }

  private xidOf(request: ZooKeeperRequest): number {
    if (request.type === 'ping') return Xid.ping;
    if (request.type === 'auth') return Xid.auth;
    if (request.type === 'setWatches' || request.type === 'setWatches2') return Xid.setWatches;
    return this.nextXid++;
  }

  /** Bytes came. */
  take(piece: Uint8Array): void {
    this.packets.push(piece);
    while (this.packets.next()) {
      const { buffer, start, end } = this.packets;
      this.packet(new JuteReader(buffer.slice(start, end)));
    }
  }

  closed(): void {
    this.tell({ what: 'closed' });
    for (const resolves of this.waiting.values()) for (const resolve of resolves) resolve(null);
    this.waiting.clear();
  }

  private packet(reader: JuteReader): void {
    if (!this.isConnected) {
      const response = readConnectResponse(reader);
      if (response === null) throw new Error('the first packet is no answer to a connect request');
      this.isConnected = true;
      this.tell({ what: 'connected', response });
      return;
    }
    const header = readReplyHeader(reader);
    if (header.xid === Xid.notification) {
      this.tell({ what: 'event', ...readEvent(reader), zxid: header.zxid });
      return;
    }
    const result = header.error === 0 ? readResult(reader, this.types.get(header.xid) ?? 0) : null;
    if (header.error === 0 && result === null) throw new Error(`the reply to request ${header.xid} is malformed`);
    const reply = { ...header, result };
    this.tell({ what: 'reply', reply });
    this.waiting.get(header.xid)?.shift()?.(reply);
  }

  private tell(told: Told): void {
    this.told.push(told);
    for (const [at, { is, found }] of [...this.looking.entries()].reverse()) {
      if (!is(told) && told.what !== 'closed') continue;
      this.looking.splice(at, 1);
      found(told);
    }
  }
}
