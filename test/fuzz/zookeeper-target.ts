import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { TestClient, TestCluster, create } from '@grove/engine/dist/testing/test-cluster';
import { ZooKeeperConnection } from '@grove/replica/dist/zookeeper/connection';
import { ConnectionStatistics, ServerStatistics } from '@grove/replica/dist/zookeeper/statistics';
import {
  AddWatchMode,
  JuteReader,
  JuteWriter,
  OpCode,
  PacketStream,
  Xid,
  readConnectRequest,
  readConnectResponse,
  readReplyHeader,
  readRequest,
  readResult,
  writeConnectRequest,
  writeRequest,
} from '@grove/zookeeper-wire';
import { repositoryRoot } from '../cluster/repository';
import { expectThat, type Target } from './target';

const PACKET_BYTES_MAX = 64 * 1024;
const REPLY_HEADER_BYTES = 16;
const PASSWORD_BYTES = 16;

/** What ZooKeeper's clients said to a ZooKeeper server, without the lengths. */
function captured(): readonly Uint8Array[] {
  const file = join(repositoryRoot, 'packages', 'zookeeper-wire', 'capture', 'packets-3.9.5.json');
  const { captures } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly captures: readonly { readonly packets: readonly { readonly from: string; readonly hex: string }[] }[];
  };
  return captures.flatMap(({ packets }) =>
    packets.filter(({ from }) => from === 'client').map(({ hex }) => new Uint8Array(Buffer.from(hex, 'hex'))),
  );
}

function packet(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + content.length);
  new DataView(bytes.buffer).setInt32(0, content.length);
  bytes.set(content, 4);
  return bytes;
}

function connectPacket(): Uint8Array {
  const writer = new JuteWriter();
  const password = new Uint8Array(PASSWORD_BYTES);
  writeConnectRequest(writer, { protocolVersion: 0, lastZxidSeen: 0, timeoutMs: 10_000, sessionId: 0n, password, readOnly: false });
  return writer.take();
}

/** A change of the root, which the client watches. */
function changePacket(): Uint8Array {
  const writer = new JuteWriter();
  writeRequest(writer, 2, { type: 'setData', path: '/', data: new Uint8Array(1), version: -1 });
  return writer.take();
}

/**
 * A socket without a network: what is written to it must be whole packets, replies in the order of the requests, and an event before any
 * reply that shows what it tells of.
 */
class Wire extends EventEmitter {
  isOver = false;
  packets = 0;
  /** The client takes nothing: what is written does not leave. */
  isUnread = false;
  private readonly order = new ReplyOrder();
  private readonly replies = new PacketStream(16 * 1024 * 1024);
  private readonly arrived: Uint8Array[] = [];
  private unread: (() => void)[] = [];
  private isPaused = false;

  /** From the client. */
  give(bytes: Uint8Array): void {
    this.order.ask(bytes);
    this.arrived.push(Uint8Array.from(bytes));
    this.deliver();
  }

  private deliver(): void {
    while (!this.isPaused && !this.isOver) {
      const piece = this.arrived.shift();
      if (piece === undefined) return;
      this.emit('data', piece);
    }
  }

  /** What was written leaves after all. */
  readOn(): void {
    this.isUnread = false;
    const { unread } = this;
    this.unread = [];
    for (const written of unread) written();
  }

  get isAnswered(): boolean {
    return this.order.isAnswered;
  }

  write(bytes: Uint8Array, written: () => void): boolean {
    this.replies.push(bytes);
    while (this.replies.next()) {
      const { buffer, start, end } = this.replies;
      expectThat(end - start >= REPLY_HEADER_BYTES, 'a reply without a header');
      this.packets += 1;
      if (this.packets > 1) this.order.answer(readReplyHeader(new JuteReader(buffer, start, end)), end - start === REPLY_HEADER_BYTES);
    }
    expectThat(!this.replies.failed && this.replies.heldBytes === 0, 'what was written is not made of packets');
    if (this.isUnread) this.unread.push(written);
    else written();
    return true;
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.emit('close');
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.deliver();
  }
}

/** What one client has asked and was not answered, and what it was shown. */
class ReplyOrder {
  private readonly requests = new PacketStream(PACKET_BYTES_MAX);
  private readonly asked: { readonly xid: number; readonly type: number }[] = [];
  private isConnected = false;
  private pings = 0;
  private shownZxid = 0;
  /** False once a request has a number by which a reply cannot be told from an event or a ping's. */
  private isJudged = true;

  ask(bytes: Uint8Array): void {
    this.requests.push(bytes);
    while (this.requests.next()) {
      const { buffer, start, end } = this.requests;
      if (!this.isConnected) {
        this.isConnected = true;
        continue;
      }
      const reader = new JuteReader(buffer, start, end);
      const request = { xid: reader.int32(), type: reader.int32() };
      // It ends the connection; what is behind it is nobody's.
      if (reader.failed) this.isJudged = false;
      if (request.type === OpCode.ping) this.pings += 1;
      else this.asked.push(request);
      if (request.type !== OpCode.ping && (request.xid === Xid.ping || request.xid === Xid.notification)) this.isJudged = false;
    }
  }

  get isAnswered(): boolean {
    return !this.isJudged || this.requests.failed || this.asked.length + this.pings === 0;
  }

  answer({ xid, zxid }: { readonly xid: number; readonly zxid: number }, isBare: boolean): void {
    if (!this.isJudged) return;
    const [next] = this.asked;
    if (xid === Xid.notification) {
      // What setWatches tells was missed before it.
      const isMissed = next?.type === OpCode.setWatches || next?.type === OpCode.setWatches2;
      expectThat(isMissed || zxid > this.shownZxid, `an event of ${zxid} behind a reply of ${this.shownZxid}`);
      return;
    }
    this.shownZxid = Math.max(this.shownZxid, zxid);
    if (xid === Xid.ping) {
      this.pings -= 1;
      expectThat(isBare && this.pings >= 0, 'an answer to a ping that was not sent');
      return;
    }
    expectThat(xid === next?.xid, `a reply to ${xid} where ${next?.xid} is next`);
    this.asked.shift();
  }
}

/** Runs with the event loop's turns in the cluster's virtual time: what waits for the next one comes in it. */
function inVirtualTurns(cluster: TestCluster, run: () => void): void {
  const real = globalThis.setImmediate;
  globalThis.setImmediate = ((fire: () => void) => cluster.clock.after(0, fire)) as unknown as typeof setImmediate;
  try {
    run();
  } finally {
    globalThis.setImmediate = real;
  }
}

/**
 * The door for ZooKeeper's clients, with a whole engine in virtual time behind it: bytes go as packets of a connection that has a session, and
 * as its very first ones. Whatever comes of it, the replies are packets, and a client that behaves is served afterwards.
 */
export const zooKeeperTarget: Target = {
  name: 'zookeeper',
  inputs: 80,
  bases: () => [...captured(), connectPacket()],
  open: (random) => {
    const cluster = new TestCluster(1, { maxDataBytes: 4096 }, 1 + random.below(1000));
    cluster.start();
    cluster.untilReady();
    const { engine } = cluster.replica(1);
    if (engine === null) throw new Error('the engine does not run');
    const all = new ServerStatistics();
    const open = (): Wire => {
      const wire = new Wire();
      new ZooKeeperConnection(
        wire as unknown as Socket,
        { identities: ['ip:127.0.0.1'] },
        {
          engine,
          packetBytesMax: PACKET_BYTES_MAX,
          outstandingMax: 4,
          startMs: 1_000,
          unwritten: { bytes: 0 },
          held: { bytes: 0 },
          heldBytesMax: 1024 * 1024,
          nowMs: () => cluster.clock.nowMs,
          configText: () => new Uint8Array(1),
          reconfigDistance: () => 0,
          wordAnswer: () => null,
          closed: () => undefined,
        },
        new ConnectionStatistics(all, 0),
      );
      return wire;
    };
    const joined = (): Wire => {
      const wire = open();
      wire.give(connectPacket());
      for (let ms = 0; wire.packets === 0 && ms < 1_000; ms += 1) cluster.clock.run(1);
      expectThat(wire.packets === 1, 'no session was opened');
      // It hears of every change, its own too.
      const watch = new JuteWriter();
      writeRequest(watch, 1, { type: 'addWatch', path: '/', mode: AddWatchMode.persistentRecursive });
      wire.give(watch.take());
      return wire;
    };
    let wire = joined();
    return {
      take: (input) =>
        inVirtualTurns(cluster, () => {
          readRequest(new JuteReader(input));
          readConnectRequest(new JuteReader(input));
          readConnectResponse(new JuteReader(input));
          for (let type = 0; type < 110; type += 1) readResult(new JuteReader(input), type);
          // In the place of a first packet, or right behind one in the same piece, once or several times.
          const first = open();
          const behind = Buffer.concat([connectPacket(), ...Array.from({ length: 1 + random.below(6) }, () => packet(input))]);
          first.give([input, packet(input), behind][random.below(3)] ?? behind);
          if (wire.isOver) wire = joined();
          wire.isUnread = random.below(4) === 0;
          // A change that it certainly hears of: the event lies between the requests, before the answer.
          if (random.below(2) === 0) wire.give(changePacket());
          // Whole behind its length, as it is, and cut in two.
          const bytes = random.below(8) === 0 ? input : packet(input);
          const middle = random.below(bytes.length + 1);
          for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)]) if (!wire.isOver) wire.give(piece);
          cluster.clock.run(3);
          first.destroy();
          wire.readOn();
          cluster.clock.run(3);
          expectThat(wire.isOver || wire.isAnswered, 'a request is not answered');
          cluster.assertHealthy();
        }),
      finish: () =>
        inVirtualTurns(cluster, () => {
          wire.destroy();
          cluster.clock.run(30_000);
          cluster.assertHealthy();
          joined().destroy();
          const client = new TestClient(cluster).open(1);
          expectThat(client.do(create('/behaves-well')).code === 0, 'a client that behaves is not served');
        }),
    };
  },
};
