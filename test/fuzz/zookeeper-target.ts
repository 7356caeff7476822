import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { TestClient, TestCluster, create } from '@grove/engine/dist/testing/test-cluster';
import { ZooKeeperConnection } from '@grove/replica/dist/zookeeper/connection';
import { ConnectionStatistics, ServerStatistics } from '@grove/replica/dist/zookeeper/statistics';
import {
  JuteReader,
  JuteWriter,
  PacketStream,
  readConnectRequest,
  readConnectResponse,
  readRequest,
  readResult,
  writeConnectRequest,
} from '@grove/zookeeper-wire';
import { repositoryRoot } from '../cluster/repository';
import { expectThat, type Target } from './target';

const PACKET_BYTES_MAX = 64 * 1024;
const REPLY_HEADER_BYTES = 16;
const PASSWORD_BYTES = 16;

/** What ZooKeeper's clients said to a ZooKeeper server, without the lengths. */
function captured(): readonly Uint8Array[] {
  const file = join(repositoryRoot, 'packages', 'zookeeper-wire', 'capture', 'packets.json');
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

/** A socket without a network: what is written to it must be whole packets. */
class Wire extends EventEmitter {
  isOver = false;
  packets = 0;
  private readonly replies = new PacketStream(16 * 1024 * 1024);

  write(bytes: Uint8Array, written: () => void): boolean {
    this.replies.push(bytes);
    while (this.replies.next()) {
      this.packets += 1;
      expectThat(this.replies.end - this.replies.start >= REPLY_HEADER_BYTES, 'a reply without a header');
    }
    expectThat(!this.replies.failed && this.replies.heldBytes === 0, 'what was written is not made of packets');
    written();
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
    // What is sent comes all the same.
  }

  resume(): void {
    // See above.
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
          wordAnswer: () => null,
          closed: () => undefined,
        },
        new ConnectionStatistics(all, 0),
      );
      return wire;
    };
    const joined = (): Wire => {
      const wire = open();
      wire.emit('data', connectPacket());
      for (let ms = 0; wire.packets === 0 && ms < 1_000; ms += 1) cluster.clock.run(1);
      expectThat(wire.packets === 1, 'no session was opened');
      return wire;
    };
    let wire = joined();
    return {
      take: (input) => {
        readRequest(new JuteReader(input));
        readConnectRequest(new JuteReader(input));
        readConnectResponse(new JuteReader(input));
        for (let type = 0; type < 110; type += 1) readResult(new JuteReader(input), type);
        // In the place of a first packet, or right behind one in the same piece, once or several times.
        const first = open();
        const behind = Buffer.concat([connectPacket(), ...Array.from({ length: 1 + random.below(6) }, () => packet(input))]);
        first.emit('data', new Uint8Array([input, packet(input), behind][random.below(3)] ?? behind));
        if (wire.isOver) wire = joined();
        // Whole behind its length, as it is, and cut in two.
        const bytes = random.below(8) === 0 ? input : packet(input);
        const middle = random.below(bytes.length + 1);
        for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)])
          if (!wire.isOver) wire.emit('data', Uint8Array.from(piece));
        cluster.clock.run(3);
        first.destroy();
        cluster.assertHealthy();
      },
      finish: () => {
        wire.destroy();
        cluster.clock.run(30_000);
        cluster.assertHealthy();
        joined().destroy();
        const client = new TestClient(cluster).open(1);
        expectThat(client.do(create('/behaves-well')).code === 0, 'a client that behaves is not served');
      },
    };
  },
};
