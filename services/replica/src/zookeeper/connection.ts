import type { Socket } from 'node:net';
import { clientDrainedBytes, type Caller, type ClientSink, type SessionStream } from '@grove/engine';
import { ByteWriter, ErrorCode, SessionRequestBuilder, encodeOperation } from '@grove/wire';
import {
  JuteReader,
  JuteWriter,
  OpCode,
  PASSWORD_BYTES,
  PacketStream,
  REPLY_HEADER_BYTES,
  STAT_BYTES,
  Xid,
  readConnectRequest,
  writeBareReply,
  writeConnectResponse,
  writeReplyHeader,
  zooKeeperErrorOf,
} from '@grove/zookeeper-wire';
import { WriteBacklog } from '../write-backlog';
import type { ConnectionHost } from './connection-host';
import { Answerer, PendingReplies } from './pending-replies';
import { ReplyTranslation, isSessionGone, type AnswerHead, type FrameListener, type StartedSession } from './reply-translation';
import { writeChange } from './reconfig';
import { RequestAdmission } from './request-admission';
import { CONFIG_NOTE, CONFIG_PATH, RequestTranslation } from './request-translation';
import { NO_PASSWORD, closeFrame, sessionStart, writeSessionGone } from './session-start';
import type { ConnectionStatistics } from './statistics';

/** What a connection whose end is decided may take to carry its last packets to the client. */
const END_GRACE_MS = 5_000;
/** A session starts within so much, or the client is sent away: longer than a replica without a leader takes to serve reads alone. */
const SESSION_START_MS = 5_000;
/** Requests that wait for their answers: with more the socket is not read, as in ZooKeeper (globalOutstandingLimit). */
export const OUTSTANDING_MAX = 1_000;
/** The same in bytes; one request is always let in. */
const OUTSTANDING_BYTES_MAX = 4 * 1024 * 1024;
/** Nor is it read while so much of what was answered has not left: what is answered here meets no bound of the engine's. */
const UNREAD_BYTES_MAX = 1024 * 1024;
/** So much of a packet anybody may have sent, however much others have. */
const HELD_BYTES_BORNE = 64 * 1024;
/** So much is written at once, whatever else is still to come in this turn. */
const FLUSH_BYTES = 64 * 1024;
/** What a request takes more in Grove's form than in ZooKeeper's, and a reply in ZooKeeper's than in Grove's; a guess for the first buffer. */
const REQUEST_GROWTH_BYTES = 32;
const REPLY_BYTES = 4 + REPLY_HEADER_BYTES + STAT_BYTES;
/** While the members are changed nothing is read, and the session lives all the same. */
const PING_MS = 1_000;

/**
 * One client of ZooKeeper's: its packets become frames of an engine's session stream, and the engine's frames its packets. The session is
 * the same that a gRPC client would have, with its queue and its order.
 *
 * The client's writes have no numbers: a client of ZooKeeper does not send again what it lost with a connection, so there is nothing to
 * recognise. (While the connection stands the replica itself sees to it that each is done once, whatever becomes of the leader.)
 */
export class ZooKeeperConnection implements ClientSink, FrameListener {
  readonly statistics: ConnectionStatistics;
  sessionId = 0;
  timeoutMs = 0;
  private readonly packets: PacketStream;
  private readonly requests = new RequestTranslation();
  private readonly pending = new PendingReplies();
  private readonly admission: RequestAdmission;
  private readonly writer = new JuteWriter();
  private readonly replies: ReplyTranslation;
  private readonly backlog: WriteBacklog;
  private stream: SessionStream | null = null;
  private phase: 'new' | 'starting' | 'live' | 'ended' = 'new';
  private timer: NodeJS.Timeout | null;
  private changeTimer: NodeJS.Timeout | null = null;
  /** The session's password: what the client gave, and sees again in the answer. */
  private password: Uint8Array = NO_PASSWORD;
  private lastZxidSeen = 0;
  /** A client of before 3.4 knows nothing of read-only servers. */
  private knowsReadOnly = false;
  private lastZxid = 0;
  /** When the frame at hand came. */
  private nowMs = 0;
  private isReadOnly = false;
  private heldBytes = 0;
  private isPaused = false;
  /** Packets of the last piece of input are still to be read. */
  private isBehind = false;
  /** Reading goes on in a turn of its own. */
  private willReadOn = false;
  /** Set while a piece of input is read: what is answered here goes out with its end. */
  private isReading = false;

  constructor(
    readonly socket: Socket,
    private readonly caller: Caller,
    private readonly host: ConnectionHost,
    statistics: ConnectionStatistics,
  ) {
    this.statistics = statistics;
    this.packets = new PacketStream(host.packetBytesMax);
    this.admission = new RequestAdmission(this.requests, this.pending, caller, host);
    this.replies = new ReplyTranslation(this.writer, this, (version, data) => host.configText(version, data));
    this.backlog = new WriteBacklog(socket, host.unwritten, {
      below: clientDrainedBytes,
      tell: () => {
        this.stream?.drained?.();
        this.followFlow();
      },
    });
    this.timer = setTimeout(() => socket.destroy(), host.startMs);
    this.timer.unref();
    socket.on('data', (piece: Buffer) => this.onData(piece));
    socket.once('close', () => this.gone());
  }

  get outstanding(): number {
    return this.pending.length;
  }

  // From the client.

  private onData(piece: Uint8Array): void {
    // Behind what was no packet nothing is looked at: a word's answer may be on its way, and is asked for once.
    if (this.phase === 'ended' || this.packets.failed) return;
    this.statistics.all.bytesReceived += piece.length;
    this.packets.push(piece);
    this.read();
  }

  /** Reads packets as long as there is room for their answers. */
  private read(): void {
    this.isReading = true;
    this.isBehind = false;
    if (this.phase === 'new') {
      if (this.packets.next()) this.connect();
    }
    if (this.phase === 'starting' || this.phase === 'live') this.readRequests();
    this.isReading = false;
    if (this.packets.failed) {
      this.onStrangeLength();
      return;
    }
    this.hold(this.packets.heldBytes);
    this.flush();
    this.followFlow();
  }

  /** A packet that has not come whole takes memory of all: the one that would take too much ends. */
  private hold(bytes: number): void {
    const { held, heldBytesMax } = this.host;
    held.bytes += bytes - this.heldBytes;
    this.heldBytes = bytes;
    if (bytes > HELD_BYTES_BORNE && held.bytes > heldBytesMax) this.leave();
  }

  /** Behind such a length nothing can be told apart. At the very beginning it may be a command in letters. */
  private onStrangeLength(): void {
    const { refusedLength } = this.packets;
    const word = String.fromCharCode(...[24, 16, 8, 0].map((bits) => (refusedLength >>> bits) & 0xff));
    const answer = this.phase === 'new' ? this.host.wordAnswer(word) : null;
    if (answer === null) this.leave();
    else if (typeof answer === 'string') this.answerWord(answer);
    else void answer.then((text) => this.answerWord(text));
  }

  private answerWord(text: string): void {
    if (this.phase === 'ended') return;
    this.backlog.write(Buffer.from(text));
    this.end();
  }

  private readRequests(): void {
    const { packets, pending, host } = this;
    let writer: ByteWriter | null = null;
    let pings = 0;
    let count = 0;
    let isStrange = false;
    const nowMs = host.nowMs();
    const isFull = (): boolean =>
      pending.length >= host.outstandingMax || pending.bytes >= OUTSTANDING_BYTES_MAX || this.isUnread || this.admission.change !== null;
    let full = isFull();
    while (!full && packets.next()) {
      count += 1;
      const size = packets.end - packets.start;
      isStrange = !this.requests.begin(packets.buffer, packets.start, packets.end);
      if (isStrange) break;
      const { view } = this.requests;
      if (view.type === OpCode.ping) {
        pings += 1;
        continue;
      }
      writer ??= new ByteWriter(packets.leftBytes + size + REQUEST_GROWTH_BYTES * (1 + Math.floor((packets.leftBytes + size) / 64)));
      isStrange = !this.admission.admit(writer, size, nowMs, this.isReadOnly, !this.isReadOnly || this.sessionId !== 0);
      if (isStrange) break;
      if (pending.headAnswerer() >= Answerer.here) this.answerHere();
      if (this.isOver) return;
      full = isFull();
    }
    this.isBehind = full;
    this.statistics.received(count, nowMs);
    if (pings > 0) {
      // One ping of the engine for all of them: its id is their number.
      const bytes = pingFrame(pings);
      if (writer === null) this.stream?.receive(bytes);
      else writer.append(bytes);
    }
    if (writer !== null && writer.byteLength > 0) this.stream?.receive(writer.view());
    // What came before it is done, as in ZooKeeper, and told as far as it was answered.
    if (isStrange) this.leave();
  }

  private get isOver(): boolean {
    return this.phase === 'ended';
  }

  private changeMembers(): void {
    const { pending, host } = this;
    const { change } = this.admission;
    if (change === null || this.changeTimer !== null) return;
    this.changeTimer = setInterval(() => this.stream?.receive(pingFrame(0)), PING_MS);
    this.changeTimer.unref();
    const call = { sessionId: this.sessionId, sessionSecret: this.password, linearizable: true, minZxid: 0, caller: this.caller };
    host.engine.changeMembers(call, change, (result) => {
      this.endChange();
      if (this.isOver) return;
      const number = host.engine.status().replica;
      if (result.ok && !result.value.members.some(({ replica }) => replica === number)) {
        // It was taken out itself: that never comes into its own state.
        const { version } = result.value;
        this.lastZxid = Math.max(this.lastZxid, version);
        writeChange(this.writer, pending.headXid(), result.value, host.reconfigDistance?.() ?? 0);
        pending.pop();
        this.answerHere();
      } else if (result.ok) {
        // Read in the session's own line, so that what watches tell of it stands before it (P6).
        pending.handToEngine(CONFIG_NOTE);
        this.stream?.receive(readConfigFrame(pending.headId()));
      } else {
        const xid = pending.headXid();
        pending.pop();
        writeBareReply(this.writer, xid, this.lastZxid, zooKeeperErrorOf(result.code));
        this.answerHere();
      }
      if (!this.isReading) {
        this.flush();
        this.followFlow();
      }
    });
  }

  private endChange(): void {
    this.admission.change = null;
    if (this.changeTimer !== null) clearInterval(this.changeTimer);
    this.changeTimer = null;
  }

  private connect(): void {
    const { packets, host } = this;
    const request = readConnectRequest(new JuteReader(packets.buffer, packets.start, packets.end));
    this.clearTimer();
    if (request === null) {
      this.cut();
      return;
    }
    this.phase = 'starting';
    this.statistics.all.connectRequests += 1;
    this.knowsReadOnly = request.readOnly !== null;
    this.lastZxidSeen = request.lastZxidSeen;
    const start = sessionStart(request);
    if (start === null) {
      // Of another server: whatever it was, it is no session here.
      writeSessionGone(this.writer, this.knowsReadOnly);
      this.end();
      return;
    }
    if (request.sessionId !== 0n) this.password = new Uint8Array(request.password);
    // There may be no leader: as a ZooKeeper server in that case, this one is to be left for another.
    this.timer = setTimeout(() => this.cut(), Math.max(host.startMs, SESSION_START_MS));
    this.timer.unref();
    this.stream = host.engine.openStream(this, this.caller);
    this.stream.receive(start);
  }

  // From the engine.

  send(frame: Uint8Array): void {
    if (this.phase === 'ended') return;
    this.writer.expect(frame.length + REPLY_BYTES * Math.min(this.pending.length, Math.floor(frame.length / 4)));
    this.nowMs = this.host.nowMs();
    this.replies.translate(frame);
    if (this.isReading) {
      // What is answered at once goes out with the end of the piece of input, unless it is much.
      if (this.writer.position >= FLUSH_BYTES) this.flush();
    } else {
      this.flush();
      if (this.isBehind || this.isPaused) this.followFlow();
    }
  }

  /** With what was not written yet: the engine answers many reads before it is told that a write has left. */
  backlogBytes(): number {
    return this.backlog.bytes + this.writer.position;
  }

  backlogOfAllBytes(): number {
    return this.host.unwritten.bytes;
  }

  end(): void {
    if (this.phase === 'ended') return;
    this.flush();
    this.phase = 'ended';
    this.stream = null;
    this.clearTimer();
    this.packets.giveUp();
    this.hold(0);
    this.socket.end();
    // What it still sends is read and not looked at: a socket with unread input resets its connection, and takes what was answered with it.
    if (this.isPaused) this.socket.resume();
    // One that does not read would never see the end. What it has not read by then is dropped: it did not ask for it in all that time.
    this.timer = setTimeout(() => this.socket.destroy(), END_GRACE_MS);
    this.timer.unref();
  }

  onStarted(session: StartedSession): void {
    if (this.lastZxidSeen > session.zxid) {
      // A client of another cluster, or of one whose data was lost: as in ZooKeeper it is to look elsewhere. Nobody will miss the session.
      const { stream } = this;
      this.stream = null;
      this.cut();
      if (stream === null) return;
      // In a turn of its own, as the engine is just speaking.
      setImmediate(() => {
        if (session.secret.length > 0) stream.receive(closeFrame());
        stream.disconnected();
      });
      return;
    }
    this.clearTimer();
    this.phase = 'live';
    this.isReadOnly = session.readOnly;
    this.sessionId = session.sessionId;
    this.timeoutMs = session.timeoutMs;
    this.lastZxid = session.zxid;
    const password = session.secret.length === PASSWORD_BYTES ? session.secret.slice() : this.password;
    this.password = password;
    writeConnectResponse(this.writer, {
      protocolVersion: 0,
      timeoutMs: session.timeoutMs,
      sessionId: BigInt(session.sessionId),
      password,
      readOnly: this.knowsReadOnly ? session.readOnly : null,
    });
    this.statistics.sent(1);
    // Requests that came behind the first packet, and that the engine was not asked.
    this.answerHere();
  }

  onAnswer(answer: AnswerHead): void {
    if (this.isOver) return;
    const { pending } = this;
    if (pending.length === 0 || pending.headId() !== answer.id)
      throw new Error(`an answer to request ${answer.id}, which is not the next one`);
    this.lastZxid = answer.zxid;
    const xid = pending.headXid();
    const type = pending.headType();
    const note = pending.headNote();
    this.statistics.answered(xid, type, answer.zxid, this.nowMs - pending.headAtMs());
    pending.pop();
    if (type === OpCode.auth && answer.code !== 0 && answer.code !== ErrorCode.AUTHFAILED) {
      // A client looks for AUTHFAILED alone, and would believe that it was proven. It comes back, and tries again.
      this.leaveAtLast();
      return;
    }
    if (answer.code === ErrorCode.AUTHFAILED) this.statistics.all.refused('auth_failed');
    if (type === OpCode.auth) writeBareReply(this.writer, xid, 0, answer.code);
    else this.replies.reply(xid, type, answer, note);
    if (pending.length > 0 && pending.headAnswerer() >= Answerer.here) this.answerHere();
  }

  onPong(count: number, zxid: number): void {
    this.lastZxid = Math.max(this.lastZxid, zxid);
    for (let left = count; left > 0; left -= 1) writeBareReply(this.writer, Xid.ping, this.lastZxid, 0);
    this.statistics.sent(count);
  }

  onEnded(code: number): void {
    if (this.phase === 'starting' && isSessionGone(code)) writeSessionGone(this.writer, this.knowsReadOnly);
  }

  /** Answers what the engine was not asked and whose turn has come. */
  private answerHere(): void {
    const { pending, writer } = this;
    // Before there is a session nothing is answered.
    if (this.phase !== 'live') return;
    while (pending.length > 0 && pending.headAnswerer() >= Answerer.here) {
      if (pending.headAnswerer() === Answerer.members) {
        this.changeMembers();
        return;
      }
      const xid = pending.headXid();
      const type = pending.headType();
      const isLast = pending.headAnswerer() === Answerer.hereAtLast;
      const error = pending.headError();
      pending.pop();
      if (error === ErrorCode.AUTHFAILED) this.statistics.all.refused('auth_failed');
      if (type === OpCode.sasl) {
        const at = writer.beginPacket();
        writeReplyHeader(writer, xid, 0, error);
        writer.null();
        writer.endPacket(at);
      } else writeBareReply(writer, xid, type === OpCode.auth ? 0 : this.lastZxid, error);
      if (isLast) {
        this.leaveAtLast();
        return;
      }
    }
  }

  /** Ends behind what was answered. The engine may be just speaking: it hears of it in a turn of its own. */
  private leaveAtLast(): void {
    const { stream } = this;
    this.end();
    if (stream !== null) setImmediate(() => stream.disconnected());
  }

  /** The replica goes down. */
  close(): void {
    this.leave();
  }

  /** Nothing more is done for the client: what was answered leaves, in its order, and the connection ends behind it. */
  private leave(): void {
    this.leaveEngine();
    this.end();
  }

  private flush(): void {
    if (this.writer.position === 0 || this.phase === 'ended') return;
    this.statistics.all.bytesSent += this.writer.position;
    this.backlog.write(this.writer.take());
  }

  /** Reads on where there is room again, and stops reading where there is none. */
  private followFlow(): void {
    if (this.phase === 'ended') return;
    const { pending, host } = this;
    const hasRoom =
      pending.length <= host.outstandingMax / 2 &&
      pending.bytes <= OUTSTANDING_BYTES_MAX / 2 &&
      !this.isUnread &&
      this.admission.change === null;
    if (this.isBehind && hasRoom && !this.willReadOn) {
      // Never at once: whoever tells of room may be the engine, in the middle of the frame before.
      this.willReadOn = true;
      setImmediate(this.readOn);
    }
    if (this.isBehind && !this.isPaused) {
      this.isPaused = true;
      this.socket.pause();
    } else if (!this.isBehind && this.isPaused) {
      this.isPaused = false;
      this.socket.resume();
    }
  }

  private readonly readOn = (): void => {
    this.willReadOn = false;
    if (this.phase === 'starting' || this.phase === 'live') this.read();
  };

  /** So much was not read by the client that nothing more is done for it. */
  private get isUnread(): boolean {
    return this.backlogBytes() >= UNREAD_BYTES_MAX;
  }

  /** Ends at once, where nothing was answered yet. */
  private cut(): void {
    this.leaveEngine();
    this.phase = 'ended';
    this.socket.destroy();
  }

  private gone(): void {
    this.leaveEngine();
    this.phase = 'ended';
    this.clearTimer();
    this.hold(0);
    this.backlog.giveUp();
    this.host.closed(this);
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private leaveEngine(): void {
    this.endChange();
    const { stream } = this;
    this.stream = null;
    stream?.disconnected();
  }
}

function pingFrame(id: number): Uint8Array {
  const ping = new SessionRequestBuilder();
  ping.ping(id);
  return ping.take();
}

function readConfigFrame(id: number): Uint8Array {
  const read = new SessionRequestBuilder();
  read.request(id, 0, 0, 0, encodeOperation({ type: 'getData', path: CONFIG_PATH, watch: false }));
  return read.take();
}
